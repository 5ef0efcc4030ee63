//! Forms in the conversation: filling in, checking, sending once, and the composer that waits.

use crate::bench::answer;
use crate::desk::{Begin, Desk};
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::{Value, json};
use avmsdk_session::{
    Alarm, Answer, Change, Delivery, Fault, FieldState, FormInput, Input, Key, Progress, Slot, StoredIdentity,
};
use proptest::prelude::*;

const VALIDATE: &str = "/messages/validate";
const MESSAGES: &str = "conversations/c/messages";
const FORM: &str = r#"{"_id":"f1","type":"form","role":"appMaker","received":10,"blockChatInput":true,"fields":[
    {"_id":"1","type":"text","name":"full_name","label":"Your name?","minSize":2,"maxSize":5},
    {"_id":"2","type":"email","name":"email","label":"Email?"},
    {"_id":"3","type":"select","name":"size","label":"Size?","options":[{"name":"s","label":"Small"},{"name":"l","label":"Large"}]}]}"#;
const RESPONSE: &str = r#"{"_id":"r1","type":"formResponse","role":"appUser","received":20,"quotedMessageId":"f1","fields":[
    {"type":"text","name":"full_name","label":"Your name?","text":"Bea"},
    {"type":"email","name":"email","label":"Email?","email":"bea@example.com"},
    {"type":"select","name":"size","label":"Size?","select":[{"name":"l","label":"Large"}]}]}"#;
const NO_EMAIL: &str = r#"{"error":{"code":"bad_request","description":"formResponse.fields[0].email: should match format \"email\""}}"#;

fn stored(items: Vec<(Slot, String)>) -> StoredIdentity {
    StoredIdentity {
        client_id: Some(ClientId::new("browser")),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items,
    }
}

/// A user whose conversation has these messages.
fn desk_with(messages: &[&str], items: Vec<(Slot, String)>) -> Desk {
    let mut desk = Desk::new(Begin {
        stored: stored(items),
        embedded: true,
        ..Begin::default()
    });
    desk.reply(
        "appusers/u1",
        200,
        r#"{"appUser":{"_id":"u1","clients":[{"id":"browser","platform":"web","active":true}]},"conversations":[{"_id":"c"}]}"#,
    );
    let page = [r#"{"messages":["#, &messages.join(","), "]}"].concat();
    desk.reply(MESSAGES, 200, &page);
    desk.changes.clear();
    desk
}

fn desk() -> (Desk, Key) {
    let desk = desk_with(&[FORM], Vec::new());
    let form = desk.only_form();
    (desk, form)
}

fn states(desk: &Desk, form: Key) -> Vec<FieldState> {
    let form = desk.session.form(form).unwrap();
    form.fields.iter().map(|field| field.state).collect()
}

fn progress(desk: &Desk, form: Key) -> Progress {
    desk.session.form(form).unwrap().progress
}

fn fill(desk: &mut Desk, form: Key) {
    desk.form(form, FormInput::Set(0, "Bea".to_owned()));
    desk.form(form, FormInput::Next(0));
    desk.reply(VALIDATE, 200, "{}");
    desk.form(form, FormInput::Set(1, "bea@example.com".to_owned()));
    desk.form(form, FormInput::Next(1));
    desk.reply(VALIDATE, 200, "");
    desk.form(form, FormInput::Choose(2, 1));
}

#[test]
fn a_field_that_is_plainly_wrong_is_not_asked_about() {
    let (mut desk, form) = desk();
    assert_eq!(desk.session.form(form).unwrap().current(), Some(0));
    for (text, fault) in [
        (" \n", Fault::Required),
        ("B", Fault::ShorterThan(2)),
        ("Bea Ray", Fault::LongerThan(5)),
    ] {
        desk.form(form, FormInput::Set(0, text.to_owned()));
        assert_eq!(states(&desk, form)[0], FieldState::Open);
        desk.form(form, FormInput::Next(0));
        assert_eq!(states(&desk, form)[0], FieldState::Invalid(fault), "{text}");
    }
    desk.form(form, FormInput::Next(2));
    assert_eq!(states(&desk, form)[2], FieldState::Invalid(Fault::Required));
    assert!(!desk.asked().iter().any(|end| end.ends_with(VALIDATE)));
}

#[test]
fn a_field_is_checked_by_the_service_with_the_body_as_observed() {
    let (mut desk, form) = desk();
    desk.form(form, FormInput::Set(0, " Bea ".to_owned()));
    desk.changes.clear();
    desk.form(form, FormInput::Next(0));
    assert_eq!(desk.changes, [Change::Form(form)]);
    assert_eq!(states(&desk, form)[0], FieldState::Checking);
    assert!(desk.asked().contains(&"appusers/u1/messages/validate"));
    let body = desk.body(VALIDATE);
    assert_eq!(
        json::write(body.get("formResponse").unwrap()),
        r#"{"type":"formResponse","role":"appUser","fields":[{"label":"Your name?","name":"full_name","type":"text","text":"Bea"}],"quotedMessageId":"f1"}"#
    );
    let asked = body.get("form").unwrap();
    assert_eq!(asked.get("blockChatInput"), Some(&Value::Bool(true)));
    assert!(matches!(asked.get("fields"), Some(Value::Array(fields)) if fields.len() == 3));
    let sender = body.get("sender").unwrap();
    assert_eq!(sender.get("type").and_then(Value::as_str), Some("appUser"));
    assert!(sender.get("client").is_some() && sender.get("sessionId").is_some());
    // Asked once, however often the visitor goes on.
    desk.form(form, FormInput::Next(0));
    let asks = desk
        .asked()
        .into_iter()
        .filter(|end| end.ends_with(VALIDATE))
        .count();
    assert_eq!(asks, 1);
    desk.reply(VALIDATE, 200, "{}");
    assert_eq!(states(&desk, form)[0], FieldState::Valid);
    assert_eq!(desk.session.form(form).unwrap().current(), Some(1));
}

#[test]
fn what_the_service_says_stands_at_the_field_until_it_is_written_anew() {
    let (mut desk, form) = desk();
    for (status, body, fault) in [
        (400, NO_EMAIL, Fault::InvalidEmail),
        (400, "what?", Fault::Unknown),
        (404, "", Fault::Unknown),
    ] {
        desk.form(form, FormInput::Set(1, ["n", body].concat()));
        desk.form(form, FormInput::Next(1));
        desk.reply(VALIDATE, status, body);
        assert_eq!(states(&desk, form)[1], FieldState::Invalid(fault));
    }
    desk.form(form, FormInput::Next(1));
    assert_eq!(
        states(&desk, form)[1],
        FieldState::Checking,
        "it may be tried again"
    );
}

#[test]
fn a_late_answer_about_what_was_written_before_does_not_count() {
    let (mut desk, form) = desk();
    desk.form(form, FormInput::Set(1, "nope".to_owned()));
    desk.form(form, FormInput::Next(1));
    desk.form(form, FormInput::Set(1, "bea@example.com".to_owned()));
    desk.form(form, FormInput::Next(1));
    desk.reply(VALIDATE, 400, NO_EMAIL);
    assert_eq!(states(&desk, form)[1], FieldState::Checking);
    desk.reply(VALIDATE, 200, "{}");
    assert_eq!(states(&desk, form)[1], FieldState::Valid);
}

#[test]
fn a_service_in_trouble_is_asked_again_and_then_it_is_unknown() {
    let (mut desk, form) = desk();
    desk.form(form, FormInput::Set(0, "Bea".to_owned()));
    desk.form(form, FormInput::Next(0));
    for _ in 0..3 {
        desk.answer(VALIDATE, Answer::Unreachable);
        assert_eq!(states(&desk, form)[0], FieldState::Checking);
        assert!(desk.has_alarm(Alarm::Retry));
        desk.pass(10_000);
    }
    desk.reply(VALIDATE, 503, "");
    assert_eq!(states(&desk, form)[0], FieldState::Invalid(Fault::Unknown));
    desk.form(form, FormInput::Next(0));
    desk.answer(VALIDATE, answer(429, "", Some(3600)));
    assert_eq!(
        states(&desk, form)[0],
        FieldState::Invalid(Fault::Unknown),
        "nobody waits for an hour"
    );
}

#[test]
fn the_answers_are_sent_with_the_last_one_and_the_composer_is_free() {
    let (mut desk, form) = desk();
    assert!(desk.session.is_composer_blocked());
    fill(&mut desk, form);
    assert_eq!(progress(&desk, form), Progress::Submitting);
    assert!(desk.session.is_composer_blocked(), "it is not there yet");
    let body = desk.body(MESSAGES);
    assert_eq!(
        json::write(body.get("message").unwrap()),
        concat!(
            r#"{"type":"formResponse","role":"appUser","fields":["#,
            r#"{"label":"Your name?","name":"full_name","type":"text","text":"Bea"},"#,
            r#"{"label":"Email?","name":"email","type":"email","email":"bea@example.com"},"#,
            r#"{"label":"Size?","name":"size","type":"select","select":[{"name":"l","label":"Large"}]}],"#,
            r#""quotedMessageId":"f1"}"#
        )
    );
    desk.form(form, FormInput::Set(0, "Zoe".to_owned()));
    desk.form(form, FormInput::Choose(2, 0));
    desk.form(form, FormInput::Retry);
    desk.changes.clear();
    desk.reply(MESSAGES, 201, &[r#"{"messages":["#, RESPONSE, "]}"].concat());
    assert_eq!(progress(&desk, form), Progress::Submitted);
    assert!(!desk.session.is_composer_blocked());
    assert!(desk.changes.contains(&Change::Form(form)) && desk.changes.contains(&Change::Composer));
    assert!(!desk.asked().contains(&MESSAGES), "once");
    let response = desk.session.timeline().last().unwrap();
    assert!(desk.session.is_form_response(response));
    assert!(!desk.session.is_form_response(desk.session.entry(form).unwrap()));
}

#[test]
fn fields_may_be_filled_in_any_order() {
    let (mut desk, form) = desk();
    desk.form(form, FormInput::Choose(2, 0));
    desk.form(form, FormInput::Set(1, "bea@example.com".to_owned()));
    desk.form(form, FormInput::Next(1));
    desk.form(form, FormInput::Set(0, "Bea".to_owned()));
    desk.form(form, FormInput::Next(0));
    desk.reply(VALIDATE, 200, "{}");
    assert_eq!(progress(&desk, form), Progress::Open);
    // What was good is not any more when it is written anew.
    desk.form(form, FormInput::Set(1, "b@example.com".to_owned()));
    desk.reply(VALIDATE, 200, "{}");
    assert_eq!(progress(&desk, form), Progress::Open);
    desk.form(form, FormInput::Next(1));
    desk.reply(VALIDATE, 200, "{}");
    assert_eq!(progress(&desk, form), Progress::Submitting);
}

#[test]
fn refused_answers_may_be_sent_again_or_changed() {
    let (mut desk, form) = desk();
    fill(&mut desk, form);
    desk.reply(MESSAGES, 400, "");
    assert_eq!(progress(&desk, form), Progress::Failed);
    assert!(desk.session.form(form).unwrap().is_open);
    assert!(desk.session.is_composer_blocked());
    desk.form(form, FormInput::Retry);
    assert_eq!(progress(&desk, form), Progress::Submitting);
    assert!(!desk.session.form(form).unwrap().is_open);
    desk.reply(MESSAGES, 400, "");
    desk.form(form, FormInput::Next(0));
    assert_eq!(progress(&desk, form), Progress::Submitting, "Enter in a field");
    desk.reply(MESSAGES, 400, "");
    assert_eq!(progress(&desk, form), Progress::Failed);
    desk.form(form, FormInput::Set(0, "Zoe".to_owned()));
    assert_eq!(progress(&desk, form), Progress::Open);
    assert_eq!(desk.session.form(form).unwrap().current(), Some(0));
    assert!(!desk.kept.iter().any(|(slot, _)| matches!(slot, Slot::Outbox(_))));
    desk.form(form, FormInput::Next(0));
    desk.reply(VALIDATE, 200, "{}");
    assert_eq!(progress(&desk, form), Progress::Submitting);
    assert!(json::write(&desk.body(MESSAGES)).contains("Zoe"));
}

#[test]
fn answers_survive_a_reload() {
    let (mut first, form) = desk();
    fill(&mut first, form);
    first.step(Input::PageLeft);
    let items = first.kept.clone();
    let mut second = desk_with(&[FORM], items);
    let form = second.only_form();
    // Another tab may have sent them: the conversation is read first.
    second.pass(1_000);
    assert_eq!(progress(&second, form), Progress::Submitting);
    let shown = second.session.form(form).unwrap();
    assert_eq!(shown.fields[0].answer().and_then(Value::as_str), Some("Bea"));
    let page = [r#"{"conversation":{"_id":"c"},"messages":["#, FORM, "]}"].concat();
    second.reply("conversations/c", 200, &page);
    assert!(second.asked().contains(&MESSAGES));
    second.reply(MESSAGES, 201, &[r#"{"messages":["#, RESPONSE, "]}"].concat());
    assert_eq!(progress(&second, form), Progress::Submitted);
}

#[test]
fn a_form_that_is_answered_shows_what_was_said() {
    let filled = FORM.replace(
        r#""blockChatInput":true,"#,
        r#""blockChatInput":true,"submitted":true,"#,
    );
    let filled = filled.replace(r#""minSize":2"#, r#""text":"Bea""#);
    for messages in [vec![filled.as_str()], vec![FORM, RESPONSE]] {
        let mut desk = desk_with(&messages, Vec::new());
        let form = desk.only_form();
        assert_eq!(progress(&desk, form), Progress::Submitted);
        let shown = desk.session.form(form).unwrap();
        assert_eq!(shown.fields[0].answer().and_then(Value::as_str), Some("Bea"));
        assert_eq!(shown.current(), None);
        assert!(!desk.session.is_composer_blocked());
        desk.form(form, FormInput::Set(0, "Zoe".to_owned()));
        desk.form(form, FormInput::Next(0));
        assert_eq!(progress(&desk, form), Progress::Submitted);
        assert!(!desk.asked().iter().any(|end| end.ends_with(VALIDATE)));
    }
}

#[test]
fn the_composer_waits_for_a_form_only_where_somebody_can_fill_it_in() {
    let open = FORM.replace(r#""blockChatInput":true,"#, "");
    let impossible = FORM.replace(
        r#""options":[{"name":"s","label":"Small"},{"name":"l","label":"Large"}]"#,
        r#""options":[]"#,
    );
    let own = r#"{"_id":"m2","type":"text","role":"appUser","received":11,"text":"no"}"#;
    let theirs = r#"{"_id":"m2","type":"text","role":"appMaker","received":11,"text":"please"}"#;
    for (messages, blocked) in [
        (vec![FORM], true),
        (vec![FORM, theirs], true),
        (vec![FORM, own], false),
        (vec![open.as_str()], false),
        (vec![impossible.as_str()], false),
    ] {
        let desk = desk_with(&messages, Vec::new());
        assert_eq!(desk.session.is_composer_blocked(), blocked, "{messages:?}");
    }
    let (mut desk, _) = desk();
    desk.step(Input::Submit(
        Box::new(Draft::text_only("the page says")),
        None,
        None,
    ));
    assert!(!desk.session.is_composer_blocked(), "by the page");
    assert!(desk.changes.contains(&Change::Composer));
}

#[test]
fn what_was_answered_in_another_tab_is_not_sent_again() {
    let (mut desk, form) = desk();
    desk.form(form, FormInput::Choose(2, 1));
    for (at, text) in ["Zoe", "zoe@example.com"].into_iter().enumerate() {
        desk.form(form, FormInput::Set(at, text.to_owned()));
        desk.form(form, FormInput::Next(at));
    }
    desk.connect();
    let page = [
        r#"{"conversation":{"_id":"c"},"messages":["#,
        FORM,
        ",",
        RESPONSE,
        "]}",
    ]
    .concat();
    desk.reply("conversations/c", 200, &page);
    assert_eq!(progress(&desk, form), Progress::Submitted);
    assert!(!desk.session.is_composer_blocked());
    desk.reply(VALIDATE, 200, "{}");
    desk.reply(VALIDATE, 200, "{}");
    assert!(!desk.asked().contains(&MESSAGES));
    let shown = desk.session.form(form).unwrap();
    assert_eq!(shown.fields[0].answer().and_then(Value::as_str), Some("Bea"));
}

#[derive(Clone, Debug)]
enum Act {
    Input(usize, u8),
    /// The oldest, or the newest, request ends so.
    Ends(bool, u8),
    Pass(u16),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        6 => (0..4usize, 0..6u8).prop_map(|(at, what)| Act::Input(at, what)),
        4 => (any::<bool>(), 0..7u8).prop_map(|(first, how)| Act::Ends(first, how)),
        2 => (0..20_000u16).prop_map(Act::Pass),
    ];
    prop::collection::vec(act, 0..60)
}

/// A service that stores answers, and what it has stored: it can lose its own answer.
#[derive(Default)]
struct Model {
    posted: Vec<String>,
}

impl Model {
    fn end(&mut self, desk: &mut Desk, at: usize, how: u8) {
        let request = desk.requests.remove(at);
        let body = request.body.as_deref().and_then(|body| json::parse(body).ok());
        let message = body.as_ref().and_then(|body| body.get("message"));
        let done = how < 2;
        let response = message.filter(|_| done).map(|message| {
            let mut stored = message.as_object().unwrap().clone();
            let session = body
                .as_ref()
                .and_then(|it| it.get("author")?.get("sessionId"))
                .unwrap();
            let mut source = avmsdk_protocol::Object::new();
            source.set("sessionId", session.clone());
            stored.set("_id", "r1");
            stored.set("received", 20u32);
            stored.set("source", source);
            self.posted.push(json::write(&stored.into()));
            [r#"{"messages":["#, self.posted.last().unwrap(), "]}"].concat()
        });
        let page = || {
            let mut messages = vec![FORM.to_owned()];
            messages.extend(self.posted.clone());
            [
                r#"{"conversation":{"_id":"c"},"messages":["#,
                &messages.join(","),
                "]}",
            ]
            .concat()
        };
        let given = match how {
            0 if request.url.ends_with("conversations/c") => answer(200, &page(), None),
            0 => answer(201, response.as_deref().unwrap_or("{}"), None),
            1 | 2 => Answer::Unreachable,
            3 => answer(503, "", None),
            4 => answer(429, "", Some(7)),
            5 => answer(400, NO_EMAIL, None),
            _ => answer(429, "", Some(400)),
        };
        desk.step(Input::Answered(request.ticket, given));
    }
}

fn input(at: usize, what: u8) -> FormInput {
    match what {
        0 => FormInput::Set(at, String::new()),
        1 => FormInput::Set(at, "Bea".to_owned()),
        2 => FormInput::Set(at, "Zoe".to_owned()),
        3 => FormInput::Choose(at, 1),
        4 => FormInput::Retry,
        _ => FormInput::Next(at),
    }
}

/// What a visitor does who wants to be done with it: never more than a few strokes.
fn insist(desk: &mut Desk, model: &mut Model, form: Key) {
    for _ in 0..30 {
        while !desk.requests.is_empty() {
            model.end(desk, 0, 0);
        }
        let shown = desk.session.form(form).unwrap();
        match (shown.progress, shown.current()) {
            (Progress::Submitted, _) => return,
            (Progress::Failed, _) => desk.form(form, FormInput::Retry),
            (Progress::Open, Some(2)) => desk.form(form, FormInput::Choose(2, 0)),
            (Progress::Open, Some(at)) => {
                desk.form(form, FormInput::Set(at, "Ada".to_owned()));
                desk.form(form, FormInput::Next(at));
            }
            _ => {}
        }
        desk.pass(60_000);
    }
    panic!(
        "stuck: {:?}",
        desk.session
            .form(form)
            .map(|it| (states(desk, form), it.progress))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_happens_the_form_can_be_sent_and_is_so_once(acts in acts(), is_filled in any::<bool>()) {
        let (mut desk, form) = desk();
        if is_filled {
            fill(&mut desk, form);
        }
        let mut model = Model::default();
        for act in acts {
            match act {
                Act::Input(at, what) => desk.form(form, input(at, what)),
                Act::Ends(first, how) => {
                    if let Some(last) = desk.requests.len().checked_sub(1) {
                        model.end(&mut desk, if first { 0 } else { last }, how);
                    }
                }
                Act::Pass(millis) => desk.pass(u64::from(millis)),
            }
            let delivered = desk.session.timeline().iter().filter(|it| it.delivery == Delivery::Delivered);
            prop_assert!(delivered.count() <= 2);
        }
        insist(&mut desk, &mut model, form);
        prop_assert_eq!(model.posted.len(), 1);
        prop_assert!(!desk.session.is_composer_blocked());
    }
}
