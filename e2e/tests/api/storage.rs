//! What is kept in the browser, and when.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::APP;

checks![
    storage_is_empty_before_the_visitor_acts,
    storage_holds_the_identity_after_a_message,
    storage_brings_the_visitor_back,
    storage_keys_of_an_app_move_to_its_integration,
    storage_without_a_client_id_is_dropped,
    storage_blocked_works_for_the_pages_life,
    storage_full_works_for_the_pages_life,
    storage_never_holds_a_jwt,
    option_browser_storage_session_keeps_nothing_in_the_other,
];

async fn storage_is_empty_before_the_visitor_acts(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "sdk.open();
            await event('widget:opened');
            sdk.getConversation();
            sdk.getUser();
            sdk.close();
            await event('widget:closed');
            same([stored(localStorage), stored(sessionStorage), document.cookie], [{}, {}, '']);
            if (indexedDB.databases) same(await indexedDB.databases(), []);",
        )
        .await
}

async fn storage_holds_the_identity_after_a_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const id = options().integrationId;
            const all = stored(localStorage);
            ok(/^[0-9a-f]{32}$/.test(all[id + '.clientId']), 'a client id: ' + shown(all));
            same(all[id + '.appUserId'], sdk.getUser()._id);
            ok(all[id + '.sessionToken'], 'a session token');
            same(Object.keys(all).filter(key => !key.startsWith(id + '.')), [], 'keys of nobody');
            same(Object.keys(all).filter(key => !/\\.(clientId|appUserId|sessionToken)$/.test(key) && !key.startsWith(id + '.avmsdk.')),
              [], 'keys that are not documented');
            same([stored(sessionStorage), document.cookie], [{}, '']);",
        )
        .await
}

async fn storage_brings_the_visitor_back(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let before: String = stage.run("return sdk.getUser()._id").await?;
    stage.reload().await?;
    let after: (String, Vec<String>) = stage
        .run("await start(); return [sdk.getUser()._id, texts()]")
        .await?;
    anyhow::ensure!(
        after == (before, vec!["> hello".to_owned()]),
        "another visitor: {after:?}"
    );
    let asked = stage.requests("POST", "/appusers").await?;
    anyhow::ensure!(asked.len() == 1, "made twice: {asked:?}");
    Ok(())
}

async fn storage_keys_of_an_app_move_to_its_integration(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let before: String = stage
        .run(&format!(
            "const id = options().integrationId;
            for (const name of ['clientId', 'appUserId', 'sessionToken']) {{
              localStorage.setItem('{APP}.' + name, localStorage.getItem(id + '.' + name));
            }}
            const user = sdk.getUser()._id;
            sdk.destroy();
            Object.keys(stored(localStorage)).filter(key => key.startsWith(id)).forEach(key => localStorage.removeItem(key));
            return user"
        ))
        .await?;
    stage.reload().await?;
    stage
        .check(&format!(
            "await start();
            same([sdk.getUser()._id, texts()], [{before:?}, ['> hello']]);
            same(Object.keys(stored(localStorage)).filter(key => key.startsWith('{APP}.')), [], 'the old keys');"
        ))
        .await
}

async fn storage_without_a_client_id_is_dropped(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const id = options().integrationId;
            localStorage.setItem(id + '.appUserId', '5f10000000000000000000e9');
            localStorage.setItem(id + '.sessionToken', 'somebody');
            await start();
            same(sdk.getUser(), undefined);
            same(stored(localStorage), {});",
        )
        .await
}

async fn storage_blocked_works_for_the_pages_life(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const blocked = { get() { throw new DOMException('blocked', 'SecurityError'); } };
            Object.defineProperty(window, 'localStorage', blocked);
            Object.defineProperty(window, 'sessionStorage', blocked);
            await start();
            await sdk.sendMessage('hello');
            await sdk.sendMessage('again');
            same(texts(), ['> hello', '> again']);",
        )
        .await
}

async fn storage_full_works_for_the_pages_life(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };
            await start();
            await sdk.sendMessage('hello');
            await sdk.sendMessage('again');
            same(texts(), ['> hello', '> again']);
            sdk.destroy();
            await sdk.init(options());
            same(texts(), ['> hello', '> again'], 'after `destroy`');",
        )
        .await
}

async fn storage_never_holds_a_jwt(stage: &Stage<'_>) -> anyhow::Result<()> {
    let jwt = stage.jwt("bea").await?;
    stage.start(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await?;
    stage
        .check(&format!(
            "await sdk.sendMessage('hello');
            await event('connected');
            const all = stored(localStorage);
            ok(!shown([all, stored(sessionStorage), document.cookie]).includes({jwt:?}), 'the jwt is stored: ' + shown(all));
            same(Object.keys(all).filter(key => /appUserId|sessionToken/.test(key)), []);
            ok(all[options().integrationId + '.clientId'], 'the client id stays');"
        ))
        .await
}

async fn option_browser_storage_session_keeps_nothing_in_the_other(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("{ browserStorage: 'sessionStorage' }").await?;
    stage
        .check(
            "same(stored(localStorage), {});
            ok(sessionStorage.getItem(options().integrationId + '.sessionToken'), 'it is in the session');",
        )
        .await?;
    stage.reload().await?;
    stage
        .check("await start({ browserStorage: 'sessionStorage' }); same(texts(), ['> hello']);")
        .await
}
