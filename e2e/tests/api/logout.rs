//! `logout`.

use crate::pointer::POINTER;
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
    method_logout_leaves_nothing_half_written,
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
            same(part('panel').querySelector('[aria-live]').textContent, '', 'what was said aloud last');
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

/// The next one at this machine is somebody else.
async fn method_logout_leaves_nothing_half_written(stage: &Stage<'_>) -> anyhow::Result<()> {
    let (ada, bea) = (stage.jwt("ada").await?, stage.jwt("bea").await?);
    stage.open("/").await?;
    stage
        .check(&format!(
            "{POINTER}
            await start({{ integrationId: '5f00000000000000000000b2', userId: 'ada', jwt: {ada:?} }});
            sdk.open();
            await until('the panel', () => seen('panel'));
            const field = at('textarea');
            const write = text => {{
              field.value = text;
              field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            }};
            write('half of it');
            await sdk.logout();
            same(field.value, '', 'of whom nothing is said yet');
            await sdk.login('bea', {bea:?});
            await sdk.sendMessage('hello');
            write('half of it');
            await press('[data-do=channels]');
            await until('the page of channels', () => part('panel').dataset.page === 'true');
            await sdk.logout();
            same([field.value, part('panel').dataset.page], ['', 'false'], 'and of whom something is');
            write('of nobody');
            await sdk.logout();
            same(field.value, 'of nobody', 'who has no name is not logged out');"
        ))
        .await
}
