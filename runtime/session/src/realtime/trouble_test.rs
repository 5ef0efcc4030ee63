//! Networks that go, machines that sleep, services that refuse.

use super::bench::{Bench, Socket};
use super::{News, Signal};
use crate::Now;
use crate::effect::Alarm;

const REFUSED: &str = r#"[{"channel":"/meta/subscribe","successful":false,"error":"401:u:Unauthorized"}]"#;

/// Up to the subscription, with this proof.
fn subscribing(proof: &str, secret: &str) -> Bench {
    let mut bench = Bench::new();
    bench.want(proof, secret);
    shake_hands(&mut bench);
    bench
}

fn shake_hands(bench: &mut Bench) {
    bench.open_socket();
    bench.say(&super::bench::granted("/meta/handshake"));
}

#[test]
fn a_network_that_goes_is_a_lost_channel_at_once() {
    for mut bench in [Bench::live(), Bench::polled()] {
        bench.take(News::Offline);
        assert_eq!(bench.take_signals(), [Signal::Down]);
        assert_eq!((bench.socket, &bench.poll), (Socket::Closed, &None));
        assert_eq!(
            bench.alarm(Alarm::Reconnect),
            Some(60_000),
            "the browser may be wrong"
        );
        bench.take(News::Offline);
        bench.take(News::Hurry);
        assert_eq!(bench.alarm(Alarm::Reconnect), Some(60_000));
        bench.now += 3_000;
        bench.take(News::Online);
        bench.serve();
        assert_eq!(bench.take_signals(), [Signal::Retrying, Signal::Up]);
    }
}

#[test]
fn a_browser_that_is_wrong_about_its_network_is_not_believed() {
    let mut bench = Bench::live();
    bench.take(News::Offline);
    bench.ring();
    bench.drop_socket();
    assert_eq!(
        bench.alarm(Alarm::Reconnect),
        Some(60_000),
        "and not asked more often"
    );
    bench.ring();
    bench.serve();
    assert_eq!(
        bench.take_signals(),
        [Signal::Down, Signal::Retrying, Signal::Retrying, Signal::Up]
    );
    bench.now += 20_000;
    bench.drop_socket();
    assert!(bench.alarm(Alarm::Reconnect).unwrap() <= 1000);
}

#[test]
fn no_network_is_not_the_sockets_fault() {
    let mut bench = Bench::live();
    bench.take(News::Offline);
    for _ in 0..4 {
        bench.pass(60_000);
        assert_eq!(bench.socket, Socket::Opening);
        bench.drop_socket();
    }
}

#[test]
fn a_machine_that_slept_does_not_wait() {
    for mut bench in [Bench::live(), Bench::polled()] {
        assert!(!bench.realtime.has_slept(Now(bench.now + 39_000)));
        bench.now += 3_600_000;
        assert!(bench.realtime.has_slept(Now(bench.now)));
        bench.take(News::Slept);
        assert!(!bench.realtime.has_slept(Now(bench.now)));
        bench.serve();
        assert_eq!(bench.take_signals(), [Signal::Down, Signal::Retrying, Signal::Up]);
    }
}

#[test]
fn a_refused_subscription_is_final_for_this_user() {
    let mut bench = subscribing("sessionToken", "t");
    bench.say(REFUSED);
    assert_eq!((bench.signals.len(), bench.socket), (0, Socket::Closed));
    assert!(!bench.realtime.is_lost());
    assert_eq!(bench.alarms, [(Alarm::Refresh, bench.now + 30_000)]);
    for news in [News::Hurry, News::Online, News::PageLeft] {
        bench.take(news);
    }
    bench.want("sessionToken", "t");
    assert_eq!(bench.socket, Socket::Closed);
    assert_eq!(
        bench.take_signals(),
        [Signal::Gap, Signal::Gap],
        "it looks instead"
    );
    bench.want("sessionToken", "another");
    bench.serve();
    assert_eq!(
        (bench.take_signals(), bench.alarm(Alarm::Refresh)),
        (vec![Signal::Up], None)
    );
}

#[test]
fn a_refused_token_is_asked_for_once() {
    let mut bench = subscribing("jwt", "old");
    bench.say(REFUSED);
    assert_eq!(bench.take_signals(), [Signal::Unauthorized]);
    bench.want("jwt", "new");
    shake_hands(&mut bench);
    bench.say(REFUSED);
    assert_eq!(bench.signals, [], "the new one is no better");
    bench.want("jwt", "newer");
    bench.serve();
    assert_eq!(bench.take_signals(), [Signal::Up]);
    // Later it may run out again.
    bench.drop_socket();
    bench.ring();
    shake_hands(&mut bench);
    bench.say(REFUSED);
    assert_eq!(
        bench.take_signals(),
        [Signal::Down, Signal::Retrying, Signal::Unauthorized]
    );
}

#[test]
fn what_is_refused_for_another_reason_is_no_matter_of_tokens() {
    let mut bench = subscribing("jwt", "old");
    bench.say(r#"[{"channel":"/meta/subscribe","successful":false,"error":"405::Invalid channel"}]"#);
    assert_eq!(bench.signals, []);
}

#[test]
fn a_new_token_does_not_disturb_a_live_channel() {
    let mut bench = Bench::new();
    bench.want("jwt", "old");
    bench.serve();
    bench.want("jwt", "new");
    assert_eq!(
        (bench.take_signals(), bench.socket),
        (vec![Signal::Up], Socket::Open)
    );
    bench.drop_socket();
    bench.ring();
    shake_hands(&mut bench);
    let ext = bench.asked.last().unwrap().ext().unwrap();
    assert_eq!(ext.get("jwt").and_then(|it| it.as_str()), Some("new"));
}

#[test]
fn a_subscription_of_an_unknown_client_is_tried_again() {
    let mut bench = subscribing("sessionToken", "t");
    bench.say(r#"[{"channel":"/meta/subscribe","successful":false,"error":"401:c:Unknown client"}]"#);
    bench.ring();
    bench.serve();
    assert_eq!(bench.signals, [Signal::Up]);
}

/// Whether nothing is tried, and what may have come is looked for all the same.
fn looks_only(bench: &Bench) -> bool {
    let [(alarm, _)] = *bench.alarms else { return false };
    alarm == Alarm::Refresh
}

#[test]
fn who_wants_no_attempt_gets_none_until_there_is_good_news() {
    let none = r#"[{"channel":"/meta/connect","successful":false,"advice":{"reconnect":"none"}}]"#;
    let mut bench = Bench::live();
    bench.say(none);
    assert_eq!(bench.take_signals(), [Signal::Down]);
    assert!(looks_only(&bench), "{:?}", bench.alarms);
    assert!(bench.realtime.is_lost());
    bench.now += 600_000;
    bench.take(News::Hurry);
    bench.serve();
    assert_eq!(bench.take_signals(), [Signal::Retrying, Signal::Up]);
    // The same by polling.
    let mut bench = Bench::polled();
    bench.answer(200, none);
    assert_eq!(bench.take_signals(), [Signal::Down]);
    assert!(looks_only(&bench), "{:?}", bench.alarms);
}

#[test]
fn a_service_without_channel_is_left_alone_but_looked_at() {
    for config in [r#"{"enabled":false,"baseUrl":"https://rt.example/faye"}"#, "{}"] {
        let mut bench = Bench::of(config);
        bench.want("sessionToken", "t");
        bench.pass(100_000);
        assert_eq!((bench.attempts.len(), bench.signals.len()), (0, 0));
        assert_eq!(bench.alarm(Alarm::Refresh), Some(20_000));
        bench.take(News::Unwanted);
        assert_eq!(bench.alarms, []);
    }
}

#[test]
fn where_there_is_no_channel_for_long_the_session_looks() {
    let mut bench = Bench::live();
    bench.drop_socket();
    while bench.alarm(Alarm::Refresh).is_none() {
        bench.ring();
        bench.drop_socket();
        bench.lose_poll();
    }
    assert!(bench.attempts.len() > 3);
    bench.take(News::Online);
    bench.pass(2_000);
    bench.serve();
    assert_eq!(bench.alarm(Alarm::Refresh), None);
}
