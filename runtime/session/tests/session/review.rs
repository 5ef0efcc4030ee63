//! What a reviewer found: states that stuck, messages in the wrong place, events that nobody caused.

use crate::bench::{Bench, CLIENT, answer};
use crate::service::text;
use avmsdk_protocol::Value;
use avmsdk_protocol::id::{ClientId, ConversationId, SessionId, UserId};
use avmsdk_session::{Answer, Call, Delegates, History, Input, Login, Slot, StoredIdentity};

const ENTERED: &str = r#"{"appUser":{"_id":"u1"},"conversation":{"_id":"d","unreadCount":0},
    "messages":[{"_id":"d1","type":"text","role":"appMaker","received":7,"text":"there","source":{"type":"api"}}],"hasPrevious":true}"#;

fn connected(messages: u32) -> Bench {
    let mut bench = Bench::returning(messages);
    bench.start();
    bench.settle();
    bench.names();
    bench
}

fn enter(bench: &mut Bench, id: &str) {
    bench.call(Call::LoadConversation(ConversationId::new(id)));
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/subscribe"));
    bench.reply(at.unwrap(), ENTERED);
}

fn frame(event: &str) -> String {
    [
        r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":["#,
        event,
        "]}}]",
    ]
    .concat()
}

fn item(conversation: &str, after: &str) -> StoredIdentity {
    let kept = [
        r#"{"v":1,"t":"dead","u":0,"w":900,"o":"u1","c":""#,
        conversation,
        r#"","#,
        after,
        r#""m":{"type":"text","role":"appUser","text":"late"}}"#,
    ]
    .concat();
    StoredIdentity {
        client_id: Some(ClientId::new(CLIENT)),
        user_id: Some(UserId::new("u1")),
        session_token: Some("t".to_owned()),
        items: vec![(Slot::Outbox(SessionId::new("s")), kept)],
    }
}

fn with_stored(stored: StoredIdentity, messages: u32) -> Bench {
    let mut bench = Bench::with(stored, Login::None, Delegates::default());
    bench.service.users = 1;
    bench.service.has_conversation = true;
    for _ in 0..messages {
        bench.service.say("earlier", None);
    }
    bench
}

/// A returning visitor without a conversation, connected; what was asked since is not answered.
fn connected_without_conversation() -> Bench {
    let mut bench = Bench::returning(0);
    bench.service.has_conversation = false;
    bench.start();
    for _ in 0..20 {
        if !bench.service.frames.is_empty() {
            bench.deliver(0);
        } else if bench.count("connected") == 0 {
            bench.open_socket();
            if !bench.requests.is_empty() {
                bench.process(0);
                bench.answer(0);
            }
        }
    }
    bench
}

#[test]
fn earlier_messages_of_one_conversation_never_come_into_another() {
    let mut bench = connected(5);
    bench.step(Input::LoadHistory);
    bench.answer_with(0, false, answer(503, "", None));
    enter(&mut bench, "d");
    bench.pass(5_000);
    bench.settle();
    assert_eq!(bench.texts().len(), 1, "{:?}", bench.texts());
    assert_eq!(bench.session.history(), History::More);
}

#[test]
fn a_message_in_a_conversation_that_was_just_begun_is_not_lost() {
    let mut bench = connected_without_conversation();
    assert_eq!(bench.count("connected"), 1);
    // The service has answered that there is none; then the business begins one.
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/appusers/u1"));
    bench.process(at.unwrap());
    bench.service.has_conversation = true;
    bench.service.say("hello", None);
    bench.deliver(0);
    bench.settle();
    assert_eq!(bench.texts().len(), 1);
    assert_eq!(bench.count("message:received"), 1);
}

#[test]
fn the_next_conversation_brings_no_news_of_long_ago() {
    let mut bench = connected(2);
    enter(&mut bench, "d");
    bench.settle();
    bench.names();
    bench.step(Input::SocketText(frame(
        r#"{"type":"conversation:removed","conversation":{"_id":"d"}}"#,
    )));
    bench.settle();
    assert_eq!(text(&bench.session.page_conversation(), "_id"), "c");
    assert_eq!(bench.texts().len(), 2);
    assert_eq!(bench.count("message:received"), 0);
}

#[test]
fn looking_for_an_old_message_tells_of_no_other() {
    let mut bench = with_stored(item("c", r#""a":1001,"#), 8);
    bench.start();
    bench.settle();
    bench.pass(1_000);
    bench.settle();
    assert_eq!(bench.service.log.len(), 9, "it was sent");
    assert_eq!(bench.count("message:received"), 0);
    assert_eq!(bench.count("message:sent"), 1);
}

#[test]
fn for_a_message_elsewhere_the_conversation_shown_is_not_read_through() {
    let mut bench = with_stored(item("d", ""), 12);
    bench.start();
    bench.settle();
    bench.pass(1_000);
    bench.settle();
    assert_eq!(bench.texts().len(), 3, "one page");
    assert_eq!(bench.count("message:received"), 0);
}

#[test]
fn going_into_a_conversation_keeps_what_is_known_of_the_user() {
    let mut bench = connected(1);
    let before = bench.session.page_user().unwrap();
    assert!(before.get("clients").is_some());
    enter(&mut bench, "d");
    assert_eq!(bench.session.page_user(), Some(before));
}

#[test]
fn what_was_read_in_one_conversation_is_not_said_of_another() {
    let mut bench = connected(1);
    bench.step(Input::Open);
    bench.requests.retain(|it| it.url.ends_with("/activity"));
    assert_eq!(bench.asked(), [("POST", "conversations/c/activity")]);
    let at = bench.requests.remove(0);
    enter(&mut bench, "d");
    bench.requests.clear();
    bench.step(Input::Answered(at.ticket, Answer::Unreachable));
    bench.pass(5_000);
    assert!(
        bench
            .asked()
            .iter()
            .all(|(_, path)| !path.contains("/d/activity")),
        "{:?}",
        bench.asked()
    );
}

#[test]
fn a_user_is_no_page_of_messages() {
    let mut bench = connected_without_conversation();
    // The list of what there is is on its way, while the visitor writes.
    let promise = bench.submit("hello");
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/conversation"));
    bench.process(at.unwrap());
    bench.answer(0);
    let at = bench.requests.iter().position(|it| it.url.ends_with("/messages"));
    bench.answer_with(at.unwrap(), false, Answer::Unreachable);
    bench.pass(2_000);
    bench.settle();
    assert!(
        bench.result(promise).unwrap().is_ok(),
        "{:?}",
        bench.result(promise)
    );
    assert_eq!(bench.service.log.len(), 1);
}

/// Two tabs write before there is a conversation: the other one's message was said while it was looked for here.
#[test]
fn what_another_tab_says_while_both_make_the_conversation_is_not_missed() {
    let mut bench = connected_without_conversation();
    bench.submit("from here");
    let at = |bench: &Bench, end: &str| bench.requests.iter().position(|it| it.url.ends_with(end));
    // The answer to who the user is was made before there was a conversation.
    let early = at(&bench, "/u1").unwrap();
    bench.process(early);
    bench.service.has_conversation = true;
    bench.service.say("from there", Some("another tab"));
    // It was said in none that is known here.
    bench.deliver(0);
    let made = at(&bench, "/conversation").unwrap();
    bench.process(made);
    // This answer overtakes the other.
    bench.answer(1);
    bench.settle();
    let texts: Vec<_> = bench.texts().into_iter().map(|(text, _)| text).collect();
    assert_eq!(texts, ["from there", "from here"]);
}

fn user(pairs: &[(&str, &str)]) -> Call {
    let mut properties = avmsdk_protocol::Object::new();
    for (key, value) in pairs {
        properties.set(key, *value);
    }
    Call::UpdateUser(properties)
}

fn bodies(bench: &Bench) -> Vec<String> {
    let puts = bench
        .requests
        .iter()
        .filter(|it| it.url.ends_with("/appusers/u1"));
    puts.filter_map(|it| it.body.clone()).collect()
}

#[test]
fn good_news_shortens_no_wait_that_the_service_asked_for() {
    let mut bench = connected(0);
    bench.call(Call::GetConversations(0));
    bench.answer_with(0, false, answer(429, "", Some(120)));
    bench.step(Input::Online);
    bench.pass(100_000);
    assert!(bench.asked().iter().all(|(_, path)| !path.ends_with("offset=0")));
    bench.pass(30_000);
    assert!(bench.asked().iter().any(|(_, path)| path.ends_with("offset=0")));
}

#[test]
fn init_does_not_wait_for_a_day() {
    let mut bench = Bench::returning(0);
    let promise = bench.start();
    bench.answer_with(0, false, answer(503, "", Some(86_400)));
    assert_eq!(
        bench.result(promise).unwrap().clone().unwrap_err().code,
        "unreachable"
    );
}

#[test]
fn an_older_word_about_the_user_never_overtakes_a_newer_one() {
    let mut bench = connected(0);
    bench.call(user(&[("email", "old@example.com")]));
    bench.answer_with(0, false, answer(503, "", None));
    bench.call(user(&[("email", "new@example.com")]));
    bench.submit("hello");
    bench.pass(5_000);
    let bodies = bodies(&bench);
    assert!(bodies.len() == 1, "one at a time: {bodies:?}");
    bench.pass(60_000);
    let at = bench
        .requests
        .iter()
        .position(|it| it.body.as_ref().is_some_and(|it| it.contains("old@")));
    bench.reply(at.unwrap(), "");
    bench.pass(120_000);
    let last = self::bodies(&bench).pop().unwrap();
    assert!(last.contains("new@example.com"), "{last}");
}

/// A service that takes what is said of the user at any time.
fn without_interval() -> Bench {
    let config = crate::bench::CONFIG.replace(r#""uploadInterval":60"#, r#""uploadInterval":0"#);
    let mut bench = Bench::configured(
        StoredIdentity {
            client_id: Some(ClientId::new(CLIENT)),
            user_id: Some(UserId::new("u1")),
            session_token: Some("t".to_owned()),
            items: Vec::new(),
        },
        avmsdk_session::Options::default(),
        &config,
    );
    bench.service.users = 1;
    bench.start();
    bench.settle();
    bench
}

#[test]
fn what_is_said_of_the_user_meanwhile_is_sent_too() {
    let mut bench = without_interval();
    bench.call(user(&[("email", "a@example.com")]));
    bench.call(user(&[("email", "b@example.com")]));
    bench.reply(0, "");
    bench.pass(1_000);
    assert_eq!(bodies(&bench), [r#"{"email":"b@example.com"}"#]);
}

#[test]
fn what_is_said_of_the_user_last_is_what_the_service_hears_last() {
    let mut bench = connected(0);
    for email in ["a@example.com", "b@example.com"] {
        bench.call(user(&[("email", email)]));
        bench.pass(60_000);
        if email.starts_with('a') {
            bench.reply(bench.requests.len() - 1, "");
        }
    }
    // As it was, while another value is on its way; and then that value again.
    bench.call(user(&[("email", "a@example.com")]));
    let at = bench.requests.iter().position(|it| it.body.is_some());
    bench.reply(at.unwrap(), "");
    bench.pass(60_000);
    assert_eq!(bodies(&bench), [r#"{"email":"a@example.com"}"#]);
    bench.call(user(&[("email", "a@example.com")]));
    let at = bench.requests.iter().position(|it| it.body.is_some());
    bench.reply(at.unwrap(), "");
    bench.pass(120_000);
    assert_eq!(bodies(&bench), [""; 0], "it is known by then");
}

#[test]
fn each_word_about_the_user_has_its_own_outcome() {
    for (first_status, second_status) in [(400, 200), (200, 400)] {
        let mut bench = without_interval();
        let first = bench.call(user(&[("email", "x")]));
        let second = bench.call(user(&[("givenName", "Bea")]));
        bench.answer_with(0, false, answer(first_status, "", None));
        assert_eq!(bench.result(first).unwrap().is_ok(), first_status == 200);
        assert_eq!(bench.result(second), None);
        assert_eq!(bodies(&bench), [r#"{"givenName":"Bea"}"#]);
        bench.answer_with(0, false, answer(second_status, "", None));
        assert_eq!(bench.result(second).unwrap().is_ok(), second_status == 200);
        // Where it is not time yet, neither is told before the first is.
        let mut bench = connected(0);
        let first = bench.call(user(&[("email", "x")]));
        let second = bench.call(user(&[("givenName", "Bea")]));
        assert_eq!((bench.result(first), bench.result(second)), (None, None));
        let at = bench.requests.iter().position(|it| it.body.is_some());
        bench.answer_with(at.unwrap(), false, answer(first_status, "", None));
        assert_eq!(bench.result(first).unwrap().is_ok(), first_status == 200);
        assert!(bench.result(second).unwrap().is_ok(), "kept for later");
    }
}

#[test]
fn what_waited_for_a_conversation_does_not_outlive_a_logout() {
    let login = Login::User(avmsdk_protocol::id::ExternalId::new("ann"), "j1".to_owned());
    let mut bench = Bench::with(StoredIdentity::default(), login, Delegates::default());
    bench.start();
    bench.reply(0, "");
    let promise = bench.call(Call::StartConversation);
    bench.answer_with(0, false, Answer::Unreachable);
    bench.call(Call::Logout);
    bench.pass(5_000);
    assert!(bench.result(promise).unwrap().is_err());
    assert!(
        bench.asked().iter().all(|it| *it != ("POST", "appusers")),
        "nobody is made"
    );
}

#[test]
fn a_message_to_a_conversation_that_nobody_has_stops_no_other() {
    let mut bench = Bench::anonymous();
    bench.start();
    let promise = bench.promise();
    let draft = Box::new(avmsdk_protocol::message::Draft::text_only("lost"));
    bench.step(Input::Submit(
        draft,
        Some(ConversationId::new("x")),
        Some(promise),
    ));
    let next = bench.submit("hello");
    bench.settle();
    assert_eq!(
        bench.result(promise).unwrap().clone().unwrap_err().message,
        "Conversation not found"
    );
    assert!(bench.result(next).unwrap().is_ok());
}

#[test]
fn a_channel_that_the_service_has_ended_is_made_up_for() {
    let mut bench = connected(1);
    bench.step(Input::SocketText(
        r#"[{"channel":"/meta/connect","successful":false,"advice":{"reconnect":"none"}}]"#.to_owned(),
    ));
    // The channel may have been between two connects.
    bench.pass(21_000);
    bench.step(Input::SocketText(
        r#"[{"channel":"/meta/connect","successful":false,"advice":{"reconnect":"none"}}]"#.to_owned(),
    ));
    assert_eq!(bench.count("disconnected"), 1);
    bench.service.say("unheard", None);
    bench.pass(60_000);
    assert!(
        bench.asked().contains(&("GET", "conversations/c")),
        "{:?}",
        bench.asked()
    );
}

#[test]
fn a_token_by_login_does_for_one_that_was_asked_for() {
    let login = Login::User(avmsdk_protocol::id::ExternalId::new("ann"), "j1".to_owned());
    let delegates = Delegates::default().with(avmsdk_session::Delegate::OnInvalidAuth);
    let mut bench = Bench::with(StoredIdentity::default(), login, delegates);
    bench.start();
    bench.reply(
        0,
        r#"{"appUser":{"_id":"u1","userId":"ann"},"conversations":[{"_id":"c"}]}"#,
    );
    bench.reply(0, r#"{"messages":[]}"#);
    bench.submit("hello");
    let at = bench.requests.iter().position(|it| it.url.ends_with("/messages"));
    bench.answer_with(
        at.unwrap(),
        false,
        answer(401, r#"{"error":{"code":"invalid_auth"}}"#, None),
    );
    assert_eq!(bench.consults.len(), 1, "the page does not answer");
    bench.call(Call::Login(
        avmsdk_protocol::id::ExternalId::new("ann"),
        "j2".to_owned(),
    ));
    assert!(bench.asked().iter().any(|(_, path)| path.ends_with("/messages")));
    bench.consulted(Some(r#""j3""#));
    assert_eq!(
        bench
            .asked()
            .iter()
            .filter(|(_, path)| path.ends_with("/messages"))
            .count(),
        1
    );
}

/// Chances, the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// Puts nonsense in the place of some of it.
fn spoil(value: &mut Value, dice: &mut Dice) {
    const NONSENSE: [&str; 14] = [
        "null",
        "true",
        "-1",
        "0",
        "4294967295",
        "9223372036854",
        "1e99",
        "-9223372036854.9",
        r#""""#,
        r#""é…😀""#,
        "[]",
        "{}",
        "[[1]]",
        r#"[{"_id":{}}]"#,
    ];
    if dice.roll(12) == 0 {
        let text = NONSENSE[dice.roll(NONSENSE.len() as u64) as usize];
        *value = avmsdk_protocol::json::parse(text).unwrap();
        return;
    }
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| spoil(item, dice)),
        Value::Object(object) => {
            let pairs: Vec<(String, Value)> = object
                .iter()
                .map(|(key, it)| (key.to_owned(), it.clone()))
                .collect();
            for (key, mut item) in pairs {
                spoil(&mut item, dice);
                object.set(&key, item);
            }
        }
        _ => {}
    }
}

#[test]
fn nothing_that_a_broken_service_says_breaks_the_page() {
    const EVENTS: [&str; 9] = [
        r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"x1","type":"form","role":"appMaker","received":1009,"source":{"type":"api"},"blockChatInput":true,"fields":[{"_id":"f","type":"select","name":"n","label":"l","options":[{"name":"a","label":"b"}],"minSize":1}]}}"#,
        r#"{"type":"message","conversation":{"_id":"d"},"message":{"_id":"x2","type":"text","role":"appMaker","received":1008,"text":"a","source":{"type":"officehours","sessionId":"s"}}}"#,
        r#"{"type":"activity","conversation":{"_id":"c","appMakerLastRead":1009},"activity":{"type":"conversation:read","role":"appUser","appUserId":"u1","data":{"lastRead":1009}}}"#,
        r#"{"type":"activity","conversation":{"_id":"c"},"activity":{"type":"typing:start","role":"appMaker","data":{"name":"A","avatarUrl":"b"}}}"#,
        r#"{"type":"participant:added","conversation":{"_id":"c"},"participant":{"_id":"p","appUserId":"u2"}}"#,
        r#"{"type":"conversation:removed","conversation":{"_id":"c"}}"#,
        r#"{"type":"conversation:added","conversation":{"_id":"d"},"participants":[{"_id":"p"}]}"#,
        r#"{"type":"upload:failed","conversation":{"_id":"c"},"data":{"messageId":"m1"},"err":{"status":413,"code":"x"}}"#,
        r#"{"type":"link","conversation":{"_id":"c"},"appUser":{"_id":"u1"},"client":{"id":"k","platform":"twilio","displayName":"n"}}"#,
    ];
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let mut bench = Bench::returning(4);
        bench.is_mad = true;
        bench.start();
        for _ in 0..120 {
            match dice.roll(9) {
                0 => {
                    let mut event = avmsdk_protocol::json::parse(EVENTS[dice.roll(9) as usize]).unwrap();
                    spoil(&mut event, &mut dice);
                    bench.step(Input::SocketText(frame(&avmsdk_protocol::json::write(&event))));
                }
                1 if !bench.service.frames.is_empty() => {
                    let text = bench.service.frames.remove(0);
                    let mut value = avmsdk_protocol::json::parse(&text).unwrap();
                    if dice.roll(4) == 0 {
                        spoil(&mut value, &mut dice);
                    }
                    bench.step(Input::SocketText(avmsdk_protocol::json::write(&value)));
                }
                2 => bench.open_socket(),
                3 => bench.pass(dice.roll(20_000)),
                4 => {
                    let call = match dice.roll(6) {
                        0 => Call::LoadConversation(ConversationId::new("d")),
                        1 => Call::GetConversations(0),
                        2 => Call::CreateConversation(avmsdk_protocol::Object::new()),
                        3 => Call::GetConversation(None),
                        4 => user(&[("email", "a")]),
                        _ => Call::StartConversation,
                    };
                    bench.call(call);
                }
                5 => {
                    bench.submit("hello");
                }
                6 => bench.step(Input::LoadHistory),
                _ if bench.requests.is_empty() => {}
                _ => {
                    let at = dice.roll(bench.requests.len() as u64) as usize;
                    let request = bench.requests[at].clone();
                    let is_odd = request
                        .url
                        .split_once("before=")
                        .is_some_and(|(_, it)| it.parse::<u32>().is_err());
                    let (status, body) = if is_odd {
                        (200, String::new())
                    } else {
                        bench.service.call(&request)
                    };
                    let body = match avmsdk_protocol::json::parse(&body) {
                        Ok(mut value) => {
                            spoil(&mut value, &mut dice);
                            avmsdk_protocol::json::write(&value)
                        }
                        Err(_) => ENTERED.to_owned(),
                    };
                    let status = if dice.roll(4) == 0 {
                        [200, 400, 404, 503][dice.roll(4) as usize]
                    } else {
                        status.min(201)
                    };
                    bench.answer_with(at, false, answer(status, &body, None));
                }
            }
            for entry in bench.session.timeline().to_vec() {
                let _ = (
                    bench.session.form(entry.key),
                    bench.session.is_own(&entry),
                    entry.text(),
                );
            }
            let _ = (
                bench.session.page_conversation(),
                bench.session.channels(),
                bench.session.unread_in_all(),
            );
        }
        bench.step(Input::Destroy);
        for promise in 1..=bench.promises {
            assert!(
                bench.result(avmsdk_session::PromiseId(promise)).is_some(),
                "all are settled: {promise}"
            );
        }
    }
}

/// A visitor whose service has no channel: the session looks every half minute.
fn without_channel() -> Bench {
    let disabled = crate::bench::CONFIG.replace(r#""realtime":{"#, r#""realtime":{"enabled":false,"#);
    let mut stored = item("c", "");
    stored.items.clear();
    let mut bench = Bench::configured(stored, avmsdk_session::Options::default(), &disabled);
    bench.service.users = 1;
    bench.service.has_conversation = true;
    bench.start();
    answer_all(&mut bench);
    bench
}

fn answer_all(bench: &mut Bench) {
    while !bench.requests.is_empty() {
        bench.process(0);
        bench.answer(0);
    }
}

/// Has the conversation shown looked at, with that answer.
fn look(bench: &mut Bench, answer: Answer) {
    bench.pass(30_000);
    let at = bench
        .asked()
        .iter()
        .position(|it| *it == ("GET", "conversations/c"));
    assert!(at.is_some(), "{:?}", bench.asked());
    bench.answer_with(at.unwrap(), false, answer);
}

/// No channel says so, and none ever comes up.
#[test]
fn who_is_taken_in_again_has_the_conversation_with_the_next_look() {
    let mut bench = without_channel();
    bench.step(Input::LateWanted);
    bench.load_late(true);
    for (list, wanted) in [
        (r#"{"conversations":[{"_id":"c"},{"_id":"d"}]}"#, 2),
        (r#"{"conversations":[{"_id":"c"}]}"#, 1),
        (r#"{"conversations":[{"_id":"c"},{"_id":"d"}]}"#, 2),
    ] {
        bench.pass(30_000);
        let at = bench
            .asked()
            .iter()
            .position(|(_, path)| path.ends_with("/conversations"));
        bench.answer_with(at.unwrap(), false, answer(200, list, None));
        answer_all(&mut bench);
        assert_eq!(bench.session.conversations().len(), wanted, "{list}");
    }
}

/// What is known of the conversations that are not shown came by the channel alone.
#[test]
fn after_a_gap_the_other_conversations_are_looked_at_too() {
    let mut bench = without_channel();
    bench.pass(30_000);
    let list = ("GET", "appusers/u1/conversations");
    assert!(bench.asked().contains(&list), "{:?}", bench.asked());
}

#[test]
fn a_conversation_that_cannot_be_read_fails_no_message_to_another() {
    let mut bench = without_channel();
    let promise = bench.promise();
    let draft = Box::new(avmsdk_protocol::message::Draft::text_only("over there"));
    bench.step(Input::Submit(
        draft,
        Some(ConversationId::new("d")),
        Some(promise),
    ));
    // Nobody knows whether it has arrived.
    bench.answer_with(0, true, Answer::Unreachable);
    look(&mut bench, answer(403, "{}", None));
    assert_eq!(bench.result(promise), None);
}

#[test]
fn what_is_said_of_the_user_while_it_is_made_is_sent() {
    let mut bench = Bench::anonymous();
    bench.start();
    bench.load_late(true);
    bench.call(Call::StartConversation);
    let mut user = avmsdk_protocol::Object::new();
    user.set("givenName", "Ann");
    let promise = bench.call(Call::UpdateUser(user));
    bench.reply(
        0,
        r#"{"appUser":{"_id":"u1"},"sessionToken":"t","conversations":[{"_id":"c"}]}"#,
    );
    assert!(bench.result(promise).unwrap().is_ok());
    assert!(
        bench.asked().contains(&("PUT", "appusers/u1")),
        "{:?}",
        bench.asked()
    );
}

#[test]
fn a_wait_for_one_conversation_is_none_for_another() {
    let mut bench = without_channel();
    look(&mut bench, Answer::Unreachable);
    let waits = |bench: &Bench| {
        bench
            .alarms
            .iter()
            .any(|(it, _)| *it == avmsdk_session::Alarm::CatchUp)
    };
    assert!(waits(&bench));
    enter(&mut bench, "d");
    assert!(!waits(&bench));
}

#[test]
fn another_conversation_that_is_read_is_read_in_other_tabs() {
    let mut bench = connected(1);
    enter(&mut bench, "d");
    let message = r#"{"type":"message","conversation":{"_id":"c"},
        "message":{"_id":"x","type":"text","role":"appMaker","received":2000,"text":"psst","source":{"type":"api"}}}"#;
    bench.step(Input::SocketText(frame(message)));
    bench.step(Input::MarkAllAsRead(Some(ConversationId::new("c"))));
    let mark = &bench.storage["read"];
    assert!(mark.contains(r#""c":"c""#) && mark.contains("2000"), "{mark}");
}

#[test]
fn what_nobody_knows_carries_no_message() {
    let mut bench = connected(1);
    let message = r#"{"type":"message:updated","conversation":{"_id":"c"},
        "message":{"_id":"x","type":"text","role":"appMaker","received":2000,"text":"psst","source":{"type":"api"}}}"#;
    bench.step(Input::SocketText(frame(message)));
    assert_eq!(bench.texts(), bench.log());
    assert_eq!(bench.count("message"), 0);
}

/// It is so old that the visitor has to say whether it is still meant, and its tab may be at it.
#[test]
fn an_old_message_of_a_tab_that_dies_is_offered_here() {
    let mut stored = item("c", "");
    // A day after it was written.
    let until = 100_000_000;
    stored.items[0].1 = stored.items[0]
        .1
        .replace(r#""u":0"#, &format!(r#""u":{}"#, until / 1000 + 60));
    let mut bench = with_stored(stored, 1);
    bench.millis = until;
    bench.start();
    answer_all(&mut bench);
    assert_eq!(bench.texts().len(), 1, "its tab has it: {:?}", bench.texts());
    bench.pass(70_000);
    bench.settle();
    assert_eq!(bench.texts().len(), 2, "{:?}", bench.texts());
    assert_eq!(bench.texts()[1].1, avmsdk_session::Delivery::Failed);
}

fn typing(kind: &str) -> String {
    frame(&format!(
        r#"{{"type":"activity","conversation":{{"_id":"c"}},"activity":{{"type":"typing:{kind}","role":"appMaker","data":{{"name":"Ann"}}}}}}"#
    ))
}

/// Who shows it by the events would show it for ever.
#[test]
fn who_types_in_a_conversation_that_is_left_has_stopped() {
    let mut bench = connected(1);
    bench.step(Input::SocketText(typing("start")));
    enter(&mut bench, "d");
    assert_eq!((bench.count("typing:start"), bench.count("typing:stop")), (1, 1));
    let stop = bench.events.iter().find(|(name, _)| *name == "typing:stop");
    assert_eq!(text(stop.unwrap().1[0].get("conversation").unwrap(), "_id"), "c");
    bench.pass(15_000);
    assert_eq!(bench.count("typing:stop"), 1);
}

#[test]
fn to_stop_writing_here_stops_nothing_elsewhere() {
    let mut bench = connected(1);
    let group = r#""_id":"d","type":"sdkGroup""#;
    bench.call(Call::LoadConversation(ConversationId::new("d")));
    let at = bench
        .requests
        .iter()
        .position(|it| it.url.ends_with("/subscribe"));
    bench.reply(at.unwrap(), &ENTERED.replace(r#""_id":"d""#, group));
    bench.requests.clear();
    bench.call(Call::StartTyping(Some(ConversationId::new("c"))));
    bench.call(Call::StopTyping(None));
    bench.pass(2_000);
    assert_eq!(bench.asked(), [("POST", "conversations/c/activity")]);
    bench.call(Call::StopTyping(Some(ConversationId::new("c"))));
    bench.pass(2_000);
    assert_eq!(bench.asked().len(), 2);
}
