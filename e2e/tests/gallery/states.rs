//! Every state of the gallery: nobody complains, axe-core finds nothing, nothing leaves the panel, and what can be
//! touched is large enough.

use crate::kept::Album;
use crate::room::{Demand, Room, State, none};
use avmsdk_e2e::{Engine, despite_a_death, out};
use std::fs::File;
use std::io::Write as _;
use std::time::Instant;

/// States that make the browser complain, each with a part of what it says.
const ON_PURPOSE: [(&str, &[&str]); 0] = [];

/// The states that Firefox and WebKit are shown: one of each kind.
const KINDS: [&str; 22] = [
    "launcher-tab-badge",
    "panel-business",
    "intro-channels",
    "talk-failed",
    "talk-typing",
    "talk-groups",
    "embedded",
    "image",
    "file",
    "location",
    "carousel-3",
    "list",
    "actions",
    "replies",
    "form-fault",
    "form-submitted",
    "prechat",
    "channels",
    "sms-pending",
    "composer-menu",
    "conversation-list",
    "arabic",
];

/// Makes it dark, or read from right to left, as it stands.
const DARK: &str = "document.documentElement.dataset.theme = 'dark'; \
    document.getElementById('avmsdk-root').dataset.theme = 'dark'; return null";
const MIRRORED: &str = "document.documentElement.dataset.theme = 'light'; \
    const root = document.getElementById('avmsdk-root'); root.dataset.theme = 'light'; \
    for (const node of [document.documentElement, root]) node.dir = 'rtl'; return null";
const AS_BEFORE: &str = "for (const node of [document.documentElement, document.getElementById('avmsdk-root')]) \
    node.removeAttribute('dir'); return null";

/// Waits until the panel has taken the size of the screen: that is told a moment after it has changed.
const FITTED: &str = "const done = arguments[0]; \
    const panel = document.getElementById('avmsdk-root').shadowRoot.querySelector('[part=panel]'); \
    const look = left => panel && panel.getBoundingClientRect().bottom > innerHeight + 1 && left > 0 \
        ? setTimeout(look, 20, left - 1) : requestAnimationFrame(() => requestAnimationFrame(() => done(null))); look(50);";

/// All of them on a phone in the light, there in the dark, on the smallest phone from right to left, on a desktop.
#[tokio::test]
async fn in_chromium() -> anyhow::Result<()> {
    look(Engine::Chromium, |_| true).await
}

#[tokio::test]
async fn in_firefox() -> anyhow::Result<()> {
    look(Engine::Firefox, is_of_a_kind).await
}

#[tokio::test]
async fn in_webkit() -> anyhow::Result<()> {
    despite_a_death(|| look(Engine::WebKit, is_of_a_kind)).await
}

fn is_of_a_kind(State(name, group): &State) -> bool {
    KINDS.contains(&name.as_str()) || group == "Hostile pages" && !name.ends_with("-launcher")
}

/// `AVMSDK_CHECK` holds parts of the names of those to be looked at, with commas.
async fn look(engine: Engine, is_wanted: impl Fn(&State) -> bool) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    let name = engine.name();
    let room = Room::enter(name, engine).await?;
    let only = std::env::var("AVMSDK_CHECK").unwrap_or_default();
    let mut report = File::create(out()?.join(format!("gallery-{name}.txt")))?;
    let mut found = Vec::new();
    let states = room.states().await?;
    let album = match engine {
        Engine::Chromium => Album::open(&room.browser).await?,
        Engine::Firefox | Engine::WebKit | Engine::Wpe => Album::Skip,
    };
    if album != Album::Skip {
        found.extend(album.strays(&states)?);
    }
    for state in states.iter().filter(|state| is_wanted(state)) {
        if !only.split(',').any(|part| state.0.contains(part)) {
            continue;
        }
        let began = Instant::now();
        let outcome = match engine {
            Engine::Chromium => from_all_sides(&room, album, state).await,
            Engine::Firefox | Engine::WebKit | Engine::Wpe => at_once(&room, state).await,
        };
        let faults = outcome.unwrap_or_else(|error| vec![format!("{error:#}")]);
        writeln!(
            report,
            "{} {} ms {faults:#?}",
            state.0,
            began.elapsed().as_millis()
        )?;
        found.extend(faults.into_iter().map(|fault| format!("{}: {fault}", state.0)));
    }
    room.browser.close().await?;
    none(&found)
}

async fn at_once(room: &Room, state: &State) -> anyhow::Result<Vec<String>> {
    room.open(&state.0, "").await?;
    room.faults(&demand(state, None)).await
}

/// One load, seen in several ways.
async fn from_all_sides(room: &Room, album: Album, state: &State) -> anyhow::Result<Vec<String>> {
    let (browser, name) = (&room.browser, &state.0);
    browser.resize_to(390, 844).await?;
    room.open(name, "").await?;
    let mut found = room.faults(&demand(state, None)).await?;
    found.extend(album.look(browser, state, "phone").await?);
    // Where a page is bad its colours do not matter, nor where it is written.
    if state.1 != "Hostile pages" {
        browser.run::<()>(DARK).await?;
        let colours = room
            .faults(&demand(state, Some(&["color-contrast", "link-in-text-block"])))
            .await?;
        found.extend(colours.into_iter().map(|fault| format!("dark, {fault}")));
        found.extend(album.look(browser, state, "dark").await?);
        browser.force_colours(true).await?;
        browser.ask::<()>(FITTED, Vec::new()).await?;
        found.extend(album.look(browser, state, "forced").await?);
        browser.force_colours(false).await?;
        browser.resize_to(320, 568).await?;
        browser.run::<()>(MIRRORED).await?;
        browser.ask::<()>(FITTED, Vec::new()).await?;
        let small = room.faults(&demand(state, Some(&[]))).await?;
        found.extend(
            small
                .into_iter()
                .map(|fault| format!("mirrored at 320x568, {fault}")),
        );
        found.extend(album.look(browser, state, "mirrored").await?);
        browser.run::<()>(AS_BEFORE).await?;
    }
    browser.resize_to(1280, 800).await?;
    browser.ask::<()>(FITTED, Vec::new()).await?;
    let wide = room.faults(&demand(state, Some(&[]))).await?;
    found.extend(wide.into_iter().map(|fault| format!("at 1280x800, {fault}")));
    found.extend(album.look(browser, state, "desktop").await?);
    if state.1 != "Hostile pages" {
        // That desktop at 400 %, where all must be in reach by scrolling up and down.
        browser.resize_to(320, 256).await?;
        browser.ask::<()>(FITTED, Vec::new()).await?;
        found.extend(album.look(browser, state, "zoomed").await?);
        let unreached = room.unreached().await?;
        found.extend(unreached.into_iter().map(|fault| format!("at 400 %, {fault}")));
    }
    Ok(found)
}

fn demand<'a>(State(name, _): &'a State, rules: Option<&'a [&'a str]>) -> Demand<'a> {
    let allowed = ON_PURPOSE.iter().find(|(state, _)| state == name);
    Demand {
        allowed: allowed.map_or(&[], |(_, parts)| parts),
        is_huge: name.starts_with("many-") || name.starts_with("text-60kb"),
        rules,
    }
}

/// What a careless change would cover, cut off or put aside at 400 % is found.
#[tokio::test]
async fn what_cannot_be_reached_is_found() -> anyhow::Result<()> {
    let room = Room::enter("unreached", Engine::Chromium).await?;
    room.browser.resize_to(320, 256).await?;
    for (rule, wanted) in [
        ("", None),
        (
            "[part=header] { position: absolute; inset: 0; z-index: 9 }",
            Some("out of reach"),
        ),
        (
            "[part=composer] { margin-block-start: 300px }",
            Some("out of reach"),
        ),
        (
            ".content { width: 500px !important; max-width: none !important } [part=timeline] { overflow: auto !important }",
            Some("two directions"),
        ),
        (
            "[part=panel] { z-index: 2147483647 !important } [part=launcher] { visibility: visible !important }",
            Some("behind the panel"),
        ),
    ] {
        room.open("talk", "").await?;
        let plant = format!(
            "const sheet = new CSSStyleSheet(); sheet.replaceSync('{rule}'); \
             const tree = document.getElementById('avmsdk-root').shadowRoot; \
             tree.adoptedStyleSheets = [...tree.adoptedStyleSheets, sheet]; return null"
        );
        room.browser.run::<()>(&plant).await?;
        let found = room.unreached().await?;
        let is_as_wanted = match wanted {
            None => found.is_empty(),
            Some(part) => found.iter().any(|fault| fault.contains(part)),
        };
        anyhow::ensure!(is_as_wanted, "with `{rule}`: {found:?}");
    }
    room.browser.close().await
}
