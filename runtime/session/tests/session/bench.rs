//! A session and the model of a service, with everything between them in the test's hand: requests,
//! answers, frames, alarms. After each step it checks what must hold at all times.

use crate::service::{Service, number, text};
use avmsdk_protocol::Value;
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::record::from_text;
use avmsdk_session::{
    Alarm, Answer, Call, Change, ConsultId, Delegate, Delegates, Delivery, Effect, FileId, Input, Key, Login,
    Method, Now, Options, PromiseId, Refusal, Request, Session, Setup, Slot, StoredIdentity, Ticket,
};
use std::collections::BTreeMap;

pub(crate) const CLIENT: &str = "0123456789abcdef0123456789abcdef";

pub(crate) const CONFIG: &str = r#"{"app":{"_id":"a","status":"active"},"integration":{"_id":"i"},"baseUrl":{"web":"https://api.example/sdk"},
    "realtime":{"baseUrl":"https://rt.example/faye"},"integrations":[],
    "profile":{"enabled":true,"uploadInterval":60},"typing":{"enabled":true}}"#;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Socket {
    Closed,
    Opening,
    Open,
}

pub(crate) struct Bench {
    pub(crate) session: Session,
    pub(crate) service: Service,
    pub(crate) millis: u64,
    /// Asked, and not yet with the service.
    pub(crate) requests: Vec<Request>,
    /// On their way back.
    pub(crate) answers: Vec<(Ticket, Answer)>,
    pub(crate) alarms: Vec<(Alarm, u64)>,
    pub(crate) socket: Socket,
    /// Whether a poll is under way: this service answers none.
    pub(crate) is_polling: bool,
    pub(crate) settled: Vec<(PromiseId, Result<Value, Refusal>)>,
    pub(crate) events: Vec<(&'static str, Vec<Value>)>,
    /// What it did to the keys of the visitor's identity.
    pub(crate) stored: Vec<(&'static str, Option<String>)>,
    /// What the browser keeps of all else.
    pub(crate) storage: BTreeMap<String, String>,
    /// What the page was asked, and has not answered.
    pub(crate) consults: Vec<(ConsultId, Delegate, Vec<Value>)>,
    /// What uploads carry beside their author, and which file.
    pub(crate) uploads: Vec<(Ticket, Option<String>, FileId)>,
    pub(crate) released: Vec<FileId>,
    pub(crate) promises: u32,
    /// Whether there was a conversation before.
    pub(crate) is_returning: bool,
    /// What the views would show, from the changes alone.
    shown: Vec<Key>,
    shown_unread: u32,
    /// How often the list of conversations has changed.
    pub(crate) listed: u32,
    named: usize,
    /// By the conversation.
    told_unread: BTreeMap<String, u32>,
    posting: Vec<Ticket>,
    /// No post before this time: the service asked for it.
    pub(crate) no_post_before: u64,
    /// Whether an activity got no good answer.
    pub(crate) read_failed: bool,
    /// Whether the service would not show something: a new connection asks again.
    pub(crate) is_kept_from: bool,
    /// Whether the service talks nonsense: then events may, too.
    pub(crate) is_mad: bool,
    /// Whether the second part of the module is on its way.
    pub(crate) is_late_loading: bool,
    /// Whether it comes when the test says so, not at once.
    pub(crate) is_late_slow: bool,
}

impl Bench {
    /// Nothing stored: the visitor is nobody yet.
    pub(crate) fn anonymous() -> Self {
        Bench::new(StoredIdentity::default())
    }

    /// A user with a conversation of so many messages.
    pub(crate) fn returning(messages: u32) -> Self {
        let mut bench = Bench::new(StoredIdentity {
            client_id: Some(ClientId::new(CLIENT)),
            user_id: Some(UserId::new("u1")),
            session_token: Some("t".to_owned()),
            items: Vec::new(),
        });
        bench.service.users = 1;
        bench.service.has_conversation = true;
        bench.is_returning = true;
        for _ in 0..messages {
            bench.service.say("earlier", None);
        }
        bench
    }

    fn new(stored: StoredIdentity) -> Self {
        Bench::with(stored, Login::None, Delegates::default())
    }

    /// With what the browser keeps, whom the page says the visitor is, and what it wants to be asked.
    pub(crate) fn with(stored: StoredIdentity, login: Login, delegates: Delegates) -> Self {
        Bench::seeded(stored, login, delegates, 3)
    }

    /// Nobody, on a page with other options.
    pub(crate) fn optioned(change: impl Fn(&mut Options)) -> Self {
        let mut options = Options::default();
        change(&mut options);
        Bench::configured(StoredIdentity::default(), options, CONFIG)
    }

    /// With chances of its own: each page of a browser has other ones.
    pub(crate) fn seeded(stored: StoredIdentity, login: Login, delegates: Delegates, seed: u64) -> Self {
        Bench::around(Session::new(Setup {
            stored,
            login,
            delegates,
            ..Setup::new(from_text(CONFIG).unwrap(), [seed, 5])
        }))
    }

    /// With options and a config of its own.
    pub(crate) fn configured(stored: StoredIdentity, options: Options, config: &str) -> Self {
        Bench::around(Session::new(Setup {
            stored,
            options,
            ..Setup::new(from_text(config).unwrap(), [3, 5])
        }))
    }

    pub(crate) fn around(session: Session) -> Self {
        Bench {
            session,
            service: Service::new(CLIENT),
            millis: 1_000_000,
            requests: Vec::new(),
            answers: Vec::new(),
            alarms: Vec::new(),
            socket: Socket::Closed,
            is_polling: false,
            settled: Vec::new(),
            events: Vec::new(),
            stored: Vec::new(),
            storage: BTreeMap::new(),
            consults: Vec::new(),
            uploads: Vec::new(),
            released: Vec::new(),
            promises: 0,
            is_returning: false,
            shown: Vec::new(),
            shown_unread: 0,
            listed: 0,
            named: 0,
            told_unread: BTreeMap::new(),
            posting: Vec::new(),
            no_post_before: 0,
            read_failed: false,
            is_kept_from: false,
            is_mad: false,
            is_late_loading: false,
            is_late_slow: false,
        }
    }

    pub(crate) fn promise(&mut self) -> PromiseId {
        self.promises += 1;
        PromiseId(self.promises)
    }

    pub(crate) fn start(&mut self) -> PromiseId {
        let promise = self.promise();
        self.step(Input::Start(promise));
        promise
    }

    pub(crate) fn submit(&mut self, text: &str) -> PromiseId {
        let promise = self.promise();
        self.step(Input::Submit(
            Box::new(Draft::text_only(text)),
            None,
            Some(promise),
        ));
        promise
    }

    pub(crate) fn call(&mut self, call: Call) -> PromiseId {
        let promise = self.promise();
        self.step(Input::Called(call, promise));
        promise
    }

    pub(crate) fn step(&mut self, input: Input) {
        let step = self.session.step(input, Now(self.millis));
        for change in step.changes {
            self.show(change);
        }
        let entries = self.session.timeline().iter().filter(|entry| entry.is_visible());
        let keys: Vec<Key> = entries.map(|entry| entry.key).collect();
        assert_eq!(self.shown, keys, "the changes tell what became of the timeline");
        assert_eq!(
            self.shown_unread,
            self.session.unread_in_all(),
            "and of the count"
        );
        for effect in step.effects {
            self.run(effect);
        }
        if self.count("ready") > 0 && !self.is_mad {
            let active = self.session.conversation().map(|active| active.id());
            let told = active.and_then(|active| self.told_unread.get(active.as_str()));
            let told = told.copied().unwrap_or(0);
            assert_eq!(told, self.session.unread(), "the page knows the count");
        }
    }

    fn show(&mut self, change: Change) {
        let put = |shown: &mut Vec<Key>, key, before: Option<Key>| {
            let at = before.map_or(shown.len(), |before| {
                shown.iter().position(|it| *it == before).unwrap()
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
            Change::Conversations => self.listed += 1,
            Change::Unread => self.shown_unread = self.session.unread_in_all(),
            Change::Panel
            | Change::Connection
            | Change::Typing
            | Change::History
            | Change::Conversation
            | Change::User
            | Change::Actions
            | Change::Form(_)
            | Change::Composer
            | Change::Channels
            | Change::Whole
            | Change::Left
            | Change::Notice => {}
        }
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Request(request) => {
                if is_post(&request) && !self.is_mad {
                    assert_eq!(self.posting, [], "one post at a time");
                    assert!(self.millis >= self.no_post_before, "`Retry-After` is heeded");
                    self.posting.push(request.ticket);
                }
                self.requests.push(request);
            }
            Effect::Store(slot, value) => self.store(&slot, value),
            Effect::OpenSocket(address) => {
                assert_eq!(address, "wss://rt.example/faye");
                assert!(self.count("ready") > 0);
                self.service.drop_socket();
                self.socket = Socket::Opening;
            }
            Effect::SendText(text) => {
                assert_eq!(self.socket, Socket::Open);
                let is_of_another = self.service.users != 1 || !text.contains(r#"appusers/u1""#);
                if !(self.is_mad && text.contains("/meta/subscribe") && is_of_another) {
                    self.service.hear(&text);
                }
            }
            Effect::CloseSocket => {
                self.service.drop_socket();
                self.socket = Socket::Closed;
            }
            Effect::Poll(address, _) => {
                assert_eq!(address, "https://rt.example/faye");
                assert!(
                    !std::mem::replace(&mut self.is_polling, true),
                    "one poll at a time"
                );
            }
            Effect::StopPoll => assert!(std::mem::take(&mut self.is_polling)),
            Effect::SetAlarm(alarm, wait) => {
                self.alarms.retain(|(set, _)| *set != alarm);
                self.alarms.push((alarm, self.millis + u64::from(wait)));
            }
            Effect::ClearAlarm(alarm) => self.alarms.retain(|(set, _)| *set != alarm),
            Effect::Emit(name, arguments) => self.hear(name, arguments),
            Effect::Settle(promise, result) => {
                assert!(self.result(promise).is_none(), "a promise is settled once");
                self.settled.push((promise, result));
            }
            Effect::Consult(id, delegate, arguments) => self.consults.push((id, delegate, arguments)),
            Effect::Upload {
                ticket,
                url,
                authorization,
                author,
                message,
                file,
            } => {
                assert!(!self.released.contains(&file), "the shell has the file");
                self.uploads.push((ticket, message, file));
                self.run(Effect::Request(Request {
                    ticket,
                    method: Method::Post,
                    url,
                    authorization,
                    body: Some(author),
                }));
            }
            Effect::Abort(ticket) => {
                assert!(self.is_mad || self.posting.contains(&ticket), "it is under way");
                self.requests.retain(|request| request.ticket != ticket);
                self.answers.retain(|(it, _)| *it != ticket);
                self.posting.retain(|it| *it != ticket);
            }
            Effect::LoadLate => {
                assert!(!self.is_late_loading, "it is asked for once");
                self.is_late_loading = true;
                if !self.is_late_slow {
                    self.load_late(true);
                }
            }
            Effect::ReleaseFile(file) => {
                assert!(!self.released.contains(&file), "once");
                self.released.push(file);
            }
        }
    }

    /// The second part of the module comes, or cannot be had.
    pub(crate) fn load_late(&mut self, is_there: bool) {
        if std::mem::take(&mut self.is_late_loading) {
            self.step(Input::LateLoaded(is_there));
        }
    }

    fn store(&mut self, slot: &Slot, value: Option<String>) {
        let name = slot.name();
        let identity = ["clientId", "appUserId", "sessionToken"];
        if let Some(known) = identity.into_iter().find(|known| *known == name) {
            self.stored.push((known, value));
        } else if let Some(value) = value {
            self.storage.insert(name, value);
        } else {
            self.storage.remove(&name);
        }
    }

    /// What is kept of messages on their way.
    pub(crate) fn kept(&self) -> Vec<(Slot, String)> {
        let slots = self.storage.iter();
        slots
            .map(|(name, text)| (Slot::from_name(name).unwrap(), text.clone()))
            .collect()
    }

    fn hear(&mut self, name: &'static str, arguments: Vec<Value>) {
        if self.is_mad {
            self.events.push((name, arguments));
            return;
        }
        if let Some(("message:sent" | "message:received", last)) =
            self.events.last().map(|(name, it)| (*name, it))
        {
            assert_eq!((name, &arguments), ("message", last), "the two go together");
        }
        match name {
            "unreadCount" => {
                let count = number(&arguments[0]);
                let place = text(arguments[1].get("conversation").unwrap(), "_id").to_owned();
                let before = self.told_unread.insert(place, count).unwrap_or(0);
                assert_ne!(count, before, "told on change only");
            }
            "connected" => assert!(self.count("ready") > 0 && !self.is_connected()),
            "disconnected" => assert!(self.is_connected()),
            _ => {}
        }
        self.events.push((name, arguments));
    }

    fn is_connected(&self) -> bool {
        self.count("connected") > self.count("disconnected")
    }

    pub(crate) fn result(&self, promise: PromiseId) -> Option<&Result<Value, Refusal>> {
        let mut settled = self.settled.iter();
        settled.find(|(it, _)| *it == promise).map(|(_, result)| result)
    }

    pub(crate) fn count(&self, name: &str) -> usize {
        self.events.iter().filter(|(it, _)| *it == name).count()
    }

    /// Names of the events since the last call, `log:debug` left out.
    pub(crate) fn names(&mut self) -> Vec<&'static str> {
        let names = self.events.iter().skip(self.named).map(|(name, _)| *name);
        let names = names.filter(|name| *name != "log:debug").collect();
        self.named = self.events.len();
        names
    }

    /// How often the page was told of the message.
    pub(crate) fn told(&self, name: &str, id: &str) -> usize {
        let events = self.events.iter();
        events
            .filter(|(it, what)| *it == name && text(&what[0], "_id") == id)
            .count()
    }

    /// The page answers what it was asked first.
    pub(crate) fn consulted(&mut self, answer: Option<&str>) {
        let (id, ..) = self.consults.remove(0);
        let answer = answer.map(|text| avmsdk_protocol::json::parse(text).unwrap());
        self.step(Input::Consulted(id, answer));
    }

    /// The request is answered with 200 and this.
    pub(crate) fn reply(&mut self, at: usize, body: &str) {
        self.answer_with(at, false, answer(200, body, None));
    }

    /// The request reaches the service, whose answer sets off.
    pub(crate) fn process(&mut self, at: usize) {
        let request = self.requests.remove(at);
        if request.url.ends_with("/activity") && self.service.unread > 0 {
            // It bears no time: what came after it was asked for counts as read with the rest.
            let is_known = |id: &str| {
                let mut entries = self.session.timeline().iter();
                entries.any(|entry| entry.message().is_some_and(|it| it.id().as_str() == id))
            };
            // Of what was there at start older messages may not have been read.
            let mut log = self.service.log.iter();
            let is_unheard = log.any(|it| it.text != "earlier" && !is_known(&it.id));
            let has_news = self.session.unread() > 0 || !self.service.frames.is_empty() || is_unheard;
            self.read_failed |= has_news;
        }
        let (status, body) = self.service.call(&request);
        self.answers.push((request.ticket, answer(status, &body, None)));
    }

    /// The request is answered so, and before that done or not.
    pub(crate) fn answer_with(&mut self, at: usize, done: bool, answer: Answer) {
        let request = self.requests.remove(at);
        self.read_failed |= request.url.ends_with("/activity");
        self.is_kept_from |=
            request.method == Method::Get && matches!(answer, Answer::Status { status: 400, .. });
        if done {
            self.service.call(&request);
        }
        if let (
            true,
            Answer::Status {
                retry_after: Some(seconds),
                ..
            },
        ) = (is_post(&request), &answer)
        {
            self.no_post_before = self.millis + u64::from(*seconds) * 1000;
        }
        self.give(request.ticket, answer);
    }

    pub(crate) fn answer(&mut self, at: usize) {
        let (ticket, answer) = self.answers.remove(at);
        self.give(ticket, answer);
    }

    fn give(&mut self, ticket: Ticket, answer: Answer) {
        self.posting.retain(|it| *it != ticket);
        self.step(Input::Answered(ticket, answer));
    }

    pub(crate) fn open_socket(&mut self) {
        if self.socket == Socket::Opening {
            self.socket = Socket::Open;
            self.step(Input::SocketOpened);
        }
    }

    pub(crate) fn drop_socket(&mut self) {
        if self.socket != Socket::Closed {
            self.socket = Socket::Closed;
            self.service.drop_socket();
            self.step(Input::SocketClosed);
        }
    }

    pub(crate) fn deliver(&mut self, at: usize) {
        let frame = self.service.frames.remove(at);
        self.step(Input::SocketText(frame));
    }

    /// Time passes, and alarms go off.
    pub(crate) fn pass(&mut self, millis: u64) {
        let until = self.millis + millis;
        while let Some((alarm, due)) = self.next_alarm().filter(|(_, due)| *due <= until) {
            self.millis = self.millis.max(due);
            self.alarms.retain(|(set, _)| *set != alarm);
            self.step(Input::Alarm(alarm));
        }
        self.millis = until;
    }

    fn next_alarm(&self) -> Option<(Alarm, u64)> {
        self.alarms.iter().copied().min_by_key(|(_, due)| *due)
    }

    /// All goes well, until nothing is left to do but to keep the channel alive.
    pub(crate) fn settle(&mut self) {
        for _ in 0..1000 {
            if !self.service.frames.is_empty() {
                self.deliver(0);
            } else if !self.answers.is_empty() {
                self.answer(0);
            } else if !self.requests.is_empty() {
                self.process(0);
            } else if self.socket == Socket::Opening {
                self.open_socket();
            } else if std::mem::take(&mut self.is_polling) {
                self.step(Input::Polled(Answer::Unreachable));
            } else if self.alarms.iter().any(|(alarm, _)| !is_routine(*alarm)) {
                let (_, due) = self.next_alarm().unwrap();
                self.pass(due.saturating_sub(self.millis));
            } else {
                return;
            }
        }
        panic!("it does not come to rest: {:?}", self.alarms);
    }

    /// Texts in order, with how far each has come.
    pub(crate) fn texts(&self) -> Vec<(String, Delivery)> {
        let entries = self.session.timeline().iter();
        entries
            .map(|it| (it.text().unwrap_or_default(), it.delivery))
            .collect()
    }

    /// What the service has, in the same shape.
    pub(crate) fn log(&self) -> Vec<(String, Delivery)> {
        let log = self.service.log.iter();
        log.map(|it| (it.text.clone(), Delivery::Delivered)).collect()
    }

    /// The methods and ends of the addresses of what is asked.
    pub(crate) fn asked(&self) -> Vec<(&'static str, &str)> {
        let end = |request: &Request| request.url.find("/apps/a/").unwrap() + "/apps/a/".len();
        let requests = self.requests.iter();
        requests
            .map(|it| (it.method.as_str(), &it.url[end(it)..]))
            .collect()
    }
}

/// Whether the alarm goes off again and again, or a moment after whatever happens.
fn is_routine(alarm: Alarm) -> bool {
    matches!(alarm, Alarm::Connect | Alarm::Lease | Alarm::Snapshot)
}

fn is_post(request: &Request) -> bool {
    let is_sent = request.url.ends_with("/messages") || request.url.ends_with("/files");
    request.method == Method::Post && is_sent
}

/// An event of the user `u1`, as the realtime channel brings it.
pub(crate) fn told_by_channel(event: &str) -> Input {
    let frame = [
        r#"[{"channel":"/sdk/apps/a/appusers/u1","data":{"events":["#,
        event,
        "]}}]",
    ];
    Input::SocketText(frame.concat())
}

pub(crate) fn answer(status: u16, body: &str, retry_after: Option<u32>) -> Answer {
    Answer::Status {
        status,
        body: body.to_owned(),
        retry_after,
    }
}
