//! The widget's whole journey under exactly what `avmsdk csp --standalone` prints for the hosted service, its names
//! and those of the channels led to the sandbox.
//!
//! Chromium takes it in every case. The others take it where browsers differ most, and with `AVMSDK_ALL_ENGINES` in
//! every case as well.

use crate::cases::{self, Case, More};
use crate::place::{NONCE, Place};
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{Engine, despite_a_death};
use std::fmt::Write as _;

#[tokio::test]
async fn chromium_meets_no_violation() -> anyhow::Result<()> {
    meets_no_violation(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_meets_no_violation() -> anyhow::Result<()> {
    meets_no_violation(Engine::Firefox).await
}

#[tokio::test]
async fn webkit_meets_no_violation() -> anyhow::Result<()> {
    meets_no_violation(Engine::WebKit).await
}

/// The class of Safari 16.0, which needs the style sheets as files. A file that its driver's scripts make holds nothing,
/// so nothing is sent there.
#[tokio::test]
async fn wpe_meets_no_violation() -> anyhow::Result<()> {
    let no_upload = |case| Case {
        upload: false,
        ..case
    };
    takes_the_journey(Engine::Wpe, cases::some().into_iter().map(no_upload).collect()).await
}

async fn meets_no_violation(engine: Engine) -> anyhow::Result<()> {
    let cases = if is_in_full(engine) {
        cases::all()
    } else {
        cases::some()
    };
    takes_the_journey(engine, cases).await
}

async fn takes_the_journey(engine: Engine, cases: Vec<Case>) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    despite_a_death(async || {
        let place = Place::open("journey", engine).await?;
        for case in &cases {
            let policy = place.policy(case)?;
            place
                .travel(case, &policy)
                .await
                .with_context(|| format!("{case:?} under {policy}"))?;
        }
        place.browser.close().await
    })
    .await
}

/// Whether everything is tried in an engine, and not a sample.
fn is_in_full(engine: Engine) -> bool {
    engine == Engine::Chromium || std::env::var_os("AVMSDK_ALL_ENGINES").is_some()
}

/// Policies that sites have.
const SITES: [(&str, More); 7] = [
    ("default-src 'self'", More::Nothing),
    (
        "default-src 'none'; script-src 'none'; frame-ancestors 'none'",
        More::Nothing,
    ),
    (
        "script-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; object-src 'none'",
        More::Nothing,
    ),
    (
        "default-src 'self'; script-src-elem 'self'; style-src-elem 'self'; child-src 'none'",
        More::Nothing,
    ),
    (
        "script-src 'strict-dynamic' 'nonce-{{ nonce }}' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
        More::Nonce,
    ),
    (
        "script-src 'strict-dynamic' 'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='",
        More::Nothing,
    ),
    (
        "require-trusted-types-for 'script'; trusted-types site; default-src 'self', connect-src 'none'",
        More::TrustedTypes,
    ),
];

#[tokio::test]
async fn chromium_works_under_merged_policies_alone() -> anyhow::Result<()> {
    works_under_merged_policies_alone(Engine::Chromium).await
}

#[tokio::test]
async fn firefox_works_under_merged_policies_alone() -> anyhow::Result<()> {
    works_under_merged_policies_alone(Engine::Firefox).await
}

#[tokio::test]
async fn webkit_works_under_merged_policies_alone() -> anyhow::Result<()> {
    works_under_merged_policies_alone(Engine::WebKit).await
}

async fn works_under_merged_policies_alone(engine: Engine) -> anyhow::Result<()> {
    // Where only a sample is tried, the merge is left to the comparison with `--check` (engines.rs).
    if engine.is_left_out() || !is_in_full(engine) {
        return Ok(());
    }
    despite_a_death(async || {
        let place = Place::open("merged", engine).await?;
        for (site, more) in SITES {
            let case = Case {
                more,
                ..Case::whole()
            };
            let merged = place.print(&case, &["--merge", site])?;
            place
                .travel(&case, &merged)
                .await
                .with_context(|| format!("{site} became {merged}"))?;
            let own = site.replace(NONCE.0, NONCE.1);
            ensure!(
                place.travel(&case, &own).await.is_err(),
                "nothing was missing in: {site}"
            );
        }
        place.browser.close().await
    })
    .await
}

#[tokio::test]
async fn no_source_is_there_for_nothing_in_chromium() -> anyhow::Result<()> {
    no_source_is_there_for_nothing(Engine::Chromium).await
}

#[tokio::test]
async fn no_source_is_there_for_nothing_in_firefox() -> anyhow::Result<()> {
    no_source_is_there_for_nothing(Engine::Firefox).await
}

#[tokio::test]
async fn no_source_is_there_for_nothing_in_webkit() -> anyhow::Result<()> {
    no_source_is_there_for_nothing(Engine::WebKit).await
}

/// Of the sources those that engines may take each in its way.
const SAMPLE: [(&str, &str); 4] = [
    ("script-src", "'wasm-unsafe-eval'"),
    ("style-src", "https://cdn.acme.test/static/"),
    ("img-src", "https://mp.weixin.qq.com"),
    ("connect-src", "wss://*.smooch.io"),
];

async fn no_source_is_there_for_nothing(engine: Engine) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    despite_a_death(async || each_source_away(engine).await).await
}

async fn each_source_away(engine: Engine) -> anyhow::Result<()> {
    let place = Place::open("sources", engine).await?;
    let case = Case::whole();
    let whole = place.policy(&case)?;
    let (mut unneeded, mut tried) = (String::new(), 0);
    for (name, source) in sources(&whole) {
        let is_in_sample = SAMPLE.contains(&(name.as_str(), source.as_str()));
        // The base is what the page's own addresses need, and not the widget.
        let is_base = name == "default-src" || name == "base-uri";
        // As the specification says, and only WebKit does, `wss:` takes in `https:`.
        let is_taken_in =
            engine == Engine::WebKit && name == "connect-src" && source == "https://*.smooch.io";
        if is_base || is_taken_in || !is_in_full(engine) && !is_in_sample {
            continue;
        }
        tried += 1;
        let case = Case {
            is_old: name == "style-src",
            ..case.clone()
        };
        let policy = without(&place.policy(&case)?, &name, &source);
        match place.travel(&case, &policy).await {
            Ok(()) => writeln!(unneeded, "- {source} in {name}")?,
            // What was taken away made it fail, and nothing else.
            Err(error) => ensure!(
                is_for_want_of(&error.to_string(), engine, &name, &source),
                "without {source} in {name} it failed otherwise: {error:#}"
            ),
        }
    }
    let least = if is_in_full(engine) { 14 } else { SAMPLE.len() };
    ensure!(tried >= least, "{tried} sources were tried");
    if !unneeded.is_empty() {
        bail!("the journey does as well without:\n{unneeded}");
    }
    let old = Case { is_old: true, ..case };
    place.travel(&old, &place.policy(&old)?).await?;
    place.browser.close().await
}

/// Whether what was said tells of a source that was taken away.
fn is_for_want_of(said: &str, engine: Engine, name: &str, source: &str) -> bool {
    match source {
        // No event tells of it.
        "'wasm-unsafe-eval'" if engine == Engine::WebKit => said.contains("the program is the wrong one"),
        // Of the script that would tell.
        _ if said == "the first script did not run" => source.starts_with("'sha256-"),
        _ => said.contains(&format!("the policy: {name}")),
    }
}

fn sources(policy: &str) -> Vec<(String, String)> {
    let directives = policy
        .split("; ")
        .filter_map(|directive| directive.split_once(' '));
    directives
        .flat_map(|(name, sources)| {
            sources
                .split(' ')
                .map(|source| (name.to_owned(), source.to_owned()))
        })
        .collect()
}

/// The policy without one source of one directive. One that has none left allows nothing.
fn without(policy: &str, name: &str, source: &str) -> String {
    let directives = policy.split("; ").map(|directive| {
        let mut words: Vec<&str> = directive.split(' ').collect();
        if words.first() == Some(&name) {
            words.retain(|word| *word != source);
        }
        words.join(" ")
    });
    directives.collect::<Vec<_>>().join("; ")
}
