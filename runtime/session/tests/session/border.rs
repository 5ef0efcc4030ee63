//! The border of the second part: whatever a page, a visitor, other tabs and the service do, in whatever order, and
//! whenever the second part comes or fails to, nothing runs in it before it is there. Each door to it asserts that.

use crate::bench::{Bench, CLIENT, CONFIG, answer};
use avmsdk_protocol::id::{ActionId, ClientId, ConversationId, ExternalId, IntegrationId, SessionId, UserId};
use avmsdk_protocol::json::parse;
use avmsdk_protocol::message::{Coordinates, Draft};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Value};
use avmsdk_session::{
    Answer, Call, ChannelInput, ConsultId, Delegate, Delegates, FileFacts, FileId, FormInput, Input, Key,
    ListInput, Login, Notice, Options, PromiseId, Session, Setup, Slot, StoredIdentity,
};
use proptest::prelude::*;

const EVENTS: [&str; 12] = [
    r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f1","type":"form","role":"appMaker","received":1009,"source":{"type":"api"},"blockChatInput":true,"fields":[{"_id":"f","type":"text","name":"n","label":"l"}]}}"#,
    r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f2","type":"text","role":"appMaker","received":1010,"text":"a","source":{"type":"api"},"actions":[{"_id":"a1","type":"postback","text":"p","payload":"p"},{"_id":"a2","type":"reply","text":"r","payload":"r"}]}}"#,
    r#"{"type":"message","conversation":{"_id":"d"},"message":{"_id":"f3","type":"text","role":"appMaker","received":1008,"text":"a","source":{"type":"api"}}}"#,
    r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f4","type":"file","role":"appUser","received":1011,"text":"","mediaUrl":"https://m.example/x","source":{"type":"web"}}}"#,
    r#"{"type":"activity","conversation":{"_id":"c","appMakerLastRead":1009},"activity":{"type":"conversation:read","role":"appMaker"}}"#,
    r#"{"type":"activity","conversation":{"_id":"c"},"activity":{"type":"typing:start","role":"appMaker"}}"#,
    r#"{"type":"participant:added","conversation":{"_id":"c"},"participant":{"_id":"p","appUserId":"u2"}}"#,
    r#"{"type":"conversation:removed","conversation":{"_id":"c"}}"#,
    r#"{"type":"conversation:added","conversation":{"_id":"d"},"participants":[{"_id":"p"}]}"#,
    r#"{"type":"upload:failed","conversation":{"_id":"c"},"data":{"messageId":"m1"},"err":{"status":413,"code":"x"}}"#,
    r#"{"type":"link","conversation":{"_id":"c"},"appUser":{"_id":"u1"},"client":{"id":"k","platform":"twilio","displayName":"n"},"isMerge":false}"#,
    r#"{"type":"link","conversation":{"_id":"c"},"appUser":{"_id":"u7","sessionToken":"s"},"client":{"id":"k","platform":"twilio"},"isMerge":true}"#,
];

const ENTERED: &str = r#"{"appUser":{"_id":"u1","clients":[]},"conversation":{"_id":"d","unreadCount":2,"lastUpdatedAt":7},"messages":[{"_id":"d1","type":"text","role":"appMaker","received":7,"text":"there","source":{"type":"api"}}],"hasPrevious":true}"#;
const USER: &str = r#"{"appUser":{"_id":"u1","clients":[{"id":"0123456789abcdef0123456789abcdef","platform":"web","active":true}],"sessionToken":"t"},"conversations":[{"_id":"c"},{"_id":"d","unreadCount":1}],"sessionToken":"t","client":{"id":"k","platform":"twilio"},"linkRequests":[{"url":"https://m.me/x"}],"messageId":"f4","conversation":{"_id":"d"},"messages":[]}"#;
const INTEGRATIONS: &str = r#""integrations":[{"_id":"10","type":"messenger","pageId":"1"},{"_id":"20","type":"twilio","phoneNumber":"+1"},{"_id":"60","type":"wechat"},{"_id":"70","type":"mailgun"}]"#;
const MORE: &str = r#""profile":{"enabled":true,"uploadInterval":60},"prechatCapture":{"enabled":true},"integration":{"_id":"i","canUserCreateMoreConversations":true}"#;

/// Something that happens, by three numbers that choose.
type Act = (u8, u8, u8);

/// A messenger: a visitor who is new, who has been here, with what an earlier page has left, or whom the page names;
/// with delegates, channels and a form before the first message or without.
fn messenger((kind, given, settings): Act) -> Bench {
    let mut stored = StoredIdentity::default();
    if !kind.is_multiple_of(3) {
        stored.client_id = Some(ClientId::new(CLIENT));
        stored.user_id = Some(UserId::new("u1"));
        stored.session_token = Some("t".to_owned());
    }
    if kind % 3 == 2 {
        let item = r#"{"v":1,"t":"dead","u":5,"w":990,"o":"u1","c":"c","m":{"type":"text","text":"kept","role":"appUser"}}"#;
        stored
            .items
            .push((Slot::Outbox(SessionId::new("x")), item.to_owned()));
    }
    let login = match given % 6 {
        4 => Login::User(ExternalId::new("ada"), "jwt1".to_owned()),
        5 => Login::AuthCode("code".to_owned()),
        _ => Login::None,
    };
    let delegates = delegates(if given.is_multiple_of(2) { 0 } else { given >> 3 });
    let mut config = CONFIG.to_owned();
    if !settings.is_multiple_of(2) {
        config = config.replace(r#""integrations":[]"#, INTEGRATIONS);
    }
    if settings & 2 != 0 {
        config = config
            .replace(r#""integration":{"_id":"i"},"#, "")
            .replace(r#""profile":{"enabled":true,"uploadInterval":60}"#, MORE);
    }
    let mut setup = Setup::new(from_text(&config).unwrap(), [3, 5]);
    "Hi".clone_into(&mut setup.prechat.words.greeting);
    let options = Options::default();
    let mut bench = Bench::around(Session::new(Setup {
        stored,
        login,
        delegates,
        options,
        embedded: settings & 4 != 0,
        ..setup
    }));
    bench.service.users = 1;
    bench.service.has_conversation = settings & 8 == 0;
    bench.is_mad = true;
    bench.is_late_slow = true;
    bench
}

fn delegates(bits: u8) -> Delegates {
    let mut given = Delegates::default();
    for (at, one) in Delegate::ALL.into_iter().enumerate() {
        if bits & 1 << at != 0 {
            given = given.with(one);
        }
    }
    given
}

fn place(choice: u8) -> Option<ConversationId> {
    ["", "c", "d", "x"]
        .get(usize::from(choice % 4))
        .filter(|id| !id.is_empty())
        .map(|id| ConversationId::new(*id))
}

fn object(text: &str) -> Object {
    parse(text).unwrap().as_object().unwrap().clone()
}

fn call(choice: u8, with: u8) -> Call {
    let there = || place(with).unwrap_or_else(|| ConversationId::new("d"));
    match choice % 13 {
        0 => Call::Login(ExternalId::new("ada"), "jwt1".to_owned()),
        1 => Call::Logout,
        2 => Call::UpdateUser(object(r#"{"givenName":"Ada","email":"a@b.c"}"#)),
        3 => Call::StartConversation,
        4 => Call::CreateConversation(Object::new()),
        5 => Call::UpdateConversation(there(), object(r#"{"displayName":"n"}"#)),
        6 => Call::LoadConversation(there()),
        7 => Call::GetConversation(place(with)),
        8 => Call::GetConversations(u32::from(with % 2) * 10),
        9 => Call::GetMoreConversations,
        10 => Call::StartTyping(place(with)),
        11 => Call::StopTyping(place(with)),
        _ => Call::TriggerPostback(ActionId::new("a1"), place(with)),
    }
}

fn channel(choice: u8) -> ChannelInput {
    match choice % 8 {
        0 => ChannelInput::Open,
        1 => ChannelInput::Submit("+15145550123".to_owned()),
        2 => ChannelInput::Ping,
        3 => ChannelInput::Cancel,
        4 => ChannelInput::Change,
        5 => ChannelInput::Unlink,
        6 => ChannelInput::Retry,
        _ => ChannelInput::Close,
    }
}

/// What another tab stores.
fn stored(choice: u8) -> Input {
    let item =
        r#"{"v":1,"t":"other","u":900,"w":990,"o":"","m":{"type":"text","text":"theirs","role":"appUser"}}"#;
    let (slot, text) = match choice % 8 {
        0 => (Slot::ClientId, CLIENT),
        1 => (Slot::UserId, "u1"),
        2 => (Slot::SessionToken, "t"),
        3 => (Slot::Read, r#"{"c":"c","u":1009}"#),
        4 => (Slot::Lease, r#"{"t":"other","u":1}"#),
        5 => (Slot::Snapshot, "{}"),
        _ => (Slot::Outbox(SessionId::new("y")), item),
    };
    Input::Stored(slot, (choice < 200).then(|| text.to_owned()))
}

/// One thing that happens.
fn happen(bench: &mut Bench, (kind, choice, with): Act, number: u32) {
    let key = || {
        let entries = bench.session.timeline();
        let at = usize::from(choice) % entries.len().max(1);
        entries.get(at).map_or(Key(0), |entry| entry.key)
    };
    let input = match kind % 36 {
        0..=4 => return reply(bench, choice, with),
        5 | 6 if !bench.service.frames.is_empty() => return bench.deliver(0),
        7 | 8 => return bench.open_socket(),
        9 => return bench.drop_socket(),
        10 | 11 => return bench.pass(u64::from(choice) * 100),
        12 | 13 => return bench.load_late(!choice.is_multiple_of(3)),
        14..=16 => {
            let event = EVENTS[usize::from(choice) % EVENTS.len()];
            let frame = r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":["#;
            Input::SocketText([frame, event, "]}}]"].concat())
        }
        17 | 18 => {
            bench.call(call(choice, with));
            return;
        }
        19 => {
            let promise = with.is_multiple_of(2).then(|| bench.promise());
            Input::Submit(Box::new(Draft::text_only("hello")), place(choice), promise)
        }
        20 => Input::Retry(key()),
        21 => Input::Choose(key(), usize::from(with % 3)),
        22 => match with % 4 {
            0 => Input::Form(key(), FormInput::Set(0, "Ada".to_owned())),
            1 => Input::Form(key(), FormInput::Choose(0, 0)),
            2 => Input::Form(key(), FormInput::Next(0)),
            _ => Input::Form(key(), FormInput::Retry),
        },
        23 => Input::Upload(FileFacts {
            file: FileId(number),
            name: "a.png".to_owned(),
            media_type: "image/png".to_owned(),
            size: 1000,
            preview: None,
        }),
        24 => Input::CancelUpload(key()),
        25 => {
            let place = from_text::<Coordinates>(r#"{"lat":1,"long":2}"#).unwrap();
            let denied = with.is_multiple_of(2);
            Input::ShareLocation(if denied {
                Err(Notice::MessageFailed)
            } else {
                Ok(place)
            })
        }
        26 => {
            let id = ["10", "20", "60", "70"][usize::from(with % 4)];
            Input::Channel(IntegrationId::new(id), channel(choice))
        }
        27 => Input::ShowNotificationPrompt,
        28 => Input::List(match choice % 4 {
            0 => ListInput::Open,
            1 => ListInput::More,
            2 => ListInput::Enter(ConversationId::new("d")),
            _ => ListInput::Make,
        }),
        29 => Input::LoadHistory,
        30 => Input::SetDelegates(delegates(choice)),
        31 if !bench.consults.is_empty() => {
            let (id, _, arguments) = bench.consults.remove(0);
            let answer = arguments.into_iter().next().filter(|_| choice < 200);
            Input::Consulted(id, answer)
        }
        31 => Input::Consulted(ConsultId(0), Some(Value::Bool(false))),
        32 => stored(choice),
        // One that is set, however early.
        33 if !bench.alarms.is_empty() => {
            let at = usize::from(choice) % bench.alarms.len();
            Input::Alarm(bench.alarms.remove(at).0)
        }
        34 => match choice % 6 {
            0 => Input::Open,
            1 => Input::Close,
            2 => Input::PageVisible(with.is_multiple_of(2)),
            3 => Input::Online,
            4 => Input::Offline,
            _ => Input::MarkAllAsRead(place(with)),
        },
        _ => match choice % 5 {
            0 => Input::PageLeft,
            1 => Input::PageBack(bench.kept()),
            2 => Input::LateWanted,
            3 => Input::Writing(with.is_multiple_of(2)),
            _ => Input::Start(bench.promise()),
        },
    };
    bench.step(input);
}

/// A request is answered, mostly well.
fn reply(bench: &mut Bench, at: u8, how: u8) {
    if bench.requests.is_empty() {
        return;
    }
    let at = usize::from(at) % bench.requests.len();
    let answer = match how % 16 {
        0 => Answer::Unreachable,
        1 => answer(401, r#"{"error":{"code":"invalid_auth"}}"#, None),
        2 => answer(503, "", None),
        3 => answer(400, r#"{"error":{"code":"bad"}}"#, None),
        4 => answer(204, "", None),
        _ => {
            let request = bench.requests[at].clone();
            match bench.service.call(&request) {
                (404, _) if request.url.ends_with("/subscribe") => answer(200, ENTERED, None),
                (404, _) => answer(200, USER, None),
                (status, body) => answer(status, &body, None),
            }
        }
    };
    bench.answer_with(at, false, answer);
}

proptest! {
    #[test]
    fn nothing_runs_in_the_second_part_before_it_is_there(
        setup in any::<Act>(),
        acts in prop::collection::vec(any::<Act>(), 0..80),
    ) {
        let mut bench = messenger(setup);
        bench.start();
        for (at, it) in acts.iter().enumerate() {
            happen(&mut bench, *it, at as u32);
        }
        bench.load_late(true);
        bench.step(Input::Destroy);
        for promise in 1..=bench.promises {
            prop_assert!(bench.result(PromiseId(promise)).is_some(), "{} is settled", promise);
        }
    }
}
