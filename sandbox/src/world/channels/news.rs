//! What the business hears of a client: the one place to which all that happens here leads.

use super::super::{Turn, World};
use super::clients::shown;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::user::LinkedClient;
use avmsdk_protocol::{Object, Value};

/// What became of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum News {
    /// Somebody wants to link it, or has just done so.
    Added,
    /// The channel found the person.
    Matched,
    /// The person said yes.
    Confirmed,
    /// It is gone: `linkCancelled`, `linkFailed`, `sdk` or `theft`.
    Removed(&'static str),
}

impl World {
    /// `client:add`, `client:update` or `client:remove`; `client` as it now is, or was, and the
    /// conversation that it is linked to.
    pub(super) fn tell_of_client(
        &self,
        turn: &mut Turn,
        user: &UserId,
        client: &LinkedClient,
        news: News,
        conversation: Option<&ConversationId>,
    ) {
        let Some(account) = self.state.accounts.get(user) else {
            return;
        };
        let (trigger, reason) = match news {
            News::Added => ("client:add", "channelLinking"),
            News::Matched => ("client:update", "matched"),
            News::Confirmed => ("client:update", "confirmed"),
            News::Removed(reason) => ("client:remove", reason),
        };
        let mut payload = Object::new();
        let id = |id: &str| {
            let mut object = Object::new();
            object.set("id", id);
            Value::Object(object)
        };
        payload.set("user", id(user.as_str()));
        payload.set("client", Value::Object(business(client.clone())));
        payload.set("reason", reason);
        if let Some(conversation) = conversation {
            payload.set("conversation", id(conversation.as_str()));
        }
        turn.tell(&account.app, trigger, conversation, payload);
    }
}

/// A client as the business sees it.
fn business(client: LinkedClient) -> Object {
    let status = if client.active() == Some(true) {
        "active"
    } else {
        "pending"
    };
    let (id, kind) = (client.id(), client.platform());
    let mut seen = shown(client).object().clone();
    for name in ["_id", "platform", "active", "pingedAt"] {
        seen.take(name);
    }
    seen.set("id", id);
    seen.set("type", kind);
    seen.set("status", status);
    seen
}
