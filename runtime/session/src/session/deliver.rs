//! From the realtime channel to the timeline: events as they come.

use super::{Session, Typer};
use crate::change::Change;
use crate::effect::{Alarm, Effect};
use crate::timeline::{Added, Entry};
use avmsdk_protocol::activity::{Activity, ActivityType};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::event::{Event, Events};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::record::get_field;
use avmsdk_protocol::{Object, Value, Wire};

/// Milliseconds after which who began to type counts as having stopped (observed).
const TYPING_LASTS: u32 = 10_000;

impl Session {
    /// One that is malformed costs only itself.
    pub(super) fn deliver(&mut self, events: Events) {
        for event in events.each() {
            self.deliver_one(&event);
        }
        self.read_if_seen();
        self.pump();
    }

    fn deliver_one(&mut self, event: &Event) {
        let Some(active) = &mut self.conversation else {
            // The business has begun one.
            if !self.sync.is_running() {
                self.catch_up();
            }
            return;
        };
        let place = event.conversation();
        if active.id() != place.id() {
            return;
        }
        if let Some(message) = event.message() {
            let unread = self.receive(&message, self.unread);
            self.set_unread(unread);
        } else if let Some(activity) = event.activity() {
            let read = place.business_last_read();
            active.set_business_last_read(active.business_last_read().max(read));
            self.act(activity, read.map(|time| time.to_value()));
        }
    }

    /// Takes a message, however it came; returns how many are unread with it.
    pub(super) fn receive(&mut self, message: &Message, unread: u32) -> u32 {
        let own = self.is_own_message(message);
        let added = self.add_message(message);
        if added == Added::Known {
            return unread;
        }
        self.sync.is_count_fresh = false;
        if own || added == Added::Confirmed {
            return self.unread_with(message, true, unread);
        }
        self.typing_stopped();
        crate::page::message_events(
            "message:received",
            message,
            self.conversation.as_ref(),
            &mut self.effects,
        );
        self.unread_with(message, false, unread)
    }

    fn act(&mut self, activity: Activity, business_last_read: Option<Value>) {
        let own = activity
            .user_id()
            .is_some_and(|user| self.identity.user() == Some(&user));
        if own {
            return;
        }
        let data = activity.data();
        match activity.kind() {
            ActivityType::TypingStart => {
                let text = |key| get_field::<Option<String>>(&data, key);
                let typer = Some(Typer {
                    name: text("name"),
                    avatar_url: text("avatarUrl"),
                });
                self.effects.push(Effect::SetAlarm(Alarm::Typing, TYPING_LASTS));
                if self.typer == typer {
                    // Who goes on typing says so again and again.
                    return;
                }
                self.typer = typer;
                self.changes.push(Change::Typing);
                let mut typer = Object::new();
                for key in ["name", "avatarUrl"] {
                    if let Some(value) = data.get(key) {
                        typer.set(key, value.clone());
                    }
                }
                self.emit_typing("typing:start", typer);
            }
            ActivityType::TypingStop => self.typing_stopped(),
            ActivityType::ConversationRead => {
                let mut what = Object::new();
                what.set("role", activity.role().as_str());
                if let Some(user) = activity.user_id() {
                    what.set("appUserId", user.as_str());
                }
                let last_read = business_last_read.or_else(|| data.get("lastRead").cloned());
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
        data.extend(&crate::page::place(self.conversation.as_ref()));
        self.effects.push(Effect::Emit(name, vec![data.into()]));
    }

    /// How many are unread once a message has come: who writes has read what stands before.
    fn unread_with(&self, message: &Message, own: bool, unread: u32) -> u32 {
        let mut others_after = 0;
        for after in self.timeline().iter().rev().filter_map(Entry::message) {
            if after.id() == message.id() {
                break;
            }
            if self.is_own_message(after) {
                return unread;
            }
            others_after += 1;
        }
        if own { unread.min(others_after) } else { unread + 1 }
    }

    pub(super) fn is_own_message(&self, message: &Message) -> bool {
        message.role() == Role::AppUser
            && message
                .author_id()
                .is_none_or(|author| self.identity.user().is_none_or(|user| user.as_str() == author))
    }
}
