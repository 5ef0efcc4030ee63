//! Messages on their way outlive the page: they are kept, taken over, and sent once.

use crate::bench::{Bench, CLIENT, answer};
use avmsdk_protocol::id::{ClientId, SessionId, UserId};
use avmsdk_session::{Answer, Delegates, Delivery, Input, Login, Slot, StoredIdentity};

fn stored(items: Vec<(Slot, String)>) -> StoredIdentity {
    StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items,
    }
}

fn tab(items: Vec<(Slot, String)>, seed: u64) -> Bench {
    let mut bench = Bench::seeded(stored(items), Login::None, Delegates::default(), seed);
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench
}

/// A page on which something was written without a network, then left in this way.
fn left(text: &str, leave: impl Fn(&mut Bench)) -> Bench {
    let mut bench = tab(Vec::new(), 1);
    bench.start();
    bench.settle();
    bench.submit(text);
    bench.answer_with(0, false, Answer::Unreachable);
    leave(&mut bench);
    bench
}

#[test]
fn what_was_written_is_sent_by_the_next_page() {
    let before = left("hello", |bench| bench.step(Input::PageLeft));
    let mut next = tab(before.kept(), 2);
    next.start();
    next.settle();
    assert_eq!(next.texts(), [("hello".to_owned(), Delivery::Delivered)]);
    assert_eq!(next.service.log.len(), 1);
    assert!(
        next.kept()
            .iter()
            .all(|(slot, _)| !matches!(slot, Slot::Outbox(_) | Slot::Lease))
    );
}

/// The storage knows no order, and a clock none within a millisecond.
#[test]
fn what_was_written_in_one_instant_keeps_its_order() {
    let before = left("one", |bench| {
        bench.submit("two");
        bench.submit("three");
        bench.step(Input::PageLeft);
    });
    for turn in 0..6 {
        let mut items = before.kept();
        items.rotate_left(turn % 3);
        if turn > 2 {
            items.reverse();
        }
        let mut next = tab(items, 2);
        next.start();
        next.settle();
        let texts: Vec<_> = next.texts().into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["one", "two", "three"]);
    }
}

#[test]
fn a_refused_message_is_not_handed_to_and_fro_between_tabs() {
    let mut tabs = [tab(Vec::new(), 1), tab(Vec::new(), 2)];
    for tab in &mut tabs {
        tab.start();
        tab.settle();
    }
    tabs[0].submit("hello");
    tabs[0].answer_with(0, false, answer(400, "", None));
    for turn in 1..4 {
        let [one, other] = &mut tabs;
        let (says, hears) = if turn % 2 == 1 { (one, other) } else { (other, one) };
        hears.storage.clone_from(&says.storage);
        for (slot, text) in says.kept() {
            hears.step(Input::Stored(slot, Some(text)));
        }
        if turn > 1 {
            assert_eq!(hears.storage, says.storage, "what is heard is not said again");
        }
    }
    for tab in &tabs {
        assert_eq!(tab.texts(), [("hello".to_owned(), Delivery::Failed)]);
    }
}

#[test]
fn what_a_killed_page_wrote_waits_until_it_must_be_dead() {
    let before = left("hello", |_| {});
    let mut next = tab(before.kept(), 2);
    next.millis = before.millis + 1_000;
    next.start();
    for _ in 0..2 {
        next.process(0);
        next.answer(0);
    }
    next.pass(70_000);
    assert_eq!(next.texts(), [], "the other may still be alive");
    next.pass(10_000);
    next.settle();
    assert_eq!(next.texts(), [("hello".to_owned(), Delivery::Delivered)]);
}

#[test]
fn what_the_service_has_already_is_not_sent_again() {
    let mut before = tab(Vec::new(), 1);
    before.start();
    before.settle();
    before.submit("hello");
    // It arrived, and its answer did not.
    before.process(0);
    before.step(Input::PageLeft);
    let mut next = tab(before.kept(), 2);
    next.service.log.clone_from(&before.service.log);
    for number in 0..5 {
        next.service
            .say(&["later", ["a", "b", "c", "d", "e"][number]].concat(), None);
    }
    next.start();
    next.settle();
    assert_eq!(next.service.log.len(), 6);
    assert_eq!(next.kept().len(), 0, "{:?}", next.kept());
}

#[test]
fn what_was_refused_waits_for_the_visitor_on_the_next_page_too() {
    let mut before = tab(Vec::new(), 1);
    before.start();
    before.settle();
    before.submit("no");
    before.answer_with(0, false, answer(400, "", None));
    let mut next = tab(before.kept(), 2);
    next.start();
    next.settle();
    assert_eq!(next.texts(), [("no".to_owned(), Delivery::Failed)]);
    assert_eq!(next.service.log.len(), 0);
    let key = next.session.timeline()[0].key;
    next.step(Input::Retry(key));
    next.settle();
    assert_eq!(next.texts(), [("no".to_owned(), Delivery::Delivered)]);
}

#[test]
fn of_two_tabs_one_takes_over() {
    let before = left("hello", |bench| bench.step(Input::PageLeft));
    let mut tabs = [tab(before.kept(), 2), tab(before.kept(), 3)];
    for tab in &mut tabs {
        tab.start();
        for _ in 0..2 {
            tab.process(0);
            tab.answer(0);
        }
    }
    // Both have put their name into the lease; the second was the last.
    let [first, second] = &mut tabs;
    let lease = second.storage["lease"].clone();
    first.step(Input::Stored(Slot::Lease, Some(lease)));
    second.pass(200);
    for (slot, text) in second.kept() {
        first.step(Input::Stored(slot, Some(text)));
    }
    first.pass(200);
    assert_eq!((first.texts().len(), second.texts().len()), (0, 1));
}

#[test]
fn another_users_messages_are_left_alone() {
    let mut before = left("hello", |bench| bench.step(Input::PageLeft));
    let items = before.kept();
    let items = items
        .into_iter()
        .map(|(slot, text)| (slot, text.replace(r#""o":"u1""#, r#""o":"u2""#)));
    let mut next = tab(items.collect(), 2);
    next.start();
    next.settle();
    assert_eq!(next.texts(), []);
    before.storage.clear();
}

#[test]
fn what_is_kept_and_makes_no_sense_is_left_alone() {
    for nonsense in ["", "{}", "[1]", r#"{"v":2}"#, r#"{"v":1,"t":7}"#, "\u{0}"] {
        let items = vec![
            (Slot::Outbox(SessionId::new("x")), nonsense.to_owned()),
            (Slot::Snapshot, nonsense.to_owned()),
            (Slot::Lease, nonsense.to_owned()),
            (Slot::Read, nonsense.to_owned()),
        ];
        let mut bench = tab(items.clone(), 2);
        bench.start();
        bench.settle();
        for (slot, text) in items {
            bench.step(Input::Stored(slot, Some(text)));
        }
        assert_eq!(bench.texts(), [], "{nonsense}");
    }
}

#[test]
fn the_next_page_shows_at_once_what_was_shown_last() {
    let mut before = tab(Vec::new(), 1);
    before.service.say("earlier", None);
    before.start();
    before.settle();
    before.step(Input::PageLeft);
    let mut next = tab(before.kept(), 2);
    next.service.log.clone_from(&before.service.log);
    next.service.say("later", None);
    next.start();
    assert_eq!(next.texts(), [("earlier".to_owned(), Delivery::Delivered)]);
    next.settle();
    assert_eq!(next.texts(), next.log());
    assert_eq!(
        next.count("message:received"),
        0,
        "what was there at the start is no news"
    );
}

#[test]
fn a_visitor_who_became_somebody_in_another_tab_is_that_here_too() {
    let mut bench = Bench::anonymous();
    bench.start();
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench.service.say("hello there", Some("other tab"));
    for (slot, value) in [
        (Slot::ClientId, CLIENT),
        (Slot::UserId, "u1"),
        (Slot::SessionToken, "t"),
    ] {
        bench.step(Input::Stored(slot, Some(value.to_owned())));
    }
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    bench.submit("and here");
    bench.settle();
    assert_eq!((bench.service.users, bench.service.log.len()), (1, 2));
}

#[test]
fn what_is_read_in_one_tab_is_read_in_the_other() {
    let mut bench = tab(Vec::new(), 1);
    bench.start();
    bench.settle();
    let mut other = tab(Vec::new(), 2);
    other.start();
    other.settle();
    for tab in [&mut bench, &mut other] {
        tab.service.say("news", None);
        tab.deliver(0);
    }
    bench.step(Input::MarkAllAsRead(None));
    let mark = bench.storage["read"].clone();
    other.step(Input::Stored(Slot::Read, Some(mark.clone())));
    assert_eq!(other.session.unread(), 0);
    assert!(other.requests.is_empty(), "the service is told once");
    // What came later is not read.
    other.service.say("more", None);
    other.deliver(0);
    other.step(Input::Stored(Slot::Read, Some(mark)));
    assert_eq!(other.session.unread(), 1);
}

#[test]
fn of_two_tabs_that_read_at_once_neither_leaves_it_to_the_other() {
    let mut tabs = [1, 2].map(|seed| tab(Vec::new(), seed));
    for tab in &mut tabs {
        tab.start();
        tab.settle();
        tab.step(Input::Open);
        tab.service.say("one", None);
        tab.deliver(0);
        assert_eq!(tab.asked(), [("POST", "conversations/c/activity")]);
        // Comes while that is being told.
        tab.process(0);
        tab.service.say("two", None);
        tab.deliver(0);
    }
    let marks = [0, 1].map(|at| tabs[at].storage["read"].clone());
    for (tab, mark) in tabs.iter_mut().zip(marks.into_iter().rev()) {
        tab.step(Input::Stored(Slot::Read, Some(mark)));
    }
    for tab in &mut tabs {
        tab.settle();
        assert_eq!((tab.session.unread(), tab.service.unread), (0, 0));
    }
}

#[test]
fn back_from_the_cache_of_pages_what_another_tab_took_over_is_not_sent() {
    let mut bench = left("hello", |bench| bench.step(Input::PageLeft));
    let mut items = bench.kept();
    for (_, text) in &mut items {
        *text = text
            .replace(r#""t":""#, r#""t":"x"#)
            .replace(r#""u":0"#, r#""u":9999999999"#);
    }
    bench.step(Input::PageBack(items));
    assert_eq!(bench.texts(), []);
    bench.pass(5_000);
    let posts = bench
        .requests
        .iter()
        .filter(|request| request.url.ends_with("/messages"));
    assert!(posts.into_iter().all(|request| request.body.is_none()));
    // And what nobody took over is sent.
    let mut bench = left("hello", |bench| bench.step(Input::PageLeft));
    let items = bench.kept();
    bench.step(Input::PageBack(items));
    bench.settle();
    assert_eq!(bench.service.log.len(), 1);
    assert!(bench.names().contains(&"connected"));
}

#[test]
fn what_is_older_than_a_day_waits_for_the_visitor() {
    let before = left("hello", |bench| bench.step(Input::PageLeft));
    let mut next = tab(before.kept(), 2);
    next.millis = before.millis + 86_400_000;
    next.start();
    next.settle();
    assert_eq!(next.texts(), [("hello".to_owned(), Delivery::Failed)]);
    let key = next.session.timeline()[0].key;
    next.step(Input::Retry(key));
    next.settle();
    assert_eq!(next.texts(), [("hello".to_owned(), Delivery::Delivered)]);
}

/// Two tabs of a visitor who is nobody yet, in each of which something was written without a network, the first's first.
fn two_nobodies() -> [Bench; 2] {
    let mut tabs = [1, 2].map(|seed| {
        let stored = StoredIdentity {
            client_id: Some(ClientId::new(CLIENT)),
            ..StoredIdentity::default()
        };
        let mut bench = Bench::seeded(stored, Login::None, Delegates::default(), seed);
        bench.start();
        bench
    });
    for (at, tab) in tabs.iter_mut().enumerate() {
        tab.pass(at as u64 + 1);
        tab.submit(["from the first", "from the second"][at]);
    }
    tabs
}

fn tell(from: &Bench, to: &mut Bench) {
    for (slot, text) in from.kept() {
        to.step(Input::Stored(slot, Some(text)));
    }
}

#[test]
fn of_two_tabs_of_nobody_the_one_that_wrote_first_makes_the_user() {
    let [mut first, mut second] = two_nobodies();
    for tab in [&mut first, &mut second] {
        tab.answer_with(0, false, Answer::Unreachable);
    }
    tell(&second, &mut first);
    tell(&first, &mut second);
    second.pass(60_000);
    assert_eq!(second.asked(), [], "it waits for the first");
    first.settle();
    assert_eq!(first.service.users, 1);
    second.service.users = 1;
    second.service.has_conversation = true;
    second.service.log.clone_from(&first.service.log);
    for (slot, value) in [(Slot::UserId, "u1"), (Slot::SessionToken, "t")] {
        second.step(Input::Stored(slot, Some(value.to_owned())));
    }
    second.settle();
    assert_eq!(second.service.users, 1, "no other was made");
    assert_eq!(second.texts(), second.log());
    assert_eq!(second.log().len(), 2);
}

#[test]
fn a_user_that_an_earlier_tab_makes_is_not_made_twice() {
    let [first, mut second] = two_nobodies();
    assert_eq!(second.asked(), [("POST", "appusers")]);
    tell(&first, &mut second);
    second.answer_with(0, true, answer(201, "{}", None));
    assert_eq!(second.asked(), [], "what is answered by now counts for nothing");
    assert_eq!(
        second.texts(),
        [("from the second".to_owned(), Delivery::Sending)]
    );
}

#[test]
fn a_tab_that_is_dead_makes_no_user() {
    let [mut first, mut second] = two_nobodies();
    first.step(Input::PageLeft);
    tell(&first, &mut second);
    second.settle();
    assert_eq!(second.service.users, 1);
    assert_eq!(second.log().len(), 2, "what it wrote is sent too");
}

#[test]
fn two_tabs_that_have_taken_things_over_do_not_wait_for_each_other() {
    let mut tabs = two_nobodies();
    for tab in &mut tabs {
        tab.answer_with(0, false, Answer::Unreachable);
    }
    let [first, second] = &mut tabs;
    // The first one's oldest stands last by now.
    first.pass(1);
    first.submit("later");
    let texts = first.texts();
    assert_eq!(texts.len(), 2);
    tell(second, first);
    tell(first, second);
    first.pass(70_000);
    second.pass(70_000);
    let asks = |tab: &Bench| tab.asked().contains(&("POST", "appusers"));
    assert_eq!((asks(first), asks(second)), (true, false));
}
