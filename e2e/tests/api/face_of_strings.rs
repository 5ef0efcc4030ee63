//! What the widget says: each string that it shows, in its place, by default and in the page's own words.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::json;

checks![
    option_custom_text_replaces_what_it_names,
    option_custom_text_is_text_whatever_it_holds,
    option_custom_text_without_a_header_leaves_tab_and_panel_a_name,
    strings_name_the_controls,
    strings_stand_in_the_panel,
    strings_tell_how_far_a_message_is,
    strings_offer_to_connect_again,
    strings_tell_how_the_connection_is,
    string_typing_label_names_who_types,
    string_unsupported_message_type_stands_for_the_message,
];

/// The name of a control, as `part` or a node; and the panel.
const NAMES: &str = "const panel = () => { sdk.open(); return until('the panel', () => seen('panel')); };
    const label = node => {
      const named = typeof node === 'string' ? part(node) : node;
      return named.getAttribute('aria-label') || named.title;
    };
    const field = () => part('composer').querySelector('textarea');";

async fn option_custom_text_replaces_what_it_names(stage: &Stage<'_>) -> anyhow::Result<()> {
    let text = "customText: { headerText: 'Wie können wir helfen?', messageDelivered: '' }";
    stage.talk(&format!("{{ displayStyle: 'tab', {text} }}")).await?;
    stage
        .check(
            "same(seen('launcher').trim(), 'Wie können wir helfen?', 'the tab');
            sdk.open();
            await until('the bubble', () => bubbles().length === 1);
            ok(seen('header').includes('Wie können wir helfen?'), 'the header: ' + seen('header'));
            ok(!seen('timeline').includes('Delivered'), 'an empty text is a text');
            ok(seen('timeline').includes('ask us anything'), 'what is not named keeps its default');
            same(told, [], 'the console');",
        )
        .await
}

async fn option_custom_text_without_a_header_leaves_tab_and_panel_a_name(
    stage: &Stage<'_>,
) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "const parse = JSON.parse;
            JSON.parse = (...given) => {
              const value = parse(...given);
              if (value && value.config) { delete value.config.app.name; delete value.config.style.businessName; }
              return value;
            };
            await start({ displayStyle: 'tab', customText: { headerText: '' } });
            same(seen('launcher').trim(), 'How can we help?', 'the tab');
            sdk.open();
            await until('the panel', () => seen('panel'));
            same(part('panel').querySelector('.title').textContent, 'How can we help?', 'the panel');",
        )
        .await
}

async fn option_custom_text_is_text_whatever_it_holds(stage: &Stage<'_>) -> anyhow::Result<()> {
    let text = "const markup = name => '<img class=bad src=x: onerror=\"window.bad = 1\"><b class=bad>' + name + '</b>';
        const names = 'headerText introductionText inputPlaceholder sendButtonText messageDelivered closeLabel messagesLabel launcherLabel'.split(' ');
        const customText = names.reduce((all, name) => { all[name] = markup(name); return all; }, {});";
    stage.open("/").await?;
    stage
        .check(&format!(
            "{text}
            for (const displayStyle of ['button', 'tab']) {{
              await sdk.init(options({{ displayStyle, customText }}));
              sdk.open();
              await sdk.sendMessage('hello');
              await until('the state', () => seen('timeline').includes(markup('messageDelivered')));
              ok(seen('timeline').includes(markup('introductionText')), seen('timeline'));
              ok(seen('header').includes(markup('headerText')), seen('header'));
              ok(part('launcher').textContent.includes(markup(displayStyle === 'tab' ? 'headerText' : 'launcherLabel')), 'the launcher');
              same(part('panel').getRootNode().querySelectorAll('.bad').length, 0, displayStyle);
              sdk.destroy();
            }}
            await turn();
            same(window.bad, undefined);"
        ))
        .await
}

async fn strings_name_the_controls(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(&format!(
            "{NAMES}
            const named = () => [seen('launcher').trim(), label('close'), label('timeline'), field().placeholder, label(field()), label('send')];
            await sdk.init(options());
            await panel();
            same(named(), ['Open the conversation', 'Close', 'Messages', 'Type a message...', 'Type a message...', 'Send']);
            sdk.destroy();
            await sdk.init(options({{ customText: {{
              launcherLabel: 'öffnen', closeLabel: 'schließen', messagesLabel: 'Nachrichten', inputPlaceholder: 'schreiben …', sendButtonText: 'senden'
            }} }}));
            await panel();
            same(named(), ['öffnen', 'schließen', 'Nachrichten', 'schreiben …', 'schreiben …', 'senden']);"
        ))
        .await
}

async fn strings_stand_in_the_panel(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.open("/").await?;
    stage
        .check(
            "for (const [customText, header, introduction] of [
              [{}, 'How can we help?', 'We\\'re here to talk, so ask us anything!'],
              [{ headerText: 'Was gibt\\'s?', introductionText: 'Frag uns!' }, 'Was gibt\\'s?', 'Frag uns!']
            ]) {
              await sdk.init(options({ customText }));
              sdk.open();
              await until('the panel', () => seen('panel'));
              ok(seen('header').includes(header), 'the header: ' + seen('header'));
              same(seen('timeline').trim(), introduction);
              sdk.destroy();
            }",
        )
        .await
}

async fn strings_tell_how_far_a_message_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (text, sending, delivered, retry) in [
        (
            "{}",
            "Sending...",
            "Delivered",
            "Message not delivered. Click to retry.",
        ),
        (
            "{ messageSending: 'unterwegs', messageDelivered: 'angekommen', clickToRetry: 'noch einmal?' }",
            "unterwegs",
            "angekommen",
            "noch einmal?",
        ),
    ] {
        stage.talk(&format!("{{ customText: {text} }}")).await?;
        let until_seen = async |what: &str| {
            let script = format!("await until({what:?}, () => seen('timeline').includes({what:?}))");
            stage.check(&script).await
        };
        stage.check("sdk.open()").await?;
        until_seen(delivered).await?;
        let posts = json!({ "method": "POST", "path": "**/messages" });
        stage
            .fault(json!({ "match": posts, "action": 503, "probability": 1 }))
            .await?;
        stage
            .check("window.slow = sdk.sendMessage('slow'); window.slow.catch(() => {})")
            .await?;
        until_seen(sending).await?;
        stage
            .check(&format!(
                "ok(!seen('timeline').includes({delivered:?}), 'only the newest tells')"
            ))
            .await?;
        stage.no_faults().await?;
        stage.check("await window.slow").await?;
        until_seen(delivered).await?;
        stage
            .fault(json!({ "match": posts, "action": 400, "count": 1 }))
            .await?;
        stage
            .check(&format!(
                "await rejection(() => sdk.sendMessage('refused'));
                const again = () => Array.from(part('timeline').querySelectorAll('button')).find(one => one.textContent === {retry:?});
                (await until('the button', again)).click();
                await until('none', () => !again());"
            ))
            .await?;
        until_seen(delivered).await?;
    }
    Ok(())
}

async fn strings_offer_to_connect_again(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (text, words, inner) in [
        (
            "{}",
            "Couldn't connect. We'll keep retrying, or you can try now.",
            "try now",
        ),
        (
            "{ couldNotConnectWithRetry: 'Keine Verbindung: {retry}!', couldNotConnectWithRetryInner: 'jetzt versuchen' }",
            "Keine Verbindung: jetzt versuchen!",
            "jetzt versuchen",
        ),
    ] {
        stage.talk(&format!("{{ customText: {text} }}")).await?;
        stage
            .check(&format!(
                "sdk.open(); ok(!seen('panel').includes({inner:?}), 'not while all is well')"
            ))
            .await?;
        // Long enough to be seen; `drop_sockets(0)` ends it.
        stage.sandbox.drop_sockets(60_000).await?;
        stage
            .check(&format!(
                "await until('the banner', () => seen('panel').replace(/\\s+/g, ' ').includes({words:?}));"
            ))
            .await?;
        stage.sandbox.drop_sockets(0).await?;
        stage
            .check(&format!(
                "const button = Array.from(part('panel').querySelectorAll('button')).find(one => one.textContent === {inner:?});
                // On a slow machine it may have connected by itself.
                if (button) button.click();
                await event('connected');
                await until('no banner', () => !seen('panel').includes({inner:?}));"
            ))
            .await?;
    }
    Ok(())
}

async fn strings_tell_how_the_connection_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    let text = "{ couldNotConnect: 'weg: {retry}', couldNotConnectInner: 'nochmal', couldNotConnectRetry: 'wieder dran', couldNotConnectRetrySuccess: 'wieder da' }";
    for text in ["{}", text] {
        stage.talk(&format!("{{ customText: {text} }}")).await?;
        let words = if text == "{}" {
            [
                "Couldn't connect. You can retry connecting now. ",
                "Reconnecting...",
                "You're back online!",
            ]
        } else {
            ["weg: nochmal", "wieder dran", "wieder da"]
        };
        stage
            .check(
                "window.banners = [];
                const banner = document.getElementById('avmsdk-root').shadowRoot.querySelector('.banner');
                const note = () => { if (!banner.hidden) window.banners.push(Array.from(banner.children).filter(one => !one.hidden).map(one => one.textContent).join('')); };
                new MutationObserver(note).observe(banner, { attributes: true, childList: true, subtree: true });
                sdk.open();",
            )
            .await?;
        stage.sandbox.drop_sockets(60_000).await?;
        stage
            .check(&format!(
                "await event('disconnected');
                dispatchEvent(new Event('offline'));
                await until('no network', () => window.banners.includes({:?}));",
                words[0]
            ))
            .await?;
        stage.sandbox.drop_sockets(0).await?;
        stage
            .check(&format!(
                "dispatchEvent(new Event('online'));
                await event('connected');
                await until('a try', () => window.banners.includes({:?}));
                await until('the end', () => window.banners[window.banners.length - 1] === {:?});
                const banner = document.getElementById('avmsdk-root').shadowRoot.querySelector('.banner');
                await until('silence, for good', () => banner.hidden);",
                words[1], words[2]
            ))
            .await?;
    }
    Ok(())
}

async fn string_typing_label_names_who_types(stage: &Stage<'_>) -> anyhow::Result<()> {
    let ann = json!({ "type": "business", "displayName": "Ann" });
    let nobody = json!({ "type": "business" });
    let german = "{ customText: { typingLabel: 'Gleich schreibt {name} <b>' } }";
    for (options, author, words) in [
        ("{}", &ann, "Ann is typing"),
        (german, &ann, "Gleich schreibt Ann <b>"),
        (
            "{ businessName: 'Harbour & Sons' }",
            &nobody,
            "Harbour & Sons is typing",
        ),
    ] {
        let id = stage.talk(options).await?;
        for (kind, shown) in [("typing:start", true), ("typing:stop", false)] {
            let path = format!("/conversations/{id}/activity");
            stage
                .business(
                    Method::POST,
                    &path,
                    Some(json!({ "author": author, "type": kind })),
                )
                .await?;
            stage
                .check(&format!(
                    "sdk.open(); await until('the notice', () => seen('timeline').includes({words:?}) === {shown})"
                ))
                .await?;
        }
    }
    Ok(())
}

async fn string_unsupported_message_type_stands_for_the_message(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (text, message, words) in [
        ("{}", "m1", "Unsupported message type."),
        ("{ unsupportedMessageType: 'unbekannt' }", "m2", "unbekannt"),
    ] {
        let id = stage.talk(&format!("{{ customText: {text} }}")).await?;
        let user: String = stage.run("return sdk.getUser()._id").await?;
        let now: f64 = stage.run("return Date.now() / 1000 + 1").await?;
        let message =
            json!({ "_id": message, "type": "hologram", "role": "appMaker", "name": "Ann", "received": now });
        let event = json!({ "type": "message", "conversation": { "_id": id }, "message": message });
        let body = json!({ "userId": user, "events": [event] });
        stage
            .sandbox
            .control(Method::POST, "/events", Some(&body))
            .await?;
        stage
            .check(&format!(
                "await event('message:received'); sdk.open();
                await until('the bubble', () => seen('timeline').split('\\n').includes({words:?}));"
            ))
            .await?;
    }
    Ok(())
}
