//! What the page decides: how messages show, what is sent, at once or late, sense or nonsense.

use crate::bench::{Bench, CLIENT};
use crate::service::text;
use avmsdk_protocol::id::{ActionId, ClientId, UserId};
use avmsdk_protocol::json;
use avmsdk_session::{Call, Delegate, Delegates, Delivery, Input, Login, StoredIdentity};

fn connected(messages: u32, delegate: Delegate) -> Bench {
    let stored = StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items: Vec::new(),
    };
    let mut bench = Bench::with(stored, Login::None, Delegates::default().with(delegate));
    bench.service.users = 1;
    bench.service.has_conversation = true;
    for _ in 0..messages {
        bench.service.say("earlier", None);
    }
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn visible(bench: &Bench) -> Vec<String> {
    let entries = bench.session.timeline().iter().filter(|entry| entry.is_visible());
    entries.map(|entry| entry.text().unwrap_or_default()).collect()
}

#[test]
fn a_message_does_not_show_before_the_page_has_said_how() {
    let mut bench = connected(2, Delegate::BeforeDisplay);
    assert_eq!(visible(&bench), Vec::<String>::new());
    let (_, delegate, arguments) = &bench.consults[0];
    assert_eq!(*delegate, Delegate::BeforeDisplay);
    assert_eq!(text(&arguments[0], "text"), "earlier");
    let place = arguments[1].get("conversation").unwrap();
    assert_eq!(text(place, "_id"), "c");
    assert!(place.get("messages").is_none());
    // The second answer first: order is not the order of answers.
    bench.consults.reverse();
    bench.consulted(Some(r#"{"text":"second","type":"text"}"#));
    bench.consulted(Some(r#"{"text":"first","type":"text"}"#));
    assert_eq!(visible(&bench), ["first", "second"]);
}

#[test]
fn falsy_hides_and_failure_shows_what_was() {
    let mut bench = connected(3, Delegate::BeforeDisplay);
    bench.consulted(Some("null"));
    bench.consulted(None);
    bench.consulted(Some(r#"{"_id":"other","text":"changed","type":"text"}"#));
    assert_eq!(visible(&bench), ["earlier", "changed"]);
    // What the page gets is what the service has.
    let shown = json::write(&bench.session.page_conversation());
    assert!(
        !shown.contains("changed") && !shown.contains(r#""other""#),
        "{shown}"
    );
    assert_eq!(bench.session.timeline()[2].shown().unwrap().id().as_str(), "m3");
}

#[test]
fn the_page_may_change_its_mind() {
    let mut bench = connected(2, Delegate::BeforeDisplay);
    bench.consulted(Some("null"));
    bench.consulted(Some("null"));
    bench.step(Input::SetDelegates(Delegates::default()));
    assert_eq!(visible(&bench).len(), 2);
    bench.step(Input::SetDelegates(
        Delegates::default().with(Delegate::BeforeDisplay),
    ));
    assert_eq!(
        visible(&bench).len(),
        2,
        "they stay as they were until it has answered"
    );
    bench.consulted(Some("null"));
    assert_eq!(visible(&bench).len(), 1);
}

#[test]
fn what_is_hidden_is_told_and_counted_all_the_same() {
    let mut bench = connected(0, Delegate::BeforeDisplay);
    bench.service.say("secret", None);
    bench.deliver(0);
    assert_eq!(bench.names(), ["message:received", "message", "unreadCount"]);
    bench.consulted(Some("null"));
    assert_eq!(bench.session.unread(), 1);
}

#[test]
fn a_message_of_the_visitor_is_shown_as_the_page_wants_it_before_and_after() {
    let mut bench = connected(0, Delegate::BeforeDisplay);
    bench.submit("mine");
    assert_eq!(visible(&bench).len(), 0);
    bench.consulted(Some("null"));
    bench.process(0);
    bench.answer(0);
    assert_eq!(visible(&bench).len(), 0, "hidden it stays");
    bench.consulted(Some(r#"{"text":"yours","type":"text"}"#));
    assert_eq!(visible(&bench), ["yours"]);
}

#[test]
fn a_reply_is_said_once_while_the_page_has_not_said_how_it_shows() {
    let mut bench = connected(1, Delegate::BeforeDisplay);
    bench.consulted(Some(
        r#"{"text":"Really?","type":"text","actions":[{"type":"reply","text":"Yes"}]}"#,
    ));
    let question = bench.session.timeline()[0].key;
    for _ in 0..2 {
        bench.step(Input::Choose(question, 0));
        assert_eq!(bench.session.timeline().len(), 2);
    }
    bench.settle();
    bench.step(Input::Choose(question, 0));
    bench.settle();
    assert_eq!(bench.service.log.len(), 2);
    // Asked as it was written and as it was taken.
    for _ in 0..2 {
        bench.consulted(None);
    }
    assert_eq!(visible(&bench), ["Really?", "Yes"]);
    // Another may be said then.
    bench.step(Input::Choose(question, 0));
    assert_eq!(bench.session.timeline().len(), 3);
}

#[test]
fn a_message_waits_for_the_page_and_is_sent_as_it_says() {
    let mut bench = connected(0, Delegate::BeforeSend);
    let promise = bench.submit("hello");
    let second = bench.submit("second");
    assert_eq!((bench.requests.len(), bench.consults.len()), (0, 1));
    assert_eq!(bench.texts()[0], ("hello".to_owned(), Delivery::Sending));
    bench.consulted(Some(
        r#"{"text":"hello!","metadata":{"any":"info"},"role":"appMaker","nonsense":1}"#,
    ));
    let body = bench.requests[0].body.clone().unwrap();
    assert!(body.contains("hello!") && body.contains("info"), "{body}");
    assert!(!body.contains("nonsense") && !body.contains("appMaker"), "{body}");
    bench.process(0);
    bench.answer(0);
    assert!(bench.result(promise).unwrap().is_ok());
    // The next is asked about in its turn; without sense it goes as it was.
    bench.consulted(None);
    bench.process(0);
    bench.answer(0);
    assert!(bench.result(second).unwrap().is_ok());
    assert_eq!(bench.service.log[1].text, "second");
}

#[test]
fn a_message_that_is_sent_again_is_not_asked_about_again() {
    let mut bench = connected(0, Delegate::BeforeSend);
    bench.submit("hello");
    bench.consulted(None);
    bench.answer_with(0, false, crate::bench::answer(500, "", None));
    bench.settle();
    assert_eq!((bench.consults.len(), bench.service.log.len()), (0, 1));
}

#[test]
fn a_postback_is_sent_as_the_page_says() {
    let mut bench = connected(1, Delegate::BeforePostbackSend);
    let action = ActionId::new("a1");
    let promise = bench.call(Call::TriggerPostback(action.clone(), None));
    assert!(bench.session.is_under_way(&action));
    let (_, _, arguments) = &bench.consults[0];
    assert_eq!(text(arguments[0].get("postback").unwrap(), "actionId"), "a1");
    bench.consulted(Some(
        r#"{"postback":{"actionId":"a1"},"metadata":{"any":"info"}}"#,
    ));
    assert_eq!(bench.asked(), [("POST", "conversations/c/postback")]);
    assert!(bench.requests[0].body.as_ref().unwrap().contains("info"));
    bench.reply(0, "");
    assert!(bench.result(promise).unwrap().is_ok());
    assert!(!bench.session.is_under_way(&action));
}
