//! What the page is told: each loss once, each return once, nothing while it is away.

use super::bench::{Bench, Socket};
use super::{News, Signal};

#[test]
fn who_was_never_connected_is_not_disconnected() {
    let mut bench = Bench::new();
    bench.want("sessionToken", "t");
    for _ in 0..5 {
        bench.drop_socket();
        bench.lose_poll();
        bench.ring();
    }
    assert_eq!(bench.signals, []);
    bench.serve();
    assert_eq!(bench.signals, [Signal::Up]);
}

#[test]
fn each_attempt_after_a_loss_is_told() {
    let mut bench = Bench::live();
    bench.drop_socket();
    for _ in 0..2 {
        bench.ring();
        bench.drop_socket();
        bench.lose_poll();
    }
    bench.ring();
    bench.serve();
    use Signal::{Down, Retrying, Up};
    assert_eq!(bench.signals, [Down, Retrying, Retrying, Retrying, Up]);
}

#[test]
fn a_page_that_comes_back_learns_what_it_missed() {
    for mut bench in [Bench::live(), Bench::polled()] {
        bench.take(News::PageLeft);
        assert_eq!(
            (bench.signals.len(), bench.socket, &bench.poll),
            (0, Socket::Closed, &None)
        );
        assert_eq!(bench.alarms, []);
        bench.take(News::Online);
        bench.take(News::Hurry);
        assert_eq!(bench.socket, Socket::Closed, "nobody is there");
        bench.want("sessionToken", "t");
        bench.serve();
        assert_eq!(bench.take_signals(), [Signal::Down, Signal::Retrying, Signal::Up]);
    }
}

#[test]
fn another_user_has_a_channel_of_its_own() {
    let mut bench = Bench::live();
    let mut other = super::Subscription::default();
    other.channel.push_str("/other");
    bench.take(News::Wanted(other));
    assert_eq!(bench.take_signals(), [Signal::Down]);
    bench.serve();
    assert_eq!(bench.take_signals(), [Signal::Up]);
    bench.take(News::Unwanted);
    assert_eq!(
        (bench.take_signals(), &bench.alarms),
        (vec![Signal::Down], &vec![])
    );
    bench.want("sessionToken", "t");
    bench.serve();
    assert_eq!(bench.take_signals(), [Signal::Up]);
}

#[test]
fn attempts_are_a_breath_apart_whoever_hurries() {
    let mut bench = Bench::live();
    bench.now += 60_000;
    for _ in 0..100 {
        bench.drop_socket();
        bench.lose_poll();
        bench.take(News::Hurry);
        bench.take(News::Online);
        bench.pass(100);
    }
    assert!(
        (2..=6).contains(&(bench.attempts.len() - 1)),
        "{:?}",
        bench.attempts
    );
}
