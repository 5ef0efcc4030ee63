//! From the channel to the page: order of events, the unread count, typing, what was missed.

use crate::bench::{Bench, answer};
use crate::service::number;
use avmsdk_session::{Alarm, Answer, Input};

/// A user with so many messages, connected.
fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

#[test]
fn a_message_is_told_and_then_counted() {
    let mut bench = connected(0);
    bench.service.say("hello", None);
    bench.deliver(0);
    assert_eq!(bench.names(), ["message:received", "message", "unreadCount"]);
    assert_eq!(bench.session.unread(), 1);
    assert_eq!(bench.requests.len(), 0, "nobody has read it");
}

#[test]
fn an_open_panel_on_a_visible_page_is_read_at_once() {
    let mut bench = connected(0);
    bench.step(Input::Open);
    bench.step(Input::PageVisible(false));
    bench.service.say("hello", None);
    bench.deliver(0);
    assert_eq!((bench.session.unread(), bench.requests.len()), (1, 0), "hidden");
    bench.step(Input::PageVisible(true));
    assert_eq!(bench.asked(), [("POST", "conversations/c/activity")]);
    assert_eq!(bench.session.unread(), 0);
    bench.settle();
    assert_eq!(bench.service.unread, 0);
}

#[test]
fn the_service_is_told_of_reading_until_it_hears() {
    let mut bench = connected(2);
    bench.step(Input::MarkAllAsRead(None));
    bench.answer_with(0, false, answer(503, "", Some(9)));
    assert_eq!(bench.alarms.last(), Some(&(Alarm::Read, bench.millis + 9000)));
    // Its count is behind ours: catching up does not bring it back.
    bench.drop_socket();
    bench.settle();
    assert_eq!((bench.session.unread(), bench.service.unread), (0, 0));
    let counts = bench.events.iter().filter(|(name, _)| *name == "unreadCount");
    assert_eq!(
        counts.map(|(_, what)| number(&what[0])).collect::<Vec<_>>(),
        [2, 0]
    );
}

#[test]
fn what_is_read_while_the_service_repeats_what_it_was_told_is_told_too() {
    let mut bench = connected(0);
    bench.step(Input::Open);
    let one = bench.service.say("one", None);
    bench.deliver(0);
    bench.process(0);
    bench.service.say("two", None);
    bench.deliver(0);
    let read = [
        r#"{"type":"activity","conversation":{"_id":"c"},"activity":{"type":"conversation:read","role":"appUser","appUserId":"u1","data":{"lastRead":"#,
        &one.received.to_string(),
        "}}}",
    ];
    bench.service.publish(&read.concat());
    bench.settle();
    assert_eq!((bench.session.unread(), bench.service.unread), (0, 0));
}

#[test]
fn a_count_older_than_what_was_read_is_not_taken() {
    let mut bench = connected(2);
    bench.drop_socket();
    bench.pass(1_000);
    bench.open_socket();
    while !bench.service.frames.is_empty() {
        bench.deliver(0);
    }
    bench.process(0);
    bench.step(Input::MarkAllAsRead(None));
    bench.answer(0);
    assert_eq!(bench.session.unread(), 0);
    bench.settle();
    assert_eq!((bench.session.unread(), bench.service.unread), (0, 0));
}

#[test]
fn reading_elsewhere_is_learnt_at_the_next_connection() {
    let mut bench = connected(2);
    bench.service.unread = 0;
    bench.drop_socket();
    bench.settle();
    assert_eq!(bench.session.unread(), 0);
}

#[test]
fn what_was_missed_is_fetched_page_by_page_and_told_in_order() {
    let mut bench = connected(1);
    bench.drop_socket();
    for text in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        bench.service.say(text, None);
    }
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.session.unread(), 9);
    let names = bench.names();
    assert_eq!(
        names[..5],
        [
            "disconnected",
            "reconnecting",
            "connected",
            "message:received",
            "message"
        ]
    );
    assert_eq!(
        names.iter().filter(|name| **name == "unreadCount").count(),
        1,
        "counted once"
    );
    let received = bench
        .events
        .iter()
        .filter(|(name, _)| *name == "message:received");
    let texts: Vec<&str> = received
        .map(|(_, what)| crate::service::text(&what[0], "text"))
        .collect();
    assert_eq!(texts, ["1", "2", "3", "4", "5", "6", "7", "8"]);
}

#[test]
fn an_answer_older_than_the_connection_is_not_relied_upon() {
    let mut bench = connected(0);
    bench.drop_socket();
    bench.pass(1_000);
    bench.open_socket();
    while !bench.service.frames.is_empty() {
        bench.deliver(0);
    }
    bench.process(0);
    bench.drop_socket();
    bench.service.say("in between", None);
    bench.pass(2_000);
    bench.open_socket();
    while !bench.service.frames.is_empty() {
        bench.deliver(0);
    }
    bench.answer(0);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn catching_up_waits_and_tries_again() {
    let mut bench = connected(0);
    bench.drop_socket();
    bench.service.say("missed", None);
    bench.pass(1_000);
    bench.open_socket();
    while !bench.service.frames.is_empty() {
        bench.deliver(0);
    }
    bench.answer_with(0, false, Answer::Unreachable);
    assert!(bench.alarms.iter().any(|(alarm, _)| *alarm == Alarm::CatchUp));
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn a_message_that_comes_twice_counts_once_and_one_of_another_conversation_is_told_but_not_shown() {
    let mut bench = connected(0);
    bench.service.say("hello", None);
    let frame = bench.service.frames[0].clone();
    let stray = frame.replace(r#""_id":"c""#, r#""_id":"d""#).replace("m1", "m9");
    bench.service.frames.extend([frame, stray.clone(), stray]);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(
        bench.names(),
        [
            "message:received",
            "message",
            "unreadCount",
            "message:received",
            "message"
        ]
    );
}

#[test]
fn who_writes_in_another_tab_has_read_what_stands_before() {
    let mut bench = connected(2);
    bench.service.say("before", None);
    bench.service.say("mine", Some("another tab"));
    bench.service.say("theirs", None);
    bench.service.frames.reverse();
    bench.settle();
    assert_eq!((bench.session.unread(), bench.count("message:sent")), (1, 0));
    assert_eq!(bench.texts(), bench.log());
}

fn activity(kind: &str) -> String {
    let before = r#"{"type":"activity","conversation":{"_id":"c"},"activity":{"role":"appMaker","data":{"name":"Ann"},"type":""#;
    [before, kind, r#""}}"#].concat()
}

#[test]
fn typing_starts_once_and_stops_by_word_by_time_or_by_message() {
    for how in ["word", "time", "message"] {
        let mut bench = connected(0);
        for _ in 0..2 {
            bench.service.publish(&activity("typing:start"));
            bench.deliver(0);
        }
        assert_eq!(bench.session.typer().unwrap().name.as_deref(), Some("Ann"));
        assert_eq!(bench.names(), ["typing:start"]);
        match how {
            "word" => bench.service.publish(&activity("typing:stop")),
            "time" => bench.pass(10_000),
            _ => drop(bench.service.say("hello", None)),
        }
        bench.settle();
        assert_eq!(bench.names()[0], "typing:stop", "{how}");
        assert_eq!(bench.session.typer(), None);
        bench.service.publish(&activity("typing:stop"));
        bench.settle();
        assert!(!bench.names().contains(&"typing:stop"), "never spurious: {how}");
    }
}

/// In a group: what `who` does, where nobody is the business.
fn of(who: &str, what: &str) -> String {
    let role = r#""role":"appMaker""#;
    let user = [
        r#""role":"appUser","appUserId":""#,
        who,
        r#"","authorId":""#,
        who,
        "\"",
    ]
    .concat();
    what.replace(role, if who.is_empty() { role } else { &user })
}

#[test]
fn who_types_goes_on_although_another_stops_or_writes() {
    let message = r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"ID","type":"text","role":"appMaker",
        "received":2000,"text":"done"}}"#;
    for (typer, other) in [("u2", "u3"), ("u2", ""), ("", "u2")] {
        let mut bench = connected(0);
        let started = of(typer, &activity("typing:start"));
        let events = [
            of(other, &activity("typing:start")),
            started.clone(),
            of(other, &activity("typing:stop")),
            of(other, &message.replace("ID", "m8")),
        ];
        // No time passes: that too would end it.
        for event in events {
            bench.service.publish(&event);
            bench.deliver(0);
        }
        assert!(bench.session.typer().is_some(), "{typer:?} {other:?}");
        assert_eq!(bench.count("typing:stop"), 0);
        let ends = [activity("typing:stop"), message.replace("ID", "m9")];
        for end in ends {
            bench.service.publish(&started);
            bench.deliver(0);
            bench.service.publish(&of(typer, &end));
            bench.deliver(0);
            assert!(bench.session.typer().is_none(), "{typer:?} {other:?} {end}");
        }
    }
}

#[test]
fn a_refused_subscription_tells_the_page_nothing() {
    let mut bench = Bench::returning(0);
    bench.start();
    for _ in 0..2 {
        bench.process(0);
        bench.answer(0);
    }
    bench.open_socket();
    bench.deliver(0);
    bench.service.frames[0] =
        r#"[{"channel":"/meta/subscribe","successful":false,"error":"403::no"}]"#.to_owned();
    bench.deliver(0);
    assert_eq!(bench.names(), ["ready"]);
    // It looks from time to time instead.
    assert_eq!(bench.alarms, [(Alarm::Refresh, bench.millis + 30_000)]);
}
