//! What `avmsdk csp --check` says of hundreds of policies, against what engines do under them.

use crate::generated::{Policies, policies};
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{Avmsdk, Browser, Engine, Serving, Site, View, avmsdk, avmsdk_as};
use axum::Router;
use axum::extract::{Path, WebSocketUpgrade};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use tempfile::TempDir;

/// The inline script of the page, and how it is known to have run.
const INLINE: &str = "window.inlineRan = 1";

#[tokio::test]
async fn check_says_what_chromium_does() -> anyhow::Result<()> {
    agree(Engine::Chromium, 300).await
}

#[tokio::test]
async fn check_says_what_firefox_does() -> anyhow::Result<()> {
    agree(Engine::Firefox, 80).await
}

#[tokio::test]
async fn check_says_what_webkit_does() -> anyhow::Result<()> {
    agree(Engine::WebKit, 80).await
}

/// What one frame found.
#[derive(Debug, Deserialize)]
struct Found {
    number: usize,
    answers: BTreeMap<String, String>,
    violations: Vec<Value>,
}

async fn agree(engine: Engine, count: usize) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    let name = engine.name();
    let folder = TempDir::new()?;
    std::fs::write(folder.path().join("inline.js"), INLINE)?;
    let (page, rest) = (Site::reserve().await?, Site::reserve().await?);
    let ports = (page.port(), rest.port());
    let all = policies(count, ports.0, ports.1, &hash(&folder)?);
    let shared = Arc::new(all.clone());
    let _serving = (page.serve(pages(shared, ports)), serve_rest(rest));
    let verdicts = verdicts(&folder, ports, count).await?;
    let browser = Browser::open(&format!("csp-engines-{name}-driver"), engine, View::Desktop).await?;
    let mut found = Vec::new();
    // A driver waits no longer than half a minute for one script.
    for from in (0..count).step_by(40) {
        browser.goto(&format!("http://localhost:{}/", ports.0)).await?;
        let script = format!("window.judge({from}, {}, arguments[0])", count.min(from + 40));
        let answer: String = browser.ask(&script, Vec::new()).await?;
        let mut some: Vec<Found> = serde_json::from_str(&answer).with_context(|| answer.clone())?;
        found.append(&mut some);
    }
    browser.close().await?;
    ensure!(found.len() == count, "{} of {count} were judged", found.len());
    let mut differences = String::new();
    for one in &found {
        compare(
            engine,
            one,
            &verdicts[one.number],
            &all[one.number],
            &mut differences,
        )?;
    }
    let blocked = found.iter().flat_map(|one| one.answers.values());
    let blocked = blocked.filter(|answer| *answer == "no").count();
    // Neither all nor nothing: the policies are worth asking about.
    ensure!(
        blocked > count * 2 && blocked < count * 10,
        "{blocked} loads were blocked"
    );
    if differences.is_empty() {
        Ok(())
    } else {
        bail!("{name} and `avmsdk csp --check` do not agree:\n{differences}")
    }
}

/// Whether each load was as it was said to be, and whether what was blocked was told.
fn compare(
    engine: Engine,
    found: &Found,
    verdict: &BTreeMap<String, bool>,
    policies: &Policies,
    differences: &mut String,
) -> anyhow::Result<()> {
    let mut wrong = Vec::new();
    for (probe, answer) in &found.answers {
        let said = verdict
            .get(probe)
            .with_context(|| format!("nothing was said of: {probe}"))?;
        let is_as_said = answer == if *said { "yes" } else { "no" };
        let is_known = !said && answer == "yes" && allows_more(engine, probe, policies);
        if !is_as_said && !is_known {
            wrong.push(format!("{probe}: said {said}, seen {answer}"));
        }
    }
    let is_free = found.answers.values().all(|answer| answer == "yes");
    if is_free && !found.violations.is_empty() {
        wrong.push("violations, and nothing was blocked".to_owned());
    }
    if !wrong.is_empty() {
        writeln!(
            differences,
            "{}\n  {policies:?}\n  {:?}",
            wrong.join(", "),
            found.violations
        )?;
    }
    Ok(())
}

/// What one engine allows and another does not, which `--check` therefore calls blocked.
fn allows_more(engine: Engine, probe: &str, policies: &Policies) -> bool {
    let has = |word: &str| {
        let mut all = policies.headers.iter().chain(&policies.tag);
        all.any(|policy| policy.contains(word))
    };
    match engine {
        // `ws:` takes in `http:`, as the specification says; and `*` takes in `data:` for images, which it does not.
        Engine::WebKit | Engine::Wpe => has(" ws:") || probe == "image_data" && has(" *"),
        // WebKit takes such a word for none.
        Engine::Chromium | Engine::Firefox => has(" *:"),
    }
}

/// The hash by which a policy allows the inline script: the last one that is printed.
fn hash(folder: &TempDir) -> anyhow::Result<String> {
    let args = [
        "csp",
        "http://cdn.localhost/",
        "--inline",
        "inline.js",
        "--format",
        "header",
    ];
    let printed = avmsdk(folder.path(), &args)?.stdout;
    let hash = printed
        .split([' ', ';'])
        .rfind(|word| word.starts_with("'sha256-"));
    Ok(hash.with_context(|| format!("no hash in: {printed}"))?.to_owned())
}

/// What is said of each page: for each probe whether it is allowed.
async fn verdicts(
    folder: &TempDir,
    (page, rest): (u16, u16),
    count: usize,
) -> anyhow::Result<Vec<BTreeMap<String, bool>>> {
    let ask = |number: usize| {
        let folder = folder.path().to_owned();
        tokio::task::spawn_blocking(move || {
            avmsdk_as(
                &folder,
                &[],
                &[
                    "csp",
                    &format!("http://cdn.localhost:{rest}/chat/"),
                    "--check",
                    &format!("http://localhost:{page}/p/{number}"),
                    "--api-host",
                    &format!("http://localhost:{page}"),
                    "--media-host",
                    &format!("http://media.localhost:{rest}/m/"),
                    "--webview-host",
                    &format!("http://shop.localhost:{rest}"),
                    "--channels",
                    "whatsapp",
                    "--inline",
                    "inline.js",
                    "--json",
                ],
            )
        })
    };
    let mut verdicts = Vec::new();
    for from in (0..count).step_by(6) {
        let runs: Vec<_> = (from..count.min(from + 6)).map(ask).collect();
        for run in runs {
            verdicts.push(verdict(&run.await??, rest)?);
        }
    }
    Ok(verdicts)
}

fn verdict(run: &Avmsdk, rest: u16) -> anyhow::Result<BTreeMap<String, bool>> {
    let document: Value =
        serde_json::from_str(&run.stdout).with_context(|| format!("no document: {run:#?}"))?;
    let sources = document["sources"].as_array().context("no sources")?;
    let mut verdict = BTreeMap::new();
    for source in sources {
        let word = |key: &str| source[key].as_str().unwrap_or_default();
        let cdn = format!("http://cdn.localhost:{rest}/chat/");
        let is_inline = source["reasons"].to_string().contains("--inline");
        let probe = match (word("directive"), word("source")) {
            ("script-src", "'wasm-unsafe-eval'") => "wasm",
            ("script-src", _) if is_inline => "inline",
            ("script-src", hash) if hash.starts_with('\'') => continue,
            ("script-src", _) => "script",
            ("style-src", _) => "style",
            ("img-src", "data:") => "image_data",
            ("img-src", "blob:") => "image_blob",
            ("img-src", media) if media.contains("media.") => "image_media",
            ("img-src", _) => "image_api",
            ("connect-src", socket) if socket.starts_with("ws:") => "socket",
            ("connect-src", file) if file == cdn => "connect_cdn",
            ("connect-src", _) => "connect_api",
            ("frame-src", _) => "frame",
            other => bail!("a source that nobody tries: {other:?}"),
        };
        // The inline script that is tried carries the nonce.
        verdict.insert(probe.to_owned(), word("outcome") != "blocked");
    }
    let without_policy = document["policies"] == 0;
    ensure!(!without_policy, "no policy was found: {run:#?}");
    Ok(verdict)
}

/// The pages under their policies, the page that judges them, and what lies on their own origin.
fn pages(all: Arc<Vec<Policies>>, (page, rest): (u16, u16)) -> Router {
    let script = include_str!("probe.js")
        .replace("PAGE", &page.to_string())
        .replace("REST", &rest.to_string());
    let judge = format!("<!doctype html><title>Judge</title><body><script>{script}</script>");
    let under_policy = async move |Path(number): Path<usize>| {
        let Some(policies) = all.get(number) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let tag = policies
            .tag
            .iter()
            .map(|policy| format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"));
        let html = format!(
            "<!doctype html><head>{}<title>Site</title></head><body><script nonce=\"abc\">{INLINE}</script></body>",
            tag.collect::<String>()
        );
        let mut response = answer("text/html; charset=utf-8", html);
        for policy in &policies.headers {
            if let Ok(value) = HeaderValue::from_bytes(policy.as_bytes()) {
                response
                    .headers_mut()
                    .append(header::CONTENT_SECURITY_POLICY, value);
            }
        }
        response
    };
    Router::new()
        .route("/", get(async || answer("text/html; charset=utf-8", judge)))
        .route("/p/{number}", get(under_policy))
        .route("/api/socket", get(socket))
        .fallback(get(anything))
}

fn serve_rest(site: Site) -> Serving {
    site.serve(Router::new().fallback(get(anything)))
}

/// A socket that says nothing.
async fn socket(upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async |mut socket| while socket.recv().await.is_some() {})
}

/// A file of whatever kind is asked for.
async fn anything(uri: axum::http::Uri) -> Response {
    const GIF: [u8; 42] = *b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xFF\xFF\xFF!\xF9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x01D\0;";
    match uri.path() {
        path if path.ends_with(".js") => answer("text/javascript", ""),
        path if path.ends_with(".css") => answer("text/css", ""),
        path if path.ends_with(".gif") => answer("image/gif", GIF.to_vec()),
        path if path.ends_with(".json") => answer("application/json", "{}"),
        "/framed" => answer("text/html", "<script>parent.postMessage('framed', '*')</script>"),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(kind: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let headers: [(HeaderName, &str); 2] = [
        (header::CONTENT_TYPE, kind),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, body.into()).into_response()
}
