//! `sendMessage`.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    method_send_message_takes_a_text,
    method_send_message_takes_a_message,
    method_send_message_resolves_with_a_copy,
    method_send_message_makes_the_user_first,
    method_send_message_at_once_and_often_keeps_the_order,
    method_send_message_shows_it_before_the_service_has_it,
    method_send_message_refused_rejects_with_the_cause,
    method_send_message_takes_text_as_it_is,
    method_send_message_to_another_conversation,
    method_send_message_to_an_unknown_conversation_rejects,
    method_send_message_carries_the_author,
];

async fn method_send_message_takes_a_text(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "const sent = await sdk.sendMessage('one');
            same([sent.text, sent.type, sent.role, sent.authorId], ['one', 'text', 'appUser', sdk.getUser()._id]);
            same([typeof sent._id, typeof sent.received], ['string', 'number']);
            same(texts(), ['> hello', '> one']);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> one"]).await
}

async fn method_send_message_takes_a_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "const given = { type: 'text', text: 'one', metadata: { a: 'b' }, payload: 'P', role: 'appMaker', other: 1 };
            const before = shown(given);
            const sent = await sdk.sendMessage(given);
            same([sent.text, sent.metadata, sent.payload, sent.role, sent.other], ['one', { a: 'b' }, 'P', 'appUser', undefined]);
            same(shown(given), before, 'what was given');
            const place = await sdk.sendMessage({ type: 'location', coordinates: { lat: 45.5, long: -73.6 } });
            same([place.type, place.coordinates], ['location', { lat: 45.5, long: -73.6 }]);",
        )
        .await?;
    let messages = stage.sandbox.messages(&id).await?;
    ensure!(
        messages[1]["metadata"] == json!({ "a": "b" }) && messages[1]["content"]["payload"] == "P",
        "the business has: {}",
        messages[1]
    );
    Ok(())
}

async fn method_send_message_resolves_with_a_copy(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const sent = await sdk.sendMessage({ text: 'one', metadata: { a: 'b' } });
            sent.text = 'changed';
            sent.metadata.a = 'changed';
            const kept = sdk.getConversation().messages[1];
            same([kept.text, kept.metadata], ['one', { a: 'b' }]);",
        )
        .await
}

async fn method_send_message_makes_the_user_first(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage.check("await sdk.sendMessage('hello')").await?;
    let made = stage.until_requests("POST", "/appusers", 1).await?;
    let sent = stage.until_requests("POST", "/messages", 1).await?;
    ensure!(
        made[0]["body"]["intent"] == "message:appUser" && made[0]["body"]["client"]["platform"] == "web",
        "made by: {}",
        made[0]
    );
    ensure!(made[0]["n"].as_u64() < sent[0]["n"].as_u64(), "in another order");
    Ok(())
}

async fn method_send_message_at_once_and_often_keeps_the_order(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    let id: String = stage
        .run(
            "const sent = await Promise.all([1, 2, 3, 4, 5, 6].map(number => sdk.sendMessage('n' + number)));
            same(sent.map(one => one.text), ['n1', 'n2', 'n3', 'n4', 'n5', 'n6']);
            same(texts(), ['> n1', '> n2', '> n3', '> n4', '> n5', '> n6']);
            return sdk.getConversation()._id",
        )
        .await?;
    stage
        .has_texts(&id, &["> n1", "> n2", "> n3", "> n4", "> n5", "> n6"])
        .await?;
    stage.until_requests("POST", "/appusers", 1).await?;
    Ok(())
}

async fn method_send_message_shows_it_before_the_service_has_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .fault(json!({ "match": { "method": "POST", "path": "**/messages" }, "action": { "type": "delay", "ms": 400 }, "count": 1 }))
        .await?;
    stage
        .check(
            "sdk.open();
            const sending = sdk.sendMessage('slow');
            const [, message] = sdk.getConversation().messages;
            same([message.text, message.sendStatus], ['slow', 'sending']);
            await until('the bubble', () => bubbles().length === 2);
            same(names('message:sent'), []);
            await sending;
            same(sdk.getConversation().messages[1].sendStatus, undefined);",
        )
        .await
}

async fn method_send_message_refused_rejects_with_the_cause(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action =
        json!({ "type": "answer", "status": 413, "code": "too_long", "description": "Far too long" });
    stage
        .fault(json!({ "match": { "method": "POST", "path": "**/messages" }, "action": action, "count": 1 }))
        .await?;
    stage
        .check(
            "const error = await rejection(() => sdk.sendMessage('refused'));
            same([error.code, error.description, error.status, error.message],
              ['too_long', 'Far too long', 413, 'AvMessagingSdk: Far too long']);
            same(sdk.getConversation().messages.map(message => message.sendStatus), [undefined, 'failed']);
            sdk.open();",
        )
        .await?;
    let question = json!({ "author": { "type": "business" }, "content": {
        "type": "text", "text": "Which one?", "actions": [{ "type": "reply", "text": "This", "payload": "x" }] } });
    stage
        .business(
            Method::POST,
            &format!("/conversations/{id}/messages"),
            Some(question),
        )
        .await?;
    stage
        .check(
            "await until('a reply to choose, as the other was never said', () => part('timeline').querySelector('.chips button'));
            await sdk.sendMessage('taken');
            await until('it is answered', () => !part('timeline').querySelector('.chips button'));",
        )
        .await?;
    stage
        .has_texts(&id, &["> hello", "< Which one?", "> taken"])
        .await
}

async fn method_send_message_takes_text_as_it_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "sdk.open();
            const all = ['<img src=x onerror=\"window.broken = true\">', 'a\\nb', '  spaces  ', 'été 👋🏽 \\u202eabc', '{name} ${x} </script>'];
            for (const text of all) same((await sdk.sendMessage(text)).text, text);
            same(sdk.getConversation().messages.map(message => message.text), all);
            await until('the bubbles', () => bubbles().length === all.length);
            same([bubbles()[0], window.broken], [all[0], undefined]);",
        )
        .await
}

async fn method_send_message_to_another_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    let second: String = stage
        .run(
            "const { _id } = await sdk.createConversation({ displayName: 'Second' });
            const sent = await sdk.sendMessage('for the second', _id);
            same(sent.text, 'for the second');
            await until('its event', () => events.some(one => one[0] === 'message:sent' && one[1][0].text === 'for the second'
              && one[1][1].conversation._id === _id));
            return _id",
        )
        .await?;
    stage.has_texts(&second, &["> for the second"]).await?;
    stage.has_texts(&first, &["> hello"]).await
}

async fn method_send_message_to_an_unknown_conversation_rejects(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "const error = await rejection(() => sdk.sendMessage('lost', '5f10000000000000000000ff'));
            ok(error.message, 'it says why');
            await sdk.sendMessage('found');
            same(texts(), ['> hello', '> found']);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> found"]).await
}

async fn method_send_message_carries_the_author(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.check("await sdk.sendMessage('again')").await?;
    let sent = stage.until_requests("POST", "/messages", 2).await?;
    let (user, client): (String, String) = stage
        .run("return [sdk.getUser()._id, localStorage.getItem(options().integrationId + '.clientId')]")
        .await?;
    for one in &sent {
        let author = &one["body"]["author"];
        let session = author["sessionId"].as_str().unwrap_or_default();
        ensure!(
            author["role"] == "appUser" && author["appUserId"] == user && author["client"]["id"] == client,
            "wrong author: {author}"
        );
        ensure!(session.len() == 36, "wrong session id: {session}");
    }
    ensure!(
        sent[0]["body"]["author"]["sessionId"] != sent[1]["body"]["author"]["sessionId"],
        "two messages have one id"
    );
    Ok(())
}
