//! Methods that one sees: open and close, embedded, what is written into the composer.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Widget;

checks![
    method_open_and_close_show_and_hide_the_panel,
    method_is_opened_tells_at_once,
    method_set_predefined_message_fills_the_composer,
    method_set_predefined_message_waits_for_the_panel,
    method_show_notification_channel_prompt_harms_nothing,
    panel_is_in_sight_on_a_page_that_is_zoomed,
    option_embedded_shows_nothing_until_render,
    option_embedded_makes_open_and_close_do_nothing,
    method_render_before_init_is_kept,
    method_render_moves_the_widget,
    method_render_without_embedded_harms_nothing,
];

async fn method_open_and_close_show_and_hide_the_panel(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    let widget = Widget::on(stage.browser);
    widget.until_closed().await?;
    stage.check("sdk.open()").await?;
    widget.until("an open panel", |look| look.panel.is_some()).await?;
    stage.check("sdk.close()").await?;
    widget.until_closed().await?;
    Ok(())
}

async fn panel_is_in_sight_on_a_page_that_is_zoomed(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "document.documentElement.style.zoom = Math.max(1.25, innerHeight / 600);
            sdk.open();
            await until('the panel', () => seen('panel'));
            const top = part('close').getBoundingClientRect().top;
            ok(top >= 0, 'the button that closes it: ' + top);",
        )
        .await
}

async fn method_is_opened_tells_at_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const seen = [sdk.isOpened()];
            sdk.open(); seen.push(sdk.isOpened());
            sdk.open(); seen.push(sdk.isOpened());
            sdk.close(); seen.push(sdk.isOpened());
            same(seen, [false, true, true, false]);",
        )
        .await
}

/// What stands in the composer.
const WRITTEN: &str = "const written = () => { const composer = part('composer'); return composer && composer.querySelector('textarea').value; };";

async fn method_set_predefined_message_fills_the_composer(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(&format!(
            "{WRITTEN} sdk.open();
            sdk.setPredefinedMessage('I would like <b>two</b>');
            await until('the text', () => written() === 'I would like <b>two</b>');
            sdk.setPredefinedMessage('');
            await until('none', () => written() === '');
            same(sdk.getConversation().messages, [], 'nothing is sent');"
        ))
        .await
}

async fn method_set_predefined_message_waits_for_the_panel(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(&format!(
            "{WRITTEN} sdk.setPredefinedMessage('later');
            same(sdk.isOpened(), false);
            sdk.open();
            await until('the text', () => written() === 'later');"
        ))
        .await
}

async fn method_show_notification_channel_prompt_harms_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .talk("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    stage
        .check(
            "sdk.showNotificationChannelPrompt();
            sdk.open();
            sdk.showNotificationChannelPrompt();
            same((await sdk.sendMessage('and on')).text, 'and on');",
        )
        .await
}

async fn option_embedded_shows_nothing_until_render(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/box").await?;
    stage
        .check(
            "await start({ embedded: true });
            await event('ready');
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
            await new Promise(resolve => setTimeout(resolve, 300));
            same(told, [], 'and nothing to complain of');
            sdk.render(document.getElementById('box'));
            ok(document.querySelector('#box > #avmsdk-root'), 'it is in the box');",
        )
        .await?;
    Widget::on(stage.browser)
        .until("the panel in the box", |look| {
            look.panel.is_some() && !look.launcher
        })
        .await?;
    stage
        .check(
            "const box = document.getElementById('box').getBoundingClientRect();
            const root = document.getElementById('avmsdk-root').getBoundingClientRect();
            same([root.width, root.height], [box.width, box.height]);",
        )
        .await
}

async fn option_embedded_makes_open_and_close_do_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/box").await?;
    stage
        .check(
            "sdk.render(document.getElementById('box'));
            await start({ embedded: true });
            const seen = [sdk.isOpened()];
            sdk.close(); seen.push(sdk.isOpened());
            sdk.open(); seen.push(sdk.isOpened());
            same(seen, [true, true, true]);
            await sdk.sendMessage('hello');
            await event('message');
            same(names('widget:opened', 'widget:closed'), []);
            await until('the bubble', () => bubbles().length === 1);",
        )
        .await
}

async fn method_render_before_init_is_kept(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/box").await?;
    stage
        .check(
            "sdk.render(document.getElementById('box'));
            await start({ embedded: true });
            await until('the widget', () => document.querySelector('#box > #avmsdk-root'));
            sdk.destroy();
            await sdk.init(options({ embedded: true }));
            ok(!document.getElementById('avmsdk-root'), '`destroy` forgets the element');",
        )
        .await
}

async fn method_render_moves_the_widget(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/box").await?;
    stage
        .check(
            "sdk.render(document.getElementById('box'));
            await start({ embedded: true });
            await sdk.sendMessage('hello');
            sdk.render(document.getElementById('other'));
            ok(document.querySelector('#other > #avmsdk-root'), 'it has moved');
            same(document.querySelectorAll('#avmsdk-root').length, 1);
            await until('the bubble', () => bubbles().length === 1);
            same((await sdk.sendMessage('again')).text, 'again');",
        )
        .await
}

async fn method_render_without_embedded_harms_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/box").await?;
    stage
        .check(
            "await start();
            sdk.render(document.getElementById('box'));
            ok(document.querySelector('body > #avmsdk-root'), 'it stays at the end of the page');
            sdk.open();
            same(sdk.isOpened(), true);",
        )
        .await
}
