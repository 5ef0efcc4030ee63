//! Linking a channel to a user: what is asked, who scans, what comes of it.

use super::outcome::Refusal;
use super::{LinkCall, Ruling, Turn, World};
use avmsdk_protocol::id::{AppId, UserId};

impl World {
    pub(super) fn link(&mut self, _turn: &mut Turn, _app: &AppId, _user: &UserId, _call: LinkCall) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
