//! What the business says, reads and takes back.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::Thread;
use super::super::{Paging, Ruling, Turn, World};
use super::page::{self, Order};
use super::people::Speaker;
use super::reader::Reader;
use super::{content, shape};
use avmsdk_protocol::author::{Role, Source};
use avmsdk_protocol::business::{BusinessMessagesResponse, BusinessPostRequest};
use avmsdk_protocol::id::{AppId, ConversationId, MessageId, UserId};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::{Object, Value, Wire as _};

impl World {
    /// A page of messages, the oldest of them first; by default the newest page.
    pub(super) fn business_messages(&self, app: &AppId, id: &ConversationId, paging: &Paging) -> Ruling {
        let thread = self.state.thread(app, id)?;
        let ids: Vec<MessageId> = thread.messages.iter().map(Message::id).collect();
        let ids: Vec<&str> = ids.iter().map(MessageId::as_str).collect();
        page::reply("messages", &ids, Order::FromLast, paging, |index| {
            shape::message_in(thread, &thread.messages[index]).to_value()
        })
    }

    /// Says something, for the business or for a user. `destination` and `override` are for channels
    /// and ignored here.
    pub(in crate::world) fn business_post(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &BusinessPostRequest,
    ) -> Ruling {
        let thread = self.state.thread(app, id)?;
        let speaker = self.speaker(app, thread, request.object())?;
        let mut body = Reader::new(request.object(), "");
        let said = body.object("content")?;
        let said = body.need("content", said)?;
        body.metadata("metadata")?;
        let schema = body.text("schema", 0..=64)?;
        let mut source = Source::new();
        source.set_kind("api".to_owned());
        let mut message = Message::new();
        message.set_received(turn.now).set_source(Some(source));
        self.sign(&mut message, app, &speaker);
        let mut keys = content::read(said.whole_object(), schema, &message.role())?;
        let now = turn.now;
        message.set_id(MessageId::new(self.entropy.id(now)));
        content::give_ids(&mut keys, &mut || self.entropy.id(now));
        message.object_mut().extend(&keys);
        message.set_metadata(request.metadata().filter(|metadata| !metadata.is_empty()));
        self.add_message(turn, app, id, message.clone())?;
        let mut response = BusinessMessagesResponse::new();
        response.set_messages(vec![shape::message(&message)]);
        Ok(Reply::created(&response))
    }

    /// Puts down who speaks; a user without a name given speaks under its own.
    fn sign(&self, message: &mut Message, app: &AppId, speaker: &Speaker) {
        let (author, name) = match speaker {
            Speaker::Business(author) => {
                message
                    .set_role(Role::AppMaker)
                    .set_author_id(Some(app.as_str().to_owned()));
                if let Some(subtypes) = author.get("subtypes") {
                    message.object_mut().set("subtypes", subtypes.clone());
                }
                (author, None)
            }
            Speaker::User(user, author) => {
                message
                    .set_role(Role::AppUser)
                    .set_author_id(Some(user.as_str().to_owned()));
                (author, self.full_name(user))
            }
        };
        let text = |name| author.get(name).and_then(Value::as_str).map(str::to_owned);
        message
            .set_name(text("displayName").or(name))
            .set_avatar_url(text("avatarUrl"));
    }

    fn full_name(&self, user: &UserId) -> Option<String> {
        let user = &self.state.accounts.get(user)?.user;
        let names: Vec<String> = [user.given_name(), user.surname()]
            .into_iter()
            .flatten()
            .collect();
        (!names.is_empty()).then(|| names.join(" "))
    }

    /// Takes a message back. No event tells of it: clients see it at their next look (assumed).
    pub(super) fn delete_message(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        message: &MessageId,
    ) -> Ruling {
        let thread = self.state.thread_mut(app, id)?;
        let found = thread.messages.iter().position(|one| one.id() == *message);
        let found = found.ok_or_else(|| Refusal::new(404, "message_not_found", "Message not found"))?;
        let removed = thread.messages.remove(found);
        turn.changes
            .push(Change::MessageRemoved(id.clone(), removed.received()));
        recount(thread);
        turn.keep(thread);
        Ok(Reply::ok(&Object::new()))
    }

    /// Takes everything back.
    pub(super) fn delete_messages(&mut self, turn: &mut Turn, app: &AppId, id: &ConversationId) -> Ruling {
        let thread = self.state.thread_mut(app, id)?;
        for message in thread.messages.drain(..) {
            turn.changes
                .push(Change::MessageRemoved(id.clone(), message.received()));
        }
        recount(thread);
        turn.keep(thread);
        Ok(Reply::ok(&Object::new()))
    }
}

/// What is gone is not unread.
fn recount(thread: &mut Thread) {
    for member in &mut thread.members {
        let left = thread.messages.iter().filter(|message| {
            let is_own = message.role() == Role::AppUser
                && message.author_id().as_deref() == Some(member.user.as_str());
            message.received() > member.read && !is_own
        });
        let left = u32::try_from(left.count()).unwrap_or(u32::MAX);
        member.unread = member.unread.min(left);
    }
}
