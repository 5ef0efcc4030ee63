//! `updateUser`.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use serde_json::json;

checks![
    method_update_user_resolves_with_the_user,
    method_update_user_tells_the_service_what_changed,
    method_update_user_before_there_is_one_waits_for_it,
    method_update_user_often_is_told_together,
    method_update_user_of_nothing_new_tells_nothing,
    method_update_user_is_told_before_the_next_message,
];

async fn method_update_user_resolves_with_the_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const user = await sdk.updateUser({ givenName: 'Bea', surname: 'Ray', email: 'bea@example.com', properties: { vip: true } });
            const { _id, givenName, surname, email, properties } = user;
            same([givenName, surname, email, properties], ['Bea', 'Ray', 'bea@example.com', { vip: true }]);
            same(_id, sdk.getUser()._id);
            user.givenName = 'changed';
            same(sdk.getUser().givenName, 'Bea');
            await sdk.updateUser({ properties: { orders: 3 } });
            same(sdk.getUser().properties, { vip: true, orders: 3 });",
        )
        .await
}

async fn method_update_user_tells_the_service_what_changed(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let user: String = stage
        .run(
            "await sdk.updateUser({ givenName: 'Bea', properties: { vip: true } }); return sdk.getUser()._id",
        )
        .await?;
    let asked = stage
        .until_requests("PUT", &format!("/appusers/{user}"), 1)
        .await?;
    ensure!(
        asked[0]["body"] == json!({ "givenName": "Bea", "properties": { "vip": true } }),
        "told: {}",
        asked[0]
    );
    Ok(())
}

async fn method_update_user_before_there_is_one_waits_for_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const user = await sdk.updateUser({ givenName: 'Bea', properties: { plan: 'pro' } });
            same([user.givenName, user._id, sdk.getUser().givenName], ['Bea', undefined, 'Bea']);
            same(stored(localStorage), {});
            await sdk.sendMessage('hello');
            same([sdk.getUser().givenName, sdk.getUser().properties], ['Bea', { plan: 'pro' }]);",
        )
        .await?;
    let made = stage.until_requests("POST", "/appusers", 1).await?;
    ensure!(
        made[0]["body"]["givenName"] == "Bea" && made[0]["body"]["properties"] == json!({ "plan": "pro" }),
        "made by: {}",
        made[0]
    );
    let put = stage.requests("PUT", "").await?;
    ensure!(put.is_empty(), "told again: {put:?}");
    Ok(())
}

async fn method_update_user_often_is_told_together(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "await sdk.updateUser({ givenName: 'A' });
            const waiting = [{ givenName: 'B' }, { surname: 'C' }, { givenName: 'D' }].map(props => sdk.updateUser(props));
            same([sdk.getUser().givenName, sdk.getUser().surname], ['D', 'C'], 'at once');
            // Without it, it would be told after a while.
            await sdk.sendMessage('from D');
            await Promise.all(waiting);",
        )
        .await?;
    let asked = stage.until_requests("PUT", "", 2).await?;
    ensure!(
        asked.len() == 2 && asked[1]["body"] == json!({ "givenName": "D", "surname": "C" }),
        "told: {asked:?}"
    );
    Ok(())
}

async fn method_update_user_of_nothing_new_tells_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "await sdk.updateUser({ givenName: 'Bea' });
            await sdk.updateUser({ givenName: 'Bea' });
            await sdk.updateUser({});
            await sdk.sendMessage('and on');",
        )
        .await?;
    let asked = stage.requests("PUT", "").await?;
    ensure!(asked.len() == 1, "told: {asked:?}");
    Ok(())
}

async fn method_update_user_is_told_before_the_next_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            // In the order in which the page asks: both are under way together, and either may be the first to arrive.
            "const asked = [];
            const { open } = XMLHttpRequest.prototype;
            XMLHttpRequest.prototype.open = function (method, url, ...rest) {
              if (/\\/(appusers\\/\\w+|messages)$/.test(url) && method !== 'GET') asked.push(method);
              return open.call(this, method, url, ...rest);
            };
            await sdk.updateUser({ givenName: 'A' });
            sdk.updateUser({ givenName: 'B' });
            await sdk.sendMessage('from B');
            same(asked, ['PUT', 'PUT', 'POST']);",
        )
        .await?;
    let told = stage.until_requests("PUT", "", 2).await?;
    ensure!(told[1]["body"]["givenName"] == "B", "told: {told:?}");
    Ok(())
}
