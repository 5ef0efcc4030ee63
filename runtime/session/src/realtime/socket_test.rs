//! The channel by a socket.

use super::bench::{Bench, Socket, event, granted};
use super::{News, Signal};
use crate::effect::Alarm;
use avmsdk_protocol::bayeux::{CONNECT, DISCONNECT, HANDSHAKE, SUBSCRIBE};

#[test]
fn it_shakes_hands_subscribes_and_connects_each_alone() {
    let mut bench = Bench::new();
    bench.want("sessionToken", "t");
    assert_eq!(bench.socket, Socket::Opening);
    bench.open_socket();
    let mut ids = Vec::new();
    for channel in [HANDSHAKE, SUBSCRIBE, CONNECT] {
        let [asked] = &bench.asked[..] else {
            panic!("{:?}", bench.asked)
        };
        assert_eq!(asked.channel(), channel);
        ids.push(asked.id());
        match channel {
            HANDSHAKE => {
                let kinds = asked.supported_connection_types();
                assert_eq!(
                    (asked.client_id(), kinds),
                    (None, Some(vec!["websocket".to_owned()]))
                );
            }
            SUBSCRIBE => assert_eq!(
                asked
                    .ext()
                    .unwrap()
                    .get("sessionToken")
                    .and_then(|it| it.as_str()),
                Some("t")
            ),
            _ => assert_eq!(asked.connection_type().as_deref(), Some("websocket")),
        }
        if channel != HANDSHAKE {
            assert_eq!(asked.client_id().as_deref(), Some("c"));
        }
        bench.asked.clear();
        if channel != CONNECT {
            bench.say(&granted(channel));
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(bench.signals, [Signal::Up]);
}

#[test]
fn events_of_the_subscription_are_delivered() {
    let mut bench = Bench::live();
    bench.say(&["[", &event("x"), "]"].concat());
    assert!(matches!(&bench.take_signals()[..], [Signal::Delivered(events)] if events.events().len() == 1));
    bench.say(&["[", &event("x").replace("/u\"", "/other\""), "]"].concat());
    assert_eq!(bench.signals, []);
}

#[test]
fn a_connect_follows_another_as_the_service_advises() {
    let mut bench = Bench::live();
    bench.now += 20_000;
    bench.asked.clear();
    bench
        .say(r#"[{"channel":"/meta/connect","successful":true,"advice":{"interval":3000,"timeout":50000}}]"#);
    assert_eq!((bench.asked.len(), bench.alarm(Alarm::Connect)), (0, Some(3000)));
    assert_eq!(bench.alarm(Alarm::Silence), None);
    bench.ring();
    assert_eq!(bench.asked[0].channel(), CONNECT);
    assert_eq!(bench.alarm(Alarm::Silence), Some(60_000));
}

#[test]
fn who_answers_at_once_is_not_stormed() {
    let mut bench = Bench::live();
    for _ in 0..5 {
        bench.asked.clear();
        bench.say(&granted(CONNECT));
        // The duplicate of an answer is no answer.
        bench.say(&granted(CONNECT));
        assert_eq!((bench.asked.len(), bench.alarm(Alarm::Connect)), (0, Some(1000)));
        bench.ring();
        assert_eq!(bench.asked.len(), 1);
    }
    // With an event it is another matter.
    bench.asked.clear();
    bench.say(&["[", &event("x"), ",", &granted(CONNECT)[1..]].concat());
    assert_eq!(bench.asked.len(), 1);
}

#[test]
fn a_forgotten_connection_shakes_hands_anew() {
    for answer in [
        r#"[{"channel":"/meta/connect","successful":false,"error":"401:c:Unknown client","advice":{"reconnect":"handshake"}}]"#,
        r#"[{"channel":"/meta/connect","successful":true,"advice":{"reconnect":"handshake"}}]"#,
    ] {
        let mut bench = Bench::live();
        bench.say(answer);
        assert_eq!(bench.take_signals(), [Signal::Down]);
        assert!(bench.realtime.is_lost());
        assert_eq!(bench.socket, Socket::Closed);
        bench.ring();
        assert_eq!(bench.take_signals(), [Signal::Retrying]);
        bench.serve();
        assert_eq!(bench.take_signals(), [Signal::Up]);
        assert!(!bench.realtime.is_lost());
    }
}

#[test]
fn silence_is_a_lost_socket() {
    let mut bench = Bench::live();
    assert_eq!(bench.alarm(Alarm::Silence), Some(35_000));
    bench.ring();
    assert_eq!(
        (bench.take_signals(), bench.socket),
        (vec![Signal::Down], Socket::Closed)
    );
    bench.take(News::Closed);
    assert_eq!(bench.signals, [], "told once");
}

#[test]
fn garbage_changes_nothing() {
    let mut bench = Bench::live();
    let alarms = bench.alarms.clone();
    for text in [
        "",
        "x",
        "[]",
        "[1,null,{}]",
        "{\"channel\":7}",
        "[{\"channel\":\"/meta/subscribe\"}]",
        "[{\"channel\":\"/meta/handshake\",\"successful\":false,\"advice\":{\"reconnect\":\"none\"}}]",
    ] {
        bench.say(text);
        assert_eq!((bench.signals.len(), &bench.alarms), (0, &alarms), "{text}");
    }
    assert!(bench.realtime.is_live());
}

#[test]
fn the_service_hears_when_it_is_wanted_no_longer() {
    let mut bench = Bench::live();
    // What is said is cleared with the socket: listen before it closes.
    let mut effects = Vec::new();
    let mut random = crate::random::Random::new([1, 2]);
    let mut turn = super::Turn {
        now: crate::Now(bench.now),
        random: &mut random,
        effects: &mut effects,
        signals: Vec::new(),
    };
    bench.realtime.take(News::Unwanted, &mut turn);
    assert_eq!(turn.signals, [Signal::Down]);
    let said = effects
        .iter()
        .position(|it| matches!(it, crate::Effect::SendText(text) if text.contains(DISCONNECT)));
    let closed = effects.iter().position(|it| *it == crate::Effect::CloseSocket);
    assert!(said.is_some() && said < closed);
}
