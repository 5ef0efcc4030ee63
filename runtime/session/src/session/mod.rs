//! The machine itself: its state, its selectors, and which input goes where.

mod deliver;
mod read;
mod send;
mod start;
mod sync;

use crate::backoff::Patience;
use crate::change::{Change, Step};
use crate::effect::{Alarm, Effect, Method, PromiseId, Refusal, Request};
use crate::identity::Identity;
use crate::input::{Answer, Input, Now};
use crate::outbox::Outbox;
use crate::page;
use crate::random::Random;
use crate::realtime::{Realtime, Signal};
use crate::setup::Setup;
use crate::ticket::{Purpose, Tickets};
use crate::timeline::{Entry, Key, Timeline};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{AppId, IntegrationId};
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Value, Wire, path};

/// A visitor's messenger, without the browser around it.
#[derive(Clone, Debug)]
pub struct Session {
    app: AppId,
    is_active: bool,
    /// Where the API is.
    base_url: String,
    random: Random,
    identity: Identity,
    tickets: Tickets,
    phase: Phase,
    /// The promise of `init`, until it is settled.
    init: Option<PromiseId>,
    /// Promises of `startConversation` that wait for one.
    waiting: Vec<PromiseId>,
    user: Option<User>,
    conversation: Option<Conversation>,
    unread: u32,
    timeline: Timeline,
    outbox: Outbox,
    realtime: Realtime,
    sync: sync::Sync,
    reading: read::Reading,
    /// With what start asks for.
    patience: Patience,
    typer: Option<Typer>,
    embedded: bool,
    opened: bool,
    page_visible: bool,
    changes: Vec<Change>,
    effects: Vec<Effect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing has been asked yet.
    New,
    /// The user and the conversation are being read.
    Starting,
    /// The page may call anything.
    Ready,
    /// Start failed, or the page destroyed the messenger.
    Ended,
}

/// Who types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typer {
    /// The name, where the business gave one.
    pub name: Option<String>,
    /// The picture, where the business gave one.
    pub avatar_url: Option<String>,
}

/// Whether the visitor would learn of a new message at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Nobody to connect for yet, or on the way for the first time.
    Quiet,
    /// Messages arrive as they are sent.
    Connected,
    /// Lost; it is being tried again.
    Lost,
}

impl Session {
    /// A session that has not begun: the first input should be [`Input::Start`].
    pub fn new(setup: Setup) -> Self {
        let mut random = Random::new(setup.seed);
        // Read in place: the typed way copies each part, for 0.2 KB more in the widget.
        let text = |part, name| {
            let part = setup.config.object().get(part);
            let value = part.and_then(|part| part.get(name));
            value.and_then(Value::as_str).unwrap_or_default()
        };
        let integration = IntegrationId::new(text("integration", "_id"));
        let identity = Identity::new(setup.stored, integration, setup.client_info, &mut random);
        Session {
            realtime: Realtime::new(text("realtime", "baseUrl")),
            app: AppId::new(text("app", "_id")),
            is_active: text("app", "status") == "active",
            base_url: text("baseUrl", "web").to_owned(),
            random,
            identity,
            tickets: Tickets::default(),
            phase: Phase::New,
            init: None,
            waiting: Vec::new(),
            user: None,
            conversation: None,
            unread: 0,
            timeline: Timeline::default(),
            outbox: Outbox::default(),
            sync: sync::Sync::default(),
            reading: read::Reading::default(),
            patience: Patience::default(),
            typer: None,
            embedded: setup.embedded,
            opened: setup.embedded,
            page_visible: true,
            changes: Vec::new(),
            effects: Vec::new(),
        }
    }

    /// Takes one input and says what comes of it.
    pub fn step(&mut self, input: Input, now: Now) -> Step {
        if self.phase == Phase::Ended {
            self.refuse(input);
        } else {
            self.take(input, now);
        }
        Step {
            changes: core::mem::take(&mut self.changes),
            effects: core::mem::take(&mut self.effects),
        }
    }

    /// The messages to show, in order.
    pub fn timeline(&self) -> &[Entry] {
        self.timeline.entries()
    }

    /// One of them.
    pub fn entry(&self, key: Key) -> Option<&Entry> {
        self.timeline.get(key)
    }

    /// How many messages the visitor has not read.
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// Whether the panel is open; always, where it is embedded.
    pub fn is_opened(&self) -> bool {
        self.opened
    }

    /// Who types, if anyone.
    pub fn typer(&self) -> Option<&Typer> {
        self.typer.as_ref()
    }

    /// Whether new messages arrive at once.
    pub fn connection(&self) -> ConnectionState {
        if self.realtime.is_live() {
            ConnectionState::Connected
        } else if self.realtime.is_lost() {
            ConnectionState::Lost
        } else {
            ConnectionState::Quiet
        }
    }

    /// Whether a message of the timeline is the visitor's own: all of role `appUser` are, unless
    /// another user of a group wrote it.
    pub fn is_own(&self, entry: &Entry) -> bool {
        let Some(message) = entry.message() else {
            return true;
        };
        self.is_own_message(message)
    }

    /// What the page's `getConversation` returns.
    pub fn page_conversation(&self) -> Value {
        page::conversation(self.conversation.as_ref(), self.unread, self.timeline.entries())
    }

    /// What the page's `getUser` returns; nothing before there is a user.
    pub fn page_user(&self) -> Option<Value> {
        self.user.as_ref().map(User::to_value)
    }

    fn take(&mut self, input: Input, now: Now) {
        match input {
            Input::Start(promise) => self.start(promise),
            Input::Answered(ticket, answer) => {
                if let Some(purpose) = self.tickets.redeem(ticket) {
                    self.answered(purpose, answer);
                }
            }
            Input::SocketOpened => self.realtime.opened(&mut self.effects),
            Input::SocketText(text) => {
                let signals = self.realtime.received(&text, &mut self.random, &mut self.effects);
                for signal in signals {
                    self.signalled(signal, now);
                }
            }
            Input::SocketClosed => self.socket_closed(now),
            Input::Alarm(alarm) => self.rang(alarm, now),
            Input::Submit(draft, promise) => self.submit(*draft, promise),
            Input::Retry(key) => self.retry(key),
            Input::StartConversation(promise) => self.start_conversation(promise),
            Input::Open => self.set_opened(true),
            Input::Close => self.set_opened(false),
            Input::MarkAllAsRead => self.mark_all_as_read(),
            Input::PageVisible(visible) => {
                self.page_visible = visible;
                if visible {
                    self.realtime.hurry(&mut self.effects);
                    self.read_if_seen();
                }
            }
            Input::Online => {
                self.realtime.hurry(&mut self.effects);
                self.wake_outbox();
                self.pump();
            }
            Input::Destroy => self.destroy(),
        }
    }

    fn answered(&mut self, purpose: Purpose, answer: Answer) {
        match purpose {
            Purpose::RestoreUser => self.user_restored(answer),
            Purpose::FirstPage => self.first_page(answer),
            Purpose::CatchUp => self.caught_up(answer),
            Purpose::CreateUser => self.user_created(answer),
            Purpose::CreateConversation => self.conversation_created(answer),
            Purpose::Post(key) => self.posted(key, answer),
            Purpose::Read => self.read_told(answer),
        }
    }

    fn rang(&mut self, alarm: Alarm, now: Now) {
        match alarm {
            Alarm::Outbox => {
                self.outbox.patience.rested();
                self.pump();
            }
            Alarm::Start => self.restore(),
            Alarm::Reconnect => self.realtime.hurry(&mut self.effects),
            Alarm::Connect => self.realtime.connect(&mut self.effects),
            Alarm::Silence => self.socket_closed(now),
            Alarm::CatchUp => self.catch_up_again(),
            Alarm::Typing => self.typing_stopped(),
            Alarm::Read => self.tell_read_again(),
        }
    }

    fn socket_closed(&mut self, now: Now) {
        let was = self.connection();
        if let Some(signal) = self.realtime.closed(&mut self.random, &mut self.effects) {
            self.signalled(signal, now);
        } else if self.connection() != was {
            self.changes.push(Change::Connection);
        }
    }

    fn signalled(&mut self, signal: Signal, now: Now) {
        match signal {
            Signal::Up => {
                self.changes.push(Change::Connection);
                self.emit("connected", None);
                self.log("transport:up", now);
                self.catch_up();
            }
            Signal::Down => {
                self.changes.push(Change::Connection);
                self.emit("disconnected", None);
                self.log("transport:down", now);
            }
            // It was not up, so the page has nothing to be told.
            Signal::Refused => self.changes.push(Change::Connection),
            Signal::Delivered(events) => self.deliver(events),
        }
    }

    /// Tells the page of something in the conversation.
    fn emit(&mut self, name: &'static str, what: Option<Value>) {
        self.effects
            .push(page::event(name, what, self.conversation.as_ref()));
    }

    fn log(&mut self, what: &str, now: Now) {
        self.effects
            .push(page::log(what, self.conversation.as_ref(), now));
    }

    /// Asks the service, below the address that the config gives.
    fn ask(&mut self, purpose: Purpose, method: Method, path: &str, body: Option<String>) {
        let ticket = self.tickets.issue(purpose);
        let url = path::join(&self.base_url, path);
        let authorization = self.identity.authorization();
        self.effects.push(Effect::Request(Request {
            ticket,
            method,
            url,
            authorization,
            body,
        }));
    }

    fn settle(&mut self, promise: Option<PromiseId>, result: Result<Value, Refusal>) {
        self.effects
            .extend(promise.map(|promise| Effect::Settle(promise, result)));
    }

    fn settle_waiting(&mut self, result: &Result<Value, Refusal>) {
        for promise in core::mem::take(&mut self.waiting) {
            self.settle(Some(promise), result.clone());
        }
    }

    fn destroy(&mut self) {
        self.realtime.stop(&mut self.effects);
        self.fail(Refusal::ours(
            "destroyed",
            "the messenger was destroyed meanwhile",
        ));
        for alarm in Alarm::ALL {
            self.effects.push(Effect::ClearAlarm(alarm));
        }
        self.effects.push(Effect::Emit("destroy", Vec::new()));
    }

    /// What comes after the end is told so, where someone waits for it.
    fn refuse(&mut self, input: Input) {
        if let Input::Start(promise) | Input::StartConversation(promise) | Input::Submit(_, Some(promise)) =
            input
        {
            let refusal = Refusal::ours("ended", "the messenger has ended");
            self.settle(Some(promise), Err(refusal));
        }
    }

    /// Ends: whoever waits for something is told why.
    fn fail(&mut self, refusal: Refusal) {
        let mut promises = self.outbox.abandon();
        promises.extend(self.init.take());
        promises.append(&mut self.waiting);
        for promise in promises {
            self.settle(Some(promise), Err(refusal.clone()));
        }
        self.tickets.forget_all();
        self.phase = Phase::Ended;
    }
}
