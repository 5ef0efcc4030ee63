//! The form before the first message.

use super::super::outcome::Refusal;
use super::super::{Credentials, Ruling, Turn, World};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn prechat(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _credentials: &Credentials,
        _request: &Object,
    ) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
