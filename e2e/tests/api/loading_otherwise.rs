//! Without the snippet: as a module, as an element; and with the one for pages that require Trusted Types.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::{INTEGRATION, Widget};

checks![
    loading_as_a_module_gives_the_same_interface,
    loading_as_a_module_says_what_is_too_early,
    loading_as_an_element_starts_and_ends_with_it,
    loading_as_an_element_takes_options_as_attributes,
    loading_as_an_element_may_be_embedded,
    loading_under_trusted_types,
];

/// Loads a page that has no snippet.
async fn goto(stage: &Stage<'_>, path: &str, ready: &str) -> anyhow::Result<()> {
    stage.browser.goto(&format!("{}{path}", stage.origin)).await?;
    stage
        .check(&format!("await until('the module', () => {ready})"))
        .await
}

async fn loading_as_a_module_gives_the_same_interface(stage: &Stage<'_>) -> anyhow::Result<()> {
    goto(stage, "/module", "window.imported").await?;
    stage
        .check(
            "const { imported } = window;
            const heard = [];
            imported.on('ready', () => { heard.push('ready'); });
            imported.on('message:sent', message => { heard.push(message.text); });
            ok(/^\\d+\\.\\d+\\.\\d+/.test(imported.VERSION), 'a version');
            const started = imported.init(options());
            ok(started instanceof Promise, 'a promise');
            same(await started, undefined);
            same((await imported.sendMessage('hello')).text, 'hello');
            same(texts(imported.getConversation()), ['> hello']);
            imported.open();
            same(imported.isOpened(), true);
            await until('both events', () => heard.length === 2);
            same(heard, ['ready', 'hello']);
            imported.destroy();
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
            await imported.init(options());
            same(texts(imported.getConversation()), ['> hello']);",
        )
        .await
}

async fn loading_as_a_module_says_what_is_too_early(stage: &Stage<'_>) -> anyhow::Result<()> {
    goto(stage, "/module", "window.imported").await?;
    stage
        .check(
            "const { imported } = window;
            const early = await rejection(() => imported.sendMessage('hello'));
            ok(early.message.startsWith('sendMessage') && /init/.test(early.message), early.message);
            const thrownEarly = thrown(() => imported.open());
            ok(thrownEarly.message.startsWith('open') && /init/.test(thrownEarly.message), thrownEarly.message);
            const error = await rejection(() => imported.init({ integrationId: 'nobody', configBaseUrl: options().configBaseUrl }));
            same(error.status, 404);
            await imported.init(options());",
        )
        .await
}

const DEFINED: &str = "window.customElements.get('av-messenger')";

async fn loading_as_an_element_starts_and_ends_with_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    goto(stage, "/element", DEFINED).await?;
    stage
        .check(
            "const element = document.querySelector('av-messenger');
            await element.ready;
            same((await AvMessagingSdk.sendMessage('hello')).text, 'hello');
            element.remove();
            await until('the end', () => !document.getElementById('avmsdk-root'));
            document.body.appendChild(element);
            await until('the widget', () => document.getElementById('avmsdk-root'));
            await element.ready;
            same(texts(), ['> hello']);",
        )
        .await
}

async fn loading_as_an_element_takes_options_as_attributes(stage: &Stage<'_>) -> anyhow::Result<()> {
    goto(stage, "/element", DEFINED).await?;
    stage
        .check(&format!(
            "await document.querySelector('av-messenger').ready;
            await AvMessagingSdk.sendMessage('hello');
            same(stored(localStorage), {{}});
            ok(sessionStorage.getItem('{INTEGRATION}.sessionToken'), 'kept where the attribute says');
            same(told, [], 'the console');"
        ))
        .await
}

async fn loading_as_an_element_may_be_embedded(stage: &Stage<'_>) -> anyhow::Result<()> {
    goto(stage, "/element", DEFINED).await?;
    stage
        .check(
            "const element = document.querySelector('av-messenger');
            await element.ready;
            element.remove();
            await until('the end', () => !document.getElementById('avmsdk-root'));
            element.setAttribute('embedded', '');
            document.getElementById('box').appendChild(element);
            await element.ready;
            await until('the widget in it', () => document.querySelector('av-messenger #avmsdk-root'));
            same(AvMessagingSdk.isOpened(), true);",
        )
        .await?;
    Widget::on(stage.browser)
        .until("the panel", |look| look.panel.is_some() && !look.launcher)
        .await?;
    Ok(())
}

/// Scripts of the driver, which need no text to be made a script in the page.
async fn loading_under_trusted_types(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.browser.goto(&format!("{}/trusted", stage.origin)).await?;
    let options = format!(
        "{{ integrationId: '{INTEGRATION}', configBaseUrl: '{}' }}",
        stage.sandbox.url("/sdk/")
    );
    let talk = format!(
        "const done = arguments[arguments.length - 1];
        const wait = () => 'VERSION' in AvMessagingSdk ? Promise.resolve() : new Promise(resolve => setTimeout(resolve, 20)).then(wait);
        if (!window.AvMessagingSdk) {{ done('the snippet is missing'); return; }}
        wait().then(() => AvMessagingSdk.init({options})).then(() => AvMessagingSdk.sendMessage('hello'))
          .then(sent => done('sent ' + sent.text), error => done(String(error)));"
    );
    let end: String = stage.browser.ask(&talk, Vec::new()).await?;
    ensure!(end == "sent hello", "{end}");
    let widget = Widget::on(stage.browser);
    widget.until_closed().await?;
    widget.open().await?;
    widget.say("typed").await?;
    widget.until_texts(&["> hello", "> typed"]).await?;
    Ok(())
}
