//! Any service, page, visitor and other tabs, in any order, around the widget's mind.
//!
//! Each line is one thing that happens: its first letter says what, the second often which, the rest is what comes with it.
//! After each step it is checked what the shell and the views rely on.

#![no_main]

use avmsdk_protocol::id::{ActionId, ClientId, ConversationId, ExternalId, IntegrationId, SessionId, UserId};
use avmsdk_protocol::json::{self, Value};
use avmsdk_protocol::message::{Coordinates, Draft};
use avmsdk_protocol::record::read_text;
use avmsdk_session::{
    Alarm, Answer, Authorization, Call, Change, ChannelInput, ConsultId, Delegate, Delegates, Effect, FileFacts,
    FileId, FormInput, Input, Key, ListInput, Login, Notice, Now, PromiseId, Session, Setup, Slot, Ticket,
};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeSet;
use url::Url;

const CLIENT: &str = "0123456789abcdef0123456789abcdef";
const API: &str = "https://api.example/sdk/";
const REALTIME: [&str; 2] = ["https://rt.example/faye", "wss://rt.example/faye"];
/// What a line can mean without saying all of it, by its digit.
const ANSWERS: [&str; 6] = [
    r#"{"appUser":{"_id":"u1","clients":[{"id":"0123456789abcdef0123456789abcdef","platform":"web","active":true}]},"conversations":[{"_id":"c"},{"_id":"d","unreadCount":1}],"sessionToken":"t"}"#,
    r#"{"conversation":{"_id":"c"},"messages":[{"_id":"m1","type":"text","role":"appMaker","received":1009,"text":"hi"}],"hasPrevious":true,"appUser":{"_id":"u1"}}"#,
    r#"{"messages":[{"_id":"m2","type":"text","role":"appUser","received":1010,"text":"yes"}],"conversation":{"_id":"c"}}"#,
    r#"{"linkRequests":[{"integrationId":"10","url":"https://m.me/x"}],"client":{"id":"k","platform":"twilio"},"url":"https://q.example/"}"#,
    r#"{"messageId":"f4","conversation":{"_id":"d"},"hasMore":true,"conversations":[{"_id":"d"}]}"#,
    "{}",
];
const EVENTS: [&str; 8] = [
    r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f1","type":"form","role":"appMaker","received":1009,"blockChatInput":true,"fields":[{"_id":"f","type":"text","name":"n","label":"l"},{"_id":"g","type":"select","name":"s","label":"l","options":[{"_id":"o","name":"n","label":"l"}]}]}}"#,
    r#"{"type":"message","conversation":{"_id":"c"},"message":{"_id":"f2","type":"carousel","role":"appMaker","received":1010,"text":"a","actions":[{"_id":"a1","type":"postback","text":"p","payload":"p"}],"items":[{"_id":"i","title":"t","actions":[{"_id":"a2","type":"link","uri":"https://x.example","text":"r"}]}]}}"#,
    r#"{"type":"message","conversation":{"_id":"d"},"message":{"_id":"f3","type":"text","role":"appMaker","received":1008,"text":"a"}}"#,
    r#"{"type":"activity","conversation":{"_id":"c","appMakerLastRead":1009},"activity":{"type":"typing:start","role":"appMaker"}}"#,
    r#"{"type":"conversation:removed","conversation":{"_id":"c"}}"#,
    r#"{"type":"conversation:added","conversation":{"_id":"d"},"participants":[{"_id":"p"}]}"#,
    r#"{"type":"upload:failed","conversation":{"_id":"c"},"data":{"messageId":"f4"},"err":{"status":413,"code":"x"}}"#,
    r#"{"type":"link","conversation":{"_id":"c"},"appUser":{"_id":"u7","sessionToken":"s"},"client":{"id":"k","platform":"twilio"},"isMerge":true}"#,
];

fuzz_target!(|text: &str| {
    let mut lines = text.lines();
    let mut browser = Browser::new(lines.next().unwrap_or_default());
    browser.step(Input::Start(PromiseId(1)));
    for line in lines.take(60) {
        browser.happens(line);
    }
    browser.step(Input::Destroy);
    let after = browser.session.step(Input::Open, Now(browser.millis));
    assert!(after.effects.is_empty(), "nothing has an effect any more");
});

/// What stands around a session.
struct Browser {
    session: Session,
    millis: u64,
    /// Whom a request asks, and which were not answered yet.
    asked: Vec<Ticket>,
    consults: Vec<ConsultId>,
    alarms: Vec<Alarm>,
    shown: Vec<Key>,
    unread: u32,
    is_open: bool,
    is_polling: bool,
    is_loading: bool,
    promises: u32,
    settled: BTreeSet<u32>,
    files: u32,
    released: BTreeSet<u32>,
}

fn config(integrations: &str, more: &str) -> String {
    format!(
        r#"{{"app":{{"_id":"a","status":"active"}},"baseUrl":{{"web":"https://api.example/sdk"}},"realtime":{{"baseUrl":"https://rt.example/faye"}},"typing":{{"enabled":true}},"profile":{{"enabled":true,"uploadInterval":60}},"integrations":[{integrations}]{more}}}"#
    )
}

fn id<T>(text: &str, make: impl Fn(String) -> T) -> T {
    make(if text.is_empty() { "c".to_owned() } else { text.to_owned() })
}

impl Browser {
    fn new(line: &str) -> Self {
        let bits = line.bytes().next().unwrap_or_default();
        let rest = line.get(1..).unwrap_or_default();
        let channels = r#"{"_id":"10","type":"messenger","pageId":"1"},{"_id":"20","type":"twilio","phoneNumber":"+1"},{"_id":"60","type":"wechat"},{"_id":"70","type":"mailgun"}"#;
        let more = r#","prechatCapture":{"enabled":true},"integration":{"_id":"i","canUserCreateMoreConversations":true}"#;
        let text = if rest.starts_with(',') {
            // What else the service says of the integration; its addresses are those that the page trusts.
            config(channels, rest)
        } else {
            let more = if bits & 2 == 0 { r#","integration":{"_id":"i"}"# } else { more };
            config(if bits & 1 == 0 { "" } else { channels }, more)
        };
        let config = read_text(&text).or_else(|| read_text(&config("", r#","integration":{"_id":"i"}"#)));
        let mut setup = Setup::new(config.expect("a config"), [3, 5]);
        "Hi".clone_into(&mut setup.prechat.words.greeting);
        setup.is_whole = bits & 4 != 0;
        setup.embedded = bits & 8 != 0;
        if bits & 16 != 0 {
            setup.stored.client_id = Some(ClientId::new(CLIENT));
            setup.stored.user_id = Some(UserId::new("u1"));
            setup.stored.session_token = Some("t".to_owned());
            if !rest.starts_with(',') && !rest.is_empty() {
                setup.stored.items = items(rest);
            }
        } else if bits & 32 != 0 {
            setup.login = Login::User(ExternalId::new("ada"), "jwt".to_owned());
        }
        if bits & 64 != 0 {
            setup.delegates = Delegate::ALL.into_iter().fold(Delegates::default(), Delegates::with);
        }
        Browser {
            is_loading: false,
            session: Session::new(setup),
            millis: 1_000_000_000,
            asked: Vec::new(),
            consults: Vec::new(),
            alarms: Vec::new(),
            shown: Vec::new(),
            unread: 0,
            is_open: false,
            is_polling: false,
            promises: 1,
            settled: BTreeSet::new(),
            files: 0,
            released: BTreeSet::new(),
        }
    }

    fn happens(&mut self, line: &str) {
        let mut letters = line.chars();
        let Some(what) = letters.next() else { return };
        let which = letters.clone().next().unwrap_or('0');
        let rest = line.get(what.len_utf8() + which.len_utf8()..).unwrap_or_default();
        let number = (u32::from(which).wrapping_sub(48) & 0xffff) as usize;
        let entry = || {
            let timeline = self.session.timeline();
            timeline.get(number % timeline.len().max(1)).map(|entry| entry.key)
        };
        let place = (!rest.is_empty()).then(|| ConversationId::new(rest));
        let input = match what {
            // An answer of the service, to the oldest or the newest request.
            'A' | 'a' => {
                if self.asked.is_empty() {
                    return;
                }
                let at = if what == 'A' { 0 } else { self.asked.len() - 1 };
                let ticket = self.asked.remove(at);
                Input::Answered(ticket, answer(which, rest))
            }
            'F' if self.is_open => Input::SocketText(frames(which, rest)),
            'O' if self.is_open => Input::SocketOpened,
            'X' if self.is_open => {
                self.is_open = false;
                Input::SocketClosed
            }
            'P' if self.is_polling => {
                self.is_polling = false;
                let body = frames(which, rest);
                Input::Polled(answer('0', &body))
            }
            '!' if !self.alarms.is_empty() => Input::Alarm(self.alarms.remove(number % self.alarms.len())),
            '+' => {
                self.millis += 1 << (number % 24);
                return;
            }
            'S' => Input::Stored(slot(number, "x"), (!rest.is_empty()).then(|| rest.to_owned())),
            'B' => Input::PageBack(items(rest)),
            'C' if !self.consults.is_empty() => {
                Input::Consulted(self.consults.remove(0), json::parse(rest).ok())
            }
            'T' => Input::Submit(Box::new(Draft::text_only(rest)), None, self.promise(number)),
            'D' => match read_text::<Draft>(rest) {
                Some(draft) => Input::Submit(Box::new(draft), None, self.promise(number)),
                None => return,
            },
            'R' => match entry() {
                Some(key) => Input::Retry(key),
                None => return,
            },
            'Z' => match entry() {
                Some(key) => Input::Choose(key, rest.len()),
                None => return,
            },
            'f' => match entry() {
                Some(key) => Input::Form(key, form(rest)),
                None => return,
            },
            'u' => {
                self.files += 1;
                Input::Upload(FileFacts {
                    file: FileId(self.files),
                    name: rest.to_owned(),
                    media_type: "image/png".to_owned(),
                    size: number as u64 * 1000,
                    preview: None,
                })
            }
            'g' => match self.asked.first() {
                Some(ticket) => Input::Progressed(*ticket, number as u64, rest.len() as u64),
                None => return,
            },
            'x' => match entry() {
                Some(key) => Input::CancelUpload(key),
                None => return,
            },
            'l' if number.is_multiple_of(2) => Input::ShareLocation(Err(Notice::LocationDenied)),
            'l' => match read_text::<Coordinates>(rest) {
                Some(place) => Input::ShareLocation(Ok(place)),
                None => return,
            },
            'c' => Input::Channel(id(["10", "20", "60", "70"][number % 4], IntegrationId::new), channel(rest)),
            'n' => Input::ShowNotificationPrompt,
            'L' => Input::List(match number % 4 {
                0 => ListInput::Open,
                1 => ListInput::More,
                2 => ListInput::Make,
                _ => ListInput::Enter(id(rest, ConversationId::new)),
            }),
            'h' => Input::LoadHistory,
            'w' => Input::Writing(number.is_multiple_of(2)),
            'd' => Input::SetDelegates(Delegates::default().with(Delegate::ALL[number % 4])),
            'I' if self.is_loading => {
                self.is_loading = false;
                Input::LateLoaded(number.is_multiple_of(2))
            }
            'W' => Input::LateWanted,
            'o' => Input::Open,
            'q' => Input::Close,
            'm' => Input::MarkAllAsRead(place),
            'v' => Input::PageVisible(number.is_multiple_of(2)),
            'i' => Input::Online,
            'e' => Input::Offline,
            'y' => Input::PageLeft,
            'k' => {
                self.promises += 1;
                Input::Called(call(number, rest), PromiseId(self.promises))
            }
            _ => return,
        };
        self.step(input);
    }

    fn promise(&mut self, number: usize) -> Option<PromiseId> {
        self.promises += 1;
        number.is_multiple_of(2).then_some(PromiseId(self.promises))
    }

    fn step(&mut self, input: Input) {
        self.millis += 1;
        let step = self.session.step(input, Now(self.millis));
        assert!(step.effects.len() < 500, "{}", step.effects.len());
        step.changes.into_iter().for_each(|change| self.show(change));
        let entries = self.session.timeline().iter().filter(|entry| entry.is_visible());
        let keys: Vec<Key> = entries.map(|entry| entry.key).collect();
        assert_eq!(self.shown, keys, "the changes tell what became of the timeline");
        assert_eq!(self.unread, self.session.unread(), "and of the count");
        step.effects.into_iter().for_each(|effect| self.run(effect));
        self.look();
    }

    fn show(&mut self, change: Change) {
        let put = |shown: &mut Vec<Key>, key, before: Option<Key>| {
            let at = before.map_or(shown.len(), |before| {
                shown.iter().position(|it| *it == before).expect("it is there")
            });
            shown.insert(at, key);
        };
        match change {
            Change::Inserted(key, before) => put(&mut self.shown, key, before),
            Change::Moved(key, before) => {
                self.shown.retain(|it| *it != key);
                put(&mut self.shown, key, before);
            }
            Change::Updated(key) => assert!(self.shown.contains(&key)),
            Change::Removed(key) => self.shown.retain(|it| *it != key),
            Change::Cleared => self.shown.clear(),
            Change::Unread => self.unread = self.session.unread(),
            _ => {}
        }
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Request(request) => self.ask(request.ticket, &request.url, &request.authorization),
            Effect::Upload { ticket, url, authorization, file, .. } => {
                assert!(!self.released.contains(&file.0), "the shell has the file");
                self.ask(ticket, &url, &authorization);
            }
            Effect::Abort(ticket) => self.asked.retain(|open| *open != ticket),
            Effect::OpenSocket(address) => {
                assert!(REALTIME.contains(&address.as_str()), "{address}");
                self.is_open = true;
            }
            Effect::SendText(text) => {
                assert!(self.is_open);
                assert!(json::parse(&text).is_ok(), "{text}");
            }
            Effect::CloseSocket => self.is_open = false,
            Effect::Poll(address, _) => {
                assert!(REALTIME.contains(&address.as_str()), "{address}");
                assert!(!std::mem::replace(&mut self.is_polling, true), "one poll at a time");
            }
            Effect::StopPoll => assert!(std::mem::take(&mut self.is_polling)),
            Effect::Settle(promise, _) => assert!(self.settled.insert(promise.0), "{promise:?} is settled once"),
            Effect::Consult(id, ..) => self.consults.push(id),
            Effect::LoadLate => assert!(!std::mem::replace(&mut self.is_loading, true), "asked for once"),
            Effect::ReleaseFile(file) => assert!(self.released.insert(file.0), "{file:?} once"),
            Effect::Store(slot, value) => {
                let name = slot.name();
                assert_eq!(Slot::from_name(&name), Some(slot), "{name}");
                assert!(value.is_none_or(|value| value.len() < 1 << 20));
            }
            Effect::SetAlarm(alarm, _) => {
                self.alarms.retain(|set| *set != alarm);
                self.alarms.push(alarm);
            }
            Effect::ClearAlarm(alarm) => self.alarms.retain(|set| *set != alarm),
            Effect::Emit(..) => {}
        }
    }

    /// No word of the service or of a page leads a request elsewhere, and with it the visitor's token.
    fn ask(&mut self, ticket: Ticket, address: &str, authorization: &Authorization) {
        assert!(address.starts_with(API), "{address} {authorization:?}");
        let url = Url::parse(address).expect("an address");
        assert_eq!(url.as_str(), address, "a browser reads it as it was meant");
        self.asked.push(ticket);
    }

    /// Everything that the views read.
    fn look(&self) {
        let session = &self.session;
        let mut before = None;
        for (at, entry) in session.timeline().iter().enumerate() {
            assert_eq!(session.place_of(entry.key), Some(at), "each key stands once");
            let _ = (session.form(entry.key), session.is_form_response(entry), session.has_row(entry));
            let _ = (session.time_of(entry), session.is_seen(entry), session.is_own(entry), entry.text());
            let _ = (session.upload(entry.key).map(|upload| upload.percent()), entry.content().is_some());
            let _ = before.map(|before| session.continues(entry, before));
            before = Some(entry);
        }
        let _ = (session.channels(), session.linkable(), session.can_link(), session.conversations());
        let _ = (session.list_state(), session.notification_prompt(), session.notice(), session.page_user());
        let _ = (session.page_conversation(), session.typer(), session.connection(), session.unread_in_all());
        let _ = (session.is_composer_blocked(), session.history());
    }
}

/// `0` is 200 with what follows, other digits another status; `k` to `p` good answers; anything else no answer.
fn answer(which: char, rest: &str) -> Answer {
    let status = |status, body: &str| Answer::Status {
        status,
        body: body.to_owned(),
        retry_after: (status == 429).then_some(rest.len() as u32),
    };
    match which {
        '0' => status(200, rest),
        '1' => status(201, rest),
        '3' => status(429, rest),
        '4' => status(404, rest),
        '5' => status(503, rest),
        '6' => status(401, r#"{"error":{"code":"invalid_auth","description":"x"}}"#),
        '7' => status(400, rest),
        '8' => status(413, rest),
        'k'..='p' => status(200, ANSWERS[which as usize - 'k' as usize]),
        _ => Answer::Unreachable,
    }
}

/// `0` is the text itself; `1` to `3` good answers of Bayeux; `a` to `h` events, and `e` with the text for one.
fn frames(which: char, rest: &str) -> String {
    let event = |data: &str| format!(r#"[{{"channel":"/sdk/apps/a/appusers/u1","data":{{"events":[{data}]}}}}]"#);
    match which {
        '1' => r#"[{"channel":"/meta/handshake","successful":true,"version":"1.0","clientId":"b1","supportedConnectionTypes":["websocket","long-polling"],"advice":{"reconnect":"retry","interval":0,"timeout":45000}}]"#.to_owned(),
        '2' => r#"[{"channel":"/meta/subscribe","successful":true,"clientId":"b1","subscription":"/sdk/apps/a/appusers/u1"}]"#.to_owned(),
        '3' => r#"[{"channel":"/meta/connect","successful":true,"clientId":"b1","advice":{"reconnect":"retry"}}]"#.to_owned(),
        'a'..='h' => event(EVENTS[which as usize - 'a' as usize]),
        'z' => event(rest),
        _ => rest.to_owned(),
    }
}

fn slot(number: usize, name: &str) -> Slot {
    match number % 7 {
        0 => Slot::ClientId,
        1 => Slot::UserId,
        2 => Slot::SessionToken,
        3 => Slot::Snapshot,
        4 => Slot::Read,
        5 => Slot::Lease,
        _ => Slot::Outbox(SessionId::new(name)),
    }
}

/// What a browser may have kept: slots by their digit, each up to the next tab.
fn items(text: &str) -> Vec<(Slot, String)> {
    let items = text.split('\t').enumerate().filter(|(_, item)| !item.is_empty());
    let item = |(at, item): (usize, &str)| {
        let number = usize::from(item.as_bytes()[0]);
        let rest = item.chars().skip(1).collect();
        (slot(number, &format!("x{at}")), rest)
    };
    items.map(item).collect()
}

fn form(rest: &str) -> FormInput {
    let place = rest.len() % 3;
    match rest.as_bytes().first() {
        Some(b's') => FormInput::Set(place, rest.to_owned()),
        Some(b'c') => FormInput::Choose(place, rest.len() / 3),
        Some(b'r') => FormInput::Retry,
        _ => FormInput::Next(place),
    }
}

fn channel(rest: &str) -> ChannelInput {
    match rest.as_bytes().first() {
        Some(b's') => ChannelInput::Submit(rest.get(1..).unwrap_or_default().to_owned()),
        Some(b'p') => ChannelInput::Ping,
        Some(b'c') => ChannelInput::Cancel,
        Some(b'h') => ChannelInput::Change,
        Some(b'u') => ChannelInput::Unlink,
        Some(b'r') => ChannelInput::Retry,
        Some(b'x') => ChannelInput::Close,
        _ => ChannelInput::Open,
    }
}

fn call(number: usize, rest: &str) -> Call {
    let object = || match json::parse(rest) {
        Ok(Value::Object(object)) => object,
        _ => avmsdk_protocol::Object::new(),
    };
    let place = (!rest.is_empty()).then(|| ConversationId::new(rest));
    match number % 13 {
        0 => Call::Login(ExternalId::new(rest), "jwt".to_owned()),
        1 => Call::Logout,
        2 => Call::UpdateUser(object()),
        3 => Call::StartConversation,
        4 => Call::CreateConversation(object()),
        5 => Call::UpdateConversation(ConversationId::new("d"), object()),
        6 => Call::LoadConversation(id(rest, ConversationId::new)),
        7 => Call::GetConversation(place),
        8 => Call::GetConversations(rest.parse().unwrap_or_default()),
        9 => Call::GetMoreConversations,
        10 => Call::StartTyping(place),
        11 => Call::StopTyping(place),
        _ => Call::TriggerPostback(id(rest, ActionId::new), place),
    }
}
