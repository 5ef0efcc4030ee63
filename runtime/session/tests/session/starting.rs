//! From `init` to `ready`: nobody yet, a stored user, one whom the service does not know any more.

use crate::bench::{Bench, Socket, answer};
use avmsdk_session::{Alarm, Answer, Call, ConnectionState, Input};

#[test]
fn a_visitor_without_a_user_asks_for_nothing_and_stores_nothing() {
    let mut bench = Bench::anonymous();
    let promise = bench.start();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.names(), ["ready"]);
    assert_eq!((bench.requests.len(), bench.stored.len()), (0, 0));
    assert_eq!((bench.socket, bench.alarms.len()), (Socket::Closed, 0));
    assert_eq!(bench.session.connection(), ConnectionState::Quiet);
}

#[test]
fn a_stored_user_is_restored_before_ready_and_connected_after() {
    let mut bench = Bench::returning(2);
    let promise = bench.start();
    assert_eq!(bench.asked(), [("GET", "appusers/u1")]);
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.asked(), [("GET", "conversations/c/messages")]);
    assert!(bench.result(promise).is_none());
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.names(), ["ready", "unreadCount", "connected"]);
    assert_eq!(bench.session.unread(), 2);
    assert_eq!(bench.session.connection(), ConnectionState::Connected);
}

#[test]
fn a_user_whom_the_service_does_not_know_is_forgotten() {
    let json = r#"{"error":{"code":"unauthorized","description":"no"}}"#;
    for (status, body) in [(401, "no"), (403, "no"), (404, "no"), (401, json), (404, json)] {
        let mut bench = Bench::returning(1);
        let promise = bench.start();
        bench.answer_with(0, false, answer(status, body, None));
        assert!(bench.result(promise).unwrap().is_ok(), "{status} {body}");
        assert_eq!(bench.stored, [("appUserId", None), ("sessionToken", None)]);
        assert_eq!(bench.names(), ["ready"]);
        assert_eq!((bench.requests.len(), bench.socket), (0, Socket::Closed));
    }
}

#[test]
fn a_user_of_another_browser_is_forgotten() {
    let mut bench = Bench::returning(1);
    bench.service.knows_client = false;
    bench.start();
    bench.settle();
    assert_eq!(bench.stored, [("appUserId", None), ("sessionToken", None)]);
    assert_eq!(bench.names(), ["ready"]);
}

#[test]
fn init_tries_again_and_then_rejects() {
    let mut bench = Bench::returning(1);
    let promise = bench.start();
    for _ in 0..3 {
        bench.answer_with(0, false, Answer::Unreachable);
        assert!(bench.result(promise).is_none());
        bench.pass(30_000);
    }
    bench.answer_with(0, false, answer(503, "", None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(refusal.code, "unreachable");
    assert_eq!((bench.names(), bench.alarms.len()), (vec![], 0));
    // What comes later is told so.
    let late = bench.submit("late");
    assert_eq!(bench.result(late).unwrap().clone().unwrap_err().code, "ended");
}

#[test]
fn init_waits_as_long_as_the_service_asks() {
    let mut bench = Bench::returning(1);
    bench.start();
    bench.answer_with(0, false, answer(429, "", Some(7)));
    assert_eq!(bench.alarms, [(Alarm::Start, bench.millis + 7000)]);
}

#[test]
fn a_refused_page_rejects_init_with_the_services_words() {
    let mut bench = Bench::returning(1);
    let promise = bench.start();
    bench.process(0);
    bench.answer(0);
    let body = r#"{"error":{"code":"bad_request","description":"no such thing"}}"#;
    bench.answer_with(0, false, answer(400, body, None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.message.as_str(), refusal.status),
        ("bad_request", "no such thing", Some(400))
    );
}

#[test]
fn a_message_that_cannot_be_read_costs_only_itself() {
    let mut bench = Bench::returning(2);
    bench.service.garbles = true;
    bench.start();
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    bench.drop_socket();
    bench.service.say("missed", None);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn what_is_written_before_ready_is_sent_after_it() {
    let mut bench = Bench::returning(1);
    bench.start();
    let promise = bench.submit("early");
    assert_eq!(bench.asked(), [("GET", "appusers/u1")]);
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn start_conversation_makes_one_where_there_is_none() {
    let mut bench = Bench::anonymous();
    bench.start();
    let (first, second) = (bench.promise(), bench.promise());
    bench.step(Input::Called(Call::StartConversation, first));
    bench.step(Input::Called(Call::StartConversation, second));
    assert_eq!(bench.asked(), [("POST", "appusers")], "both share it");
    bench.answer_with(0, false, Answer::Unreachable);
    assert!(bench.result(first).is_none());
    bench.settle();
    assert!(bench.result(first).unwrap().is_ok() && bench.result(second).unwrap().is_ok());
    let third = bench.promise();
    bench.step(Input::Called(Call::StartConversation, third));
    assert!(bench.result(third).unwrap().is_ok());
    assert_eq!((bench.service.users, bench.requests.len()), (1, 0));
}

#[test]
fn a_refused_creation_rejects_all_that_wait_for_it() {
    let mut bench = Bench::anonymous();
    bench.start();
    let conversation = bench.promise();
    bench.step(Input::Called(Call::StartConversation, conversation));
    let message = bench.submit("hello");
    bench.answer_with(0, false, answer(400, "", None));
    assert!(bench.result(conversation).unwrap().is_err() && bench.result(message).unwrap().is_err());
    assert_eq!(bench.requests.len(), 0);
}

#[test]
fn a_conversation_that_the_business_begins_is_found() {
    let mut bench = Bench::returning(0);
    bench.service.has_conversation = false;
    bench.start();
    bench.settle();
    bench.service.has_conversation = true;
    bench.service.say("good morning", None);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.session.unread(), 1);
}

#[test]
fn a_user_who_is_forgotten_between_two_answers_is_forgotten_here_too() {
    let mut bench = Bench::returning(1);
    let promise = bench.start();
    bench.process(0);
    bench.answer(0);
    bench.answer_with(0, false, answer(401, "no", None));
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.names(), ["ready"]);
    assert_eq!(bench.session.page_user(), None);
    bench.submit("hello");
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}
