//! What an earlier page has kept of the talk is read with the panel, before the program is there, and stays where it is.

use crate::early::held;
use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    kept_talk_shows_with_the_panel_and_stays_in_its_place,
    kept_talk_ends_where_more_than_texts_was_said,
    kept_talk_is_not_shown_to_others,
];

/// The rows as a reader has them, and the start of a page of which the visitor opens the panel.
const READ: &str = "
    const all = () => Array.from(shadow().querySelectorAll('li'), row => row.querySelector('.body').textContent);
    const waits = () => getComputedStyle(find('.messages'), '::before').height;
    const place = node => { const { top, left, width, height } = node.getBoundingClientRect(); return [top, left, width, height].map(Math.round); };
    const places = () => Array.from(shadow().querySelectorAll('li .text, li .avatar, li .author, li .day'), node => [node.className, ...place(node)]);
    const begin = async more => {
      window.started = start(more);
      await until('the launcher', () => part('launcher'));
      part('launcher').click();
      await until('the panel', shows);
    };
    // After the task in which it would be drawn.
    const tasks = async () => { for (let task = 0; task < 3; task += 1) await turn(); };
    // As it was kept when the page before was left.
    const keep = change => {
      const key = Object.keys(localStorage).find(key => key.endsWith('.avmsdk.snapshot'));
      localStorage.setItem(key, JSON.stringify(change(JSON.parse(localStorage.getItem(key)))));
    };";

async fn kept_talk_shows_with_the_panel_and_stays_in_its_place(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    for text in [
        "one\ntwo",
        "see https://shop.example/a and write back",
        "مرحبا",
        "\u{1f600}",
    ] {
        stage.sandbox.reply(&id, text).await?;
    }
    stage
        .check(&format!(
            "await until('all of it', () => texts().length === 5);
            await sdk.sendMessage('{}');",
            "a long text that takes more than one line of any panel ".repeat(5)
        ))
        .await?;
    held(
        stage,
        &format!(
            "{READ}
            await begin();
            await until('what was kept', () => all().length > 0);
            const words = all();
            same([words.length, words[0], waits()], [6, 'hello', 'auto']);
            same(find('li a').href, 'https://shop.example/a');
            same(Array.from(shadow().querySelectorAll('li[data-role=appMaker][data-first=true] .author'), name => name.textContent), ['Ann']);
            // The panel rises, and what is in it with it.
            await new Promise(requestAnimationFrame);
            await Promise.all(part('panel').getAnimations().map(one => one.finished));
            const before = places();
            const row = find('li');
            let animated = 0;
            shadow().addEventListener('animationstart', event => {{ animated += event.target.matches('li') ? 1 : 0; }});
            come();
            await started;
            await event('widget:opened');
            same([row.isConnected, shadow().querySelectorAll('.messages').length], [false, 1], 'the program has drawn its own');
            same([all(), places()], [words, before], 'where they were');
            await new Promise(requestAnimationFrame);
            await turn();
            same(animated, 0, 'nothing comes in again');"
        ),
    )
    .await
}

async fn kept_talk_ends_where_more_than_texts_was_said(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let path = format!("/conversations/{id}/messages");
    let actions = json!([{ "type": "link", "text": "Shop", "uri": "https://shop.example/" }]);
    let message = json!({
        "author": { "type": "business", "displayName": "Ann" },
        "content": { "type": "text", "text": "look", "actions": actions },
    });
    stage.business(Method::POST, &path, Some(message.clone())).await?;
    stage
        .check("await until('it', () => texts().length === 2); await sdk.sendMessage('and now')")
        .await?;
    held(
        stage,
        &format!(
            "{READ}
            await begin();
            await until('what was kept', () => all().length > 0);
            same([all(), find('li').getAttribute('data-role')], [['and now'], 'appUser']);
            come();
            await started;
            await until('all of it', () => all().length === 3);"
        ),
    )
    .await?;
    stage.business(Method::POST, &path, Some(message.clone())).await?;
    stage
        .check("await until('it', () => texts().length === 4);")
        .await?;
    held(
        stage,
        &format!(
            "{READ}
            await begin();
            await tasks();
            same([all(), waits()], [[], '44px'], 'what cannot be drawn is on its way');
            come();
            await started;
            await until('all of it', () => all().length === 4);"
        ),
    )
    .await
}

/// A page that decides what shows, somebody else's talk, and what is no talk at all.
async fn kept_talk_is_not_shown_to_others(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    for (change, more) in [
        (
            "it",
            "{ delegate: { beforeDisplay: message => ({ ...message, text: 'other' }) } }",
        ),
        ("it", "{ delegate: { beforeSend: message => message } }"),
        ("({ ...it, u: 'somebody' })", "{}"),
        ("({ ...it, v: 2 })", "{}"),
        ("({ ...it, m: 'nothing' })", "{}"),
        ("({ ...it, m: [null] })", "{}"),
        ("({ ...it, m: [{ type: 'text', text: { length: 1 } }] })", "{}"),
    ] {
        held(
            stage,
            &format!(
                "{READ}
                keep(it => {change});
                await begin({more});
                await tasks();
                same([all(), waits()], [[], '44px'], {change:?});
                come();
                await started;
                await until('what the program has', () => all().length === 1);
                await event('widget:opened');
                await sdk.destroy();"
            ),
        )
        .await?;
    }
    Ok(())
}
