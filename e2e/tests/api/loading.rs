//! The snippet, the host that takes its place, and what the page gets.

use crate::stage::Stage;
use crate::table::checks;

checks![
    loading_keeps_calls_made_before_the_host,
    loading_gives_every_method_of_the_contract,
    loading_makes_nothing_global_but_the_object,
    loading_asks_no_other_host,
    loading_asks_only_for_the_config_before_the_visitor_acts,
    method_version_is_a_string,
    option_loading_eager_starts_the_runtime_at_once,
    option_loading_intent_waits_for_a_sign,
    option_loading_intent_keeps_a_click_on_the_launcher,
    option_runtime_js_says_that_it_is_missing,
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

/// Whether the page has asked for the wasm.
const WASM: &str =
    "const wasm = () => performance.getEntriesByType('resource').some(entry => /\\.wasm$/.test(entry.name));";

async fn option_loading_eager_starts_the_runtime_at_once(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{WASM} await start({{ loading: 'eager' }}); ok(wasm(), 'the runtime is there with `init`');
            same(told, [], 'the console')"
        ))
        .await
}

async fn option_loading_intent_waits_for_a_sign(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{WASM} await start({{ loading: 'intent' }});
            await until('the launcher', () => part('launcher'));
            await event('ready');
            ok(!wasm(), 'no runtime yet');
            same(sdk.isOpened(), false);
            const sent = await sdk.sendMessage('hello');
            same(sent.text, 'hello');
            ok(wasm(), 'a call of the API brings it in');
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

/// The JavaScript build comes later; until then nothing may look as if it were there.
async fn option_runtime_js_says_that_it_is_missing(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{WASM} const error = await rejection(() => sdk.init(options({{ runtime: 'js' }})));
            ok(/no JS build/.test(error.message), error.message);
            ok(!wasm() && !document.getElementById('avmsdk-root'), 'nothing is left');
            await start({{ runtime: 'wasm' }});"
        ))
        .await
}
