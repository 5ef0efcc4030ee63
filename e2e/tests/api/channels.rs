//! Linking channels: the way to their pages, what each page says and does, and the suggestion to link one.

use crate::pointer::POINTER;
use crate::stage::Stage;
use crate::table::checks;
use anyhow::Context as _;
use avmsdk_e2e::{Method, until};
use serde_json::{Value, json};

checks![
    channels_are_linked_by_a_code,
    channels_need_no_code_where_an_address_is_enough,
    channels_are_offered_only_where_there_are_any,
    channel_sms_waits_for_its_owner,
    channel_sms_says_what_went_wrong,
    channel_email_is_linked_at_once_and_unlinked,
    channels_are_suggested_below_the_first_message,
    pages_are_used_by_keys_alone,
    strings_of_channels_are_others_on_a_phone,
    strings_of_channels_say_what_went_wrong,
    strings_of_channels_stand_on_their_pages,
    strings_with_markup_are_links_and_lines_only,
];

/// What the scripts of this module use.
const HELP: &str = "
    const ALL = { integrationId: '5f00000000000000000000b2' };
    const says = text => until(text, () => seen('panel').includes(text));
    const enter = async name => {
      const rows = () => Array.from(at('[part=panel]').querySelectorAll('.row'));
      const row = await until('the row of ' + name, () => rows().find(row => row.textContent.includes(name)));
      row.focus();
      row.click();
      await until('the page of ' + name, () => shows('.topic') && at('.topic').textContent === name);
    };
    const visit = async name => { await press('[data-do=channels]'); await enter(name); };
    const give = async text => {
      await until('the field', () => shows('.leaf:not([hidden]) .given'));
      at('.leaf:not([hidden]) .given').value = text;
      at('.leaf:not([hidden]) [type=submit]').click();
    };
";

async fn script(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.check(&[POINTER, HELP, script].concat()).await
}

/// What the service has of channels: `codes`, `pending` or `linked`.
async fn links(stage: &Stage<'_>, kind: &str) -> anyhow::Result<Vec<Value>> {
    let links = stage.sandbox.control(Method::GET, "/links", None).await?;
    Ok(links[kind].as_array().cloned().unwrap_or_default())
}

async fn link(stage: &Stage<'_>, body: Value) -> anyhow::Result<()> {
    stage.sandbox.control(Method::POST, "/link", Some(&body)).await?;
    Ok(())
}

/// What somebody who was asked does there.
async fn answers(stage: &Stage<'_>, mut step: Value) -> anyhow::Result<()> {
    let pending = until(
        "somebody who is asked",
        async || links(stage, "pending").await,
        |all| !all.is_empty(),
    )
    .await?;
    step["clientId"] = pending[0]["id"].clone();
    link(stage, step).await
}

async fn channels_are_linked_by_a_code(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .start("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    script(
        stage,
        "sdk.open();
        await visit('Telegram');
        await until('the way there', () => shows('.leaf:not([hidden]) a.main'));
        ok(at('.leaf:not([hidden]) a.main').href.startsWith('https://t'), at('.leaf:not([hidden]) a.main').href);
        same([at('.leaf:not([hidden]) a.main').target, at('.leaf:not([hidden]) a.main').rel], ['_blank', 'noopener']);
        await press('[data-do=page-back]');
        await enter('WhatsApp');
        await until('its code', () => shows('.leaf:not([hidden]) .code'));
        ok(at('.leaf:not([hidden]) .code').src.startsWith('data:image/'), at('.leaf:not([hidden]) .code').src);
        ok(/Your code: \\S+\\)/.test(at('.leaf:not([hidden]) .about').textContent), at('.leaf:not([hidden]) .about').textContent);
        await press('[data-do=page-back]');
        await enter('Telegram');",
    )
    .await?;
    let codes = links(stage, "codes").await?;
    let of_telegram = |code: &&Value| code["type"] == "telegram" || code["platform"] == "telegram";
    let code = codes
        .iter()
        .find(of_telegram)
        .with_context(|| format!("no code: {codes:?}"))?;
    link(stage, json!({ "code": code["code"], "displayName": "bea_ray" })).await?;
    script(
        stage,
        "await says('Connected as bea_ray');
        ok(!shows('.leaf:not([hidden]) a.main') && !shows('.leaf:not([hidden]) .about'), 'nothing is left to do');
        await press('[data-do=page-back]');
        await says('Connected as bea_ray');",
    )
    .await
}

async fn channels_need_no_code_where_an_address_is_enough(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .start("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    script(
        stage,
        "sdk.open();
        await visit('LINE');
        await until('its code', () => shows('.leaf:not([hidden]) .code'));
        ok(at('.leaf:not([hidden]) .code').src.startsWith('https://qr-official.line.me/'), at('.leaf:not([hidden]) .code').src);
        ok(at('.leaf:not([hidden]) a.main').href.startsWith('https://line.me/R/ti/p/@'), at('.leaf:not([hidden]) a.main').href);
        await press('[data-do=page-back]');
        await enter('Twitter DM');
        ok(at('.leaf:not([hidden]) a.main').href.startsWith('https://twitter.com/messages/compose?recipient_id='), at('.leaf:not([hidden]) a.main').href);",
    )
    .await?;
    anyhow::ensure!(
        stage.requests("POST", "/appusers").await?.is_empty(),
        "no user is needed"
    );
    Ok(())
}

async fn channels_are_offered_only_where_there_are_any(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    script(
        stage,
        "for (const [more, wanted] of [[{}, false], [ALL, true], [{ ...ALL, integrationOrder: [] }, false]]) {
          await sdk.init(options(more));
          sdk.open();
          // The panel is there before the program.
          await until('what leads to them, or not: ' + shown(more), () => seen('panel') && shows('[data-do=channels]') === wanted);
          await until('the apps', () => shows('.introduction [data-do=channel]') === wanted);
          same(seen('timeline').includes('from your favorite app'), wanted);
          sdk.destroy();
        }",
    )
    .await
}

async fn channel_sms_waits_for_its_owner(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .talk("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    script(
        stage,
        "sdk.open();
        await visit('SMS');
        await give('+1 (514) 555-0123');
        await says('Check your messages at +15145550123');
        ok(!shows('.leaf:not([hidden]) .given'), 'nothing is asked for');
        await press('[data-do=link-cancel]');
        await until('the field', () => shows('.leaf:not([hidden]) .given'));
        await give('+1 514 555 0123');
        await says('Pending');",
    )
    .await?;
    answers(stage, json!({ "step": "cancel" })).await?;
    script(
        stage,
        "await says('Link to +15145550123 was cancelled.');
        await give('+1 514 555 0123');
        await says('Pending');",
    )
    .await?;
    answers(stage, json!({ "step": "confirm" })).await?;
    script(
        stage,
        "await says('Connected as +15145550123');
        await press('[data-do=link-ping]');
        await until('the answer', () => at('.leaf:not([hidden])').getAttribute('aria-busy') === 'false');
        same(at('.leaf:not([hidden]) .trouble').textContent, '');
        await press('[data-do=link-unlink]');
        await until('the field', () => shows('.leaf:not([hidden]) .given'));",
    )
    .await?;
    anyhow::ensure!(links(stage, "linked").await?.is_empty(), "it is still linked");
    Ok(())
}

async fn channel_sms_says_what_went_wrong(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .talk("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    script(
        stage,
        "sdk.open();
        await visit('SMS');
        await give('12');
        await says('isn\\'t valid');
        same(at('.leaf:not([hidden]) .given').getAttribute('aria-invalid'), 'true');
        same(at('.leaf:not([hidden]) .given').value, '12', 'what was written stays');",
    )
    .await?;
    for (status, wanted) in [
        (429, "try again in 3 minutes"),
        (400, "unable to communicate with this number"),
        (503, "Something went wrong"),
    ] {
        script(stage, "await give('+15145550123'); await says('Pending');").await?;
        answers(
            stage,
            json!({ "step": "fail", "err": { "status": status, "retryAfter": 150 } }),
        )
        .await?;
        script(
            stage,
            &format!("await says({wanted:?}); ok(shows('.leaf:not([hidden]) .given'), 'another try');"),
        )
        .await?;
    }
    Ok(())
}

async fn channel_email_is_linked_at_once_and_unlinked(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .talk("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    script(
        stage,
        "sdk.open();
        await visit('Email');
        await give('bea@');
        await says('Email is invalid');
        await give('bea@example.com');",
    )
    .await?;
    if !links(stage, "pending").await?.is_empty() {
        answers(stage, json!({ "step": "confirm" })).await?;
    }
    script(
        stage,
        "await says('Connected as bea@example.com');
        same(at('[data-do=link-change]').textContent, 'Change my email');
        await press('[data-do=link-change]');
        await until('the field', () => shows('.leaf:not([hidden]) .given'));
        same(at('.leaf:not([hidden]) .about').textContent, 'To be notified by email when you get a reply, enter your email address.');",
    )
    .await
}

async fn channels_are_suggested_below_the_first_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    script(
        stage,
        "await sdk.init(options(ALL));
        sdk.open();
        await sdk.sendMessage('hello');
        await until('the prompt', () => shows('.prompt'));
        const message = at('.prompt').closest('[part=message]');
        ok(message && message.textContent.includes('hello'), 'it stands with the message');
        same(at('.prompt').querySelectorAll('[data-do=channel]').length, 3);
        same(at('.prompt p').textContent, 'Give us a way to reach out:');
        same(at('[aria-live]').textContent, 'Give us a way to reach out:', 'it is said too');
        same(at('.prompt [data-do=channels]').textContent, 'others');
        await sdk.sendMessage('and more');
        await until('the message', () => bubbles().includes('and more'));
        ok(shows('.prompt') && at('.prompt').closest('[part=message]').textContent.includes('hello'), 'it stays where it is');
        await press('.prompt [data-do=channels]');
        await until('the list', () => at('.topic').textContent === 'Other Channels');
        await press('[data-do=page-back]');
        await press('.prompt [data-do=channel]');
        await until('the page', () => at('.topic').textContent === 'Facebook Messenger');
        sdk.destroy();
        localStorage.clear();
        await sdk.init(options({ ...ALL, integrationOrder: ['5f00000000000000000000d5'] }));
        sdk.open();
        sdk.showNotificationChannelPrompt();
        await until('the prompt, before anything is said', () => shows('.prompt'));
        await sdk.sendMessage('hello');
        await until('the bubble', () => at('[part=message]'));
        ok(at('.prompt').compareDocumentPosition(at('[part=message]')) & Node.DOCUMENT_POSITION_FOLLOWING, 'it is above all');
        const [text, control] = [at('.prompt p').textContent, at('.prompt button').textContent];
        same(text, 'Be notified when you get a reply.');
        ok(/^Turn on .+ notifications$/.test(control), control);
        sdk.destroy();
        localStorage.clear();
        await sdk.init(options({ ...ALL, notificationChannelPromptEnabled: false }));
        sdk.open();
        await sdk.sendMessage('hello');
        await new Promise(done => setTimeout(done, 2500));
        ok(!shows('.prompt'), 'the page does not want it');",
    )
    .await
}

/// Escape and focus; the conversation below is out of reach.
async fn pages_are_used_by_keys_alone(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .talk("{ integrationId: '5f00000000000000000000b2' }")
        .await?;
    script(
        stage,
        "sdk.open();
        const focused = () => at(':focus');
        const escape = () => focused().dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
        await until('the composer', () => focused() && focused().matches('textarea'));
        at('[data-do=channels]').focus();
        await press('[data-do=channels]');
        await until('the heading', () => focused() && focused().matches('.topic'));
        same(at('.topic').textContent, 'Other Channels');
        at('textarea').focus();
        ok(!focused() || !focused().matches('textarea'), 'the conversation is out of reach');
        await enter('LINE');
        ok(focused().matches('.topic'), 'the heading has the focus');
        escape();
        same(focused().textContent.trim(), 'LINE', 'what opened the page');
        escape();
        same(focused().dataset.do, 'channels', 'what opened the first');
        ok(sdk.isOpened(), 'the panel is open');
        escape();
        same(sdk.isOpened(), false);
        sdk.open();
        await press('[data-do=channels]');
        sdk.close();
        sdk.open();
        await until('the conversation', () => !shows('.topic') && getComputedStyle(part('timeline')).visibility === 'visible');",
    )
    .await
}

/// Each of them with the value that stands in it.
const STRINGS: &str = "
    const STRINGS = {
      introAppText: '', notificationSettingsChannelsTitle: '', notificationSettingsChannelsDescription: '',
      backLabel: '', connectLabel: '', qrCodeLabel: '', tryAgainLabel: '', unlinkLabel: '', loadingLabel: '',
      messengerChannelDescription: '', lineChannelDescription: '', wechatChannelDescription: '', telegramChannelDescription: '',
      viberChannelDescription: '', twitterChannelDescription: '', whatsappChannelDescriptionDesktop: '{{code}}',
      smsChannelDescription: '', smsNumberLabel: '', smsNumberPlaceholder: '', smsContinue: '', smsInvalidNumberError: '',
      smsChannelPendingDescription: '{number}', smsLinkPending: '', smsCancel: '', smsSendText: '', smsChangeNumber: '',
      smsUnhandledError: '', smsBadRequestError: '', smsTooManyRequestsError: '{minutes}', smsTooManyRequestsOneMinuteError: '',
      smsPingChannelError: '', smsLinkCancelled: '{appUserNumber}',
      notificationSettingsConnectedAs: '{username}', emailDescription: '', emailFieldLabel: '', emailFieldPlaceholder: '', emailFormButton: '',
      emailChangeAddress: '', formErrorInvalidEmail: '', linkError: '', wechatQRCodeError: '', viberQRCodeError: '', whatsappLinkingError: ''
    };
    const customText = {};
    Object.keys(STRINGS).forEach(key => { customText[key] = '«' + key + '»' + STRINGS[key]; });
    const said = async (key, value) => says('«' + key + '»' + (value || ''));
    const named = (selector, name, key) => same(at(selector).getAttribute(name), '«' + key + '»');
";

async fn strings_of_channels_stand_on_their_pages(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    let run = async |text: &str| script(stage, &[STRINGS, text].concat()).await;
    run("await start({ ...ALL, customText });
        sdk.open();
        await sdk.sendMessage('hello');
        await said('introAppText');
        named('[data-do=channels]', 'title', 'notificationSettingsChannelsTitle');
        await press('[data-do=channels]');
        await said('notificationSettingsChannelsTitle');
        await said('notificationSettingsChannelsDescription');
        named('[data-do=page-back]', 'title', 'backLabel');
        for (const [name, key] of [
          ['Facebook Messenger', 'messengerChannelDescription'], ['LINE', 'lineChannelDescription'], ['WeChat', 'wechatChannelDescription'],
          ['Telegram', 'telegramChannelDescription'], ['Viber', 'viberChannelDescription'], ['Twitter DM', 'twitterChannelDescription'],
          ['WhatsApp', 'whatsappChannelDescriptionDesktop'], ['SMS', 'smsChannelDescription'], ['Email', 'emailDescription']
        ]) {
          await enter(name);
          await said(key);
          if (name === 'WhatsApp') { ok(/»\\S+$/.test(at('.leaf:not([hidden]) .about').textContent), at('.leaf:not([hidden]) .about').textContent); await said('connectLabel'); }
          if (name === 'LINE') named('.leaf:not([hidden]) .code', 'alt', 'qrCodeLabel');
          if (name === 'SMS') { await said('smsNumberLabel'); await said('smsContinue'); named('.leaf:not([hidden]) .given', 'placeholder', 'smsNumberPlaceholder'); }
          if (name === 'Email') { await said('emailFieldLabel'); await said('emailFormButton'); named('.leaf:not([hidden]) .given', 'placeholder', 'emailFieldPlaceholder'); await give('x'); await said('formErrorInvalidEmail'); }
          await press('[data-do=page-back]');
        }
        await enter('SMS');
        await give('x');
        await said('smsInvalidNumberError');
        await give('+15145550123');
        await said('smsChannelPendingDescription', '+15145550123');
        await said('smsLinkPending');
        await said('smsCancel');")
    .await?;
    answers(stage, json!({ "step": "cancel" })).await?;
    run("await said('smsLinkCancelled', '+15145550123');").await?;
    for (status, wait, said) in [
        (429, 150, "'smsTooManyRequestsError', '3'"),
        (429, 10, "'smsTooManyRequestsOneMinuteError'"),
        (404, 0, "'smsBadRequestError'"),
        (500, 0, "'smsUnhandledError'"),
    ] {
        run("await give('+15145550123'); await said('smsLinkPending');").await?;
        answers(
            stage,
            json!({ "step": "fail", "err": { "status": status, "retryAfter": wait } }),
        )
        .await?;
        run(&format!("await said({said});")).await?;
    }
    run("await give('+15145550123'); await said('smsLinkPending');").await?;
    answers(stage, json!({ "step": "confirm" })).await?;
    run("await said('notificationSettingsConnectedAs', '+15145550123');
        await said('smsSendText');
        await said('smsChangeNumber');
        await said('unlinkLabel');")
    .await?;
    let pings = json!({ "method": "POST", "path": "**/ping" });
    stage
        .fault(json!({ "match": pings, "action": 404, "count": 1 }))
        .await?;
    run("await press('[data-do=link-ping]'); await said('smsPingChannelError');").await?;
    stage.no_faults().await
}

async fn strings_of_channels_say_what_went_wrong(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    let run = async |text: &str| script(stage, &[STRINGS, text].concat()).await;
    run("await start({ ...ALL, customText }); sdk.open(); await sdk.sendMessage('hello'); await press('[data-do=channels]');").await?;
    let slow = json!({ "method": "GET", "path": "**/linkrequest" });
    stage
        .fault(json!({ "match": slow, "action": { "type": "delay", "ms": 700 }, "count": 1 }))
        .await?;
    run("await enter('Facebook Messenger');
        await said('loadingLabel');
        same(at('.leaf:not([hidden])').getAttribute('aria-busy'), 'true');
        await said('connectLabel');
        await press('[data-do=page-back]');")
    .await?;
    for path in ["**/linkrequest", "**/qrcode"] {
        let ways = json!({ "method": "GET", "path": path });
        stage
            .fault(json!({ "match": ways, "action": 404, "probability": 1 }))
            .await?;
    }
    run("for (const [name, key] of [['Viber', 'viberQRCodeError'], ['WeChat', 'wechatQRCodeError'], ['WhatsApp', 'whatsappLinkingError'], ['Telegram', 'linkError']]) {
          await enter(name);
          await said(key);
          await said('tryAgainLabel');
          if (name !== 'Telegram') await press('[data-do=page-back]');
        }")
    .await?;
    stage.no_faults().await?;
    run("at('[data-do=link-retry]').focus();
        await press('[data-do=link-retry]');
        await said('connectLabel');
        same(at('.leaf:not([hidden]) .trouble').textContent, '');
        ok(at(':focus').matches('.topic'), 'the focus is kept');")
    .await
}

/// On a phone an address opens the app.
async fn strings_of_channels_are_others_on_a_phone(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    let run = async |text: &str| script(stage, &[STRINGS, text].concat()).await;
    run("const real = matchMedia.bind(window);
        window.matchMedia = query => /coarse/.test(query) ? { matches: true, addListener() {}, addEventListener() {} } : real(query);
        Object.defineProperty(screen, 'width', { value: 390 });
        for (const key of ['wechatChannelDescriptionMobile', 'viberChannelDescriptionMobile', 'smsStartTexting']) customText[key] = '«' + key + '»';
        customText.whatsappChannelDescriptionMobile = '«whatsappChannelDescriptionMobile»{{code}}';
        await start({ ...ALL, customText });
        sdk.open();
        await sdk.sendMessage('hello');
        await press('[data-do=channels]');
        for (const [name, key] of [['WeChat', 'wechatChannelDescriptionMobile'], ['Viber', 'viberChannelDescriptionMobile'], ['WhatsApp', 'whatsappChannelDescriptionMobile']]) {
          await enter(name);
          await said(key);
          await press('[data-do=page-back]');
        }
        await enter('SMS');
        await give('+15145550123');
        await said('smsLinkPending');")
    .await?;
    answers(stage, json!({ "step": "confirm" })).await?;
    run("await said('smsStartTexting');
        ok(at('.leaf:not([hidden]) a.main').href.startsWith('sms:+'), at('.leaf:not([hidden]) a.main').href);")
    .await
}

async fn strings_with_markup_are_links_and_lines_only(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    script(
        stage,
        "const lineChannelDescription = 'one<br>two <a href=\"https://a.example/?q\" onclick=\"window.bad = 1\">three</a> '
          + '<a href=\"javascript:window.bad = 2\">four</a> <img src=x: onerror=\"window.bad = 3\"> & <b>five</b>';
        await start({ ...ALL, customText: { lineChannelDescription } });
        sdk.open();
        await visit('LINE');
        const about = at('.leaf:not([hidden]) .about');
        same(about.textContent, 'one\\ntwo three four <img src=x: onerror=\"window.bad = 3\"> & <b>five</b>');
        const links = Array.from(about.querySelectorAll('a'));
        same(links.map(link => [link.href, link.textContent, link.rel, link.onclick]), [['https://a.example/?q', 'three', 'noopener', null]]);
        same(about.querySelectorAll('img, b, script').length, 0);
        await turn();
        same(window.bad, undefined);",
    )
    .await
}
