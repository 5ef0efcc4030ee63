//! Methods in the wrong order, and with the wrong arguments.

use crate::stage::Stage;
use crate::table::checks;

checks![
    methods_before_init_say_so,
    methods_after_destroy_say_so,
    methods_while_init_is_under_way_say_so,
    methods_on_off_render_and_destroy_work_before_init,
    methods_taken_early_are_the_same_later,
    methods_with_wrong_arguments_get_clear_errors,
    methods_return_what_they_should,
];

/// Asynchronous methods reject, synchronous ones throw; both name themselves.
const SAY_SO: &str = "
    const asynchronous = ['login', 'logout', 'sendMessage', 'startTyping', 'stopTyping', 'triggerPostback', 'updateUser',
      'loadConversation', 'startConversation', 'getConversationById', 'getConversations', 'getMoreConversations',
      'createConversation', 'updateConversation'];
    const synchronous = ['open', 'close', 'isOpened', 'getUser', 'getConversation', 'getDisplayedConversation',
      'hasMoreConversations', 'markAllAsRead', 'showNotificationChannelPrompt', 'setPredefinedMessage', 'setDelegate'];
    const missing = asynchronous.concat(synchronous).filter(name => typeof sdk[name] !== 'function');
    const wrong = [];
    const judge = (name, error) => {
      if (!error.message.startsWith(name) || !/init/.test(error.message)) wrong.push(name + ': ' + error.message);
    };
    const all = async () => {
      for (const name of asynchronous) if (!missing.includes(name)) judge(name, await rejection(() => sdk[name]('a', 'b')));
      for (const name of synchronous) if (!missing.includes(name)) judge(name, thrown(() => sdk[name]('a', 'b')));
      same([wrong, missing], [[], []], 'wrong words, missing methods');
    };
";

async fn methods_before_init_say_so(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage.check(&format!("{SAY_SO} await all();")).await
}

async fn methods_after_destroy_say_so(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(&format!("{SAY_SO} sdk.destroy(); await all();"))
        .await
}

async fn methods_while_init_is_under_way_say_so(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{SAY_SO} const started = sdk.init(options());
            judge('sendMessage', await rejection(() => sdk.sendMessage('x')));
            judge('isOpened', thrown(() => sdk.isOpened()));
            same(wrong, []);
            await started;
            same(sdk.isOpened(), false);"
        ))
        .await
}

async fn methods_on_off_render_and_destroy_work_before_init(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/box").await?;
    stage
        .check(
            "const handler = () => {};
            sdk.on('ready', handler);
            sdk.off('ready', handler);
            sdk.off('ready');
            sdk.off();
            sdk.render(document.getElementById('box'));
            sdk.destroy();
            sdk.destroy();
            await start();
            await event('ready');",
        )
        .await
}

async fn methods_taken_early_are_the_same_later(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const { open, sendMessage, isOpened, on, init, destroy } = sdk;
            let heard = 0;
            on('ready', () => { heard += 1; });
            await init(options());
            open();
            same(isOpened(), true);
            same((await sendMessage('x')).text, 'x');
            await until('ready', () => heard === 1);
            destroy();
            ok(sdk === window.AvMessagingSdk && sdk.open === open, 'the same object, the same functions');",
        )
        .await
}

async fn methods_with_wrong_arguments_get_clear_errors(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const wrong = [];
            const rejects = async (name, ...args) => {
              if (typeof sdk[name] !== 'function') { wrong.push(name + ' is missing'); return; }
              try {
                const error = await rejection(() => sdk[name](...args));
                if (!error.message || /undefined is not|cannot read|null/i.test(error.message)) wrong.push(name + ': ' + error.message);
              } catch (error) { wrong.push(name + shown(args) + ': ' + error.message); }
            };
            for (const bad of [undefined, null, 7, true, [], {}, '', { type: 'text' }, { text: 7 }]) await rejects('sendMessage', bad);
            for (const bad of [7, {}, []]) await rejects('sendMessage', 'x', bad);
            for (const bad of [undefined, null, 7, {}, '']) await rejects('loadConversation', bad);
            for (const bad of [undefined, null, 7, {}, '']) await rejects('triggerPostback', bad);
            for (const bad of [undefined, null, 7, 'x', [], { email: 7 }, { givenName: 7 }, { properties: 'x' }]) await rejects('updateUser', bad);
            for (const bad of [[], ['bea'], ['bea', ''], ['', 'jwt'], [7, 8], [undefined, 'jwt']]) await rejects('login', ...bad);
            for (const bad of ['x', -1, 0.5, {}]) await rejects('getConversations', bad);
            for (const bad of ['x', 7]) await rejects('createConversation', bad);
            for (const bad of [[], ['id'], [7, {}], ['id', 'x']]) await rejects('updateConversation', ...bad);
            for (const bad of [7, {}]) { await rejects('startTyping', bad); await rejects('stopTyping', bad); }
            for (const bad of [undefined, null, {}, 'body', document]) thrown(() => sdk.render(bad));
            for (const bad of [[], ['ready'], [7, () => {}], ['ready', 'x'], ['', () => {}]]) thrown(() => sdk.on(...bad));
            same(wrong, []);
            same((await sdk.sendMessage('still works')).text, 'still works');",
        )
        .await
}

async fn methods_return_what_they_should(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const silent = { open: [], close: [], markAllAsRead: [], setPredefinedMessage: ['x'],
              showNotificationChannelPrompt: [], setDelegate: [null], on: ['ready', () => {}], off: ['ready'], destroy: [] };
            for (const [name, args] of Object.entries(silent)) same(sdk[name](...args), undefined, name);",
        )
        .await
}
