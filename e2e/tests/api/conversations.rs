//! The list of conversations: when it is offered, what it shows, and going from one into another.

use crate::pointer::POINTER;
use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::{INTEGRATION, Method};
use serde_json::json;

checks![
    conversations_are_listed_the_last_one_first,
    conversations_are_offered_where_there_are_several,
    conversations_are_made_where_the_service_allows_it,
    conversations_that_cannot_be_read_are_named,
    conversations_are_read_ten_by_ten,
    conversations_are_named_in_the_header,
    conversations_keep_what_is_half_written,
    conversations_under_another_page_are_not_read,
    strings_of_the_list_stand_in_it,
];

/// What the scripts of this module use.
const HELP: &str = "
    const all = selector => Array.from(document.getElementById('avmsdk-root').shadowRoot.querySelectorAll(selector));
    const row = async text => until('the row: ' + text, () => all('.row').find(row => row.textContent.includes(text)));
";

async fn script(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.check(&[POINTER, HELP, script].concat()).await
}

/// Whether the service lets visitors make further conversations.
async fn allow(stage: &Stage<'_>, is_allowed: bool) -> anyhow::Result<()> {
    let body = json!({ "canUserCreateMoreConversations": is_allowed });
    let path = format!("/integrations/{INTEGRATION}");
    stage.business(Method::PATCH, &path, Some(body)).await?;
    Ok(())
}

async fn conversations_are_listed_the_last_one_first(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    let made = "const made = await sdk.createConversation({ displayName: 'Order 7' }); return made._id";
    let second: String = stage.run(made).await?;
    let path = format!("/conversations/{second}/messages");
    let message = json!({
        "author": { "type": "business", "displayName": "Ada" },
        "content": { "type": "text", "text": "It has left <b>us</b>" }
    });
    stage.business(Method::POST, &path, Some(message)).await?;
    script(
        stage,
        &format!(
            "await until('the message', () => names('message:received').length === 1);
            sdk.open();
            await until('the way there', () => at('[data-do=conversations]').textContent === '1');
            same(at('.tool [part=badge]').getAttribute('aria-label'), 'My conversations (1) New message');
            await press('[data-do=conversations]');
            await until('the heading', () => at(':focus') && at(':focus').matches('.topic'));
            await until('both', () => all('.row').length === 2);
            const visibility = selector => getComputedStyle(at(selector)).visibility;
            same(['.newest', '[part=timeline]', '[part=composer]', '[aria-live]'].map(visibility), ['hidden', 'hidden', 'hidden', 'visible']);
            const [top, bottom] = all('.row').map(row => row.innerText);
            ok(top.includes('Order 7') && top.includes('Ada: It has left <b>us</b>') && top.includes('Just now'), top);
            const unread = all('.row')[0].querySelector('.unread');
            same([unread.textContent, unread.getAttribute('aria-label')], ['1', '(1) New message']);
            ok(bottom.includes('You: hello') && !bottom.includes('1'), bottom);
            same(all('.row').map(row => row.getAttribute('aria-current')), ['false', 'true']);
            all('.row')[0].focus();
            all('.row')[0].click();
            await until('the other', () => sdk.getDisplayedConversation()._id === '{second}');
            await until('its message', () => bubbles().length === 1 && getComputedStyle(part('timeline')).visibility === 'visible');
            ok(at(':focus').matches('textarea'), 'the composer has the focus');
            await press('[data-do=conversations]');
            (await row('hello')).click();
            await until('the first', () => sdk.getDisplayedConversation()._id === '{first}');
            same(names('unreadCount').length > 0, true);"
        ),
    )
    .await
}

async fn conversations_are_offered_where_there_are_several(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    script(
        stage,
        "sdk.open();
        await until('the panel', () => seen('panel'));
        ok(!shows('[data-do=conversations]'), 'there is one');
        await sdk.createConversation({ displayName: 'Another' });
        await until('the control', () => shows('[data-do=conversations]'));
        same(at('[data-do=conversations]').title, 'My conversations');
        sdk.destroy();
        await sdk.init(options({ canUserSeeConversationList: false }));
        sdk.open();
        await until('the talk', () => bubbles().length === 1);
        ok(!shows('[data-do=conversations]'), 'the page hides it');",
    )
    .await
}

async fn conversations_are_made_where_the_service_allows_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    allow(stage, true).await?;
    let first = stage.talk("").await?;
    script(
        stage,
        &format!(
            "sdk.open();
            await press('[data-do=conversations]');
            await until('the row', () => all('.row').length === 1);
            await press('[data-do=list-make]');
            await until('another', () => sdk.getDisplayedConversation()._id !== '{first}');
            await until('an empty talk', () => bubbles().length === 0 && getComputedStyle(part('timeline')).visibility === 'visible');
            await press('[data-do=conversations]');
            await until('both', () => all('.row').length === 2);"
        ),
    )
    .await?;
    allow(stage, false).await
}

async fn conversations_that_cannot_be_read_are_named(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage
        .talk("{ customText: { smsUnhandledError: 'schiefgegangen' } }")
        .await?;
    stage
        .check("await sdk.createConversation({ displayName: 'Order 7' }); sdk.open()")
        .await?;
    let lists = json!({ "method": "GET", "path": "**/conversations" });
    stage
        .fault(json!({ "match": lists, "action": 403, "probability": 1 }))
        .await?;
    script(
        stage,
        "await press('[data-do=conversations]');
        await until('the words', () => seen('panel').includes('Couldn’t load conversations.'));
        ok(await row('Order 7'), 'what is known is shown');",
    )
    .await?;
    stage.no_faults().await?;
    let enter = json!({ "method": "POST", "path": "**/subscribe" });
    stage
        .fault(json!({ "match": enter, "action": 403, "count": 1 }))
        .await?;
    script(
        stage,
        "(await row('Order 7')).click();
        await until('the words', () => seen('panel').includes('schiefgegangen'));
        ok(shows('.topic'), 'the visitor is still there');
        (await row('Order 7')).click();
        await until('the conversation', () => !shows('.topic'));",
    )
    .await?;
    stage.no_faults().await
}

async fn conversations_are_read_ten_by_ten(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    script(
        stage,
        "for (let n = 0; n < 11; n += 1) await sdk.createConversation({ displayName: 'Order ' + n });
        sdk.destroy();
        await sdk.init(options());
        await until('the talk', () => sdk.getConversation().messages.length === 1 || sdk.getConversation()._id);
        sdk.open();
        await press('[data-do=conversations]');
        await until('the rows', () => all('.row').length >= 10);
        await until('all', () => {
          if (shows('[data-do=list-more]')) at('[data-do=list-more]').click();
          return all('.row').length === 12 && !shows('[data-do=list-more]');
        });",
    )
    .await
}

async fn conversations_are_named_in_the_header(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("{ customText: { headerText: 'Ask us' } }").await?;
    script(
        stage,
        &format!(
            "const about = text => until(text, () => at('.slogan').textContent === text);
            sdk.open();
            await about('Ask us');
            const made = await sdk.createConversation({{ displayName: 'Order <b>7</b>' }});
            await sdk.loadConversation(made._id);
            await about('Order <b>7</b>');
            ok(!at('.slogan').firstElementChild, 'a name is a text');
            await sdk.updateConversation(made._id, {{ displayName: 'Order 8' }});
            await about('Order 8');
            await sdk.loadConversation('{first}');
            await about('Ask us');"
        ),
    )
    .await
}

async fn conversations_keep_what_is_half_written(stage: &Stage<'_>) -> anyhow::Result<()> {
    let first = stage.talk("").await?;
    let jwt = stage.jwt("bea").await?;
    script(
        stage,
        &format!(
            "const made = (await sdk.createConversation({{ displayName: 'Second' }}))._id;
            sdk.open();
            await until('the panel', () => seen('panel'));
            const field = at('textarea');
            const line = field.clientHeight;
            const write = text => {{
              field.value = text;
              field.dispatchEvent(new Event('input', {{ bubbles: true }}));
            }};
            const go = async (id, wanted) => {{
              await sdk.loadConversation(id);
              await until('what is written there', () => field.value === wanted);
            }};
            write('half of the first\\nand more');
            await until('the height of two lines', () => field.clientHeight > line);
            await go(made, '');
            same(field.clientHeight, line, 'as high as what is written');
            write('half of the second');
            await go('{first}', 'half of the first\\nand more');
            await press('[data-do=conversations]');
            (await row('Second')).click();
            await until('the second', () => field.value === 'half of the second');
            await sdk.sendMessage('whole');
            same(field.value, 'half of the second', 'a message of the page is another');
            await go('{first}', 'half of the first\\nand more');
            await sdk.login('bea', {jwt:?});
            same(field.value, 'half of the first\\nand more', 'who has a name by now goes on writing');"
        ),
    )
    .await
}

async fn conversations_under_another_page_are_not_read(stage: &Stage<'_>) -> anyhow::Result<()> {
    let id = stage.talk("").await?;
    script(
        stage,
        "await sdk.createConversation({ displayName: 'Second' });
        sdk.open();
        await press('[data-do=conversations]');
        await row('hello');",
    )
    .await?;
    stage.sandbox.reply(&id, "under the list").await?;
    script(
        stage,
        "await until('it', () => names('message:received').length === 1);
        await until('an unread one', () => sdk.getConversation().unreadCount === 1);
        (await row('under the list')).click();
        await until('it is seen', () => sdk.getConversation().unreadCount === 0 && shows('.messages'));",
    )
    .await
}

async fn strings_of_the_list_stand_in_it(stage: &Stage<'_>) -> anyhow::Result<()> {
    allow(stage, true).await?;
    stage.open("/").await?;
    let ago = "const ago = seconds => new Date(Date.now() - seconds * 1000).toISOString();
        return [61, 301, 3661, 18061, 90061, 169200, 9000000].map(ago)";
    let times: Vec<String> = stage.run(ago).await?;
    let talk =
        |time: &String| json!({ "messages": [{ "from": "user", "at": time, "text": format!("at {time}") }] });
    let conversations: Vec<_> = times.iter().map(talk).collect();
    let user = json!({ "users": [{ "externalId": "bea", "conversations": conversations }] });
    stage.seed(user).await?;
    let jwt = stage.jwt("bea").await?;
    let of = |kind: &str| match kind {
        "image" | "file" => {
            json!({ "type": kind, "mediaUrl": "https://a.example/x.png", "mediaType": "image/png" })
        }
        "form" => json!({ "type": "form", "fields": [{ "type": "text", "name": "n", "label": "L" }] }),
        "carousel" => {
            json!({ "type": "carousel", "items": [{ "title": "T", "actions": [{ "type": "link", "text": "go", "uri": "https://a.example/" }] }] })
        }
        _ => {
            json!({ "type": "text", "text": "", "actions": [{ "type": "locationRequest", "text": "where?" }] })
        }
    };
    script(
        stage,
        &format!(
            "const customText = {{}};
            for (const key of ['HeaderText', 'RelativeTimeJustNow', 'RelativeTimeMinute', 'RelativeTimeHour', 'RelativeTimeYesterday', 'PreviewUserText', 'PreviewAnonymousText']) customText['conversationList' + key] = '«' + key + '»';
            for (const kind of ['Carousel', 'File', 'Form', 'Image', 'LocationRequest']) customText['conversationListPreview' + kind + 'Text'] = '«' + kind + '» {{user}}';
            for (const key of ['Minutes', 'Hours']) customText['conversationListRelativeTime' + key] = '«' + key + '» {{value}}';
            customText.conversationListTimestampFormat = '[«]YYYY.MM.DD[»]';
            customText.newConversationButtonText = '«new»';
            await start({{ userId: 'bea', jwt: '{jwt}', customText }});
            await event('connected');
            sdk.open();
            await press('[data-do=conversations]');
            await until('the heading', () => seen('header').includes('«HeaderText»'));
            await until('all', () => all('.row').length === 7);
            // By the calendar, whatever the hour is.
            const day = seconds => new Date(Date.now() - seconds * 1000);
            const byDay = seconds => day(seconds).toDateString() === day(86400).toDateString() ? '«RelativeTimeYesterday»' : '«' + day(seconds).getFullYear() + '.';
            const said = all('.row').map(row => row.innerText.replace(/\\s+/g, ' '));
            for (const [at, wanted] of ['«RelativeTimeMinute»', '«Minutes» 5', '«RelativeTimeHour»', '«Hours» 5', byDay(90061), byDay(169200)].entries()) {{
              ok(said[at].includes(wanted) && said[at].includes('«PreviewUserText»: at 20'), wanted + ': ' + said[at]);
            }}
            ok(/«20..\\...\\...»/.test(said[6]), said[6]);
            ok(seen('panel').includes('«new»'), 'the control');"
        ),
    )
    .await?;
    let conversation: String = stage.run("return sdk.getConversation()._id").await?;
    for (kind, wanted) in [
        ("image", "Image"),
        ("file", "File"),
        ("form", "Form"),
        ("carousel", "Carousel"),
    ] {
        let message = json!({ "author": { "type": "business" }, "content": of(kind) });
        let path = format!("/conversations/{conversation}/messages");
        stage.business(Method::POST, &path, Some(message)).await?;
        script(stage, &format!("await until('{wanted}', () => at('.row').innerText.includes('«{wanted}» «PreviewAnonymousText»') && at('.row').innerText.includes('«RelativeTimeJustNow»'));")).await?;
    }
    allow(stage, false).await
}
