//! Who a client is: making users, proving a session, profiles.

use super::super::notice::{creation_reason, from_the_web, source_of_client};
use super::super::outcome::{Refusal, Reply};
use super::super::state::{Account, Member, Thread};
use super::super::time::iso;
use super::super::{Credentials, Ruling, Turn, World};
use avmsdk_protocol::author::ClientDescription;
use avmsdk_protocol::call::{ConversationResponse, ConversationsResponse, CreateRequest, UserSession};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{AppId, ConversationId, UserId};
use avmsdk_protocol::user::{LinkedClient, User};
use avmsdk_protocol::{Object, Seconds, Value, Wire};

/// Conversations in a page of `getConversations`.
const CONVERSATIONS_PAGE: usize = 10;
/// Properties of a user, counted after a change. Assumed.
const MAX_PROPERTIES: usize = 1000;

impl World {
    pub(in crate::world) fn create_user(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        request: &CreateRequest,
    ) -> Ruling {
        // A user that the business names must prove it with a JWT.
        if request.external_id().is_some() || matches!(credentials, Credentials::Bearer(_)) {
            return Err(unauthorized("A user with a `userId` needs a valid JWT"));
        }
        let client = request.client();
        if client.platform() != "web" {
            return Err(Refusal::bad_request("`client.platform` should be `web`"));
        }
        let id = UserId::new(self.entropy.id(turn.now));
        let mut user = User::new();
        user.set_id(id.clone())
            .set_clients(vec![linked(&client, turn.now)])
            .set_pending_clients(Vec::new());
        apply_profile(&mut user, request.object())?;
        let account = Account {
            app: app.clone(),
            user,
            created: turn.now,
            session_token: Some(self.entropy.secret()),
            codes: Vec::new(),
        };
        turn.keep_account(&account);
        self.state.accounts.insert(id.clone(), account.clone());
        let mut session = UserSession::new();
        session
            .set_user(account.user)
            .set_conversations(vec![self.begin_thread(turn, app, &id)])
            .set_session_token(account.session_token);
        if let Some(made) = session.newest_conversation() {
            let reason = creation_reason(&request.intent());
            self.tell_created(turn, &made.id(), reason, Some(&source_of_client(&client)));
        }
        Ok(Reply::created(&session))
    }

    /// One personal conversation a user: a second call finds the first.
    pub(in crate::world) fn create_conversation(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        user: &UserId,
    ) -> Ruling {
        let conversation = match self.state.threads_of(user).first() {
            Some(thread) => thread.seen_by(user),
            None => {
                let made = self.begin_thread(turn, app, user);
                self.tell_created(turn, &made.id(), "startConversation", Some(&from_the_web()));
                made
            }
        };
        let mut response = ConversationResponse::new();
        response.set_conversation(conversation);
        Ok(Reply::created(&response))
    }

    fn begin_thread(&mut self, turn: &mut Turn, app: &AppId, user: &UserId) -> Conversation {
        let id = ConversationId::new(self.entropy.id(turn.now));
        let member = Member {
            id: self.entropy.id(turn.now),
            user: user.clone(),
            unread: 0,
            read: Seconds::default(),
        };
        let thread = Thread {
            id: id.clone(),
            app: app.clone(),
            kind: "personal".to_owned(),
            face: Object::new(),
            is_default: true,
            metadata: Object::new(),
            created: turn.now,
            updated: turn.now,
            business_read: Seconds::default(),
            members: vec![member],
            messages: Vec::new(),
            postbacks: Vec::new(),
        };
        let conversation = thread.seen_by(user);
        turn.keep(&thread);
        self.state.threads.insert(id, thread);
        conversation
    }

    /// The user that these credentials prove.
    pub(in crate::world) fn caller(
        &self,
        app: &AppId,
        credentials: &Credentials,
        _now: Seconds,
    ) -> Result<UserId, Refusal> {
        match credentials {
            Credentials::None => Err(unauthorized("Authorization is required")),
            Credentials::Bearer(_) => Err(unauthorized("The JWT is not valid")),
            Credentials::Basic { name, secret } => {
                let user = UserId::new(name.as_str());
                let account = self
                    .state
                    .accounts
                    .get(&user)
                    .filter(|account| account.app == *app);
                match account {
                    Some(account) if account.session_token.as_ref() == Some(secret) => Ok(user),
                    _ => Err(unauthorized("The session token is not valid")),
                }
            }
        }
    }

    pub(in crate::world) fn user(&self, id: &UserId) -> Ruling {
        let mut session = UserSession::new();
        session
            .set_user(self.account(id)?.user.clone())
            .set_conversations(self.conversations_of(id));
        Ok(Reply::ok(&session))
    }

    pub(in crate::world) fn update_user(&mut self, turn: &mut Turn, id: &UserId, profile: &Object) -> Ruling {
        let account = self.state.accounts.get_mut(id).ok_or_else(no_user)?;
        let mut user = account.user.clone();
        apply_profile(&mut user, profile)?;
        account.user = user;
        turn.keep_account(account);
        let answered = account.user.to_value();
        self.tell_user_updated(turn, id, None, Some(&from_the_web()));
        let mut answer = Object::new();
        answer.set("appUser", answered);
        Ok(Reply::ok(&answer))
    }

    pub(in crate::world) fn conversations(&self, id: &UserId, offset: Option<u32>) -> Ruling {
        let mut conversations = self.conversations_of(id);
        if let Some(offset) = offset {
            let skipped = usize::try_from(offset).unwrap_or(usize::MAX);
            conversations = conversations
                .into_iter()
                .skip(skipped)
                .take(CONVERSATIONS_PAGE)
                .collect();
        }
        let mut response = ConversationsResponse::new();
        response
            .set_conversations(conversations)
            .set_user(Some(self.account(id)?.user.clone()));
        Ok(Reply::ok(&response))
    }

    fn conversations_of(&self, id: &UserId) -> Vec<Conversation> {
        self.state
            .threads_of(id)
            .into_iter()
            .map(|thread| thread.seen_by(id))
            .collect()
    }

    fn account(&self, id: &UserId) -> Result<&Account, Refusal> {
        self.state.accounts.get(id).ok_or_else(no_user)
    }
}

/// A client may name only itself.
pub(in crate::world) fn own(caller: &UserId, wanted: &UserId) -> Result<(), Refusal> {
    if caller == wanted { Ok(()) } else { Err(no_user()) }
}

fn no_user() -> Refusal {
    Refusal::new(404, "user_not_found", "User not found")
}

/// 401. Its code is what makes a client ask its page for a new JWT.
fn unauthorized(description: &str) -> Refusal {
    Refusal::new(401, "invalid_auth", description)
}

fn linked(client: &ClientDescription, now: Seconds) -> LinkedClient {
    let mut linked = LinkedClient::new();
    linked
        .set_id(client.id().as_str().to_owned())
        .set_platform(client.platform())
        .set_active(Some(true));
    let object = linked.object_mut();
    object.set("_id", client.id().as_str());
    object.set("integrationId", client.integration_id().as_str());
    object.set("info", client.info());
    object.set("lastSeen", iso(now));
    object.set("linkedAt", iso(now));
    linked
}

/// Takes over what a client may say about its user; `null` forgets, properties are merged.
fn apply_profile(user: &mut User, profile: &Object) -> Result<(), Refusal> {
    if let Some(value) = profile.get("givenName") {
        user.set_given_name(read("givenName", value)?);
    }
    if let Some(value) = profile.get("surname") {
        user.set_surname(read("surname", value)?);
    }
    if let Some(value) = profile.get("email") {
        user.set_email(read("email", value)?);
    }
    if let Some(value) = profile.get("signedUpAt") {
        user.set_signed_up_at(read("signedUpAt", value)?);
    }
    if let Some(value) = profile.get("properties") {
        let mut merged = user.properties();
        for (name, value) in read::<Object>("properties", value)?.iter() {
            match value {
                Value::Null => drop(merged.take(name)),
                value => merged.set(name, value.clone()),
            }
        }
        if merged.iter().count() > MAX_PROPERTIES {
            return Err(Refusal::bad_request("`properties` should be at most 1000"));
        }
        user.set_properties(merged);
    }
    Ok(())
}

fn read<T: Wire>(name: &'static str, value: &Value) -> Result<T, Refusal> {
    T::from_value(value.clone()).map_err(|fault| Refusal::bad_request(fault.in_field(name).to_string()))
}
