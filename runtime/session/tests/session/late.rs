//! The second part of the module: what waits for it, and what becomes of that.

use crate::bench::{Bench, answer};
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_protocol::message::Draft;
use avmsdk_session::{
    Call, ConnectionState, Delegate, Delegates, Delivery, Input, Login, PromiseId, Slot, StoredIdentity,
};

fn slow(mut bench: Bench) -> Bench {
    bench.is_late_slow = true;
    bench
}

/// With a conversation of two messages, and nothing under way.
fn talking() -> Bench {
    let mut bench = slow(Bench::returning(2));
    bench.start();
    bench.settle();
    bench
}

fn is_settled(bench: &Bench, promise: PromiseId) -> bool {
    bench.settled.iter().any(|(settled, _)| *settled == promise)
}

#[test]
fn a_conversation_needs_no_second_part() {
    let mut bench = talking();
    bench.step(Input::Open);
    bench.service.say("theirs", None);
    bench.submit("mine");
    bench.settle();
    bench.drop_socket();
    bench.settle();
    assert_eq!(bench.texts().len(), 4);
    assert!(!bench.is_late_loading && !bench.session.is_whole());
}

#[test]
fn a_call_waits_for_it_and_what_is_sent_then_waits_behind() {
    let mut bench = talking();
    let called = bench.call(Call::StartConversation);
    let sent = bench.submit("behind");
    bench.settle();
    assert!(bench.is_late_loading);
    assert!(!is_settled(&bench, called) && !is_settled(&bench, sent));
    bench.load_late(true);
    bench.settle();
    assert!(is_settled(&bench, called) && is_settled(&bench, sent));
    assert!(bench.session.is_whole());
}

#[test]
fn where_it_cannot_be_had_the_caller_is_told_and_messages_go_on() {
    let mut bench = talking();
    let called = bench.call(Call::StartConversation);
    bench.submit("behind");
    bench.load_late(false);
    bench.settle();
    let (_, result) = bench.settled.iter().find(|(it, _)| *it == called).unwrap();
    assert_eq!(result.as_ref().unwrap_err().code, "not_loaded");
    assert_eq!(
        bench.texts().last().unwrap(),
        &("behind".to_owned(), Delivery::Delivered)
    );
    // Whoever calls again has it tried again.
    let again = bench.call(Call::StartConversation);
    assert!(bench.is_late_loading);
    bench.load_late(true);
    bench.settle();
    assert!(is_settled(&bench, again));
}

#[test]
fn a_delegate_is_there_before_the_first_message() {
    let delegates = Delegates::default().with(Delegate::BeforeSend);
    let mut bench = slow(Bench::with(StoredIdentity::default(), Login::None, delegates));
    let started = bench.start();
    assert!(bench.is_late_loading);
    assert_eq!(bench.count("ready"), 0);
    bench.load_late(true);
    bench.settle();
    assert!(is_settled(&bench, started));
    bench.submit("asked about");
    bench.settle();
    assert_eq!(bench.consults.len(), 1);
}

#[test]
fn without_it_a_messenger_that_needs_it_does_not_start() {
    let delegates = Delegates::default().with(Delegate::BeforeSend);
    let mut bench = slow(Bench::with(StoredIdentity::default(), Login::None, delegates));
    let started = bench.start();
    bench.load_late(false);
    let (_, result) = bench.settled.iter().find(|(it, _)| *it == started).unwrap();
    assert_eq!(result.as_ref().unwrap_err().code, "not_loaded");
}

#[test]
fn a_delegate_that_is_set_is_asked_about_what_is_sent_next() {
    let mut bench = talking();
    bench.step(Input::SetDelegates(
        Delegates::default().with(Delegate::BeforeSend),
    ));
    bench.submit("asked about");
    bench.settle();
    assert_eq!(bench.consults.len(), 0);
    bench.load_late(true);
    bench.settle();
    assert_eq!(bench.consults.len(), 1);
}

#[test]
fn the_end_tells_whoever_waits_for_it() {
    let mut bench = talking();
    let called = bench.call(Call::StartConversation);
    let sent = bench.submit("behind");
    bench.step(Input::Destroy);
    assert!(is_settled(&bench, called) && is_settled(&bench, sent));
}

#[test]
fn it_is_asked_for_again_after_a_while_where_nobody_insists() {
    let mut bench = talking();
    let other = Slot::Outbox(SessionId::new("x"));
    bench.step(Input::Stored(other.clone(), None));
    bench.load_late(false);
    bench.step(Input::PageVisible(true));
    // Another tab says every few seconds that it is there.
    bench.step(Input::Stored(other.clone(), None));
    assert!(!bench.is_late_loading);
    bench.pass(20_000);
    bench.step(Input::Stored(other, None));
    assert!(bench.is_late_loading);
}

fn other_tab(id: &str) -> Input {
    Input::Stored(Slot::Outbox(SessionId::new(id)), None)
}

#[test]
fn that_another_tab_keeps_what_it_shows_needs_no_second_part() {
    let mut bench = talking();
    bench.step(Input::Stored(Slot::Snapshot, Some("{}".to_owned())));
    assert!(!bench.is_late_loading);
}

#[test]
fn what_waits_for_it_does_not_grow_without_end() {
    let mut bench = talking();
    for _ in 0..1_000 {
        bench.step(other_tab("x"));
    }
    let early = bench.call(Call::StartConversation);
    assert!(
        !is_settled(&bench, early),
        "of what a tab says again and again the last counts"
    );
    for number in 0..1_000 {
        bench.step(other_tab(&number.to_string()));
    }
    let late = bench.call(Call::StartConversation);
    let refusal = bench.result(late).unwrap().clone().unwrap_err();
    assert_eq!(refusal.code, "not_loaded");
    let sent = bench.submit("goes on");
    bench.settle();
    assert!(bench.result(sent).unwrap().is_ok());
    bench.load_late(true);
    assert!(bench.result(early).unwrap().is_ok());
}

const LIST: (&str, &str) = ("GET", "appusers/u1/conversations");

/// The same, with this list of conversations.
fn talking_beside(conversations: &str) -> Bench {
    let mut bench = talking();
    bench.drop_socket();
    bench.pass(2_000);
    bench.open_socket();
    while !bench.asked().contains(&LIST) {
        bench.deliver(0);
    }
    let at = bench.asked().iter().position(|asked| *asked == LIST).unwrap();
    bench.reply(at, &[r#"{"conversations":["#, conversations, "]}"].concat());
    bench.settle();
    bench
}

#[test]
fn of_what_happened_elsewhere_meanwhile_the_first_is_told_and_the_list_read_again() {
    let mut bench = talking_beside(r#"{"_id":"c"},{"_id":"d","unreadCount":0,"lastUpdatedAt":0}"#);
    for number in 1..=1_000 {
        let number = number.to_string();
        let event = [
            r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"message","conversation":{"_id":"d"},"message":{"_id":"e"#,
            &number,
            r#"","type":"text","role":"appMaker","received":"#,
            &number,
            r#","text":"psst","source":{"type":"api"}}}]}}]"#,
        ];
        bench.step(Input::SocketText(event.concat()));
    }
    assert!(bench.is_late_loading);
    bench.names();
    bench.load_late(true);
    let told = bench
        .names()
        .iter()
        .filter(|name| **name == "message:received")
        .count();
    assert_eq!((told, bench.told("message", "e1")), (200, 1));
    assert_eq!(bench.asked(), [LIST], "how many there are in all");
}

#[test]
fn a_message_for_another_conversation_needs_no_second_part() {
    let mut bench = talking();
    let promise = bench.promise();
    bench.step(Input::Submit(
        Box::new(Draft::text_only("there")),
        Some(ConversationId::new("x")),
        Some(promise),
    ));
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/x/messages"));
    let body = r#"{"messages":[{"_id":"m","role":"appUser","received":2000,"type":"text","text":"there"}]}"#;
    bench.answer_with(at.unwrap(), false, answer(201, body, None));
    assert!(bench.result(promise).unwrap().is_ok());
    assert!(!bench.is_late_loading && !bench.session.is_whole());
}

#[test]
fn what_is_sent_before_a_start_that_waits_for_it_waits_behind() {
    for is_there in [true, false] {
        let delegates = Delegates::default().with(Delegate::BeforeDisplay);
        let mut bench = slow(Bench::with(StoredIdentity::default(), Login::None, delegates));
        let started = bench.start();
        let sent = bench.submit("early");
        assert!(!is_settled(&bench, sent));
        bench.load_late(is_there);
        bench.settle();
        assert!(is_settled(&bench, started) && is_settled(&bench, sent));
    }
}

/// A message that only the second part can draw.
const PICTURE: &str = r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"p1","role":"appMaker",
    "received":2000,"type":"image","mediaUrl":"https://a.example/p.png"}}"#;

fn with_a_picture() -> Bench {
    let mut bench = talking();
    bench.service.publish(PICTURE);
    bench.settle();
    assert!(bench.is_late_loading);
    bench
}

#[test]
fn a_visitor_who_misses_it_is_told_and_can_try_again() {
    let mut bench = with_a_picture();
    assert_eq!(bench.session.connection(), ConnectionState::Connected);
    bench.load_late(false);
    assert_eq!(bench.session.connection(), ConnectionState::Ended);
    assert!(!bench.is_late_loading, "nobody insists");
    // The visitor does, by the control that says so; or the network is back.
    bench.step(Input::Online);
    assert!(bench.is_late_loading);
    assert_eq!(bench.session.connection(), ConnectionState::Retrying);
    bench.load_late(false);
    assert_eq!(bench.session.connection(), ConnectionState::Ended);
    bench.step(Input::Online);
    bench.load_late(true);
    assert_eq!(bench.session.connection(), ConnectionState::Connected);
}

#[test]
fn what_comes_while_it_cannot_be_had_is_missed_too() {
    let mut bench = talking();
    bench.call(Call::StartConversation);
    bench.load_late(false);
    assert_eq!(
        bench.session.connection(),
        ConnectionState::Connected,
        "the page was told"
    );
    bench.service.publish(PICTURE);
    bench.settle();
    assert_eq!(bench.session.connection(), ConnectionState::Ended);
}

#[test]
fn a_visitor_who_wanted_to_see_something_is_told() {
    for input in [Input::LateWanted, Input::LoadHistory] {
        let mut bench = talking();
        bench.step(input);
        assert!(bench.is_late_loading);
        bench.load_late(false);
        assert_eq!(bench.session.connection(), ConnectionState::Ended);
    }
}

#[test]
fn what_happens_elsewhere_is_not_missed() {
    let mut bench = talking();
    bench.step(Input::Stored(Slot::Outbox(SessionId::new("x")), None));
    bench.load_late(false);
    assert_eq!(bench.session.connection(), ConnectionState::Connected);
}

/// What a tab of a visitor who is nobody yet has written without a network, as another hears of it.
fn written_elsewhere() -> (Slot, String) {
    let mut bench = Bench::anonymous();
    bench.start();
    bench.submit("from the other");
    let mut kept = bench.kept().into_iter();
    kept.find(|(slot, _)| matches!(slot, Slot::Outbox(_))).unwrap()
}

fn writes_after_another() -> Bench {
    let mut bench = slow(Bench::anonymous());
    bench.start();
    let (slot, text) = written_elsewhere();
    bench.pass(5);
    bench.step(Input::Stored(slot, Some(text)));
    bench.submit("from this one");
    assert_eq!(bench.asked(), [], "the other is looked at first");
    bench
}

#[test]
fn what_waits_to_know_what_other_tabs_wrote_is_sent_where_that_cannot_be_had() {
    let mut bench = writes_after_another();
    bench.load_late(false);
    assert_eq!(bench.asked(), [("POST", "appusers")]);
}

#[test]
fn a_user_that_was_made_elsewhere_before_the_second_part_came_is_not_made_twice() {
    let mut bench = writes_after_another();
    bench.service.users = 1;
    bench.service.has_conversation = true;
    for (slot, value) in [(Slot::UserId, "u1"), (Slot::SessionToken, "t")] {
        bench.step(Input::Stored(slot, Some(value.to_owned())));
    }
    let (slot, _) = written_elsewhere();
    bench.step(Input::Stored(slot, None));
    bench.load_late(true);
    bench.settle();
    assert_eq!((bench.service.users, bench.service.log.len()), (1, 1));
}

/// Nobody insists, and nobody hears of it: the page's policy may never let it in.
#[test]
fn what_could_not_be_loaded_is_tried_again_later_each_time() {
    let mut bench = Bench::anonymous();
    bench.is_late_slow = true;
    bench.start();
    bench.step(Input::Open);
    bench.step(Input::LateWanted);
    for wait in [15_000, 30_000, 45_000] {
        assert!(bench.is_late_loading);
        bench.load_late(false);
        assert_eq!(bench.session.connection(), ConnectionState::Ended);
        bench.pass(wait - 1);
        assert!(!bench.is_late_loading, "{wait}");
        bench.pass(1);
        assert_eq!(
            bench.session.connection(),
            ConnectionState::Ended,
            "no word while it is tried"
        );
    }
    // The visitor asks, and sees that it is tried.
    bench.load_late(false);
    bench.step(Input::Online);
    assert_eq!(bench.session.connection(), ConnectionState::Retrying);
    bench.load_late(true);
    assert!(bench.session.is_whole());
}
