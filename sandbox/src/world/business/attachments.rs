//! Attachments as the business has them.

use super::super::outcome::Refusal;
use super::super::{AttachmentCall, Ruling, Turn, World};
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business_attachment(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _call: AttachmentCall,
    ) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
