//! Chromium 64, 73 and 80: WebAssembly by a plain page, JavaScript under a policy that these take for one without.

use crate::pages::{Page, options};
use crate::talk;
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{OldChromium, Sandbox};
use serde::Deserialize;
use serde_json::Value;

const JOURNEY: &str = include_str!("journey.js");

/// How far it has come.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Journey {
    steps: Vec<Step>,
    conversation: Option<String>,
    is_over: bool,
    error: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Step {
    what: String,
    seen: String,
}

#[tokio::test]
async fn chromium_64() -> anyhow::Result<()> {
    everything(64).await
}

#[tokio::test]
async fn chromium_73() -> anyhow::Result<()> {
    everything(73).await
}

#[tokio::test]
async fn chromium_80() -> anyhow::Result<()> {
    everything(80).await
}

async fn everything(version: u32) -> anyhow::Result<()> {
    if OldChromium::are_left_out() {
        return Ok(());
    }
    let sandbox = Sandbox::start(&format!("old-{version}-sandbox"))?;
    let page = Page::serve(&sandbox).await?;
    let mut options = options(&sandbox);
    let mut browser = OldChromium::open(&format!("old-{version}"), version).await?;

    let conversation = visit(&mut browser, &sandbox, &page.url, &options)
        .await
        .context("a visit")?;
    came_by(&mut browser, "runtime", "wasm", true).await?;
    came_by(&mut browser, "es5", "js", false).await?;
    let later = walk(&mut browser, &page.url, "again", &options)
        .await
        .context("a later visit")?;
    ensure!(later.conversation.is_none(), "nothing was to be sent: {later:#?}");
    talk::is_whole(&sandbox, &conversation).await?;

    options["embedded"] = true.into();
    embedded(&mut browser, &sandbox, &page.url, &options)
        .await
        .context("embedded")?;

    visit(&mut browser, &sandbox, &sandbox.url("/csp"), &Value::Null)
        .await
        .context("under a policy")?;
    came_by(&mut browser, "es5", "js", true).await
}

/// The main journey. The answer is the conversation's id.
async fn visit(
    browser: &mut OldChromium,
    sandbox: &Sandbox,
    url: &str,
    options: &Value,
) -> anyhow::Result<String> {
    start(browser, url, "visit", options).await?;
    let begun = until(browser, "a conversation", |journey| {
        journey.conversation.is_some()
    })
    .await?;
    let conversation = begun.conversation.context("no conversation")?;
    let picture = format!("old-{}-visit", browser.version());
    tokio::try_join!(talk::answer(sandbox, &conversation), end(browser, &picture))?;
    talk::is_whole(sandbox, &conversation).await?;
    Ok(conversation)
}

async fn embedded(
    browser: &mut OldChromium,
    sandbox: &Sandbox,
    url: &str,
    options: &Value,
) -> anyhow::Result<()> {
    // As somebody else.
    browser
        .evaluate::<Value>("(localStorage.clear(), sessionStorage.clear(), null)")
        .await?;
    let journey = walk(browser, url, "embedded", options).await?;
    let conversation = journey.conversation.context("no conversation")?;
    talk::has_greeting(sandbox, &conversation).await
}

/// Walks one of the ways on which the business says nothing.
async fn walk(browser: &mut OldChromium, url: &str, way: &str, options: &Value) -> anyhow::Result<Journey> {
    start(browser, url, way, options).await?;
    end(browser, &format!("old-{}-{way}", browser.version())).await
}

async fn start(browser: &mut OldChromium, url: &str, way: &str, options: &Value) -> anyhow::Result<()> {
    browser.goto(url).await?;
    let script = format!("{JOURNEY}\njourney('{way}', {options}); null");
    browser.evaluate::<Value>(&script).await?;
    Ok(())
}

/// Waits for the end, and takes a picture of it.
async fn end(browser: &mut OldChromium, picture: &str) -> anyhow::Result<Journey> {
    let outcome = until(browser, "the end", |journey| journey.is_over).await;
    // What ended it is worth more than that there is no picture of it.
    let picture = browser.screenshot(picture).await;
    outcome.and_then(|journey| picture.map(|()| journey))
}

/// Waits until the journey has come somewhere; one that ended with an error is told as such.
async fn until(
    browser: &mut OldChromium,
    wanted: &str,
    good: impl Fn(&Journey) -> bool,
) -> anyhow::Result<Journey> {
    let is_seen = |journey: &Option<Journey>| {
        journey
            .as_ref()
            .is_some_and(|journey| journey.error.is_some() || good(journey))
    };
    let journey = browser.until(wanted, "window.__journey", is_seen).await?;
    if let Some(error) = &journey.error {
        let steps: Vec<_> = journey
            .steps
            .iter()
            .map(|step| format!("{}: {}", step.what, step.seen))
            .collect();
        bail!(
            "{error}\nbefore that:\n{}\nthe page said: {:#?}",
            steps.join("\n"),
            browser.said()
        );
    }
    Ok(journey)
}

/// Whether a file of this name has been fetched by the page.
async fn came_by(browser: &mut OldChromium, name: &str, kind: &str, wanted: bool) -> anyhow::Result<()> {
    let script = "performance.getEntriesByType('resource').map(function (one) { return one.name; })";
    let files: Vec<String> = browser.evaluate(script).await?;
    let is_of = |file: &&String| {
        let last = file.rsplit('/').next().unwrap_or_default();
        last.starts_with(&format!("{name}.")) && last.ends_with(&format!(".{kind}"))
    };
    let is_there = files.iter().any(|file| is_of(&file));
    ensure!(
        is_there == wanted,
        "`{name}.….{kind}` was {}fetched: {files:#?}",
        if is_there { "" } else { "not " }
    );
    Ok(())
}
