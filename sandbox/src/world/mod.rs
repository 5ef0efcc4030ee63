//! The service's mind: users, conversations, messages, and the rules of the protocol.
//!
//! [`World::handle`] is the whole interface. It decides what is answered, who hears of it and what
//! must be kept; it must never touch a clock, a socket, a disk or a source of randomness: time and
//! the seed of its ids are arguments, so that any history can be played again.

mod business;
mod call;
mod channels;
mod client;
mod config;
mod control;
pub mod demo;
mod directory;
mod entropy;
mod jwt;
mod merge;
mod notice;
mod outcome;
mod state;
mod time;
mod webhooks;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod world_test;

pub(crate) use business::WEB_KEYS;
pub use call::*;
pub use channels::png;
pub use client::PAGE;
pub use control::{Person, Saying, Talk};
pub use directory::{ApiKey, App, Directory, Integration};
pub use entropy::Entropy;
pub use notice::{Notice, WebhookPost};
pub use outcome::{Body, Change, Delivery, Outcome, Refusal, Reply};
pub use state::{Account, Code, Member, PostbackRecord, Purpose, State, Thread};
pub(crate) use time::from_iso;

use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::link::Fault;
use avmsdk_protocol::path;
use avmsdk_protocol::{Object, Seconds};
use std::collections::{BTreeMap, BTreeSet};
use time::Timeline;

/// All there is.
#[derive(Debug)]
pub struct World {
    state: State,
    /// What there is after a reset.
    origin: Directory,
    entropy: Entropy,
    timeline: Timeline,
    /// Who is there after a reset.
    people: Vec<Person>,
    /// How wrong the clock is made, in microseconds.
    skew: i64,
    /// Links that are to fail, by the number or the address that they will be asked for with.
    failures: BTreeMap<String, Fault>,
    /// The webhooks that there are, to see which go.
    webhooks: BTreeSet<String>,
}

/// One call's doing, gathered on the way.
struct Turn {
    /// When what happens in it happens: later than anything before, whatever the clock says.
    now: Seconds,
    /// What the clock says, however wrong a fault makes it: by this things expire.
    clock: Seconds,
    deliveries: Vec<Delivery>,
    changes: Vec<Change>,
    notices: Vec<Notice>,
}

impl Turn {
    fn deliver(&mut self, app: &AppId, user: &UserId, event: Event) {
        self.deliveries.push(Delivery {
            channel: path::subscription(app, user),
            external: None,
            event,
        });
    }

    /// Tells the business, and whoever looks on.
    fn tell(
        &mut self,
        app: &AppId,
        trigger: &'static str,
        conversation: Option<&ConversationId>,
        payload: Object,
    ) {
        self.notices.push(Notice {
            app: app.clone(),
            trigger,
            conversation: conversation.cloned(),
            at: self.now,
            payload,
        });
    }

    /// Keeps a user as it now is.
    fn keep_account(&mut self, account: &Account) {
        self.changes
            .push(Change::Account(account.user.id(), account.clone()));
    }

    /// Keeps a conversation as it now is; what was said in it is kept as it is said.
    fn keep(&mut self, thread: &Thread) {
        let record = thread.to_record();
        self.changes
            .push(Change::Thread(thread.app.clone(), thread.created, record));
    }
}

/// What a rule of the protocol comes to. Rules check first and change afterwards: a refused call
/// leaves no trace.
type Ruling = Result<Reply, Refusal>;

impl World {
    /// A world that goes on where `state` was left and whose apps and integrations are those of `origin`
    /// after a reset. `entropy` must be fresh, or ids would repeat.
    pub fn new(state: State, origin: Directory, entropy: Entropy) -> Self {
        let mut timeline = Timeline::default();
        timeline.resume_after(state.latest());
        let webhooks = webhooks::of(&state.directory);
        World {
            state,
            origin,
            entropy,
            timeline,
            people: Vec::new(),
            skew: 0,
            failures: BTreeMap::new(),
            webhooks,
        }
    }

    /// Goes back to what is kept, after decisions that could not be. What no store keeps stays: who is there after a
    /// reset, the wrong clock, the links that are to fail.
    pub(crate) fn recall(&mut self, state: State) {
        self.timeline = Timeline::default();
        self.timeline.resume_after(state.latest());
        self.webhooks = webhooks::of(&state.directory);
        self.state = state;
    }

    /// What it remembers.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes one call at the time `now` of the machine's clock.
    pub fn handle(&mut self, call: Call, now: Seconds) -> Outcome {
        let clock = Seconds::from_micros(now.as_micros().saturating_add(self.skew).max(0));
        let mut turn = Turn {
            now: self.timeline.stamp(clock),
            clock,
            deliveries: Vec::new(),
            changes: Vec::new(),
            notices: Vec::new(),
        };
        let reply = match call {
            Call::Config(id, addresses) => self.config(&id, addresses).unwrap_or_else(Refusal::to_client),
            Call::ConfigOfApp(app, addresses) => self
                .config_of_app(&app, addresses)
                .unwrap_or_else(Refusal::to_client),
            Call::Guest(app, credentials, call) => self
                .known(&app)
                .and_then(|()| self.guest(&mut turn, &app, &credentials, call))
                .unwrap_or_else(Refusal::to_client),
            Call::Client(app, credentials, call) => {
                // Only as plain text does a client take these as "start anew" (observed).
                let wants_text = matches!(call, ClientCall::User(_));
                match self.client(&mut turn, &app, &credentials, call) {
                    Ok(reply) => reply,
                    Err(Refusal {
                        status: status @ (401 | 403 | 404),
                        code,
                        ..
                    }) if wants_text => Reply {
                        status,
                        body: Body::Text(code),
                    },
                    Err(refusal) => refusal.to_client(),
                }
            }
            Call::Business(app, credentials, call) => self
                .business(&mut turn, &app, &credentials, call)
                .unwrap_or_else(Refusal::to_business),
            Call::Control(call) => self.control(&mut turn, call).unwrap_or_else(Refusal::to_client),
        };
        self.name(&mut turn.deliveries);
        let posts = self.address(&turn.notices);
        let silenced = self.silenced(&turn.changes);
        Outcome {
            reply,
            deliveries: turn.deliveries,
            changes: turn.changes,
            notices: turn.notices,
            posts,
            silenced,
        }
    }

    /// Says by which name the business knows those who hear of it.
    fn name(&self, deliveries: &mut [Delivery]) {
        for delivery in deliveries {
            let id = delivery.channel.rsplit('/').next().unwrap_or_default();
            let account = self.state.accounts.get(&UserId::new(id));
            delivery.external = account.and_then(|account| account.user.external_id());
        }
    }

    /// Refuses apps that do not exist.
    fn known(&self, app: &AppId) -> Result<(), Refusal> {
        if self.state.directory.apps.contains_key(app) {
            Ok(())
        } else {
            Err(Refusal::new(404, "app_not_found", "App not found"))
        }
    }
}
