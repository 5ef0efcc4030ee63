//! Whatever happens in whatever order: in the end both sides agree, and the page was told once.

use crate::bench::{Bench, answer};
use avmsdk_protocol::id::SessionId;
use avmsdk_session::{Alarm, Answer, Call, Delivery, Input, Key};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Act {
    Submit,
    StartConversation,
    RetryFailed,
    /// The business writes.
    Incoming,
    /// The visitor writes in another tab.
    Elsewhere,
    Process(u8),
    Answer(u8),
    /// Lost on its way to the service, or with `true` on the way back.
    Lose(u8, bool),
    Fail(u8, u16, bool),
    AskToWait(u8),
    Refuse(u8),
    Deliver(u8),
    Duplicate(u8),
    OpenSocket,
    DropSocket,
    Pass(u16),
    Open,
    Close,
    Visible(bool),
    Online,
    /// The second part of the module comes, or cannot be had.
    Late(bool),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        3 => Just(Act::Submit),
        1 => Just(Act::StartConversation),
        1 => Just(Act::RetryFailed),
        3 => Just(Act::Incoming),
        1 => Just(Act::Elsewhere),
        8 => any::<u8>().prop_map(Act::Process),
        8 => any::<u8>().prop_map(Act::Answer),
        2 => (any::<u8>(), any::<bool>()).prop_map(|(at, done)| Act::Lose(at, done)),
        1 => (any::<u8>(), prop_oneof![Just(500), Just(503)], any::<bool>())
            .prop_map(|(at, status, done)| Act::Fail(at, status, done)),
        1 => any::<u8>().prop_map(Act::AskToWait),
        1 => any::<u8>().prop_map(Act::Refuse),
        8 => any::<u8>().prop_map(Act::Deliver),
        1 => any::<u8>().prop_map(Act::Duplicate),
        4 => Just(Act::OpenSocket),
        1 => Just(Act::DropSocket),
        3 => (0..20_000u16).prop_map(Act::Pass),
        1 => Just(Act::Open),
        1 => Just(Act::Close),
        1 => any::<bool>().prop_map(Act::Visible),
        1 => Just(Act::Online),
        2 => prop::bool::weighted(0.7).prop_map(Act::Late),
    ];
    prop::collection::vec(act, 0..120)
}

fn pick(choice: u8, length: usize) -> Option<usize> {
    (length > 0).then(|| usize::from(choice) % length)
}

fn failed(bench: &Bench) -> Vec<Key> {
    let entries = bench.session.timeline().iter();
    let failed = entries.filter(|entry| entry.delivery == Delivery::Failed);
    failed.map(|entry| entry.key).collect()
}

fn act(bench: &mut Bench, act: &Act, number: &mut u32) {
    *number += 1;
    let text = avmsdk_protocol::json::write(&(*number).into());
    let started = bench.count("ready") > 0;
    // Nobody writes to a user that was made unheard.
    let exists = bench.session.page_user().is_some() || bench.is_returning;
    match *act {
        Act::Submit => {
            bench.submit(&["mine ", &text].concat());
        }
        Act::StartConversation => {
            let promise = bench.promise();
            bench.step(Input::Called(Call::StartConversation, promise));
        }
        Act::RetryFailed => {
            if let Some(key) = failed(bench).first() {
                bench.step(Input::Retry(*key));
            }
        }
        Act::Incoming if exists => {
            bench.service.say(&["theirs ", &text].concat(), None);
        }
        Act::Elsewhere if exists => {
            let session_id = SessionId::new(["elsewhere ", &text].concat());
            bench
                .service
                .say(&["elsewhere ", &text].concat(), Some(session_id.as_str()));
        }
        Act::Process(at) => {
            if let Some(at) = pick(at, bench.requests.len()) {
                bench.process(at);
            }
        }
        Act::Answer(at) => {
            if let Some(at) = pick(at, bench.answers.len()) {
                bench.answer(at);
            }
        }
        // `init` gives up after some failures, which its own table shows.
        Act::Lose(at, done) if started => {
            if let Some(at) = pick(at, bench.requests.len()) {
                bench.answer_with(at, done, Answer::Unreachable);
            }
        }
        Act::Fail(at, status, done) if started => {
            if let Some(at) = pick(at, bench.requests.len()) {
                bench.answer_with(at, done, answer(status, "", None));
            }
        }
        Act::AskToWait(at) if started => {
            if let Some(at) = pick(at, bench.requests.len()) {
                bench.answer_with(at, false, answer(429, "", Some(40)));
            }
        }
        Act::Refuse(at) if started => {
            if let Some(at) = pick(at, bench.requests.len()) {
                bench.answer_with(at, false, answer(400, "", None));
            }
        }
        Act::Deliver(at) => {
            if let Some(at) = pick(at, bench.service.frames.len()) {
                bench.deliver(at);
            }
        }
        Act::Duplicate(at) => {
            if let Some(at) = pick(at, bench.service.frames.len()) {
                let frame = bench.service.frames[at].clone();
                bench.service.frames.push(frame);
            }
        }
        Act::OpenSocket => bench.open_socket(),
        Act::DropSocket => bench.drop_socket(),
        Act::Pass(millis) => bench.pass(u64::from(millis)),
        Act::Open => bench.step(Input::Open),
        Act::Close => bench.step(Input::Close),
        Act::Visible(visible) => bench.step(Input::PageVisible(visible)),
        Act::Online => bench.step(Input::Online),
        Act::Late(is_there) => bench.load_late(is_there),
        _ => {}
    }
}

/// Both sides agree, and the page was told all of it once. Of the messages that were there at start,
/// so many, older ones may not have been read.
fn check(bench: &Bench, at_start: usize) -> Result<(), TestCaseError> {
    let failed = failed(bench).len();
    let mut shown = bench.texts();
    let unsent = shown.split_off(shown.len() - failed);
    prop_assert!(
        unsent.iter().all(|(_, it)| *it == Delivery::Failed),
        "{:?}",
        unsent
    );
    let mut log = bench.log();
    let unread_history = log.len() - shown.len().min(log.len());
    prop_assert!(unread_history <= at_start.saturating_sub(1));
    prop_assert_eq!(shown, log.split_off(unread_history));
    // Where the service could not be told what is read, or when, the visitor's own count holds.
    if !bench.read_failed {
        prop_assert_eq!(bench.session.unread(), bench.service.unread);
    }
    let mut texts: Vec<&str> = bench.service.log.iter().map(|it| it.text.as_str()).collect();
    texts.retain(|text| *text != "earlier");
    texts.sort_unstable();
    let all = texts.len();
    texts.dedup();
    prop_assert_eq!(texts.len(), all, "nothing is stored twice");
    for stored in &bench.service.log {
        let sent = stored.text.starts_with("mine");
        prop_assert_eq!(bench.told("message:sent", &stored.id), usize::from(sent));
        let received = bench.told("message:received", &stored.id);
        if stored.own {
            prop_assert_eq!(received, 0);
        } else {
            prop_assert!(received <= 1);
        }
    }
    prop_assert_eq!(
        bench.settled.len() as u32,
        bench.promises,
        "all promises are settled"
    );
    prop_assert!(
        bench
            .alarms
            .iter()
            .all(|(alarm, _)| matches!(alarm, Alarm::Connect | Alarm::Snapshot))
    );
    Ok(())
}

proptest! {
    #[test]
    fn both_sides_agree_in_the_end(earlier in prop::option::of(0..5u32), acts in acts()) {
        let mut bench = earlier.map_or_else(Bench::anonymous, Bench::returning);
        bench.is_late_slow = true;
        bench.start();
        let mut number = 0;
        let (mut before, mut at_start) = (Vec::new(), bench.service.log.len());
        for it in &acts {
            let started = bench.count("ready") > 0;
            if !started {
                at_start = bench.service.log.len();
            }
            act(&mut bench, it, &mut number);
            if !started && bench.count("ready") > 0 {
                let known = bench.session.timeline().iter().filter_map(|entry| entry.message());
                before = known.map(|message| message.id().as_str().to_owned()).collect();
            }
        }
        let started = bench.count("ready") > 0;
        bench.is_late_slow = false;
        bench.load_late(true);
        bench.settle();
        if !bench.is_kept_from {
            check(&bench, at_start)?;
        }
        bench.drop_socket();
        bench.settle();
        check(&bench, at_start)?;
        bench.step(Input::PageVisible(true));
        bench.step(Input::Open);
        bench.settle();
        prop_assert_eq!((bench.session.unread(), bench.service.unread), (0, 0));
        if started {
            for stored in bench.service.log.iter().skip(at_start).filter(|it| !it.own && !before.contains(&it.id)) {
                prop_assert_eq!(bench.told("message:received", &stored.id), 1, "{}", stored.id);
            }
        }
    }

    #[test]
    fn destroy_leaves_nothing(earlier in prop::option::of(0..5u32), acts in acts()) {
        let mut bench = earlier.map_or_else(Bench::anonymous, Bench::returning);
        bench.is_late_slow = true;
        bench.start();
        let mut number = 0;
        for it in &acts {
            act(&mut bench, it, &mut number);
        }
        bench.step(Input::Destroy);
        prop_assert_eq!(&bench.alarms, &[]);
        prop_assert_eq!(bench.socket, crate::bench::Socket::Closed);
        prop_assert_eq!(bench.count("destroy"), 1);
        let (requests, events) = (bench.requests.len(), bench.events.len());
        bench.submit("too late");
        bench.step(Input::Open);
        bench.step(Input::Destroy);
        while !bench.requests.is_empty() {
            bench.process(0);
        }
        while !bench.answers.is_empty() {
            bench.answer(0);
        }
        prop_assert_eq!((0, events), (bench.requests.len(), bench.events.len()), "{} asked", requests);
        prop_assert_eq!(bench.settled.len() as u32, bench.promises);
    }
}
