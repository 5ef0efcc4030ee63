//! What happens in conversations.

use super::super::business::{person, shape};
use super::super::state::{PostbackRecord, Thread};
use super::super::{Turn, World};
use avmsdk_protocol::activity::ActivityType;
use avmsdk_protocol::author::{Author, ClientDescription, Role, Source};
use avmsdk_protocol::business::BusinessAuthor;
use avmsdk_protocol::call::Intent;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Object, Value, Wire as _};

impl World {
    /// `conversation:create`. `reason` is one of `linkRequest`, `message`, `none`, `prechatCapture`,
    /// `startConversation`; `source` is where it was made, `None` for the business API.
    pub(in crate::world) fn tell_created(
        &self,
        turn: &mut Turn,
        id: &ConversationId,
        reason: &str,
        source: Option<&Source>,
    ) {
        let Some(thread) = self.state.threads.get(id) else {
            return;
        };
        let mut payload = in_thread(thread);
        payload.set("creationReason", reason);
        let only = thread.members.first().map(|member| &member.user);
        payload.set("source", self.source(source, only));
        if let Some(user) = only.filter(|_| thread.kind == "personal") {
            payload.set("user", self.person(user));
        }
        turn.tell(&thread.app, "conversation:create", Some(id), payload);
    }

    /// `conversation:remove`, before it is gone.
    pub(in crate::world) fn tell_removed(&self, turn: &mut Turn, id: &ConversationId) {
        if let Some(thread) = self.state.threads.get(id) {
            turn.tell(&thread.app, "conversation:remove", Some(id), in_thread(thread));
        }
    }

    /// `conversation:join`
    pub(in crate::world) fn tell_joined(&self, turn: &mut Turn, id: &ConversationId, user: &UserId) {
        self.tell_membership(turn, "conversation:join", id, user);
    }

    /// `conversation:leave`
    pub(in crate::world) fn tell_left(&self, turn: &mut Turn, id: &ConversationId, user: &UserId) {
        self.tell_membership(turn, "conversation:leave", id, user);
    }

    fn tell_membership(&self, turn: &mut Turn, trigger: &'static str, id: &ConversationId, user: &UserId) {
        if let Some(thread) = self.state.threads.get(id) {
            let mut payload = in_thread(thread);
            payload.set("user", self.person(user));
            turn.tell(&thread.app, trigger, Some(id), payload);
        }
    }

    /// `conversation:message`; and where the business spoke, `conversation:message:delivery:channel` for
    /// each channel by which the users of the conversation are reached.
    pub(in crate::world) fn tell_message(&self, turn: &mut Turn, id: &ConversationId, message: &Message) {
        let Some(thread) = self.state.threads.get(id) else {
            return;
        };
        let mut payload = in_thread(thread);
        payload.set("message", self.message(message));
        turn.tell(&thread.app, "conversation:message", Some(id), payload);
        if message.role() == Role::AppMaker {
            self.tell_accepted(turn, thread, message);
        }
    }

    /// That the channels took it. That a person was reached (`…:delivery:user`) is not said: the world
    /// hands a message to the realtime channel and hears no more of it.
    fn tell_accepted(&self, turn: &mut Turn, thread: &Thread, message: &Message) {
        for member in &thread.members {
            let clients = self.state.accounts.get(&member.user);
            let clients = clients.map(|account| account.user.clients()).unwrap_or_default();
            let mut told = Vec::new();
            for client in clients.iter().filter(|client| client.active() != Some(false)) {
                let mut destination = Object::new();
                destination.set("type", client.platform());
                if let Some(integration) = client.object().get("integrationId") {
                    destination.set("integrationId", integration.clone());
                }
                if told.contains(&destination) {
                    continue;
                }
                let mut payload = in_thread(thread);
                payload.set("user", self.person(&member.user));
                let mut reference = Object::new();
                reference.set("id", message.id().as_str());
                payload.set("message", reference);
                payload.set("destination", destination.clone());
                payload.set("isFinalEvent", true);
                told.push(destination);
                turn.tell(
                    &thread.app,
                    "conversation:message:delivery:channel",
                    Some(&thread.id),
                    payload,
                );
            }
        }
    }

    /// `conversation:read` or `conversation:typing`, by a user.
    pub(in crate::world) fn tell_activity(
        &self,
        turn: &mut Turn,
        id: &ConversationId,
        kind: &ActivityType,
        author: &Author,
        user: &UserId,
    ) {
        let mut who = Object::new();
        who.set("type", "user");
        who.set("userId", user.as_str());
        if let Some(name) = self.state.accounts.get(user).and_then(person::name) {
            who.set("displayName", name);
        }
        who.set("user", self.person(user));
        // One without a browser came by the business API.
        let browser = author.object().get("client").map(|_| source_of(author));
        let source = self.source(browser.as_ref(), Some(user));
        self.tell_done(turn, id, kind, who, source);
    }

    /// The same, by the business.
    pub(in crate::world) fn tell_business_activity(
        &self,
        turn: &mut Turn,
        id: &ConversationId,
        kind: &ActivityType,
        author: &BusinessAuthor,
    ) {
        self.tell_done(turn, id, kind, author.object().clone(), self.source(None, None));
    }

    fn tell_done(
        &self,
        turn: &mut Turn,
        id: &ConversationId,
        kind: &ActivityType,
        author: Object,
        source: Object,
    ) {
        let Some(thread) = self.state.threads.get(id) else {
            return;
        };
        let trigger = match kind {
            ActivityType::ConversationRead => "conversation:read",
            _ => "conversation:typing",
        };
        let mut activity = Object::new();
        activity.set("type", kind.as_str());
        activity.set("author", author);
        activity.set("source", source);
        let mut payload = in_thread(thread);
        payload.set("activity", activity);
        turn.tell(&thread.app, trigger, Some(id), payload);
    }

    /// `conversation:postback`
    pub(in crate::world) fn tell_postback(
        &self,
        turn: &mut Turn,
        id: &ConversationId,
        record: &PostbackRecord,
        author: &Author,
    ) {
        let Some(thread) = self.state.threads.get(id) else {
            return;
        };
        let mut postback = self.postback_payload(thread, record);
        if let Some(metadata) = record.postback.metadata() {
            postback.set("metadata", metadata);
        }
        let mut payload = in_thread(thread);
        payload.set("postback", postback);
        payload.set("user", self.person(&record.user));
        payload.set(
            "source",
            self.source(Some(&source_of(author)), Some(&record.user)),
        );
        turn.tell(&thread.app, "conversation:postback", Some(id), payload);
    }

    /// The `payload` of the action that was clicked, and its text: a postback names it only by its id.
    fn postback_payload(&self, thread: &Thread, record: &PostbackRecord) -> Object {
        let id = record.postback.action_id();
        let is_it = |action: &&Value| action.get("_id").and_then(Value::as_str) == Some(id.as_str());
        let clicked = thread.messages.iter().rev().find_map(|message| {
            let of_message = actions(message.object().get("actions"));
            let items = actions(message.object().get("items"));
            let of_items = items.iter().flat_map(|item| actions(item.get("actions")));
            of_message.iter().chain(of_items).find(is_it)
        });
        let mut postback = Object::new();
        for name in ["payload", "text"] {
            if let Some(value) = clicked.and_then(|action| action.get(name)) {
                postback.set(name, value.clone());
            }
        }
        postback.set("actionId", id.as_str());
        postback
    }

    fn message(&self, message: &Message) -> Object {
        let mut seen = shape::message(message);
        let user = message.author_id().map(UserId::new);
        let user = user.filter(|_| message.role() == Role::AppUser);
        let object = seen.object_mut();
        if let Some(user) = &user {
            if let Some(Value::Object(mut author)) = object.take("author") {
                author.set("user", self.person(user));
                object.set("author", author);
            }
            if let (Some(client), Some(Value::Object(mut source))) = (
                self.client_of(message.source().as_ref(), user),
                object.take("source"),
            ) {
                source.set("client", client);
                object.set("source", source);
            } else if object.get("source").is_none() {
                object.set("source", shape::source(message).object().clone());
            }
        }
        object.clone()
    }

    /// Where something came from, as `source` of a payload; `None` is the business API.
    pub(super) fn source(&self, from: Option<&Source>, user: Option<&UserId>) -> Object {
        let mut source = Object::new();
        let Some(from) = from else {
            source.set("type", "api:conversations");
            return source;
        };
        source.set("type", from.kind());
        if let Some(integration) = from.integration_id() {
            source.set("integrationId", integration.as_str());
        }
        if let Some(client) = user.and_then(|user| self.client_of(Some(from), user)) {
            source.set("client", client);
        }
        source
    }

    fn client_of(&self, from: Option<&Source>, user: &UserId) -> Option<Object> {
        let id = from?.id()?;
        let clients = self.state.accounts.get(user)?.user.clients();
        let client = clients.iter().find(|client| client.id() == id.as_str())?;
        Some(person::client(client))
    }

    /// A user as payloads have it; one that is gone has its id only.
    pub(super) fn person(&self, id: &UserId) -> Object {
        self.state.accounts.get(id).map_or_else(
            || {
                let mut gone = Object::new();
                gone.set("id", id.as_str());
                gone
            },
            person::user,
        )
    }
}

/// Why a client's request makes a conversation, in the words of `creationReason`.
pub(in crate::world) fn creation_reason(intent: &Intent) -> &'static str {
    match intent {
        Intent::Message => "message",
        Intent::ConversationStart => "startConversation",
        Intent::LinkRequest => "linkRequest",
        Intent::PrechatReply => "prechatCapture",
        Intent::Other(_) => "none",
    }
}

/// What a client says it is, as the source of what it does.
fn source_of(author: &Author) -> Source {
    source_of_client(&author.client())
}

/// The same, by its description alone.
pub(in crate::world) fn source_of_client(client: &ClientDescription) -> Source {
    let mut source = Source::new();
    source
        .set_kind(client.platform())
        .set_id(Some(client.id()).filter(|id| !id.as_str().is_empty()))
        .set_integration_id(Some(client.integration_id()).filter(|id| !id.as_str().is_empty()));
    source
}

/// Some browser, where a request does not say which.
pub(in crate::world) fn from_the_web() -> Source {
    let mut source = Source::new();
    source.set_kind("web".to_owned());
    source
}

/// A payload that begins with its conversation.
fn in_thread(thread: &Thread) -> Object {
    let mut payload = Object::new();
    payload.set("conversation", conversation(thread));
    payload
}

/// A conversation as payloads have it.
pub(super) fn conversation(thread: &Thread) -> Object {
    let mut conversation = Object::new();
    conversation.set("id", thread.id.as_str());
    conversation.set("type", thread.kind.as_str());
    if !thread.metadata.is_empty() {
        conversation.set("metadata", thread.metadata.to_value());
    }
    conversation
}

fn actions(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(actions)) => actions,
        _ => &[],
    }
}
