//! Maps of places, and payments.

use super::super::outcome::Refusal;
use super::super::{Ruling, Turn, World};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{AppId, UserId};

impl World {
    pub(super) fn location_map(_latitude: &str, _longitude: &str) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }

    pub(super) fn pay(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _user: &UserId,
        _request: &Object,
    ) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
