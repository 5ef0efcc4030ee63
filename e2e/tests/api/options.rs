//! Options that change behaviour and not the face; and what is said of wrong ones.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::APP;

checks![
    option_config_base_url_is_where_the_config_comes_from,
    option_region_makes_the_host_name,
    option_integration_id_makes_the_host_name,
    option_app_id_alone_takes_the_legacy_route,
    option_app_id_is_sent_with_the_first_request,
    options_unknown_or_wrong_are_named_once_and_left_out,
    options_of_the_contract_are_known,
    option_custom_text_names_what_it_does_not_know,
    options_undefined_or_null_are_as_if_not_given,
    options_are_copied,
];

async fn option_config_base_url_is_where_the_config_comes_from(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const base = options().configBaseUrl.replace(/\\/+$/, '');
            for (const end of ['', '/', '//']) {
              performance.clearResourceTimings();
              await sdk.init(options({ configBaseUrl: base + end }));
              const asked = performance.getEntriesByType('resource').map(entry => entry.name).filter(url => /config$/.test(url));
              same(asked, [base + '/v2/integrations/' + options().integrationId + '/config']);
              sdk.destroy();
            }",
        )
        .await
}

/// Requests to the hosted names go to the sandbox, and are remembered.
const HOSTED: &str = "
    const asked = [];
    const base = options().configBaseUrl;
    const divert = url => {
      if (!/smooch\\.io/.test(url)) return url;
      asked.push(String(url));
      return base + String(url).replace(/^.*\\/sdk\\//, '');
    };
    const { open } = XMLHttpRequest.prototype;
    XMLHttpRequest.prototype.open = function (method, url, ...rest) { return open.call(this, method, divert(url), ...rest); };
    const { fetch } = window;
    window.fetch = (url, more) => fetch(typeof url === 'string' ? divert(url) : url, more);
";

async fn option_region_makes_the_host_name(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{HOSTED} const id = options().integrationId;
            await sdk.init({{ integrationId: id, region: 'eu-1' }});
            same(asked, ['https://' + id + '.config.eu-1.smooch.io/sdk/v2/integrations/' + id + '/config']);"
        ))
        .await
}

async fn option_integration_id_makes_the_host_name(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{HOSTED} const id = options().integrationId;
            await sdk.init({{ integrationId: id }});
            same(asked, ['https://' + id + '.config.smooch.io/sdk/v2/integrations/' + id + '/config']);"
        ))
        .await
}

async fn option_app_id_alone_takes_the_legacy_route(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{HOSTED} const id = '{APP}';
            await sdk.init({{ appId: id }});
            same(asked, ['https://' + id + '.config.smooch.io/sdk/apps/' + id + '/config']);
            await sdk.sendMessage('hello');
            same(Object.keys(stored(localStorage)).every(key => key.startsWith(options().integrationId + '.')), true,
              'what is stored is the integration\\'s: ' + Object.keys(stored(localStorage)));"
        ))
        .await
}

async fn option_app_id_is_sent_with_the_first_request(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start(&format!("{{ appId: '{APP}' }}")).await?;
    let asked = stage.until_requests("GET", "/config", 1).await?;
    let headers = &asked[0]["headers"];
    anyhow::ensure!(
        headers["x-smooch-appid"] == APP
            && headers["x-smooch-sdk"]
                .as_str()
                .is_some_and(|sdk| sdk.starts_with("web/avmessagingsdk/"))
            && headers["x-smooch-clientid"]
                .as_str()
                .is_some_and(|id| id.len() == 32),
        "wrong headers: {headers}"
    );
    Ok(())
}

async fn options_unknown_or_wrong_are_named_once_and_left_out(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const wrong = { colour: 'red', embedded: 'yes', browserStorage: 'cookies', zIndex: 'high', displayStyle: 'square',
              locale: 7, soundNotificationEnabled: 1, customColors: { brandColor: 'red', other: 'ffffff' },
              customText: { sendButtonText: 7 } };
            await start(wrong);
            const named = ['colour', 'embedded', 'browserStorage', 'zIndex', 'displayStyle', 'locale', 'soundNotificationEnabled',
              'customColors.brandColor', 'customColors.other', 'customText.sendButtonText'];
            same(named.filter(name => told.filter(line => line.startsWith('warn') && line.includes('`' + name + '`')).length !== 1),
              [], 'not named once in ' + shown(told));
            same(told.length, named.length, 'lines on the console: ' + shown(told));
            sdk.open();
            same(sdk.isOpened(), true);",
        )
        .await
}

async fn options_of_the_contract_are_known(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "await start({
              region: 'eu-1', locale: 'de-DE', soundNotificationEnabled: false, imageUploadEnabled: true, fixedIntroPane: true,
              embedded: false, displayStyle: 'button', buttonIconUrl: '/icon.png', buttonWidth: '60px',
              buttonHeight: '60px', businessName: 'Acme', businessIconUrl: '/acme.png',
              backgroundImageUrl: '/back.png', integrationOrder: [], customColors: { brandColor: '#abc',
              conversationColor: '112233', actionColor: '0099ff' }, customText: { headerText: 'Hello' },
              menuItems: { imageUpload: true, fileUpload: true, shareLocation: true }, notificationChannelPromptEnabled: false,
              browserStorage: 'localStorage', delegate: {}, prechatCapture: { enabled: false },
              canUserSeeConversationList: true, avatarUrl: '/ann.png',
              customScreenReaderAnnouncement: 'news', theme: 'dark', zIndex: 5, loading: 'eager', runtime: 'auto',
            });
            same(told, [], 'the console');",
        )
        .await
}

async fn option_custom_text_names_what_it_does_not_know(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const known = 'tapToRetry launcherLabel actionPaymentError settingsHeaderText linkChannelPageHeader syncConversation headerText linkError';
            const customText = { headerTxet: 'a', Label: 'b' };
            known.split(' ').forEach(name => { customText[name] = name; });
            await start({ customText, displayStyle: 'tab' });
            await sdk.stopTyping();
            same(seen('launcher').trim(), 'headerText');
            same(told, ['headerTxet', 'Label'].map(name => 'warn AvMessagingSdk: the option `customText.' + name + '` is ignored: unknown'));",
        )
        .await
}

async fn options_undefined_or_null_are_as_if_not_given(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "await start({ region: undefined, userId: undefined, jwt: null, authCode: null, delegate: undefined, locale: null,
              customText: undefined, prechatCapture: null });
            same(told, [], 'the console');",
        )
        .await
}

async fn options_are_copied(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const given = options({ customText: { headerText: 'One' } });
            const before = shown(given);
            const started = sdk.init(given);
            given.customText.headerText = 'Two';
            given.integrationId = 'nobody';
            await started;
            given.customText.headerText = 'One';
            given.integrationId = options().integrationId;
            same(shown(given), before, 'what was given');",
        )
        .await
}
