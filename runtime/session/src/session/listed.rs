//! The list of conversations as the visitor has it: what shows of each, and what the visitor does there. Its calls
//! are those of the page, by a promise that nobody holds.

use super::{Phase, Session};
use crate::change::Change;
use crate::delegate::Delegate;
use crate::effect::PromiseId;
use crate::listed::{Age, ListInput, ListState, Listed, Preview};
use crate::timeline::Body;
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Object, Seconds, Value, Wire};

/// What the visitor waits for here.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Wish {
    #[default]
    Nothing,
    Making,
    Entering(ConversationId),
}

impl Session {
    /// Whether the visitor is to be offered the list. Changes with [`Change::Conversations`] and
    /// [`Change::Conversation`].
    pub fn can_list(&self) -> bool {
        let is_wanted = self.options.conversation_list
            && self.setting("integration", "canUserSeeConversationList") != Some(&Value::Bool(false));
        is_wanted && self.conversation.is_some() && (!self.others.is_empty() || self.can_make_conversation())
    }

    /// Whether the visitor may make a further conversation (the key is the hosted service's, where it stands is
    /// assumed).
    pub fn can_make_conversation(&self) -> bool {
        self.setting("integration", "canUserCreateMoreConversations") == Some(&Value::Bool(true))
    }

    /// The conversations that are known, the last one first. Changes with [`Change::Conversations`],
    /// [`Change::Conversation`] and [`Change::Unread`].
    pub fn conversations(&self) -> Vec<Listed<'_>> {
        let mut list = Vec::new();
        list.extend(self.conversation.as_ref().map(|active| self.row_of(active)));
        for conversation in &self.others {
            let listed = self.row_of(conversation);
            let mut at = 0;
            while list
                .get(at)
                .is_some_and(|other: &Listed<'_>| other.at >= listed.at)
            {
                at += 1;
            }
            list.insert(at, listed);
        }
        list
    }

    /// How far it is what the visitor did last in the list.
    pub fn list_state(&self) -> ListState {
        match self.list.wish {
            Wish::Making | Wish::Entering(_) => ListState::Leaving,
            Wish::Nothing if self.list.has_failed => ListState::Failed,
            Wish::Nothing if self.list.is_reading => ListState::Loading,
            Wish::Nothing => ListState::Quiet,
        }
    }

    fn row_of<'a>(&'a self, conversation: &'a Conversation) -> Listed<'a> {
        let object = conversation.object();
        let id = object.text("_id");
        let is_shown = self.is_active(&conversation.id());
        let mut at = conversation.last_updated_at();
        let mut unread = conversation.unread_count().unwrap_or(0);
        // What the page would hide or change is not shown as it is.
        let is_judged = self.consults.delegates.has(Delegate::BeforeDisplay);
        let mut last = last_of(conversation).filter(|_| !is_judged);
        if is_shown {
            at = at.max(self.timeline.newest());
            unread = self.unread;
            let mut entries = self.timeline().iter().rev();
            let newest = entries.find(|entry| entry.is_visible() && !entry.is_local());
            last = newest.and_then(|entry| match &entry.body {
                Body::Own(draft, _) => Some(draft.object()),
                _ => entry.shown().map(Message::object),
            });
        }
        Listed {
            id,
            name: object.text("displayName"),
            icon: object.text("iconUrl"),
            at,
            age: at.map(|at| self.age_of(at)),
            unread,
            is_shown,
            is_entered: matches!(&self.list.wish, Wish::Entering(entered) if entered.as_str() == id),
            preview: last.map(|last| self.preview_of(last)),
        }
    }

    fn preview_of<'a>(&self, message: &'a Object) -> Preview<'a> {
        let author = message.text("authorId");
        let user = self.identity.user().map_or("", |user| user.as_str());
        let mut asks_for_place = false;
        if let Some(Value::Array(actions)) = message.get("actions") {
            for action in actions {
                asks_for_place |= action.get("type").and_then(Value::as_str) == Some("locationRequest");
            }
        }
        Preview {
            is_own: message.text("role") == "appUser" && (author.is_empty() || author == user),
            name: message.text("name"),
            kind: message.text("type"),
            text: message.text("text").trim(),
            asks_for_place,
        }
    }

    /// A day ago is yesterday: where the visitor is nobody knows here.
    fn age_of(&self, at: Seconds) -> Age {
        let minutes = self.now.0.saturating_sub(at.as_millis()) / 60_000;
        match minutes as u32 {
            0 => Age::JustNow,
            minutes @ 1..60 => Age::Minutes(minutes),
            minutes @ 60..1440 => Age::Hours(minutes / 60),
            1440..2880 => Age::Yesterday,
            _ => Age::Older,
        }
    }

    pub(super) fn list_input(&mut self, input: ListInput) {
        if self.list.wish != Wish::Nothing {
            return;
        }
        self.list.has_failed = false;
        match input {
            // Not what belongs to whoever is about to be somebody else.
            ListInput::Enter(id) if self.phase == Phase::Ready => {
                self.list.wish = Wish::Entering(id.clone());
                self.load_conversation(id, PromiseId::VISITOR);
            }
            ListInput::Make if self.can_make_conversation() => {
                self.list.wish = Wish::Making;
                self.create_conversation(Object::new(), PromiseId::VISITOR);
            }
            ListInput::Open | ListInput::More if !self.list.is_reading => {
                self.list.is_reading = true;
                if input == ListInput::Open {
                    self.get_conversations(0, PromiseId::READER);
                } else {
                    self.get_more_conversations(PromiseId::READER);
                }
            }
            _ => {}
        }
        self.change(Change::Conversations);
    }

    /// What the visitor waited for is there, or cannot be had.
    #[inline(never)]
    pub(super) fn list_settled(&mut self, promise: PromiseId, result: Result<Value, crate::Refusal>) {
        self.debug_whole();
        self.list.has_failed = result.is_err();
        self.change(Change::Conversations);
        if promise == PromiseId::READER {
            self.list.is_reading = false;
            return;
        }
        let wish = core::mem::take(&mut self.list.wish);
        if let (Wish::Making, Ok(made)) = (wish, &result) {
            let id = made.get("_id").and_then(Value::as_str).unwrap_or_default();
            self.list_input(ListInput::Enter(ConversationId::new(id)));
        }
    }

    /// Keeps the newest message of a conversation that is not shown, for the list.
    #[inline(never)]
    pub(super) fn remember_last(&mut self, id: &ConversationId, message: Value) {
        if let Some(other) = self.other_mut(id) {
            other.object_mut().set("messages", Value::Array(vec![message]));
            self.change(Change::Conversations);
        }
    }
}

/// The newest of the messages that the service gives with a conversation; their order means nothing (observed).
fn last_of(conversation: &Conversation) -> Option<&Object> {
    let Some(Value::Array(messages)) = conversation.object().get("messages") else {
        return None;
    };
    let time = |message: &Object| message.get("received").and_then(Seconds::read);
    let mut last: Option<&Object> = None;
    for message in messages {
        if let Value::Object(message) = message
            && last.is_none_or(|last| time(last) <= time(message))
        {
            last = Some(message);
        }
    }
    last
}
