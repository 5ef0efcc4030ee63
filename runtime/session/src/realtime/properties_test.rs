//! Whatever happens in whatever order: the page hears of losses and returns in turn, nobody is
//! stormed, and once all is well the channel is up. The bench checks the rest after each step.

use super::News;
use super::bench::{Bench, Socket, event, granted};
use crate::effect::Alarm;
use crate::input::Answer;
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Act {
    Want(u8),
    Unwanted,
    PageLeft,
    Open,
    Drop,
    /// By the socket.
    Say(usize),
    /// By the poll, after it was held for so long.
    Poll(usize, u16, u16),
    LosePoll(u16),
    /// An answer that nobody waits for.
    Stray(usize),
    Grant,
    Pass(u32),
    /// An alarm is late, as after a sleep.
    Sleep(u32),
    Hurry,
    Offline,
    Online,
    Reset,
}

fn texts() -> Vec<String> {
    let mut texts: Vec<String> = ["", "[]", "{}", "<html>"].map(str::to_owned).to_vec();
    for channel in ["/meta/handshake", "/meta/subscribe", "/meta/connect"] {
        let granted = granted(channel);
        texts.push(granted.clone());
        texts.push(["[", &event("x"), ",", &granted[1..]].concat());
        texts.push([&granted[..granted.len() - 1], ",", &granted[1..]].concat());
        for rest in [
            r#""successful":false,"error":"401:c:Unknown client","advice":{"reconnect":"handshake","interval":0}"#,
            r#""successful":false,"error":"403:c:Forbidden channel""#,
            r#""successful":false,"advice":{"reconnect":"none"}"#,
            r#""successful":true,"advice":{"interval":4000,"timeout":0}"#,
            r#""successful":false,"advice":{"interval":7000}"#,
        ] {
            texts.push([r#"[{"channel":""#, channel, r#"","#, rest, "}]"].concat());
        }
    }
    texts.push(["[", &event("x"), "]"].concat());
    texts
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let text = || 0..texts().len();
    let act = prop_oneof![
        2 => (0..4u8).prop_map(Act::Want),
        1 => Just(Act::Unwanted),
        1 => Just(Act::PageLeft),
        6 => Just(Act::Open),
        3 => Just(Act::Drop),
        6 => text().prop_map(Act::Say),
        6 => (text(), prop_oneof![3 => Just(200), 1 => Just(429), 1 => Just(504)], any::<u16>())
            .prop_map(|(text, status, held)| Act::Poll(text, status, held)),
        3 => any::<u16>().prop_map(Act::LosePoll),
        1 => text().prop_map(Act::Stray),
        8 => Just(Act::Grant),
        6 => (0..40_000u32).prop_map(Act::Pass),
        1 => (0..4_000_000u32).prop_map(Act::Sleep),
        3 => Just(Act::Hurry),
        1 => Just(Act::Offline),
        2 => Just(Act::Online),
        1 => Just(Act::Reset),
    ];
    prop::collection::vec(act, 0..100)
}

fn act(bench: &mut Bench, act: &Act, texts: &[String]) {
    match *act {
        Act::Want(user) => {
            let mut subscription = super::Subscription {
                channel: super::bench::CHANNEL.to_owned(),
                ..super::Subscription::default()
            };
            subscription.ext.set("jwt", if user < 2 { "old" } else { "new" });
            if user == 3 {
                subscription.channel.push('2');
            }
            bench.take(News::Wanted(subscription));
        }
        Act::Unwanted => bench.take(News::Unwanted),
        Act::PageLeft => bench.take(News::PageLeft),
        Act::Open => bench.open_socket(),
        Act::Drop => bench.drop_socket(),
        Act::Say(at) => {
            if bench.socket == Socket::Open {
                bench.asked.clear();
                bench.say(&texts[at]);
            }
        }
        Act::Poll(at, status, held) => {
            if bench.poll.is_some() {
                bench.now += u64::from(held);
                bench.answer(status, &texts[at]);
            }
        }
        Act::LosePoll(held) => {
            bench.now += u64::from(held);
            bench.lose_poll();
        }
        Act::Stray(at) => {
            if bench.poll.is_none() {
                let body = texts[at].clone();
                bench.take(News::Polled(Answer::Status {
                    status: 200,
                    body,
                    retry_after: None,
                }));
            }
            if bench.socket != Socket::Open {
                bench.say(&texts[at]);
            }
            for alarm in [Alarm::Connect, Alarm::Silence, Alarm::Probe, Alarm::Reconnect] {
                if bench.alarm(alarm).is_none() && bench.socket == Socket::Closed && bench.poll.is_none() {
                    bench.take(News::Rang(alarm));
                }
            }
        }
        Act::Grant => bench.serve(),
        Act::Pass(millis) => bench.pass(u64::from(millis)),
        Act::Sleep(millis) => {
            bench.now += u64::from(millis);
            if bench.realtime.has_slept(crate::Now(bench.now)) {
                bench.take(News::Slept);
            }
        }
        Act::Hurry => bench.take(News::Hurry),
        Act::Offline => bench.take(News::Offline),
        Act::Online => bench.take(News::Online),
        Act::Reset => bench.signals.clear(),
    }
}

/// Attempts in the fullest minute.
fn most_in_a_minute(attempts: &[u64]) -> usize {
    let within = |from: u64| {
        attempts
            .iter()
            .filter(|at| (from..from + 60_000).contains(*at))
            .count()
    };
    attempts.iter().map(|from| within(*from)).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn all_ends_well(acts in acts()) {
        let texts = texts();
        let mut bench = Bench::new();
        for it in &acts {
            act(&mut bench, it, &texts);
        }
        let mut other = super::Subscription::default();
        other.channel.push_str("/other");
        bench.take(News::Wanted(other));
        bench.take(News::Online);
        for _ in 0..80 {
            bench.serve();
            bench.pass(1_000);
            let asked: Vec<_> = bench.asked.drain(..).map(|it| it.channel()).collect();
            if asked.iter().any(|channel| channel == "/meta/connect") {
                bench.say(&granted("/meta/connect"));
            }
            if bench.poll.is_some() {
                bench.answer(200, &granted("/meta/connect"));
            }
        }
        prop_assert!(bench.realtime.is_live());
        prop_assert!(bench.realtime.way == super::Way::Socket, "the better way in the end");
        prop_assert!(bench.is_connected);
    }

    #[test]
    fn nobody_is_stormed(acts in acts()) {
        let texts = texts();
        let mut bench = Bench::new();
        for it in &acts {
            // Who is wanted, the page says.
            if !matches!(it, Act::Want(_) | Act::Unwanted | Act::PageLeft) || bench.attempts.is_empty() {
                act(&mut bench, it, &texts);
            }
        }
        let most = most_in_a_minute(&bench.attempts);
        prop_assert!(most <= 32, "{most} attempts in a minute");
    }

    #[test]
    fn a_service_that_drops_all_is_left_in_peace(mut acts in prop::collection::vec(0..5u8, 150)) {
        acts.push(0);
        let mut bench = Bench::new();
        bench.want("sessionToken", "t");
        for act in acts {
            match act {
                0 => bench.serve(),
                1 => bench.open_socket(),
                2 => bench.lose_poll(),
                _ => bench.drop_socket(),
            }
            if bench.socket == Socket::Closed && bench.poll.is_none() {
                bench.ring();
            }
        }
        let late: Vec<u64> = bench.attempts.iter().copied().skip(12).collect();
        let most = most_in_a_minute(&late);
        prop_assert!(most <= 12, "{most} attempts in a minute");
    }
}
