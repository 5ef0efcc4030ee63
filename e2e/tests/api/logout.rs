//! `logout`.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;

checks![
    method_logout_leaves_an_anonymous_visitor,
    method_logout_of_an_anonymous_visitor_changes_nothing,
    method_logout_without_anybody_is_harmless,
    method_logout_tells_the_service,
    method_logout_leaves_nothing_of_the_talk,
    method_logout_then_login_works,
];

async fn method_logout_leaves_an_anonymous_visitor(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("bea").await?;
    stage.talk(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    stage
        .check(
            "const before = sdk.getUser()._id;
            same(await sdk.logout(), undefined);
            same([sdk.getUser(), sdk.getConversation().messages], [undefined, []]);
            await sdk.sendMessage('who am I?');
            ok(sdk.getUser()._id !== before && !sdk.getUser().userId, 'another one, without a name');
            same(texts(), ['> who am I?']);",
        )
        .await
}

async fn method_logout_of_an_anonymous_visitor_changes_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "await until('what is kept for the next page', () => stored(localStorage)[options().integrationId + '.avmsdk.snapshot']);
            const before = [sdk.getUser()._id, stored(localStorage)];
            same(await sdk.logout(), undefined);
            same([sdk.getUser()._id, stored(localStorage)], before);
            same(texts(), ['> hello']);
            await sdk.sendMessage('and on');",
        )
        .await?;
    let asked = stage.requests("POST", "/logout").await?;
    ensure!(asked.is_empty(), "told: {asked:?}");
    stage.has_texts(&id, &["> hello", "> and on"]).await
}

async fn method_logout_without_anybody_is_harmless(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "await sdk.logout();
            await sdk.logout();
            same([sdk.getUser(), stored(localStorage)], [undefined, {}]);
            await sdk.sendMessage('hello');",
        )
        .await
}

async fn method_logout_tells_the_service(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("bea").await?;
    stage.talk(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    let client: String = stage
        .run("await sdk.logout(); return localStorage.getItem(options().integrationId + '.clientId')")
        .await?;
    let asked = stage.until_requests("POST", "/logout", 1).await?;
    ensure!(asked[0]["body"]["client"]["id"] == client, "told: {}", asked[0]);
    Ok(())
}

async fn method_logout_leaves_nothing_of_the_talk(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("bea").await?;
    stage.talk(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    stage
        .check(
            "sdk.open();
            await until('the bubble', () => bubbles().length === 1);
            await sdk.logout();
            await until('no bubble', () => bubbles().length === 0);
            same(Object.keys(stored(localStorage)), [options().integrationId + '.clientId']);
            same(stored(sessionStorage), {});",
        )
        .await
}

async fn method_logout_then_login_works(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("bea").await?;
    stage.talk(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    stage
        .check(&format!(
            "await sdk.logout();
            await sdk.login('bea', {jwt:?});
            same([sdk.getUser().userId, texts()], ['bea', ['> hello']]);"
        ))
        .await
}
