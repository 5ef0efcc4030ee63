//! What happens to users and their clients.

use super::super::business::person;
use super::super::state::{Account, Thread};
use super::super::{Turn, World};
use super::conversations::conversation;
use avmsdk_protocol::Object;
use avmsdk_protocol::author::Source;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::user::LinkedClient;

/// What became of a client, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::world) enum ClientEvent {
    /// `client:add`: `channelLinking`, `sdkLogin` or `authCode`.
    Added(&'static str),
    /// `client:update`: `confirmed`, `blocked`, `unblocked` or `matched`.
    Updated(&'static str),
    /// `client:remove`: `api`, `linkCancelled`, `linkFailed`, `sdk` or `theft`.
    Removed(&'static str),
}

impl World {
    /// `user:update`. `reason` is `authentication` where an anonymous user logged in; `source` is where
    /// it was changed, `None` for the business API.
    pub(in crate::world) fn tell_user_updated(
        &self,
        turn: &mut Turn,
        id: &UserId,
        reason: Option<&'static str>,
        source: Option<&Source>,
    ) {
        let Some(account) = self.state.accounts.get(id) else {
            return;
        };
        let mut payload = Object::new();
        payload.set("user", person::user(account));
        if let Some(reason) = reason {
            payload.set("reason", reason);
        }
        payload.set("source", self.source(source, Some(id)));
        turn.tell(&account.app, "user:update", None, payload);
    }

    /// `user:merge`: `surviving` as it now is, `discarded` as it was. `conversations` are a surviving one
    /// and one that went up in it; `reason` is `api`, `channelLinking` or `sdkLogin`.
    pub(in crate::world) fn tell_merged(
        &self,
        turn: &mut Turn,
        surviving: &UserId,
        discarded: &Account,
        conversations: Option<(&Thread, &Thread)>,
        reason: &'static str,
    ) {
        let mut payload = Object::new();
        let mut users = Object::new();
        users.set("surviving", self.person(surviving));
        users.set("discarded", person::user(discarded));
        payload.set("mergedUsers", users);
        if let Some((kept, gone)) = conversations {
            let mut merged = Object::new();
            merged.set("surviving", conversation(kept));
            merged.set("discarded", conversation(gone));
            payload.set("mergedConversations", merged);
        }
        payload.set("reason", reason);
        turn.tell(&discarded.app, "user:merge", None, payload);
    }

    /// `client:add`, `client:update` or `client:remove`: `client` as it now is, or was; `within` is the
    /// conversation that it was linked to, `source` where that was done, `None` for the business API.
    pub(in crate::world) fn tell_client(
        &self,
        turn: &mut Turn,
        user: &UserId,
        client: &LinkedClient,
        event: ClientEvent,
        within: Option<&ConversationId>,
        source: Option<&Source>,
    ) {
        let Some(account) = self.state.accounts.get(user) else {
            return;
        };
        let (trigger, reason) = match event {
            ClientEvent::Added(reason) => ("client:add", reason),
            ClientEvent::Updated(reason) => ("client:update", reason),
            ClientEvent::Removed(reason) => ("client:remove", reason),
        };
        let mut payload = Object::new();
        if let Some(thread) = within.and_then(|id| self.state.threads.get(id)) {
            payload.set("conversation", conversation(thread));
        }
        payload.set("user", person::user(account));
        payload.set("client", person::client(client));
        payload.set("reason", reason);
        if !matches!(event, ClientEvent::Updated(_)) {
            payload.set("source", self.source(source, Some(user)));
        }
        turn.tell(&account.app, trigger, within, payload);
    }
}
