//! What strangers write stays text, wherever it comes from: messages, actions, items, forms, config, user,
//! conversations, options. The page has no policy here, so that nothing but the widget keeps it from running.

use crate::plain::Plain;
use crate::room::none;
use anyhow::{Context as _, ensure};
use avmsdk_e2e::{Browser, Engine, Sandbox, View, despite_a_death, until};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;

/// How many texts stand in one talk, and addresses.
const SHARE: usize = 12;

#[tokio::test]
async fn in_chromium() -> anyhow::Result<()> {
    nothing_runs(Engine::Chromium, 16).await
}

#[tokio::test]
async fn in_firefox() -> anyhow::Result<()> {
    nothing_runs(Engine::Firefox, 6).await
}

#[tokio::test]
async fn in_webkit() -> anyhow::Result<()> {
    despite_a_death(|| nothing_runs(Engine::WebKit, 4)).await
}

/// A server that nobody may ask for anything.
struct Bait {
    origin: String,
    visits: Arc<AtomicUsize>,
}

impl Bait {
    async fn lay() -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let origin = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
        let visits = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&visits);
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                seen.fetch_add(1, Ordering::Relaxed);
            }
        });
        Ok(Self { origin, visits })
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::Relaxed)
    }
}

struct Strangers {
    texts: Vec<String>,
    urls: Vec<String>,
    keys: Vec<String>,
}

impl Strangers {
    fn read(bait: &Bait) -> anyhow::Result<Self> {
        let table = include_str!("payloads.json").replace("BAIT", &bait.origin);
        let table: Value = serde_json::from_str(&table)?;
        let list =
            |name: &str| -> anyhow::Result<Vec<String>> { Ok(serde_json::from_value(table[name].clone())?) };
        Ok(Self {
            texts: list("texts")?,
            urls: list("urls")?,
            keys: keys_of_custom_text()?,
        })
    }
}

/// The names of the texts that a page may replace, from the types.
fn keys_of_custom_text() -> anyhow::Result<Vec<String>> {
    let types = include_str!("../../../runtime/host/types/index.d.ts");
    let body = types
        .split_once("export interface CustomText {")
        .and_then(|(_, rest)| rest.split_once("\n}"))
        .context("the types name no CustomText")?
        .0;
    let key = |line: &str| Some(line.trim().strip_suffix("?: string;")?.to_owned());
    let keys: Vec<String> = body.lines().filter_map(key).collect();
    ensure!(keys.len() > 50, "too few: {keys:?}");
    Ok(keys)
}

async fn nothing_runs(engine: Engine, rounds: usize) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    let name = format!("gallery-xss-{}", engine.name());
    let bait = Bait::lay().await?;
    let strangers = Strangers::read(&bait)?;
    let sandbox = Sandbox::start(&format!("{name}-sandbox"))?;
    let page = Plain::serve(&sandbox).await?;
    let browser = Browser::open(&format!("{name}-driver"), engine, View::Desktop).await?;
    let mut found = Vec::new();
    let mut states = Vec::new();
    for texts in strangers.texts.chunks(SHARE) {
        states.push((format!("X.talk({}, [])", json!(texts)), false));
    }
    for urls in strangers.urls.chunks(SHARE) {
        states.push((format!("X.talk(['x'], {})", json!(urls)), true));
    }
    let (texts, urls, keys) = (
        json!(strangers.texts),
        json!(strangers.urls),
        json!(strangers.keys),
    );
    for round in 0..rounds {
        // So that few rounds take the whole table, and not its beginning.
        let at = round * 7 + 1;
        states.push((format!("X.setup({texts}, {urls}, {at}, {keys})"), true));
    }
    for (at, (state, is_touching)) in states.iter().enumerate() {
        let faults = one(&browser, &page, state, *is_touching).await;
        let faults = faults.unwrap_or_else(|error| vec![format!("{error:#}")]);
        found.extend(faults.into_iter().map(|fault| format!("state {at}: {fault}")));
        if bait.visits() > 0 {
            found.push(format!("state {at}: {} foreign requests", bait.visits()));
            break;
        }
    }
    browser.close().await?;
    none(&found)
}

async fn one(browser: &Browser, page: &Plain, state: &str, is_touching: bool) -> anyhow::Result<Vec<String>> {
    browser.goto(page.url()).await?;
    let script = format!(
        "const done = arguments[0]; {}\n X.run({state}, {is_touching}).then(done, error => done(['failed: ' + (error && error.stack || error)]));",
        include_str!("xss.js")
    );
    browser.ask(&script, Vec::new()).await
}

/// The judge finds what is planted, and the bait is seen to be taken.
#[tokio::test]
async fn what_is_planted_is_found() -> anyhow::Result<()> {
    let bait = Bait::lay().await?;
    let sandbox = Sandbox::start("gallery-xss-planted-sandbox")?;
    let page = Plain::serve(&sandbox).await?;
    let browser = Browser::open("gallery-xss-planted-driver", Engine::Chromium, View::Desktop).await?;
    let faults = one(&browser, &page, "X.talk(['x'], [])", false).await?;
    none(&faults)?;
    let plant = format!(
        "const tree = document.getElementById('avmsdk-root').shadowRoot; const box = document.createElement('div'); \
         box.innerHTML = '<a href=\"java\\tscript:1\">x</a><img src=x onerror=window.__xss=1><svg><use></use></svg>\
         <img src={}/seen><a target=_blank href=/x>x</a>'; tree.appendChild(box); \
         document.body.appendChild(document.createElement('div')); return null",
        bait.origin
    );
    browser.run::<()>(&plant).await?;
    let judged = "const done = arguments[0]; let left = 500; (function again() { \
        if (window.__xss !== undefined || !(left -= 1)) done(X.judge()); else setTimeout(again, 20); })()";
    let faults: Vec<String> = browser.ask(judged, Vec::new()).await?;
    for wanted in [
        "something ran",
        "no such element",
        "a handler",
        "bad address",
        "an opener",
        "outside",
    ] {
        ensure!(
            faults.iter().any(|fault| fault.starts_with(wanted)),
            "{wanted} is not in {faults:?}"
        );
    }
    until(
        "the bait to be taken",
        async || Ok(bait.visits()),
        |visits| *visits > 0,
    )
    .await?;
    browser.close().await
}
