//! `destroy`: what is left, which is nothing; and that it may come at any time.

use crate::stage::Stage;
use crate::table::checks;

checks![
    method_destroy_leaves_nothing,
    method_destroy_leaves_nothing_of_an_anonymous_start,
    method_destroy_leaves_nothing_of_a_failed_init,
    method_destroy_leaves_nothing_of_an_embedded_widget,
    method_destroy_many_times_over_leaves_nothing,
    method_destroy_keeps_the_identity,
    method_destroy_while_sending_settles_what_waits,
    method_destroy_from_inside_a_handler,
    method_destroy_twice_is_told_once,
    method_destroy_at_any_moment_of_a_start,
];

/// Compares what is alive with what was before.
const LEFT: &str = "
    const gone = () => shown(counted.now()) === shown(before);
    const nothing = async () => {
      const end = Date.now() + 10000;
      // Closing a socket and giving up a request take their turn.
      while (!gone() && Date.now() < end) await new Promise(resolve => setTimeout(resolve, 20));
      same(counted.now(), before, 'left');
    };
    const before = counted.now();";

async fn method_destroy_leaves_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/counted").await?;
    let id: String = stage
        .run(&format!(
            "{LEFT}
            window.nothing = nothing;
            await start();
            await sdk.sendMessage('hello');
            await event('connected');
            sdk.open();
            await until('the bubble', () => bubbles().length === 1);
            ok(!gone() && counted.now().sockets === 1 && counted.now().listeners.length > before.listeners.length, 'something is counted');
            return sdk.getConversation()._id"
        ))
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check("await event('message:received'); sdk.destroy(); await event('destroy'); await nothing()")
        .await
}

async fn method_destroy_leaves_nothing_of_an_anonymous_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/counted").await?;
    stage
        .check(&format!(
            "{LEFT} await start(); await event('ready'); sdk.destroy(); await nothing();"
        ))
        .await
}

async fn method_destroy_leaves_nothing_of_a_failed_init(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/counted").await?;
    stage
        .check(&format!(
            "{LEFT} await rejection(() => sdk.init(options({{ integrationId: 'nobody' }}))); await nothing();"
        ))
        .await
}

async fn method_destroy_leaves_nothing_of_an_embedded_widget(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/counted").await?;
    stage
        .check(&format!(
            "const box = document.body.appendChild(document.createElement('div'));
            {LEFT}
            sdk.render(box);
            await start({{ embedded: true }});
            await sdk.sendMessage('hello');
            await event('connected');
            sdk.destroy();
            await nothing();
            same(box.childNodes.length, 0);"
        ))
        .await
}

async fn method_destroy_many_times_over_leaves_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/counted").await?;
    stage
        .check(&format!(
            "{LEFT}
            for (let round = 0; round < 5; round += 1) {{
              await sdk.init(options());
              await sdk.sendMessage('round ' + round);
              sdk.open();
              sdk.destroy();
            }}
            await nothing();
            await sdk.init(options());
            same(texts(), ['> round 0', '> round 1', '> round 2', '> round 3', '> round 4']);"
        ))
        .await
}

async fn method_destroy_keeps_the_identity(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const keys = () => Object.entries(stored(localStorage)).filter(([key]) => /\\.(clientId|appUserId|sessionToken)$/.test(key)).sort();
            const before = keys();
            same(before.length, 3);
            const user = sdk.getUser()._id;
            sdk.destroy();
            await turn();
            same(keys(), before);
            await sdk.init(options());
            same([sdk.getUser()._id, texts()], [user, ['> hello']]);",
        )
        .await
}

async fn method_destroy_while_sending_settles_what_waits(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .fault(serde_json::json!({ "match": { "path": "/sdk/" }, "action": { "type": "delay", "ms": 500 }, "count": 3 }))
        .await?;
    stage
        .check(
            "const waiting = [sdk.sendMessage('on its way'), sdk.startTyping(), sdk.updateUser({ givenName: 'Bea' })];
            const settled = Promise.allSettled(waiting);
            sdk.destroy();
            const ends = await settled;
            for (const end of ends) if (end.status === 'rejected') ok(/destroy/.test(end.reason.message), String(end.reason));
            await sdk.init(options());
            same(sdk.isOpened(), false);",
        )
        .await
}

async fn method_destroy_from_inside_a_handler(stage: &Stage<'_>) -> anyhow::Result<()> {
    for name in ["ready", "widget:opened", "message:sent", "destroy"] {
        stage.open("/").await?;
        stage
            .check(&format!(
                "sdk.on('{name}', () => {{ sdk.destroy(); }});
                record();
                const started = sdk.init(options()).then(() => {{ sdk.open(); return sdk.sendMessage('hello'); }}).catch(() => {{}});
                if ('{name}' === 'destroy') started.then(() => sdk.destroy());
                await until('the end', () => names('destroy').length);
                await turn();
                same(names('destroy'), ['destroy']);
                ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
                await sdk.init(options());
                await sdk.sendMessage('again');"
            ))
            .await?;
    }
    Ok(())
}

async fn method_destroy_twice_is_told_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check("sdk.destroy(); sdk.destroy(); await event('destroy'); await turn(); same(events, [['destroy', []]])")
        .await
}

async fn method_destroy_at_any_moment_of_a_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/counted").await?;
    stage
        .check(&format!(
            "{LEFT}
            // So many turns of the event loop after `init`: while its requests, its style sheet, its runtime are awaited.
            for (const turns of [0, 1, 2, 4, 8, 12, 16, 24, 32]) {{
              const end = sdk.init(options()).then(() => 'resolved', error => error.message);
              for (let n = 0; n < turns; n += 1) await new Promise(resolve => setTimeout(resolve, 1));
              sdk.destroy();
              ok(/resolved|destroyed/.test(await end), await end);
            }}
            await nothing();
            await sdk.init(options());
            same((await sdk.sendMessage('hello')).text, 'hello');"
        ))
        .await
}
