//! `onInvalidAuth`.

use crate::stage::Stage;
use crate::table::checks;
use serde_json::json;

checks![
    delegate_on_invalid_auth_renews_the_jwt,
    delegate_on_invalid_auth_may_be_a_promise,
    delegate_on_invalid_auth_is_asked_once_for_all,
    delegate_on_invalid_auth_at_start,
    delegate_on_invalid_auth_that_fails_rejects,
    delegate_on_invalid_auth_is_retried_once,
    invalid_auth_without_a_delegate_rejects,
];

/// Bea, logged in, with a second JWT at hand as `window.fresh`; requests of a kind are refused so often.
async fn start(stage: &Stage<'_>, delegate: &str, path: &str, count: u32) -> anyhow::Result<()> {
    let (jwt, fresh) = (stage.jwt("bea").await?, stage.jwt("bea").await?);
    stage.open("/").await?;
    stage
        .check(&format!(
            "window.fresh = {fresh:?}; window.asked = [];
            await start({{ userId: 'bea', jwt: {jwt:?}, delegate: {delegate} }});
            await sdk.sendMessage('hello');
            await event('connected');"
        ))
        .await?;
    stage
        .fault(json!({ "match": { "method": "POST", "path": path }, "action": 401, "count": count }))
        .await
}

async fn delegate_on_invalid_auth_renews_the_jwt(stage: &Stage<'_>) -> anyhow::Result<()> {
    let delegate = "{ onInvalidAuth(...args) { asked.push(args); return fresh; } }";
    start(stage, delegate, "**/messages", 1).await?;
    stage
        .check(
            "same((await sdk.sendMessage('again')).text, 'again');
            same(asked, [[]]);
            same(texts(), ['> hello', '> again']);",
        )
        .await
}

async fn delegate_on_invalid_auth_may_be_a_promise(stage: &Stage<'_>) -> anyhow::Result<()> {
    let delegate = "{ async onInvalidAuth() { await turn(); asked.push(1); return fresh; } }";
    start(stage, delegate, "**/messages", 1).await?;
    stage
        .check("same((await sdk.sendMessage('again')).text, 'again'); same(asked, [1]);")
        .await
}

async fn delegate_on_invalid_auth_is_asked_once_for_all(stage: &Stage<'_>) -> anyhow::Result<()> {
    let delegate = "{ onInvalidAuth() { asked.push(1); return new Promise(resolve => { window.give = () => resolve(fresh); }); } }";
    start(stage, delegate, "**/messages", 1).await?;
    for (method, path) in [("POST", "**/activity"), ("PUT", "**/appusers/*")] {
        stage
            .fault(json!({ "match": { "method": method, "path": path }, "action": 401, "count": 1 }))
            .await?;
    }
    stage
        .check(
            "window.all = [sdk.startTyping(), sdk.updateUser({ givenName: 'Bea' }), sdk.sendMessage('again')];
            await until('the delegate', () => window.give);",
        )
        .await?;
    stage.until_requests("POST", "/activity", 1).await?;
    stage.until_requests("PUT", "", 1).await?;
    stage
        .check("give(); await Promise.all(all); same(asked, [1])")
        .await
}

async fn delegate_on_invalid_auth_at_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (expired, fresh) = (stage.expired_jwt("bea").await?, stage.jwt("bea").await?);
    stage.open("/").await?;
    stage
        .check(&format!(
            "await start({{ userId: 'bea', jwt: {expired:?}, delegate: {{ onInvalidAuth: () => {fresh:?} }} }});
            await sdk.sendMessage('hello');
            same(sdk.getUser().userId, 'bea');"
        ))
        .await
}

async fn delegate_on_invalid_auth_that_fails_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    let delegate = "{ onInvalidAuth() { throw new Error('my own fault'); } }";
    start(stage, delegate, "**/messages", 4).await?;
    stage
        .check(
            "const delegates = [undefined, { onInvalidAuth: () => Promise.reject(new Error('mine')) }, { onInvalidAuth: () => 7 }, { onInvalidAuth() {} }];
            for (const delegate of delegates) {
              if (delegate) sdk.setDelegate(delegate);
              const error = await rejection(() => sdk.sendMessage('refused'));
              same([error.code, error.status], ['invalid_auth', 401]);
            }
            same(told.filter(line => line.startsWith('error') && line.includes('onInvalidAuth')).length, 4, 'told: ' + shown(told));",
        )
        .await
}

async fn delegate_on_invalid_auth_is_retried_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    let delegate = "{ onInvalidAuth() { asked.push(1); return fresh; } }";
    start(stage, delegate, "**/messages", 2).await?;
    stage
        .check(
            "const error = await rejection(() => sdk.sendMessage('refused twice'));
            same([error.code, error.status, asked], ['invalid_auth', 401, [1]]);",
        )
        .await
}

async fn invalid_auth_without_a_delegate_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    start(stage, "{}", "**/messages", 1).await?;
    stage
        .check(
            "const error = await rejection(() => sdk.sendMessage('refused'));
            same([error.code, error.status], ['invalid_auth', 401]);",
        )
        .await
}
