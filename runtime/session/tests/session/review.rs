//! What a reviewer found: states that stuck, messages in the wrong place, events that nobody caused.

use crate::bench::{Bench, CLIENT, answer};
use crate::service::text;
use avmsdk_protocol::id::{ClientId, ConversationId, SessionId, UserId};
use avmsdk_session::{Answer, Call, Delegates, History, Input, Login, Slot, StoredIdentity};

const ENTERED: &str = r#"{"appUser":{"_id":"u1"},"conversation":{"_id":"d","unreadCount":0},
    "messages":[{"_id":"d1","type":"text","role":"appMaker","received":7,"text":"there","source":{"type":"api"}}],"hasPrevious":true}"#;

fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn enter(bench: &mut Bench, id: &str) {
    bench.call(Call::LoadConversation(ConversationId::new(id)));
    let at = bench.requests.iter().position(|it| it.url.ends_with("/subscribe"));
    bench.reply(at.unwrap(), ENTERED);
}

fn frame(event: &str) -> String {
    [
        r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":["#,
        event,
        "]}}]",
    ]
    .concat()
}

fn item(conversation: &str, after: &str) -> StoredIdentity {
    let kept = [
        r#"{"v":1,"t":"dead","u":0,"w":900,"o":"u1","c":""#,
        conversation,
        r#"","#,
        after,
        r#""m":{"type":"text","role":"appUser","text":"late"}}"#,
    ]
    .concat();
    StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items: vec![(Slot::Outbox(SessionId::new("s")), kept)],
    }
}

fn with_stored(stored: StoredIdentity, messages: u32) -> Bench {
    let mut bench = Bench::with(stored, Login::None, Delegates::default());
    bench.service.users = 1;
    bench.service.has_conversation = true;
    for _ in 0..messages {
        bench.service.say("earlier", None);
    }
    bench
}

#[test]
fn earlier_messages_of_one_conversation_never_come_into_another() {
    let mut bench = connected(5);
    bench.step(Input::LoadHistory);
    bench.answer_with(0, false, answer(503, "", None));
    enter(&mut bench, "d");
    bench.pass(5_000);
    bench.settle();
    assert_eq!(bench.texts().len(), 1, "{:?}", bench.texts());
    assert_eq!(bench.session.history(), History::More);
}

#[test]
fn a_message_in_a_conversation_that_was_just_begun_is_not_lost() {
    let mut bench = Bench::returning(0);
    bench.service.has_conversation = false;
    bench.start();
    for _ in 0..20 {
        if !bench.service.frames.is_empty() {
            bench.deliver(0);
        } else if bench.count("connected") == 0 {
            bench.open_socket();
            if !bench.requests.is_empty() {
                bench.process(0);
                bench.answer(0);
            }
        }
    }
    assert_eq!(bench.count("connected"), 1);
    // The service has answered that there is none; then the business begins one.
    let at = bench.requests.iter().position(|it| it.url.ends_with("/appusers/u1"));
    bench.process(at.unwrap());
    bench.service.has_conversation = true;
    bench.service.say("hello", None);
    bench.deliver(0);
    bench.settle();
    assert_eq!(bench.texts().len(), 1);
    assert_eq!(bench.count("message:received"), 1);
}

#[test]
fn the_next_conversation_brings_no_news_of_long_ago() {
    let mut bench = connected(2);
    enter(&mut bench, "d");
    bench.settle();
    bench.names();
    bench.step(Input::SocketText(frame(
        r#"{"type":"conversation:removed","conversation":{"_id":"d"}}"#,
    )));
    bench.settle();
    assert_eq!(text(&bench.session.page_conversation(), "_id"), "c");
    assert_eq!(bench.texts().len(), 2);
    assert_eq!(bench.count("message:received"), 0);
}

#[test]
fn looking_for_an_old_message_tells_of_no_other() {
    let mut bench = with_stored(item("c", r#""a":1001,"#), 8);
    bench.start();
    bench.settle();
    bench.pass(1_000);
    bench.settle();
    assert_eq!(bench.service.log.len(), 9, "it was sent");
    assert_eq!(bench.count("message:received"), 0);
    assert_eq!(bench.count("message:sent"), 1);
}

#[test]
fn for_a_message_elsewhere_the_conversation_shown_is_not_read_through() {
    let mut bench = with_stored(item("d", ""), 12);
    bench.start();
    bench.settle();
    bench.pass(1_000);
    bench.settle();
    assert_eq!(bench.texts().len(), 3, "one page");
    assert_eq!(bench.count("message:received"), 0);
}

#[test]
fn going_into_a_conversation_keeps_what_is_known_of_the_user() {
    let mut bench = connected(1);
    let before = bench.session.page_user().unwrap();
    assert!(before.get("clients").is_some());
    enter(&mut bench, "d");
    assert_eq!(bench.session.page_user(), Some(before));
}

#[test]
fn what_was_read_in_one_conversation_is_not_said_of_another() {
    let mut bench = connected(1);
    bench.step(Input::Open);
    bench.requests.retain(|it| it.url.ends_with("/activity"));
    assert_eq!(bench.asked(), [("POST", "conversations/c/activity")]);
    let at = bench.requests.remove(0);
    enter(&mut bench, "d");
    bench.requests.clear();
    bench.step(Input::Answered(at.ticket, Answer::Unreachable));
    bench.pass(5_000);
    assert!(
        bench.asked().iter().all(|(_, path)| !path.contains("/d/activity")),
        "{:?}",
        bench.asked()
    );
}

#[test]
fn a_user_is_no_page_of_messages() {
    let mut bench = Bench::returning(0);
    bench.service.has_conversation = false;
    bench.start();
    for _ in 0..20 {
        if !bench.service.frames.is_empty() {
            bench.deliver(0);
        } else if bench.count("connected") == 0 {
            bench.open_socket();
            if !bench.requests.is_empty() {
                bench.process(0);
                bench.answer(0);
            }
        }
    }
    // The list of what there is is on its way, while the visitor writes.
    let promise = bench.submit("hello");
    let at = bench.requests.iter().position(|it| it.url.ends_with("/conversation"));
    bench.process(at.unwrap());
    bench.answer(0);
    let at = bench.requests.iter().position(|it| it.url.ends_with("/messages"));
    bench.answer_with(at.unwrap(), false, Answer::Unreachable);
    bench.pass(2_000);
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok(), "{:?}", bench.result(promise));
    assert_eq!(bench.service.log.len(), 1);
}

fn user(pairs: &[(&str, &str)]) -> Call {
    let mut properties = avmsdk_protocol::Object::new();
    for (key, value) in pairs {
        properties.set(key, *value);
    }
    Call::UpdateUser(properties)
}

fn bodies(bench: &Bench) -> Vec<String> {
    let puts = bench.requests.iter().filter(|it| it.url.ends_with("/appusers/u1"));
    puts.filter_map(|it| it.body.clone()).collect()
}

#[test]
fn good_news_shortens_no_wait_that_the_service_asked_for() {
    let mut bench = connected(0);
    bench.call(Call::GetConversations(0));
    bench.answer_with(0, false, answer(429, "", Some(120)));
    bench.step(Input::Online);
    bench.pass(100_000);
    assert!(bench.asked().iter().all(|(_, path)| !path.ends_with("offset=0")));
    bench.pass(30_000);
    assert!(bench.asked().iter().any(|(_, path)| path.ends_with("offset=0")));
}

#[test]
fn init_does_not_wait_for_a_day() {
    let mut bench = Bench::returning(0);
    let promise = bench.start();
    bench.answer_with(0, false, answer(503, "", Some(86_400)));
    assert_eq!(
        bench.result(promise).unwrap().clone().unwrap_err().code,
        "unreachable"
    );
}

#[test]
fn an_older_word_about_the_user_never_overtakes_a_newer_one() {
    let mut bench = connected(0);
    bench.call(user(&[("email", "old@example.com")]));
    bench.answer_with(0, false, answer(503, "", None));
    bench.call(user(&[("email", "new@example.com")]));
    bench.submit("hello");
    bench.pass(5_000);
    let bodies = bodies(&bench);
    assert!(bodies.len() == 1, "one at a time: {bodies:?}");
    bench.pass(60_000);
    let at = bench.requests.iter().position(|it| it.body.as_ref().is_some_and(|it| it.contains("old@")));
    bench.reply(at.unwrap(), "");
    bench.pass(120_000);
    let last = self::bodies(&bench).pop().unwrap();
    assert!(last.contains("new@example.com"), "{last}");
}

#[test]
fn what_is_said_of_the_user_meanwhile_is_sent_too() {
    let config = crate::bench::CONFIG.replace(r#""uploadInterval":60"#, r#""uploadInterval":0"#);
    let mut bench = Bench::configured(
        StoredIdentity {
            client_id: Some(ClientId::new(CLIENT)),
            user_id: Some(UserId::new("u1")),
            session_token: Some("t".to_owned()),
            items: Vec::new(),
        },
        avmsdk_session::Options::default(),
        &config,
    );
    bench.service.users = 1;
    bench.start();
    bench.settle();
    bench.call(user(&[("email", "a@example.com")]));
    bench.call(user(&[("email", "b@example.com")]));
    bench.reply(0, "");
    bench.pass(1_000);
    assert_eq!(bodies(&bench), [r#"{"email":"b@example.com"}"#]);
}

#[test]
fn what_waited_for_a_conversation_does_not_outlive_a_logout() {
    let login = Login::User(avmsdk_protocol::id::ExternalId::new("ann"), "j1".to_owned());
    let mut bench = Bench::with(StoredIdentity::default(), login, Delegates::default());
    bench.start();
    bench.reply(0, "");
    let promise = bench.call(Call::StartConversation);
    bench.answer_with(0, false, Answer::Unreachable);
    bench.call(Call::Logout);
    bench.pass(5_000);
    assert!(bench.result(promise).unwrap().is_err());
    assert!(bench.asked().iter().all(|it| *it != ("POST", "appusers")), "nobody is made");
}
