//! `init` for somebody whom the site knows, or who brings a code.

use crate::stage::Stage;
use crate::table::checks;
use serde_json::json;

checks![
    option_user_id_and_jwt_log_in_at_start,
    option_external_id_is_another_name_of_user_id,
    option_user_id_without_jwt_rejects,
    option_jwt_without_user_id_rejects,
    option_jwt_that_is_refused_rejects,
    option_user_id_and_auth_code_exclude_each_other,
    option_auth_code_becomes_its_user,
    option_auth_code_that_is_unknown_rejects,
];

/// A user with something to read.
fn bea() -> serde_json::Value {
    json!({ "users": [{ "externalId": "bea", "givenName": "Bea", "conversations": [
        { "messages": [{ "from": "user", "text": "Where is my order?" }] },
    ] }] })
}

async fn option_user_id_and_jwt_log_in_at_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.seed(bea()).await?;
    let jwt = stage.jwt("bea").await?;
    stage.start(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    stage
        .check(
            "same([sdk.getUser().userId, sdk.getUser().givenName], ['bea', 'Bea']);
            same(texts(), ['> Where is my order?']);
            await event('connected');
            same(names('ready'), ['ready']);",
        )
        .await
}

async fn option_external_id_is_another_name_of_user_id(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.seed(bea()).await?;
    let jwt = stage.jwt("bea").await?;
    stage
        .start(&format!("{{ externalId: 'bea', jwt: {jwt:?} }}"))
        .await?;
    stage
        .check("same(sdk.getUser().userId, 'bea'); same(told, [], 'the console');")
        .await
}

/// What `init` must say to such options, leaving nothing behind.
async fn refuses(stage: &Stage<'_>, more: &str, words: &str) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "const error = await rejection(() => sdk.init(options({more})));
            ok({words}.test(error.message), error.message);
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');
            await start();
            same(sdk.getUser(), undefined);"
        ))
        .await
}

async fn option_user_id_without_jwt_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    refuses(stage, "{ userId: 'bea' }", "/userId.*JWT/i").await
}

async fn option_jwt_without_user_id_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    refuses(stage, "{ jwt: 'x.y.z' }", "/userId.*JWT/i").await
}

async fn option_jwt_that_is_refused_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.seed(bea()).await?;
    let jwt = stage.expired_jwt("bea").await?;
    stage.open("/").await?;
    stage
        .check(&format!(
            "const error = await rejection(() => sdk.init(options({{ userId: 'bea', jwt: {jwt:?} }})));
            same([error.status, typeof error.code], [401, 'string']);
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');"
        ))
        .await
}

async fn option_user_id_and_auth_code_exclude_each_other(stage: &Stage<'_>) -> anyhow::Result<()> {
    let more = "{ userId: 'bea', jwt: 'x.y.z', authCode: 'code' }";
    refuses(stage, more, "/mutually exclusive|exclude/").await
}

async fn option_auth_code_becomes_its_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.seed(bea()).await?;
    let code = stage.auth_code("bea").await?;
    stage.start(&format!("{{ authCode: {code:?} }}")).await?;
    stage
        .check(&format!(
            "same(texts(), ['> Where is my order?']);
            same(sdk.getUser().givenName, 'Bea');
            await sdk.sendMessage('and here');
            ok(!shown([stored(localStorage), stored(sessionStorage)]).includes({code:?}), 'the code is not stored');"
        ))
        .await
}

async fn option_auth_code_that_is_unknown_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const error = await rejection(() => sdk.init(options({ authCode: 'no-such-code' })));
            ok(/auth ?code/i.test(error.message), error.message);
            ok(!document.getElementById('avmsdk-root'), 'nothing in the page');",
        )
        .await
}
