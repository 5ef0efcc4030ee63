//! What lies over the conversation: an image to look at, and pages of the business.

use crate::stage::Stage;
use crate::table::checks;
use avmsdk_e2e::Method;
use serde_json::{Value, json};

checks![
    image_viewer_keeps_and_returns_the_focus,
    image_viewer_says_that_there_is_no_image,
    webview_is_fettered_and_can_be_left,
    webview_hears_what_its_page_asks,
    webview_opens_by_itself_where_nothing_else_is_done,
];

const INSIDE: &str = "
    const shadow = () => document.getElementById('avmsdk-root').shadowRoot;
    const find = selector => shadow().querySelector(selector);
    const focused = () => shadow().activeElement;
    const press = (key, more) => focused().dispatchEvent(new KeyboardEvent('keydown', Object.assign({ key, bubbles: true, composed: true, cancelable: true }, more)));
";

async fn check(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.check(&format!("{INSIDE} {script}")).await
}

/// An open panel in which the business has said this.
async fn told(stage: &Stage<'_>, content: Value) -> anyhow::Result<()> {
    let conversation = stage.talk("").await?;
    stage.check("sdk.open()").await?;
    let path = format!("/conversations/{conversation}/messages");
    let message = json!({ "author": { "type": "business" }, "content": content });
    stage.business(Method::POST, &path, Some(message)).await?;
    let control = "await until('the control', () => find('[data-do=view-image],[data-do=webview]'))";
    check(stage, control).await
}

fn image(url: &str) -> Value {
    json!({ "type": "image", "mediaUrl": url })
}

fn webview(url: &str, size: &str) -> Value {
    json!({ "type": "text", "text": "Come and see", "actions": [
        { "type": "webview", "text": "Book a visit", "uri": url, "fallback": url, "size": size }
    ] })
}

async fn image_viewer_keeps_and_returns_the_focus(stage: &Stage<'_>) -> anyhow::Result<()> {
    let url = stage.sandbox.url("/static/avmsdk-dev/icon.svg");
    told(stage, image(&url)).await?;
    check(
        stage,
        "const picture = find('.picture');
        const open = async () => {
          picture.focus();
          picture.click();
          await until('the viewer', () => find('.over'));
        };
        await open();
        ok(focused() === find('.off'), 'the focus is in it');
        same([find('.over').getAttribute('role'), find('.over').getAttribute('aria-modal'), find('.over').getAttribute('aria-label'), find('.off').title, find('.out').title], ['dialog', 'true', 'icon.svg', 'Close', 'Open in a new tab']);
        await until('the image', () => find('.whole').naturalWidth > 0);
        const box = find('.whole').getBoundingClientRect();
        ok(box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight, 'all of it');
        press('Tab');
        ok(focused() === find('.out'), 'round to the first');
        press('Tab', { shiftKey: true });
        ok(focused() === find('.off'), 'and back to the last');
        press('Escape');
        ok(!find('.over') && focused() === picture && sdk.isOpened(), 'the innermost first, and the focus is back');
        await open();
        find('.whole').click();
        ok(find('.over'), 'a click on the image is none beside it');
        find('.over').click();
        ok(!find('.over'), 'one beside it is');
        await open();
        find('.off').click();
        ok(!find('.over') && focused() === picture, 'closed by its button');
        await open();
        sdk.close();
        ok(!find('.over'), 'it goes with the panel');",
    )
    .await
}

async fn image_viewer_says_that_there_is_no_image(stage: &Stage<'_>) -> anyhow::Result<()> {
    let url = stage.sandbox.url("/static/avmsdk-dev/icon.svg");
    told(stage, image(&url)).await?;
    check(
        stage,
        "const picture = find('.picture');
        picture.dataset.url = 'http://localhost:9/none.png';
        picture.click();
        await until('a word', () => find('.failed') && find('.failed').getClientRects().length);
        same(find('.failed').textContent, 'Preview not available.');
        same(find('.failed').getAttribute('role'), 'alert');
        press('Escape');
        // Nothing but a picture's address is shown, wherever it comes from.
        picture.removeAttribute('href');
        for (const url of ['javascript:alert(1)', 'data:text/html,<h1>hello', ' https://a.org/', '/static/x.png']) {
          picture.dataset.url = url;
          picture.click();
          ok(!find('.over'), url);
        }",
    )
    .await
}

async fn webview_is_fettered_and_can_be_left(stage: &Stage<'_>) -> anyhow::Result<()> {
    let same = format!("{}/other", stage.origin);
    let other = same.replace("localhost", "127.0.0.1");
    told(stage, webview(&other, "tall")).await?;
    check(
        stage,
        &format!(
            "const link = find('[data-do=webview]');
            same([link.dataset.url, link.dataset.size], [{other}, 'tall']);
            const open = async () => {{
              link.focus();
              const isWhole = link.dispatchEvent(new MouseEvent('click', {{ bubbles: true, composed: true, cancelable: true }}));
              await until('the frame', () => find('iframe'));
              ok(!isWhole, 'no tab beside it');
            }};
            const may = () => find('iframe').getAttribute('sandbox').split(' ').sort();
            await open();
            same(may(), ['allow-forms', 'allow-popups', 'allow-popups-to-escape-sandbox', 'allow-same-origin', 'allow-scripts']);
            same([find('iframe').name, find('iframe').title, find('iframe').referrerPolicy], ['web_messenger_ref', 'Book a visit', 'no-referrer']);
            same([find('.caption').textContent, find('.out').href, find('.out').rel], ['Book a visit', {other}, 'noopener noreferrer']);
            const share = find('.sheet').offsetHeight / part('panel').offsetHeight;
            ok(Math.abs(share - 0.75) < 0.02, 'three quarters: ' + share);
            ok(focused() === find('.off'), 'the focus is in it');
            press('Escape');
            ok(!find('.over') && focused() === link && sdk.isOpened(), 'the focus is back');
            link.dataset.url = {same};
            await open();
            ok(!may().includes('allow-same-origin'), 'a page of this site could take its fetters off');
            find('.over').click();
            // A page without an address of its own (`srcdoc`) is of this site by its origin alone.
            Object.defineProperty(window, 'origin', {{ value: new URL({other}).origin, configurable: true }});
            link.dataset.url = {other};
            await open();
            ok(!may().includes('allow-same-origin'), 'its address does not count');
            find('.over').click();
            link.removeAttribute('href');
            for (const url of ['javascript:alert(1)', 'data:text/html,x', '//a.org']) {{
              link.dataset.url = url;
              link.click();
              ok(!find('.over'), url);
            }}",
            other = json!(other),
            same = json!(same),
        ),
    )
    .await
}

async fn webview_hears_what_its_page_asks(stage: &Stage<'_>) -> anyhow::Result<()> {
    let same = format!("{}/framed", stage.origin);
    let other = same.replace("localhost", "127.0.0.1");
    told(stage, webview(&other, "full")).await?;
    for url in [&other, &same] {
        check(
            stage,
            &format!(
                "const link = find('[data-do=webview]');
                link.dataset.url = {titled};
                link.click();
                await until('the title', () => find('.caption') && find('.caption').textContent === '<b>Booked</b>');
                same(find('.caption').children.length, 0, 'text, whatever it says');
                window.postMessage({{ id: 1, type: 'CLOSE_WEBVIEW' }}, '*');
                await turn();
                ok(find('.over'), 'only its own page is heard');
                find('.off').click();
                link.dataset.url = {closing};
                link.click();
                await until('the end', () => !find('.over'));
                ok(focused() === link, 'the focus is back');",
                titled = json!(format!("{url}#SET_TITLE")),
                closing = json!(format!("{url}#CLOSE_WEBVIEW")),
            ),
        )
        .await?;
    }
    Ok(())
}

async fn webview_opens_by_itself_where_nothing_else_is_done(stage: &Stage<'_>) -> anyhow::Result<()> {
    let other = format!("{}/other", stage.origin).replace("localhost", "127.0.0.1");
    let conversation = stage.talk("").await?;
    let mut content = webview(&other, "tall");
    content["actions"][0]["openOnReceive"] = json!(true);
    let message = json!({ "author": { "type": "business" }, "content": content });
    let path = format!("/conversations/{conversation}/messages");
    let send = async || stage.business(Method::POST, &path, Some(message.clone())).await;
    let count = |count| {
        format!(
            "await until('{count}', () => shadow().querySelectorAll('[data-do=webview]').length === {count}); await turn();"
        )
    };
    send().await?;
    check(stage, &count(1)).await?;
    check(stage, "ok(!find('.over'), 'the panel is closed'); sdk.open()").await?;
    send().await?;
    check(
        stage,
        "await until('the page', () => find('.over iframe')); find('.off').click(); find('.input').value = 'half a';",
    )
    .await?;
    send().await?;
    check(stage, &count(3)).await?;
    check(
        stage,
        "ok(!find('.over'), 'the visitor writes');
        find('.input').value = '';
        document.body.appendChild(document.createElement('input')).focus();",
    )
    .await?;
    send().await?;
    check(stage, &count(4)).await?;
    check(stage, "ok(!find('.over'), 'the visitor is elsewhere');").await
}
