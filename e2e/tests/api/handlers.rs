//! `on` and `off`, and handlers that misbehave.

use crate::stage::Stage;
use crate::table::checks;

checks![
    method_on_calls_every_handler_in_order,
    method_off_unbinds_one_handler,
    method_off_unbinds_all_of_an_event,
    method_off_unbinds_everything,
    method_off_from_inside_a_handler_holds_at_once,
    method_on_from_inside_a_handler_is_for_the_next_event,
    handlers_run_in_a_task_of_their_own,
    handlers_that_throw_stop_nothing,
    handlers_get_copies,
    handlers_may_call_every_method,
    handlers_are_unbound_by_destroy,
];

async fn method_on_calls_every_handler_in_order(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const calls = [];
            const twice = () => { calls.push('twice'); };
            sdk.on('widget:opened', () => { calls.push('first'); });
            sdk.on('widget:opened', twice);
            sdk.on('widget:opened', twice);
            sdk.on('no such event', () => { calls.push('never'); });
            sdk.open();
            await until('all', () => calls.length >= 3);
            await turn();
            same(calls, ['first', 'twice', 'twice']);",
        )
        .await
}

async fn method_off_unbinds_one_handler(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const calls = [];
            const one = () => { calls.push('one'); };
            const other = () => { calls.push('other'); };
            sdk.on('widget:opened', one);
            sdk.on('widget:opened', other);
            sdk.off('widget:opened', one);
            sdk.off('widget:closed', other);
            sdk.open();
            await event('widget:opened');
            await turn();
            same(calls, ['other']);",
        )
        .await
}

async fn method_off_unbinds_all_of_an_event(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "sdk.off('widget:opened');
            sdk.open();
            sdk.close();
            await event('widget:closed');
            await turn();
            same(names('widget:opened', 'widget:closed'), ['widget:closed']);",
        )
        .await
}

async fn method_off_unbinds_everything(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "await event('ready');
            forget();
            sdk.off();
            const after = new Promise(resolve => { sdk.on('widget:closed', resolve); });
            sdk.open();
            sdk.close();
            await after;
            same(names(), []);",
        )
        .await
}

async fn method_off_from_inside_a_handler_holds_at_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const calls = [];
            const second = () => { calls.push('second'); };
            sdk.on('widget:opened', () => { calls.push('first'); sdk.off('widget:opened', second); });
            sdk.on('widget:opened', second);
            sdk.open();
            await until('the first', () => calls.length > 0);
            await turn();
            same(calls, ['first']);",
        )
        .await
}

async fn method_on_from_inside_a_handler_is_for_the_next_event(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const calls = [];
            const once = () => { calls.push('late'); };
            sdk.on('widget:opened', () => { calls.push('early'); sdk.off('widget:opened', once); sdk.on('widget:opened', once); });
            sdk.open();
            await until('the first', () => calls.length > 0);
            await turn();
            same(calls, ['early']);
            sdk.close();
            sdk.open();
            await until('the next', () => calls.length > 1);",
        )
        .await
}

async fn handlers_run_in_a_task_of_their_own(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "const calls = [];
            sdk.on('widget:opened', () => { calls.push('handler'); });
            sdk.open();
            calls.push('after the call');
            await Promise.resolve();
            calls.push('after a microtask');
            await until('the handler', () => calls.includes('handler'));
            same(calls, ['after the call', 'after a microtask', 'handler']);",
        )
        .await
}

async fn handlers_that_throw_stop_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "sdk.on('message:sent', () => { throw new Error('my own fault'); });
            await start();
            await sdk.sendMessage('hello');
            await event('message');
            same(names('message:sent', 'message'), ['message:sent', 'message']);
            same(told.filter(line => line.startsWith('error') && line.includes('message:sent')).length, 1, 'told: ' + shown(told));
            same((await sdk.sendMessage('again')).text, 'again');",
        )
        .await
}

async fn handlers_get_copies(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "sdk.on('message:sent', (message, data) => { message.text = 'changed'; data.conversation._id = 'changed'; });
            await start();
            const sent = await sdk.sendMessage('hello');
            const [message, data] = await event('message:sent');
            same([message.text, data.conversation._id], ['hello', sdk.getConversation()._id]);
            sent.text = 'changed';
            same(texts(), ['> hello']);",
        )
        .await
}

async fn handlers_may_call_every_method(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const did = [];
            sdk.on('ready', async () => {
              sdk.open();
              did.push((await sdk.sendMessage('from ready')).text);
            });
            sdk.on('message:sent', async message => {
              if (message.text === 'from ready') did.push((await sdk.sendMessage('from message:sent')).text);
              else { sdk.close(); did.push(sdk.getConversation().messages.length); }
            });
            await start();
            await until('all three', () => did.length === 3 && names('widget:closed').length);
            same(did.filter(one => typeof one === 'string').sort(), ['from message:sent', 'from ready']);
            same(sdk.isOpened(), false);",
        )
        .await
}

async fn handlers_are_unbound_by_destroy(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(
            "await event('ready');
            sdk.destroy();
            await event('destroy');
            forget();
            await sdk.init(options());
            sdk.open();
            await sdk.sendMessage('hello');
            await turn();
            same(names(), []);",
        )
        .await
}
