//! Who the visitor is: login, logout, a code, a token that has run out.

use crate::bench::{Bench, CLIENT, answer};
use crate::service::{number, text};
use avmsdk_protocol::id::{ClientId, ExternalId, UserId};
use avmsdk_protocol::json;
use avmsdk_session::{
    Answer, Authorization, Call, Delegate, Delegates, Delivery, Input, Login, PromiseId, Request, Slot,
    StoredIdentity,
};

const SESSION: &str =
    r#"{"appUser":{"_id":"u9","userId":"ada","clients":[]},"conversations":[{"_id":"c","unreadCount":0}]}"#;
const EXPIRED: &str = r#"{"error":{"code":"invalid_auth","description":"expired"}}"#;

fn login() -> Call {
    Call::Login(ExternalId::new("ada"), "jwt1".to_owned())
}

fn bearer(jwt: &str) -> Authorization {
    Authorization::Bearer(jwt.to_owned())
}

fn body(request: &Request) -> json::Value {
    json::parse(request.body.as_ref().unwrap()).unwrap()
}

/// Somebody whom the site knows from the start, with a delegate that renews tokens or without.
fn known(renews: bool) -> Bench {
    let stored = StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        ..StoredIdentity::default()
    };
    let delegates = Delegates::default();
    let delegates = if renews {
        delegates.with(Delegate::OnInvalidAuth)
    } else {
        delegates
    };
    let mut bench = Bench::with(
        stored,
        Login::User(ExternalId::new("ada"), "jwt1".to_owned()),
        delegates,
    );
    bench.start();
    bench
}

/// The same, once the service has let them in.
fn logged_in(renews: bool) -> Bench {
    let mut bench = known(renews);
    bench.reply(0, SESSION);
    bench.process(0);
    bench.answer(0);
    bench
}

#[test]
fn init_with_a_token_logs_in_and_stores_no_secret() {
    let mut bench = known(false);
    assert_eq!(bench.asked(), [("POST", "login")]);
    assert_eq!(bench.requests[0].authorization, bearer("jwt1"));
    let sent = body(&bench.requests[0]);
    assert_eq!(
        (text(&sent, "userId"), text(&sent, "integrationId")),
        ("ada", "i")
    );
    assert!(sent.get("appUserId").is_none());
    bench.reply(0, SESSION);
    assert_eq!(bench.asked(), [("GET", "conversations/c/messages")]);
    bench.process(0);
    bench.answer(0);
    assert_eq!(bench.names(), ["ready"]);
    let kept = bench.stored.iter().filter(|(_, value)| value.is_some());
    assert!(kept.into_iter().all(|(name, _)| *name == "clientId"));
    assert_eq!(text(&bench.session.page_user().unwrap(), "userId"), "ada");
}

#[test]
fn a_login_takes_the_anonymous_user_along_and_empties_the_messenger() {
    let mut bench = Bench::returning(2);
    bench.start();
    bench.settle();
    bench.names();
    let promise = bench.call(login());
    assert_eq!(bench.texts(), []);
    let sent = body(&bench.requests[0]);
    assert_eq!(
        (text(&sent, "appUserId"), text(&sent, "sessionToken")),
        ("u1", "t")
    );
    assert!(bench.result(promise).is_none());
    bench.reply(0, SESSION);
    bench.process(0);
    bench.answer(0);
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.count("ready"), 1, "the page is told once");
    let token = bench
        .stored
        .iter()
        .rev()
        .find(|(name, _)| *name == "sessionToken");
    assert_eq!(token.unwrap().1, None);
}

#[test]
fn the_same_login_again_does_nothing() {
    let mut bench = logged_in(false);
    let promise = bench.call(login());
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.requests.len(), 0);
}

#[test]
fn logins_settle_in_the_order_of_their_calls() {
    let mut bench = Bench::anonymous();
    bench.start();
    let first = bench.call(login());
    let second = bench.call(Call::Login(ExternalId::new("bob"), "jwt2".to_owned()));
    assert_eq!(bench.asked(), [("POST", "login")]);
    bench.reply(0, SESSION);
    bench.process(0);
    bench.answer(0);
    assert!(bench.result(first).unwrap().is_ok() && bench.result(second).is_none());
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/login"))
        .unwrap();
    assert_eq!(bench.requests[at].authorization, bearer("jwt2"));
    assert!(
        body(&bench.requests[at]).get("appUserId").is_none(),
        "ada does not become bob"
    );
    bench.answer_with(at, false, answer(204, "", None));
    assert!(bench.result(second).unwrap().is_ok());
}

#[test]
fn who_goes_by_a_token_stays_so_where_the_conversation_cannot_be_had() {
    let mut bench = known(false);
    bench.reply(0, SESSION);
    bench.answer_with(0, false, answer(404, "", None));
    assert_eq!(bench.asked(), [("GET", "appusers/u9")]);
    bench.answer_with(0, false, answer(401, "", None));
    assert_eq!(bench.names(), ["ready"]);
    bench.submit("of Ada");
    let made = bench
        .requests
        .iter()
        .find(|it| it.body.is_some() && it.url.contains("u9"));
    assert_eq!(
        made.map(|it| &it.authorization),
        Some(&bearer("jwt1")),
        "{:?}",
        bench.asked()
    );
}

#[test]
fn what_the_page_sends_is_of_who_it_has_said_before() {
    let mut bench = Bench::anonymous();
    bench.start();
    bench.call(login());
    bench.call(Call::Login(ExternalId::new("bob"), "jwt2".to_owned()));
    let message = bench.submit("of Bob");
    bench.reply(0, SESSION);
    bench.process(0);
    bench.answer(0);
    let posts = |bench: &Bench| {
        bench
            .asked()
            .iter()
            .filter(|(_, path)| path.ends_with("/messages"))
            .count()
    };
    assert!(bench.asked().contains(&("POST", "login")) && bench.result(message).is_none());
    assert_eq!(posts(&bench), 0, "{:?}", bench.asked());
    let at = bench
        .asked()
        .iter()
        .position(|it| *it == ("POST", "login"))
        .unwrap();
    bench.answer_with(at, false, answer(204, "", None));
    let at = bench
        .asked()
        .iter()
        .position(|it| *it == ("POST", "appusers"))
        .unwrap();
    assert_eq!(text(&body(&bench.requests[at]), "userId"), "bob");
    assert_eq!(bench.requests[at].authorization, bearer("jwt2"));

    // Two keep their order, though the second is sent when nothing else waits any more.
    let mut bench = Bench::anonymous();
    bench.start();
    bench.call(login());
    bench.call(Call::Login(ExternalId::new("bob"), "jwt2".to_owned()));
    bench.submit("one");
    bench.reply(0, SESSION);
    bench.process(0);
    bench.answer(0);
    bench.submit("two");
    let shown: Vec<_> = bench.texts().into_iter().map(|(text, _)| text).collect();
    assert_eq!(shown, ["one", "two"]);

    // And of nobody once the one who was to come has gone.
    let mut bench = Bench::anonymous();
    bench.start();
    bench.call(login());
    bench.call(Call::Logout);
    let message = bench.submit("of nobody");
    bench.reply(0, SESSION);
    bench.settle();
    assert!(
        bench.result(message).is_none_or(Result::is_ok),
        "{:?}",
        bench.result(message)
    );
    let made = bench.names().contains(&"message:sent") || bench.asked().contains(&("POST", "appusers"));
    assert!(made, "{:?}", bench.asked());
}

#[test]
fn a_name_that_the_service_does_not_know_becomes_a_user_with_the_first_message() {
    let mut bench = Bench::anonymous();
    bench.start();
    let promise = bench.call(login());
    bench.answer_with(0, false, answer(204, "", None));
    assert!(bench.result(promise).unwrap().is_ok());
    bench.submit("hello");
    assert_eq!(bench.asked(), [("POST", "appusers")]);
    assert_eq!(bench.requests[0].authorization, bearer("jwt1"));
    assert_eq!(text(&body(&bench.requests[0]), "userId"), "ada");
}

#[test]
fn a_login_lets_what_is_being_posted_arrive_first() {
    for is_lost in [false, true] {
        let mut bench = Bench::returning(0);
        bench.start();
        bench.settle();
        let message = bench.submit("hello");
        let promise = bench.call(login());
        let next = bench.submit("more");
        let name = bench.call(Call::UpdateUser(Default::default()));
        assert_eq!(bench.asked(), [("POST", "conversations/c/messages")]);
        if is_lost {
            bench.answer_with(0, true, Answer::Unreachable);
        } else {
            bench.process(0);
            bench.answer(0);
            assert!(bench.result(message).unwrap().is_ok());
        }
        assert_eq!(bench.asked(), [("POST", "login")]);
        assert!(bench.result(promise).is_none() && bench.result(name).is_none());
        bench.reply(0, &SESSION.replace("u9", "u1"));
        bench.settle();
        for promise in [promise, message, next, name] {
            assert!(bench.result(promise).unwrap().is_ok());
        }
        let log: Vec<&str> = bench.service.log.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(log, ["hello", "more"], "{is_lost}");
    }
}

#[test]
fn a_refused_login_rejects_and_the_anonymous_user_goes_on() {
    let mut bench = Bench::returning(1);
    bench.start();
    bench.settle();
    let promise = bench.call(login());
    bench.answer_with(0, false, answer(401, EXPIRED, None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(
        (refusal.code.as_str(), refusal.status),
        ("invalid_auth", Some(401))
    );
    bench.settle();
    assert_eq!(bench.texts(), bench.log());
    assert!(bench.session.page_user().unwrap().get("userId").is_none());
}

/// The counts that the page was told since the last call, each with its conversation, in order.
fn counts(bench: &mut Bench) -> Vec<(u32, String)> {
    let told = bench.events.iter().filter(|(name, _)| *name == "unreadCount");
    let told = told.map(|(_, what)| {
        let place = text(what[1].get("conversation").unwrap(), "_id").to_owned();
        (number(&what[0]), place)
    });
    let mut told: Vec<_> = told.collect();
    told.sort();
    bench.events.retain(|(name, _)| *name != "unreadCount");
    told
}

/// A session of somebody who is known, with so many unread in these conversations.
fn session_of(unread: &[(&str, u32)]) -> String {
    let conversations: Vec<String> = unread
        .iter()
        .map(|(id, unread)| format!(r#"{{"_id":"{id}","unreadCount":{unread},"lastUpdatedAt":2000000000}}"#))
        .collect();
    SESSION.replace(r#"{"_id":"c","unreadCount":0}"#, &conversations.join(","))
}

#[test]
fn a_count_that_a_login_leaves_as_it_was_is_not_told_again() {
    for (unread, wanted) in [
        (vec![("c", 2), ("d", 1)], vec![]),
        (vec![("c", 3), ("d", 1)], vec![(3, "c")]),
        (vec![("d", 1), ("c", 2)], vec![]),
        (vec![("c", 0)], vec![(0, "c"), (0, "d")]),
        (vec![("e", 4)], vec![(0, "c"), (0, "d"), (4, "e")]),
    ] {
        let mut bench = with_unread();
        let promise = bench.call(login());
        assert_eq!(counts(&mut bench), [], "nothing is known yet");
        bench.reply(0, &session_of(&unread));
        bench.requests.clear();
        let told = counts(&mut bench);
        let told: Vec<(u32, &str)> = told.iter().map(|(count, id)| (*count, id.as_str())).collect();
        assert_eq!(told, wanted, "{unread:?}");
        assert!(bench.result(promise).is_none());
    }
}

/// An anonymous visitor with unread messages in the conversation that is shown and in another.
fn with_unread() -> Bench {
    let mut bench = Bench::returning(2);
    bench.start();
    bench.settle();
    bench.call(Call::GetConversations(0));
    let list = r#"{"conversations":[{"_id":"c"},{"_id":"d","unreadCount":1,"lastUpdatedAt":2000000000}]}"#;
    bench.reply(0, list);
    let both = [(1, "d".to_owned()), (2, "c".to_owned())];
    assert_eq!(counts(&mut bench), both);
    bench
}

#[test]
fn a_login_that_fails_tells_no_count_that_is_as_it_was() {
    let mut bench = with_unread();
    bench.call(login());
    bench.answer_with(0, false, answer(401, EXPIRED, None));
    let restored = r#"{"appUser":{"_id":"u1","clients":[{"id":"0123456789abcdef0123456789abcdef","platform":"web","active":true}]},
        "conversations":[{"_id":"c","unreadCount":2},{"_id":"d","unreadCount":1}]}"#;
    bench.reply(0, restored);
    bench.settle();
    assert_eq!(counts(&mut bench), []);
    assert_eq!(bench.session.unread_in_all(), 3);
}

#[test]
fn who_logs_out_or_is_not_known_any_more_has_nothing_unread_and_that_is_told_once() {
    let gone = [(0, "c".to_owned()), (0, "d".to_owned())];
    let mut bench = with_unread();
    bench.call(login());
    // The service does not know the name: there is no conversation.
    bench.reply(0, "");
    assert_eq!(counts(&mut bench), gone);
    let mut bench = with_unread();
    bench.call(login());
    bench.reply(0, &session_of(&[("c", 2), ("d", 1)]));
    bench.process(0);
    bench.answer(0);
    assert_eq!(counts(&mut bench), []);
    bench.call(Call::Logout);
    bench.settle();
    assert_eq!(counts(&mut bench), gone);
}

#[test]
fn logout_forgets_the_user_and_what_it_wrote() {
    let mut bench = logged_in(false);
    let message = bench.submit("never sent");
    let promise = bench.call(Call::Logout);
    assert!(bench.result(message).unwrap().is_err());
    let logout = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/appusers/u9/logout"));
    let logout = logout.unwrap();
    assert_eq!(bench.requests[logout].authorization, bearer("jwt1"));
    bench.answer_with(logout, false, Answer::Unreachable);
    assert!(
        bench.result(promise).unwrap().is_ok(),
        "here nobody is logged in any more"
    );
    assert_eq!((bench.texts(), bench.session.page_user()), (vec![], None));
    assert_eq!(bench.storage.len(), 0, "{:?}", bench.storage);
    let again = bench.call(Call::Logout);
    assert!(bench.result(again).unwrap().is_ok(), "nobody is logged out twice");
}

#[test]
fn a_token_that_has_run_out_is_asked_for_once_and_all_is_asked_again() {
    let mut bench = logged_in(true);
    let message = bench.submit("hello");
    let list = bench.call(Call::GetConversations(0));
    for _ in 0..2 {
        bench.answer_with(0, false, answer(401, EXPIRED, None));
    }
    assert_eq!(bench.consults.len(), 1, "asked once");
    bench.submit("another");
    assert_eq!(bench.requests.len(), 0, "it waits for its turn");
    assert_eq!(bench.texts()[0], ("hello".to_owned(), Delivery::Sending));
    bench.consulted(Some(r#""jwt2""#));
    assert_eq!(bench.requests.len(), 2);
    assert!(bench.requests.iter().all(|it| it.authorization == bearer("jwt2")));
    bench.process(0);
    bench.answer(0);
    assert!(bench.result(message).unwrap().is_ok());
    // Refused again: that is that.
    bench.answer_with(0, false, answer(401, EXPIRED, None));
    assert_eq!(
        bench.result(list).unwrap().clone().unwrap_err().code,
        "invalid_auth"
    );
    assert_eq!(bench.consults.len(), 0);
}

#[test]
fn without_a_new_token_what_was_refused_is_refused() {
    let mut bench = logged_in(true);
    let message = bench.submit("hello");
    bench.answer_with(0, false, answer(401, EXPIRED, None));
    bench.consulted(None);
    assert_eq!(
        bench.result(message).unwrap().clone().unwrap_err().status,
        Some(401)
    );
    assert_eq!(bench.texts(), [("hello".to_owned(), Delivery::Failed)]);
}

#[test]
fn a_code_proves_a_user_whose_secret_is_kept() {
    let login = Login::AuthCode("code".to_owned());
    let mut bench = Bench::with(StoredIdentity::default(), login, Delegates::default());
    let promise = bench.start();
    assert_eq!(bench.asked(), [("POST", "appusers/authcode")]);
    bench.reply(0, r#"{"appUser":{"_id":"u1","sessionToken":"s"}}"#);
    assert_eq!(bench.asked(), [("GET", "appusers/u1")]);
    let basic = Authorization::Basic(UserId::new("u1"), "s".to_owned());
    assert_eq!(bench.requests[0].authorization, basic);
    assert!(bench.stored.contains(&("sessionToken", Some("s".to_owned()))));
    assert!(bench.result(promise).is_none());
    let mut bench = Bench::with(
        StoredIdentity::default(),
        Login::AuthCode("old".to_owned()),
        Delegates::default(),
    );
    let promise = bench.start();
    bench.answer_with(0, false, answer(401, EXPIRED, None));
    let refusal = bench.result(promise).unwrap().clone().unwrap_err();
    assert_eq!(refusal.message, "Invalid or expired authCode");
}

/// Somebody who was proven by a code and is called `ada`.
fn proven() -> Bench {
    let login = Login::AuthCode("code".to_owned());
    let mut bench = Bench::with(StoredIdentity::default(), login, Delegates::default());
    bench.start();
    bench.reply(0, r#"{"appUser":{"_id":"u9","sessionToken":"s"}}"#);
    let client = bench.stored.iter().find(|(name, _)| *name == "clientId").unwrap();
    let client = client.1.clone().unwrap();
    let session = SESSION.replace(
        r#""clients":[]"#,
        &[
            r#""clients":[{"id":""#,
            &client,
            r#"","platform":"web","active":true}]"#,
        ]
        .concat(),
    );
    bench.reply(0, &session);
    bench.process(0);
    bench.answer(0);
    bench
}

#[test]
fn who_came_by_a_code_and_has_a_name_is_logged_out_too() {
    let mut bench = proven();
    let promise = bench.call(Call::Logout);
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/appusers/u9/logout"));
    bench.answer_with(at.unwrap(), false, answer(200, "", None));
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!((bench.session.page_user(), bench.storage.len()), (None, 0));
    let token = bench
        .stored
        .iter()
        .rev()
        .find(|(name, _)| *name == "sessionToken");
    assert_eq!(token.unwrap().1, None);
}

#[test]
fn what_waits_of_who_came_by_a_code_is_not_sent_by_somebody_else() {
    let mut bench = proven();
    let promise = bench.submit("of Ada");
    bench.answer_with(bench.requests.len() - 1, false, Answer::Unreachable);
    bench.call(Call::Login(ExternalId::new("bea"), "jwt".to_owned()));
    assert_eq!(
        bench.result(promise).unwrap().as_ref().unwrap_err().code,
        "user_changed"
    );
    assert_eq!(bench.texts(), []);
}

/// Somebody has logged in in another tab, which ends what the anonymous visitor was: what is written here is posted.
fn overtaken() -> (Bench, PromiseId) {
    let mut bench = Bench::returning(2);
    bench.start();
    bench.settle();
    for slot in [Slot::UserId, Slot::SessionToken, Slot::Snapshot] {
        bench.step(Input::Stored(slot, None));
    }
    let promise = bench.submit("still here");
    (bench, promise)
}

fn refuse_post(bench: &mut Bench) {
    let posts = bench.asked();
    let at = posts
        .iter()
        .position(|(method, path)| *method == "POST" && path.ends_with("/messages"));
    bench.answer_with(at.unwrap(), false, answer(401, EXPIRED, None));
}

#[test]
fn what_is_written_after_a_login_in_another_tab_is_sent_by_somebody_new() {
    let (mut bench, promise) = overtaken();
    bench.service.users = 1;
    bench.service.log.clear();
    bench.service.has_conversation = false;
    refuse_post(&mut bench);
    assert_eq!(
        bench.texts(),
        [("still here".to_owned(), Delivery::Waiting)],
        "what was said belongs to whoever has logged in"
    );
    assert!(bench.asked().contains(&("POST", "appusers")));
    bench.settle();
    assert_eq!(bench.service.users, 2);
    assert_eq!(bench.texts(), [("still here".to_owned(), Delivery::Delivered)]);
    assert_eq!(bench.texts(), bench.log());
    assert!(bench.result(promise).unwrap().is_ok());
    let kept = |name| {
        bench
            .stored
            .iter()
            .rev()
            .find(|(it, _)| *it == name)
            .unwrap()
            .1
            .clone()
    };
    assert_eq!(
        kept("appUserId").as_deref(),
        Some("u2"),
        "the next page goes on so"
    );
    bench.submit("and here");
    bench.settle();
    assert_eq!((bench.service.users, bench.service.log.len()), (2, 2));
}

#[test]
fn a_visitor_who_became_somebody_else_in_another_tab_is_that_here_too() {
    let (mut bench, promise) = overtaken();
    bench.service.users = 2;
    bench.service.log.clear();
    bench.service.say("as somebody else", Some("other tab"));
    bench.step(Input::Stored(Slot::UserId, Some("u2".to_owned())));
    bench.step(Input::Stored(Slot::SessionToken, Some("t".to_owned())));
    let kept = bench.stored.len();
    refuse_post(&mut bench);
    bench.settle();
    assert_eq!((bench.service.users, bench.service.log.len()), (2, 2));
    assert_eq!(bench.texts(), bench.log());
    assert!(bench.result(promise).unwrap().is_ok());
    let stored = &bench.stored[kept..];
    assert!(
        stored
            .iter()
            .all(|(name, value)| *name != "sessionToken" || value.is_some()),
        "what the other tab has put there stays"
    );
}

/// A page that comes back is told of all that the storage holds.
#[test]
fn a_visitor_who_is_the_same_in_the_storage_goes_on_as_somebody_new() {
    let (mut bench, promise) = overtaken();
    bench.service.users = 1;
    bench.service.log.clear();
    bench.service.has_conversation = false;
    for (slot, value) in [(Slot::UserId, "u1"), (Slot::SessionToken, "t")] {
        bench.step(Input::Stored(slot, Some(value.to_owned())));
    }
    refuse_post(&mut bench);
    bench.settle();
    assert_eq!((bench.service.users, bench.service.log.len()), (2, 1));
    assert!(bench.result(promise).unwrap().is_ok());
}

#[test]
fn a_service_that_takes_no_secret_refuses() {
    let (mut bench, promise) = overtaken();
    bench.service.users = 1;
    refuse_post(&mut bench);
    while !bench.asked().iter().any(|(_, path)| path.ends_with("/messages")) {
        bench.process(0);
        bench.answer(0);
    }
    refuse_post(&mut bench);
    assert_eq!(
        bench.result(promise).unwrap().as_ref().unwrap_err().code,
        "invalid_auth"
    );
    assert_eq!(bench.texts().last().unwrap().1, Delivery::Failed);
}
