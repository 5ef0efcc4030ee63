//! The number of unread messages.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::until;

checks![
    event_unread_count_on_start,
    event_unread_count_not_on_start_when_zero,
    embedded_out_of_sight_nothing_counts_as_read,
    event_unread_count_goes_up_and_down,
    method_mark_all_as_read_tells_the_service,
    method_mark_all_as_read_takes_a_conversation,
];

async fn event_unread_count_on_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.check("sdk.destroy()").await?;
    stage.sandbox.reply(&id, "one").await?;
    stage.sandbox.reply(&id, "two").await?;
    stage.reload().await?;
    stage
        .check(
            "await start();
            same(sdk.getConversation().unreadCount, 2);
            await event('unreadCount');
            await event('connected');
            await turn();
            same(events.filter(one => one[0] === 'unreadCount').map(one => one[1]),
              [[2, { conversation: { _id: sdk.getConversation()._id } }]]);",
        )
        .await
}

async fn event_unread_count_not_on_start_when_zero(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.reload().await?;
    stage
        .check(
            "await start();
            await event('connected');
            await sdk.sendMessage('again');
            await event('message');
            same(names('unreadCount'), []);",
        )
        .await
}

async fn embedded_out_of_sight_nothing_counts_as_read(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("{ embedded: true }").await?;
    stage
        .check(
            "const box = document.createElement('div');
            box.style.display = 'none';
            document.body.appendChild(box);
            sdk.render(box);
            window.box = box;",
        )
        .await?;
    stage.sandbox.reply(&id, "one").await?;
    stage
        .check(
            "await event('unreadCount');
            await turn();
            same(sdk.getConversation().unreadCount, 1, 'nobody has seen it');
            box.style.display = 'block';
            await until('it is seen', () => sdk.getConversation().unreadCount === 0);",
        )
        .await?;
    stage.sandbox.reply(&id, "two").await?;
    stage
        .check("await until('it', () => bubbles().length === 3); same(sdk.getConversation().unreadCount, 0, 'read as it came');")
        .await
}

async fn event_unread_count_goes_up_and_down(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "one").await?;
    stage.check("await event('unreadCount')").await?;
    stage.sandbox.reply(&id, "two").await?;
    stage
        .check(
            "await until('two', () => names('unreadCount').length === 2);
            same(sdk.getConversation().unreadCount, 2);
            sdk.markAllAsRead();
            same(sdk.getConversation().unreadCount, 0, 'at once');
            await until('none', () => names('unreadCount').length === 3);
            sdk.markAllAsRead();
            await sdk.sendMessage('and on');
            await turn();
            same(events.filter(one => one[0] === 'unreadCount').map(one => one[1][0]), [1, 2, 0]);",
        )
        .await
}

async fn method_mark_all_as_read_tells_the_service(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "one").await?;
    stage
        .check("await event('unreadCount'); sdk.markAllAsRead()")
        .await?;
    let asked = stage.until_requests("POST", "/activity", 1).await?;
    anyhow::ensure!(
        asked[0]["body"]["activity"]["type"] == "conversation:read",
        "asked for: {}",
        asked[0]
    );
    stage.reload().await?;
    stage
        .check("await start(); same(sdk.getConversation().unreadCount, 0)")
        .await
}

async fn method_mark_all_as_read_takes_a_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    stage
        .check("await sdk.createConversation({ displayName: 'Second' }).then(made => sdk.loadConversation(made._id))")
        .await?;
    stage.sandbox.reply(&first, "for the first").await?;
    stage
        .check(&format!(
            "await event('unreadCount');
            sdk.markAllAsRead({first:?});
            await until('none', () => names('unreadCount').length === 2);
            same(events.filter(one => one[0] === 'unreadCount').map(one => one[1]),
              [[1, {{ conversation: {{ _id: {first:?} }} }}], [0, {{ conversation: {{ _id: {first:?} }} }}]]);"
        ))
        .await?;
    // The service is asked, and told a moment before; again by an answer to the list that it gave before it knew.
    let told = async || stage.requests("POST", "/activity").await;
    until("it is told", told, |all| !all.is_empty()).await?;
    stage
        .check(&format!(
            "same((await sdk.getConversationById({first:?})).unreadCount, 0);"
        ))
        .await
}
