//! PhantomJS, for browsers without shadow DOM: the widget stands in the page itself, with a style sheet of its own.

use crate::pages::{Page, options};
use crate::talk;
use anyhow::{Context as _, bail, ensure};
use avmsdk_e2e::{PhantomJs, Sandbox};
use serde::Deserialize;
use serde_json::Value;
use std::path::Path;

/// What `phantom.js` asks for: a browser that knew one of them would prove nothing.
const LACKS: [&str; 17] = [
    "Promise",
    "fetch",
    "Map",
    "Set",
    "WeakMap",
    "Symbol",
    "Intl",
    "WebAssembly",
    "TextDecoder",
    "Element.prototype.attachShadow",
    "Element.prototype.closest",
    "Element.prototype.matches",
    "Element.prototype.remove",
    "Math.trunc",
    "URL",
    "Event",
    "customElements",
];

/// A line of `phantom.js`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Line {
    Lacks { lacks: Vec<String> },
    Conversation { conversation: String },
    Seen { seen: String },
    Over(Box<Over>),
}

#[derive(Debug, Deserialize)]
struct Over {
    way: String,
    steps: Vec<Value>,
    error: Option<String>,
    said: Vec<String>,
    looks: Option<Looks>,
}

/// In CSS pixels, and colours as the browser computes them.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Looks {
    width: f64,
    height: f64,
    right: f64,
    below: f64,
    own_from_right: Option<f64>,
    theirs_from_left: Option<f64>,
    composer_from_bottom: f64,
    timeline_above_composer: f64,
    beneath: f64,
    header: String,
    bubble: String,
    page_button: String,
}

#[tokio::test]
async fn phantomjs() -> anyhow::Result<()> {
    if !PhantomJs::is_there() {
        return Ok(());
    }
    let sandbox = Sandbox::start("old-phantomjs-sandbox")?;
    let page = Page::serve(&sandbox).await?;
    let mut options = options(&sandbox);
    options["customColors"] = serde_json::json!({ "brandColor": "8a2be2", "conversationColor": "ffd700" });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/old");
    let journey = folder.join("journey.js").display().to_string();
    let browser = PhantomJs::start(
        "old-phantomjs",
        &folder.join("phantom.js"),
        &[&journey, &page.url, &options.to_string()],
    )?;

    let (browser, line) = browser.next().await?;
    let Line::Lacks { lacks } = line else {
        bail!("it says first what it lacks: {line:#?}")
    };
    ensure!(lacks == LACKS, "the browser lacks no more than {lacks:?}");

    let (browser, conversation) = begun(browser).await?;
    let (over, _) = tokio::try_join!(over(browser, "visit"), talk::answer(&sandbox, &conversation))?;
    talk::is_whole(&sandbox, &conversation).await?;
    let (browser, seen) = over;
    in_order(&seen, (392.0, 640.0, 20.0, 92.0))?;

    let (browser, seen) = crate::phantomjs::over(browser, "again").await?;
    in_order(&seen, (390.0, 844.0, 0.0, 0.0))?;

    let (browser, conversation) = begun(browser).await?;
    let (_, seen) = crate::phantomjs::over(browser, "embedded").await?;
    talk::has_greeting(&sandbox, &conversation).await?;
    colours(&seen)
}

/// The next line that is more than that something was seen: each step has its own time.
async fn next(mut browser: PhantomJs) -> anyhow::Result<(PhantomJs, Line)> {
    let mut last = String::from("nothing");
    loop {
        let line: Line;
        (browser, line) = browser
            .next()
            .await
            .with_context(|| format!("seen last: {last}"))?;
        let Line::Seen { seen } = line else {
            return Ok((browser, line));
        };
        last = seen;
    }
}

/// The conversation of a way that goes on.
async fn begun(browser: PhantomJs) -> anyhow::Result<(PhantomJs, String)> {
    match next(browser).await? {
        (browser, Line::Conversation { conversation }) => Ok((browser, conversation)),
        (_, line) => bail!("there is no conversation: {line:#?}"),
    }
}

/// How it looks at the end of a way.
async fn over(browser: PhantomJs, wanted: &str) -> anyhow::Result<(PhantomJs, Looks)> {
    let (browser, line) = next(browser).await?;
    let Line::Over(over) = line else {
        bail!("`{wanted}` has no end: {line:#?}")
    };
    match over.looks {
        Some(looks) if over.error.is_none() && over.way == wanted => Ok((browser, looks)),
        _ => bail!(
            "`{wanted}` has failed: {:?}\nbefore that: {:#?}\nthe page said: {:#?}",
            over.error,
            over.steps,
            over.said
        ),
    }
}

/// The panel with this width and height and so far from right and lower edge of the window; in it own bubbles to the
/// right, those of the business to the left, and the newest message above the composer, which is at the end.
fn in_order(looks: &Looks, panel: (f64, f64, f64, f64)) -> anyhow::Result<()> {
    let near = |one: f64, other: f64| (one - other).abs() < 1.0;
    let is_placed = near(looks.width, panel.0)
        && near(looks.height, panel.1)
        && near(looks.right, panel.2)
        && near(looks.below, panel.3);
    let own = looks
        .own_from_right
        .is_some_and(|space| (4.0..40.0).contains(&space));
    let theirs = looks.theirs_from_left.is_some_and(|space| near(space, 48.0));
    let is_at_end = near(looks.composer_from_bottom, 0.0)
        && near(looks.timeline_above_composer, 0.0)
        && near(looks.beneath, 0.0);
    ensure!(
        is_placed && own && theirs && is_at_end,
        "the panel is not laid out as it should be: {looks:#?}"
    );
    colours(looks)
}

/// The colours of the options, and none of ours on the page's own button.
fn colours(looks: &Looks) -> anyhow::Result<()> {
    ensure!(
        looks.header == "rgb(138, 43, 226)"
            && looks.bubble == "rgb(255, 215, 0)"
            && looks.page_button == "7px",
        "the colours are not those of the options: {looks:#?}"
    );
    Ok(())
}
