//! The form before the first message: when it shows, what it asks, what comes of it.

use crate::bench::{answer, told_by_channel};
use crate::desk::{Begin, Desk};
use avmsdk_protocol::id::{ConversationId, ExternalId, UserId};
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Value, json};
use avmsdk_session::{
    Alarm, Answer, Authorization, Body, Call, Change, Delegate, Delegates, Delivery, Fault, FieldState,
    FormInput, Input, Key, Local, Login, PrechatSetup, PrechatWords, Progress, PromiseId, Slot,
};
use proptest::prelude::*;

const VALIDATE: &str = "prechatcapture/validate";
const SUBMIT: &str = "a/prechatcapture";
const MESSAGES: &str = "conversations/c/messages";
const ON: &str = r#","prechatCapture":{"enabled":true}"#;
const SESSION: &str = r#"{"appUser":{"_id":"u1","signedUpAt":5,"clients":[]},"conversations":[{"_id":"c"}],"sessionToken":"s"}"#;
const PAGE: &str = r#"{"messages":[
    {"_id":"1","type":"text","role":"appMaker","text":"Hi","received":1},
    {"_id":"2","type":"form","role":"appMaker","received":2,"blockChatInput":true,"submitted":true,
        "fields":[{"type":"text","name":"name","text":"Pat"},{"type":"email","name":"email","email":"p@x.yz"}]},
    {"_id":"3","type":"formResponse","role":"appUser","received":3,"quotedMessageId":"2",
        "fields":[{"type":"text","name":"name","text":"Pat"},{"type":"email","name":"email","email":"p@x.yz"}]},
    {"_id":"4","type":"text","role":"appMaker","text":"Thanks","received":4}]}"#;

fn setup() -> PrechatSetup {
    PrechatSetup {
        option: Object::new(),
        words: PrechatWords {
            greeting: "Hi".to_owned(),
            confirmation: "Thanks".to_owned(),
            name: ["Your name", "Type"].map(str::to_owned),
            email: ["Email", "name@company.com"].map(str::to_owned),
        },
    }
}

fn option(text: &str) -> PrechatSetup {
    PrechatSetup {
        option: from_text(text).unwrap(),
        ..setup()
    }
}

fn begin(config: &'static str, prechat: PrechatSetup) -> Desk {
    Desk::new(Begin {
        config,
        prechat,
        ..Begin::default()
    })
}

/// With the form on the screen.
fn shown() -> (Desk, Key) {
    let mut desk = begin(ON, setup());
    desk.step(Input::Open);
    desk.pass(3_000);
    let form = desk.only_form();
    (desk, form)
}

/// Else a panel that opens on nothing looks as if it were broken.
#[test]
fn somebody_seems_to_write_until_the_form_is_there() {
    let mut desk = begin(ON, option(r#"{"avatarUrl":"/ann.png"}"#));
    desk.step(Input::Open);
    let picture = |desk: &Desk| desk.session.typer().map(|typer| typer.avatar_url.clone());
    let anns = Some(Some("/ann.png".to_owned()));
    assert_eq!(picture(&desk), anns);
    desk.pass(1_000);
    assert_eq!((desk.session.timeline().len(), picture(&desk)), (1, anns));
    desk.pass(2_000);
    assert_eq!((desk.session.timeline().len(), picture(&desk)), (2, None));
    assert!(
        desk.events.iter().all(|name| !name.starts_with("typing")),
        "it is no event"
    );
}

#[test]
fn nobody_seems_to_write_where_the_form_comes_to_nothing() {
    let mut desk = begin(ON, setup());
    desk.step(Input::Open);
    desk.step(Input::Submit(
        Box::new(Draft::text_only("never mind")),
        None,
        None,
    ));
    assert!(desk.session.typer().is_none());
}

#[test]
fn the_page_may_have_a_picture_of_who_says_it() {
    for (given, wanted) in [("{}", None), (r#"{"avatarUrl":"/ann.png"}"#, Some("/ann.png"))] {
        let mut desk = begin(ON, option(given));
        desk.step(Input::Open);
        desk.pass(3_000);
        let pictures: Vec<_> = desk
            .session
            .timeline()
            .iter()
            .map(|entry| {
                let said = entry.content().unwrap();
                said.get("avatarUrl").and_then(Value::as_str)
            })
            .collect();
        assert_eq!(pictures, [wanted; 2]);
    }
}

fn fill(desk: &mut Desk, form: Key) {
    for (at, text) in ["Pat", "p@x.yz"].into_iter().enumerate() {
        desk.form(form, FormInput::Set(at, text.to_owned()));
        desk.form(form, FormInput::Next(at));
        desk.reply(VALIDATE, 200, "{}");
    }
}

fn progress(desk: &Desk, form: Key) -> Progress {
    desk.session.form(form).unwrap().progress
}

fn submit(desk: &mut Desk, text: &str) {
    desk.step(Input::Submit(Box::new(Draft::text_only(text)), None, None));
}

#[test]
fn it_comes_in_two_steps_after_the_panel_opens() {
    let mut desk = begin(ON, setup());
    desk.pass(10_000);
    assert!(!desk.session.is_composer_blocked() && desk.texts().is_empty());
    desk.step(Input::Open);
    assert!(desk.session.is_composer_blocked());
    desk.pass(999);
    assert!(desk.texts().is_empty());
    desk.pass(1);
    assert_eq!(desk.texts(), ["Hi"]);
    desk.pass(1_999);
    assert_eq!(desk.texts(), ["Hi"]);
    desk.pass(1);
    let form = desk.session.form(desk.only_form()).unwrap();
    assert_eq!((form.progress, form.current()), (Progress::Open, Some(0)));
    let labels: Vec<String> = form.fields.iter().filter_map(|it| it.field.label()).collect();
    assert_eq!(labels, ["Your name", "Email"]);
    assert!(desk.session.is_composer_blocked());
    assert!(
        desk.requests.is_empty() && desk.kept.is_empty(),
        "nobody knows of it yet"
    );
    let entries = desk.session.timeline();
    assert!(entries.iter().all(|it| it.is_local() && !desk.session.is_own(it)));
    let conversation = desk.session.page_conversation();
    assert_eq!(conversation.get("messages"), Some(&Value::Array(Vec::new())));
}

#[test]
fn it_comes_only_where_it_is_wanted() {
    let off = r#","prechatCapture":{"enabled":false}"#;
    for (config, given, wanted) in [
        ("", "{}", false),
        (ON, "{}", true),
        (off, "{}", false),
        (off, r#"{"enabled":true}"#, true),
        (ON, r#"{"enabled":false}"#, false),
        (ON, r#"{"enabled":"no"}"#, true),
    ] {
        let mut desk = Desk::new(Begin {
            config,
            prechat: option(given),
            embedded: true,
            ..Begin::default()
        });
        assert_eq!(desk.session.is_composer_blocked(), wanted, "{config} {given}");
        desk.pass(5_000);
        assert_eq!(desk.texts().len(), if wanted { 2 } else { 0 });
    }
}

#[test]
fn it_does_not_come_to_whom_is_known_or_where_something_was_said() {
    let user = |more: &str| {
        [
            r#"{"appUser":{"_id":"u1","clients":[]"#,
            more,
            r#"},"conversations":[{"_id":"c"}]}"#,
        ]
        .concat()
    };
    let said = r#"{"messages":[{"_id":"1","type":"text","role":"appMaker","text":"x","received":1}]}"#;
    let nothing = r#"{"messages":[]}"#;
    for (session, page, wanted) in [
        (user(""), nothing, true),
        (user(r#","signedUpAt":7"#), nothing, false),
        (user(""), said, false),
    ] {
        let mut desk = Desk::new(Begin {
            config: ON,
            prechat: setup(),
            login: Login::User(ExternalId::new("pat"), "jwt".to_owned()),
            embedded: true,
            ..Begin::default()
        });
        assert!(!desk.session.is_composer_blocked());
        desk.reply("a/login", 200, &session);
        desk.reply(MESSAGES, 200, page);
        assert_eq!(desk.session.is_composer_blocked(), wanted, "{session} {page}");
    }
}

#[test]
fn what_it_asks_is_found_in_the_order_of_the_documents() {
    let config = r#","prechatCapture":{"enabled":true,"template":"t2","templateDefinitions":{
        "t1":[{"type":"text","name":"one"}],"t2":[{"type":"email","name":"email"}]}}"#;
    let with_fields = r#","prechatCapture":{"enabled":true,"template":"t2","fields":[{"type":"text","name":"three","label":"Three"}],
        "templateDefinitions":{"t1":[{"type":"text","name":"one"}],"t2":[{"type":"email","name":"email"}]}}"#;
    let own = r#"{"template":"t1","fields":[{"type":"text","name":"own","label":"Own"},{"name":"no type"}]}"#;
    for (config, given, labels) in [
        (config, own, vec!["Own"]),
        (config, r#"{"template":"t1"}"#, vec!["one"]),
        (config, r#"{"template":"unknown"}"#, vec!["Email"]),
        (config, r#"{"fields":[]}"#, vec!["Email"]),
        (with_fields, "{}", vec!["Three"]),
        (
            ON,
            r#"{"template":"unknown","fields":7}"#,
            vec!["Your name", "Email"],
        ),
    ] {
        let mut desk = begin(config, option(given));
        desk.step(Input::Open);
        desk.pass(3_000);
        let form = desk.session.form(desk.only_form()).unwrap();
        let asked: Vec<String> = form.fields.iter().filter_map(|it| it.field.label()).collect();
        assert_eq!(asked, labels, "{config} {given}");
    }
}

#[test]
fn it_is_checked_without_saying_who_asks() {
    let (mut desk, form) = shown();
    desk.form(form, FormInput::Set(0, "Pat".to_owned()));
    desk.form(form, FormInput::Next(0));
    assert_eq!(desk.asked(), ["prechatcapture/validate"]);
    assert_eq!(desk.requests[0].authorization, Authorization::Anonymous);
    let response = desk.body(VALIDATE);
    let response = response.get("formResponse").unwrap();
    assert_eq!(
        json::write(response),
        r#"{"type":"formResponse","role":"appUser","fields":[{"label":"Your name","name":"name","type":"text","text":"Pat"}],"quotedMessageId":"prechat-capture-form"}"#
    );
    desk.reply(VALIDATE, 400, "?");
    let state = desk.session.form(form).unwrap().fields[0].state;
    assert_eq!(state, FieldState::Invalid(Fault::Unknown));
}

#[test]
fn it_is_sent_as_observed() {
    let (mut desk, form) = shown();
    desk.step(Input::Called(
        Call::UpdateUser(from_text(r#"{"givenName":"P","properties":{"vip":true}}"#).unwrap()),
        PromiseId(7),
    ));
    fill(&mut desk, form);
    assert_eq!(progress(&desk, form), Progress::Submitting);
    assert_eq!(desk.asked(), ["prechatcapture"]);
    let body = desk.body(SUBMIT);
    let Some(Value::Array(messages)) = body.get("messages") else {
        panic!("{body:?}")
    };
    let said = |at: usize, key: &str| messages[at].get(key).map(json::write).unwrap_or_default();
    assert_eq!(messages.len(), 4);
    assert_eq!(
        (said(0, "text"), said(0, "role")),
        (r#""Hi""#.to_owned(), r#""appMaker""#.to_owned())
    );
    assert_eq!(said(0, "_id"), "", "it has no name yet");
    assert_eq!(said(1, "_id"), r#""prechat-capture-form""#);
    assert_eq!(
        said(1, "fields"),
        concat!(
            r#"[{"type":"text","name":"name","label":"Your name","placeholder":"Type","_id":"Your name"},"#,
            r#"{"type":"email","name":"email","label":"Email","placeholder":"name@company.com","_id":"Email"}]"#
        )
    );
    assert_eq!(
        (said(1, "submitted"), said(1, "isPrechatCaptureForm")),
        ("false".to_owned(), "true".to_owned())
    );
    assert_eq!(
        (said(2, "sendStatus"), said(3, "text")),
        (r#""sending""#.to_owned(), r#""Thanks""#.to_owned())
    );
    assert!(!said(2, "received").is_empty() && !said(3, "received").is_empty());
    let answers = concat!(
        r#"[{"label":"Your name","name":"name","type":"text","text":"Pat"},"#,
        r#"{"label":"Email","name":"email","type":"email","email":"p@x.yz"}]"#
    );
    assert_eq!(said(2, "fields"), answers);
    let response = body.get("formResponse").unwrap();
    assert_eq!(json::write(response.get("fields").unwrap()), answers);
    assert_eq!(
        body.get("sender")
            .and_then(|it| it.get("type"))
            .and_then(Value::as_str),
        Some("appUser")
    );
    assert_eq!(body.get("givenName").and_then(Value::as_str), Some("P"));
    assert!(body.get("userId").is_none());
}

#[test]
fn what_was_shown_becomes_the_conversation_without_a_gap() {
    let (mut desk, form) = shown();
    let greeting = desk.session.timeline()[0].key;
    fill(&mut desk, form);
    desk.reply(SUBMIT, 201, SESSION);
    assert_eq!(progress(&desk, form), Progress::Submitted);
    assert_eq!(desk.texts().len(), 2, "it stays until it can be replaced");
    assert!(!desk.session.is_composer_blocked());
    desk.changes.clear();
    desk.events.clear();
    desk.reply(MESSAGES, 200, PAGE);
    let keys: Vec<Key> = desk.session.timeline().iter().map(|it| it.key).collect();
    assert_eq!((keys.len(), keys[0], keys[1]), (4, greeting, form));
    assert!(
        !desk
            .changes
            .iter()
            .any(|it| matches!(it, Change::Removed(_) | Change::Cleared))
    );
    assert!(desk.session.timeline().iter().all(|it| !it.is_local()));
    assert_eq!(progress(&desk, form), Progress::Submitted);
    let name = desk.session.form(form).unwrap().fields[0].answer().cloned();
    assert_eq!(name, Some("Pat".into()));
    assert!(!desk.events.contains(&"message:received"));
    let user = desk.session.page_user().unwrap();
    assert!(user.get("signedUpAt").is_some());
    assert!(desk.has_alarm(Alarm::Silence), "connected");
}

#[test]
fn what_the_service_has_otherwise_replaces_what_was_shown() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    desk.reply(SUBMIT, 201, SESSION);
    desk.reply(MESSAGES, 200, &PAGE.replace(r#""Hi""#, r#""Hello""#));
    assert_eq!(desk.texts()[0], "Hello");
    assert_eq!(desk.session.timeline().len(), 4);
}

#[test]
fn a_page_that_cannot_be_read_is_left_to_the_channel() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    desk.reply(SUBMIT, 201, SESSION);
    desk.reply(MESSAGES, 404, "");
    assert!(desk.session.timeline().is_empty() && desk.has_alarm(Alarm::Silence));
    assert!(!desk.session.is_composer_blocked());
}

#[test]
fn the_first_message_afterwards_says_so() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    desk.reply(SUBMIT, 201, SESSION);
    desk.reply(MESSAGES, 200, PAGE);
    for intent in [Some("prechatcapture:reply"), None] {
        submit(&mut desk, "my question");
        let said = desk.body(MESSAGES);
        assert_eq!(said.get("intent").and_then(Value::as_str), intent);
        let id = if intent.is_some() { "5" } else { "6" };
        let stored = [
            r#"{"messages":[{"_id":""#,
            id,
            r#"","type":"text","role":"appUser","text":"my question","received":9}]}"#,
        ];
        desk.reply(MESSAGES, 201, &stored.concat());
    }
}

#[test]
fn what_did_not_arrive_may_be_sent_again_or_changed() {
    for (failure, given) in [
        (answer(400, "", None), true),
        (answer(500, "", None), true),
        (Answer::Unreachable, true),
        (answer(201, "{}", None), true),
        (answer(429, "", Some(3600)), true),
        (answer(429, "", Some(2)), false),
    ] {
        let (mut desk, form) = shown();
        fill(&mut desk, form);
        desk.answer(SUBMIT, failure);
        if !given {
            assert_eq!(progress(&desk, form), Progress::Submitting, "in the common way");
            desk.pass(3_000);
            desk.reply(SUBMIT, 400, "");
        }
        assert_eq!(progress(&desk, form), Progress::Failed);
        assert!(desk.session.is_composer_blocked());
        assert!(
            desk.requests.is_empty(),
            "it may have arrived: only the visitor sends it again"
        );
        desk.changes.clear();
        desk.form(form, FormInput::Retry);
        assert_eq!(progress(&desk, form), Progress::Submitting);
        assert!(desk.changes.contains(&Change::Form(form)));
        desk.reply(SUBMIT, 400, "");
        desk.form(form, FormInput::Set(0, "Zoe".to_owned()));
        assert_eq!(progress(&desk, form), Progress::Open);
        desk.form(form, FormInput::Next(0));
        desk.reply(VALIDATE, 200, "");
        assert!(json::write(&desk.body(SUBMIT)).contains("Zoe"));
    }
}

#[test]
fn it_goes_away_when_the_page_says_something() {
    for wait in [0, 1_500, 3_000] {
        let mut desk = begin(ON, setup());
        desk.step(Input::Open);
        desk.pass(wait);
        submit(&mut desk, "hello");
        assert_eq!(desk.texts(), ["hello"]);
        assert!(!desk.session.is_composer_blocked() && !desk.has_alarm(Alarm::Prechat));
        assert_eq!(desk.asked(), ["appusers"]);
    }
}

#[test]
fn a_message_waits_for_the_user_that_the_form_makes() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    submit(&mut desk, "hello");
    assert_eq!(desk.asked(), ["prechatcapture"], "there are not two users");
    desk.reply(SUBMIT, 201, SESSION);
    desk.reply("conversations/c/messages", 200, PAGE);
    assert_eq!(desk.session.timeline().len(), 5);
    assert_eq!(desk.texts()[4], "hello");

    let (mut desk, form) = shown();
    fill(&mut desk, form);
    submit(&mut desk, "hello");
    desk.reply(SUBMIT, 500, "");
    assert_eq!(
        (desk.asked(), desk.texts()),
        (vec!["appusers"], vec!["hello".to_owned()])
    );
}

#[test]
fn closing_the_panel_keeps_what_was_written() {
    let (mut desk, form) = shown();
    desk.form(form, FormInput::Set(0, "Pat".to_owned()));
    desk.step(Input::Close);
    desk.pass(10_000);
    desk.step(Input::Open);
    desk.pass(10_000);
    let name = desk.session.form(form).unwrap().fields[0].answer().cloned();
    assert_eq!(name, Some("Pat".into()));
}

#[test]
fn somebody_else_gets_a_form_of_its_own() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    desk.step(Input::Called(
        Call::Login(ExternalId::new("pat"), "jwt".to_owned()),
        PromiseId(9),
    ));
    assert!(desk.texts().is_empty() && !desk.session.is_composer_blocked());
    desk.reply(SUBMIT, 201, SESSION);
    assert!(
        desk.session.page_user().unwrap().get("_id").is_none(),
        "that was somebody else"
    );
    desk.reply("a/login", 204, "");
    assert!(desk.session.is_composer_blocked());
    desk.pass(3_000);
    let form = desk.only_form();
    assert_eq!(desk.session.form(form).unwrap().current(), Some(0));
    fill(&mut desk, form);
    let body = desk.body(SUBMIT);
    assert_eq!(body.get("userId").and_then(Value::as_str), Some("pat"));
    let submitted = desk.requests.iter().find(|it| it.url.ends_with(SUBMIT)).unwrap();
    assert_eq!(submitted.authorization, Authorization::Bearer("jwt".to_owned()));
}

/// A user whose conversation is empty, connected, with the form on the screen.
fn known(delegates: Delegates) -> (Desk, Key) {
    let mut desk = greeted(delegates);
    desk.pass(3_000);
    let form = desk.only_form();
    (desk, form)
}

/// The same before that.
fn greeted(delegates: Delegates) -> Desk {
    let mut desk = Desk::new(Begin {
        config: ON,
        prechat: setup(),
        login: Login::User(ExternalId::new("pat"), "jwt".to_owned()),
        delegates,
        embedded: true,
        ..Begin::default()
    });
    let session = r#"{"appUser":{"_id":"u1","clients":[]},"conversations":[{"_id":"c"}]}"#;
    desk.reply("a/login", 200, session);
    desk.reply(MESSAGES, 200, r#"{"messages":[]}"#);
    desk.connect();
    desk.reply(
        "conversations/c",
        200,
        r#"{"conversation":{"_id":"c"},"messages":[]}"#,
    );
    desk
}

fn hear(desk: &mut Desk, event: &str) {
    desk.step(told_by_channel(event));
}

#[test]
fn who_seemed_to_write_is_no_one_that_stops() {
    let mut desk = greeted(Delegates::default());
    assert!(desk.session.typer().is_some());
    hear(
        &mut desk,
        r#"{"type":"message","conversation":{"_id":"c"},"message":
            {"_id":"1","type":"text","role":"appMaker","text":"Hello","received":1}}"#,
    );
    assert!(desk.session.typer().is_none());
    assert!(desk.events.contains(&"message:received") && !desk.events.contains(&"typing:stop"));
}

#[test]
fn who_really_writes_goes_on_when_the_form_is_there() {
    let mut desk = greeted(Delegates::default());
    hear(
        &mut desk,
        r#"{"type":"activity","conversation":{"_id":"c"},"activity":
            {"type":"typing:start","role":"appMaker","data":{"name":"Ann"}}}"#,
    );
    assert_eq!(desk.events, ["typing:start"]);
    desk.pass(3_000);
    desk.only_form();
    let name = desk.session.typer().and_then(|typer| typer.name.clone());
    assert_eq!(name.as_deref(), Some("Ann"));
}

#[test]
fn the_echo_may_be_quicker_than_the_answer() {
    let (mut desk, form) = known(Delegates::default());
    fill(&mut desk, form);
    hear(
        &mut desk,
        r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"1","type":"text","role":"appMaker","text":"Hi",
            "received":1,"source":{"type":"web","sessionId":"x"}}}"#,
    );
    assert_eq!(desk.texts().len(), 2);
    assert_eq!(desk.events, [] as [&str; 0], "the visitor has seen it");
    desk.reply(SUBMIT, 201, SESSION);
    desk.reply(MESSAGES, 200, PAGE);
    assert_eq!(desk.session.timeline().len(), 4);
    assert_eq!(desk.session.timeline()[1].key, form);
}

#[test]
fn a_form_that_is_gone_holds_nothing_up() {
    let (mut desk, form) = known(Delegates::default().with(Delegate::BeforeSend));
    fill(&mut desk, form);
    let (id, _) = desk.consults.remove(0);
    desk.step(Input::Called(
        Call::LoadConversation(ConversationId::new("d")),
        PromiseId(5),
    ));
    let entered = r#"{"conversation":{"_id":"d"},"messages":[],"appUser":{"_id":"u1"}}"#;
    desk.reply("conversations/d/subscribe", 200, entered);
    submit(&mut desk, "hello");
    assert!(desk.consults.is_empty());
    desk.step(Input::Consulted(id, None));
    assert!(!desk.asked().contains(&"prechatcapture") && !desk.session.is_composer_blocked());
    let (id, _) = desk.consults.remove(0);
    desk.step(Input::Consulted(id, None));
    assert!(desk.asked().contains(&"conversations/d/messages"));
}

#[test]
fn a_user_of_another_tab_is_not_taken_while_one_is_made() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    desk.step(Input::Stored(Slot::UserId, Some("u9".to_owned())));
    desk.step(Input::Stored(Slot::SessionToken, Some("t9".to_owned())));
    assert_eq!(desk.asked(), ["prechatcapture"]);
}

#[test]
fn a_conversation_that_waits_for_the_form_is_made_without_it() {
    let (mut desk, form) = shown();
    fill(&mut desk, form);
    desk.step(Input::Called(Call::StartConversation, PromiseId(5)));
    assert_eq!(desk.asked(), ["prechatcapture"]);
    desk.reply(SUBMIT, 500, "");
    assert_eq!(desk.asked(), ["appusers"]);
}

/// The page has asked for a conversation before the form was sent, and the service has made a user for each.
#[test]
fn the_user_that_the_form_has_made_stays_though_another_was_made_meanwhile() {
    let (mut desk, form) = shown();
    desk.step(Input::Called(Call::StartConversation, PromiseId(5)));
    fill(&mut desk, form);
    assert_eq!(desk.asked(), ["appusers", "prechatcapture"]);
    desk.reply(SUBMIT, 201, SESSION);
    let other = r#"{"appUser":{"_id":"u2","clients":[]},"conversations":[{"_id":"x"}],"sessionToken":"s2"}"#;
    desk.reply("appusers", 201, other);
    desk.reply(MESSAGES, 200, PAGE);
    let user = desk.session.page_user().unwrap();
    assert_eq!(user.get("_id").and_then(Value::as_str), Some("u1"));
    assert!(
        desk.settled
            .iter()
            .any(|(it, how)| *it == PromiseId(5) && how.is_ok())
    );
    submit(&mut desk, "hello");
    let posted = desk
        .requests
        .iter()
        .find(|it| it.url.ends_with(MESSAGES))
        .unwrap();
    let by_form = Authorization::Basic(UserId::new("u1"), "s".to_owned());
    assert_eq!(posted.authorization, by_form);
    let ids: Vec<&str> = desk.session.conversations().iter().map(|row| row.id).collect();
    assert_eq!(ids, ["c"]);
}

#[test]
fn the_page_may_change_the_answers() {
    let mut desk = Desk::new(Begin {
        config: ON,
        prechat: setup(),
        delegates: Delegates::default().with(Delegate::BeforeSend),
        embedded: true,
        ..Begin::default()
    });
    desk.pass(3_000);
    let form = desk.only_form();
    fill(&mut desk, form);
    assert_eq!(progress(&desk, form), Progress::Submitting);
    assert!(desk.requests.is_empty());
    let (id, arguments) = desk.consults.remove(0);
    assert_eq!(
        arguments[0].get("type").and_then(Value::as_str),
        Some("formResponse")
    );
    let text = json::write(&arguments[0]).replace("Pat", "Patricia");
    desk.step(Input::Consulted(id, Some(json::parse(&text).unwrap())));
    let body = desk.body(SUBMIT);
    assert!(json::write(body.get("formResponse").unwrap()).contains("Patricia"));
    assert!(json::write(body.get("messages").unwrap()).contains("Patricia"));
}

#[test]
fn an_email_address_is_linked_where_the_page_and_the_config_let_it() {
    for (given, linked) in [("{}", true), (r#"{"enableEmailLinking":false}"#, false)] {
        let mut desk = begin(ON, option(given));
        desk.step(Input::Open);
        desk.pass(3_000);
        let form = desk.only_form();
        fill(&mut desk, form);
        desk.reply(SUBMIT, 201, SESSION);
        desk.reply(MESSAGES, 200, PAGE);
        assert_eq!(desk.asked().contains(&"appusers/u1/clients"), linked);
        if !linked {
            continue;
        }
        assert_eq!(
            json::write(&desk.body("/clients")),
            r#"{"criteria":{"type":"mailgun","integrationId":"m1","address":"p@x.yz"},"confirmation":{"type":"immediate"},"target":{"conversationId":"c"}}"#
        );
        submit(&mut desk, "hello");
        desk.reply("/clients", 201, "{}");
        let said = &desk.session.timeline()[4];
        assert!(matches!(&said.body, Body::Local(Local::EmailLinked(email)) if email == "p@x.yz"));
        desk.reply(
            MESSAGES,
            201,
            r#"{"messages":[{"_id":"5","type":"text","role":"appUser","text":"hello","received":9}]}"#,
        );
        let places: Vec<bool> = desk.session.timeline().iter().map(|it| it.is_local()).collect();
        assert_eq!(
            places,
            [false, false, false, false, true, false],
            "later messages come after it"
        );
    }
}

#[derive(Clone, Debug)]
enum Act {
    Set(usize),
    Next(usize),
    Retry,
    Ends(bool, u8),
    Pass(u16),
    Say,
    Panel(bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0..3usize).prop_map(Act::Set),
        4 => (0..3usize).prop_map(Act::Next),
        1 => Just(Act::Retry),
        6 => (any::<bool>(), 0..6u8).prop_map(|(first, how)| Act::Ends(first, how)),
        2 => (0..9_000u16).prop_map(Act::Pass),
        1 => any::<bool>().prop_map(Act::Panel),
    ];
    let end = prop_oneof![Just(None), Just(Some(Act::Say))];
    (prop::collection::vec(act, 0..50), end).prop_map(|(mut acts, end)| {
        acts.extend(end);
        acts
    })
}

/// Ends a request; returns whether it was an unheard or a good submission.
fn end(desk: &mut Desk, at: usize, how: u8) -> (u32, u32) {
    let request = desk.requests.remove(at);
    let is_submission = request.url.ends_with(SUBMIT);
    let body = if is_submission || request.url.ends_with("/appusers") {
        SESSION
    } else if request.method.as_str() == "GET" {
        PAGE
    } else if request.url.ends_with(MESSAGES) {
        r#"{"messages":[{"_id":"9","type":"text","role":"appUser","text":"hello","received":9}]}"#
    } else {
        "{}"
    };
    let given = match how {
        0 | 1 => answer(200, body, None),
        2 => Answer::Unreachable,
        3 => answer(503, "", None),
        4 => answer(429, "", Some(7)),
        _ => answer(400, "", None),
    };
    desk.step(Input::Answered(request.ticket, given));
    (
        u32::from(is_submission && (2..4).contains(&how)),
        u32::from(is_submission && how < 2),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_happens_the_visitor_comes_to_a_conversation_and_the_form_arrives_once(acts in acts()) {
        let (mut desk, _) = shown();
        let (mut unheard, mut good) = (0, 0);
        let mut has_said = false;
        for act in acts {
            let forms = desk.session.timeline().iter().map(|it| it.key);
            let form = forms.rev().find(|key| desk.session.form(*key).is_some());
            match (act, form) {
                (Act::Set(at), Some(form)) => desk.form(form, FormInput::Set(at, "p@x.yz".to_owned())),
                (Act::Next(at), Some(form)) => desk.form(form, FormInput::Next(at)),
                (Act::Retry, Some(form)) => desk.form(form, FormInput::Retry),
                (Act::Ends(first, how), _) => {
                    if let Some(last) = desk.requests.len().checked_sub(1) {
                        let (lost, heard) = end(&mut desk, if first { 0 } else { last }, how);
                        unheard += lost;
                        good += heard;
                    }
                }
                (Act::Pass(millis), _) => desk.pass(u64::from(millis)),
                (Act::Say, _) => {
                    has_said = true;
                    submit(&mut desk, "hello");
                }
                (Act::Panel(open), _) => desk.step(if open { Input::Open } else { Input::Close }),
                _ => {}
            }
            let submissions = desk.asked().iter().filter(|end| **end == "prechatcapture").count();
            prop_assert!(submissions <= 1);
            prop_assert!(good <= 1, "{unheard} were lost, which the visitor may have sent again");
        }
        desk.step(Input::Open);
        for _ in 0..30 {
            while !desk.requests.is_empty() {
                good += end(&mut desk, 0, 0).1;
            }
            if !desk.session.is_composer_blocked() {
                break;
            }
            desk.pass(60_000);
            let forms = desk.session.timeline().iter().map(|it| it.key);
            let form = forms.rev().find(|key| desk.session.form(*key).is_some());
            if let Some((key, form)) = form.and_then(|key| Some((key, desk.session.form(key)?))) {
                match (form.progress, form.current()) {
                    (Progress::Failed, _) => desk.form(key, FormInput::Retry),
                    (_, Some(at)) => {
                        desk.form(key, FormInput::Set(at, "x@y.zz".to_owned()));
                        desk.form(key, FormInput::Next(at));
                    }
                    _ => {}
                }
            }
        }
        desk.pass(60_000);
        while !desk.requests.is_empty() {
            good += end(&mut desk, 0, 0).1;
        }
        prop_assert!(!desk.session.is_composer_blocked(), "stuck");
        prop_assert!(good == 1 || has_said && good == 0);
        let locals = desk.session.timeline().iter().filter(|it| matches!(it.body, Body::Local(Local::Message(_))));
        prop_assert_eq!(locals.count(), 0);
        let sent = desk.session.timeline().iter().all(|it| it.delivery == Delivery::Delivered);
        prop_assert!(sent);
    }
}
