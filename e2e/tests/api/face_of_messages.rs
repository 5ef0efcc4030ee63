//! What the timeline says of messages and around them, by default and in the page's own words.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::{Value, json};

checks![
    markdown_is_drawn_where_the_service_marks_it,
    actions_without_a_name_are_called_by_where_they_lead,
    messages_say_what_they_know_of_what_they_show,
    string_action_payment_completed_stands_on_what_is_paid,
    strings_stand_in_messages,
    strings_stand_around_messages
];

/// Brings messages by the channel, as a service would that knows more than the sandbox.
async fn bring(stage: &Stage<'_>, id: &str, mut messages: Vec<Value>) -> anyhow::Result<()> {
    let user: String = stage.run("return sdk.getUser()._id").await?;
    for message in &mut messages {
        for (key, value) in [
            ("role", json!("appMaker")),
            ("name", json!("Ann")),
            ("source", json!({ "type": "api" })),
        ] {
            if message.get(key).is_none() {
                message[key] = value;
            }
        }
    }
    let events: Vec<Value> = messages
        .into_iter()
        .map(|message| json!({ "type": "message", "conversation": { "_id": id }, "message": message }))
        .collect();
    let body = json!({ "userId": user, "events": events });
    stage
        .sandbox
        .control(Method::POST, "/events", Some(&body))
        .await?;
    Ok(())
}

async fn markdown_is_drawn_where_the_service_marks_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("").await?;
    stage.check("await sdk.sendMessage('hello'); sdk.open();").await?;
    let id: String = stage.run("return sdk.getConversation()._id").await?;
    let marked = "# Your *order*\n**20415 is __on__ its way**, see [the order](https://shop.example/o?a=1&b=2)\n\
        - one `blan*k*et`\n* two_little_lamps, 2 * 3 * 4\n\
        \\*as it stands\\*, https://shop.example/help. [no](javascript:alert(1)) [mail](mailto:a@b.example) <b>text</b> \
        www.shop.example, jane_m_doe@shop.example";
    let path = format!("/conversations/{id}/messages");
    let author = json!({ "type": "business" });
    for key in ["markdownText", "text"] {
        let content = json!({ "type": "text", key: if key == "text" { "just **text**" } else { marked } });
        let body = json!({ "author": author, "content": content });
        stage.business(Method::POST, &path, Some(body)).await?;
    }
    stage
        .check(
            "await until('the messages', () => seen('timeline').includes('just **text**'));
            await until('the second part', () => part('timeline').querySelector('.text strong'));
            const block = part('timeline').querySelector('.text strong').closest('.text');
            same(block.textContent, 'Your order\\n20415 is on its way, see the order\\n• one blan*k*et\\n• two_little_lamps, 2 * 3 * 4\\n'
              + '*as it stands*, https://shop.example/help. no mail <b>text</b> www.shop.example, jane_m_doe@shop.example');
            const all = name => Array.from(block.querySelectorAll(name));
            same(all('strong').map(one => one.textContent), ['Your order', '20415 is on its way', 'on']);
            same(all('em').map(one => one.textContent), ['order']);
            same(all('code').map(one => one.textContent), ['blan*k*et']);
            same(all('a').map(one => [one.textContent, one.getAttribute('href')]), [['the order', 'https://shop.example/o?a=1&b=2'],
              ['https://shop.example/help', 'https://shop.example/help'], ['no', null], ['mail', 'mailto:a@b.example'],
              ['www.shop.example', 'https://www.shop.example'], ['jane_m_doe@shop.example', 'mailto:jane_m_doe@shop.example']]);
            ok(all('a').every(one => one.target === '_blank' && one.rel === 'noopener noreferrer'), 'what opens beside the page learns nothing of it');
            same(sdk.getConversation().messages.length, 3);",
        )
        .await
}

async fn string_action_payment_completed_stands_on_what_is_paid(stage: &Stage<'_>) -> anyhow::Result<()> {
    for (own, wanted) in [
        ("{}", "Payment Completed"),
        ("{ actionPaymentCompleted: 'bezahlt' }", "bezahlt"),
    ] {
        let id = stage.talk(&format!("{{ customText: {own} }}")).await?;
        let buy = |state| json!({ "type": "buy", "text": "Buy", "uri": "https://pay.example/1", "amount": 500, "currency": "usd", "state": state });
        let link = json!({ "type": "link", "text": "See", "uri": "https://pay.example/2", "state": "paid" });
        let message = json!({
            "_id": "m1", "type": "text", "text": "A lamp", "actions": [buy("offered"), buy("paid"), link],
            "received": stage.run::<f64>("return Date.now() / 1000 + 1").await?
        });
        bring(stage, &id, vec![message]).await?;
        stage
            .check(&format!(
                "sdk.open();
                const actions = () => Array.from(part('timeline').querySelectorAll('.action'), one => [one.textContent, one.href]);
                await until('all', () => actions().length === 3);
                same(actions(), [['Buy', 'https://pay.example/1'], [{}, undefined], ['See', 'https://pay.example/2']]);",
                json!(wanted)
            ))
            .await?;
    }
    Ok(())
}

async fn strings_stand_in_messages(stage: &Stage<'_>) -> anyhow::Result<()> {
    let own = "{ imageClickToView: 'ansehen {size}!', imageClickToReload: 'noch mal', imagePreviewNotAvailable: 'kein Bild',
        unsupportedActionType: 'geht nicht', locationLabel: 'Ort', nextLabel: 'weiter', previousLabel: 'davor', imageLabel: 'Bild' }";
    for (at, (text, words)) in [
        (
            "{}",
            [
                "Click to view 3.0 MB image.",
                "Click to reload image.",
                "Preview not available.",
                "Unsupported action type.",
                "Location",
                "Next",
                "Previous",
                "Image",
            ],
        ),
        (
            own,
            [
                "ansehen 3.0 MB!",
                "noch mal",
                "kein Bild",
                "geht nicht",
                "Ort",
                "weiter",
                "davor",
                "Bild",
            ],
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let id = stage.talk(&format!("{{ customText: {text} }}")).await?;
        let now: f64 = stage.run("return Date.now() / 1000 + 1").await?;
        let card = json!({ "title": "t", "actions": [{ "type": "dance", "text": "x" }] });
        let nowhere = stage
            .run::<String>("return location.origin + '/nowhere.png'")
            .await?;
        let messages = vec![
            json!({ "_id": format!("a{at}"), "type": "image", "received": now, "mediaUrl": nowhere, "mediaSize": 3_000_000 }),
            json!({ "_id": format!("b{at}"), "type": "image", "received": now + 0.1, "mediaUrl": nowhere, "mediaSize": 3, "altText": "A map" }),
            json!({ "_id": format!("c{at}"), "type": "image", "received": now + 0.2, "mediaUrl": "javascript:alert(1)" }),
            json!({ "_id": format!("d{at}"), "type": "location", "received": now + 0.3, "text": "x", "coordinates": { "lat": 1.5, "long": -2 } }),
            json!({ "_id": format!("e{at}"), "type": "carousel", "received": now + 0.4, "text": "", "items": [card, card] }),
        ];
        bring(stage, &id, messages).await?;
        let words = json!(words);
        stage
            .check(&format!(
                "const [large, lost, none, action, place, next, before, image] = {words};
                sdk.open();
                await until('the text', () => [large, lost, none, action, place].every(word => seen('timeline').includes(word)));
                const inside = part('timeline');
                const labels = Array.from(inside.querySelectorAll('[aria-label]'), one => one.getAttribute('aria-label'));
                ok(labels.includes(next) && labels.includes(before), 'the names of the buttons: ' + labels);
                const ends = () => Array.from(inside.querySelectorAll('.slides button'), arrow => arrow.getAttribute('aria-disabled') === 'true');
                same(ends().slice(-2), [true, false], 'the arrows at the beginning');
                Array.from(inside.querySelectorAll('.slides button')).pop().click();
                await until('the arrows at the end', () => String(ends().slice(-2)) === 'false,true');
                // Who goes from card to card by Tab sees the whole one.
                const lastCard = () => Array.from(inside.querySelectorAll('.card')).pop();
                const cut = () => lastCard().getBoundingClientRect().right - lastCard().parentNode.getBoundingClientRect().right;
                lastCard().parentNode.style.scrollSnapType = 'none';
                lastCard().parentNode.scrollLeft = 0;
                lastCard().parentNode.style.width = '200px';
                await until('the beginning', () => cut() > 100);
                lastCard().dispatchEvent(new KeyboardEvent('keyup', {{ key: 'Tab', bubbles: true }}));
                await until('the card', () => cut() < 2);
                lastCard().parentNode.style.width = '';
                const cards = Array.from(inside.querySelectorAll('.cards')).pop();
                for (const card of cards.children) card.style.cssText = 'flex: 0 0 40px; width: 40px; min-width: 0';
                cards.dispatchEvent(new MouseEvent('mouseover', {{ bubbles: true }}));
                same(ends().slice(-2), [true, true], 'all cards are in sight');
                // Where it may have been drawn anew, out of sight, it is not loaded.
                const named = () => {{
                  const picture = inside.querySelector('[data-alt=\"A map\"]');
                  picture.scrollIntoView();
                  return picture.getAttribute('aria-label');
                }};
                await until('the loss', () => named() === 'A map ' + lost);
                inside.querySelector('[data-alt=\"A map\"]').click();
                same(named(), 'A map ' + large.replace('3.0 MB', '1 KB'), 'it is tried again');
                await until('the loss again', () => named() === 'A map ' + lost);
                same(Array.from(inside.querySelectorAll('a[href]'), one => one.protocol).filter(it => !/^https?:$/.test(it)), [], 'links');
                ok(part('panel').querySelector('[aria-live]'), 'something is said');"
            ))
            .await?;
        bring(stage, &id, vec![json!({ "_id": format!("f{at}"), "type": "image", "received": now + 1.0, "mediaUrl": nowhere })]).await?;
        stage
            .check(&format!(
                "await until('the word', () => part('panel').querySelector('[aria-live]').textContent.includes('Ann: ' + {words}[7]))"
            ))
            .await?;
    }
    Ok(())
}

async fn actions_without_a_name_are_called_by_where_they_lead(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    let actions = json!([
        { "_id": "a1", "type": "link", "uri": "https://a.example/1" },
        { "_id": "a2", "type": "link", "text": " ", "uri": "https://a.example/2" },
        { "_id": "a3", "type": "postback", "payload": "x" },
        { "_id": "a4", "type": "reply", "text": "", "payload": "y" },
        { "_id": "a5", "type": "reply", "text": "Yes", "payload": "z" },
        { "_id": "a6", "type": "postback", "text": "Go", "payload": "w" },
    ]);
    let received = stage.run::<f64>("return Date.now() / 1000 + 1").await?;
    let message =
        json!({ "_id": "m1", "type": "text", "text": "Which?", "actions": actions, "received": received });
    bring(stage, &id, vec![message]).await?;
    stage
        .check(
            "sdk.open();
            const all = selector => Array.from(part('timeline').querySelectorAll(selector), one => one.textContent);
            await until('all', () => all('.action').length === 3 && all('.chips button').length === 1);
            same(all('.action,.chips button'), ['https://a.example/1', 'https://a.example/2', 'Go', 'Yes']);
            part('timeline').querySelector('button.action').click();
            await until('the click', () => part('timeline').querySelector('[data-id=a6][aria-busy=true]'));",
        )
        .await
}

async fn messages_say_what_they_know_of_what_they_show(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    stage.check("sdk.open()").await?;
    let now: f64 = stage.run("return Date.now() / 1000 + 1").await?;
    let picture = stage
        .run::<String>("return location.origin + '/nowhere.png'")
        .await?;
    let place = json!({ "lat": 45.5, "long": -73.6 });
    bring(stage, &id, vec![
        json!({ "_id": "p1", "type": "image", "received": now, "mediaUrl": picture, "mediaSize": 3_000_000, "altText": "Hall B" }),
        json!({ "_id": "p2", "type": "location", "received": now + 0.1, "text": "x", "coordinates": place, "location": { "name": "HQ", "address": "1 Main St" } }),
        json!({ "_id": "p3", "type": "location", "received": now + 0.2, "text": "x", "coordinates": place, "location": { "address": "2 Side St" } }),
        json!({ "_id": "p4", "type": "text", "received": now + 0.3, "text": " " }),
        json!({ "_id": "p5", "type": "carousel", "received": now + 0.4, "items": [{ "title": "t", "mediaUrl": picture, "actions": [{ "type": "link", "text": "OK!", "uri": "https://a.example/" }] }] }),
        json!({ "_id": "p7", "type": "text", "received": now + 0.5, "text": "", "actions": [{ "type": "link", "text": "See the order", "uri": "https://a.example/" }] }),
        json!({ "_id": "p6", "type": "text", "received": now + 172_800.0, "text": "from tomorrow" }),
    ])
    .await?;
    stage
        .check(
            "const find = selector => part('panel').querySelector(selector);
            await until('all', () => seen('timeline').includes('from tomorrow') && find('.file'));
            const names = Array.from(part('panel').querySelectorAll('a.file'), one => Array.from(one.querySelectorAll('span'), it => it.textContent));
            same(names, [['HQ', '1 Main St'], ['2 Side St', '']]);
            ok(/^Hall B Click to view/.test(find('.picture').getAttribute('aria-label')), find('.picture').getAttribute('aria-label'));
            const said = find('[aria-live]').textContent;
            ok(said.includes('Ann: Hall B') && said.includes('Ann: See the order') && said.includes('Ann: from tomorrow') && !said.includes('Unsupported'), said);
            same(find('[part~=message]:last-child .status').textContent, '');
            await until('the picture that is not there', () => find('.frame').hidden);
            same(getComputedStyle(find('.frame')).visibility, 'hidden');
            same(find('.action').dir, 'auto');
            find('.picture').click();
            await until('the picture', () => find('.whole'));
            same(find('.whole').alt, 'Hall B');",
        )
        .await
}

async fn strings_stand_around_messages(stage: &Stage<'_>) -> anyhow::Result<()> {
    let own = "{ conversationTimestampHeaderFormat: '[am] YYYY', messageTimestampFormat: '[um] h', messageRelativeTimeJustNow: 'eben',
        messageRelativeTimeMinute: 'vor {value} min', messageRelativeTimeHour: 'vor {value} h', messageRelativeTimeDay: 'vor {value} t',
        messageSeen: 'gelesen', fetchHistory: 'mehr', fetchingHistory: 'kommt', fetchHistoryError: 'kam nicht', newestLabel: 'ganz unten' }";
    for (at, (text, words, header, time)) in [
        (
            "{}",
            [
                "Just now",
                "2m ago",
                "3h ago",
                "4d ago",
                "Seen",
                "Load more",
                "Retrieving history...",
                "Jump to newest",
            ],
            "/^[A-Z][a-z]+ \\d+ \\d{4}, \\d+:\\d\\d [AP]M$/",
            "/^\\d+:\\d\\d [AP]M$/",
        ),
        (
            own,
            [
                "eben",
                "vor 2 min",
                "vor 3 h",
                "vor 4 t",
                "gelesen",
                "mehr",
                "kommt",
                "ganz unten",
            ],
            "/^am \\d{4}$/",
            "/^um \\d+$/",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        // Somebody else each time.
        stage.open("/").await?;
        stage.check("localStorage.clear()").await?;
        let id = stage.talk(&format!("{{ customText: {text} }}")).await?;
        let now: f64 = stage.run("return Date.now() / 1000").await?;
        let ago = |seconds: f64, name: &str| json!({ "_id": format!("{name}{at}"), "type": "text", "text": name, "received": now - seconds });
        let messages = vec![
            ago(-1.0, "g"),
            ago(125.0, "h"),
            ago(3.0 * 3600.0 + 5.0, "i"),
            ago(4.0 * 86400.0 + 5.0, "j"),
        ];
        bring(stage, &id, messages).await?;
        let words = json!(words);
        stage
            .check(&format!(
                "const [now, minute, hour, day, read, more, coming, newest] = {words};
                sdk.open();
                const texts = selector => Array.from(part('timeline').querySelectorAll(selector), one => one.textContent);
                await until('the times', () => [day, hour, minute, now].every(word => texts('.status').includes(word)));
                ok(texts('.day').every(text => {header}.test(text)), 'the days: ' + texts('.day'));
                ok(texts('.time').every(text => {time}.test(text)), 'the times: ' + texts('.time'));
                same(texts('.earlier'), [more]);
                ok(part('panel').textContent.includes(newest), 'the way down');"
            ))
            .await?;
        let author = json!({ "type": "business", "displayName": "Ann" });
        let path = format!("/conversations/{id}/activity");
        stage.check("await sdk.sendMessage('x')").await?;
        stage
            .business(
                Method::POST,
                &path,
                Some(json!({ "author": author, "type": "conversation:read" })),
            )
            .await?;
        stage
            .check(&format!(
                "await until('seen', () => Array.from(part('timeline').querySelectorAll('.status')).some(one => one.textContent === {words}[4]))"
            ))
            .await?;
        // A page is a hundred messages.
        let path = format!("/conversations/{id}/messages");
        for at in 0..101 {
            let content = json!({ "type": "text", "text": format!("number {at}") });
            stage
                .business(
                    Method::POST,
                    &path,
                    Some(json!({ "author": author, "content": content })),
                )
                .await?;
        }
        stage
            // Else what is missed is read at the start, back to what is known, and nothing is left to be asked for.
            .check(&format!(
                "await until('all of them', () => texts().includes('< number 100'));
                sdk.destroy();
                await sdk.init(options({{ customText: {text} }}));
                sdk.open();
                await until('the newest', () => seen('timeline').includes('number 100'));",
            ))
            .await?;
        // No answer that could be tried again by itself.
        stage
            .fault(json!({ "match": { "method": "GET", "path": "**/messages" }, "action": { "type": "answer", "status": 400 }, "count": 1 }))
            .await?;
        let lost = ["Not loaded. Try again", "kam nicht"][at];
        stage
            .check(&format!(
                "const earlier = part('timeline').querySelector('.earlier');
                earlier.click();
                await until('the words', () => earlier.textContent === '{lost}');
                same(part('panel').querySelector('[aria-live]').textContent, '{lost}', 'they are said too');"
            ))
            .await?;
        stage
            .check(&format!(
                "const [, , , , , more, coming] = {words};
                const timeline = part('timeline');
                const seenWords = [];
                const observer = new MutationObserver(() => seenWords.push(timeline.querySelector('.earlier').textContent));
                observer.observe(timeline, {{ subtree: true, childList: true, characterData: true }});
                timeline.scrollTop = timeline.scrollHeight;
                timeline.querySelector('.earlier').click();
                const all = () => sdk.getConversation().messages.length > 101;
                await until('what was said earlier', () => {{ timeline.scrollTop -= 4000; return all(); }});
                observer.disconnect();
                ok(seenWords.includes(coming), 'while it comes: ' + seenWords);"
            ))
            .await?;
    }
    Ok(())
}
