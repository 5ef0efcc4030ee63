//! Every state of the gallery: nobody complains, axe-core finds nothing, nothing leaves the panel, and what can be
//! touched is large enough.

use crate::kept;
use crate::room::{Demand, Room, State, none};
use avmsdk_e2e::{Engine, despite_a_death, out};
use std::fs::File;
use std::io::Write as _;
use std::time::Instant;

/// States that make the browser complain, each with a part of what it says.
const ON_PURPOSE: [(&str, &[&str]); 0] = [];

/// Parts of the names of states of which no picture is kept: what they show takes fonts that not every machine has,
/// or is more than can be seen.
const WITHOUT_PICTURE: [&str; 9] = [
    "many-",
    "text-60kb",
    "emoji",
    "thai",
    "cjk",
    "arabic",
    "hebrew",
    "talk-typing",
    "under-way",
];

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
    for state in room.states().await?.iter().filter(|state| is_wanted(state)) {
        if !only.split(',').any(|part| state.0.contains(part)) {
            continue;
        }
        let began = Instant::now();
        let outcome = match engine {
            Engine::Chromium => from_all_sides(&room, state).await,
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
async fn from_all_sides(room: &Room, state: &State) -> anyhow::Result<Vec<String>> {
    let (browser, name) = (&room.browser, &state.0);
    browser.resize_to(390, 844).await?;
    room.open(name, "").await?;
    let mut found = room.faults(&demand(state, None)).await?;
    found.extend(picture(room, name, "phone").await?);
    // Where a page is bad its colours do not matter, nor where it is written.
    if state.1 != "Hostile pages" {
        browser.run::<()>(DARK).await?;
        let colours = room
            .faults(&demand(state, Some(&["color-contrast", "link-in-text-block"])))
            .await?;
        found.extend(colours.into_iter().map(|fault| format!("dark, {fault}")));
        browser.resize_to(320, 568).await?;
        browser.run::<()>(MIRRORED).await?;
        browser.ask::<()>(FITTED, Vec::new()).await?;
        let small = room.faults(&demand(state, Some(&[]))).await?;
        found.extend(
            small
                .into_iter()
                .map(|fault| format!("mirrored at 320x568, {fault}")),
        );
        browser.run::<()>(AS_BEFORE).await?;
    }
    browser.resize_to(1280, 800).await?;
    browser.ask::<()>(FITTED, Vec::new()).await?;
    let wide = room.faults(&demand(state, Some(&[]))).await?;
    found.extend(wide.into_iter().map(|fault| format!("at 1280x800, {fault}")));
    found.extend(picture(room, name, "desktop").await?);
    Ok(found)
}

async fn picture(room: &Room, name: &str, size: &str) -> anyhow::Result<Option<String>> {
    if WITHOUT_PICTURE.iter().any(|part| name.contains(part)) {
        return Ok(None);
    }
    kept::compare(&room.browser, &format!("{name}-{size}")).await
}

fn demand<'a>(State(name, _): &'a State, rules: Option<&'a [&'a str]>) -> Demand<'a> {
    let allowed = ON_PURPOSE.iter().find(|(state, _)| state == name);
    Demand {
        allowed: allowed.map_or(&[], |(_, parts)| parts),
        is_huge: name.starts_with("many-") || name.starts_with("text-60kb"),
        rules,
    }
}
