//! The channel by long-polling, and the way back to a socket.

use super::bench::{Bench, Socket, event, granted};
use super::{News, Signal};
use crate::effect::Alarm;
use crate::input::Answer;
use avmsdk_protocol::bayeux::{CONNECT, HANDSHAKE, SUBSCRIBE};

/// Events of the signals.
fn delivered(bench: &mut Bench) -> usize {
    let signals = bench.take_signals();
    signals
        .iter()
        .filter(|it| matches!(it, Signal::Delivered(_)))
        .count()
}

#[test]
fn a_socket_that_cannot_be_had_twice_is_done_without() {
    let mut bench = Bench::new();
    bench.want("sessionToken", "t");
    bench.drop_socket();
    bench.ring();
    assert_eq!((bench.socket, &bench.poll), (Socket::Opening, &None), "once more");
    // Open but silent is no better.
    bench.open_socket();
    bench.ring();
    assert_eq!((bench.socket, &bench.poll), (Socket::Closed, &None));
    bench.ring();
    for channel in [HANDSHAKE, SUBSCRIBE, CONNECT] {
        let asked = bench.poll.clone().expect("a poll");
        assert_eq!(asked.channel(), channel);
        match channel {
            HANDSHAKE => assert_eq!(
                asked.supported_connection_types(),
                Some(vec!["long-polling".to_owned()])
            ),
            SUBSCRIBE => assert!(asked.ext().is_some() && asked.connection_type().is_none()),
            _ => assert_eq!(asked.connection_type().as_deref(), Some("long-polling")),
        }
        if channel != CONNECT {
            bench.answer(200, &granted(channel));
        }
    }
    assert_eq!(bench.signals, [Signal::Up]);
}

#[test]
fn events_come_with_any_answer_and_the_next_poll_is_out_at_once() {
    let mut bench = Bench::polled();
    for _ in 0..3 {
        let connect = granted(CONNECT);
        bench.answer(
            200,
            &["[", &event("x"), ",", &event("y"), ",", &connect[1..]].concat(),
        );
        assert_eq!(delivered(&mut bench), 2);
        assert_eq!(bench.poll.as_ref().unwrap().channel(), CONNECT);
    }
    bench.now += 25_000;
    bench.answer(200, &granted(CONNECT));
    assert!(bench.poll.is_some());
    // One answer, one poll.
    bench.now += 25_000;
    let twice = granted(CONNECT).replace("}]", "},") + &granted(CONNECT)[1..];
    bench.answer(200, &twice);
    assert!(bench.poll.is_some());
}

#[test]
fn the_interval_between_polls_is_heeded() {
    let mut bench = Bench::polled();
    bench.now += 25_000;
    bench.answer(
        200,
        r#"[{"channel":"/meta/connect","successful":true,"advice":{"interval":2500}}]"#,
    );
    assert_eq!((&bench.poll, bench.alarm(Alarm::Connect)), (&None, Some(2500)));
    bench.take(News::Rang(Alarm::Connect));
    assert!(bench.poll.is_some());
}

#[test]
fn an_answer_that_is_none_is_a_loss() {
    for body in [
        "",
        "<html>",
        "[]",
        r#"[{"channel":"/meta/subscribe","successful":true}]"#,
    ] {
        let mut bench = Bench::polled();
        bench.answer(200, body);
        assert_eq!(bench.signals, [Signal::Down], "{body}");
        assert!(bench.alarm(Alarm::Reconnect).is_some());
    }
}

#[test]
fn a_poll_that_was_held_and_cut_costs_no_more_than_a_look() {
    let mut bench = Bench::polled();
    bench.now += 20_000;
    bench.answer(504, "gateway timeout");
    assert_eq!(bench.take_signals(), [Signal::Gap]);
    assert_eq!(bench.poll.as_ref().unwrap().channel(), CONNECT);
    bench.lose_poll();
    assert_eq!(bench.take_signals(), [Signal::Down], "at once: nobody is there");
    bench.ring();
    bench.serve();
    assert_eq!(bench.take_signals(), [Signal::Retrying, Signal::Up]);
}

#[test]
fn a_silent_poll_is_given_up() {
    let mut bench = Bench::polled();
    assert_eq!(bench.alarm(Alarm::Silence), Some(35_000));
    bench.take(News::Rang(Alarm::Silence));
    assert_eq!((bench.take_signals(), &bench.poll), (vec![Signal::Down], &None));
    bench.take(News::Polled(Answer::Unreachable));
    assert_eq!(bench.signals, [], "what nobody waits for means nothing");
}

#[test]
fn how_long_to_wait_is_the_services_to_say() {
    let mut bench = Bench::polled();
    bench.poll = None;
    bench.take(News::Polled(Answer::Status {
        status: 503,
        body: String::new(),
        retry_after: Some(90),
    }));
    assert_eq!(bench.alarm(Alarm::Reconnect), Some(90_000));
    bench.take(News::Hurry);
    assert_eq!(bench.alarm(Alarm::Reconnect), Some(90_000));
}

#[test]
fn where_neither_can_be_had_they_take_turns() {
    let mut bench = Bench::new();
    bench.want("sessionToken", "t");
    let mut ways = String::new();
    for _ in 0..6 {
        if bench.socket == Socket::Opening {
            ways.push('s');
            bench.drop_socket();
        } else {
            ways.push('p');
            bench.lose_poll();
        }
        while bench.socket == Socket::Closed && bench.poll.is_none() {
            bench.ring();
        }
    }
    assert_eq!(ways, "sspsps");
}

#[test]
fn the_socket_is_looked_for_more_and_more_rarely() {
    let mut bench = Bench::polled();
    let mut waits = Vec::new();
    for _ in 0..8 {
        waits.push(bench.alarm(Alarm::Probe).unwrap() / 1000);
        bench.take(News::Rang(Alarm::Probe));
        assert_eq!(bench.socket, Socket::Opening);
        bench.drop_socket();
    }
    assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 1920]);
    assert_eq!(
        (bench.signals.len(), bench.poll.is_some()),
        (0, true),
        "nobody notices"
    );
    // Another network is another chance, at once.
    bench.take(News::Online);
    assert_eq!(bench.socket, Socket::Opening);
    // Open but silent, it is given up too.
    bench.open_socket();
    bench.take(News::Rang(Alarm::Probe));
    assert_eq!(
        (bench.socket, bench.alarm(Alarm::Probe)),
        (Socket::Closed, Some(60_000))
    );
}

#[test]
fn the_socket_takes_over_when_it_is_subscribed() {
    let mut bench = Bench::polled();
    bench.take(News::Online);
    bench.open_socket();
    bench.say(&granted(HANDSHAKE));
    assert!(bench.poll.is_some());
    bench.say(&granted(SUBSCRIBE));
    assert_eq!(bench.poll, None);
    assert_eq!(bench.asked.last().unwrap().channel(), CONNECT);
    assert_eq!(bench.take_signals(), [Signal::Gap], "up it was already");
    assert_eq!(bench.alarm(Alarm::Probe), None);
    bench.ring();
    assert_eq!(bench.take_signals(), [Signal::Down]);
}

#[test]
fn what_comes_by_both_ways_is_delivered_once() {
    let mut bench = Bench::polled();
    bench.take(News::Online);
    bench.open_socket();
    bench.say(&granted(HANDSHAKE));
    let (one, two) = (event("one"), event("two"));
    bench.answer(200, &["[", &one, ",", &granted(CONNECT)[1..]].concat());
    bench.say(&granted(SUBSCRIBE));
    assert_eq!(delivered(&mut bench), 1);
    for (frame, count) in [(&one, 0), (&two, 1), (&one, 1)] {
        bench.say(&["[", frame, "]"].concat());
        assert_eq!(delivered(&mut bench), count, "{frame}");
    }
}

#[test]
fn a_socket_that_is_cut_at_once_is_none() {
    let mut bench = Bench::live();
    bench.drop_socket();
    bench.ring();
    bench.serve();
    bench.drop_socket();
    bench.ring();
    assert_eq!(bench.poll.as_ref().unwrap().channel(), HANDSHAKE);
    // One that lasted is tried again.
    let mut bench = Bench::live();
    for _ in 0..5 {
        bench.now += 15_000;
        bench.drop_socket();
        assert!(bench.alarm(Alarm::Reconnect).unwrap() <= 1000);
        bench.ring();
        bench.serve();
    }
    assert_eq!((bench.socket, &bench.poll), (Socket::Open, &None));
}
