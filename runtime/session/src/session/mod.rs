//! The machine itself: its state, and a step of it.

mod account;
mod answer;
mod calls;
mod channel_calls;
mod channel_events;
mod channels;
mod choosing;
mod consult;
mod create;
mod deliver;
mod display;
mod ending;
mod enter;
mod fill_in;
mod forms;
mod history;
mod inputs;
mod keep;
mod late;
mod list;
mod listed;
mod location;
mod notice;
mod postback;
mod posted;
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
mod rows;
mod selectors;
mod send;
mod snapshot;
mod start;
mod sync;
mod tabs;
mod telling;
mod typing;
mod upload_answers;
mod uploads;
mod writing;

use crate::backoff::Patience;
use crate::call::Call;
use crate::change::{Change, Step};
use crate::effect::{Effect, PromiseId, Slot};
use crate::identity::Identity;
use crate::input::{Input, Now};
use crate::notice::Notice;
use crate::outbox::Outbox;
use crate::random::Random;
use crate::realtime::Realtime;
use crate::setup::{Login, Options, Setup};
use crate::ticket::Tickets;
use crate::timeline::Timeline;
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{AppId, IntegrationId, MessageId, SessionId, UserId};
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Value};
pub use choosing::list;
pub use history::History;
pub use prompt::NotificationPrompt;
pub use send::{LONGEST_TEXT, is_blank};

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
    /// Whether a login is the first of it, and waits for what is being posted.
    is_login_due: bool,
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
    /// Unread in all of them, after the last step.
    shown_unread: u32,
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
    forms: forms::Forms,
    prechat: prechat::Prechat,
    options: Options,
    /// The channels that the visitor has touched.
    links: Vec<channels::Link>,
    prompt: prompt::Prompt,
    uploads: uploads::Uploads,
    notice: Option<Notice>,
    /// Whether what sends is there: the bridge lets nothing in before that the visitor has written, and the second part
    /// comes with it. Until then nothing is on its way.
    can_send: bool,
    /// Whether the second part is there.
    is_whole: bool,
    late: late::Waiting,
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
    /// Another user of a group; nothing for the business.
    user: Option<UserId>,
}

/// Whether the visitor would learn of a new message at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionState {
    /// Nobody to connect for yet, or on the way for the first time.
    Quiet,
    /// Messages arrive as they are sent.
    Connected,
    /// Lost; it will be tried again.
    Lost,
    /// Lost; it is being tried again now.
    Retrying,
    /// Lost; it is not tried before something happens: the browser has no network, or the service wants no further
    /// attempt.
    Ended,
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
            is_login_due: false,
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
            shown_unread: 0,
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
            can_send: setup.is_whole,
            is_whole: setup.is_whole,
            late: late::Waiting::default(),
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
        session.prechat.setup = setup.prechat;
        session
    }

    /// Takes one input and says what comes of it.
    pub fn step(&mut self, input: Input, now: Now) -> Step {
        self.now = now;
        if self.phase == Phase::Ended {
            self.refuse(input);
        } else {
            self.notice_sleep(&input);
            if let Some(input) = self.hold(input) {
                self.take(input);
            }
            if self.phase == Phase::Ended {
            } else if self.is_whole {
                self.see_to_login();
                self.see_to_forms();
            } else {
                self.see_whether_late_is_wanted();
            }
        }
        // Whatever the number has changed by.
        let unread = self.unread_in_all();
        if core::mem::replace(&mut self.shown_unread, unread) != unread {
            self.change(Change::Unread);
        }
        Step {
            changes: core::mem::take(&mut self.changes),
            effects: core::mem::take(&mut self.effects),
        }
    }
}
