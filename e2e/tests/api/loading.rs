//! The snippet, the host that takes its place, and what the page gets.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::ensure;
use avmsdk_e2e::until;

checks![
    loading_keeps_calls_made_before_the_host,
    loading_gives_every_method_of_the_contract,
    loading_makes_nothing_global_but_the_object,
    loading_asks_no_other_host,
    loading_asks_only_for_the_config_before_the_visitor_acts,
    loading_fetches_what_sends_at_the_first_key,
    method_version_is_a_string,
    option_loading_eager_starts_the_runtime_at_once,
    option_loading_intent_waits_for_a_sign,
    option_loading_intent_keeps_a_click_on_the_launcher,
    option_runtime_js_runs_without_webassembly,
    option_runtime_js_keeps_texts_while_its_memory_grows,
    option_runtime_wasm_takes_nothing_else,
    loading_under_a_policy_without_webassembly,
];

async fn loading_keeps_calls_made_before_the_host(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/early").await?;
    stage
        .check(
            "same(window.placeholder, ['destroy', 'init', 'on', 'render'], 'the snippet itself');
            await until('ready', () => window.early.includes('ready'));
            same(window.early, ['first', 'second', 'ready']);",
        )
        .await
}

async fn loading_gives_every_method_of_the_contract(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const wanted = ['init', 'on', 'off', 'open', 'close', 'isOpened', 'login', 'logout', 'destroy', 'render',
              'sendMessage', 'startTyping', 'stopTyping', 'triggerPostback', 'updateUser', 'getUser', 'getConversation',
              'loadConversation', 'startConversation', 'markAllAsRead', 'showNotificationChannelPrompt',
              'setPredefinedMessage', 'setDelegate', 'getConversationById', 'getConversations',
              'getDisplayedConversation', 'getMoreConversations', 'hasMoreConversations', 'createConversation',
              'updateConversation'];
            same(wanted.filter(name => typeof sdk[name] !== 'function'), [], 'missing');
            const known = wanted.concat('VERSION');
            same(Object.keys(sdk).filter(name => !known.includes(name)), [], 'not in the contract');",
        )
        .await
}

async fn loading_fetches_what_sends_at_the_first_key(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage.reload().await?;
    stage
        .check(
            "await start();
            sdk.open();
            await event('connected');
            await until('the talk', () => bubbles().length === 1);
            const fetched = () => performance.getEntriesByType('resource').map(one => one.name)
              .filter(name => /\\/(sending|late)\\./.test(name)).map(name => name.replace(/.*\\/(\\w+)\\..*/, '$1'));
            same(fetched(), [], 'who reads needs neither');
            const field = part('panel').querySelector('textarea');
            field.value = 'a';
            field.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
            await sdk.sendMessage('of the page');
            same(fetched(), window.WebAssembly ? ['sending'] : [], 'who writes needs one');
            same([field.value, texts().length], ['a', 2]);
            field.value = '';",
        )
        .await
}

async fn loading_makes_nothing_global_but_the_object(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    stage
        .check(
            "const frame = document.body.appendChild(document.createElement('iframe'));
            const plain = Object.getOwnPropertyNames(frame.contentWindow);
            frame.remove();
            // The checks' own, the driver's own, and what frames and ids add.
            const own = ['T', 'AvMessagingSdk', 'ret_nodes', '0', 'avmsdk-root'];
            same(Object.keys(window).filter(name => !plain.includes(name) && !own.includes(name)), []);",
        )
        .await
}

async fn loading_asks_no_other_host(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let known = [stage.origin.as_str(), stage.sandbox.origin()];
    stage
        .check(&format!(
            "const known = {known:?};
            const asked = performance.getEntriesByType('resource').map(entry => entry.name);
            ok(asked.length > 3, 'requests are seen: ' + asked);
            same(asked.filter(url => url.startsWith('http') && !known.includes(new URL(url).origin)), []);"
        ))
        .await
}

async fn loading_asks_only_for_the_config_before_the_visitor_acts(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check("sdk.open(); sdk.getConversation(); sdk.getUser(); sdk.close(); await turn()")
        .await?;
    let all = stage.sandbox.traffic().await?;
    let asked: Vec<String> = all
        .iter()
        .filter(|one| one["kind"] == "request" && one["method"] != "OPTIONS")
        .map(|one| one["path"].to_string())
        .collect();
    anyhow::ensure!(
        asked.len() == 1 && asked[0].contains("/config"),
        "asked for: {asked:?}"
    );
    Ok(())
}

async fn method_version_is_a_string(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check("ok(/^\\d+\\.\\d+\\.\\d+/.test(sdk.VERSION), 'a version: ' + sdk.VERSION)")
        .await
}

/// In which forms the page asks for the program from now on. WPE does not always write down what has been loaded.
const PROGRAM: &str = "const asked = []; const { fetch } = window;
    window.fetch = (url, ...rest) => { asked.push(String(url)); return fetch(url, ...rest); };
    new MutationObserver(list => list.forEach(one => one.addedNodes.forEach(node => asked.push(node.src || ''))))
      .observe(document.head, { childList: true });
    const program = () => asked.map(url => (/\\/runtime\\.[\\w-]+\\.(wasm)$|\\/(es5)\\.[\\w-]+\\.js$/.exec(url) || []).filter(Boolean)[1]).filter(Boolean);";

async fn option_loading_eager_starts_the_runtime_at_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{PROGRAM} await start({{ loading: 'eager' }}); ok(program()[0], 'the runtime is there with `init`');
            same(told, [], 'the console')"
        ))
        .await
}

async fn option_loading_intent_waits_for_a_sign(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{PROGRAM} await start({{ loading: 'intent' }});
            await until('the launcher', () => part('launcher'));
            await event('ready');
            same(program(), [], 'no runtime yet');
            same(sdk.isOpened(), false);
            const sent = await sdk.sendMessage('hello');
            same(sent.text, 'hello');
            ok(program()[0], 'a call of the API brings it in');
            same(told, [], 'the console')"
        ))
        .await
}

async fn option_loading_intent_keeps_a_click_on_the_launcher(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("{ loading: 'intent' }").await?;
    stage
        .check(
            "part('launcher').click();
            await event('widget:opened');
            same(sdk.isOpened(), true);
            same(names('ready'), ['ready']);",
        )
        .await
}

async fn option_runtime_js_runs_without_webassembly(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{PROGRAM} const blocked = []; document.addEventListener('securitypolicyviolation', event => {{ blocked.push(event.violatedDirective); }});
            await start({{ runtime: 'js', loading: 'eager' }});
            same(program(), ['es5']);
            same((await sdk.sendMessage('grüße 👋')).text, 'grüße 👋');
            same(texts(), ['> grüße 👋']);
            same([told, blocked], [[], []], 'the console, the policy');
            sdk.destroy();
            await start({{ runtime: 'js' }});
            same((await sdk.sendMessage('again')).text, 'again');"
        ))
        .await
}

/// Views of memory that has grown since would lose what is written, without a word.
async fn option_runtime_js_keeps_texts_while_its_memory_grows(stage: &Stage<'_>) -> anyhow::Result<()> {
    let conversation = stage.talk("{ runtime: 'js' }").await?;
    let long = "größer 👋 ".repeat(1500) + "ends";
    for at in 0..40 {
        stage
            .sandbox
            .reply(&conversation, &format!("{at} {long}"))
            .await?;
    }
    stage
        .check(&format!(
            "const long = {long:?};
            await until('all of them', () => texts().length === 41);
            same(texts().slice(1).map((text, at) => text === '< ' + at + ' ' + long), Array(40).fill(true));
            same((await sdk.sendMessage('and back')).text, 'and back');"
        ))
        .await
}

async fn option_runtime_wasm_takes_nothing_else(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{PROGRAM} const {{ WebAssembly }} = window;
            delete window.WebAssembly;
            const error = await rejection(() => start({{ runtime: 'wasm', loading: 'eager' }}));
            ok(/WebAssembly/.test(error.message), error.message);
            same(program(), [], 'what has been loaded');
            ok(!document.getElementById('avmsdk-root'), 'nothing is left');
            window.WebAssembly = WebAssembly || {{}};
            if (WebAssembly) {{ await start({{ runtime: 'wasm', loading: 'eager' }}); same(program(), ['wasm']); }}"
        ))
        .await
}

/// The page does it by itself, as its policy takes no script of ours.
async fn loading_under_a_policy_without_webassembly(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.browser.goto(&format!("{}/strict", stage.origin)).await?;
    let look = async || stage.browser.run::<Vec<String>>("return window.strict").await;
    let seen = until("the message", look, |seen| !seen.is_empty()).await?;
    ensure!(
        seen.len() == 2 && seen[0] == "sent under the policy" && seen[1].contains("/es5."),
        "{seen:?}"
    );
    Ok(())
}
