//! Files of the widget's own that cannot be had when they are needed, and a runtime that fails within.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    trouble_with_the_second_part_is_said_and_tried_again,
    trouble_with_the_second_part_is_said_where_a_file_is_chosen,
    trouble_with_the_second_part_keeps_no_form_from_the_start,
    trouble_with_what_sends_loses_nothing,
    trouble_within_the_runtime_ends_it_and_a_click_starts_it_again,
    trouble_within_the_runtime_leaves_destroy_and_init,
];

/// The second part cannot be had while `isCut`: neither its module nor its script.
const CUT: &str = "
    const shadow = () => document.getElementById('avmsdk-root').shadowRoot;
    const find = selector => shadow().querySelector(selector);
    window.isCut = true;
    const ask = window.fetch;
    window.fetch = (url, ...rest) => window.isCut && /late/.test(url) ? Promise.reject(new TypeError('cut')) : ask(url, ...rest);
    const append = document.head.appendChild;
    document.head.appendChild = node => {
      if (!window.isCut || !/late\\.[\\w-]+\\.js$/.test(node.src)) return append.call(document.head, node);
      setTimeout(() => node.onerror());
      return node;
    };
    const told_ = words => until(words, () => find('.banner').getClientRects().length && find('.banner').innerText.includes(words));
";

const FIND: &str = "
    const shadow = () => document.getElementById('avmsdk-root').shadowRoot;
    const find = selector => shadow().querySelector(selector);
";

async fn trouble_with_the_second_part_is_said_and_tried_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    let conversation = stage.talk("").await?;
    stage.check(&format!("{CUT} sdk.open()")).await?;
    let url = stage.sandbox.url("/static/avmsdk-dev/icon.svg");
    for content in [
        json!({ "type": "image", "mediaUrl": url }),
        json!({ "type": "text", "text": "Which one?", "actions": [{ "type": "reply", "text": "This", "payload": "x" }] }),
    ] {
        let message = json!({ "author": { "type": "business" }, "content": content });
        let path = format!("/conversations/{conversation}/messages");
        stage.business(Method::POST, &path, Some(message)).await?;
    }
    stage
        .check(&format!(
            "{FIND} await until('the words', () => find('.banner').innerText.includes('You can retry connecting now'));
            await until('what can be shown', () => bubbles().length === 3 && bubbles()[2] === 'Which one?');
            const link = find('[part~=message] a');
            same([link.href, link.target, bubbles()[1]], ['{url}', '_blank', '{url}'], 'the picture is a link away');
            ok(!find('.dots') || !find('.dots').getClientRects().length, 'nothing that waits for ever');
            ok(find('[aria-live]').textContent.includes('Which one?'), 'said aloud: ' + find('[aria-live]').textContent);
            find('.banner button').click();
            await until('a second try', () => told.filter(line => /a part could not be loaded/.test(line)).length > 1);
            await until('the words again', () => find('.banner button').getClientRects().length);
            window.isCut = false;
            find('.banner button').click();
            await until('the picture', () => find('.picture img'));
            await until('the reply', () => find('.chips button'));"
        ))
        .await
}

async fn trouble_with_the_second_part_is_said_where_a_file_is_chosen(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.start("").await?;
    stage
        .check(&format!(
            "{CUT} sdk.open();
            await until('the panel', () => find('.attach') && find('.attach').getClientRects().length);
            find('.attach').click();
            await told_('You can retry connecting now');
            const dropped = new Event('drop', {{ bubbles: true, composed: true, cancelable: true }});
            const data = {{ types: ['Files'], files: [new File(['1'], 'kept.txt', {{ type: 'text/plain' }})] }};
            Object.defineProperty(dropped, 'dataTransfer', {{ value: data }});
            find('.input').dispatchEvent(dropped);
            await until('a second try', () => told.filter(line => /a part could not be loaded/.test(line)).length > 1);
            await told_('You can retry connecting now');
            window.isCut = false;
            find('.banner button').click();
            await until('it is well again', () => !find('.banner button').getClientRects().length);
            await until('what was dropped', () => seen('timeline').includes('kept.txt'));"
        ))
        .await
}

async fn trouble_with_the_second_part_keeps_no_form_from_the_start(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{CUT} await start({{ prechatCapture: {{ enabled: true }} }});
            sdk.open();
            await until('the panel', () => find('.banner'));
            await told_('You can retry connecting now');
            window.isCut = false;
            find('.banner button').click();
            await until('the form', () => find('.fields'));"
        ))
        .await
}

async fn trouble_with_what_sends_loses_nothing(stage: &Stage<'_>) -> anyhow::Result<()> {
    const WRITE: &str = "
        window.isCut = !!window.WebAssembly;
        const ask = window.fetch;
        window.fetch = (url, ...rest) => window.isCut && /sending/.test(url) ? Promise.reject(new TypeError('cut')) : ask(url, ...rest);
        const write = text => {
          find('.input').value = text;
          find('.input').dispatchEvent(new Event('input', { bubbles: true, composed: true }));
          find('[part=send]').click();
        };
        await start();
        await event('connected');
        sdk.open();";
    let conversation = stage.talk("").await?;
    stage.reload().await?;
    stage
        .check(&format!(
            "{FIND} {WRITE} write('one');
            sdk.sendMessage({{ text: 'two', metadata: {{ a: 'b' }} }}).catch(() => {{}});
            await until('it shows', () => bubbles().includes('one'));
            // In one piece there is nothing to wait for.
            if (window.isCut) {{
              ok(seen('timeline').includes('Sending...'), 'how far it is');
              same([find('.input').value, texts()], ['', ['> hello']]);
            }} else {{ await until('both are sent', () => names('message:sent').length === 2); }}"
        ))
        .await?;
    // Any page of the site goes on with it.
    stage.reload().await?;
    stage
        .check(&format!(
            "{FIND} await start();
            sdk.open();
            await until('all are sent', () => {{
              const messages = sdk.getConversation().messages;
              return messages.length === 3 && !messages.some(message => message.sendStatus);
            }});
            same([texts(), sdk.getConversation().messages[2].metadata], [['> hello', '> one', '> two'], {{ a: 'b' }}]);
            same([find('.input').value, shown(stored(localStorage)).includes('outbox')], ['', false]);"
        ))
        .await?;
    stage.reload().await?;
    stage
        .check(&format!(
            "{FIND} {WRITE} write('three');
            await until('it shows', () => bubbles().pop() === 'three');
            window.isCut = false;
            dispatchEvent(new Event('online'));
            await event('message:sent');
            same([find('.input').value, bubbles().length], ['', 4]);"
        ))
        .await?;
    stage
        .has_texts(&conversation, &["> hello", "> one", "> two", "> three"])
        .await
}

/// The program meets an instruction that is unreachable, as a real one would, when it is entered while `trap` is set.
const TRAP: &str = "
    const trapped = (exports, unreachable) => Object.fromEntries(Object.entries(exports).map(([name, own]) =>
      [name, typeof own === 'function' ? (...list) => (window.trap ? unreachable : own)(...list) : own]));
    if (window.WebAssembly) {
      const bytes = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 97, 0, 0, 10, 5, 1, 3, 0, 0, 11];
      const { a: unreachable } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(bytes))).exports;
      const made = WebAssembly.instantiate;
      WebAssembly.instantiate = async (module, imports) => ({ exports: trapped((await made(module, imports)).exports, unreachable) });
    } else {
      const append = document.head.appendChild;
      document.head.appendChild = node => {
        const { avmsdk } = node;
        const abort = () => { throw new Error('RuntimeError: abort'); };
        if (/es5/.test(node.src)) node.avmsdk = program => avmsdk(imports => trapped(program(imports), abort));
        return append.call(document.head, node);
      };
    }
";

async fn trouble_within_the_runtime_ends_it_and_a_click_starts_it_again(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{TRAP} {FIND} await start();
            await sdk.sendMessage('hello');
            await event('connected');
            sdk.open();
            const shows = () => find('.input') && find('.input').getClientRects().length;
            await until('the panel', shows);
            await event('widget:opened');
            const fall = async () => {{
              const waiting = sdk.getConversationById('nobody').catch(error => error);
              window.trap = true;
              find('.input').value = 'half a';
              find('.input').dispatchEvent(new Event('focusout', {{ bubbles: true }}));
              window.trap = false;
              const error = await waiting;
              ok(error.code === 'stopped' && /RuntimeError/.test(error.message), String(error.message));
            }};
            await fall();
            await until('the next one', () => names('widget:opened').length === 2);
            await until('the talk', () => bubbles().length === 1);
            same([!!shows(), sdk.isOpened(), find('.input').value], [true, true, 'half a']);
            await fall();
            same([!!find('[part=panel]'), sdk.isOpened(), part('launcher').getAttribute('aria-expanded')], [false, false, 'false']);
            await until('it is closed', () => names('widget:closed').length === 2);
            same(told.filter(line => /not running/.test(line)).length, 2, told.join(' | '));
            part('launcher').click();
            await until('the talk', () => bubbles().length === 1);
            same((await sdk.sendMessage('and on')).text, 'and on');
            same(texts(), ['> hello', '> and on']);
            same(names('ready'), ['ready']);"
        ))
        .await
}

async fn trouble_within_the_runtime_leaves_destroy_and_init(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{TRAP} {FIND} await start({{ loading: 'eager' }});
            window.trap = true;
            dispatchEvent(new Event('online'));
            sdk.destroy();
            window.trap = false;
            ok(!document.getElementById('avmsdk-root'), 'nothing is left');
            await sdk.init(options());
            same((await sdk.sendMessage('anew')).text, 'anew');"
        ))
        .await
}
