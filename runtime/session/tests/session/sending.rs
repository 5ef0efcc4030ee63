//! From the composer to the service: once, in order, whatever is lost on the way.

use crate::bench::{Bench, answer};
use avmsdk_protocol::message::Draft;
use avmsdk_session::{Alarm, Answer, Delivery, Input, LONGEST_TEXT, Notice};

/// A user with an empty conversation, connected.
fn connected() -> Bench {
    let mut bench = Bench::returning(0);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

#[test]
fn the_first_message_makes_the_user_and_then_connects() {
    let mut bench = Bench::anonymous();
    bench.start();
    let promise = bench.submit("hello");
    assert_eq!(bench.asked(), [("POST", "appusers")]);
    assert_eq!(bench.texts(), [("hello".to_owned(), Delivery::Sending)]);
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.asked(), [("POST", "conversations/c/messages")]);
    let names: Vec<&str> = bench.stored.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["clientId", "appUserId", "sessionToken"]);
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.names(), ["ready", "message:sent", "message", "connected"]);
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn the_echo_may_come_before_the_answer_or_after_it() {
    for echo_first in [true, false] {
        let mut bench = connected();
        let promise = bench.submit("hello");
        let key = bench.session.timeline()[0].key;
        bench.process(0);
        if echo_first {
            bench.deliver(0);
            assert!(bench.result(promise).unwrap().is_ok());
            bench.answer(0);
        } else {
            bench.answer(0);
            assert!(bench.result(promise).unwrap().is_ok());
            bench.deliver(0);
        }
        assert_eq!(bench.names(), ["message:sent", "message"], "{echo_first}");
        assert_eq!(bench.texts(), bench.log());
        assert_eq!(bench.session.timeline()[0].key, key, "the entry keeps its key");
    }
}

#[test]
fn messages_go_one_after_the_other() {
    let mut bench = connected();
    for text in ["one", "two", "three"] {
        bench.submit(text);
    }
    assert_eq!(bench.requests.len(), 1);
    bench.answer_with(0, false, answer(503, "", None));
    bench.settle();
    let texts: Vec<&str> = bench.service.log.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(texts, ["one", "two", "three"]);
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn a_new_message_does_not_cut_the_wait_of_another_short() {
    let mut bench = connected();
    bench.submit("one");
    bench.answer_with(0, false, answer(429, "", Some(60)));
    assert_eq!(bench.texts(), [("one".to_owned(), Delivery::Waiting)]);
    bench.submit("two");
    bench.step(Input::Online);
    bench.pass(59_000);
    assert_eq!(bench.requests.len(), 0, "`Retry-After` stands");
    bench.pass(1_000);
    assert_eq!(bench.asked(), [("POST", "conversations/c/messages")]);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn a_network_that_is_back_ends_a_wait_of_our_own() {
    let mut bench = connected();
    bench.submit("one");
    bench.answer_with(0, false, answer(500, "", None));
    bench.step(Input::Online);
    assert_eq!(bench.requests.len(), 1);
    assert!(bench.alarms.iter().all(|(alarm, _)| *alarm != Alarm::Outbox));
}

#[test]
fn in_doubt_the_conversation_is_read_before_anything_is_posted_again() {
    for (stored, lost) in [
        (true, Answer::Unreachable),
        (false, Answer::Unreachable),
        (true, answer(502, "", None)),
        (false, answer(500, "", None)),
    ] {
        let mut bench = connected();
        bench.drop_socket();
        let promise = bench.submit("hello");
        bench.answer_with(0, stored, lost);
        // A page and more of others' messages hides it.
        for _ in 0..5 {
            bench.service.say("meanwhile", None);
        }
        bench.alarms.retain(|(alarm, _)| *alarm == Alarm::Outbox);
        bench.pass(1_000);
        assert_eq!(bench.asked(), [("GET", "conversations/c")]);
        bench.settle();
        assert_eq!(
            bench.service.log.iter().filter(|it| it.own).count(),
            1,
            "{stored}"
        );
        assert!(bench.result(promise).unwrap().is_ok());
        assert_eq!(bench.count("message:sent"), 1);
        assert_eq!(bench.texts(), bench.log());
    }
}

#[test]
fn the_echo_ends_a_doubt() {
    let mut bench = connected();
    let promise = bench.submit("one");
    bench.submit("two");
    bench.answer_with(0, true, Answer::Unreachable);
    bench.deliver(0);
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(
        bench.asked(),
        [("POST", "conversations/c/messages")],
        "and the next one goes"
    );
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn a_reading_begun_before_a_doubt_does_not_end_it() {
    let mut bench = connected();
    bench.drop_socket();
    bench.pass(1_000);
    bench.open_socket();
    for _ in 0..3 {
        bench.service.frames.retain(|frame| !frame.contains("connect"));
        if !bench.service.frames.is_empty() {
            bench.deliver(0);
        }
    }
    bench.process(0);
    bench.submit("hello");
    bench.service.drop_socket();
    bench.answer_with(1, true, Answer::Unreachable);
    bench.answer(0);
    bench.pass(1_000);
    assert!(bench.asked().contains(&("GET", "conversations/c")));
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn a_refused_message_fails_and_the_visitor_may_send_it_again() {
    let mut bench = connected();
    let promise = bench.submit("one");
    let next = bench.submit("two");
    let body = r#"{"error":{"code":"bad_request","description":"too rude"}}"#;
    bench.answer_with(0, false, answer(400, body, None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.status),
        ("bad_request", Some(400))
    );
    bench.settle();
    assert!(bench.result(next).unwrap().is_ok());
    let failed = bench.session.timeline()[1].key;
    assert_eq!(bench.texts()[1], ("one".to_owned(), Delivery::Failed));
    bench.step(Input::Retry(failed));
    bench.step(Input::Retry(failed));
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.count("message:sent"), 2);
}

#[test]
fn an_answer_that_nobody_understands_does_not_post_for_ever() {
    for body in [
        "",
        "{}",
        r#"{"messages":[]}"#,
        r#"{"messages":[{"_id":"m1"}]}"#,
        "<p>",
    ] {
        for stored in [true, false] {
            let mut bench = connected();
            let promise = bench.submit("hello");
            bench.answer_with(0, stored, answer(201, body, None));
            bench.settle();
            let refusal = bench.result(promise).unwrap().clone().unwrap_err();
            assert_eq!(refusal.code, "malformed_answer");
            assert_eq!(bench.service.log.len(), usize::from(stored), "{body}");
            assert_eq!(bench.count("message:sent"), usize::from(stored), "{body}");
            let key = bench.session.timeline()[0].key;
            bench.step(Input::Retry(key));
            bench.settle();
            assert_eq!(bench.texts(), bench.log(), "{body}");
        }
    }
}

#[test]
fn half_an_answer_is_none() {
    for body in ["{", r#"{"messages":[{"_id":"m"#] {
        for stored in [true, false] {
            let mut bench = connected();
            let promise = bench.submit("hello");
            bench.answer_with(0, stored, answer(201, body, None));
            bench.settle();
            assert!(bench.result(promise).unwrap().is_ok(), "{body}");
            assert_eq!(bench.texts(), bench.log(), "{body}");
            assert_eq!((bench.count("message:sent"), bench.service.log.len()), (1, 1));
        }
    }
    // Neither of the user that is made for the first message.
    let mut bench = Bench::anonymous();
    bench.start();
    let promise = bench.submit("hello");
    bench.answer_with(0, false, answer(201, r#"{"appUser":{"_id"#, None));
    bench.settle();
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn an_echo_without_its_name_does_not_show_twice() {
    let mut bench = connected();
    bench.submit("hello");
    bench.process(0);
    let echo = bench.service.frames[0].replace("sessionId", "other");
    bench.service.frames[0] = echo;
    bench.deliver(0);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!((bench.count("message:sent"), bench.service.log.len()), (1, 1));
}

#[test]
fn a_text_that_is_too_long_stays_with_the_visitor() {
    let mut bench = connected();
    for (length, sent, notice) in [
        (LONGEST_TEXT + 1, 0, Some(Notice::MessageTooLong)),
        (LONGEST_TEXT, 1, None),
    ] {
        let draft = Draft::text_only(&"x".repeat(length));
        bench.step(Input::Submit(Box::new(draft), None, None));
        assert_eq!(bench.texts().len(), sent, "{length}");
        assert_eq!(bench.session.notice(), notice, "{length}");
    }
}

#[test]
fn an_empty_text_is_refused() {
    let mut bench = connected();
    for text in ["", " \n"] {
        let promise = bench.submit(text);
        assert_eq!(
            bench.result(promise).unwrap().clone().unwrap_err().code,
            "empty_message"
        );
    }
    assert_eq!((bench.requests.len(), bench.texts().len()), (0, 0));
}

#[test]
fn a_post_that_the_browser_repeated_by_itself_shows_once() {
    let mut bench = connected();
    bench.submit("hello");
    let request = bench.requests[0].clone();
    bench.process(0);
    // Nobody asked for this one: the browser found the connection closed, and posted again.
    bench.service.call(&request);
    bench.settle();
    bench.drop_socket();
    bench.settle();
    assert_eq!(bench.service.log.len(), 2);
    assert_eq!(bench.texts(), [("hello".to_owned(), Delivery::Delivered)]);
    assert_eq!((bench.count("message:sent"), bench.count("message")), (1, 1));
}
