//! The person at the other end of a channel, played by whoever runs the sandbox.

use super::super::outcome::{Refusal, Reply};
use super::super::state::Account;
use super::super::{LinkInQuestion, Play, Ruling, Step, Turn, World};
use super::clients::{email_address, phone_number, shown, target};
use super::joining::answer;
use super::news::News;
use super::{event, no_client};
use avmsdk_protocol::Object;
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::event::EventType;
use avmsdk_protocol::id::{ConversationId, IntegrationId, UserId};
use avmsdk_protocol::link::Fault;
use avmsdk_protocol::user::LinkedClient;

/// A link that somebody is about to take a step in.
struct Attempt {
    user: UserId,
    client: LinkedClient,
    conversation: Option<ConversationId>,
    origin: Origin,
}

/// Where it comes from, and so what is used up by it.
enum Origin {
    Code(String),
    Waiting,
    Nothing,
}

impl World {
    /// Takes one step; answers with the event that the visitor's browsers get.
    pub(in crate::world) fn play(&mut self, turn: &mut Turn, play: Play) -> Ruling {
        if let LinkInQuestion::Next(address) = &play.about {
            return self.order(address, play.step);
        }
        let attempt = self.attempt(turn, &play)?;
        let (user, client) = (&attempt.user, attempt.client);
        let conversation = self.conversation_for(turn, user, attempt.conversation.as_ref())?;
        let is_waiting = matches!(attempt.origin, Origin::Waiting);
        if play.step != Step::Match {
            match &attempt.origin {
                Origin::Code(text) => self.use_up(turn, user, text),
                Origin::Waiting => drop(self.take_from_wait(turn, user, &client.id())),
                Origin::Nothing => {}
            }
        }
        let (kind, news, fault) = match play.step {
            Step::Confirm => {
                let news = if is_waiting { News::Confirmed } else { News::Added };
                return self.link_channel(turn, user, &conversation, client, news);
            }
            Step::Match => (EventType::LinkMatched, News::Matched, None),
            Step::Cancel => (EventType::LinkCancelled, News::Removed("linkCancelled"), None),
            Step::Fail(fault) => (EventType::LinkFailed, News::Removed("linkFailed"), Some(fault)),
        };
        if is_waiting {
            self.tell_of_client(turn, user, &client, news, Some(&conversation));
        }
        self.tell_visitor(turn, user, kind, &conversation, client, fault)
    }

    /// Lets the user's browsers know how far a link has come.
    pub(super) fn tell_visitor(
        &self,
        turn: &mut Turn,
        user: &UserId,
        kind: EventType,
        conversation: &ConversationId,
        client: LinkedClient,
        fault: Option<Fault>,
    ) -> Ruling {
        let account = self.linking(user)?;
        let mut told = event(kind, account, conversation, shown(client));
        told.set_fault(fault);
        let reply = answer(&told);
        turn.deliver(&account.app, user, told);
        Ok(reply)
    }

    /// Lets the next link to a number or an address fail: where nobody is asked, there is no moment at which it
    /// could be said.
    fn order(&mut self, address: &str, step: Step) -> Ruling {
        let Step::Fail(fault) = step else {
            return Err(Refusal::bad_request(
                "Of a link that is still to come only `fail` can be said",
            ));
        };
        let known = phone_number(address).or_else(|| email_address(address));
        let known = known.ok_or_else(|| {
            Refusal::bad_request("`phoneNumber` should be like +15145550123, `address` like bea@example.com")
        })?;
        let mut answer = Object::new();
        answer.set("next", known.as_str());
        self.failures.insert(known, fault);
        Ok(Reply::ok(&answer))
    }

    fn attempt(&mut self, turn: &Turn, play: &Play) -> Result<Attempt, Refusal> {
        match &play.about {
            LinkInQuestion::Code(text) => {
                let lead = self.lead_of(text, turn.clock)?;
                let client = self.somebody_at(turn, play, &lead.user, &lead.integration)?;
                Ok(Attempt {
                    user: lead.user,
                    client,
                    conversation: lead.conversation,
                    origin: Origin::Code(text.clone()),
                })
            }
            LinkInQuestion::Visitor(user, integration) => {
                let app = self.linking(user)?.app.clone();
                let kind = self.channel(&app, integration)?.record.kind();
                if !matches!(
                    Channel::of_integration(&kind),
                    Some(Channel::Line | Channel::Twitter | Channel::Email)
                ) || kind == "mailgun"
                {
                    return Err(Refusal::bad_request(
                        "Only LINE, Twitter and plain email are linked without a code or a request",
                    ));
                }
                Ok(Attempt {
                    user: user.clone(),
                    client: self.somebody_at(turn, play, user, integration)?,
                    conversation: None,
                    origin: Origin::Nothing,
                })
            }
            LinkInQuestion::Client(id) => {
                let mut accounts = self.state.accounts.values();
                let found = accounts.find_map(|account| waiting(account, Some(id)));
                found.ok_or_else(no_client)
            }
            LinkInQuestion::Next(_) => Err(no_client()),
            LinkInQuestion::User(user) => waiting(self.linking(user)?, None).ok_or_else(no_client),
        }
    }

    /// Somebody at a channel who was not known by it before.
    fn somebody_at(
        &mut self,
        turn: &Turn,
        play: &Play,
        user: &UserId,
        integration: &IntegrationId,
    ) -> Result<LinkedClient, Refusal> {
        let app = self.linking(user)?.app.clone();
        let kind = self.channel(&app, integration)?.record.kind();
        let label = Channel::of_integration(&kind).map_or("a channel", Channel::label);
        let name = play.display_name.clone().filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| format!("Somebody on {label}"));
        let external = play.external_id.clone().filter(|id| !id.trim().is_empty());
        let external = external.unwrap_or_else(|| self.entropy.secret());
        Ok(self.new_client(turn, &kind, integration, &external, &name))
    }
}

/// A client of this user that waits: this one, or the newest.
fn waiting(account: &Account, id: Option<&String>) -> Option<Attempt> {
    let mut all = account.user.pending_clients().into_iter().rev();
    let client = all.find(|client| id.is_none_or(|id| client.id() == *id))?;
    Some(Attempt {
        user: account.user.id(),
        conversation: target(&client),
        client,
        origin: Origin::Waiting,
    })
}
