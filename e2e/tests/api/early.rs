//! The panel before its program: it shows, takes messages and can be closed, and nothing is lost.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::until;

checks![
    early_panel_takes_messages,
    early_panel_of_a_known_visitor_shows_that_history_is_on_its_way,
    early_panel_of_a_known_visitor_takes_messages,
    early_panel_closes_and_opens,
    early_panel_opens_for_an_impatient_visitor,
    early_press_is_heard_once,
    early_start_asks_for_user_and_messages_once,
    early_panel_leaves_the_focus_where_the_visitor_is,
    early_panel_leaves_the_focus_to_the_page,
    early_panel_keeps_what_was_written_where_the_program_does_not_come,
    early_panel_leaves_a_form_its_turn,
    early_panel_goes_with_destroy,
];

/// The program, in whichever form, is held back until `come` or `fail` is called.
const HELD: &str = "
    const shadow = () => document.getElementById('avmsdk-root').shadowRoot;
    const find = selector => shadow().querySelector(selector);
    const input = () => find('.input');
    const shows = () => !!input() && input().getClientRects().length > 0;
    const rows = () => Array.from(shadow().querySelectorAll('[data-role=appUser] .text'), row => row.textContent);
    const write = text => {
      input().value = text;
      input().dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    };
    const press = key => {
      input().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
    };
    const { fetch } = window;
    const { appendChild } = document.head;
    let come, fail;
    const hold = () => {
      const held = new Promise((resolve, reject) => { come = resolve; fail = () => reject(new TypeError('cut')); });
      held.catch(() => {});
      window.fetch = (...all) => /runtime\\.[\\w-]+\\.wasm$/.test(all[0]) ? held.then(() => fetch(...all)) : fetch(...all);
      document.head.appendChild = node => {
        const put = () => appendChild.call(document.head, node);
        if (!/es5\\.[\\w-]+\\.js$/.test(node.src)) return put();
        held.then(put, () => node.onerror());
        return node;
      };
    };
    hold();
    const early = async () => {
      await start({ loading: 'intent' });
      part('launcher').click();
      await until('the panel', shows);
    };
";

pub(crate) async fn held(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage.check(&format!("{HELD} {script}")).await
}

async fn early_panel_takes_messages(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await early();
        await until('the focus', () => shadow().activeElement === input());
        same(sdk.isOpened(), true);
        write(' ');
        part('send').click();
        same(rows(), [], 'nothing to send');
        write('one');
        part('send').click();
        same([input().value, rows()], ['', ['one']], 'it shows');
        write('two\\nlines');
        part('send').click();
        write('half a');
        come();
        await until('both', () => texts().length === 2);
        same(texts(), ['> one', '> two\\nlines']);
        await until('the rows', () => JSON.stringify(rows()) === '[\"one\",\"two\\\\nlines\"]');
        same([input().value, shadow().activeElement === input()], ['half a', true]);
        await event('widget:opened');
        same([names('widget:opened').length, names('ready').length, told], [1, 1, []]);",
    )
    .await
}

async fn early_panel_of_a_known_visitor_shows_that_history_is_on_its_way(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    const BONES: &str = "
        const list = () => find('.messages');
        const bones = () => ['::before', '::after'].map(which => getComputedStyle(list(), which).height);";
    held(
        stage,
        &format!(
            "{BONES}
            await early();
            same(bones(), ['auto', 'auto'], 'nothing was said yet');
            come();
            await event('widget:opened');
            await sdk.sendMessage('hello');"
        ),
    )
    .await?;
    held(
        stage,
        &format!(
            "{BONES}
            // Who was not here before with this browser.
            localStorage.removeItem(Object.keys(localStorage).find(key => key.endsWith('.avmsdk.snapshot')));
            const started = start();
            await until('the launcher', () => part('launcher'));
            part('launcher').click();
            await until('the panel', shows);
            same(bones(), ['44px', '44px']);
            come();
            await started;
            await until('the row', () => rows().length === 1);
            await event('widget:opened');
            same([bones(), list().getAttribute('data-waits')], [['auto', 'auto'], 'false']);"
        ),
    )
    .await
}

async fn early_panel_of_a_known_visitor_takes_messages(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    held(
        stage,
        "const started = start({ displayStyle: 'button', customColors: { brandColor: '2f3a8f' } });
        await until('the launcher', () => part('launcher'));
        part('launcher').click();
        await until('the panel', shows);
        await until('what was kept', () => rows().length === 1);
        write('and on');
        part('send').click();
        same(rows(), ['hello', 'and on']);
        come();
        await started;
        await event('message:sent');
        await until('the rows', () => JSON.stringify(rows()) === '[\"hello\",\"and on\"]');
        same(texts(), ['> hello', '> and on']);",
    )
    .await?;
    stage.has_texts(&id, &["> hello", "> and on"]).await
}

async fn early_panel_closes_and_opens(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await early();
        write('half a');
        await until('the focus', () => shadow().activeElement === input());
        press('Escape');
        same([shows(), sdk.isOpened(), part('launcher').getAttribute('aria-busy')], [false, false, 'false']);
        ok(shadow().activeElement === part('launcher'), 'the focus is not lost');
        const button = document.body.appendChild(document.createElement('button'));
        button.focus();
        sdk.open();
        await until('the focus', () => shadow().activeElement === input());
        press('Escape');
        ok(document.activeElement === button, 'and goes back to where it came from');
        part('launcher').click();
        same([shows(), sdk.isOpened()], [true, true]);
        part('launcher').click();
        same(shows(), false);
        sdk.open();
        same(shows(), true);
        part('close').click();
        same(shows(), false);
        come();
        await until('the end', () => names('widget:closed').length === 4);
        same([shows(), sdk.isOpened(), part('launcher').getAttribute('aria-expanded')], [false, false, 'false']);
        part('launcher').click();
        same([shows(), input().value], [true, 'half a']);",
    )
    .await
}

/// Who presses again as nothing shows yet means the same.
async fn early_panel_opens_for_an_impatient_visitor(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await start({ loading: 'intent' });
        part('launcher').click();
        part('launcher').click();
        await until('the panel', shows);
        come();
        await event('widget:opened');
        same([shows(), sdk.isOpened(), names('widget:closed')], [true, true, []]);",
    )
    .await
}

/// WebKit may let the program come while a click is on its way from the launcher up to the shadow root.
async fn early_press_is_heard_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await start({ loading: 'intent' });
        const launcher = part('launcher');
        const { onclick } = launcher;
        onclick.call(launcher);
        come();
        await event('widget:opened');
        launcher.onclick = null;
        launcher.click();
        same([shows(), sdk.isOpened(), names('widget:closed')], [true, true, []]);
        launcher.onclick = onclick;
        launcher.click();
        same([shows(), sdk.isOpened()], [false, false]);",
    )
    .await
}

/// Of a visitor who is known, while the program is on its way, which takes the answers.
async fn early_start_asks_for_user_and_messages_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let user: String = stage.run("return sdk.getUser()._id").await?;
    let wanted = [
        format!("/appusers/{user}"),
        format!("/conversations/{id}/messages"),
    ];
    let gets = async || -> anyhow::Result<Vec<usize>> {
        let mut counts = Vec::new();
        for end in &wanted {
            counts.push(stage.requests("GET", end).await?.len());
        }
        Ok(counts)
    };
    held(stage, "window.come = come; window.started = start(); return null").await?;
    // Both are under way together, and either may be answered first.
    until("both requests", gets, |asked| *asked == [1, 1]).await?;
    // One that comes when its page has been asked for already.
    stage.sandbox.reply(&id, "meanwhile").await?;
    stage
        .check(
            "window.come();
            await window.started;
            await until('what was said', () => texts().length === 2);
            same(texts(), ['> hello', '< meanwhile'])",
        )
        .await?;
    let asked = gets().await?;
    ensure!(asked == [1, 1], "asked again: {asked:?}");
    Ok(())
}

async fn early_panel_leaves_the_focus_where_the_visitor_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await early();
        await until('the focus', () => shadow().activeElement === input());
        find('.attach').click();
        const item = find('.menu').firstChild;
        ok(shadow().activeElement === item, 'the menu has it');
        come();
        await event('widget:opened');
        same([shadow().activeElement === item, find('.menu').hidden], [true, false]);",
    )
    .await
}

/// The visitor has gone on in the page while the program was on its way.
async fn early_panel_leaves_the_focus_to_the_page(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await early();
        await until('the focus', () => shadow().activeElement === input());
        const field = document.body.appendChild(document.createElement('input'));
        field.focus();
        come();
        await event('widget:opened');
        ok(document.activeElement === field, 'the page has it');
        field.remove();",
    )
    .await
}

async fn early_panel_keeps_what_was_written_where_the_program_does_not_come(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    held(
        stage,
        "await early();
        write('one');
        part('send').click();
        write('half a');
        fail();
        await until('the end', () => !find('[part=panel]'));
        ok((shadow().adoptedStyleSheets || []).length < 2, 'its style is gone');
        ok(/not running, a click tries again/.test(told.join()), told.join());
        same([part('launcher').getAttribute('aria-busy'), sdk.isOpened()], ['false', false]);
        hold();
        part('launcher').click();
        await until('the panel', shows);
        same([input().value, rows()], ['one\\nhalf a', []]);
        come();
        await event('widget:opened');
        same(input().value, 'one\\nhalf a');
        part('send').click();
        await event('message:sent');
        same(texts(), ['> one\\nhalf a']);",
    )
    .await
}

async fn early_panel_leaves_a_form_its_turn(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await start({ loading: 'intent', prechatCapture: { enabled: true, fields: [{ type: 'text', name: 'who', label: 'Who?' }] } });
        part('launcher').click();
        await until('the panel', () => find('[part=panel]'));
        await new Promise(resolve => setTimeout(resolve, 50));
        same(shows(), false, 'a form comes first');
        come();
        await until('the form', () => find('form input') && find('form input').getClientRects().length);",
    )
    .await
}

async fn early_panel_goes_with_destroy(stage: &Stage<'_>) -> anyhow::Result<()> {
    held(
        stage,
        "await early();
        write('one');
        part('send').click();
        sdk.destroy();
        ok(!document.getElementById('avmsdk-root'), 'nothing is left');
        come();
        await sdk.init(options());
        sdk.open();
        await until('the panel', shows);
        await until('all of it', () => part('launcher').getAttribute('aria-expanded') === 'true');
        same([input().value, rows(), texts()], ['', [], []], 'another messenger');
        await sdk.sendMessage('two');
        same(texts(), ['> two']);",
    )
    .await
}
