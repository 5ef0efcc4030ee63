//! The list of conversations: what shows of each, and what the visitor does there.

use crate::bench::{Bench, CLIENT, CONFIG, answer, told_by_channel};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{ClientId, ConversationId, ExternalId, UserId};
use avmsdk_session::{
    Age, Call, Delegate, Delegates, Input, ListInput, ListState, Listed, Options, StoredIdentity,
};

/// A user with a conversation of one message, in an integration with these settings.
fn connected(settings: &str, options: Options) -> Bench {
    let config = CONFIG.replace(r#"{"_id":"i"}"#, &[r#"{"_id":"i""#, settings, "}"].concat());
    let stored = StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items: Vec::new(),
    };
    let mut bench = Bench::configured(stored, options, &config);
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench.service.say("earlier", None);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn put(bench: &mut Bench, input: ListInput) {
    bench.step(Input::List(input));
}

/// The business writes in the conversation `old`.
fn hear(bench: &mut Bench, text: &str, received: u32) {
    let received = received.to_string();
    let event = [
        r#"{"type":"message","conversation":{"_id":"old"},"message":{"_id":""#,
        text,
        r#"","type":"text","role":"appMaker","received":"#,
        &received,
        r#","text":""#,
        text,
        r#"","source":{"type":"api"}}}"#,
    ];
    bench.step(told_by_channel(&event.concat()));
}

fn ids(bench: &Bench) -> Vec<String> {
    let list = bench.session.conversations().into_iter();
    list.map(|listed| listed.id.to_owned()).collect()
}

fn of<'a>(bench: &'a Bench, id: &str) -> Listed<'a> {
    let mut list = bench.session.conversations().into_iter();
    list.find(|listed| listed.id == id).unwrap()
}

const MORE: &str = ",\"canUserCreateMoreConversations\":true";
const LIST: &str = r#"{"conversations":[
    {"_id":"old","displayName":"Order 7","iconUrl":"https://a.example/i.png","lastUpdatedAt":1,"unreadCount":3,"messages":[
        {"_id":"n","type":"image","role":"appMaker","name":"Ada","received":2,"mediaUrl":"https://a.example/p.png"},
        {"_id":"m","type":"text","role":"appUser","authorId":"u1","received":1,"text":" first "}]},
    {"_id":"new","lastUpdatedAt":99999,"messages":[
        {"_id":"k","type":"text","role":"appUser","authorId":"u1","received":5,"text":" mine "}]}]}"#;

#[test]
fn the_list_is_offered_where_it_leads_anywhere() {
    let wish = Options::default;
    let mut bench = connected("", wish());
    assert!(
        !bench.session.can_list() && !bench.session.can_make_conversation(),
        "one conversation"
    );
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    assert!(bench.session.can_list(), "several");
    assert!(connected(MORE, wish()).session.can_list(), "a further one");
    let hidden = [MORE, ",\"canUserSeeConversationList\":false"].concat();
    assert!(
        !connected(&hidden, wish()).session.can_list(),
        "the service hides it"
    );
    let options = Options {
        conversation_list: false,
        ..wish()
    };
    assert!(!connected(MORE, options).session.can_list(), "the page hides it");
}

#[test]
fn the_last_conversation_comes_first_and_shows_its_newest_message() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    assert_eq!(bench.session.list_state(), ListState::Loading);
    assert_eq!(bench.asked(), [("GET", "appusers/u1/conversations?offset=0")]);
    bench.reply(0, LIST);
    assert_eq!(bench.session.list_state(), ListState::Quiet);
    assert_eq!(bench.settled.len(), 1, "the page asked for `init` alone");
    assert_eq!(ids(&bench), ["new", "c", "old"]);
    let old = of(&bench, "old");
    assert_eq!(
        (old.name, old.icon, old.unread),
        ("Order 7", "https://a.example/i.png", 3)
    );
    let preview = old.preview.unwrap();
    assert_eq!(
        (preview.kind, preview.name, preview.is_own),
        ("image", "Ada", false)
    );
    let preview = of(&bench, "new").preview.unwrap();
    assert_eq!((preview.text, preview.is_own), ("mine", true));
    let shown = of(&bench, "c");
    assert!(shown.is_shown);
    assert_eq!(shown.preview.unwrap().text, "earlier");
}

#[test]
fn times_are_told_as_people_do() {
    let mut bench = connected("", Options::default());
    bench.millis = 1_000_000_000;
    let now = bench.millis / 1000;
    for (ago, wanted) in [
        (59, Age::JustNow),
        (60, Age::Minutes(1)),
        (3599, Age::Minutes(59)),
        (3600, Age::Hours(1)),
        (86_399, Age::Hours(23)),
        (86_400, Age::Yesterday),
        (172_799, Age::Yesterday),
        (172_800, Age::Older),
    ]
    .into_iter()
    .rev()
    {
        let at = avmsdk_protocol::json::write(&((now - ago) as u32).into());
        let list = [r#"{"conversations":[{"_id":"old","lastUpdatedAt":"#, &at, "}]}"].concat();
        put(&mut bench, ListInput::Open);
        bench
            .requests
            .retain(|request| request.url.ends_with("?offset=0"));
        bench.reply(0, &list);
        assert_eq!(of(&bench, "old").age, Some(wanted), "{ago}");
    }
}

#[test]
fn the_visitor_goes_into_another_conversation_and_the_list_knows_both() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    put(&mut bench, ListInput::Enter(ConversationId::new("new")));
    assert_eq!(bench.session.list_state(), ListState::Leaving);
    assert!(of(&bench, "new").is_entered && !of(&bench, "old").is_entered);
    put(&mut bench, ListInput::Enter(ConversationId::new("old")));
    assert_eq!(
        bench.asked(),
        [("POST", "conversations/new/subscribe")],
        "one after the other"
    );
    bench.reply(
        0,
        r#"{"appUser":{"_id":"u1"},"conversation":{"_id":"new"},"messages":[],"hasPrevious":false}"#,
    );
    assert_eq!(bench.session.list_state(), ListState::Quiet);
    assert!(of(&bench, "new").is_shown);
    assert_eq!(
        of(&bench, "c").preview.unwrap().text,
        "earlier",
        "it is remembered"
    );
    put(&mut bench, ListInput::Enter(ConversationId::new("new")));
    assert_eq!(
        bench.session.list_state(),
        ListState::Quiet,
        "the visitor is there"
    );
    assert_eq!(bench.settled.len(), 1);
}

#[test]
fn a_new_conversation_is_made_and_entered_where_it_is_allowed() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Make);
    assert_eq!(
        (bench.asked(), bench.session.list_state()),
        (Vec::new(), ListState::Quiet)
    );
    let mut bench = connected(MORE, Options::default());
    put(&mut bench, ListInput::Make);
    assert_eq!(bench.asked(), [("POST", "appusers/u1/conversations")]);
    bench.reply(0, r#"{"conversation":{"_id":"n"}}"#);
    assert_eq!(bench.session.list_state(), ListState::Leaving);
    assert_eq!(bench.asked(), [("POST", "conversations/n/subscribe")]);
    bench.reply(
        0,
        r#"{"appUser":{"_id":"u1"},"conversation":{"_id":"n"},"messages":[],"hasPrevious":false}"#,
    );
    assert!(of(&bench, "n").is_shown);
}

#[test]
fn what_does_not_work_is_said_and_may_be_tried_again() {
    let mut bench = connected(MORE, Options::default());
    for input in [
        ListInput::Open,
        ListInput::More,
        ListInput::Make,
        ListInput::Enter(ConversationId::new("x")),
    ] {
        put(&mut bench, input);
        bench.answer_with(0, false, answer(403, r#"{"error":{"code":"forbidden"}}"#, None));
        assert_eq!(bench.session.list_state(), ListState::Failed);
    }
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    assert_eq!(
        (bench.session.list_state(), ids(&bench).len()),
        (ListState::Quiet, 3)
    );
}

#[test]
fn a_message_elsewhere_shows_in_the_list() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    let before = bench.listed;
    hear(&mut bench, "psst", 999_999);
    assert_eq!(bench.listed, before + 1);
    assert_eq!(ids(&bench)[0], "old");
    let old = of(&bench, "old");
    assert_eq!((old.unread, old.preview.unwrap().text), (4, "psst"));
}

/// As where one was made elsewhere, the list is read for it, and the first message there is quicker than the answer.
#[test]
fn an_answer_that_is_older_than_a_message_leaves_it_in_the_list() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    put(&mut bench, ListInput::Open);
    hear(&mut bench, "psst", 999_999);
    bench.reply(0, LIST);
    let old = of(&bench, "old");
    assert_eq!((old.unread, old.preview.unwrap().text), (4, "psst"));
}

/// Nobody has asked the page about it.
#[test]
fn what_the_page_may_hide_shows_in_no_list() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    assert!(of(&bench, "old").preview.is_some());
    bench.step(Input::SetDelegates(
        Delegates::default().with(Delegate::BeforeDisplay),
    ));
    assert!(of(&bench, "old").preview.is_none());
}

#[test]
fn nobody_waits_for_the_list_to_go_where_it_leads() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    put(&mut bench, ListInput::Open);
    put(&mut bench, ListInput::Open);
    put(&mut bench, ListInput::Enter(ConversationId::new("new")));
    assert_eq!(
        bench.asked(),
        [
            ("GET", "appusers/u1/conversations?offset=0"),
            ("POST", "conversations/new/subscribe")
        ]
    );
    bench.reply(0, LIST);
    assert_eq!(bench.session.list_state(), ListState::Leaving);
    bench.reply(
        0,
        r#"{"appUser":{"_id":"u1"},"conversation":{"_id":"new"},"messages":[],"hasPrevious":false}"#,
    );
    assert!(of(&bench, "new").is_shown);
}

#[test]
fn another_name_leaves_the_preview_as_it_was() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    let mut settings = Object::new();
    settings.set("displayName", "Order 8");
    let call = bench.call(Call::UpdateConversation(ConversationId::new("old"), settings));
    bench.reply(
        0,
        r#"{"conversation":{"_id":"old","displayName":"Order 8","lastUpdatedAt":1}}"#,
    );
    assert!(bench.result(call).unwrap().is_ok());
    let old = of(&bench, "old");
    assert_eq!((old.name, old.preview.unwrap().kind), ("Order 8", "image"));
}

#[test]
fn nobody_goes_elsewhere_while_somebody_logs_in() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    bench.call(Call::Login(ExternalId::new("ada"), "jwt".to_owned()));
    let session =
        r#"{"appUser":{"_id":"u1","userId":"ada","clients":[]},"conversations":[{"_id":"c"},{"_id":"new"}]}"#;
    bench.reply(0, session);
    put(&mut bench, ListInput::Enter(ConversationId::new("new")));
    assert_eq!(bench.asked(), [("GET", "conversations/c/messages")]);
    bench.settle();
    assert_eq!(bench.session.list_state(), ListState::Quiet);
    assert!(of(&bench, "c").is_shown);
    assert_eq!(bench.texts(), bench.log());
}

#[test]
fn the_newest_message_shows_though_one_before_it_comes_later() {
    let mut bench = connected("", Options::default());
    put(&mut bench, ListInput::Open);
    bench.reply(0, LIST);
    for (text, received) in [("second", 8), ("first", 7)] {
        hear(&mut bench, text, received);
    }
    let old = of(&bench, "old");
    assert_eq!((old.unread, old.preview.unwrap().text), (5, "second"));
}
