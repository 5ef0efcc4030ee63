//! What the page is told, with what, and in which order.

use crate::stage::Stage;
use crate::table::checks;
use serde_json::json;

checks![
    event_ready_comes_once,
    event_destroy_comes_last,
    event_widget_opened_and_closed_come_for_calls,
    event_widget_opened_and_closed_come_for_clicks,
    event_message_sent_comes_before_message,
    event_message_sent_comes_once_the_service_has_it,
    event_message_sent_comes_for_what_is_typed,
    event_message_received_comes_before_message_and_unread_count,
    event_message_received_carries_every_type,
    event_connected_names_the_conversation,
    event_disconnected_comes_before_connected,
    event_log_debug_tells_of_the_transport,
    events_unknown_or_faulty_harm_nothing,
];

async fn event_ready_comes_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.reload().await?;
    stage
        .check(
            "await start();
            await event('connected');
            await turn();
            same(events.filter(one => one[0] === 'ready'), [['ready', []]]);",
        )
        .await
}

async fn event_destroy_comes_last(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "sdk.open();
            sdk.destroy();
            await event('destroy');
            await turn();
            same(events, [['widget:opened', []], ['destroy', []]]);",
        )
        .await
}

async fn event_widget_opened_and_closed_come_for_calls(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "sdk.open();
            sdk.open();
            sdk.close();
            sdk.close();
            sdk.open();
            await until('the last', () => names('widget:opened').length >= 2);
            await turn();
            same(events.filter(one => one[0].startsWith('widget')),
              [['widget:opened', []], ['widget:closed', []], ['widget:opened', []]]);",
        )
        .await
}

async fn event_widget_opened_and_closed_come_for_clicks(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    let widget = avmsdk_e2e::Widget::on(stage.browser);
    widget.until_closed().await?;
    widget.open().await?;
    stage
        .check("await event('widget:opened'); same(sdk.isOpened(), true)")
        .await?;
    widget.close().await?;
    stage
        .check("await event('widget:closed'); same(sdk.isOpened(), false)")
        .await
}

async fn event_message_sent_comes_before_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "await sdk.sendMessage('hello');
            await event('message');
            const told = events.filter(one => one[0].startsWith('message'));
            same(told.map(one => one[0]), ['message:sent', 'message']);
            const place = { conversation: { _id: sdk.getConversation()._id } };
            for (const [name, [message, data, ...more]] of told) {
              same([message.text, message.role, message.type, typeof message._id, typeof message.received],
                ['hello', 'appUser', 'text', 'string', 'number'], name);
              same(message.authorId, sdk.getUser()._id, name);
              same([data, more], [place, []], name);
              same(Object.keys(message).filter(key => key.startsWith('_') && key !== '_id'), [], name);
            }",
        )
        .await
}

async fn event_message_sent_comes_once_the_service_has_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .fault(json!({ "match": { "method": "POST", "path": "**/messages" }, "action": 403, "count": 1 }))
        .await?;
    stage
        .check(
            "await rejection(() => sdk.sendMessage('refused'));
            await sdk.sendMessage('taken');
            await event('message');
            await turn();
            same(events.filter(one => one[0].startsWith('message')).map(one => [one[0], one[1][0].text]),
              [['message:sent', 'taken'], ['message', 'taken']]);",
        )
        .await
}

async fn event_message_sent_comes_for_what_is_typed(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    let widget = avmsdk_e2e::Widget::on(stage.browser);
    widget.until_closed().await?;
    widget.open().await?;
    widget.say("typed, été").await?;
    stage
        .check(
            "const [message] = await event('message:sent');
            same([message.text, message.role], ['typed, été', 'appUser']);
            await until('the bubble', () => bubbles().length === 1);
            same(bubbles(), ['typed, été']);",
        )
        .await
}

async fn event_message_received_comes_before_message_and_unread_count(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check(
            "await event('unreadCount');
            const place = { conversation: { _id: sdk.getConversation()._id } };
            const told = events.filter(one => /^message|^unread/.test(one[0]));
            same(told.map(one => one[0]), ['message:received', 'message', 'unreadCount']);
            for (const [name, [message, data, ...more]] of told.slice(0, 2)) {
              same([message.text, message.role, message.name, typeof message._id, typeof message.received],
                ['hi', 'appMaker', 'Ann', 'string', 'number'], name);
              same([data, more], [place, []], name);
            }
            same(told[2][1], [1, place]);",
        )
        .await
}

async fn event_message_received_carries_every_type(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let picture = stage.sandbox.url("/static/avmsdk-dev/icon.svg");
    let link = json!([{ "type": "link", "text": "Open", "uri": "https://shop.example.com/" }]);
    let contents = [
        json!({ "type": "text", "text": "Choose", "actions": [{ "type": "reply", "text": "One", "payload": "1" }] }),
        json!({ "type": "image", "mediaUrl": picture, "text": "A picture" }),
        json!({ "type": "file", "mediaUrl": picture }),
        json!({ "type": "location", "coordinates": { "lat": 45.5, "long": -73.6 } }),
        json!({ "type": "carousel", "items": [{ "title": "Card", "actions": link }] }),
        json!({ "type": "list", "items": [{ "title": "Entry", "actions": link }] }),
        json!({ "type": "form", "fields": [{ "type": "text", "name": "name", "label": "Your name?" }] }),
    ];
    for content in contents {
        let body = json!({ "author": { "type": "business" }, "content": content, "metadata": { "a": "b" } });
        let path = format!("/conversations/{id}/messages");
        stage
            .business(avmsdk_e2e::Method::POST, &path, Some(body))
            .await?;
    }
    stage
        .check(&format!(
            "await until('all', () => names('message:received').length === 7);
            const [text, image, file, location, carousel, list, form] = events.filter(one => one[0] === 'message:received').map(one => one[1][0]);
            same([text, image, file, location, carousel, list, form].map(one => [one.type, one.role, one.metadata]),
              ['text', 'image', 'file', 'location', 'carousel', 'list', 'form'].map(type => [type, 'appMaker', {{ a: 'b' }}]));
            same([text.actions[0].type, text.actions[0].payload], ['reply', '1']);
            same([image.mediaUrl, image.text, file.mediaUrl], [{picture:?}, 'A picture', {picture:?}]);
            same(location.coordinates, {{ lat: 45.5, long: -73.6 }});
            same([carousel.items[0].title, carousel.items[0].actions[0].uri, list.items[0].title], ['Card', 'https://shop.example.com/', 'Entry']);
            same([form.fields[0].name, form.fields[0].label], ['name', 'Your name?']);
            same(sdk.getConversation().messages.slice(1).map(one => one.type), ['text', 'image', 'file', 'location', 'carousel', 'list', 'form']);"
        ))
        .await
}

async fn event_connected_names_the_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "await sdk.sendMessage('hello');
            same(await event('connected'), [{ conversation: { _id: sdk.getConversation()._id } }]);",
        )
        .await
}

async fn event_disconnected_comes_before_connected(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.sandbox.drop_sockets(300).await?;
    stage
        .check(
            "await event('connected');
            const told = events.filter(one => /connect/.test(one[0]));
            same(told.map(one => one[0]).filter(name => name !== 'reconnecting'), ['disconnected', 'connected']);
            ok(told.some(one => one[0] === 'reconnecting'), '`reconnecting` is told');
            const place = { conversation: { _id: sdk.getConversation()._id } };
            for (const [name, args] of told) same(args, [place], name);",
        )
        .await
}

async fn event_log_debug_tells_of_the_transport(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.sandbox.drop_sockets(0).await?;
    stage
        .check(
            "await event('connected');
            const log = () => events.filter(one => one[0] === 'log:debug').map(one => one[1][0]);
            await until('both words', () => log().length >= 2);
            same(log().map(one => one.message), ['transport:down', 'transport:up']);
            const place = { conversation: { _id: sdk.getConversation()._id } };
            for (const one of log()) same([typeof one.timestamp, one.data], ['number', place]);
            ok(Math.abs(log()[0].timestamp - Date.now()) < 3600000, 'milliseconds');",
        )
        .await
}

async fn events_unknown_or_faulty_harm_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let user: String = stage.run("return sdk.getUser()._id").await?;
    let place = json!({ "_id": id });
    let events = json!([
        { "type": "no such type", "conversation": place },
        { "type": "message", "conversation": place },
        { "type": "message", "conversation": place, "message": { "text": 7 } },
        { "type": "message", "message": { "_id": "m1", "type": "text", "text": "nowhere", "role": "appMaker", "received": 1 } },
        { "type": "activity", "conversation": place, "activity": { "type": "no such type", "role": "appMaker" } },
        { "type": "conversation:read" },
        { "nothing": "at all" },
    ]);
    let body = json!({ "userId": user, "events": events });
    stage
        .sandbox
        .control(avmsdk_e2e::Method::POST, "/events", Some(&body))
        .await?;
    stage.sandbox.reply(&id, "after them").await?;
    stage
        .check(
            "await until('what follows', () => events.some(one => one[0] === 'message:received' && one[1][0].text === 'after them'));
            same(texts(), ['> hello', '< after them']);",
        )
        .await
}
