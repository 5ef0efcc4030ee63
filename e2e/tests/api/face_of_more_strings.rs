//! What forms, channels, the list and notices say in the page's own words.

use crate::postbacks::offer;
use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::{Value, json};

checks![
    string_action_postback_error_is_a_notice,
    string_message_error_tells_of_a_message_out_of_sight,
    string_tap_to_retry_stands_where_there_is_no_mouse,
    strings_of_channels_tell_of_addresses,
    strings_of_forms_stand_in_them,
    strings_of_forms_stand_in_the_list,
    strings_of_the_first_form_stand_in_it,
];

/// What the scripts of this module use; every word that is asked for is its own name, and what stands in it.
const HELP: &str = "
    const find = selector => document.getElementById('avmsdk-root').shadowRoot.querySelector(selector);
    const shows = selector => !!find(selector) && find(selector).getClientRects().length > 0;
    const words = (keys, more) => keys.split(' ').reduce((all, key) => { all[key] = '«' + key + '»'; return all; }, more || {});
    const says = text => until(text, () => seen('panel').includes(text));
    const row = at => find('.fields').children[at];
    const fault = text => until(text, () => Array.from(find('.fields').querySelectorAll('.fault')).some(one => one.textContent === text));
    const answer = (at, text) => {
      const entry = row(at).querySelector('.entry');
      if (entry.options) entry.selectedIndex = text; else entry.value = text;
      entry.dispatchEvent(new Event('input', { bubbles: true }));
      row(at).querySelector('.next').click();
    };
    const state = wanted => until(wanted, () => find('.fields') && find('.fields').dataset.state === wanted);
    const press = async selector => { await until(selector, () => shows(selector)); find(selector).click(); };
    const enter = async name => {
      const rows = () => Array.from(find('[part=panel]').querySelectorAll('.row'));
      (await until('the row of ' + name, () => rows().find(row => row.textContent.includes(name)))).click();
      await until('the page of ' + name, () => shows('.topic') && find('.topic').textContent === name);
    };
";

async fn script(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.check(&[HELP, script].concat()).await
}

/// Brings events by the channel.
async fn bring(stage: &Stage<'_>, event: Value) -> anyhow::Result<()> {
    let user: String = stage.run("return sdk.getUser()._id").await?;
    let body = json!({ "userId": user, "events": [event] });
    stage
        .sandbox
        .control(Method::POST, "/events", Some(&body))
        .await?;
    Ok(())
}

/// The business asks three things.
async fn ask(stage: &Stage<'_>, conversation: &str) -> anyhow::Result<()> {
    let content = json!({ "type": "form", "fields": [
        { "type": "text", "name": "name", "label": "Name?", "minSize": 2, "maxSize": 4 },
        { "type": "select", "name": "size", "label": "Size?", "options": [{ "name": "s", "label": "Small" }] }
    ] });
    let message = json!({ "author": { "type": "business" }, "content": content });
    let path = format!("/conversations/{conversation}/messages");
    stage.business(Method::POST, &path, Some(message)).await?;
    script(stage, "sdk.open(); await state('open');").await
}

async fn string_action_postback_error_is_a_notice(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (text, words) in [
        (
            "{}",
            "An error occurred while processing your action. Please try again.",
        ),
        ("{ actionPostbackError: 'ging nicht <b>' }", "ging nicht <b>"),
    ] {
        let id = stage.talk(&format!("{{ customText: {text} }}")).await?;
        offer(stage, &id).await?;
        stage
            .fault(json!({ "match": { "path": "**/postback" }, "action": 403, "count": 1 }))
            .await?;
        script(
            stage,
            &format!(
                "sdk.open();
                await press('.action');
                await until('the notice', () => find('.notice').textContent === {words:?} && shows('.notice'));
                await press('.action');
                ok(!shows('.notice'), 'no notice of an attempt before');"
            ),
        )
        .await?;
    }
    Ok(())
}

async fn string_message_error_tells_of_a_message_out_of_sight(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (text, words) in [
        (
            "{}",
            "An error occured while sending your message. Please try again.",
        ),
        ("{ messageError: 'nicht gesendet' }", "nicht gesendet"),
    ] {
        stage.talk(&format!("{{ customText: {text} }}")).await?;
        let posts = json!({ "method": "POST", "path": "**/messages" });
        let trouble = json!({ "match": posts, "action": 503, "probability": 1 });
        let trouble = stage
            .sandbox
            .control(Method::POST, "/faults", Some(&trouble))
            .await?;
        script(
            stage,
            "sdk.open();
            await until('the composer', () => shows('textarea'));
            find('textarea').value = 'on its way';
            find('textarea').dispatchEvent(new Event('input', { bubbles: true }));
            part('send').click();
            await until('the message', () => bubbles().includes('on its way'));
            const made = await sdk.createConversation({ displayName: 'Another' });
            await sdk.loadConversation(made._id);
            await until('the other', () => !bubbles().includes('on its way'));
            same(find('.notice').textContent, '');",
        )
        .await?;
        // The older one counts while it is there: no attempt of the widget's falls between them.
        stage
            .fault(json!({ "match": posts, "action": 400, "count": 1 }))
            .await?;
        let path = format!("/faults/{}", trouble["id"].as_str().unwrap_or_default());
        stage.sandbox.control(Method::DELETE, &path, None).await?;
        script(
            stage,
            // Each attempt that failed made the wait for the next one longer.
            &format!(
                "await until('the notice', () => {{
                  window.dispatchEvent(new Event('online'));
                  return find('.notice').textContent === {words:?};
                }});"
            ),
        )
        .await?;
    }
    Ok(())
}

async fn string_tap_to_retry_stands_where_there_is_no_mouse(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (text, words) in [
        ("{}", "Message not delivered. Tap to retry."),
        (
            "{ tapToRetry: 'tippen', clickToRetry: 'klicken', tapToRetryForm: 'y', clickToRetryForm: 'x' }",
            "tippen",
        ),
    ] {
        stage.open("/").await?;
        stage
            .check(
                "const real = matchMedia.bind(window);
                window.matchMedia = query => /coarse/.test(query) ? { matches: true, addListener() {}, addEventListener() {} } : real(query);",
            )
            .await?;
        let posts = json!({ "method": "POST", "path": "**/messages" });
        stage
            .fault(json!({ "match": posts, "action": 400, "count": 1 }))
            .await?;
        script(
            stage,
            &format!(
                "await start({{ customText: {text} }});
                sdk.open();
                await rejection(() => sdk.sendMessage('refused'));
                await until('the button', () => find('[data-do=retry]') && find('[data-do=retry]').textContent === {words:?});
                await press('[data-do=retry]');
                await until('none', () => !find('[data-do=retry]'));"
            ),
        )
        .await?;
        stage.no_faults().await?;
        stage.check("localStorage.clear()").await?;
    }
    Ok(())
}

async fn strings_of_forms_stand_in_them(stage: &Stage<'_>) -> anyhow::Result<()> {
    let keys =
        "errorPrefix formErrorUnknown formFieldSelectPlaceholderFallback clickToRetryForm tapToRetryForm";
    let text = "{ formErrorEntryRequired: '{errorPrefix} «required»', formErrorNoLongerThan: 'max {characters}!', formErrorNoShorterThan: 'min {characters}!' }";
    stage.open("/").await?;
    script(
        stage,
        &format!(
            "await start({{ customText: words('{keys}', {text}) }});
            await sdk.sendMessage('hello'); await event('connected');"
        ),
    )
    .await?;
    let id: String = stage.run("return sdk.getConversation()._id").await?;
    ask(stage, &id).await?;
    let validations = json!({ "path": "**/messages/validate" });
    stage
        .fault(json!({ "match": validations, "action": 400, "count": 1 }))
        .await?;
    script(
        stage,
        "same(row(1).querySelector('option').textContent, '«formFieldSelectPlaceholderFallback»');
        for (const [text, wanted] of [['', '«errorPrefix» «required»'], ['B', 'min 2!'], ['Bea Ray', 'max 4!'], ['Bea', '«formErrorUnknown»']]) {
          answer(0, text);
          await fault(wanted);
        }
        answer(0, 'Zoe');
        await until('the last field', () => row(1).getClientRects().length > 0);",
    )
    .await?;
    let posts = json!({ "method": "POST", "path": "/sdk/v2/apps/*/conversations/*/messages" });
    stage
        .fault(json!({ "match": posts, "action": 400, "count": 1 }))
        .await?;
    script(
        stage,
        "answer(1, 1);
        await state('failed');
        const [mouse, finger] = [find('.again .click'), find('.again .tap')];
        same([mouse.textContent, finger.textContent], ['«clickToRetryForm»', '«tapToRetryForm»']);
        const isCoarse = matchMedia('(pointer: coarse)').matches;
        same([mouse, finger].map(one => one.getClientRects().length > 0), [!isCoarse, isCoarse], 'one of them');",
    )
    .await
}

async fn strings_of_forms_stand_in_the_list(stage: &Stage<'_>) -> anyhow::Result<()> {
    let text = "{ conversationListPreviewFormResponseText: '{user} «filled»', conversationListPreviewLocationRequestText: '{user} «where»', conversationListPreviewUserText: 'I' }";
    let id = stage.talk(&format!("{{ customText: {text} }}")).await?;
    ask(stage, &id).await?;
    script(
        stage,
        "await sdk.createConversation({ displayName: 'Another' });
        answer(0, 'Bea');
        await until('the last field', () => row(1).getClientRects().length > 0);
        answer(1, 1);
        await state('submitted');
        await press('[data-do=conversations]');
        await says('I «filled»');",
    )
    .await?;
    let now: f64 = stage.run("return Date.now() / 1000 + 1").await?;
    let message = json!({ "_id": "w1", "type": "text", "text": "", "role": "appMaker", "name": "Ann", "received": now,
        "source": { "type": "api" }, "actions": [{ "type": "locationRequest", "text": "Here" }] });
    bring(
        stage,
        json!({ "type": "message", "conversation": { "_id": id }, "message": message }),
    )
    .await?;
    script(stage, "await says('Ann «where»');").await
}

async fn strings_of_the_first_form_stand_in_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    let keys = "prechatCaptureNameLabel prechatCaptureNamePlaceholder prechatCaptureEmailLabel prechatCaptureEmailPlaceholder prechatCaptureConfirmationText";
    stage.open("/").await?;
    script(
        stage,
        &format!(
            "const customText = words('{keys}', {{ prechatCaptureMailgunLinkingConfirmation: '«linked» {{email}}!' }});
            await start({{ integrationId: '5f00000000000000000000b2', prechatCapture: {{ enabled: true }}, customText }});
            sdk.open();
            await state('open');
            same([0, 1].map(at => row(at).querySelector('.label').textContent), ['«prechatCaptureNameLabel»', '«prechatCaptureEmailLabel»']);
            same([0, 1].map(at => row(at).querySelector('.entry').placeholder), ['«prechatCaptureNamePlaceholder»', '«prechatCaptureEmailPlaceholder»']);
            answer(0, 'Bea Ray');
            await until('the next field', () => row(1).getClientRects().length > 0);
            answer(1, 'bea@example.com');
            await state('submitted');
            await says('«prechatCaptureConfirmationText»');
            await says('«linked» bea@example.com!');"
        ),
    )
    .await
}

async fn strings_of_channels_tell_of_addresses(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    script(
        stage,
        "const own = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, 'responseText');
        Object.defineProperty(XMLHttpRequest.prototype, 'responseText', { get() {
          const text = own.get.call(this);
          const answer = /^{/.test(text) ? JSON.parse(text) : {};
          if (answer.config) {
            answer.config.integrations.push({ _id: '5f00000000000000000000ff', type: 'frontendEmail', fromAddress: 'us@shop.example' });
          } else if (answer.appUser) {
            // Of an account whose name is not known.
            const client = { id: 'c1', platform: 'line', integrationId: '5f00000000000000000000d2', active: true };
            answer.appUser.clients = (answer.appUser.clients || []).concat(client);
          } else {
            return text;
          }
          return JSON.stringify(answer);
        } });
        const customText = words('errorPrefix frontendEmailChannelDescription notificationSettingsConnected',
          { emailLinkingErrorMessage: '{errorPrefix} «address»' });
        const orders = ['5f00000000000000000000d2', '5f00000000000000000000ff'];
        await start({ integrationId: '5f00000000000000000000b2', integrationOrder: orders, customText });
        await sdk.sendMessage('hello');
        await event('connected');
        sdk.open();
        await press('[data-do=channels]');
        await enter('Email');
        await says('«frontendEmailChannelDescription»');
        await until('the address', () => shows('.leaf:not([hidden]) a.main'));
        same([find('.leaf:not([hidden]) a.main').textContent, find('.leaf:not([hidden]) a.main').href], ['us@shop.example', 'mailto:us@shop.example']);
        await press('[data-do=page-back]');
        await until('the word', () => Array.from(find('[part=panel]').querySelectorAll('.side')).some(one => one.textContent === '«notificationSettingsConnected»'));",
    )
    .await?;
    let clients = json!({ "method": "POST", "path": "**/clients" });
    stage
        .fault(json!({ "match": clients, "action": 400, "probability": 1 }))
        .await?;
    script(
        stage,
        "sdk.destroy();
        await sdk.init(options({ integrationId: '5f00000000000000000000b2', integrationOrder: ['5f00000000000000000000d8'],
          customText: words('errorPrefix', { emailLinkingErrorMessage: '{errorPrefix} «address»' }) }));
        sdk.open();
        await press('[data-do=channels]');
        await enter('Email');
        await until('the field', () => shows('.leaf:not([hidden]) .given'));
        find('.leaf:not([hidden]) .given').value = 'bea@example.com';
        find('.leaf:not([hidden]) [type=submit]').click();
        await says('«errorPrefix» «address»');",
    )
    .await?;
    stage.no_faults().await
}
