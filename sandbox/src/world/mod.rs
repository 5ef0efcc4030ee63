//! The service's mind: users, conversations, messages, and the rules of the protocol.
//!
//! [`World::handle`] is the whole interface. It decides what is answered, who hears of it and what
//! must be kept; it must never touch a clock, a socket, a disk or a source of randomness: time and
//! the seed of its ids are arguments, so that any history can be played again.

mod activity;
mod business;
mod call;
mod config;
mod control;
pub mod demo;
mod entropy;
mod messages;
mod outcome;
mod shape;
mod state;
mod time;
mod users;

#[cfg(test)]
mod world_test;

pub use call::{
    Addresses, BusinessCall, Call, ClientCall, ControlCall, ConversationFilter, Credentials, StateFilter,
};
pub use entropy::Entropy;
pub use messages::PAGE;
pub use outcome::{Body, Change, Delivery, Outcome, Refusal, Reply};
pub use state::{Account, Member, PostbackRecord, State, Thread};

use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::{AppId, UserId};
use avmsdk_protocol::path;
use avmsdk_protocol::{Object, Seconds};
use time::Timeline;
use users::own;

/// All there is.
#[derive(Debug)]
pub struct World {
    state: State,
    entropy: Entropy,
    timeline: Timeline,
}

/// One call's doing, gathered on the way.
struct Turn {
    now: Seconds,
    deliveries: Vec<Delivery>,
    changes: Vec<Change>,
}

impl Turn {
    fn deliver(&mut self, app: &AppId, user: &UserId, event: Event) {
        self.deliveries.push(Delivery {
            channel: path::subscription(app, user),
            event,
        });
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
    /// A world that goes on where `state` was left. `entropy` must be fresh, or ids would repeat.
    pub fn new(state: State, entropy: Entropy) -> Self {
        let mut timeline = Timeline::default();
        timeline.resume_after(state.latest());
        World {
            state,
            entropy,
            timeline,
        }
    }

    /// What it remembers.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Takes one call at the time `now` of the machine's clock.
    pub fn handle(&mut self, call: Call, now: Seconds) -> Outcome {
        let mut turn = Turn {
            now: self.timeline.stamp(now),
            deliveries: Vec::new(),
            changes: Vec::new(),
        };
        let reply = match call {
            Call::Config(id, addresses) => config::config(id, addresses).unwrap_or_else(Refusal::to_client),
            Call::CreateUser(app, credentials, request) => known(&app)
                .and_then(|()| self.create_user(&mut turn, &app, &credentials, &request))
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
        Outcome {
            reply,
            deliveries: turn.deliveries,
            changes: turn.changes,
        }
    }

    fn client(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        call: ClientCall,
    ) -> Ruling {
        known(app)?;
        let caller = &self.caller(app, credentials)?;
        match call {
            ClientCall::CreateConversation(user) => {
                own(caller, &user)?;
                self.create_conversation(turn, app, &user)
            }
            ClientCall::User(user) => own(caller, &user).and_then(|()| self.user(&user)),
            ClientCall::UpdateUser(user, profile) => {
                own(caller, &user)?;
                self.update_user(turn, &user, &profile)
            }
            ClientCall::Conversations(user, offset) => {
                own(caller, &user)?;
                self.conversations(&user, offset)
            }
            ClientCall::Subscribe(user) => own(caller, &user).map(|()| Reply::ok(&Object::new())),
            ClientCall::Conversation(id) => self.conversation(app, caller, &id),
            ClientCall::Messages(id, before) => self.messages(app, caller, &id, before),
            ClientCall::Post(id, request) => self.post(turn, app, caller, &id, &request),
            ClientCall::Activity(id, request) => self.activity(turn, app, caller, &id, &request),
            ClientCall::Postback(id, request) => self.postback(turn, app, caller, &id, &request),
        }
    }
}

fn known(app: &AppId) -> Result<(), Refusal> {
    if app.as_str() == demo::APP {
        Ok(())
    } else {
        Err(Refusal::new(404, "app_not_found", "App not found"))
    }
}
