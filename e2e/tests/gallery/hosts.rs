//! Pages that mean no good, and what the widget does to a page.

use crate::room::{Room, none};
use anyhow::ensure;
use avmsdk_e2e::{Engine, despite_a_death};
use serde::de::DeserializeOwned;

/// The style sheets, `templates/pages/gallery/host-*.css`.
const HOSTS: [&str; 6] = ["unset", "hidden", "rem", "transform", "above", "shout"];

/// What all of them are shown.
const TALK: &str = "{ messages: f.talk().concat(f.them(2, { text: 'Is it about an order?', actions: [ \
    f.action('reply', 'Yes', { payload: 'Y' }), f.action('postback', 'Start anew', { payload: 'A' }) ] })) }";

#[tokio::test]
async fn in_chromium() -> anyhow::Result<()> {
    no_page_can_change_it(Engine::Chromium).await
}

#[tokio::test]
async fn in_firefox() -> anyhow::Result<()> {
    no_page_can_change_it(Engine::Firefox).await
}

#[tokio::test]
async fn in_webkit() -> anyhow::Result<()> {
    despite_a_death(|| no_page_can_change_it(Engine::WebKit)).await
}

/// Runs a script by what `hosts.js` offers.
async fn ask<T: DeserializeOwned>(room: &Room, script: &str) -> anyhow::Result<T> {
    let script = format!(
        "const done = arguments[0]; {}\n (async () => {{ {script} }})().then(done, error => done(String(error && error.stack || error)));",
        include_str!("hosts.js")
    );
    room.browser.ask(&script, Vec::new()).await
}

/// Looks and place of everything are the same on each, and what is clicked is the widget.
async fn no_page_can_change_it(engine: Engine) -> anyhow::Result<()> {
    if engine.is_left_out() {
        return Ok(());
    }
    let room = Room::enter(&format!("hosts-{}", engine.name()), engine).await?;
    room.open_own("", TALK).await?;
    let friendly: Vec<String> = ask(&room, "return H.looks()").await?;
    ensure!(
        friendly.len() > 60,
        "there is little to be seen: {}",
        friendly.len()
    );
    let mut found = Vec::new();
    for host in HOSTS {
        room.open_own(&format!("host={host}"), TALK).await?;
        let there: Vec<String> = ask(&room, "return H.looks()").await?;
        let script = format!(
            "return H.difference({}, {})",
            serde_json::to_string(&friendly)?,
            serde_json::to_string(&there)?
        );
        let other: Vec<String> = ask(&room, &script).await?;
        found.extend(other.into_iter().map(|what| format!("{host}: {what}")));
        for part in ["close", "send", "composer", "timeline"] {
            let script = format!("return H.isOnTop('[part={part}]')");
            if !ask::<bool>(&room, &script).await? {
                found.push(format!("{host}: {part} is covered"));
            }
        }
        let opens = "AvMessagingSdk.close(); await gallery.stage.frame(); const is = H.isOnTop('[part=launcher]'); \
            gallery.stage.find('[part=launcher]').click(); await gallery.stage.frame(); \
            return is && AvMessagingSdk.isOpened()";
        if !ask::<bool>(&room, opens).await? {
            found.push(format!("{host}: the launcher is covered or does not open"));
        }
    }
    room.browser.close().await?;
    none(&found)
}

/// A page without a shadow to hide in would be changed: the comparison sees it.
#[tokio::test]
async fn what_a_page_changes_is_seen() -> anyhow::Result<()> {
    let room = Room::enter("hosts-seen", Engine::Chromium).await?;
    room.open_own("", TALK).await?;
    let script = "const before = H.looks(); \
        gallery.stage.find('[part=send]').style.letterSpacing = '3px'; \
        document.querySelector('main').style.position = 'fixed'; \
        const page = H.page(); document.querySelector('h1').style.color = 'red'; \
        return [H.difference(before, H.looks()).length, H.difference(page, H.page()).length]";
    let (looks, page): (usize, usize) = ask(&room, script).await?;
    ensure!(looks > 0 && page > 0, "{looks} {page}");
    room.browser.close().await
}

/// From nothing to an open panel nothing of the page moves or changes.
#[tokio::test]
async fn the_page_stays_as_it_is() -> anyhow::Result<()> {
    let room = Room::enter("hosts-page", Engine::Chromium).await?;
    let mut found = Vec::new();
    for (width, height) in [(1280, 800), (390, 844)] {
        room.browser.resize_to(width, height).await?;
        room.open("blank", "").await?;
        let script = format!(
            "const f = gallery.fixtures; await gallery.host(); const shifts = []; \
             new PerformanceObserver(list => list.getEntries().forEach(entry => shifts.push(H.shift(entry)))) \
               .observe({{ type: 'layout-shift', buffered: true }}); \
             document.querySelector('main a').focus(); document.activeElement.blur(); \
             const before = H.page(); const wide = document.documentElement.scrollWidth; \
             await gallery.run({TALK}); await gallery.stage.sleep(300); const open = H.difference(before, H.page()); \
             AvMessagingSdk.close(); await gallery.stage.sleep(300); const closed = H.difference(before, H.page()); \
             AvMessagingSdk.destroy(); await gallery.stage.sleep(50); const gone = H.difference(before, H.page()); \
             const more = document.documentElement.scrollWidth - wide; \
             return [shifts, open.map(one => 'open, ' + one), \
               closed.map(one => 'closed, ' + one), gone.map(one => 'destroyed, ' + one), \
               ['wider by ' + more].filter(() => more)].flat()"
        );
        let said: Vec<String> = ask(&room, &script).await?;
        found.extend(said.into_iter().map(|what| format!("{width}x{height}: {what}")));
    }
    room.browser.close().await?;
    none(&found)
}

/// Neither does it while somebody reads back in a long conversation: what is drawn above and taken away below moves no
/// row, and Chromium tells the page's owner of no shift of the layout.
#[tokio::test]
async fn reading_back_moves_nothing() -> anyhow::Result<()> {
    let room = Room::enter("hosts-reading", Engine::Chromium).await?;
    let mut found = Vec::new();
    for (width, height) in [(1280, 800), (390, 844)] {
        room.browser.resize_to(width, height).await?;
        let state = "{ messages: Array.from({ length: 240 }, (_, at) => f[at % 4 < 2 ? 'me' : 'them'](at, Object.assign(\
            { text: 'Number ' + at + ' of a long talk. '.repeat(1 + at % 7) }, \
            at % 8 === 2 && { type: 'image', mediaUrl: gallery.own('photo-wide.svg'), mediaSize: 4000 }, \
            at % 16 === 7 && { type: 'carousel', items: [1, 2, 3].map(() => f.item('One', 'of three')) }))) }";
        room.open_own("", state).await?;
        for script in [
            "return H.reads(-0.7, 'Number 239')",
            "return H.reads(0.7, 'The newest')",
            "return (await H.reads(-0.7, 'Number 239')).concat(await H.jumps('The newest'))",
        ] {
            let said: Vec<String> = ask(&room, script).await?;
            found.extend(said.into_iter().map(|what| format!("{width}x{height}: {what}")));
        }
    }
    room.browser.close().await?;
    none(&found)
}

/// A framework that draws the page anew may take the widget's element out. The methods go on, and put back it
/// stands there as before.
#[tokio::test]
async fn it_outlives_being_taken_out() -> anyhow::Result<()> {
    let room = Room::enter("hosts-removed", Engine::Chromium).await?;
    room.open_own("", TALK).await?;
    let script = "const { stage } = gallery; const root = document.getElementById('avmsdk-root'); const before = H.looks(); \
        root.remove(); await stage.sleep(50); \
        stage.say(gallery.fixtures.them(0, 'While nobody could see it')); \
        await AvMessagingSdk.sendMessage('Nor this'); \
        AvMessagingSdk.close(); AvMessagingSdk.open(); \
        if (!root.isConnected) document.body.appendChild(root); \
        await stage.until(() => stage.find('[part=timeline]').textContent.includes('Nor this')); \
        await stage.frame(); const text = stage.find('[part=timeline]').textContent; \
        return [['While nobody could see it', 'Nor this'].filter(words => !text.includes(words)).map(words => 'not shown: ' + words), \
          gallery.complaints, ['send', 'close', 'timeline'].filter(part => !H.isOnTop('[part=' + part + ']')), \
          before.length <= H.looks().length ? [] : ['less than before']].flat()";
    let found: Vec<String> = ask(&room, script).await?;
    room.browser.close().await?;
    none(&found)
}

/// Taken out it does not stay away in silence: opened it is back, or the console says what happened.
#[tokio::test]
async fn it_comes_back_or_says_so() -> anyhow::Result<()> {
    let room = Room::enter("hosts-back", Engine::Chromium).await?;
    room.open_own("", TALK).await?;
    let script = "const root = document.getElementById('avmsdk-root'); document.body.textContent = ''; \
        await gallery.stage.sleep(50); AvMessagingSdk.close(); AvMessagingSdk.open(); await gallery.stage.sleep(300); \
        return root.isConnected || gallery.complaints.length > 0";
    let is_told: bool = ask(&room, script).await?;
    room.browser.close().await?;
    ensure!(is_told, "it is gone, and nobody knows");
    Ok(())
}
