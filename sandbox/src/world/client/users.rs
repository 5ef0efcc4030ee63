//! Who a client is: making users, proving a session, profiles.

use super::super::notice::{creation_reason, from_the_web, source_of_client};
use super::super::outcome::{Refusal, Reply};
use super::super::state::{Account, Member, Thread};
use super::super::time::from_iso;
use super::super::{Credentials, Ruling, Turn, World, jwt};
use super::browsers::linked;
use avmsdk_protocol::author::ClientDescription;
use avmsdk_protocol::call::{ConversationResponse, ConversationsResponse, CreateRequest, UserSession};
use avmsdk_protocol::conversation::Conversation;
use avmsdk_protocol::id::{AppId, ConversationId, ExternalId, UserId};
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Seconds, Value, Wire};

/// Conversations in a page of `getConversations`.
const CONVERSATIONS_PAGE: usize = 10;
/// Properties of a user, counted after a change. Assumed.
const MAX_PROPERTIES: usize = 1000;

/// Who comes in.
pub(super) enum Comer {
    /// Nobody knows.
    Stranger,
    /// Whom the business calls so.
    Named(ExternalId),
    /// A user that has been here, and has proved it.
    Known(UserId),
}

impl World {
    pub(in crate::world) fn create_user(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        credentials: &Credentials,
        request: &CreateRequest,
    ) -> Ruling {
        let reason = creation_reason(&request.intent());
        let named = self.named_by(app, credentials, request.external_id().as_ref(), turn.clock)?;
        let comer = named.map_or(Comer::Stranger, Comer::Named);
        let (id, is_new) = self.admit(turn, app, comer, &request.client(), request.object(), reason)?;
        let mut session = self.session(&id)?;
        session.set_session_token(self.account(&id)?.session_token.clone().filter(|_| is_new));
        if is_new {
            Ok(Reply::created(&session))
        } else {
            Ok(Reply::ok(&session))
        }
    }

    /// The name that a JWT proves and the body, where it says one, repeats. A name without a JWT proves
    /// nothing.
    pub(super) fn named_by(
        &self,
        app: &AppId,
        credentials: &Credentials,
        claimed: Option<&ExternalId>,
        now: Seconds,
    ) -> Result<Option<ExternalId>, Refusal> {
        match (credentials, claimed) {
            (Credentials::Bearer(token), claimed) => {
                let proved = jwt::verify_user(&self.state.directory, app, token, now)?;
                if claimed.is_some_and(|claimed| *claimed != proved) {
                    return Err(unauthorized("The JWT's `external_id` should be the `userId`"));
                }
                Ok(Some(proved))
            }
            (_, Some(_)) => Err(unauthorized("A user with a `userId` needs a valid JWT")),
            (_, None) => Ok(None),
        }
    }

    /// Makes a user with its conversation, or finds the one that it is; either way this browser is now
    /// one of its clients. Says whether it was made.
    pub(super) fn admit(
        &mut self,
        turn: &mut Turn,
        app: &AppId,
        comer: Comer,
        client: &ClientDescription,
        profile: &Object,
        reason: &str,
    ) -> Result<(UserId, bool), Refusal> {
        if client.platform() != "web" {
            return Err(Refusal::bad_request("`client.platform` should be `web`"));
        }
        let (known, name) = match comer {
            Comer::Stranger => (None, None),
            Comer::Named(name) => (self.state.named(app, &name), Some(name)),
            Comer::Known(id) => (self.state.accounts.get(&id), None),
        };
        let known = known.map(|account| account.user.clone());
        let is_new = known.is_none();
        let mut user = known.unwrap_or_default();
        apply_profile(&mut user, profile)?;
        let id = if is_new {
            let id = UserId::new(self.entropy.id(turn.now));
            user.set_id(id.clone())
                .set_external_id(name.clone())
                .set_clients(vec![linked(client, turn.now)])
                .set_pending_clients(Vec::new());
            let account = Account {
                app: app.clone(),
                user,
                created: turn.now,
                session_token: name.is_none().then(|| self.entropy.secret()),
                codes: Vec::new(),
            };
            turn.keep_account(&account);
            self.state.accounts.insert(id.clone(), account);
            id
        } else {
            let id = user.id();
            if let Some(account) = self.state.accounts.get_mut(&id) {
                account.user = user;
                turn.keep_account(account);
            }
            self.take_in(turn, &id, client, "sdkLogin");
            id
        };
        if self.state.threads_of(&id).is_empty() {
            let made = self.begin_thread(turn, app, &id);
            self.tell_created(turn, &made.id(), reason, Some(&source_of_client(client)));
        }
        Ok((id, is_new))
    }

    /// A user with its conversations.
    pub(super) fn session(&self, id: &UserId) -> Result<UserSession, Refusal> {
        let mut session = UserSession::new();
        session
            .set_user(seen_by_itself(&self.account(id)?.user))
            .set_conversations(self.conversations_of(id));
        // Written though empty, which the setter would leave out: clients are promised the key.
        session.object_mut().set("settings", Object::new());
        Ok(session)
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

    /// The first one of a user.
    fn begin_thread(&mut self, turn: &mut Turn, app: &AppId, user: &UserId) -> Conversation {
        let thread = self.new_thread(turn, app, user, true);
        let conversation = thread.seen_by(user);
        turn.keep(&thread);
        self.state.threads.insert(thread.id.clone(), thread);
        conversation
    }

    pub(super) fn new_thread(&mut self, turn: &Turn, app: &AppId, user: &UserId, is_default: bool) -> Thread {
        let member = Member {
            id: self.entropy.id(turn.now),
            user: user.clone(),
            unread: 0,
            read: Seconds::default(),
        };
        Thread {
            id: ConversationId::new(self.entropy.id(turn.now)),
            app: app.clone(),
            kind: "personal".to_owned(),
            face: Object::new(),
            is_default,
            metadata: Object::new(),
            created: turn.now,
            updated: turn.now,
            business_read: Seconds::default(),
            members: vec![member],
            messages: Vec::new(),
            postbacks: Vec::new(),
        }
    }

    /// The user that these credentials prove.
    pub(in crate::world) fn caller(
        &self,
        app: &AppId,
        credentials: &Credentials,
        now: Seconds,
    ) -> Result<UserId, Refusal> {
        match credentials {
            Credentials::None => Err(unauthorized("Authorization is required")),
            Credentials::Bearer(token) => {
                let name = jwt::verify_user(&self.state.directory, app, token, now)?;
                let account = self.state.named(app, &name).ok_or_else(no_user)?;
                Ok(account.user.id())
            }
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
        Ok(Reply::ok(&self.session(id)?))
    }

    pub(in crate::world) fn update_user(&mut self, turn: &mut Turn, id: &UserId, profile: &Object) -> Ruling {
        let account = self.state.accounts.get_mut(id).ok_or_else(no_user)?;
        let mut user = account.user.clone();
        apply_profile(&mut user, profile)?;
        account.user = user;
        turn.keep_account(account);
        let answered = seen_by_itself(&account.user).to_value();
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
            .set_user(Some(seen_by_itself(&self.account(id)?.user)));
        Ok(Reply::ok(&response))
    }

    fn conversations_of(&self, id: &UserId) -> Vec<Conversation> {
        self.state
            .threads_of(id)
            .into_iter()
            .map(|thread| {
                let mut conversation = thread.seen_by(id);
                let newest = thread.messages.last().map(Wire::to_value);
                conversation
                    .object_mut()
                    .set("messages", Value::Array(newest.into_iter().collect()));
                conversation
            })
            .collect()
    }

    pub(super) fn account(&self, id: &UserId) -> Result<&Account, Refusal> {
        self.state.accounts.get(id).ok_or_else(no_user)
    }
}

/// A user as its own clients are told of it: with `properties`, though empty.
pub(super) fn seen_by_itself(user: &User) -> User {
    let mut user = user.clone();
    if user.object().get("properties").is_none() {
        user.object_mut().set("properties", Object::new());
    }
    user
}

/// A client may name only itself.
pub(in crate::world) fn own(caller: &UserId, wanted: &UserId) -> Result<(), Refusal> {
    if caller == wanted { Ok(()) } else { Err(no_user()) }
}

pub(super) fn no_user() -> Refusal {
    Refusal::new(404, "user_not_found", "User not found")
}

/// 401. Its code is what makes a client ask its page for a new JWT.
pub(super) fn unauthorized(description: &str) -> Refusal {
    Refusal::new(401, "invalid_auth", description)
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
        user.set_signed_up_at(moment(value)?);
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

/// When somebody signed up: in seconds, or in the ISO form that a `Date` of a page becomes in JSON.
fn moment(value: &Value) -> Result<Option<Seconds>, Refusal> {
    match value.as_str().and_then(from_iso) {
        Some(time) => Ok(Some(time)),
        None => read("signedUpAt", value),
    }
}

fn read<T: Wire>(name: &'static str, value: &Value) -> Result<T, Refusal> {
    T::from_value(value.clone()).map_err(|fault| Refusal::bad_request(fault.in_field(name).to_string()))
}
