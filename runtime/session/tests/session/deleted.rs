//! What the business has deleted is not shown for good by what a page knows of it.

use crate::bench::{Bench, CLIENT};
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_session::{Alarm, Delegates, Input, Login, Slot, StoredIdentity};

/// A visitor with what an earlier page has kept.
fn page(items: Vec<(Slot, String)>) -> Bench {
    let stored = StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items,
    };
    let mut bench = Bench::seeded(stored, Login::None, Delegates::default(), 1);
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench
}

fn say(bench: &mut Bench, texts: &[&str]) {
    for text in texts {
        bench.service.say(text, None);
    }
}

fn delete(bench: &mut Bench, text: &str) {
    bench.service.log.retain(|stored| stored.text != text);
}

/// What the visitor has seen, kept for the next page, of which these are deleted before that comes.
fn next_page(texts: &[&str], deleted: &[&str]) -> Bench {
    let mut before = page(Vec::new());
    say(&mut before, texts);
    before.start();
    before.settle();
    before.step(Input::Alarm(Alarm::Snapshot));
    let mut next = page(before.kept());
    next.service.log = before.service.log.clone();
    for text in deleted {
        delete(&mut next, text);
    }
    next
}

#[test]
fn what_was_deleted_is_not_shown_by_the_next_page() {
    let long: Vec<String> = (0..40).map(|at| at.to_string()).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    for (texts, deleted) in [
        (&["one", "two", "three"][..], &["three"][..]),
        (&["one", "two", "three"], &["two"]),
        (&["one"], &["one"]),
        (&long, &["38"]),
        (&long, &["39"]),
    ] {
        let mut next = next_page(texts, deleted);
        next.start();
        assert!(
            next.texts().iter().any(|(text, _)| text == deleted[0]),
            "it was kept"
        );
        next.settle();
        let (shown, log) = (next.texts(), next.log());
        assert!(log.ends_with(&shown) && !shown.is_empty() || log.is_empty() && shown.is_empty());
    }
}

#[test]
fn what_was_deleted_without_a_connection_is_gone_with_the_next() {
    let mut bench = page(Vec::new());
    say(&mut bench, &["one", "two", "three"]);
    bench.start();
    bench.settle();
    bench.drop_socket();
    delete(&mut bench, "two");
    say(&mut bench, &["four"]);
    bench.pass(5_000);
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.log().len(), 3);
}
