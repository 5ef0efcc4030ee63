//! The user's conversations: what is known of them, and what the page asks about them.

use super::Session;
use super::deliver::{COUNTED, READ};
use crate::change::Change;
use crate::effect::{Method, PromiseId, Refusal};
use crate::input::Answer;
use crate::outcome::Outcome;
use crate::page;
use crate::ticket::Purpose;
use avmsdk_protocol::call::{ConversationResponse, ConversationsResponse, MessagesResponse};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::record::{get_field, set_field};
use avmsdk_protocol::{Object, Seconds, Value, path};

/// Conversations on a page of the list (observed).
const PAGE: u32 = 10;

/// How much of the list is known. Unless a full page has been seen, nobody says that there is more.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// How many have been read from its beginning.
    pub(super) read: u32,
    has_more: bool,
    /// Whether something happened while it was being read: the answer may be older.
    is_missed: bool,
    /// Whether it is being read for the visitor.
    pub(super) is_reading: bool,
    pub(super) wish: super::listed::Wish,
    pub(super) has_failed: bool,
    /// What was found to be gone. The user may still be said to have it: whoever goes there again never rests.
    pub(super) gone: Vec<ConversationId>,
}

/// The settings of a conversation that a page may give.
const SETTINGS: [&str; 5] = ["displayName", "description", "iconUrl", "avatarUrl", "metadata"];

impl Session {
    /// Whether the service has more conversations than have been read.
    pub fn has_more_conversations(&self) -> bool {
        self.list.has_more
    }

    /// The service gave the list from its beginning: what is shown stays what it is. Of a list of more
    /// than a page the page has not seen the rest.
    pub(super) fn take_list(&mut self, conversations: Vec<Conversation>, count: Option<usize>) {
        let count = count.unwrap_or(0) as u32;
        if self.list.read < PAGE {
            self.list.read = count.min(PAGE);
            self.list.has_more = count >= PAGE;
        }
        for conversation in &conversations {
            self.know(conversation.clone());
        }
    }

    /// What the service says of a conversation that is not shown. Where more has been heard since, that counts.
    pub(super) fn know(&mut self, mut conversation: Conversation) {
        let id = conversation.id();
        if self.is_active(&id) || self.list.gone.contains(&id) {
            return;
        }
        // Of a list each of them comes: it is drawn once.
        if !matches!(self.changes.last(), Some(Change::Conversations)) {
            self.change(Change::Conversations);
        }
        let mut counted = conversation.last_updated_at();
        let mut before = 0;
        let mut is_untold = false;
        let other = self.other_mut(&id);
        if let Some(other) = &other {
            before = other.unread_count().unwrap_or(0);
            let heard = other.last_updated_at();
            let read = get_field::<Option<Seconds>>(other.object(), READ);
            set_field(conversation.object_mut(), READ, &read);
            // An answer about its settings has none, an older one has not the newest.
            let mut is_kept = conversation.object().get("messages").is_none();
            if counted.is_some() && (counted < heard || counted <= read) {
                is_kept |= counted < heard;
                is_untold = before == 0 && counted <= read && conversation.unread_count() > Some(0);
                counted = counted.max(heard);
                conversation
                    .set_unread_count(Some(before))
                    .set_last_updated_at(counted);
            }
            if is_kept && let Some(messages) = other.object().get("messages") {
                conversation.object_mut().set("messages", messages.clone());
            }
        }
        set_field(conversation.object_mut(), COUNTED, &counted);
        let unread = conversation.unread_count().unwrap_or(before);
        match other {
            Some(other) => *other = conversation,
            None => self.add_other(conversation),
        }
        if unread != before {
            self.tell_unread_of(&id);
        }
        if is_untold {
            self.tell_read_once(&id);
        }
    }

    /// With `ready` the page is told what it is by then.
    pub(super) fn tell_unread_of(&mut self, id: &ConversationId) {
        let unread = self.conversation_of(id).and_then(Conversation::unread_count);
        if self.is_announced {
            self.emit_in(Some(id), "unreadCount", Some(unread.unwrap_or(0).into()));
        }
    }

    /// Reads the list again: something happened in a conversation that is not known.
    pub(super) fn refresh_list(&mut self) {
        if self.is_list_missed() {
            return;
        }
        if let Some(user) = self.identity.user() {
            let path = path::conversations(&self.app, user);
            self.ask(Purpose::Conversations, Method::Get, path, None);
        }
    }

    pub(super) fn listed(&mut self, answer: Answer) {
        if let Outcome::Done(response) = answer.outcome::<ConversationsResponse>() {
            // As old as it may be: what has become known meanwhile has it read again.
            if self.is_whole && !self.list.is_missed {
                self.drop_others_but(&response);
            }
            self.take_list(response.conversations(), length_of(response.object()));
        }
        if core::mem::take(&mut self.list.is_missed) {
            self.refresh_list();
        }
    }

    /// Where the list is whole, what else there was has been removed. An entry that cannot be read may be any of them.
    #[inline(never)]
    fn drop_others_but(&mut self, response: &ConversationsResponse) {
        self.debug_whole();
        let conversations = response.conversations();
        // It is younger than all removals: where the visitor came back unheard, it has that. What it has not the user may
        // still be said to have.
        let is_gone = |id: &ConversationId| conversations.iter().all(|it| it.id() != *id);
        self.list.gone.retain(is_gone);
        let is_whole = length_of(response.object()) == Some(conversations.len());
        let has_unnamed = conversations.iter().any(|it| it.object().text("_id").is_empty());
        if !is_whole || has_unnamed || conversations.len() >= PAGE as usize {
            return;
        }
        let mut gone = Vec::new();
        for other in &self.others {
            if conversations.iter().all(|it| it.id() != other.id()) {
                gone.push(other.id());
            }
        }
        let active = self.active_id().filter(|_| self.sync.is_gone);
        if let Some(active) = active
            && conversations.iter().all(|it| it.id() != active)
        {
            gone.push(active);
        }
        for id in &gone {
            self.removed_unheard(id);
        }
    }

    /// Has one that is not shown among the others.
    pub(super) fn add_other(&mut self, conversation: Conversation) {
        self.is_list_missed();
        self.others.push(conversation);
    }

    /// What happens while the list is being read may not be in the answer: it will be read once more. Returns whether it
    /// is being read.
    pub(super) fn is_list_missed(&mut self) -> bool {
        let is_reading = self.tickets.is_open(Purpose::Conversations);
        self.list.is_missed |= is_reading;
        is_reading
    }

    pub(super) fn get_conversations(&mut self, offset: u32, promise: PromiseId) {
        let Some(user) = self.identity.user() else {
            return self.settle(Some(promise), Ok(Value::Array(Vec::new())));
        };
        let path = path::conversations_from(&self.app, user, offset);
        self.ask(Purpose::List(offset, promise), Method::Get, path, None);
    }

    pub(super) fn get_more_conversations(&mut self, promise: PromiseId) {
        self.get_conversations(self.list.read, promise);
    }

    pub(super) fn list_came(&mut self, offset: u32, promise: PromiseId, answer: Answer) {
        let result = answer.result::<ConversationsResponse>().map(|response| {
            let conversations = response.conversations();
            let count = length_of(response.object()).unwrap_or(0) as u32;
            if offset <= self.list.read && offset + count >= self.list.read {
                self.list.read = offset + count;
                self.list.has_more = count >= PAGE;
            }
            let mut list = Vec::new();
            for conversation in &conversations {
                list.push(page::described(conversation, None));
                self.know(conversation.clone());
            }
            Value::Array(list)
        });
        self.settle(Some(promise), result);
    }

    pub(super) fn get_conversation(&mut self, id: Option<ConversationId>, promise: PromiseId) {
        match id {
            Some(id) if self.identity.user().is_some() => {
                let path = path::conversation(&self.app, &id);
                self.ask(Purpose::Fetch(promise), Method::Get, path, None);
            }
            None if self.conversation.is_some() => {
                let conversation = self.page_conversation();
                self.settle(Some(promise), Ok(conversation));
            }
            _ => self.settle(Some(promise), Err(Refusal::no_conversation())),
        }
    }

    pub(super) fn fetched(&mut self, promise: PromiseId, answer: Answer) {
        let answer = answer.result::<MessagesResponse>();
        let result = answer.and_then(|response| {
            let conversation = response.conversation().ok_or_else(Refusal::malformed)?;
            let mut messages = response.messages();
            crate::timeline::sort(&mut messages);
            let whole = page::described(&conversation, Some(&messages));
            self.know(conversation);
            Ok(whole)
        });
        let result = result.map_err(Refusal::about_conversation);
        self.settle(Some(promise), result);
    }

    /// Where there is no user yet, one is made first, with its first conversation (assumed).
    pub(super) fn create_conversation(&mut self, settings: Object, promise: PromiseId) {
        self.debug_whole();
        let Some(user) = self.identity.user() else {
            self.creating.push((settings, promise));
            return self.pump();
        };
        let path = path::conversations(&self.app, user);
        let mut body = settings_of(&settings);
        body.set("client", self.identity.client().object().clone());
        body.set("intent", "conversation:start");
        if let Some(Value::Array(messages)) = settings.get("messages") {
            let mut openings = Vec::new();
            for message in messages {
                openings.push(opening(message));
            }
            body.set("messages", Value::Array(openings));
        }
        self.ask(Purpose::Create(promise), Method::Post, path, Some(body));
    }

    /// `null` takes a setting away (assumed, as the newer family has it).
    pub(super) fn update_conversation(&mut self, id: ConversationId, settings: Object, promise: PromiseId) {
        if self.identity.user().is_none() {
            return self.settle(Some(promise), Err(Refusal::no_conversation()));
        }
        let body = settings_of(&settings);
        let path = path::conversation(&self.app, &id);
        self.ask(Purpose::Describe(promise), Method::Put, path, Some(body));
    }

    /// A further conversation was made, or one has other settings. What may not be done is no question of what there is.
    pub(super) fn described(&mut self, promise: PromiseId, answer: Answer) {
        let result = answer.result::<ConversationResponse>().map(|response| {
            let mut conversation = response.conversation();
            let shown = page::described(&conversation, None);
            if self.is_active(&conversation.id()) {
                self.keep_what_was_seen(&mut conversation);
                self.conversation = Some(conversation);
                self.change(Change::Conversation);
            } else {
                self.know(conversation);
            }
            shown
        });
        self.settle(Some(promise), result);
    }
}

/// How many conversations the service gives, with those that cannot be read; nothing where it gives no list.
#[inline(never)]
pub(super) fn length_of(answer: &Object) -> Option<usize> {
    match answer.get("conversations") {
        Some(Value::Array(all)) => Some(all.len()),
        _ => None,
    }
}

/// What of it may be set.
#[inline(never)]
fn settings_of(given: &Object) -> Object {
    let mut settings = Object::new();
    for key in SETTINGS {
        if let Some(value) = given.get(key) {
            settings.set(key, value.clone());
        }
    }
    settings
}

/// A message to begin with, of the visitor; without a type it is a text.
fn opening(message: &Value) -> Value {
    let mut message = message.as_object().cloned().unwrap_or_default();
    message.set("role", "appUser");
    if message.get("type").is_none() {
        message.set("type", "text");
    }
    message.into()
}
