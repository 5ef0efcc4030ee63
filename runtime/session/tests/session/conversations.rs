//! Several conversations: going from one into another, what happens in those that are not shown, and
//! what the page asks about them.

use crate::bench::{Bench, answer};
use crate::service::{number, text};
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::{Object, Value, json};
use avmsdk_session::{Answer, Call, Input, Notice, PromiseId};

const ENTERED: &str = r#"{"appUser":{"_id":"u1","clients":[]},"conversation":{"_id":"d","unreadCount":2,"type":"sdkGroup"},
    "messages":[{"_id":"d1","type":"text","role":"appMaker","received":7,"text":"there","source":{"type":"api"}}],"hasPrevious":true}"#;

fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn enter(bench: &mut Bench, id: &str) -> PromiseId {
    bench.call(Call::LoadConversation(ConversationId::new(id)))
}

/// A frame with a message for a conversation.
fn message(conversation: &str, id: &str) -> String {
    [
        r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"message","conversation":{"_id":""#,
        conversation,
        r#""},"message":{"_id":""#,
        id,
        r#"","type":"text","role":"appMaker","received":2000,"text":"psst","source":{"type":"api"}}}]}}]"#,
    ]
    .concat()
}

#[test]
fn going_into_another_conversation_shows_that_one_alone() {
    let mut bench = connected(2);
    let promise = enter(&mut bench, "d");
    assert_eq!(bench.asked(), [("POST", "conversations/d/subscribe")]);
    assert_eq!(bench.texts().len(), 2, "until then the old one stays");
    bench.reply(0, ENTERED);
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.texts()[0].0, "there");
    let shown = bench.session.page_conversation();
    assert_eq!((text(&shown, "_id"), text(&shown, "type")), ("d", "sdkGroup"));
    assert_eq!((bench.session.unread(), bench.session.unread_in_all()), (2, 4));
    let again = enter(&mut bench, "d");
    assert!(bench.result(again).unwrap().is_ok() && bench.requests.is_empty());
}

#[test]
fn what_a_conversation_is_called_is_told_of_the_one_that_is_shown_too() {
    let mut bench = connected(0);
    enter(&mut bench, "d");
    let named =
        r#""_id":"d","displayName":"Order 7","description":"of May","iconUrl":"https://a.example/i.png""#;
    bench.reply(0, &ENTERED.replace(r#""_id":"d""#, named));
    let shown = bench.session.page_conversation();
    assert_eq!(
        ["displayName", "description", "iconUrl"].map(|key| text(&shown, key)),
        ["Order 7", "of May", "https://a.example/i.png"]
    );
}

#[test]
fn the_last_call_decides_where_the_visitor_is() {
    let mut bench = connected(0);
    let (first, second) = (enter(&mut bench, "d"), enter(&mut bench, "e"));
    bench.reply(1, &ENTERED.replace(r#""_id":"d""#, r#""_id":"e""#));
    bench.reply(0, ENTERED);
    assert!(bench.result(first).unwrap().is_ok() && bench.result(second).unwrap().is_ok());
    assert_eq!(text(&bench.session.page_conversation(), "_id"), "e");
}

#[test]
fn a_conversation_that_is_not_the_visitors_is_not_found() {
    let mut bench = connected(1);
    let promise = enter(&mut bench, "x");
    bench.answer_with(0, false, answer(403, r#"{"error":{"code":"forbidden"}}"#, None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(
        (refusal.message.as_str(), refusal.status),
        ("Conversation not found", Some(403))
    );
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn a_message_for_a_conversation_that_is_not_shown_counts_there() {
    let mut bench = connected(0);
    enter(&mut bench, "d");
    bench.reply(0, ENTERED);
    bench.names();
    bench.step(Input::SocketText(message("c", "m7")));
    bench.step(Input::SocketText(message("c", "m7")));
    assert_eq!(bench.names(), ["message:received", "message", "unreadCount"]);
    let (_, arguments) = bench.events.last().unwrap();
    assert_eq!(number(&arguments[0]), 1);
    assert_eq!(text(arguments[1].get("conversation").unwrap(), "_id"), "c");
    assert_eq!(bench.session.unread_in_all(), 3);
    bench.step(Input::MarkAllAsRead(Some(ConversationId::new("c"))));
    assert_eq!(bench.names(), ["unreadCount"]);
    assert_eq!(bench.asked(), [("POST", "conversations/c/activity")]);
}

#[test]
fn a_message_sent_to_another_conversation_is_confirmed_there() {
    let mut bench = connected(0);
    enter(&mut bench, "d");
    bench.reply(0, ENTERED);
    bench.names();
    let promise = bench.promise();
    let draft = Box::new(Draft::text_only("over there"));
    let place = Some(ConversationId::new("c"));
    bench.step(Input::Submit(draft, place, Some(promise)));
    assert_eq!(bench.texts().len(), 1, "it does not show here");
    // Lost on the way back: it is looked for, and not sent twice.
    bench.answer_with(0, true, Answer::Unreachable);
    bench.service.frames.clear();
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.service.log.len(), 1);
    assert_eq!(bench.names(), ["message:sent", "message"]);
    let (_, arguments) = bench.events.last().unwrap();
    assert_eq!(text(arguments[1].get("conversation").unwrap(), "_id"), "c");
}

#[test]
fn a_message_that_is_refused_out_of_sight_is_a_notice() {
    for (place, by_page, notice) in [
        ("c", false, Some(Notice::MessageFailed)),
        ("c", true, None),
        ("d", false, None),
    ] {
        let mut bench = connected(0);
        enter(&mut bench, "d");
        bench.reply(0, ENTERED);
        let promise = by_page.then(|| bench.promise());
        let draft = Box::new(Draft::text_only("over there"));
        bench.step(Input::Submit(draft, Some(ConversationId::new(place)), promise));
        bench.answer_with(0, false, answer(400, "", None));
        assert_eq!(bench.session.notice(), notice, "{place}");
    }
}

/// A page of the list.
fn ten(from: u32) -> String {
    let one = |number: u32| {
        let id = json::write(&number.into());
        [r#"{"_id":"k"#, &id, r#"","unreadCount":0}"#].concat()
    };
    let ten: Vec<String> = (from..from + 10).map(one).collect();
    [r#"{"conversations":["#, &ten.join(","), "]}"].concat()
}

#[test]
fn the_list_is_read_ten_by_ten() {
    let mut bench = connected(0);
    let first = bench.call(Call::GetConversations(0));
    assert_eq!(bench.asked(), [("GET", "appusers/u1/conversations?offset=0")]);
    bench.reply(0, &ten(0));
    assert!(bench.session.has_more_conversations());
    let more = bench.call(Call::GetMoreConversations);
    assert_eq!(bench.asked(), [("GET", "appusers/u1/conversations?offset=10")]);
    bench.reply(0, r#"{"conversations":[]}"#);
    assert!(!bench.session.has_more_conversations());
    for (promise, count) in [(first, 10), (more, 0)] {
        let result = bench.result(promise).unwrap().clone().unwrap();
        assert!(matches!(result, Value::Array(list) if list.len() == count));
    }
}

#[test]
fn the_list_leaves_none_out_where_one_before_is_gone() {
    for id in ["k3", "c"] {
        let mut bench = connected(0);
        bench.call(Call::GetConversations(0));
        bench.reply(0, &ten(0));
        let event = [
            r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"conversation:removed","conversation":{"_id":""#,
            id,
            r#""}}]}}]"#,
        ];
        bench.step(Input::SocketText(event.concat()));
        bench.requests.clear();
        let more = bench.call(Call::GetMoreConversations);
        assert_eq!(bench.asked(), [("GET", "appusers/u1/conversations?offset=9")]);
        bench.reply(0, &ten(10));
        assert!(bench.result(more).unwrap().is_ok());
        bench.call(Call::GetMoreConversations);
        assert_eq!(bench.asked(), [("GET", "appusers/u1/conversations?offset=19")]);
    }
}

#[test]
fn what_may_not_be_made_or_changed_is_refused_in_the_words_of_the_service() {
    let id = || ConversationId::new("c");
    let making = Call::CreateConversation(Object::new());
    let changing = Call::UpdateConversation(id(), Object::new());
    let reading = Call::GetConversation(Some(id()));
    let said = r#"{"error":{"code":"forbidden","description":"one is enough"}}"#;
    for (call, status, body, code, wanted) in [
        (&making, 403, said, "forbidden", "one is enough"),
        (&changing, 403, said, "forbidden", "one is enough"),
        (&changing, 404, said, "forbidden", "one is enough"),
        (&making, 403, "", "refused", "the service refused the request"),
        (&changing, 403, "", "refused", "the service refused the request"),
        (&reading, 403, said, "forbidden", "Conversation not found"),
    ] {
        let mut bench = connected(0);
        let promise = bench.call(call.clone());
        bench.answer_with(0, false, answer(status, body, None));
        let refusal = bench.result(promise).unwrap().clone().unwrap_err();
        let told = (refusal.code.as_str(), refusal.message.as_str(), refusal.status);
        assert_eq!(told, (code, wanted, Some(status)), "{call:?}: {status} {body}");
    }
}

#[test]
fn a_conversation_has_metadata_whatever_the_service_says_and_none_before_it_is_there() {
    let mut bench = Bench::anonymous();
    bench.start();
    let empty = r#"{"unreadCount":0,"lastUpdatedAt":0,"type":"personal","participants":[],"messages":[]}"#;
    assert_eq!(json::write(&bench.session.page_conversation()), empty);
    let mut bench = connected(0);
    for metadata in ["", r#","metadata":null"#, r#","metadata":{}"#] {
        enter(&mut bench, "d");
        bench.reply(
            0,
            &ENTERED.replace(r#","type""#, &[metadata, r#","type""#].concat()),
        );
        let shown = bench.session.page_conversation();
        assert_eq!(json::write(shown.get("metadata").unwrap()), "{}", "{metadata}");
        enter(&mut bench, "c");
        bench.reply(0, &ENTERED.replace(r#""_id":"d""#, r#""_id":"c""#));
    }
}

/// What `startConversation` has told: of each conversation id, count, and whether there are messages.
fn started(bench: &Bench, promise: PromiseId) -> Vec<(String, u32, bool)> {
    let result = bench.result(promise).unwrap().clone().unwrap();
    let Some(Value::Array(conversations)) = result.get("conversations") else {
        panic!("{}", json::write(&result))
    };
    let facts = conversations.iter().map(|it| {
        assert_eq!(text(it, "type"), "personal");
        assert!(it.get("participants").is_some() && it.get("metadata").is_some());
        let unread = number(it.get("unreadCount").unwrap());
        (text(it, "_id").to_owned(), unread, it.get("messages").is_some())
    });
    facts.collect()
}

#[test]
fn who_starts_a_conversation_is_told_which_there_are() {
    let mut bench = Bench::anonymous();
    bench.start();
    let first = bench.call(Call::StartConversation);
    let second = bench.call(Call::StartConversation);
    assert!(bench.result(first).is_none());
    bench.settle();
    for promise in [first, second] {
        assert_eq!(started(&bench, promise), [("c".to_owned(), 0, false)]);
    }
}

#[test]
fn where_there_are_conversations_nothing_is_asked_to_tell_which() {
    let mut bench = connected(2);
    bench.call(Call::GetConversations(0));
    let list = r#"{"conversations":[{"_id":"d","unreadCount":1,"lastUpdatedAt":2000000000},{"_id":"c"}]}"#;
    bench.reply(0, list);
    let promise = bench.call(Call::StartConversation);
    assert!(bench.requests.is_empty());
    let both = [("c".to_owned(), 2, false), ("d".to_owned(), 1, false)];
    assert_eq!(started(&bench, promise), both, "the one that is shown first");
}

#[test]
fn a_further_conversation_needs_a_user_first() {
    let mut bench = Bench::anonymous();
    bench.start();
    let mut settings = Object::new();
    settings.set("displayName", "Order 7");
    settings.set("nonsense", true);
    let promise = bench.call(Call::CreateConversation(settings));
    assert_eq!(bench.asked(), [("POST", "appusers")]);
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.asked(), [("POST", "appusers/u1/conversations")]);
    let body = bench.requests[0].body.clone().unwrap();
    assert!(body.contains("Order 7") && !body.contains("nonsense"), "{body}");
    bench.reply(0, r#"{"conversation":{"_id":"n","displayName":"Order 7"}}"#);
    let made = bench.result(promise).unwrap().clone().unwrap();
    assert_eq!((text(&made, "_id"), text(&made, "displayName")), ("n", "Order 7"));
    // In trouble it is not made twice.
    let promise = bench.call(Call::CreateConversation(Object::new()));
    bench.answer_with(0, false, Answer::Unreachable);
    assert_eq!(
        bench.result(promise).unwrap().clone().unwrap_err().code,
        "unreachable"
    );
}

#[test]
fn what_may_be_done_once_alone_is_asked_again_where_the_service_was_not_there() {
    let mut bench = connected(0);
    let promise = bench.call(Call::CreateConversation(Object::new()));
    bench.answer_with(0, false, answer(503, "", None));
    assert!(bench.result(promise).is_none());
    bench.pass(30_000);
    bench
        .requests
        .retain(|it| it.url.ends_with("/conversations") && it.body.is_some());
    assert_eq!(bench.asked(), [("POST", "appusers/u1/conversations")]);
    // By this one it may have been done.
    bench.answer_with(0, false, answer(502, "", None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.status),
        ("unreachable", Some(502))
    );
}

#[test]
fn what_the_page_asks_is_asked_again_in_trouble_and_then_given_up() {
    let mut bench = connected(0);
    let promise = bench.call(Call::GetConversation(Some(ConversationId::new("c"))));
    for _ in 0..3 {
        assert_eq!(bench.asked(), [("GET", "conversations/c")]);
        bench.answer_with(0, false, answer(503, "", None));
        bench.pass(30_000);
        bench.requests.retain(|it| it.url.ends_with("/conversations/c"));
    }
    assert!(bench.result(promise).is_none());
    bench.answer_with(0, false, answer(503, "", None));
    assert_eq!(
        bench.result(promise).unwrap().clone().unwrap_err().code,
        "unreachable"
    );
}

#[test]
fn conversations_and_participants_come_and_go() {
    let mut bench = connected(1);
    let frame = |event: &str| {
        [
            r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":["#,
            event,
            "]}}]",
        ]
        .concat()
    };
    let participant = r#""participant":{"_id":"p","appUserId":"u2"}"#;
    let added = [
        r#"{"type":"participant:added","conversation":{"_id":"c"},"#,
        participant,
        "}",
    ]
    .concat();
    bench.step(Input::SocketText(frame(&added)));
    let shown = bench.session.page_conversation();
    assert!(json::write(&shown).contains("u2"));
    let removed = added.replace("added", "removed");
    bench.step(Input::SocketText(frame(&removed)));
    bench.step(Input::SocketText(frame(
        r#"{"type":"conversation:added","conversation":{"_id":"d"},"participants":[]}"#,
    )));
    assert_eq!(bench.asked(), [("GET", "appusers/u1/conversations")]);
    bench.requests.clear();
    bench.step(Input::SocketText(frame(
        r#"{"type":"conversation:removed","conversation":{"_id":"c"}}"#,
    )));
    assert_eq!(
        bench.names(),
        [
            "participant:added",
            "participant:removed",
            "conversation:added",
            "conversation:removed",
            "unreadCount"
        ]
    );
    let (_, arguments) = bench
        .events
        .iter()
        .rev()
        .find(|(name, _)| *name == "conversation:removed")
        .unwrap();
    assert_eq!(arguments.len(), 1, "the place is the one argument");
    assert_eq!(bench.texts(), []);
    assert_eq!(
        bench.asked(),
        [("GET", "appusers/u1")],
        "the next one, if there is any"
    );
}

#[test]
fn what_was_read_is_told_though_the_visitor_goes_elsewhere() {
    let mut bench = connected(2);
    bench.step(Input::MarkAllAsRead(None));
    bench.answer_with(0, false, Answer::Unreachable);
    enter(&mut bench, "d");
    bench.reply(0, ENTERED);
    assert!(bench.asked().contains(&("POST", "conversations/c/activity")));
}

#[test]
fn what_is_known_of_the_user_is_no_older_for_another_conversation() {
    for user in [r#"{"_id":"u1","givenName":"Old"}"#, r#"{"_id":"u1"}"#] {
        let mut bench = connected(0);
        enter(&mut bench, "d");
        let mut named = Object::new();
        named.set("givenName", "Bea");
        bench.call(Call::UpdateUser(named));
        assert_eq!(bench.asked()[1], ("PUT", "appusers/u1"));
        bench.reply(1, "{}");
        bench.reply(0, &ENTERED.replace(r#"{"_id":"u1","clients":[]}"#, user));
        let known = bench.session.page_user().unwrap();
        assert_eq!(text(&known, "givenName"), "Bea", "{user}");
        assert!(known.get("clients").is_some(), "{user}");
    }
}
