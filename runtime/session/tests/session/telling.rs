//! What the service is told besides messages: that the visitor writes, and who it is.

use crate::bench::{Bench, answer};
use crate::service::text;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::{Value, json};
use avmsdk_session::{Answer, Call, History, Input, PromiseId};

fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench
}

/// What was told of writing since the last call.
fn told(bench: &mut Bench) -> Vec<String> {
    let bodies = bench.requests.drain(..).map(|request| request.body.unwrap());
    let told = bodies.map(|body| {
        let body = json::parse(&body).unwrap();
        text(body.get("activity").unwrap(), "type").to_owned()
    });
    told.collect()
}

#[test]
fn writing_is_told_once_in_ten_seconds_and_ends_by_itself() {
    let mut bench = connected(0);
    bench.step(Input::Writing(true));
    bench.pass(5_000);
    bench.step(Input::Writing(true));
    assert_eq!(told(&mut bench), ["typing:start"]);
    bench.pass(6_000);
    bench.step(Input::Writing(true));
    assert_eq!(told(&mut bench), ["typing:start"], "still at it");
    bench.pass(9_900);
    assert_eq!(told(&mut bench), Vec::<String>::new());
    bench.pass(200);
    assert_eq!(told(&mut bench), ["typing:stop"]);
}

#[test]
fn the_end_is_told_late_and_not_where_the_visitor_goes_on_or_sends() {
    let mut bench = connected(0);
    bench.call(Call::StartTyping(None));
    bench.call(Call::StopTyping(None));
    bench.pass(500);
    bench.call(Call::StartTyping(None));
    bench.pass(1_500);
    assert_eq!(told(&mut bench), ["typing:start"]);
    bench.call(Call::StopTyping(None));
    bench.pass(1_500);
    assert_eq!(told(&mut bench), ["typing:stop"]);
    bench.step(Input::Writing(true));
    bench.requests.clear();
    bench.submit("sent");
    bench.settle();
    bench.pass(30_000);
    assert_eq!(told(&mut bench), Vec::<String>::new());
}

#[test]
fn nobody_is_told_where_there_is_no_conversation() {
    let mut bench = Bench::anonymous();
    bench.start();
    let promise = bench.call(Call::StartTyping(None));
    assert!(bench.result(promise).unwrap().is_ok());
    let elsewhere = bench.call(Call::StopTyping(Some(ConversationId::new("x"))));
    assert!(bench.result(elsewhere).unwrap().is_ok());
    assert!(bench.requests.is_empty() && bench.alarms.is_empty());
}

fn update(bench: &mut Bench, text: &str) -> PromiseId {
    let Value::Object(properties) = json::parse(text).unwrap() else {
        panic!("{text}")
    };
    bench.call(Call::UpdateUser(properties))
}

#[test]
fn what_is_said_of_the_user_waits_for_one() {
    let mut bench = Bench::anonymous();
    bench.start();
    let promise = update(
        &mut bench,
        r#"{"givenName":"Bea","properties":{"a":1},"nonsense":2}"#,
    );
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(text(&bench.session.page_user().unwrap(), "givenName"), "Bea");
    update(&mut bench, r#"{"properties":{"b":2}}"#);
    bench.submit("hello");
    let body = json::parse(bench.requests[0].body.as_ref().unwrap()).unwrap();
    assert_eq!(text(&body, "givenName"), "Bea");
    assert_eq!(json::write(body.get("properties").unwrap()), r#"{"a":1,"b":2}"#);
    assert!(body.get("nonsense").is_none());
    bench.settle();
    let puts = bench.asked();
    assert_eq!(puts, [], "it need not be said twice");
    assert_eq!(text(&bench.session.page_user().unwrap(), "givenName"), "Bea");
}

#[test]
fn changes_are_sent_at_once_then_together_and_before_each_message() {
    let mut bench = connected(0);
    let first = update(&mut bench, r#"{"givenName":"Bea"}"#);
    assert_eq!(bench.asked(), [("PUT", "appusers/u1")]);
    assert!(bench.result(first).is_none());
    bench.reply(0, "{}");
    assert!(bench.result(first).unwrap().is_ok());
    let second = update(&mut bench, r#"{"surname":"Ray"}"#);
    assert!(bench.result(second).unwrap().is_ok(), "kept for later");
    update(&mut bench, r#"{"surname":"Roy","givenName":"Bea"}"#);
    assert_eq!(bench.requests.len(), 0);
    bench.pass(60_000);
    assert_eq!(bench.asked(), [("PUT", "appusers/u1")]);
    assert_eq!(bench.requests[0].body.as_deref(), Some(r#"{"surname":"Roy"}"#));
    bench.reply(0, "{}");
    update(&mut bench, r#"{"email":"bea@example.com"}"#);
    bench.submit("hello");
    assert_eq!(
        bench.asked(),
        [("PUT", "appusers/u1"), ("POST", "conversations/c/messages")]
    );
}

#[test]
fn a_refused_change_is_taken_back_and_one_in_trouble_goes_later() {
    let mut bench = connected(0);
    let wrong = update(&mut bench, r#"{"email":7}"#);
    assert!(
        bench
            .result(wrong)
            .unwrap()
            .clone()
            .unwrap_err()
            .message
            .contains("`email`")
    );
    let refused = update(&mut bench, r#"{"email":"nonsense"}"#);
    bench.answer_with(0, false, answer(400, "", None));
    assert!(bench.result(refused).unwrap().is_err());
    assert!(bench.session.page_user().unwrap().get("email").is_none());
    bench.pass(60_000);
    let late = update(&mut bench, r#"{"email":"bea@example.com"}"#);
    for _ in 0..4 {
        bench.answer_with(0, false, Answer::Unreachable);
        bench.pass(30_000);
    }
    assert!(bench.result(late).unwrap().is_err());
    bench.requests.clear();
    bench.submit("hello");
    assert_eq!(bench.asked()[0], ("PUT", "appusers/u1"));
}

#[test]
fn earlier_pages_come_when_asked_for_and_say_when_there_are_no_more() {
    let mut bench = connected(7);
    assert_eq!((bench.texts().len(), bench.session.history()), (3, History::More));
    bench.step(Input::LoadHistory);
    bench.step(Input::LoadHistory);
    assert_eq!(bench.requests.len(), 1);
    assert_eq!(bench.session.history(), History::Loading);
    bench.answer_with(0, false, answer(400, "", None));
    assert_eq!(bench.session.history(), History::Failed);
    bench.step(Input::LoadHistory);
    bench.process(0);
    bench.answer(0);
    assert_eq!((bench.texts().len(), bench.session.history()), (6, History::More));
    bench.step(Input::LoadHistory);
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.session.history(), History::Whole);
    assert_eq!(bench.count("message:received"), 0);
}

#[test]
fn what_waits_for_its_time_is_sent_when_the_page_goes_out_of_sight() {
    for input in [Input::PageVisible(false), Input::PageLeft] {
        let mut bench = connected(0);
        update(&mut bench, r#"{"givenName":"Bea"}"#);
        bench.reply(0, "{}");
        update(&mut bench, r#"{"surname":"Ray"}"#);
        assert_eq!(bench.requests.len(), 0);
        bench.step(input);
        assert_eq!(bench.asked(), [("PUT", "appusers/u1")]);
    }
}
