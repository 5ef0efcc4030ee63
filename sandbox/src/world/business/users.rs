//! Users as the business has them.

use super::super::outcome::{Change, Refusal, Reply};
use super::super::state::Account;
use super::super::time::from_iso;
use super::super::{Ruling, Turn, UserCall, World};
use super::person;
use super::reader::Reader;
use avmsdk_protocol::event::{Event, EventConversation, EventType};
use avmsdk_protocol::id::{AppId, ConversationId, ExternalId, UserId};
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Value, Wire as _};

/// Characters of a name, an id and the like. Assumed.
const MAX_TEXT: usize = 256;

impl World {
    pub(super) fn business_user(&mut self, turn: &mut Turn, app: &AppId, call: UserCall) -> Ruling {
        match call {
            UserCall::Create(body) => self.business_create_user(turn, app, &body),
            UserCall::Get(name) => Ok(Reply::ok(&response(self.named_user(app, &name)?))),
            UserCall::Update(name, body) => self.business_update_user(turn, app, &name, &body),
            UserCall::Delete(name) => self.business_delete_user(turn, app, &name),
            UserCall::Anonymize(name) => self.anonymize_user(turn, app, &name),
            UserCall::Clients(name, paging) => self.business_clients(app, &name, &paging),
            UserCall::AddClient(name, body) => self.business_add_client(turn, app, &name, &body),
            UserCall::RemoveClient(name, client) => self.business_remove_client(turn, app, &name, &client),
        }
    }

    /// A user of an app by the service's id or, failing that, the business's.
    pub(super) fn named_user(&self, app: &AppId, name: &str) -> Result<&Account, Refusal> {
        let by_id = self.state.accounts.get(&UserId::new(name));
        by_id
            .filter(|account| account.app == *app)
            .or_else(|| self.state.named(app, &ExternalId::new(name)))
            .ok_or_else(|| Refusal::new(404, "user_not_found", "User not found"))
    }

    fn business_create_user(&mut self, turn: &mut Turn, app: &AppId, body: &Object) -> Ruling {
        let mut reader = Reader::new(body, "");
        let external = reader.text("externalId", 1..=MAX_TEXT)?;
        let external = ExternalId::new(reader.need("externalId", external)?);
        let id = UserId::new(self.entropy.id(turn.now));
        let mut user = User::new();
        user.set_id(id.clone())
            .set_external_id(Some(external.clone()))
            .set_clients(Vec::new())
            .set_pending_clients(Vec::new());
        apply(&mut user, &mut reader)?;
        if self.state.named(app, &external).is_some() {
            return Err(Refusal::new(
                409,
                "conflict",
                format!("A user with the `externalId` `{external}` exists already"),
            ));
        }
        let account = Account {
            app: app.clone(),
            user,
            created: turn.now,
            session_token: None,
            codes: Vec::new(),
        };
        turn.keep_account(&account);
        let reply = Reply::created(&response(&account));
        self.state.accounts.insert(id, account);
        Ok(reply)
    }

    fn business_update_user(&mut self, turn: &mut Turn, app: &AppId, name: &str, body: &Object) -> Ruling {
        let account = self.named_user(app, name)?;
        let mut user = account.user.clone();
        apply(&mut user, &mut Reader::new(body, ""))?;
        self.replace_user(turn, user)
    }

    /// Names, addresses and all that the business stores go, and what channels told of their clients;
    /// conversations stay.
    fn anonymize_user(&mut self, turn: &mut Turn, app: &AppId, name: &str) -> Ruling {
        let mut user = self.named_user(app, name)?.user.clone();
        for name in person::PROFILE {
            user.object_mut().take(name);
        }
        user.set_properties(Object::new());
        let mut clients = user.clients();
        for client in &mut clients {
            for name in ["displayName", "avatarUrl", "info", "raw"] {
                client.object_mut().take(name);
            }
        }
        user.set_clients(clients);
        self.replace_user(turn, user)
    }

    fn replace_user(&mut self, turn: &mut Turn, user: User) -> Ruling {
        let id = user.id();
        let account = self.state.accounts.get_mut(&id).ok_or_else(no_user)?;
        account.user = user;
        turn.keep_account(account);
        let reply = Reply::ok(&response(account));
        self.tell_user_updated(turn, &id, None, None);
        Ok(reply)
    }

    /// The user goes with its clients and its personal conversations; out of others it goes.
    fn business_delete_user(&mut self, turn: &mut Turn, app: &AppId, name: &str) -> Ruling {
        let id = self.named_user(app, name)?.user.id();
        let threads: Vec<ConversationId> = self
            .state
            .threads_of(&id)
            .iter()
            .map(|one| one.id.clone())
            .collect();
        for thread in threads {
            self.take_out(turn, &thread, &id);
        }
        if let Some(gone) = self.state.accounts.remove(&id) {
            turn.changes.push(Change::AccountRemoved(id));
            let mut payload = Object::new();
            payload.set("user", person::user(&gone));
            turn.tell(app, "user:delete", None, payload);
        }
        Ok(Reply::ok(&Object::new()))
    }

    /// Ends a membership because its user is gone; a personal conversation left empty goes too.
    fn take_out(&mut self, turn: &mut Turn, id: &ConversationId, user: &UserId) {
        let Some(thread) = self.state.threads.get_mut(id) else {
            return;
        };
        let place = {
            let mut place = EventConversation::new();
            place.set_id(id.clone());
            place
        };
        let event = |kind: EventType| {
            let mut event = Event::new();
            event.set_kind(kind).set_conversation(place.clone());
            event
        };
        let app = thread.app.clone();
        turn.deliver(&app, user, event(EventType::ConversationRemoved));
        let Some(index) = thread.members.iter().position(|member| member.user == *user) else {
            return;
        };
        let member = thread.members.remove(index);
        let mut participant = Object::new();
        participant.set("_id", member.id.as_str());
        participant.set("appUserId", user.as_str());
        let mut left = event(EventType::ParticipantRemoved);
        left.object_mut().set("participant", participant);
        for other in &thread.members {
            turn.deliver(&app, &other.user, left.clone());
        }
        if thread.members.is_empty() && thread.kind == "personal" {
            self.tell_removed(turn, id);
            self.state.threads.remove(id);
            turn.changes.push(Change::ThreadRemoved(id.clone()));
        } else {
            turn.keep(thread);
            self.tell_left(turn, id, user);
        }
    }
}

fn no_user() -> Refusal {
    Refusal::new(404, "user_not_found", "User not found")
}

fn response(account: &Account) -> Object {
    let mut response = Object::new();
    response.set("user", person::user(account));
    response
}

/// Takes over `signedUpAt`, `profile` and `metadata`: what is not named stays, `null` forgets (the
/// merging of metadata is assumed).
fn apply(user: &mut User, reader: &mut Reader<'_>) -> Result<(), Refusal> {
    let body = reader.whole_object();
    match body.get("signedUpAt") {
        None => {}
        Some(Value::Null) => {
            user.set_signed_up_at(None);
        }
        Some(value) => {
            let time = value.as_str().and_then(from_iso);
            let wanted = "a time such as `2026-01-31T09:30:00.000Z`";
            user.set_signed_up_at(Some(time.ok_or_else(|| reader.fault("signedUpAt", wanted))?));
        }
    }
    if let Some(mut profile) = reader.object("profile")? {
        for name in person::PROFILE {
            match name {
                "avatarUrl" => drop(profile.media(name)?),
                _ => drop(profile.text(name, 0..=MAX_TEXT)?),
            }
            match profile.whole_object().get(name) {
                None => {}
                Some(Value::Null) => drop(user.object_mut().take(name)),
                Some(value) => user.object_mut().set(name, value.clone()),
            }
        }
    } else if body.get("profile") == Some(&Value::Null) {
        for name in person::PROFILE {
            user.object_mut().take(name);
        }
    }
    if let Some(given) = reader.metadata("metadata")? {
        let mut merged = user.properties();
        for (name, value) in given.iter() {
            match value {
                Value::Null => drop(merged.take(name)),
                value => merged.set(name, value.clone()),
            }
        }
        let mut whole = Object::new();
        whole.set("metadata", merged.to_value());
        Reader::new(&whole, "").metadata("metadata")?;
        user.set_properties(merged);
    } else if body.get("metadata") == Some(&Value::Null) {
        user.set_properties(Object::new());
    }
    Ok(())
}
