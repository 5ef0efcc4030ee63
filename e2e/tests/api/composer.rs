//! What may be sent beside text, from where, and what is said where it cannot be.

use crate::stage::Stage;
use crate::table::checks;
use serde_json::json;

checks![
    composer_breaks_lines_and_sends,
    composer_is_as_high_as_its_lines_wherever_they_break,
    composer_keeps_its_draft_and_the_focus,
    composer_menu_is_for_the_keyboard_too,
    composer_shares_the_place,
    composer_shows_that_the_place_is_being_found,
    composer_takes_what_is_pasted_and_dropped,
    composer_takes_no_file_where_none_may_be_sent,
    composer_upload_may_be_cancelled,
    composer_upload_tells_how_far_it_is,
    composer_keeps_the_focus_when_one_sends,
    composer_waits_for_a_form,
    option_avatar_url_is_the_picture_of_who_greets,
    option_image_upload_enabled_false_turns_all_files_off,
    option_menu_items_choose_what_may_be_sent,
    option_prechat_capture_asks_before_the_first_message,
    string_file_errors_say_why_a_file_is_not_sent,
    string_location_errors_say_why_there_is_no_place,
    string_message_too_long_error_leaves_the_text,
];

/// The composer, and files that come into it.
const COMPOSER: &str = "
    const find = selector => document.getElementById('avmsdk-root').shadowRoot.querySelector(selector);
    const input = () => find('.input');
    const notice = () => find('.notice').textContent;
    const says = wanted => until('the notice ' + wanted, () => notice() === wanted);
    const press = (key, more) => {
      const event = new KeyboardEvent('keydown', Object.assign({ key, bubbles: true, composed: true, cancelable: true }, more));
      focused().dispatchEvent(event);
      return event.defaultPrevented;
    };
    const focused = () => document.getElementById('avmsdk-root').shadowRoot.activeElement;
    const file = (name, type, size) => new File([new Uint8Array(size)], name, { type });
    const give = (kind, ...files) => {
      const data = new DataTransfer();
      files.forEach(one => data.items.add(one));
      const options = { bubbles: true, composed: true, cancelable: true };
      const event = new Event(kind, options);
      Object.defineProperty(event, kind === 'paste' ? 'clipboardData' : 'dataTransfer', { value: data });
      input().dispatchEvent(event);
      return event.defaultPrevented;
    };
    const open = async more => {
      await start(more);
      sdk.open();
      await until('the composer', () => seen('composer') !== null && input());
    };
    const kinds = () => sdk.getConversation().messages.map(message => message.type);
    const items = () => Array.from(find('.menu').children, item => item.textContent);
";

async fn composer(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage.check(&format!("{COMPOSER} {script}")).await
}

async fn composer_breaks_lines_and_sends(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open();
        input().focus();
        const idle = getComputedStyle(part('send')).backgroundColor;
        input().value = 'one\\ntwo';
        input().dispatchEvent(new Event('input', { bubbles: true }));
        ok(input().getBoundingClientRect().height > 60, 'as high as its lines');
        ok(getComputedStyle(part('send')).backgroundColor !== idle, 'there is something to send');
        same([press('Enter', { shiftKey: true }), press('Enter', { isComposing: true }), press('Enter', { keyCode: 229 })], [false, false, false]);
        same(input().value, 'one\\ntwo', 'not yet');
        ok(press('Enter'), 'no line of its own');
        same(input().value, '');
        await event('message:sent');
        same(texts(), ['> one\\ntwo']);",
    )
    .await
}

async fn composer_is_as_high_as_its_lines_wherever_they_break(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open();
        sdk.setPredefinedMessage('A line of some length');
        const height = () => input().getBoundingClientRect().height;
        await until('it is there', () => input().value);
        same(height(), 44);
        // As where a phone is turned.
        part('panel').style.width = '260px';
        window.dispatchEvent(new Event('resize'));
        ok(height() > 60, 'two lines: ' + height());
        part('panel').style.width = '';
        window.dispatchEvent(new Event('resize'));
        same(height(), 44);",
    )
    .await
}

async fn composer_keeps_its_draft_and_the_focus(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "const button = document.body.appendChild(document.createElement('button'));
        await start();
        button.focus();
        sdk.open();
        await until('the focus', () => input() && focused() === input());
        input().value = 'half a';
        const tab = shiftKey => { press('Tab', { shiftKey }); return focused(); };
        part('send').focus();
        ok(tab(false) === part('close'), 'round to the first');
        ok(tab(true) === part('send'), 'and back to the last');
        press('Escape');
        await event('widget:closed');
        ok(document.activeElement === button, 'to where it came from');
        part('launcher').focus();
        part('launcher').click();
        await until('the focus', () => input() && focused() === input());
        same(input().value, 'half a');
        press('Escape');
        await until('the launcher', () => focused() === part('launcher'));",
    )
    .await
}

async fn composer_menu_is_for_the_keyboard_too(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open();
        find('.attach').click();
        same(items(), ['Upload photo', 'Upload document', 'Share location']);
        same([focused().textContent, find('.attach').title], ['Upload photo', 'Attach']);
        for (const [key, wanted] of [['ArrowDown', 'Upload document'], ['End', 'Share location'], ['ArrowDown', 'Upload photo'], ['ArrowUp', 'Share location'], ['Home', 'Upload photo']]) {
          ok(press(key), 'the page does not scroll');
          same(focused().textContent, wanted, key);
        }
        same(find('.attach').getAttribute('aria-expanded'), 'true');
        press('Escape');
        ok(focused() === find('.attach') && find('.menu').hidden, 'closed, the focus is back');
        same([sdk.isOpened(), find('.attach').getAttribute('aria-expanded')], [true, 'false'], 'the panel stays');
        press('Escape');
        same(sdk.isOpened(), false);",
    )
    .await
}

async fn composer_shares_the_place(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "navigator.geolocation.getCurrentPosition = found => found({ coords: { latitude: 48.137154, longitude: -11.5 } });
        await open();
        find('.attach').click();
        find('[data-do=share-location]').click();
        await event('message:sent');
        same(sdk.getConversation().messages[0].coordinates, { lat: 48.137154, long: -11.5 });
        same(find('.menu').hidden, true);",
    )
    .await
}

async fn composer_shows_that_the_place_is_being_found(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "let end;
        navigator.geolocation.getCurrentPosition = (found, failed) => { end = { found, failed }; };
        await open();
        const bar = () => getComputedStyle(part('composer'), '::before').height;
        const locate = async () => {
          end = undefined;
          find('[data-do=share-location]').click();
          await until('the question', () => end);
          same(bar(), '3px');
          same(find('[aria-live]').textContent, 'Share location…', 'it is said');
        };
        await locate();
        end.failed({ code: 3 });
        await says('Could not send location');
        ok(bar() !== '3px', 'not for ever');
        await locate();
        end.found({ coords: { latitude: 1, longitude: 2 } });
        await event('message:sent');
        ok(bar() !== '3px', 'it is found');",
    )
    .await
}

async fn composer_takes_what_is_pasted_and_dropped(stage: &Stage<'_>) -> anyhow::Result<()> {
    // The look at the picture lasts as long as it is on its way.
    stage
        .fault(json!({ "match": { "path": "/sdk/**/files" }, "action": { "type": "delay", "ms": 1000 }, "count": 1 }))
        .await?;
    composer(
        stage,
        "await open();
        ok(give('paste', file('a.png', 'image/png', 9), file('b.pdf', 'application/pdf', 9)), 'pasted');
        await until('a look at it', () => find('.preview') && find('.preview').src.startsWith('blob:'));
        await until('both', () => names('message:sent').length === 2);
        ok(!find('.preview'), 'the service has it');
        same(kinds(), ['image', 'file']);
        ok(give('dragover', file('c.txt', 'text/plain', 9)), 'it may be dropped here');
        same(part('panel').getAttribute('data-drop'), 'true');
        ok(give('drop', file('c.txt', 'text/plain', 9)), 'dropped');
        same(part('panel').getAttribute('data-drop'), 'false');
        await until('all', () => names('message:sent').length === 3);
        same(kinds(), ['image', 'file', 'file']);
        const text = new DataTransfer();
        text.setData('text/plain', 'only text');
        const event = new Event('paste', { bubbles: true, composed: true, cancelable: true });
        Object.defineProperty(event, 'clipboardData', { value: text });
        input().dispatchEvent(event);
        ok(!event.defaultPrevented, 'text is the browser\\'s');",
    )
    .await
}

async fn composer_takes_no_file_where_none_may_be_sent(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open({ imageUploadEnabled: false });
        ok(give('dragover', file('c.txt', 'text/plain', 9)), 'a browser would leave the page for it');
        ok(part('panel').getAttribute('data-drop') !== 'true', 'nothing asks for it');
        ok(give('drop', file('c.txt', 'text/plain', 9)), 'nor now');
        ok(!give('paste', file('a.png', 'image/png', 9)), 'pasting is the browser\\'s');
        await sdk.sendMessage('and on');
        same([kinds(), notice()], [['text'], '']);",
    )
    .await
}

async fn composer_upload_tells_how_far_it_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    // The service waits before it reads: no more goes before that than a socket holds.
    stage
        .fault(json!({ "match": { "path": "/sdk/**/files" }, "action": { "type": "delay", "ms": 3000 }, "count": 1 }))
        .await?;
    stage
        .check(&format!(
            "{COMPOSER} await open();
            give('paste', file('a.pdf', 'application/pdf', 50000));
            // It says so too when the service has it, and cannot be cancelled then.
            await until('all of it has gone', () => find('[part~=message] progress') && Number(find('[part~=message] progress').value) === 100
              && find('[data-do=cancel-upload]').getClientRects().length);
            same(names('message:sent'), [], 'and the service has not said so yet');
            find('[data-do=cancel-upload]').focus();
            await event('message:sent');
            await new Promise(requestAnimationFrame);
            await until('the focus, whose control has gone', () => focused() === part('timeline'));
            ok(!find('[part~=message] progress'), 'it is over');"
        ))
        .await
}

async fn composer_upload_may_be_cancelled(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    // Nobody waits for it: the request is given up.
    stage
        .fault(json!({ "match": { "path": "/sdk/**/files" }, "action": { "type": "delay", "ms": 20000 }, "count": 1 }))
        .await?;
    stage
        .check(&format!(
            "{COMPOSER} await open();
            let given = 0;
            const abort = XMLHttpRequest.prototype.abort;
            XMLHttpRequest.prototype.abort = function () {{ given += 1; return abort.call(this); }};
            await sdk.sendMessage('hello');
            give('paste', file('a.pdf', 'application/pdf', 9));
            await until('all of it has gone', () => find('[part~=message] progress') && Number(find('[part~=message] progress').value) === 100);
            find('[data-do=cancel-upload]').focus();
            find('[data-do=cancel-upload]').click();
            await until('nothing', () => bubbles().length === 1);
            ok(focused() === part('timeline'), 'the control goes, the focus does not');
            await until('the request is given up', () => given === 1);
            await sdk.sendMessage('instead');
            same(texts(), ['> hello', '> instead']);"
        ))
        .await
}

async fn composer_keeps_the_focus_when_one_sends(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open();
        const down = () => {
          const event = new MouseEvent('mousedown', { bubbles: true, cancelable: true, composed: true });
          find('[part=send] svg').dispatchEvent(event);
          return event.defaultPrevented;
        };
        part('timeline').focus();
        ok(!down(), 'who is elsewhere may want to be there');
        input().focus();
        ok(down(), 'who writes goes on');",
    )
    .await
}

async fn composer_waits_for_a_form(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open({ prechatCapture: { enabled: true } });
        await until('the block', () => input().readOnly);
        same(input().placeholder, 'Complete the form above...');
        ok(!find('.attach').getClientRects().length && !part('send').getClientRects().length, 'nothing to send with');
        sdk.setPredefinedMessage('too early');
        input().focus();
        press('Enter');
        give('paste', file('a.png', 'image/png', 9));
        same([input().value, kinds()], ['too early', []]);
        await sdk.sendMessage('by the page');
        await until('it is over', () => !input().readOnly);
        same(input().placeholder, 'Type a message...');",
    )
    .await
}

async fn option_avatar_url_is_the_picture_of_who_greets(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "const PICTURE = new URL('/static/avmsdk-dev/icon.svg', options().configBaseUrl).href;
        await open({ prechatCapture: { enabled: true }, avatarUrl: PICTURE });
        const picture = await until('the picture', () => part('timeline').querySelector('[part~=message] img[src]'));
        same(picture.src, PICTURE);
        sdk.destroy();
        const DATA = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
        await open({ prechatCapture: { enabled: true }, avatarUrl: DATA });
        await until('the picture in the option', () => part('timeline').querySelector('[part~=message] img[src]'));
        same(find('[part~=message] img[src]').src, DATA);",
    )
    .await
}

async fn option_image_upload_enabled_false_turns_all_files_off(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open({ imageUploadEnabled: false, menuItems: { imageUpload: true, fileUpload: true } });
        same(items(), ['Share location']);
        ok(!give('paste', file('a.png', 'image/png', 9)), 'it is not taken');
        same([kinds(), notice()], [[], '']);",
    )
    .await
}

async fn option_menu_items_choose_what_may_be_sent(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "for (const [menuItems, wanted] of [
          [{ imageUpload: false }, ['Upload document', 'Share location']],
          [{ fileUpload: false, shareLocation: false }, ['Upload photo']],
          [{ imageUpload: false, fileUpload: false, shareLocation: false }, []],
        ]) {
          await open({ menuItems });
          same(items(), wanted);
          same(find('.attach').getClientRects().length > 0, wanted.length > 0, 'the button');
          sdk.destroy();
        }
        // Pictures go as files, and are not shown before the service has them.
        for (const [imageUpload, wanted] of [[true, 1], [false, 0]]) {
          let addresses = 0;
          URL.createObjectURL = () => { addresses += 1; return 'blob:none'; };
          await open({ menuItems: { imageUpload } });
          forget();
          give('paste', file('a.png', 'image/png', 9));
          await event('message:sent');
          same(addresses, wanted, 'addresses of pictures');
          sdk.destroy();
        }",
    )
    .await
}

async fn option_prechat_capture_asks_before_the_first_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open({ prechatCapture: { enabled: true }, customText: { prechatCaptureGreetingText: 'Who are you?' } });
        await until('the greeting', () => seen('timeline').includes('Who are you?'));
        await until('the form', () => part('timeline').querySelectorAll('[part~=message]').length === 2);
        sdk.destroy();
        await open();
        await new Promise(resolve => setTimeout(resolve, 1200));
        same([input().readOnly, bubbles()], [false, []], 'not unless the page wants it');",
    )
    .await
}

async fn string_file_errors_say_why_a_file_is_not_sent(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    let custom = "{ customText: { uploadInvalidError: 'Nothing in it' } }";
    stage
        .check(&format!(
            "{COMPOSER} await open({custom});
            same(find('.notice').getAttribute('role'), 'alert');
            give('paste', file('a.pdf', '', 26214401));
            await says('Max file size limit exceeded (25 MiB)');
            give('paste', file('a.pdf', '', 0));
            await says('Nothing in it');
            await sdk.sendMessage('hello');
            same(notice(), '', 'until the next thing');"
        ))
        .await?;
    for (status, code, wanted) in [
        (415, "unsupported_media_type", "Unsupported file type."),
        (413, "payload_too_large", "Max file size limit exceeded (25 MiB)"),
        (
            400,
            "virus_detected",
            "A virus was detected in your file and it has been rejected",
        ),
    ] {
        stage
            .fault(json!({ "match": { "path": "/sdk/**/files" }, "action": { "type": "answer", "status": status, "code": code }, "count": 1 }))
            .await?;
        stage
            .check(&format!(
                "{COMPOSER} give('paste', file('a.pdf', 'application/pdf', 9));
                await says('{wanted}');
                same([kinds(), bubbles()], [['text'], ['hello']], 'the file is gone');"
            ))
            .await?;
    }
    Ok(())
}

async fn string_location_errors_say_why_there_is_no_place(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open();
        for (const [code, wanted] of [
          [1, 'This website cannot access your location. Allow access in your settings or type your location instead.'],
          [2, 'Could not send location'], [3, 'Could not send location'],
        ]) {
          navigator.geolocation.getCurrentPosition = (found, failed) => failed({ code });
          find('[data-do=share-location]').click();
          await says(wanted);
        }
        Object.defineProperty(window, 'isSecureContext', { value: false, configurable: true });
        find('[data-do=share-location]').click();
        await says('This website cannot access your location. Please type your location instead.');
        Object.defineProperty(navigator, 'geolocation', { value: undefined, configurable: true });
        find('[data-do=share-location]').click();
        await says('Your browser does not support location services or it’s been disabled. Please type your location instead.');
        same(kinds(), []);",
    )
    .await
}

async fn string_message_too_long_error_leaves_the_text(stage: &Stage<'_>) -> anyhow::Result<()> {
    composer(
        stage,
        "await open({ customText: { errorPrefix: 'Oh:' } });
        input().value = 'x'.repeat(65537);
        part('send').click();
        await says('Oh: Max message size limit exceeded (64 KiB).');
        same(input().value.length, 65537);
        input().value = 'short';
        part('send').click();
        same([notice(), input().value], ['', '']);",
    )
    .await
}
