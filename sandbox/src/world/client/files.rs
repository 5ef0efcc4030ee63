//! Pictures and files that visitors send.

use super::super::outcome::Refusal;
use super::super::{Ruling, Turn, Upload, World};
use avmsdk_protocol::id::{AppId, ConversationId, UserId};

impl World {
    pub(super) fn may_upload(&mut self, _app: &AppId, _caller: &UserId, _id: &ConversationId) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }

    pub(super) fn upload(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _caller: &UserId,
        _id: &ConversationId,
        _upload: Upload,
    ) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
