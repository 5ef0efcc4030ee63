//! `beforeDisplay`: what is shown, and only that.

use crate::stage::Stage;
use crate::table::checks;

checks![
    delegate_before_display_changes_what_is_shown,
    delegate_before_display_hides_for_a_falsy_value,
    delegate_before_display_may_be_a_promise,
    delegate_before_display_that_fails_shows_the_message,
    delegate_before_display_gets_the_message_and_the_conversation,
    delegate_before_display_sees_history,
];

async fn delegate_before_display_changes_what_is_shown(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage
        .talk("{ delegate: { beforeDisplay: message => ({ ...message, text: message.text.toUpperCase(), _id: 'other' }) } }")
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check(
            "const [message] = await event('message:received');
            sdk.open();
            await until('both', () => bubbles().length === 2);
            same(bubbles(), ['HELLO', 'HI']);
            same([message.text, texts()], ['hi', ['> hello', '< hi']], 'what is said stays');",
        )
        .await
}

async fn delegate_before_display_hides_for_a_falsy_value(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage
        .talk(
            "{ delegate: { beforeDisplay: message => ({ null: null, undefined: undefined, zero: 0, empty: '', false: false })[message.text]\
              || !['null', 'undefined', 'zero', 'empty', 'false'].includes(message.text) && message } }",
        )
        .await?;
    for text in ["null", "undefined", "zero", "empty", "false", "shown"] {
        stage.sandbox.reply(&id, text).await?;
    }
    stage
        .check(
            "await until('all', () => texts().length === 7);
            sdk.open();
            await until('the last', () => bubbles().includes('shown'));
            same(bubbles(), ['hello', 'shown']);
            same(told.filter(line => line.startsWith('error')), []);",
        )
        .await
}

async fn delegate_before_display_may_be_a_promise(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage
        .check(
            "sdk.setDelegate({ async beforeDisplay(message) { await turn(); return message.text === 'secret' ? null : { ...message, text: '* ' + message.text }; } })",
        )
        .await?;
    stage.sandbox.reply(&id, "secret").await?;
    stage.sandbox.reply(&id, "open").await?;
    stage
        .check(
            "sdk.open();
            await until('the last', () => bubbles().includes('* open'));
            ok(!bubbles().some(text => text.includes('secret')), 'hidden: ' + bubbles());",
        )
        .await
}

async fn delegate_before_display_that_fails_shows_the_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage
        .talk("{ delegate: { beforeDisplay(message) { message.text = 'half'; throw new Error('my own fault'); } } }")
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check(
            "await event('message:received');
            sdk.open();
            await until('both', () => bubbles().length === 2);
            same(bubbles(), ['hello', 'hi']);
            ok(told.some(line => line.startsWith('error') && line.includes('beforeDisplay')), 'told: ' + shown(told));
            sdk.setDelegate({ beforeDisplay: () => Promise.reject(new Error('my own fault')) });
            await sdk.sendMessage('and on');
            await until('the next', () => bubbles().includes('and on'));
            for (const beforeDisplay of [() => ({}), message => ({ ...message, text: undefined }), () => ({ type: 'text', text: 5 })]) {
              told.length = 0;
              sdk.setDelegate({ beforeDisplay });
              await until('a word on ' + beforeDisplay, () => told.filter(line => line.includes('beforeDisplay')).length === 3);
              same(bubbles(), ['hello', 'hi', 'and on']);
            }",
        )
        .await
}

async fn delegate_before_display_gets_the_message_and_the_conversation(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check("window.calls = []; await start({ delegate: { beforeDisplay(message, data) { calls.push([message.text, message.role, data.conversation._id, Object.keys(data)]); return message; } } })")
        .await?;
    let id: String = stage
        .run("await sdk.sendMessage('hello'); await event('connected'); return sdk.getConversation()._id")
        .await?;
    stage.sandbox.reply(&id, "hi").await?;
    stage
        .check(
            "await event('message:received');
            sdk.open();
            await until('the call', () => calls.some(call => call[0] === 'hi'));
            const last = calls.filter(call => call[0] === 'hi')[0];
            same(last, ['hi', 'appMaker', sdk.getConversation()._id, ['conversation']]);
            ok(calls.some(call => call[0] === 'hello' && call[1] === 'appUser'), 'one\\'s own too: ' + shown(calls));",
        )
        .await
}

async fn delegate_before_display_sees_history(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.reload().await?;
    stage
        .check(
            "await start({ delegate: { beforeDisplay: message => ({ ...message, text: 'from history' }) } });
            sdk.open();
            await until('the bubble', () => bubbles().length === 1);
            same([bubbles(), texts()], [['from history'], ['> hello']]);",
        )
        .await
}
