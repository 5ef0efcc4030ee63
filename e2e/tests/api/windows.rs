//! The window of messages that are drawn: it fills the room that there is, and opens at the newest message.

use crate::stage::Stage;
use crate::table::checks;

checks![
    window_fills_a_box_that_shows_late_and_grows,
    window_opens_at_the_newest_message_wherever_it_was_closed,
    window_is_where_the_reader_is,
    window_begins_with_what_is_long,
    window_holds_the_place_when_it_becomes_wider,
    window_holds_the_place_where_the_page_is_scaled,
];

/// So many messages of one line, and how many of them are drawn.
const MANY: &str = "for (let at = 0; at < 100; at += 1) await sdk.sendMessage('Number ' + at);
    const look = selector => part('panel').querySelector(selector);
    const drawn = () => look('.messages').children.length;
    const timeline = part('timeline');";

async fn window_fills_a_box_that_shows_late_and_grows(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("{ embedded: true }").await?;
    stage
        .check(&format!(
            "const box = document.body.appendChild(document.createElement('div'));
            box.style.cssText = 'display: none; width: 400px; height: 300px';
            sdk.render(box);
            {MANY}
            const isFull = () => timeline.clientHeight > 0 && timeline.scrollHeight >= 2 * timeline.clientHeight;
            box.style.display = 'block';
            await until('a screen above the one that is seen', isFull);
            ok(drawn() < 55, 'not all: ' + drawn());
            box.style.height = '1400px';
            // Browsers without ResizeObserver hear of windows alone.
            window.dispatchEvent(new Event('resize'));
            await until('as much of a larger one', () => timeline.clientHeight > 1000 && (isFull() || drawn() >= 101));"
        ))
        .await
}

async fn window_opens_at_the_newest_message_wherever_it_was_closed(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(&format!(
            "sdk.open();
            {MANY}
            const beneath = () => look('.content').getBoundingClientRect().bottom - timeline.getBoundingClientRect().bottom;
            await until('the end', () => Math.abs(beneath()) < 2);
            for (const isClosedAtOnce of [false, true]) {{
              timeline.scrollBy(0, -300);
              if (!isClosedAtOnce) await until('the way back', () => !look('.newest').hidden);
              sdk.close();
              await turn();
              await turn();
              sdk.open();
              await until('the end again', () => Math.abs(beneath()) < 2 && look('.newest').hidden);
            }}
            timeline.scrollBy(0, -100);
            look('.newest').click();
            await until('the end by the way there is', () => Math.abs(beneath()) < 2 && look('.newest').hidden);"
        ))
        .await
}

async fn window_is_where_the_reader_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(&format!(
            "sdk.open();
            {MANY}
            const frame = () => timeline.getBoundingClientRect();
            const seen = words => Array.from(look('.messages').children).some(row => {{
              const {{ top, bottom }} = row.getBoundingClientRect();
              return row.textContent.includes(words) && bottom > frame().top && top < frame().bottom;
            }});
            const isAtEnd = () => seen('Number 99') && look('.newest').hidden && look('.below').clientHeight === 0;
            const toTheTop = () => until('the first message', () => {{
              if (seen('hello')) return true;
              timeline.scrollBy(0, -900);
            }});
            await toTheTop();
            timeline.scrollBy(0, 1e6);
            await until('the newest, by one jump', isAtEnd);
            await toTheTop();
            for (const step of [2500, 2500, 2500, 2500]) {{
              timeline.scrollBy(0, step);
              await until('messages after a jump', () => seen('Number'));
            }}
            timeline.scrollBy(0, 1e6);
            await until('the newest again', isAtEnd);
            await toTheTop();
            timeline.dispatchEvent(new KeyboardEvent('keydown', {{ key: 'End', bubbles: true, cancelable: true }}));
            await until('the newest, by a key', isAtEnd);"
        ))
        .await
}

async fn window_begins_with_what_is_long(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let script = async |script: &str| {
        let all = format!(
            "const timeline = part('timeline');
            const row = text => Array.from(timeline.querySelectorAll('li')).find(row => row.textContent.includes(text));
            const from = (edge, text) => row(text).getBoundingClientRect()[edge] - timeline.getBoundingClientRect()[edge];
            const newest = () => part('panel').querySelector('.newest');
            {script}"
        );
        stage.check(&all).await
    };
    script("sdk.open(); for (let at = 0; at < 20; at += 1) await sdk.sendMessage('Number ' + at);").await?;
    let long = "An answer that takes its time. ".repeat(80);
    stage.sandbox.reply(&id, &format!("first of it {long}")).await?;
    script(
        "await until('its beginning', () => row('first of it') && Math.abs(from('top', 'first of it')) < 12);
        await until('the way to its end', () => !newest().hidden);
        // It is there to begin with, and stays there when it has come in.
        for (let turns = 0; turns < 20; turns += 1) {
          ok(Math.abs(from('top', 'first of it')) < 2, 'where it begins: ' + from('top', 'first of it'));
          await turn();
        }
        same(newest().querySelector('.count').textContent, '', 'it has been seen');",
    )
    .await?;
    // Who reads it is not disturbed, and whoever follows again follows.
    stage.sandbox.reply(&id, "short").await?;
    script(
        "await until('a further one', () => newest().querySelector('.count').textContent === '1');
        ok(Math.abs(from('top', 'first of it')) < 2, 'the reader is where it was: ' + from('top', 'first of it'));
        newest().click();
        await until('the end', () => row('short') && from('bottom', 'short') < 1);",
    )
    .await?;
    stage.sandbox.reply(&id, "shorter").await?;
    script(
        "await until('the end', () => row('shorter') && from('bottom', 'shorter') < 1 && newest().hidden);",
    )
    .await
}

async fn window_holds_the_place_when_it_becomes_wider(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("{ embedded: true }").await?;
    stage
        .check(
            "const box = document.body.appendChild(document.createElement('div'));
            box.style.cssText = 'width: 320px; height: 500px';
            sdk.render(box);
            for (let at = 0; at < 40; at += 1) await sdk.sendMessage('Number ' + at + ': ' + 'some words '.repeat(at % 2 ? 60 : 5));
            const timeline = part('timeline');
            const bottom = () => timeline.getBoundingClientRect().bottom;
            const rows = () => Array.from(timeline.querySelectorAll('.messages > *'));
            // The row that is cut, or the next.
            const last = () => rows().find(row => row.getBoundingClientRect().bottom > bottom() + 1);
            const share = row => (row.getBoundingClientRect().bottom - bottom()) / row.getBoundingClientRect().height;
            const step = async distance => {
              timeline.scrollBy(0, distance);
              // It is told of after the next frame.
              await new Promise(requestAnimationFrame);
              await turn();
            };
            for (let steps = 0; steps < 8; steps += 1) await step(-400);
            await until('a place in the middle', () => last() && share(last()) < 1);
            for (const width of [640, 320, 900]) {
              const row = last();
              const before = share(row);
              box.style.width = width + 'px';
              window.dispatchEvent(new Event('resize'));
              await until('the same place at ' + width, () => row.isConnected && Math.abs(share(row) - before) < 0.2);
              await turn();
              await turn();
              ok(Math.abs(share(row) - before) < 0.2, 'and it stays there at ' + width + ': ' + share(row));
            }
            while (last()) await step(1000);
            box.style.width = '320px';
            window.dispatchEvent(new Event('resize'));
            await turn();
            await turn();
            ok(!last(), 'who is at the end stays there');",
        )
        .await
}

/// What is measured on the screen is then not what is scrolled by.
async fn window_holds_the_place_where_the_page_is_scaled(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("{ embedded: true }").await?;
    stage
        .check(&format!(
            "const box = document.body.appendChild(document.createElement('div'));
            box.style.cssText = 'width: 400px; height: 500px; transform: scale(1.5); transform-origin: 0 0';
            sdk.render(box);
            {MANY}
            const frame = () => timeline.getBoundingClientRect();
            const middle = () => Array.from(look('.messages').children).find(row => row.getBoundingClientRect().bottom > (frame().top + frame().bottom) / 2);
            for (let steps = 0; steps < 12; steps += 1) {{
              const row = middle();
              const before = row.getBoundingClientRect().bottom;
              timeline.scrollBy(0, -300);
              await new Promise(requestAnimationFrame);
              await turn();
              await new Promise(requestAnimationFrame);
              await turn();
              const moved = row.getBoundingClientRect().bottom - before;
              ok(Math.abs(moved - 450) < 2, 'as far as it was scrolled: ' + moved);
            }}
            window.row = middle();
            window.before = row.getBoundingClientRect().bottom;"
        ))
        .await?;
    stage.sandbox.reply(&id, "meanwhile").await?;
    stage
        .check(
            "await until('it', () => texts().includes('< meanwhile'));
            await new Promise(requestAnimationFrame);
            await turn();
            const moved = row.getBoundingClientRect().bottom - before;
            ok(Math.abs(moved) < 2, 'it stays: ' + moved);",
        )
        .await
}
