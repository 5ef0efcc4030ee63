//! What the business hears of a client: the one place to which all that happens here leads.

use super::super::notice::ClientEvent;
use super::super::{Turn, World};
use super::clients::shown;
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::user::LinkedClient;

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
        let event = match news {
            News::Added => ClientEvent::Added("channelLinking"),
            News::Matched => ClientEvent::Updated("matched"),
            News::Confirmed => ClientEvent::Updated("confirmed"),
            News::Removed(reason) => ClientEvent::Removed(reason),
        };
        let mut client = shown(client.clone());
        if client.active() == Some(false) {
            client.object_mut().set("status", "pending");
        }
        self.tell_client(turn, user, &client, event, conversation, None);
    }
}
