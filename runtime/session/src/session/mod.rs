//! The machine itself: its state, its selectors, and which input goes where.

mod account;
mod answer;
mod calls;
mod channel_calls;
mod channel_events;
mod channels;
mod consult;
mod deliver;
mod display;
mod enter;
mod fill_in;
mod forms;
mod history;
mod keep;
mod list;
mod location;
mod notice;
mod postback;
mod prechat;
mod prechat_form;
mod prechat_send;
mod profile;
mod prompt;
mod read;
mod realtime;
#[cfg(test)]
mod realtime_test;
mod retry;
mod send;
mod snapshot;
mod start;
mod sync;
mod tabs;
mod upload_answers;
mod uploads;
mod writing;

use crate::backoff::Patience;
use crate::call::Call;
use crate::change::{Change, Step};
use crate::effect::{Alarm, Authorization, Effect, Method, PromiseId, Refusal, Request, Slot};
use crate::identity::Identity;
use crate::input::{Input, Now};
use crate::notice::Notice;
use crate::outbox::Outbox;
use crate::page;
use crate::parts::{CHANNELS, FORMS, OfChannels, OfForms, OfUploads, UPLOADS};
use crate::random::Random;
use crate::realtime::{News, Realtime};
use crate::setup::{Login, Options, Setup};
use crate::ticket::{Purpose, Tickets};
use crate::timeline::{Entry, Key, Timeline};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, MessageId, SessionId};
use avmsdk_protocol::json::write;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Value, Wire, path};
pub use history::History;
pub use prompt::NotificationPrompt;

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
    now: Now,
    /// What the service says of the integration, and of this user.
    config: Object,
    /// Whom the page says the visitor is, until start.
    given: Login,
    /// Those who wait for the messenger to be ready: `init`, `login`, `logout`.
    starting: Vec<PromiseId>,
    /// Whether the page knows that it is.
    is_announced: bool,
    /// What the page called meanwhile.
    deferred: Vec<(Call, PromiseId)>,
    /// Promises of `startConversation` that wait for one.
    waiting: Vec<PromiseId>,
    /// Conversations that wait for a user.
    creating: Vec<(Object, PromiseId)>,
    /// The last conversation that the page wants to go into.
    entering: Option<PromiseId>,
    /// The anonymous user that the visitor was, during a login.
    anonymous: account::Anonymous,
    user: Option<User>,
    /// The conversation that is shown.
    conversation: Option<Conversation>,
    /// Those that are not, with what is unread in each.
    others: Vec<Conversation>,
    list: list::List,
    /// The last messages that the page was told of: they may come again.
    heard: Vec<MessageId>,
    /// The last messages that were posted here, by the names that they were posted with.
    posted: Vec<(SessionId, MessageId)>,
    /// Unread in the conversation that is shown.
    unread: u32,
    history: History,
    timeline: Timeline,
    outbox: Outbox,
    realtime: Realtime,
    sync: sync::Sync,
    reading: read::Reading,
    writing: writing::Writing,
    profile: profile::Profile,
    consults: consult::Consults,
    retries: retry::Retries,
    forms: OfForms<forms::Forms>,
    prechat: OfForms<prechat::Prechat>,
    options: Options,
    /// The channels that the visitor has touched.
    links: OfChannels<Vec<channels::Link>>,
    prompt: OfChannels<prompt::Prompt>,
    uploads: OfUploads<uploads::Uploads>,
    notice: Option<Notice>,
    tabs: tabs::Tabs,
    /// What an earlier page kept, until start.
    snapshot: Option<String>,
    /// Actions under way.
    acting: postback::Acting,
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
        let identity = Identity::new(&setup.stored, integration, setup.client_info, &mut random);
        let tabs = tabs::Tabs::new(&setup.stored, &mut random);
        let mut kept = setup.stored.items.iter().rev();
        let snapshot = kept.find(|(slot, _)| *slot == Slot::Snapshot);
        let mut session = Session {
            realtime: Realtime::new(setup.config.object().get("realtime")),
            app: AppId::new(text("app", "_id")),
            is_active: text("app", "status") == "active",
            base_url: text("baseUrl", "web").to_owned(),
            random,
            identity,
            tickets: Tickets::default(),
            phase: Phase::New,
            now: Now(0),
            given: setup.login,
            starting: Vec::new(),
            is_announced: false,
            deferred: Vec::new(),
            waiting: Vec::new(),
            creating: Vec::new(),
            entering: None,
            anonymous: None,
            user: None,
            conversation: None,
            others: Vec::new(),
            list: list::List::default(),
            heard: Vec::new(),
            posted: Vec::new(),
            unread: 0,
            history: History::Whole,
            timeline: Timeline::default(),
            outbox: Outbox::default(),
            sync: sync::Sync::default(),
            reading: read::Reading::default(),
            writing: writing::Writing::default(),
            profile: profile::Profile::default(),
            consults: consult::Consults::new(setup.delegates),
            retries: retry::Retries::default(),
            forms: Default::default(),
            prechat: Default::default(),
            options: setup.options,
            links: Default::default(),
            prompt: Default::default(),
            uploads: Default::default(),
            notice: None,
            tabs,
            snapshot: snapshot.map(|(_, text)| text.clone()),
            acting: postback::Acting::default(),
            patience: Patience::default(),
            typer: None,
            embedded: setup.embedded,
            opened: setup.embedded,
            page_visible: true,
            changes: Vec::new(),
            effects: Vec::new(),
            config: setup.config.object().clone(),
        };
        if FORMS {
            session.prechat.setup = setup.prechat;
        }
        session
    }

    /// Takes one input and says what comes of it.
    pub fn step(&mut self, input: Input, now: Now) -> Step {
        self.now = now;
        if self.phase == Phase::Ended {
            self.refuse(input);
        } else {
            self.notice_sleep(&input);
            self.take(input);
            if FORMS && self.phase != Phase::Ended {
                self.see_to_prechat();
                self.tell_of_forms();
            }
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

    /// How many messages the visitor has not read in the conversation that is shown.
    pub fn unread(&self) -> u32 {
        self.unread
    }

    /// How many in all conversations that are known.
    pub fn unread_in_all(&self) -> u32 {
        let others = self.others.iter().filter_map(Conversation::unread_count);
        others.fold(self.unread, u32::saturating_add)
    }

    /// Whether there is more of what was said earlier.
    pub fn history(&self) -> History {
        self.history
    }

    /// The conversation that is shown, as the service describes it.
    pub fn conversation(&self) -> Option<&Conversation> {
        self.conversation.as_ref()
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
        match entry.message() {
            Some(message) => self.is_own_message(message),
            None => !entry.is_local(),
        }
    }

    /// What the page's `getConversation` returns.
    pub fn page_conversation(&self) -> Value {
        let entries = Some(self.timeline.entries());
        page::conversation(self.conversation.as_ref(), Some(self.unread), entries)
    }

    fn take(&mut self, input: Input) {
        match input {
            Input::Start(promise) => self.start(promise),
            Input::Answered(ticket, answer) => self.take_answer(ticket, answer),
            Input::SocketOpened => self.realtime_news(News::Opened),
            Input::SocketText(text) => self.realtime_news(News::Text(text)),
            Input::SocketClosed => self.realtime_news(News::Closed),
            Input::Polled(answer) => self.realtime_news(News::Polled(answer)),
            Input::Alarm(alarm) => self.rang(alarm),
            Input::Called(call, promise) => self.called(call, promise),
            Input::Submit(draft, conversation, promise) => self.submit(*draft, conversation, promise),
            Input::Retry(key) => self.retry(key),
            Input::Form(key, input) if FORMS => self.fill_in(key, input),
            Input::Upload(facts) if UPLOADS => self.start_upload(facts),
            Input::Progressed(ticket, sent, total) if UPLOADS => self.progressed(ticket, sent, total),
            Input::CancelUpload(key) if UPLOADS => self.cancel_upload(key),
            Input::ShareLocation(result) if UPLOADS => self.share_location(result),
            Input::Channel(id, input) if CHANNELS => self.channel_input(id.as_str(), &input),
            Input::ShowNotificationPrompt if CHANNELS => self.show_prompt(),
            Input::Form(..)
            | Input::Upload(_)
            | Input::Progressed(..)
            | Input::CancelUpload(_)
            | Input::ShareLocation(_)
            | Input::Channel(..)
            | Input::ShowNotificationPrompt => {}
            Input::LoadHistory => self.load_history(),
            Input::Writing(true) => self.start_writing(None),
            Input::Writing(false) => self.stop_writing(None),
            Input::SetDelegates(delegates) => self.set_delegates(delegates),
            Input::Consulted(id, answer) => self.consulted(id, answer),
            Input::Stored(slot, value) => self.stored_elsewhere(slot, value),
            Input::Open => self.set_opened(true),
            Input::Close => self.set_opened(false),
            Input::MarkAllAsRead(conversation) => self.mark_as_read(conversation),
            Input::PageVisible(visible) => {
                self.page_visible = visible;
                if visible {
                    self.realtime_news(News::Hurry);
                    self.read_if_seen();
                }
            }
            Input::Online => self.online(),
            Input::Offline => self.offline(),
            Input::PageLeft => self.page_left(),
            Input::PageBack(items) => {
                self.compare_with_storage(items);
                self.connect_user();
                self.online();
            }
            Input::Destroy => self.destroy(),
        }
    }

    fn online(&mut self) {
        self.realtime_news(News::Online);
        self.wake_outbox();
        self.ask_again(true);
        self.pump();
    }

    /// Other tabs may send from now on what this one has not.
    fn page_left(&mut self) {
        self.tell_writing_stopped();
        if self.tickets.is_posting() {
            self.doubt_first();
            self.abort_first();
        }
        self.keep_all(true);
        self.keep_snapshot();
        self.realtime_news(News::PageLeft);
    }

    fn rang(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::Outbox => {
                self.outbox.patience.rested();
                self.pump();
            }
            Alarm::Start => self.restore(),
            Alarm::Reconnect | Alarm::Connect | Alarm::Silence | Alarm::Probe => {
                self.realtime_news(News::Rang(alarm));
            }
            Alarm::Refresh => self.look_for_news(),
            Alarm::CatchUp => self.catch_up_again(),
            Alarm::Typing => self.typing_stopped(),
            Alarm::Read => self.tell_read_again(),
            Alarm::Writing | Alarm::WritingStopped => self.tell_writing_stopped(),
            Alarm::Profile => self.send_profile(),
            Alarm::Lease => self.keep_all(false),
            Alarm::Claim => self.claim(),
            Alarm::Snapshot => self.keep_snapshot(),
            Alarm::Retry => self.ask_again(false),
            Alarm::Prechat if FORMS => self.prechat_goes_on(),
            Alarm::Upload if UPLOADS => self.look_for_uploads(),
            Alarm::Prompt if CHANNELS => self.prompt_is_due(),
            Alarm::Notice => self.take_notice_away(),
            Alarm::Prechat | Alarm::Upload | Alarm::Prompt => {}
        }
    }

    /// Wants something done. Never inlined: there are a hundred calls.
    #[inline(never)]
    fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    fn set_alarm(&mut self, alarm: Alarm, millis: u32) {
        self.effect(Effect::SetAlarm(alarm, millis));
    }

    fn clear_alarm(&mut self, alarm: Alarm) {
        self.effect(Effect::ClearAlarm(alarm));
    }

    fn store(&mut self, slot: Slot, value: Option<String>) {
        self.effect(Effect::Store(slot, value));
    }

    /// Something that shows has changed.
    #[inline(never)]
    fn change(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// Tells the page of something in the conversation that is shown.
    fn emit(&mut self, name: &'static str, what: Option<Value>) {
        self.emit_in(self.active_id().as_ref(), name, what);
    }

    /// Tells the page of something in a conversation.
    fn emit_in(&mut self, place: Option<&ConversationId>, name: &'static str, what: Option<Value>) {
        self.effect(page::event(name, what, place));
    }

    /// Tells the page of a message: by an event of its own, then by `message`.
    fn emit_message(&mut self, place: &ConversationId, name: &'static str, message: &Message) {
        for name in [name, "message"] {
            self.emit_in(Some(place), name, Some(message.to_value()));
        }
    }

    fn log(&mut self, what: &str) {
        self.effect(page::log(what, self.active_id().as_ref(), self.now));
    }

    /// What is known of a conversation, to be changed.
    fn conversation_mut(&mut self, id: &ConversationId) -> Option<&mut Conversation> {
        if self.is_active(id) {
            return self.conversation.as_mut();
        }
        self.other_mut(id)
    }

    /// Asks the service, below the address that the config gives.
    fn ask(&mut self, purpose: Purpose, method: Method, path: String, body: Option<Object>) {
        self.ask_as(self.identity.authorization(), purpose, method, path, body);
    }

    /// Asks as somebody whom the visitor may not be any more.
    fn ask_as(
        &mut self,
        authorization: Authorization,
        purpose: Purpose,
        method: Method,
        path: String,
        body: Option<Object>,
    ) {
        let ticket = self.tickets.issue(purpose);
        let url = path::join(&self.base_url, &path);
        self.send_request(Request {
            ticket,
            method,
            url,
            authorization,
            body: body.map(|body| write(&body.into())),
        });
    }

    fn settle(&mut self, promise: Option<PromiseId>, result: Result<Value, Refusal>) {
        self.effects
            .extend(promise.map(|promise| Effect::Settle(promise, result)));
    }

    fn settle_all(&mut self, promises: Vec<PromiseId>, result: &Result<Value, Refusal>) {
        for promise in promises {
            self.settle(Some(promise), result.clone());
        }
    }

    fn settle_starting(&mut self, result: &Result<Value, Refusal>) {
        let starting = core::mem::take(&mut self.starting);
        self.settle_all(starting, result);
    }

    fn settle_waiting(&mut self, result: &Result<Value, Refusal>) {
        let waiting = core::mem::take(&mut self.waiting);
        self.settle_all(waiting, result);
    }

    fn destroy(&mut self) {
        self.page_left();
        self.fail(Refusal::ours(
            "destroyed",
            "the messenger was destroyed meanwhile",
        ));
        for alarm in Alarm::ALL {
            self.effect(Effect::ClearAlarm(alarm));
        }
        self.effect(Effect::Emit("destroy", Vec::new()));
    }

    /// What comes after the end is told so, where someone waits for it.
    fn refuse(&mut self, input: Input) {
        if let Input::Start(promise) | Input::Called(_, promise) | Input::Submit(_, _, Some(promise)) = input
        {
            let refusal = Refusal::ours("ended", "the messenger has ended");
            self.settle(Some(promise), Err(refusal));
        }
    }

    /// Ends: whoever waits for something is told why. What is on its way stays in the storage.
    fn fail(&mut self, refusal: Refusal) {
        self.abort_first();
        let mut promises = core::mem::take(&mut self.starting);
        promises.append(&mut self.waiting);
        for item in &self.outbox.take_all() {
            promises.extend(item.promise);
        }
        for (_, promise) in &self.deferred {
            promises.push(*promise);
        }
        for (_, promise) in &self.creating {
            promises.push(*promise);
        }
        self.deferred.clear();
        self.creating.clear();
        promises.append(&mut self.profile.take_promises());
        self.settle_all(promises, &Err(refusal.clone()));
        self.drop_calls(&refusal);
        self.phase = Phase::Ended;
    }
}
