//! From the realtime channel to the timeline: events as they come, and what was missed.

use super::{Outcome, Session, Typer};
use crate::backoff;
use crate::change::Change;
use crate::effect::{Alarm, Effect, Method};
use crate::input::{Answer, Now};
use crate::ticket::Purpose;
use crate::timeline::Added;
use avmsdk_protocol::activity::{Activity, ActivityType};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::call::MessagesResponse;
use avmsdk_protocol::event::{Event, EventType, Events};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Object, Value, Wire, path};

/// Milliseconds after which who began to type counts as having stopped (observed).
const TYPING_LASTS: u32 = 10_000;

impl Session {
    /// One that is malformed costs only itself.
    pub(super) fn deliver(&mut self, events: Events, now: Now) {
        for event in events.events {
            if let Ok(event) = Event::from_value(event) {
                self.deliver_one(event, now);
            }
        }
        self.read_if_seen();
    }

    fn deliver_one(&mut self, event: Event, now: Now) {
        let here = self
            .conversation
            .as_ref()
            .is_some_and(|active| active.id == event.conversation.id);
        match event.kind {
            EventType::Message(message) if here => self.receive(*message, now),
            EventType::Activity(activity) if here => {
                let read = event.conversation.business_last_read.map(|time| time.to_value());
                self.act(activity, read);
            }
            _ => {}
        }
    }

    /// A message came, by the channel or in what was missed.
    fn receive(&mut self, message: Message, _now: Now) {
        let own = self.is_own_message(&message);
        if self.add_message(message.clone()) != Added::New {
            return;
        }
        if own {
            // The same visitor in another tab, who has thereby read all that came before.
            self.set_unread(0);
            return;
        }
        self.typing_stopped();
        crate::page::message_events(
            "message:received",
            &message,
            self.conversation.as_ref(),
            &mut self.effects,
        );
        self.set_unread(self.unread + 1);
    }

    fn act(&mut self, activity: Activity, business_last_read: Option<Value>) {
        let own = activity
            .user_id
            .as_ref()
            .is_some_and(|user| self.identity.user() == Some(user));
        if own {
            return;
        }
        match activity.kind {
            ActivityType::TypingStart => {
                let text = |key| activity.data.get(key).and_then(Value::as_str).map(str::to_owned);
                self.typer = Some(Typer {
                    name: text("name"),
                    avatar_url: text("avatarUrl"),
                });
                self.changes.push(Change::Typing);
                self.effects.push(Effect::SetAlarm(Alarm::Typing, TYPING_LASTS));
                let mut data = Object::new();
                for key in ["name", "avatarUrl"] {
                    if let Some(value) = activity.data.get(key) {
                        data.set(key, value.clone());
                    }
                }
                self.emit_typing("typing:start", data);
            }
            ActivityType::TypingStop => self.typing_stopped(),
            ActivityType::ConversationRead => {
                let mut what = Object::new();
                what.set("role", activity.role.as_str());
                if let Some(user) = &activity.user_id {
                    what.set("appUserId", user.as_str());
                }
                let last_read = business_last_read.or_else(|| activity.data.get("lastRead").cloned());
                if let Some(last_read) = last_read {
                    what.set("lastRead", last_read);
                }
                self.emit("conversation:read", Some(what.into()));
            }
            ActivityType::Other(_) => {}
        }
    }

    pub(super) fn typing_stopped(&mut self) {
        if self.typer.take().is_some() {
            self.changes.push(Change::Typing);
            self.effects.push(Effect::ClearAlarm(Alarm::Typing));
            self.emit_typing("typing:stop", Object::new());
        }
    }

    /// Typing events have one argument, which holds the conversation.
    fn emit_typing(&mut self, name: &'static str, mut data: Object) {
        if let Some(active) = &self.conversation {
            let mut conversation = Object::new();
            conversation.set("_id", active.id.as_str());
            data.set("conversation", conversation);
        }
        self.effects.push(Effect::Emit(name, vec![data.into()]));
    }

    /// Reads what the service may have that the channel did not bring.
    pub(super) fn catch_up(&mut self) {
        if let Some(active) = &self.conversation
            && !self.tickets.is_open(Purpose::CatchUp)
        {
            let path = path::conversation(&self.config.app.id, &active.id);
            self.ask(Purpose::CatchUp, Method::Get, &path, None);
        }
    }

    pub(super) fn caught_up(&mut self, answer: Answer, now: Now) {
        match answer.outcome::<MessagesResponse>() {
            Outcome::Done(page) => {
                self.failures = 0;
                self.merge(page.messages, now);
                if let Some(conversation) = page.conversation {
                    let unread = conversation.unread_count.unwrap_or(0);
                    self.conversation = Some(conversation);
                    self.set_unread(unread);
                }
                self.read_if_seen();
            }
            Outcome::Refused(_) => {}
            Outcome::Later { after, .. } => {
                self.failures = self.failures.saturating_add(1);
                let wait = backoff::wait(self.failures, after, &mut self.random);
                self.effects.push(Effect::SetAlarm(Alarm::CatchUp, wait));
            }
        }
    }

    /// Takes a page of messages as if each had just come, in their order.
    pub(super) fn merge(&mut self, mut messages: Vec<Message>, now: Now) {
        messages.sort_by(|one, other| (one.received, &one.id).cmp(&(other.received, &other.id)));
        for message in messages {
            self.receive(message, now);
        }
    }

    pub(super) fn is_own_message(&self, message: &Message) -> bool {
        let author = message.author_id.as_deref();
        message.role == Role::AppUser
            && author.is_none_or(|author| self.identity.user().is_none_or(|user| user.as_str() == author))
    }
}
