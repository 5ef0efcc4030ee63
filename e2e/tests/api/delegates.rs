//! `beforeSend`, `beforePostbackSend`, and how delegates are set.

use crate::postbacks::{offer, posted};
use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use serde_json::json;

checks![
    delegate_before_send_changes_the_message,
    delegate_before_send_gets_the_message_and_the_conversation,
    delegate_before_send_may_be_a_promise,
    delegate_before_send_that_fails_leaves_the_message,
    delegate_before_send_with_nonsense_leaves_the_message,
    delegate_before_send_sees_what_is_typed,
    delegate_before_send_slow_keeps_the_order,
    delegate_before_postback_send_changes_the_postback,
    delegate_before_postback_send_takes_metadata_as_the_seed_has_it,
    delegate_before_postback_send_may_be_a_promise,
    delegate_before_postback_send_that_fails_leaves_the_postback,
    option_delegate_is_a_delegate_from_the_start,
    option_delegate_that_is_wrong_is_named_and_left_out,
    method_set_delegate_replaces_and_removes,
    method_set_delegate_throws_for_what_it_does_not_know,
];

async fn delegate_before_send_changes_the_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "sdk.setDelegate({ beforeSend(message) {
              message.metadata = { any: 'info' };
              message.text = message.text.toUpperCase();
              return message;
            } });
            const sent = await sdk.sendMessage('one');
            same([sent.text, sent.metadata], ['ONE', { any: 'info' }]);
            same(texts(), ['> hello', '> ONE']);",
        )
        .await?;
    let messages = stage.sandbox.messages(&id).await?;
    ensure!(
        messages[1]["content"]["text"] == "ONE" && messages[1]["metadata"] == json!({ "any": "info" }),
        "the business has: {}",
        messages[1]
    );
    Ok(())
}

async fn delegate_before_send_gets_the_message_and_the_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const calls = [];
            sdk.setDelegate({ beforeSend(...args) { calls.push(JSON.parse(JSON.stringify(args))); return args[0]; } });
            await sdk.sendMessage({ text: 'one', metadata: { a: 1 } });
            same(calls.length, 1);
            const [message, data, ...more] = calls[0];
            same([message.text, message.type, message.role, message.metadata, more], ['one', 'text', 'appUser', { a: 1 }, []]);
            const { conversation } = data;
            same(Object.keys(data), ['conversation']);
            same(Object.keys(conversation).sort(), ['_id', 'lastUpdatedAt', 'metadata', 'participants', 'type', 'unreadCount']);
            same([conversation._id, conversation.type], [sdk.getConversation()._id, 'personal']);",
        )
        .await
}

async fn delegate_before_send_may_be_a_promise(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "sdk.setDelegate({ beforeSend: message => Promise.resolve().then(() => ({ ...message, text: 'later' })) });
            same((await sdk.sendMessage('one')).text, 'later');
            sdk.setDelegate({ async beforeSend(message) { await turn(); return { ...message, text: 'much later' }; } });
            same((await sdk.sendMessage('two')).text, 'much later');",
        )
        .await
}

async fn delegate_before_send_that_fails_leaves_the_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "sdk.setDelegate({ beforeSend(message) { message.text = 'half'; throw new Error('my own fault'); } });
            same((await sdk.sendMessage('one')).text, 'one');
            sdk.setDelegate({ beforeSend: () => Promise.reject(new Error('my own fault')) });
            same((await sdk.sendMessage('two')).text, 'two');
            same(told.filter(line => line.startsWith('error') && line.includes('beforeSend')).length, 2, 'told: ' + shown(told));",
        )
        .await
}

async fn delegate_before_send_with_nonsense_leaves_the_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const nonsense = [undefined, null, 7, 'text', true, [], () => {}];
            for (const value of nonsense) {
              sdk.setDelegate({ beforeSend: () => value });
              same((await sdk.sendMessage('as it is')).text, 'as it is', shown(value));
            }
            same(told.filter(line => line.startsWith('error') && line.includes('beforeSend')).length, nonsense.length, 'told: ' + shown(told));",
        )
        .await
}

async fn delegate_before_send_sees_what_is_typed(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .start("{ delegate: { beforeSend: message => ({ ...message, text: message.text + '!' }) } }")
        .await?;
    let widget = avmsdk_e2e::Widget::on(stage.browser);
    widget.until_closed().await?;
    widget.open().await?;
    widget.say("typed").await?;
    stage
        .check("same((await event('message:sent'))[0].text, 'typed!')")
        .await
}

async fn delegate_before_send_slow_keeps_the_order(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "const waiting = [];
            sdk.setDelegate({ beforeSend: message => message.text === 'first' ? new Promise(resolve => waiting.push(() => resolve(message))) : message });
            const first = sdk.sendMessage('first');
            const second = sdk.sendMessage('second');
            await until('the delegate', () => waiting.length === 1);
            waiting[0]();
            await Promise.all([first, second]);",
        )
        .await?;
    stage.has_texts(&id, &["> hello", "> first", "> second"]).await
}

async fn delegate_before_postback_send_changes_the_postback(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .check(&format!(
            "const calls = [];
            sdk.setDelegate({{ beforePostbackSend(postback, data) {{
              calls.push([JSON.parse(JSON.stringify(postback)), data.conversation._id]);
              postback.postback.metadata = {{ any: 'info' }};
              return postback;
            }} }});
            await sdk.triggerPostback({action:?});
            same(calls, [[{{ postback: {{ actionId: {action:?} }} }}, sdk.getConversation()._id]]);"
        ))
        .await?;
    let asked = posted(stage).await?;
    ensure!(
        asked["body"]["postback"] == json!({ "actionId": action, "metadata": { "any": "info" } }),
        "sent: {asked}"
    );
    Ok(())
}

async fn delegate_before_postback_send_takes_metadata_as_the_seed_has_it(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .check(&format!(
            "sdk.setDelegate({{ beforePostbackSend(postback) {{ postback.metadata = {{ any: 'info' }}; return postback; }} }});
            await sdk.triggerPostback({action:?});"
        ))
        .await?;
    let asked = posted(stage).await?;
    ensure!(
        asked["body"]["postback"] == json!({ "actionId": action, "metadata": { "any": "info" } }),
        "sent: {asked}"
    );
    Ok(())
}

async fn delegate_before_postback_send_may_be_a_promise(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .check(&format!(
            "sdk.setDelegate({{ async beforePostbackSend({{ postback }}) {{ return {{ postback: {{ ...postback, metadata: {{ a: 1 }} }} }}; }} }});
            await sdk.triggerPostback({action:?});"
        ))
        .await?;
    let asked = posted(stage).await?;
    ensure!(
        asked["body"]["postback"]["metadata"] == json!({ "a": 1 }),
        "sent: {asked}"
    );
    Ok(())
}

async fn delegate_before_postback_send_that_fails_leaves_the_postback(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let action = offer(stage, &id).await?;
    stage
        .check(&format!(
            "sdk.setDelegate({{ beforePostbackSend() {{ throw new Error('my own fault'); }} }});
            await sdk.triggerPostback({action:?});
            same(told.filter(line => line.startsWith('error') && line.includes('beforePostbackSend')).length, 1, 'told: ' + shown(told));"
        ))
        .await?;
    let asked = posted(stage).await?;
    ensure!(
        asked["body"]["postback"] == json!({ "actionId": action }),
        "sent: {asked}"
    );
    Ok(())
}

async fn option_delegate_is_a_delegate_from_the_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .start("{ delegate: { beforeSend: message => ({ ...message, text: 'changed' }) } }")
        .await?;
    stage
        .check("same([(await sdk.sendMessage('hello')).text, told], ['changed', []])")
        .await
}

async fn option_delegate_that_is_wrong_is_named_and_left_out(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "for (const delegate of [7, 'x', { beforeSend: 7 }, { other() {} }]) {
              told.length = 0;
              await sdk.init(options({ delegate }));
              same(told.filter(line => line.startsWith('warn') && line.includes('`delegate')).length, 1, shown(delegate) + ': ' + shown(told));
              sdk.destroy();
            }",
        )
        .await
}

async fn method_set_delegate_replaces_and_removes(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const add = sign => ({ beforeSend: message => ({ ...message, text: message.text + sign }) });
            sdk.setDelegate(add('1'));
            same((await sdk.sendMessage('a')).text, 'a1');
            sdk.setDelegate(add('2'));
            same((await sdk.sendMessage('b')).text, 'b2');
            sdk.setDelegate({});
            same((await sdk.sendMessage('c')).text, 'c');
            for (const nothing of [null, undefined]) {
              sdk.setDelegate(add('3'));
              sdk.setDelegate(nothing);
              same((await sdk.sendMessage('d')).text, 'd');
            }
            sdk.setDelegate(add('4'));
            sdk.destroy();
            await sdk.init(options());
            same((await sdk.sendMessage('e')).text, 'e', 'after `destroy`');",
        )
        .await
}

async fn method_set_delegate_throws_for_what_it_does_not_know(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "sdk.setDelegate({ beforeSend: message => ({ ...message, text: 'kept' }) });
            for (const wrong of [{ beforeSnd() {} }, { beforeSend: 7 }, { beforeSend: null }, 7, 'x', []]) {
              const error = thrown(() => sdk.setDelegate(wrong));
              ok(error instanceof TypeError && /setDelegate/.test(error.message), shown(wrong) + ': ' + error);
            }
            same((await sdk.sendMessage('a')).text, 'kept');",
        )
        .await
}
