//! `init`: when it resolves, why it rejects, and what a failure leaves.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use serde_json::json;

checks![
    method_init_resolves_before_ready_is_told,
    method_init_twice_rejects_and_leaves_the_widget,
    method_init_without_an_id_rejects,
    method_init_for_an_unknown_integration_rejects_and_may_be_called_again,
    method_init_for_an_inactive_app_rejects,
    method_init_without_a_service_rejects,
    method_init_waits_for_the_page_of_a_stored_conversation,
    method_init_tells_nothing_of_messages_already_there,
    method_init_starts_anew_where_the_session_is_rejected,
    method_init_destroyed_meanwhile_rejects,
];

async fn method_init_resolves_before_ready_is_told(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "record();
            const promise = sdk.init(options());
            ok(promise instanceof Promise, 'a promise');
            let seen;
            const value = await promise.then(value => { seen = names('ready').length; return value; });
            same([value, seen], [undefined, 0]);
            await event('ready');
            await turn();
            same(events.filter(one => one[0] === 'ready'), [['ready', []]]);",
        )
        .await?;
    // Where the runtime is there before the messenger is ready, for a stranger and for a visitor who comes back.
    for first in ["", "await sdk.sendMessage('hello');"] {
        stage
            .check(&format!(
                "{first} sdk.destroy();
                await turn();
                events.length = 0;
                let seen;
                sdk.on('ready', () => {{ seen = names('init').length + ' ' + sdk.isOpened() + ' ' + typeof sdk.getConversation(); }});
                await sdk.init(options({{ loading: 'eager' }})).then(() => events.push(['init', []]));
                sdk.open();
                await until('ready', () => seen);
                same(seen, '1 true ' + typeof sdk.getConversation());"
            ))
            .await?;
    }
    Ok(())
}

async fn method_init_twice_rejects_and_leaves_the_widget(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "sdk.open();
            const error = await rejection(() => sdk.init(options()));
            ok(/init/.test(error.message) && /destroy/.test(error.message), error.message);
            same(sdk.isOpened(), true);
            same(texts(), ['> hello']);
            same(document.querySelectorAll('#avmsdk-root').length, 1);
            await sdk.sendMessage('still here');
            same(names('ready', 'destroy'), []);",
        )
        .await
}

async fn method_init_without_an_id_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "for (const given of [undefined, null, {}, 'x', 7, [], { configBaseUrl: options().configBaseUrl }]) {
              const error = await rejection(() => sdk.init(given));
              ok(/integrationId/.test(error.message), shown(given) + ': ' + error.message);
            }
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
            await start();",
        )
        .await
}

async fn method_init_for_an_unknown_integration_rejects_and_may_be_called_again(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "record();
            const nodes = document.querySelectorAll('*').length;
            const error = await rejection(() => sdk.init(options({ integrationId: 'nobody' })));
            same([error.status, typeof error.code, typeof error.description], [404, 'string', 'string']);
            same(error.message, 'AvMessagingSdk: ' + error.description);
            // What is still being loaded goes when it is there.
            await until('nothing is left', () => document.querySelectorAll('*').length === nodes);
            same(stored(localStorage), {});
            await sdk.init(options());
            await event('ready');
            same(names('ready'), ['ready']);",
        )
        .await
}

async fn method_init_for_an_inactive_app_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const error = await rejection(() => sdk.init(options({ integrationId: '5f00000000000000000000b4' })));
            ok(/inactive/i.test(error.message), error.message);
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');",
        )
        .await
}

async fn method_init_without_a_service_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .fault(json!({
            "match": { "path": "/sdk/**/config" }, "action": { "type": "drop", "when": "before" },
        }))
        .await?;
    stage
        .check(
            "const error = await rejection(() => sdk.init(options()));
            same([error.status, typeof error.code], [undefined, 'string']);
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');",
        )
        .await?;
    stage.no_faults().await?;
    stage.check("await start()").await
}

async fn method_init_waits_for_the_page_of_a_stored_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage.reload().await?;
    let seen: (String, Vec<String>) = stage
        .run("await sdk.init(options()); return [sdk.getConversation()._id, texts()]")
        .await?;
    ensure!(
        seen == (id, vec!["> hello".to_owned(), "< hi".to_owned()]),
        "when `init` resolves: {seen:?}"
    );
    Ok(())
}

async fn method_init_tells_nothing_of_messages_already_there(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "old").await?;
    stage.reload().await?;
    stage.check("await start(); await event('connected')").await?;
    stage.sandbox.reply(&id, "new").await?;
    stage
        .check(
            "await event('message');
            const told = events.filter(one => one[0].startsWith('message')).map(one => [one[0], one[1][0].text]);
            same(told, [['message:received', 'new'], ['message', 'new']]);",
        )
        .await
}

async fn method_init_starts_anew_where_the_session_is_rejected(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const id = options().integrationId;
            localStorage.setItem(id + '.clientId', '47e04a31fe3649398cd237a6fe8a7276');
            localStorage.setItem(id + '.appUserId', '5f10000000000000000000e9');
            localStorage.setItem(id + '.sessionToken', 'stale');
            await start();
            same(sdk.getUser(), undefined);
            same(Object.keys(stored(localStorage)).filter(key => /appUserId|sessionToken/.test(key)), []);
            const sent = await sdk.sendMessage('hello');
            same(sent.text, 'hello');
            ok(sdk.getUser()._id !== '5f10000000000000000000e9', 'another user');",
        )
        .await
}

async fn method_init_destroyed_meanwhile_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "record();
            const error = rejection(() => sdk.init(options()));
            sdk.destroy();
            ok(/destroyed/.test((await error).message), (await error).message);
            await turn();
            same(names(), ['destroy']);
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
            forget();
            await start();
            await event('ready');",
        )
        .await
}
