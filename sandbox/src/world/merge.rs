//! Two users that turn out to be one.

use super::{Turn, World};
use avmsdk_protocol::id::UserId;

/// How it turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    /// An anonymous visitor logged in as a user who exists.
    Login,
    /// A channel that belongs to another user was linked.
    ChannelLinking,
}

impl World {
    /// Lets `surviving` take over all that `discarded` had: its clients, its conversations, what it said.
    pub(super) fn merge_users(
        &mut self,
        _turn: &mut Turn,
        _surviving: &UserId,
        _discarded: &UserId,
        _reason: Reason,
    ) {
    }
}
