//! The unread count is true, whatever crosses on the way.

use crate::bench::{Bench, answer, told_by_channel};
use crate::service::text;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::message::Draft;
use avmsdk_session::{Answer, Call, Input, Slot};

fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench
}

/// The answers to what is asked come, but for those to pages of the conversation; returns where the first of these is.
fn until_it_reads(bench: &mut Bench) -> usize {
    loop {
        let asked = bench.asked();
        if let Some(at) = asked
            .iter()
            .position(|asked| *asked == ("GET", "conversations/c"))
        {
            return at;
        }
        if !bench.service.frames.is_empty() {
            bench.deliver(0);
        } else if bench.requests.is_empty() {
            bench.open_socket();
            bench.pass(100);
        } else {
            bench.process(0);
            bench.answer(0);
        }
    }
}

#[test]
fn what_came_between_user_and_page_counts_though_more_comes_while_the_page_is_read_again() {
    let mut bench = Bench::returning(0);
    bench.start();
    bench.process(0);
    bench.answer(0);
    // Not in the count, but in the first page.
    bench.service.say("one", None);
    let at = until_it_reads(&mut bench);
    bench.process(at);
    // Not in the page, and heard before it comes.
    bench.service.say("two", None);
    while !bench.service.frames.is_empty() {
        bench.deliver(0);
    }
    bench.settle();
    assert_eq!((bench.session.unread(), bench.service.unread), (2, 2));
}

#[test]
fn a_page_that_is_older_than_what_the_visitor_wrote_elsewhere_counts_what_came_after() {
    let mut bench = connected(0);
    bench.service.say("one", None);
    bench.drop_socket();
    let at = until_it_reads(&mut bench);
    bench.process(at);
    bench.service.say("mine", Some("of another tab"));
    bench.service.say("two", None);
    while !bench.service.frames.is_empty() {
        bench.deliver(0);
    }
    bench.settle();
    assert_eq!((bench.session.unread(), bench.service.unread), (1, 1));
}

/// What another tab says when the visitor has read so far there.
fn mark(until: u32) -> Input {
    mark_in("c", until)
}

fn mark_in(conversation: &str, until: u32) -> Input {
    let until = avmsdk_protocol::json::write(&until.into());
    let mark = [r#"{"c":""#, conversation, r#"","u":"#, &until, "}"];
    Input::Stored(Slot::Read, Some(mark.concat()))
}

#[test]
fn what_was_read_in_another_tab_before_it_came_here_does_not_count() {
    let mut bench = connected(0);
    let stored = bench.service.say("one", None);
    bench.step(mark(stored.received));
    bench.deliver(0);
    assert_eq!(bench.session.unread(), 0);
    bench.service.say("two", None);
    bench.deliver(0);
    assert_eq!(bench.session.unread(), 1);
}

#[test]
fn of_what_is_unread_here_another_tab_may_have_read_a_part() {
    let mut bench = connected(0);
    let first = bench.service.say("one", None);
    bench.service.say("two", None);
    bench.deliver(0);
    bench.deliver(0);
    bench.step(mark(first.received));
    assert_eq!(bench.session.unread(), 1);
}

/// An answer about the conversation `d`, which had so many unread when something happened there last.
fn entered(unread: u32, at: u32, messages: &str) -> String {
    let (unread, at) = (unread.to_string(), at.to_string());
    [
        r#"{"appUser":{"_id":"u1","clients":[]},"conversation":{"_id":"d","unreadCount":"#,
        &unread,
        r#","lastUpdatedAt":"#,
        &at,
        r#"},"messages":["#,
        messages,
        r#"],"hasPrevious":false}"#,
    ]
    .concat()
}

fn list(unread: u32, at: u32) -> String {
    let (unread, at) = (unread.to_string(), at.to_string());
    [
        r#"{"conversations":[{"_id":"c"},{"_id":"d","unreadCount":"#,
        &unread,
        r#","lastUpdatedAt":"#,
        &at,
        "}]}",
    ]
    .concat()
}

/// A message in `d`, as a page or an event has it.
fn message(received: u32) -> String {
    let received = received.to_string();
    [
        r#"{"_id":"d"#,
        &received,
        r#"","type":"text","role":"appMaker","received":"#,
        &received,
        r#","text":"psst","source":{"type":"api"}}"#,
    ]
    .concat()
}

fn hear(bench: &mut Bench, received: u32) {
    hear_message(bench, &message(received));
}

fn hear_message(bench: &mut Bench, message: &str) {
    let event = [
        r#"{"type":"message","conversation":{"_id":"d"},"message":"#,
        message,
        "}",
    ];
    bench.step(told_by_channel(&event.concat()));
}

/// With `d` beside the conversation that is shown.
fn with_another() -> Bench {
    with_unread(1)
}

/// The same, with so many unread there.
fn with_unread(unread: u32) -> Bench {
    let mut bench = connected(0);
    bench.call(Call::GetConversations(0));
    bench.reply(0, &list(unread, 10));
    bench
}

fn unread_there(bench: &Bench) -> u32 {
    unread_in(bench, "d")
}

fn unread_in(bench: &Bench, id: &str) -> u32 {
    let list = bench.session.conversations();
    list.iter().find(|it| it.id == id).unwrap().unread
}

const LIST: (&str, &str) = ("GET", "appusers/u1/conversations");

/// The connection is lost and comes back; of what is asked then only the list is open.
fn until_it_lists(bench: &mut Bench) {
    bench.drop_socket();
    let at = until_it_reads(bench);
    bench.process(at);
    bench.answer(0);
    assert_eq!(bench.asked(), [LIST]);
}

#[test]
fn what_was_read_elsewhere_is_told_until_the_service_knows() {
    let told = ("POST", "conversations/d/activity");
    let mut bench = with_another();
    // A list that is older than the mark does not undo it.
    bench.call(Call::GetConversations(0));
    bench.step(Input::MarkAllAsRead(Some(ConversationId::new("d"))));
    assert_eq!(bench.asked()[1..], [told]);
    bench.reply(0, &list(1, 10));
    assert_eq!(unread_there(&bench), 0);
    bench.requests.truncate(1);
    bench.answer_with(0, false, Answer::Unreachable);
    bench.pass(5_000);
    assert_eq!(bench.asked(), [], "what came meanwhile may be unread");
    // The list says that the service has not heard it.
    bench.call(Call::GetConversations(0));
    bench.reply(0, &list(1, 10));
    assert_eq!((unread_there(&bench), bench.asked()), (0, vec![told]));
    bench.reply(0, "");
    bench.call(Call::GetConversations(0));
    bench.reply(0, &list(0, 10));
    assert_eq!((unread_there(&bench), bench.asked()), (0, vec![]));
    // What comes later counts, and is not told to have been read.
    hear(&mut bench, 11);
    bench.call(Call::GetConversations(0));
    bench.reply(0, &list(1, 11));
    assert_eq!((unread_there(&bench), bench.asked()), (1, vec![]));
}

#[test]
fn what_a_list_counts_already_does_not_count_again_when_it_is_heard() {
    let mut bench = with_another();
    bench.call(Call::GetConversations(0));
    bench.reply(0, &list(2, 11));
    hear(&mut bench, 11);
    assert_eq!(unread_there(&bench), 2);
    hear(&mut bench, 12);
    assert_eq!(unread_there(&bench), 3);
}

#[test]
fn a_list_that_is_older_than_what_was_heard_does_not_take_it_back() {
    let mut bench = with_another();
    bench.call(Call::GetConversations(0));
    hear(&mut bench, 11);
    bench.reply(0, &list(1, 10));
    assert_eq!(unread_there(&bench), 2);
}

#[test]
fn a_conversation_that_is_entered_shows_what_was_heard_on_the_way() {
    let mut bench = with_another();
    let promise = bench.call(Call::LoadConversation(ConversationId::new("d")));
    hear(&mut bench, 11);
    bench.reply(0, &entered(1, 10, &message(10)));
    assert!(bench.result(promise).unwrap().is_ok());
    assert_eq!(bench.session.unread(), 2);
    assert_eq!(
        bench.asked(),
        [("GET", "conversations/d")],
        "it is not in the page"
    );
    bench.reply(0, &entered(2, 11, &[message(10), message(11)].join(",")));
    assert_eq!((bench.texts().len(), bench.session.unread()), (2, 2));
    let told = bench
        .events
        .iter()
        .filter(|(name, _)| *name == "message:received");
    assert_eq!(told.count(), 1);
}

#[test]
fn a_conversation_that_is_entered_needs_no_second_page() {
    let mut bench = with_another();
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    bench.reply(0, &entered(1, 10, &message(10)));
    assert_eq!(bench.asked(), []);
}

#[test]
fn who_writes_in_a_conversation_that_is_not_shown_has_read_what_stands_before() {
    let mut bench = with_another();
    hear(&mut bench, 11);
    let draft = Draft::text_only("there");
    let place = Some(ConversationId::new("d"));
    bench.step(Input::Submit(Box::new(draft), place, None));
    let body = r#"{"messages":[{"_id":"d12","type":"text","role":"appUser","received":12,"text":"there","source":{"type":"web"}}]}"#;
    bench.reply(0, body);
    assert_eq!(unread_there(&bench), 0);
    let (name, arguments) = bench.events.last().unwrap();
    assert_eq!(*name, "unreadCount");
    assert_eq!(text(arguments[1].get("conversation").unwrap(), "_id"), "d");
}

#[test]
fn what_is_read_on_the_way_into_a_conversation_stays_read() {
    let mut bench = with_another();
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    bench.step(Input::MarkAllAsRead(Some(ConversationId::new("d"))));
    bench.names();
    bench.reply(0, &entered(1, 10, &message(10)));
    assert_eq!(bench.session.unread(), 0);
    assert!(!bench.names().contains(&"unreadCount"));
}

/// What came while nothing was heard stands in no event.
#[test]
fn a_list_that_is_older_than_a_message_is_read_again_for_what_came_before_that() {
    let mut bench = with_unread(0);
    until_it_lists(&mut bench);
    hear(&mut bench, 12);
    bench.reply(0, &list(1, 11));
    assert_eq!(bench.asked(), [LIST]);
    bench.reply(0, &list(2, 12));
    assert_eq!((unread_there(&bench), bench.asked()), (2, vec![]));
}

#[test]
fn a_list_that_is_older_than_what_was_read_in_another_tab_counts_no_more_than_that() {
    let mut bench = with_unread(0);
    until_it_lists(&mut bench);
    bench.step(mark_in("d", 11));
    let messages = [r#""messages":["#, &message(11), r#"],"lastUpdatedAt""#].concat();
    bench.reply(0, &list(1, 11).replace(r#""lastUpdatedAt""#, &messages));
    let rows = bench.session.conversations();
    let row = rows.iter().find(|row| row.id == "d").unwrap();
    assert_eq!(row.unread, 0);
    assert_eq!(row.at, Some(Seconds::from_millis(11_000)));
    assert_eq!(row.preview.unwrap().text, "psst");
}

#[test]
fn what_was_read_is_told_again_though_the_visitor_went_elsewhere_before_that_failed() {
    let told = ("POST", "conversations/c/activity");
    let mut bench = connected(2);
    bench.step(Input::Open);
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    assert_eq!(bench.asked(), [told, ("POST", "conversations/d/subscribe")]);
    bench.reply(1, &entered(0, 10, ""));
    bench.answer_with(0, false, answer(503, "", None));
    bench.requests.clear();
    bench.call(Call::GetConversations(0));
    bench.reply(
        0,
        r#"{"conversations":[{"_id":"c","unreadCount":2,"lastUpdatedAt":1002},{"_id":"d"}]}"#,
    );
    assert_eq!((unread_in(&bench, "c"), bench.asked()), (0, vec![told]));
}

#[test]
fn what_was_answered_already_when_the_visitors_own_comes_is_unread() {
    let mut bench = with_unread(0);
    hear(&mut bench, 12);
    hear_message(&mut bench, &message(11).replace("appMaker", "appUser"));
    assert_eq!(unread_there(&bench), 1);
}

#[test]
fn what_stood_in_a_conversation_that_was_left_does_not_count_again_when_it_is_heard() {
    for unread in [0, 1] {
        let mut bench = with_unread(0);
        for (id, answer) in [
            ("d", entered(unread, 11, &message(11))),
            ("e", entered(0, 10, "").replace(r#""_id":"d""#, r#""_id":"e""#)),
        ] {
            bench.call(Call::LoadConversation(ConversationId::new(id)));
            bench.reply(0, &answer);
        }
        hear(&mut bench, 11);
        assert_eq!(unread_there(&bench), unread);
        hear(&mut bench, 12);
        assert_eq!(unread_there(&bench), unread + 1);
    }
}

/// The mark of another tab, and the list, may be quicker than the message.
#[test]
fn a_message_that_is_counted_already_shows_in_the_list_all_the_same() {
    for (event, unread) in [(mark_in("d", 12), 0), (Input::Online, 1)] {
        let mut bench = with_unread(0);
        bench.step(event);
        if unread > 0 {
            bench.requests.clear();
            bench.call(Call::GetConversations(0));
            bench.reply(0, &list(unread, 12));
        }
        hear(&mut bench, 12);
        let rows = bench.session.conversations();
        let row = rows.iter().find(|row| row.id == "d").unwrap();
        assert_eq!(
            (row.unread, row.preview.map(|it| it.text)),
            (unread, Some("psst"))
        );
        assert_eq!(row.at, Some(Seconds::from_millis(12_000)));
    }
}

/// Telling it once has failed, and nothing has been listed since.
#[test]
fn what_was_read_is_told_to_a_service_that_counts_it_where_the_visitor_goes_there() {
    let told = ("POST", "conversations/d/activity");
    let mut bench = with_another();
    bench.step(Input::MarkAllAsRead(Some(ConversationId::new("d"))));
    assert_eq!(bench.asked(), [told]);
    bench.answer_with(0, false, answer(503, "", None));
    bench.requests.clear();
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    bench.reply(0, &entered(1, 10, &message(10)));
    assert_eq!((bench.session.unread(), bench.asked()), (0, vec![told]));
}

/// What is unread here as well nobody has read.
#[test]
fn a_conversation_that_is_entered_has_what_the_service_counts_where_something_is_unread() {
    let mut bench = with_another();
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    bench.reply(0, &entered(2, 10, &message(10)));
    assert_eq!((bench.session.unread(), bench.asked()), (2, vec![]));
}
