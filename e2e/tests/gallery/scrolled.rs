//! History that a script scrolls, as a visitor's wheel does without counting as one: whatever is loaded, drawn and
//! taken away meanwhile, nothing that can be seen moves by itself.

use crate::hosts::ask;
use crate::room::{Room, none};
use avmsdk_e2e::Engine;

/// Two pages of a long conversation, of every kind of message that takes more room than a line.
const STATE: &str = "(() => {
    const kinds = [
      () => 'A line', () => 'Words that go on and on until they have filled some lines of the bubble. '.repeat(4),
      () => ({ type: 'image', mediaUrl: gallery.own('photo-tall.svg'), mediaType: 'image/svg+xml', mediaSize: 4000 }),
      () => ({ type: 'file', mediaUrl: gallery.own('invoice.pdf'), mediaType: 'application/pdf', mediaSize: 4000 }),
      () => ({ type: 'carousel', items: [f.item('One', 'First'), f.item('Two', 'Second')] }),
      () => ({ text: 'What now?', actions: [f.action('postback', 'Go', { payload: 'GO' })] }),
      () => ({ type: 'location', text: 'Here', coordinates: { lat: 45.5, long: -73.6 } })
    ];
    const many = (count, from, words) => Array.from({ length: count }, (_, at) =>
      (at % 3 ? f.them : f.me)(from + (count - at) * 30, at ? kinds[at % kinds.length]() : words));
    return { messages: many(150, 0, 'The first of this page'), earlier: many(150, 4500, 'The very first') };
  })()";

/// Up to the beginning and down again, with what has moved.
const SCROLL: &str = "const { stage } = gallery; const shifts = [];
    const watch = new PerformanceObserver(list => list.getEntries().forEach(entry => shifts.push(H.shift(entry))));
    watch.observe({ type: 'layout-shift' });
    const scroller = stage.find('[part=timeline]');
    const shows = words => stage.find('.messages').textContent.includes(words);
    const step = async share => { scroller.scrollTop += share * scroller.clientHeight; await stage.frame(); };
    let steps = 0;
    while (!shows('The very first') && steps++ < 400) await step(-0.7);
    const isAtBeginning = shows('The very first');
    while (scroller.scrollTop < -1 && steps++ < 800) await step(0.9);
    await gallery.sleep(200);";

#[tokio::test]
async fn nothing_shifts_while_a_script_scrolls() -> anyhow::Result<()> {
    let room = Room::enter("scrolled", Engine::Chromium).await?;
    let mut found = Vec::new();
    for (width, height) in [(1280, 800), (390, 844)] {
        room.browser.resize_to(width, height).await?;
        room.open_own("", STATE).await?;
        let script = format!(
            "{SCROLL} return shifts.concat(isAtBeginning ? [] : ['the beginning is not reached in ' + steps + ' steps'])"
        );
        let said: Vec<String> = ask(&room, &script).await?;
        found.extend(said.into_iter().map(|what| format!("{width}x{height}: {what}")));
    }
    room.browser.close().await?;
    none(&found)
}

/// A row that grows while it is looked at is seen to shift the others.
#[tokio::test]
async fn what_shifts_is_seen() -> anyhow::Result<()> {
    let room = Room::enter("scrolled-seen", Engine::Chromium).await?;
    room.open_own("", STATE).await?;
    let script = format!(
        "gallery.stage.find('[part=timeline]').scrollTop = -900; await gallery.stage.frame(); \
         setTimeout(() => gallery.stage.all('.messages > *').slice(-4)[0].style.paddingBlockEnd = '90px', 50); \
         {SCROLL} return shifts.length"
    );
    let count: usize = ask(&room, &script).await?;
    room.browser.close().await?;
    anyhow::ensure!(count > 0, "nothing is seen to shift");
    Ok(())
}
