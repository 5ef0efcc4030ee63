//! Conversations as the business has them.

use super::super::client::event_in;
use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::{FACE, Member, Thread};
use super::super::{ConversationCall, ConversationFilter, Paging, Ruling, Turn, World};
use super::page::{self, Order};
use super::people::no_user;
use super::reader::Reader;
use super::shape;
use avmsdk_protocol::business::BusinessConversationResponse;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::{Object, Seconds, Value, Wire as _};

/// Users that a conversation has when it is made, and those it may have later (documented; that the
/// second is the first is assumed).
pub(super) const MAX_MEMBERS: usize = 10;

impl World {
    pub(super) fn business_conversation(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        call: ConversationCall,
    ) -> Ruling {
        use ConversationCall as Asked;
        match call {
            Asked::Create(request) => self.make_conversation(turn, app, &request),
            Asked::List(filter, paging) => self.business_conversations(app, &filter, &paging),
            Asked::Get(id) => Ok(Reply::ok(&one(self.state.thread(app, &id)?))),
            Asked::Update(id, request) => self.update_conversation(turn, app, &id, &request),
            Asked::Delete(id) => self.delete_conversation(turn, app, &id),
            Asked::Messages(id, paging) => self.business_messages(app, &id, &paging),
            Asked::Post(id, request) => self.business_post(turn, app, &id, &request),
            Asked::DeleteMessage(id, message) => self.delete_message(turn, app, &id, &message),
            Asked::DeleteMessages(id) => self.delete_messages(turn, app, &id),
            Asked::Activity(id, request) => self.business_does(turn, app, &id, &request),
            Asked::Participants(id, paging) => self.participants(app, &id, &paging),
            Asked::Join(id, request) => self.join(turn, app, &id, &request),
            Asked::Leave(id, request) => self.leave(turn, app, &id, &request),
            Asked::Switch(id, switch, request) => self.switch(app, &id, switch, &request),
        }
    }

    fn make_conversation(&mut self, turn: &mut Turn, app: &AppId, request: &Object) -> Ruling {
        let mut body = Reader::new(request, "");
        let kind = body.word("type", &["personal", "sdkGroup"])?;
        let kind = body.need("type", kind)?;
        let users = self.invited(app, &mut body)?;
        if kind == "personal" && users.len() != 1 {
            return Err(body.fault(
                "participants",
                "a list of exactly one in a `personal` conversation",
            ));
        }
        face(&mut body)?;
        let metadata = body.metadata("metadata")?.cloned().unwrap_or_default();
        let given = body.done();
        let is_first = |user| {
            let threads = self.state.threads_of(user);
            !threads.iter().any(|thread| thread.kind == "personal")
        };
        let is_default = kind == "personal" && users.first().is_some_and(is_first);
        let now = turn.now;
        let id = ConversationId::new(self.entropy.id(now));
        let members = users.into_iter().map(|user| self.member(user, now)).collect();
        let mut thread = Thread {
            id: id.clone(),
            app: app.clone(),
            kind: kind.to_owned(),
            face: Object::new(),
            is_default,
            metadata,
            created: now,
            updated: now,
            business_read: Seconds::default(),
            members,
            messages: Vec::new(),
            postbacks: Vec::new(),
        };
        dress(&mut thread, request, &given);
        for member in &thread.members {
            turn.deliver(app, &member.user, added(&thread));
        }
        turn.keep(&thread);
        let response = one(&thread);
        self.state.threads.insert(id.clone(), thread);
        self.tell_created(turn, &id, "none", None);
        Ok(Reply::created(&response))
    }

    /// The users that a new conversation is made for, each once. Whether their browsers are to be
    /// subscribed at once makes no difference here: they are.
    fn invited(&self, app: &AppId, body: &mut Reader<'_>) -> Result<Vec<UserId>, Refusal> {
        let mut users = Vec::new();
        for mut participant in body.objects("participants", 0..=MAX_MEMBERS)?.unwrap_or_default() {
            participant.flag("subscribeSDKClient")?;
            let user = self.user_named(app, &mut participant)?.user.id();
            if users.contains(&user) {
                return Err(participant.fault("userId", "another than those before it"));
            }
            users.push(user);
        }
        Ok(users)
    }

    pub(super) fn member(&mut self, user: UserId, now: Seconds) -> Member {
        Member {
            id: self.entropy.id(now),
            user,
            unread: 0,
            read: Seconds::default(),
        }
    }

    fn business_conversations(&self, app: &AppId, filter: &ConversationFilter, paging: &Paging) -> Ruling {
        let user = match filter {
            ConversationFilter::All => None,
            ConversationFilter::User(id) => Some(self.user_by_id(app, id).ok_or_else(no_user)?),
            ConversationFilter::ExternalUser(name) => Some(self.state.named(app, name).ok_or_else(no_user)?),
        };
        let threads = match user {
            None => self.state.threads_in(app),
            Some(account) => self.state.threads_of(&account.user.id()),
        };
        let ids: Vec<&str> = threads.iter().map(|thread| thread.id.as_str()).collect();
        page::reply("conversations", &ids, Order::FromFirst, paging, |index| {
            shape::conversation(threads[index]).to_value()
        })
    }

    fn update_conversation(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        id: &ConversationId,
        request: &Object,
    ) -> Ruling {
        let thread = self.state.thread_mut(app, id)?;
        let given = settings(request)?;
        set(thread, request, &given);
        turn.keep(thread);
        Ok(Reply::ok(&one(thread)))
    }

    fn delete_conversation(&mut self, turn: &mut Turn, app: &AppId, id: &ConversationId) -> Ruling {
        let thread = self.state.thread(app, id)?;
        if thread.is_default {
            let sentence = format!("Conversation {id} cannot be deleted because it is the default.");
            return Err(Refusal::bad_request(sentence));
        }
        for member in &thread.members {
            let event = Event::of_conversation_removed(event_in(id));
            turn.deliver(app, &member.user, event);
        }
        self.tell_removed(turn, id);
        turn.changes.push(Change::ThreadRemoved(id.clone()));
        self.state.threads.remove(id);
        Ok(Reply::ok(&Object::new()))
    }
}

/// That a user is now in this conversation, with whom.
pub(in crate::world) fn added(thread: &Thread) -> Event {
    let participants = thread.members.iter().map(|member| {
        let mut participant = avmsdk_protocol::conversation::Participant::new();
        participant
            .set_id(member.id.clone())
            .set_user_id(member.user.clone());
        participant
    });
    Event::of_conversation_added(event_in(&thread.id), participants.collect())
}

fn one(thread: &Thread) -> BusinessConversationResponse {
    let mut response = BusinessConversationResponse::new();
    response.set_conversation(shape::conversation(thread));
    response
}

/// Checks what the settings of a conversation should be, and returns what is known of them.
pub(in crate::world) fn settings(request: &Object) -> Result<Object, Refusal> {
    let mut body = Reader::new(request, "");
    face(&mut body)?;
    body.metadata("metadata")?;
    Ok(body.done())
}

/// Gives a conversation the settings that were read; `null` takes away, what is missing stays.
pub(in crate::world) fn set(thread: &mut Thread, request: &Object, given: &Object) {
    dress(thread, request, given);
    match (request.get("metadata"), given.get("metadata")) {
        (_, Some(Value::Object(metadata))) => thread.metadata = metadata.clone(),
        (Some(Value::Null), _) => thread.metadata = Object::new(),
        _ => {}
    }
}

/// Checks what a conversation shows of itself.
fn face(body: &mut Reader<'_>) -> Result<(), Refusal> {
    body.text("displayName", 1..=100)?;
    body.text("description", 1..=100)?;
    body.media("iconUrl").map(drop)
}

/// Gives a conversation what was read of its face; `null` takes away, what is missing stays.
fn dress(thread: &mut Thread, request: &Object, given: &Object) {
    for name in FACE {
        match (request.get(name), given.get(name)) {
            (_, Some(value)) => thread.face.set(name, value.clone()),
            (Some(Value::Null), _) => drop(thread.face.take(name)),
            _ => {}
        }
    }
}
