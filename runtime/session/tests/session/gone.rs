//! What changed at the service while there was no connection, or while another answer was on its way: what is gone goes,
//! what was told since stays, and what is told anew is as it is told.

use crate::bench::{Bench, CLIENT, answer, told_by_channel};
use crate::service::text;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_session::{Alarm, Call, Delegate, Delegates, Input, ListInput, Slot};

const MESSAGES: &str = "conversations/c/messages";

fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

/// Answers a request that is open.
fn reply(bench: &mut Bench, path: &str, status: u16, body: &str) {
    let at = bench.asked().iter().position(|(_, asked)| *asked == path);
    let at = at.unwrap_or_else(|| panic!("{path} is not among {:?}", bench.asked()));
    bench.answer_with(at, false, answer(status, body, None));
}

/// The connection is lost and comes back; what is asked for then is open.
fn reconnect(bench: &mut Bench) {
    bench.drop_socket();
    for _ in 0..200 {
        if bench.asked().iter().any(|(_, path)| *path == "conversations/c") {
            return;
        }
        if bench.service.frames.is_empty() {
            bench.pass(1_000);
            bench.open_socket();
        } else {
            bench.deliver(0);
        }
    }
    panic!("nothing is asked: {:?}", bench.asked());
}

const LIST: &str = "appusers/u1/conversations";
const WITH_D: &str = r#"{"conversations":[{"_id":"c"},{"_id":"d","unreadCount":2,"lastUpdatedAt":5}]}"#;

/// The service may still have it in its list: whoever looks for the next one at once finds the same again, and never rests.
#[test]
fn a_conversation_that_cannot_be_had_is_asked_for_once() {
    let mut bench = connected(2);
    bench.step(Input::LateWanted);
    reconnect(&mut bench);
    for status in [403, 404] {
        reply(&mut bench, "conversations/c", status, "gone");
        let again = [("GET", "conversations/c"), ("GET", "appusers/u1")];
        assert!(!bench.asked().iter().any(|asked| again.contains(asked)));
        reconnect(&mut bench);
    }
}

const WITHOUT_C: &str = r#"{"conversations":[{"_id":"d","unreadCount":2}]}"#;

/// Shows `c`, and knows `d`; the connection comes back, and `c` cannot be had.
fn without_c(bench: &mut Bench, status: u16) {
    reconnect(bench);
    reply(bench, LIST, 200, WITH_D);
    reply(bench, "conversations/c", status, "gone");
    bench.names();
}

#[test]
fn the_conversation_that_is_shown_goes_if_it_was_removed_without_a_connection() {
    for status in [403, 404] {
        let mut bench = connected(2);
        bench.step(Input::LateWanted);
        without_c(&mut bench, status);
        reply(&mut bench, LIST, 200, WITHOUT_C);
        assert!(bench.session.conversation().is_none() && bench.texts().is_empty());
        assert!(bench.names().contains(&"conversation:removed"));
        // The user may be said to have it for a while.
        reply(
            &mut bench,
            USER,
            200,
            &user_with(r#"{"_id":"c"},{"_id":"d","unreadCount":2}"#),
        );
        assert_eq!(text(&bench.session.page_conversation(), "_id"), "d");
        assert!(!bench.asked().contains(&("GET", "conversations/c")));
    }
}

#[test]
fn a_conversation_that_the_list_has_stays() {
    let mut bench = connected(2);
    bench.step(Input::LateWanted);
    without_c(&mut bench, 404);
    reply(&mut bench, LIST, 200, WITH_D);
    assert_eq!(bench.texts().len(), 2);
    assert!(!bench.names().contains(&"conversation:removed"));
    // The service had it all the time.
    reconnect(&mut bench);
    reply(&mut bench, LIST, 200, WITHOUT_C);
    bench.settle();
    assert_eq!(bench.texts().len(), 2);
}

#[test]
fn one_that_was_removed_without_the_second_part_goes_once_that_is_there() {
    let mut bench = connected(2);
    bench.is_late_slow = true;
    reconnect(&mut bench);
    reply(&mut bench, "conversations/c", 404, "gone");
    reply(&mut bench, LIST, 200, r#"{"conversations":[]}"#);
    reply(&mut bench, LIST, 200, r#"{"conversations":[]}"#);
    assert_eq!(bench.texts().len(), 2);
    bench.load_late(true);
    reply(&mut bench, LIST, 200, r#"{"conversations":[]}"#);
    assert!(bench.texts().is_empty());
    // Whom the business takes in again has it again.
    reply(&mut bench, USER, 200, &user_with(""));
    let added = r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"conversation:added","conversation":{"_id":"c"}}]}}]"#;
    bench.step(Input::SocketText(added.to_owned()));
    reply(&mut bench, USER, 200, &user_with(r#"{"_id":"c"}"#));
    bench.settle();
    assert_eq!(bench.texts().len(), 2);
}

#[test]
fn another_conversation_that_was_removed_without_a_connection_does_not_count() {
    let mut bench = connected(0);
    bench.step(Input::LateWanted);
    reconnect(&mut bench);
    reply(&mut bench, LIST, 200, WITH_D);
    bench.settle();
    assert_eq!(bench.session.unread_in_all(), 2);
    bench.names();
    reconnect(&mut bench);
    reply(&mut bench, LIST, 200, r#"{"conversations":[{"_id":"c"}]}"#);
    assert_eq!(bench.session.unread_in_all(), 0);
    assert!(bench.names().contains(&"conversation:removed"));
}

/// Which conversation an entry is that cannot be read, nobody knows: it may be any of those that are known.
#[test]
fn a_list_that_cannot_be_read_in_part_or_at_all_takes_nothing_away() {
    for list in [
        r#"{"conversations":[{"_id":"c"},{"_id":7}]}"#,
        r#"{"conversations":[{"_id":"c"},null]}"#,
        r#"{"conversations":{}}"#,
        "{}",
    ] {
        let mut bench = connected(0);
        bench.step(Input::LateWanted);
        reconnect(&mut bench);
        reply(&mut bench, LIST, 200, WITH_D);
        bench.settle();
        reconnect(&mut bench);
        bench.names();
        reply(&mut bench, LIST, 200, list);
        assert_eq!(bench.session.unread_in_all(), 2, "{list}");
        assert!(!bench.names().contains(&"conversation:removed"), "{list}");
    }
}

/// Nine that can be read of a page of ten: there may be another page.
#[test]
fn a_page_of_the_list_is_full_with_what_cannot_be_read() {
    let mut bench = connected(0);
    bench.step(Input::LateWanted);
    reconnect(&mut bench);
    let mut list = vec!["null".to_owned()];
    list.extend((1..10).map(|number| [r#"{"_id":"n"#, &number.to_string(), r#""}"#].concat()));
    let list = [r#"{"conversations":["#, &list.join(","), "]}"].concat();
    reply(&mut bench, LIST, 200, &list);
    assert!(bench.session.has_more_conversations());
    bench.call(Call::GetMoreConversations);
    let next = ("GET", "appusers/u1/conversations?offset=10");
    assert!(bench.asked().contains(&next));
}

#[test]
fn a_list_that_is_older_than_a_conversation_does_not_take_it_away() {
    let mut bench = connected(0);
    reconnect(&mut bench);
    bench.call(Call::GetConversation(Some(ConversationId::new("d"))));
    reply(
        &mut bench,
        "conversations/d",
        200,
        r#"{"conversation":{"_id":"d","unreadCount":2},"messages":[]}"#,
    );
    reply(&mut bench, LIST, 200, r#"{"conversations":[{"_id":"c"}]}"#);
    assert!(!bench.names().contains(&"conversation:removed"));
    assert!(bench.asked().contains(&("GET", LIST)), "it is read again");
}

/// A user with these conversations.
fn user_with(conversations: &str) -> String {
    let user = r#"{"appUser":{"_id":"u1","clients":[{"id":"CLIENT","platform":"web","active":true}]},"sessionToken":"t",
        "conversations":["#;
    [&user.replace("CLIENT", CLIENT), conversations, "]}"].concat()
}

const USER: &str = "appusers/u1";
const EMPTY_PAGE: &str = r#"{"messages":[],"hasPrevious":false}"#;

#[test]
fn a_conversation_that_was_removed_while_the_page_started_costs_only_itself() {
    // The user may still be said to have it.
    for (status, left) in [(403, r#"{"_id":"d"}"#), (404, r#"{"_id":"c"},{"_id":"d"}"#)] {
        let mut bench = Bench::returning(1);
        bench.start();
        reply(&mut bench, USER, 200, &user_with(r#"{"_id":"c"},{"_id":"d"}"#));
        reply(&mut bench, MESSAGES, status, "gone");
        reply(&mut bench, USER, 200, &user_with(left));
        assert_eq!(bench.asked(), [("GET", "conversations/d/messages")]);
        reply(&mut bench, "conversations/d/messages", 200, EMPTY_PAGE);
        assert_eq!(text(&bench.session.page_conversation(), "_id"), "d");
        assert_eq!(bench.session.conversations().len(), 1);
        assert!(bench.names().contains(&"ready"));
    }
}

/// A page that has started without the only conversation, which the user is still said to have.
fn started_without_c() -> Bench {
    let mut bench = Bench::returning(1);
    bench.start();
    reply(&mut bench, USER, 200, &user_with(r#"{"_id":"c"}"#));
    reply(&mut bench, MESSAGES, 404, "gone");
    reply(&mut bench, USER, 200, &user_with(r#"{"_id":"c"}"#));
    assert!(bench.session.conversation().is_none());
    bench
}

#[test]
fn where_the_only_conversation_was_removed_while_the_page_started_there_is_none() {
    let mut bench = started_without_c();
    assert_eq!(bench.names(), ["ready"]);
}

/// Where the visitor came back to it while nothing was heard.
#[test]
fn a_conversation_that_was_gone_is_looked_for_once_there_is_a_connection_again() {
    let mut bench = started_without_c();
    bench.settle();
    bench.drop_socket();
    bench.pass(5_000);
    bench.settle();
    assert_eq!(text(&bench.session.page_conversation(), "_id"), "c");
}

/// Where there is no channel it is looked for each minute.
#[test]
fn a_conversation_that_only_the_user_is_said_to_have_does_not_come_and_go() {
    let mut bench = started_without_c();
    bench.step(Input::LateWanted);
    for _ in 0..2 {
        bench.step(Input::Alarm(Alarm::Refresh));
        reply(&mut bench, LIST, 200, r#"{"conversations":[]}"#);
        reply(&mut bench, USER, 200, &user_with(r#"{"_id":"c"}"#));
        assert!(bench.session.conversation().is_none());
        assert!(!bench.asked().contains(&("GET", "conversations/c")));
    }
}

/// Some services say of a secret that is worth nothing that there is no such thing.
#[test]
fn a_secret_that_died_while_the_page_started_is_forgotten() {
    for status in [403, 404] {
        let mut bench = Bench::returning(1);
        bench.start();
        reply(&mut bench, USER, 200, &user_with(r#"{"_id":"c"}"#));
        reply(&mut bench, MESSAGES, status, "gone");
        reply(&mut bench, USER, 401, "who?");
        assert!(
            bench
                .stored
                .ends_with(&[("appUserId", None), ("sessionToken", None)])
        );
        assert_eq!(bench.names(), ["ready"]);
        bench.submit("hello");
        assert_eq!(bench.asked(), [("POST", "appusers")], "as somebody new");
    }
}

#[test]
fn what_is_told_anew_of_a_message_shows() {
    let mut bench = connected(1);
    bench.service.log[0].text = "paid".to_owned();
    bench.drop_socket();
    bench.pass(5_000);
    bench.settle();
    assert_eq!(bench.texts()[0].0, "paid");
    assert!(
        !bench.names().iter().any(|name| name.starts_with("message")),
        "it is no news"
    );
    bench.step(Input::Alarm(Alarm::Snapshot));
    assert!(
        bench.kept().iter().any(|(_, kept)| kept.contains("paid")),
        "for the next page too"
    );
}

#[test]
fn an_answer_that_is_older_than_what_was_told_anew_does_not_bring_it_back() {
    let mut bench = connected(1);
    reconnect(&mut bench);
    let old = r#"{"conversation":{"_id":"c"},"hasPrevious":false,"messages":[{"_id":"m1","type":"text","role":"appMaker",
        "received":1001,"text":"to be paid"}]}"#;
    let new = &old.replace("to be paid", "paid");
    let (_, message) = new.split_once('[').unwrap();
    let event = [
        r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"message","conversation":{"_id":"c"},"message":"#,
        message.trim_end_matches("]}"),
        "}]}}]",
    ];
    bench.step(Input::SocketText(event.concat()));
    assert_eq!(bench.texts()[0].0, "paid");
    reply(&mut bench, "conversations/c", 200, old);
    assert_eq!(bench.texts()[0].0, "paid");
    reply(&mut bench, "conversations/c", 200, new);
    assert_eq!(bench.texts()[0].0, "paid");
    assert!(
        !bench.asked().contains(&("GET", "conversations/c")),
        "it is at rest"
    );
}

#[test]
fn what_was_read_while_the_conversation_was_asked_for_stays_read() {
    let mut bench = connected(1);
    reconnect(&mut bench);
    let read = r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":[{"type":"activity","conversation":{"_id":"c",
        "appMakerLastRead":2000},"activity":{"type":"conversation:read","role":"appMaker","data":{"lastRead":2000}}}]}}]"#;
    bench.step(Input::SocketText(read.to_owned()));
    reply(
        &mut bench,
        "conversations/c",
        200,
        r#"{"conversation":{"_id":"c","appMakerLastRead":1000},"messages":[],"hasPrevious":false}"#,
    );
    let conversation = bench.session.conversation().unwrap();
    assert_eq!(
        conversation.business_last_read(),
        Some(Seconds::from_millis(2_000_000))
    );
}

#[test]
fn a_delegate_is_not_lost_with_a_file_that_could_not_be_had() {
    let mut bench = connected(1);
    let delegates = Delegates::default().with(Delegate::BeforeSend);
    bench.is_late_slow = true;
    bench.step(Input::SetDelegates(delegates));
    bench.submit("secret");
    bench.load_late(false);
    assert!(
        !bench.asked().contains(&("POST", MESSAGES)),
        "the page has not let it out"
    );
    bench.pass(20_000);
    bench.load_late(true);
    bench.consulted(Some(r#"{"type":"text","text":"***"}"#));
    bench.settle();
    assert!(bench.texts().iter().any(|(text, _)| text == "***"));
}

/// The page wants to be asked first, and what asks it cannot be had.
#[test]
fn what_the_page_has_not_let_out_shows_and_is_kept_and_is_not_sent() {
    let delegates = Delegates::default().with(Delegate::BeforeSend);
    let mut bench = connected(1);
    bench.is_late_slow = true;
    bench.step(Input::SetDelegates(delegates));
    let promise = bench.submit("secret");
    bench.load_late(false);
    assert_eq!(bench.texts()[1].0, "secret");
    let is_kept = |bench: &Bench| bench.kept().iter().any(|(_, kept)| kept.contains(r#""secret""#));
    assert!(is_kept(&bench));
    // Nor does what has the outbox looked at send it: a network, a connection, another text.
    bench.step(Input::Online);
    bench.load_late(false);
    bench.submit("another");
    bench.load_late(false);
    assert_eq!(bench.texts().len(), 3);
    let posted = |bench: &Bench| bench.asked().contains(&("POST", MESSAGES));
    assert!(!posted(&bench) && bench.result(promise).is_none());
    bench.step(Input::PageLeft);
    assert!(is_kept(&bench), "for the next page");

    // A page that has taken it back sends what there is.
    bench.step(Input::SetDelegates(Delegates::default()));
    bench.load_late(false);
    assert!(posted(&bench));
}

/// Whatever else has waited goes on first, and has the outbox looked at.
#[test]
fn what_the_page_has_not_let_out_does_not_slip_out_once_the_page_can_be_asked() {
    let mut bench = connected(1);
    bench.is_late_slow = true;
    let elsewhere = Slot::Outbox(SessionId::new("of another tab"));
    bench.step(Input::Stored(elsewhere, None));
    bench.step(Input::SetDelegates(
        Delegates::default().with(Delegate::BeforeSend),
    ));
    bench.submit("secret");
    bench.load_late(false);
    bench.pass(20_000);
    bench.load_late(true);
    assert!(!bench.asked().contains(&("POST", MESSAGES)));
    assert_eq!(bench.consults.len(), 1);
    bench.consulted(Some(r#"{"type":"text","text":"***"}"#));
    bench.settle();
    assert_eq!(bench.texts()[1].0, "***");
    assert_eq!(bench.log()[1].0, "***");
}

const MESSAGE_IN_D: &str = r#"{"type":"message","conversation":{"_id":"d"},"message":{"_id":"d6","type":"text",
    "role":"appMaker","received":6,"text":"psst","source":{"type":"api"}}}"#;

fn hear(bench: &mut Bench, event: &str) {
    bench.step(told_by_channel(event));
}

fn has_row(bench: &Bench, id: &str) -> bool {
    bench.session.conversations().iter().any(|row| row.id == id)
}

#[test]
fn a_list_that_is_older_than_a_removal_does_not_bring_the_conversation_back() {
    for is_page in [true, false] {
        let mut bench = connected(0);
        bench.call(Call::GetConversations(0));
        bench.reply(0, WITH_D);
        if is_page {
            bench.call(Call::GetConversations(0));
        } else {
            bench.step(Input::List(ListInput::Open));
        }
        hear(
            &mut bench,
            r#"{"type":"conversation:removed","conversation":{"_id":"d"}}"#,
        );
        bench.names();
        bench.reply(0, WITH_D);
        assert!(!has_row(&bench, "d"));
        assert!(!bench.names().contains(&"unreadCount"));
        // Whom the business takes in again has it again.
        hear(
            &mut bench,
            r#"{"type":"conversation:added","conversation":{"_id":"d"}}"#,
        );
        reply(&mut bench, LIST, 200, WITH_D);
        assert!(has_row(&bench, "d"));
    }
}

#[test]
fn a_message_elsewhere_is_told_while_the_next_conversation_is_looked_for() {
    let mut bench = connected(0);
    bench.call(Call::GetConversations(0));
    bench.reply(0, WITH_D);
    hear(
        &mut bench,
        r#"{"type":"conversation:removed","conversation":{"_id":"c"}}"#,
    );
    hear(&mut bench, MESSAGE_IN_D);
    // Made before that.
    let conversations = r#"{"_id":"e"},{"_id":"d","unreadCount":2,"lastUpdatedAt":5}"#;
    reply(&mut bench, USER, 200, &user_with(conversations));
    assert_eq!(text(&bench.session.page_conversation(), "_id"), "e");
    assert_eq!(bench.told("message:received", "d6"), 1);
    assert_eq!(bench.session.unread_in_all(), 3);
}

/// No other may be told that there is.
#[test]
fn a_message_elsewhere_has_the_next_conversation_looked_for_where_nobody_looks() {
    let mut bench = connected(0);
    bench.call(Call::GetConversations(0));
    bench.reply(0, WITH_D);
    hear(
        &mut bench,
        r#"{"type":"conversation:removed","conversation":{"_id":"c"}}"#,
    );
    reply(&mut bench, USER, 400, "{}");
    assert_eq!(bench.asked(), []);
    hear(&mut bench, MESSAGE_IN_D);
    assert_eq!(bench.asked(), [("GET", USER)]);
}
