//! `login`.

use crate::pointer::POINTER;
use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    method_login_brings_the_users_conversation,
    method_login_merges_the_anonymous_talk,
    method_login_keeps_the_anonymous_talk_of_a_new_user,
    method_login_of_a_new_user_makes_it_with_the_first_message,
    method_login_forgets_the_anonymous_session,
    method_login_of_the_same_user_is_a_no_op,
    method_login_of_another_user_shows_nothing_of_the_first,
    method_login_of_another_user_leaves_nothing_half_written,
    method_login_twice_at_once_ends_with_the_last,
    method_login_refused_rejects_and_may_be_tried_again,
    method_login_sends_the_jwt_with_every_request,
];

async fn bea(stage: &Stage<'_>, name: &str) -> anyhow::Result<String> {
    let said = format!("{name} was here");
    stage
        .seed(json!({ "users": [{ "externalId": name, "conversations": [{ "messages": [{ "from": "user", "text": said }] }] }] }))
        .await?;
    stage.jwt(name).await
}

async fn method_login_brings_the_users_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = bea(stage, "bea").await?;
    stage.start("").await?;
    stage
        .check(&format!(
            "same(await sdk.login('bea', {jwt:?}), undefined);
            same([sdk.getUser().userId, texts()], ['bea', ['> bea was here']]);
            await event('connected');
            same(names('ready'), ['ready']);
            same(names('message', 'message:sent', 'message:received'), []);
            same((await sdk.sendMessage('and again')).authorId, sdk.getUser()._id);"
        ))
        .await
}

async fn method_login_merges_the_anonymous_talk(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = bea(stage, "bea").await?;
    stage.talk("").await?;
    let id: String = stage
        .run(&format!(
            "await sdk.login('bea', {jwt:?});
            same(sdk.getUser().userId, 'bea');
            same(texts().slice().sort(), ['> bea was here', '> hello']);
            return sdk.getConversation()._id"
        ))
        .await?;
    let mut texts = stage.texts(&id).await?;
    texts.sort();
    ensure!(
        texts == ["> bea was here", "> hello"],
        "the service has: {texts:?}"
    );
    Ok(())
}

async fn method_login_keeps_the_anonymous_talk_of_a_new_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("new").await?;
    let id = stage.talk("").await?;
    stage
        .check(&format!(
            "await sdk.login('new', {jwt:?});
            same([sdk.getUser().userId, sdk.getConversation()._id, texts()], ['new', {id:?}, ['> hello']]);
            await sdk.sendMessage('as new');"
        ))
        .await?;
    stage.has_texts(&id, &["> hello", "> as new"]).await
}

async fn method_login_of_a_new_user_makes_it_with_the_first_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("new").await?;
    stage.start("").await?;
    stage
        .check(&format!(
            "await sdk.login('new', {jwt:?});
            same(sdk.getConversation().messages, []);
            await sdk.sendMessage('hello');
            same(sdk.getUser().userId, 'new');"
        ))
        .await?;
    let made = stage.until_requests("POST", "/appusers", 1).await?;
    ensure!(made[0]["body"]["userId"] == "new", "made by: {}", made[0]);
    Ok(())
}

async fn method_login_forgets_the_anonymous_session(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("new").await?;
    stage.talk("").await?;
    stage
        .check(&format!(
            "const id = options().integrationId;
            const client = localStorage.getItem(id + '.clientId');
            await sdk.login('new', {jwt:?});
            same([localStorage.getItem(id + '.appUserId'), localStorage.getItem(id + '.sessionToken'),
              localStorage.getItem(id + '.clientId')], [null, null, client]);"
        ))
        .await?;
    stage.reload().await?;
    stage.check("await start(); same(sdk.getUser(), undefined)").await
}

async fn method_login_of_the_same_user_is_a_no_op(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = bea(stage, "bea").await?;
    stage.start(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    stage
        .check(&format!(
            "await event('connected');
            forget();
            await sdk.login('bea', {jwt:?});
            await turn();
            same(names(), []);
            same(texts(), ['> bea was here']);"
        ))
        .await?;
    stage.until_requests("POST", "/login", 1).await?;
    Ok(())
}

async fn method_login_of_another_user_shows_nothing_of_the_first(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (bea_jwt, max_jwt) = (bea(stage, "bea").await?, bea(stage, "max").await?);
    stage
        .start(&format!("{{ userId: 'bea', jwt: {bea_jwt:?} }}"))
        .await?;
    stage
        .check(&format!(
            "sdk.open();
            await until('the bubble', () => bubbles().length === 1);
            const change = sdk.login('max', {max_jwt:?});
            await change;
            same([sdk.getUser().userId, texts()], ['max', ['> max was here']]);
            await until('its bubble', () => shown(bubbles()) === shown(['max was here']));
            ok(!shown([stored(localStorage), sdk.getConversation()]).includes('bea was here'), 'something is left');"
        ))
        .await
}

async fn method_login_of_another_user_leaves_nothing_half_written(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (ada, bea) = (stage.jwt("ada").await?, stage.jwt("bea").await?);
    stage.open("/").await?;
    let id: String = stage
        .run(&format!(
            "{POINTER}
            await start({{ integrationId: '5f00000000000000000000b2' }});
            sdk.open();
            await until('the panel', () => seen('panel'));
            const field = at('textarea');
            field.value = 'of nobody';
            await sdk.login('ada', {ada:?});
            same(field.value, 'of nobody', 'who has become somebody goes on');
            await sdk.sendMessage('hello');
            await press('[data-do=channels]');
            await until('the page of channels', () => part('panel').dataset.page === 'true');
            field.value = 'of Ada';
            await sdk.login('bea', {bea:?});
            same([field.value, part('panel').dataset.page], ['', 'false']);
            ok(part('panel').contains(at(':focus')), 'the focus stays in the panel');
            await sdk.sendMessage('hello');
            return sdk.getConversation()._id"
        ))
        .await?;
    let content = json!({ "type": "image", "mediaUrl": stage.sandbox.url("/static/avmsdk-dev/icon.svg") });
    let message = json!({ "author": { "type": "business" }, "content": content });
    let path = format!("/conversations/{id}/messages");
    stage.business(Method::POST, &path, Some(message)).await?;
    stage
        .check(&format!(
            "{POINTER}
            await until('the picture', () => at('[data-do=view-image] img'));
            await press('[data-do=view-image]');
            await until('the viewer', () => at('.over'));
            await sdk.login('ada', {ada:?});
            ok(!at('.over') && at(':focus') && at(':focus').matches('textarea'), 'the focus goes where one writes');"
        ))
        .await
}

async fn method_login_twice_at_once_ends_with_the_last(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (bea_jwt, max_jwt) = (bea(stage, "bea").await?, bea(stage, "max").await?);
    stage.start("").await?;
    stage
        .check(&format!(
            "const order = [];
            await Promise.all([
              sdk.login('bea', {bea_jwt:?}).then(() => order.push('bea')),
              sdk.login('max', {max_jwt:?}).then(() => order.push('max')),
            ]);
            same(order, ['bea', 'max']);
            same([sdk.getUser().userId, texts()], ['max', ['> max was here']]);"
        ))
        .await
}

async fn method_login_refused_rejects_and_may_be_tried_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    let good = bea(stage, "bea").await?;
    let expired = stage.expired_jwt("bea").await?;
    stage.start("").await?;
    stage
        .check(&format!(
            "const error = await rejection(() => sdk.login('bea', {expired:?}));
            same([error.status, typeof error.code], [401, 'string']);
            await sdk.login('bea', {good:?});
            same([sdk.getUser().userId, texts()], ['bea', ['> bea was here']]);"
        ))
        .await
}

async fn method_login_sends_the_jwt_with_every_request(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = bea(stage, "bea").await?;
    stage.open("/").await?;
    stage
        .check(&format!(
            "const seen = [];
            const {{ setRequestHeader }} = XMLHttpRequest.prototype;
            XMLHttpRequest.prototype.setRequestHeader = function (name, value) {{
              if (name.toLowerCase() === 'authorization') seen.push(value);
              return setRequestHeader.call(this, name, value);
            }};
            const {{ fetch }} = window;
            window.fetch = (url, more) => {{
              const given = new Headers(more && more.headers).get('authorization');
              if (given) seen.push(given);
              return fetch(url, more);
            }};
            await start({{ userId: 'bea', jwt: {jwt:?} }});
            await sdk.sendMessage('hello');
            ok(seen.length >= 2, 'requests: ' + seen.length);
            same(seen.filter(value => value !== 'Bearer ' + {jwt:?}), []);"
        ))
        .await
}
