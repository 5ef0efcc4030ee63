//! What views ask of the timeline: which entries have a row, which go on with what the one before says, which have been
//! seen; and that nothing of it is lost among thousands.

use crate::bench::answer;
use crate::desk::{Begin, Desk};
use avmsdk_protocol::id::{ActionId, ClientId, ConversationId, UserId};
use avmsdk_protocol::json::parse;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{Call, Change, History, Input, Notice, PromiseId, StoredIdentity};

/// A user whose conversation has these messages, as JSON, oldest first.
fn desk(messages: &str, more: bool) -> Desk {
    let mut desk = Desk::new(Begin {
        stored: StoredIdentity {
            client_id: Some(ClientId::new("browser")),
            user_id: Some(UserId::new("u1")),
            session_token: Some("t".to_owned()),
            items: Vec::new(),
        },
        embedded: true,
        ..Begin::default()
    });
    desk.reply(
        "appusers/u1",
        200,
        r#"{"appUser":{"_id":"u1","clients":[{"id":"browser","platform":"web","active":true}]},"conversations":[{"_id":"c","appMakerLastRead":30}]}"#,
    );
    let page = format!(r#"{{"messages":[{messages}],"hasPrevious":{more}}}"#);
    desk.reply("conversations/c/messages", 200, &page);
    desk.changes.clear();
    desk
}

fn rows(desk: &Desk) -> Vec<bool> {
    let entries = desk.session.timeline().iter();
    entries.map(|entry| desk.session.has_row(entry)).collect()
}

#[test]
fn what_says_nothing_has_no_row() {
    let desk = desk(
        r#"{"_id":"1","type":"text","role":"appMaker","received":1,"text":" "},
        {"_id":"2","type":"text","role":"appMaker","received":2,"text":"","actions":[{"_id":"a","type":"reply","text":"Yes"}]},
        {"_id":"3","type":"text","role":"appMaker","received":3,"text":"","actions":[{"_id":"b","type":"link","text":"x"}]},
        {"_id":"4","type":"hologram","role":"appMaker","received":4},
        {"_id":"5","type":"form","role":"appMaker","received":5,"fields":[{"type":"text","name":"n","label":"l"}]},
        {"_id":"6","type":"formResponse","role":"appUser","received":6,"quotedMessageId":"5"},
        {"_id":"7","type":"formResponse","role":"appUser","received":7,"quotedMessageId":"unknown"}"#,
        false,
    );
    assert_eq!(rows(&desk), [false, false, true, true, true, false, true]);
}

#[test]
fn a_row_goes_on_while_author_and_moment_are_the_same() {
    let desk = desk(
        r#"{"_id":"1","type":"text","role":"appMaker","received":1,"text":"a","name":"Ann","authorId":"x"},
        {"_id":"2","type":"text","role":"appMaker","received":200,"text":"b","name":"Ann","authorId":"x"},
        {"_id":"3","type":"text","role":"appMaker","received":600,"text":"c","name":"Ann","authorId":"x"},
        {"_id":"4","type":"text","role":"appMaker","received":601,"text":"d","name":"Bob","authorId":"x"},
        {"_id":"5","type":"text","role":"appMaker","received":602,"text":"e","name":"Bob","authorId":"y"},
        {"_id":"6","type":"text","role":"appUser","received":603,"text":"f","authorId":"u1"},
        {"_id":"7","type":"text","role":"appUser","received":604,"text":"g"},
        {"_id":"8","type":"text","role":"appUser","received":605,"text":"h","authorId":"u2"}"#,
        false,
    );
    let entries = desk.session.timeline();
    let continues: Vec<bool> = (1..entries.len())
        .map(|at| desk.session.continues(&entries[at], &entries[at - 1]))
        .collect();
    assert_eq!(continues, [true, false, false, false, false, true, false]);
}

#[test]
fn what_the_business_has_read_is_seen() {
    let mut desk = desk(
        r#"{"_id":"1","type":"text","role":"appUser","received":30,"text":"a"},
        {"_id":"2","type":"text","role":"appUser","received":31,"text":"b"}"#,
        false,
    );
    let seen = |desk: &Desk| -> Vec<bool> {
        let entries = desk.session.timeline().iter();
        entries.map(|entry| desk.session.is_seen(entry)).collect()
    };
    assert_eq!(seen(&desk), [true, false]);
    desk.connect();
    let event = r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"activity","conversation":{"_id":"c","appMakerLastRead":31},"activity":{"type":"conversation:read","role":"appMaker"}}]}}]"#;
    desk.changes.clear();
    desk.step(Input::SocketText(event.to_owned()));
    assert_eq!(seen(&desk), [true, true]);
    assert!(desk.changes.contains(&Change::Conversation));
}

#[test]
fn what_the_business_has_read_stays_seen_whatever_an_older_answer_says() {
    let mut desk = desk(
        r#"{"_id":"1","type":"text","role":"appUser","received":31,"text":"a"}"#,
        false,
    );
    desk.connect();
    let old = r#"{"conversation":{"_id":"c","displayName":"Order 8","appMakerLastRead":30},"messages":[]}"#;
    desk.reply("conversations/c", 200, old);
    let id = ConversationId::new("c");
    desk.step(Input::Called(
        Call::UpdateConversation(id, Object::new()),
        PromiseId(2),
    ));
    let event = r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"activity","conversation":{"_id":"c","appMakerLastRead":31},"activity":{"type":"conversation:read","role":"appMaker"}}]}}]"#;
    desk.step(Input::SocketText(event.to_owned()));
    let is_seen = |desk: &Desk| desk.session.is_seen(&desk.session.timeline()[0]);
    assert!(is_seen(&desk));
    desk.reply("conversations/c", 200, old);
    assert!(is_seen(&desk));
    assert_eq!(desk.session.conversation_name(), Some("Order 8"));
}

#[test]
fn an_action_is_chosen_by_its_place() {
    let mut desk = desk(
        r#"{"_id":"1","type":"carousel","role":"appMaker","received":1,"actions":[
            {"_id":"a","type":"reply","text":"Yes","payload":"Y","metadata":{"k":1}},
            {"_id":"b","type":"link","uri":"https://a.test"}],
          "items":[{"title":"t","actions":[{"_id":"c","type":"link"},{"_id":"d","type":"postback"}]},
            {"title":"u","actions":[{"_id":"e","type":"postback"},{"type":"postback"}]}]}"#,
        false,
    );
    let key = desk.session.timeline()[0].key;
    for nothing in [1, 2, 5, 6, usize::MAX] {
        desk.step(Input::Choose(key, nothing));
        assert_eq!(desk.asked(), Vec::<&str>::new(), "{nothing}");
    }
    for (at, id) in [(3, "d"), (4, "e"), (3, "d")] {
        desk.step(Input::Choose(key, at));
        assert!(desk.session.is_under_way(&ActionId::new(id)));
    }
    assert_eq!(
        desk.asked(),
        ["conversations/c/postback", "conversations/c/postback"],
        "each once until it is answered"
    );
    desk.reply("postback", 200, "{}");
    desk.reply("postback", 500, "");
    assert!(!desk.session.is_under_way(&ActionId::new("d")));
    assert_eq!(desk.session.notice(), Some(Notice::ActionFailed));
    desk.step(Input::Choose(key, 0));
    let body = desk.body("conversations/c/messages");
    let message = body.get("message").unwrap();
    let wanted = r#"{"type":"text","role":"appUser","text":"Yes","payload":"Y","metadata":{"k":1}}"#;
    let Value::Object(wanted) = parse(wanted).unwrap() else {
        panic!()
    };
    for (name, value) in wanted.iter() {
        assert_eq!(message.get(name), Some(value), "{name}");
    }
}

fn page(from: u32, to: u32) -> String {
    let message =
        |at| format!(r#"{{"_id":"m{at}","type":"text","role":"appMaker","received":{at},"text":"{at}"}}"#);
    (from..to).map(message).collect::<Vec<_>>().join(",")
}

#[test]
fn what_comes_twice_is_known_among_thousands() {
    let mut desk = desk(&page(5000, 5100), true);
    for first in (1..50).rev() {
        desk.step(Input::LoadHistory);
        let url = desk.requests.last().unwrap().url.clone();
        // A page brings again what was there: its newest two.
        let page = page(first * 100, first * 100 + 102);
        let body = format!(r#"{{"messages":[{page}],"hasPrevious":{}}}"#, first > 1);
        let end = url.rsplit('/').next().unwrap().to_owned();
        desk.answer(&end, answer(200, &body, None));
    }
    let wanted: Vec<String> = (100..5100).map(|at| at.to_string()).collect();
    assert_eq!(desk.texts(), wanted);
    assert_eq!(desk.session.history(), History::Whole);
    let last = desk.session.timeline().last().unwrap().key;
    assert_eq!(desk.session.place_of(last), Some(4999));
}
