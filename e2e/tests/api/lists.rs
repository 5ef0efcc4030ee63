//! The list of conversations, page by page.

use crate::stage::Stage;
use crate::table::checks;
use serde_json::json;

checks![
    method_get_conversations_gives_ten_newest_first,
    method_get_conversations_takes_an_offset,
    method_get_conversations_is_empty_without_a_user,
    method_get_more_conversations_goes_on_to_the_end,
    method_has_more_conversations_tells,
];

/// A user with twelve conversations, `c1` the oldest.
async fn start(stage: &Stage<'_>) -> anyhow::Result<()> {
    let one = |number: usize| {
        let at = format!("2026-01-{number:02}T10:00:00Z");
        json!({ "metadata": { "name": format!("c{number}") }, "messages": [{ "from": "user", "at": at, "text": "hello" }] })
    };
    let conversations: Vec<_> = (1..=12).map(one).collect();
    stage
        .seed(json!({ "users": [{ "externalId": "bea", "conversations": conversations }] }))
        .await?;
    let jwt = stage.jwt("bea").await?;
    stage.start(&format!("{{ userId: 'bea', jwt: {jwt:?} }}")).await
}

/// The names in a list.
const NAMES: &str = "const called = list => list.map(one => one.metadata.name);";

async fn method_get_conversations_gives_ten_newest_first(stage: &Stage<'_>) -> anyhow::Result<()> {
    start(stage).await?;
    stage
        .check(&format!(
            "{NAMES} const list = await sdk.getConversations();
            same(called(list), ['c12', 'c11', 'c10', 'c9', 'c8', 'c7', 'c6', 'c5', 'c4', 'c3']);
            for (const one of list) same([typeof one._id, one.unreadCount, one.type], ['string', 0, 'personal']);
            list[0].metadata.name = 'changed';
            same(called(await sdk.getConversations())[0], 'c12', 'copies');
            same(sdk.getConversation().metadata.name, 'c12', 'the newest is loaded');"
        ))
        .await
}

async fn method_get_conversations_takes_an_offset(stage: &Stage<'_>) -> anyhow::Result<()> {
    start(stage).await?;
    stage
        .check(&format!(
            "{NAMES} same(called(await sdk.getConversations(10)), ['c2', 'c1']);
            same(called(await sdk.getConversations(12)), []);
            same(called(await sdk.getConversations(0)).length, 10);"
        ))
        .await
}

async fn method_get_conversations_is_empty_without_a_user(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check("same([await sdk.getConversations(), await sdk.getMoreConversations(), sdk.hasMoreConversations()], [[], [], false])")
        .await?;
    let asked = stage.requests("GET", "/conversations").await?;
    anyhow::ensure!(asked.is_empty(), "asked for: {asked:?}");
    Ok(())
}

async fn method_get_more_conversations_goes_on_to_the_end(stage: &Stage<'_>) -> anyhow::Result<()> {
    start(stage).await?;
    stage
        .check(&format!(
            "{NAMES} const first = await sdk.getConversations();
            const more = await sdk.getMoreConversations();
            same(called(first.concat(more)), ['c12', 'c11', 'c10', 'c9', 'c8', 'c7', 'c6', 'c5', 'c4', 'c3', 'c2', 'c1']);
            same(await sdk.getMoreConversations(), []);"
        ))
        .await
}

async fn method_has_more_conversations_tells(stage: &Stage<'_>) -> anyhow::Result<()> {
    start(stage).await?;
    stage
        .check(
            "await sdk.getConversations();
            same(sdk.hasMoreConversations(), true);
            await sdk.getMoreConversations();
            same(sdk.hasMoreConversations(), false);",
        )
        .await
}
