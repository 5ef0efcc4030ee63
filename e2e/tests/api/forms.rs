//! Forms, as a visitor without a mouse fills them in.

use crate::stage::Stage;
use crate::table::checks;
use anyhow::{Context as _, ensure};
use avmsdk_e2e::{Method, until};
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::key::Key;
use serde_json::{Value, json};

checks![
    form_is_filled_in_by_keyboard_alone,
    form_choice_is_taken_when_it_is_pressed,
    form_leaves_the_focus_where_it_is,
    form_says_what_is_wrong_with_an_answer,
    form_that_failed_is_sent_again_or_changed,
    form_before_the_first_message_makes_the_conversation,
];

const INSIDE: &str = "
    const shadow = () => document.getElementById('avmsdk-root').shadowRoot;
    const find = selector => shadow().querySelector(selector);
    const row = at => find('.fields').children[at];
    const entry = at => row(at).querySelector('.entry');
    const fault = at => row(at).querySelector('.fault').textContent;
    const focused = () => shadow().activeElement;
    const state = () => (find('.fields') || { dataset: {} }).dataset.state;
    const shown = node => node.getClientRects().length > 0;
    const answers = () => Array.from(shadow().querySelectorAll('.answer'), node => node.textContent);
";

/// What the form of these checks asks.
fn form() -> Value {
    json!({ "type": "form", "blockChatInput": true, "fields": [
        { "type": "text", "name": "name", "label": "Your name?", "placeholder": "First and last", "minSize": 2, "maxSize": 12 },
        { "type": "email", "name": "email", "label": "Your address?" },
        { "type": "select", "name": "size", "label": "Which size?", "options": [
            { "name": "s", "label": "Small" }, { "name": "l", "label": "Large" }
        ] }
    ] })
}

async fn check(stage: &Stage<'_>, script: &str) -> anyhow::Result<()> {
    stage.check(&format!("{INSIDE} {script}")).await
}

/// Presses keys, one after the other, wherever the focus is.
async fn press(stage: &Stage<'_>, text: &str, last: &[Key]) -> anyhow::Result<()> {
    let mut actions = KeyActions::new("keyboard".to_owned());
    for value in text.chars().chain(last.iter().map(|key| char::from(*key))) {
        actions = actions
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value });
    }
    Ok(stage.browser.client().perform_actions(actions).await?)
}

/// An open panel with a form in it; the answer is the conversation's id.
async fn asked(stage: &Stage<'_>, form: Value) -> anyhow::Result<String> {
    let conversation = stage.talk("").await?;
    stage.check("sdk.open()").await?;
    let path = format!("/conversations/{conversation}/messages");
    let message = json!({ "author": { "type": "business" }, "content": form });
    stage.business(Method::POST, &path, Some(message)).await?;
    check(stage, "await until('the form', () => state() === 'open')").await?;
    Ok(conversation)
}

/// Fills all of it in, and sends it with the last key.
async fn fill(stage: &Stage<'_>) -> anyhow::Result<()> {
    check(stage, "entry(0).focus()").await?;
    press(stage, "Bea Ray", &[Key::Enter]).await?;
    check(
        stage,
        "await until('the next field', () => focused() === entry(1))",
    )
    .await?;
    press(stage, "bea@example.com", &[Key::Enter]).await?;
    check(
        stage,
        "await until('the last field', () => focused() === entry(2))",
    )
    .await?;
    // As keys do it in Chromium; elsewhere they open a list of the system's.
    check(
        stage,
        "entry(2).selectedIndex = 2; entry(2).dispatchEvent(new Event('input', { bubbles: true }))",
    )
    .await?;
    press(stage, "", &[Key::Tab, Key::Enter]).await
}

/// What the business has of the answers.
async fn answer(stage: &Stage<'_>, conversation: &str) -> anyhow::Result<Value> {
    let path = format!("/conversations/{conversation}/messages");
    let look = async || {
        let all = stage.business(Method::GET, &path, None).await?;
        let all = all["messages"].as_array().cloned().unwrap_or_default();
        Ok(all
            .into_iter()
            .find(|one| one["content"]["type"] == "formResponse"))
    };
    let found = until("the answers", look, Option::is_some).await?;
    Ok(found.context("no answers")?["content"]["fields"].clone())
}

async fn form_is_filled_in_by_keyboard_alone(stage: &Stage<'_>) -> anyhow::Result<()> {
    let conversation = asked(stage, form()).await?;
    check(
        stage,
        "same([0, 1, 2].map(at => shown(row(at))), [true, false, false], 'one after the other');
        same(row(0).querySelector('.step').textContent, '1/3');
        ok(entry(0).labels[0].textContent.includes('Your name?'), 'a label');
        same([entry(0).placeholder, entry(0).autocomplete, entry(0).getAttribute('aria-required')], ['First and last', 'name', 'true']);
        same([entry(1).type, entry(1).autocomplete], ['email', 'email']);
        same(Array.from(entry(2).options, one => one.textContent), ['Choose one...', 'Small', 'Large']);
        ok([0, 1, 2].every(at => parseFloat(getComputedStyle(entry(at)).fontSize) >= 16), 'no smaller than 16 px');
        same([0, 1, 2].map(at => row(at).querySelector('.next').title), ['Next', 'Next', 'Send']);",
    )
    .await?;
    fill(stage).await?;
    check(
        stage,
        "await until('the end', () => state() === 'submitted');
        same(answers(), ['Bea Ray', 'bea@example.com', 'Large']);
        ok([0, 1, 2].every(at => !shown(entry(at))), 'nothing to write in');
        ok(focused() === find('.fields'), 'the focus is not lost');
        same(bubbles().length, 2, 'the answers are no message of their own');",
    )
    .await?;
    let fields = answer(stage, &conversation).await?;
    ensure!(fields[1]["email"] == "bea@example.com", "{fields}");
    ensure!(fields[2]["select"][0]["name"] == "l", "{fields}");

    stage.reload().await?;
    check(
        stage,
        "await start(); sdk.open();
        await until('the same form', () => state() === 'submitted');
        same(answers(), ['Bea Ray', 'bea@example.com', 'Large']);",
    )
    .await
}

/// One field, which is a choice: the answers go once it is made, but not while keys go through the list.
async fn form_choice_is_taken_when_it_is_pressed(stage: &Stage<'_>) -> anyhow::Result<()> {
    let choice = json!({ "type": "form", "fields": [form()["fields"][2]] });
    let conversation = asked(stage, choice).await?;
    check(
        stage,
        "const choose = (at, ...before) => {
          const tell = (event) => entry(0).dispatchEvent(event);
          before.forEach((name) => tell(new Event(name, { bubbles: true, composed: true })));
          entry(0).selectedIndex = at;
          ['input', 'change'].forEach((name) => tell(new Event(name, { bubbles: true, composed: true })));
        };
        choose(1, 'mousedown', 'keydown');
        await new Promise(resolve => setTimeout(resolve, 200));
        same(state(), 'open', 'a key passes by');
        choose(2, 'mousedown');
        await until('the end', () => state() === 'submitted');
        same(answers(), ['Large']);",
    )
    .await?;
    let fields = answer(stage, &conversation).await?;
    ensure!(fields[0]["select"][0]["name"] == "l", "{fields}");
    Ok(())
}

async fn form_leaves_the_focus_where_it_is(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.talk("").await?;
    let write = "sdk.open(); await until('the focus', () => focused() && focused().className === 'input');";
    check(stage, write).await?;
    press(stage, "half a", &[]).await?;
    let conversation: String = stage.run("return sdk.getConversation()._id").await?;
    let path = format!("/conversations/{conversation}/messages");
    let message = json!({ "author": { "type": "business" }, "content": form() });
    stage.business(Method::POST, &path, Some(message)).await?;
    check(
        stage,
        "await until('the form', () => state() === 'open');
        ok(focused() && focused().className === 'input', 'still in the composer');
        same(focused().value, 'half a');
        entry(0).focus();",
    )
    .await?;
    // A check that comes back when the visitor is elsewhere does not fetch him: it goes when he is there.
    check(
        stage,
        "const { send } = XMLHttpRequest.prototype;
        const held = [];
        XMLHttpRequest.prototype.send = function (...all) { held.push(() => send.apply(this, all)); };
        window.release = () => {
          XMLHttpRequest.prototype.send = send;
          held.forEach(one => one());
        };",
    )
    .await?;
    press(stage, "Bea", &[Key::Enter]).await?;
    check(
        stage,
        "await until('that it is being checked', () => row(0).dataset.state === 'busy');
        part('close').focus();
        release();
        await until('the next field', () => shown(row(1)));
        ok(focused() === part('close'), 'where the visitor went');",
    )
    .await
}

async fn form_says_what_is_wrong_with_an_answer(stage: &Stage<'_>) -> anyhow::Result<()> {
    asked(stage, form()).await?;
    check(stage, "entry(0).focus()").await?;
    for (text, wanted) in [
        ("", "Error: This entry is required"),
        ("B", "Must contain at least (2) characters"),
        ("ea Ray of the hills", "Must contain no more than (12) characters"),
    ] {
        press(stage, text, &[Key::Enter]).await?;
        check(
            stage,
            &format!(
                "await until('a fault', () => fault(0) === {wanted});
                same(entry(0).getAttribute('aria-invalid'), 'true');
                ok(shadow().getElementById(entry(0).getAttribute('aria-describedby')).textContent === fault(0), 'it is described');
                same(row(0).querySelector('.fault').getAttribute('role'), 'alert', 'it is said aloud');
                ok(focused() === entry(0), 'the focus stays');",
                wanted = json!(wanted)
            ),
        )
        .await?;
    }
    press(stage, "", &[Key::Backspace; 13]).await?;
    check(
        stage,
        "same([entry(0).value, fault(0), entry(0).getAttribute('aria-invalid')], ['Bea Ray', '', 'false'], 'until it is written anew');",
    )
    .await?;
    press(stage, "", &[Key::Enter]).await?;
    check(
        stage,
        "await until('the next field', () => focused() === entry(1))",
    )
    .await?;
    press(stage, "nobody", &[Key::Enter]).await?;
    check(
        stage,
        "await until('a fault', () => fault(1) === 'Email is invalid')",
    )
    .await?;
    stage
        .fault(json!({ "match": { "path": "/sdk/v2/apps/*/appusers/*/messages/validate" }, "action": { "type": "answer", "status": 400 }, "count": 1 }))
        .await?;
    press(stage, "@example.com", &[Key::Enter]).await?;
    check(
        stage,
        "await until('a fault', () => fault(1) === 'This doesn\\'t look quite right');
        sdk.close(); sdk.open();
        same([entry(0).value, entry(1).value], ['Bea Ray', 'nobody@example.com'], 'nothing written is lost');
        entry(1).focus();",
    )
    .await?;
    press(stage, "", &[Key::Enter]).await?;
    check(stage, "await until('the last field', () => shown(row(2)))").await
}

async fn form_that_failed_is_sent_again_or_changed(stage: &Stage<'_>) -> anyhow::Result<()> {
    let conversation = asked(stage, form()).await?;
    stage
        .fault(json!({ "match": { "method": "POST", "path": "/sdk/v2/apps/*/conversations/*/messages" }, "action": { "type": "answer", "status": 400 }, "count": 4 }))
        .await?;
    fill(stage).await?;
    check(
        stage,
        "await until('the failure', () => state() === 'failed');
        ok(shown(find('.again')) && find('.again').innerText.includes('anywhere on the form to retry'), 'it says so');
        same(Array.from(find('.again').children, node => node.textContent), ['Form not submitted. Click anywhere on the form to retry.', 'Form not submitted. Tap anywhere on the form to retry.']);
        await until('the focus on what sends it again', () => shadow().activeElement === find('.again'));
        window.states = [];
        window.tried = times => until('another try', () => states.join().split('sending,failed').length > times && shown(find('.again')));
        new MutationObserver(() => states.push(state())).observe(find('.fields'), { attributes: true, attributeFilter: ['data-state'] });",
    )
    .await?;
    press(stage, "", &[Key::Enter]).await?;
    check(
        stage,
        "await tried(1);
        row(0).querySelector('.label').click();
        await tried(2);
        entry(0).focus();
        entry(0).click();
        same(state(), 'failed', 'an answer can be changed');",
    )
    .await?;
    press(stage, "", &[Key::Enter]).await?;
    check(
        stage,
        "await tried(3);
        entry(0).focus(); entry(0).select();",
    )
    .await?;
    press(stage, "Zoe", &[Key::Enter]).await?;
    check(
        stage,
        "await until('the end', () => state() === 'submitted'); same(answers()[0], 'Zoe');",
    )
    .await?;
    let fields = answer(stage, &conversation).await?;
    ensure!(fields[0]["text"] == "Zoe", "{fields}");
    Ok(())
}

async fn form_before_the_first_message_makes_the_conversation(stage: &Stage<'_>) -> anyhow::Result<()> {
    stage.start("{ prechatCapture: { enabled: true } }").await?;
    check(
        stage,
        "sdk.open();
        const told = [];
        const live = await until('the panel', () => find('[aria-live]'));
        new MutationObserver(() => told.push(live.textContent)).observe(live, { childList: true, characterData: true, subtree: true });
        await until('the form', () => state() === 'open');
        ok(seen('timeline').includes('a little bit more about you'), 'a greeting');
        await until('what is said', () => told.join().includes('a little bit more about you'));
        same(Array.from(shadow().querySelectorAll('.label'), node => node.textContent), ['Your name', 'Email']);
        same([entry(0).placeholder, entry(1).placeholder], ['Type your name...', 'name@company.com']);
        await until('the focus, which was where nothing can be written', () => focused() === entry(0));
        sdk.close();
        sdk.open();
        await until('it again', () => focused() === entry(0));",
    )
    .await?;
    stage
        .fault(json!({ "match": { "method": "POST", "path": "/sdk/v2/apps/*/prechatcapture" }, "action": { "type": "answer", "status": 400 }, "count": 1 }))
        .await?;
    press(stage, "Bea Ray", &[Key::Enter]).await?;
    check(
        stage,
        "await until('the next field', () => focused() === entry(1))",
    )
    .await?;
    press(stage, "bea@example.com", &[Key::Enter]).await?;
    check(
        stage,
        "const told = [], live = find('[aria-live]');
        new MutationObserver(() => told.push(live.textContent)).observe(live, { childList: true, characterData: true, subtree: true });
        await until('the failure', () => state() === 'failed');
        find('.again').focus();
        find('.again').click();
        ok(find('.fields').contains(focused()), 'the control goes, the focus does not');
        await until('the end', () => state() === 'submitted' && sdk.getConversation()._id);
        await until('the confirmation', () => seen('timeline').includes('What can we help you with?'));
        await until('that it is said', () => told.join().includes('What can we help you with?'));
        await until('the focus where one may write now', () => focused() === find('.input'));
        same(answers(), ['Bea Ray', 'bea@example.com']);
        same([sdk.getUser().givenName, sdk.getUser().email], ['Bea', 'bea@example.com']);",
    )
    .await?;
    stage.reload().await?;
    check(
        stage,
        "await start({ prechatCapture: { enabled: true } }); sdk.open();
        await until('the same form', () => state() === 'submitted');
        same(answers(), ['Bea Ray', 'bea@example.com']);
        await sdk.sendMessage('One more thing');",
    )
    .await
}
