//! Users as the business has them.

use super::super::outcome::Refusal;
use super::super::{Ruling, Turn, UserCall, World};
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business_user(&mut self, _turn: &mut Turn, _app: &AppId, _call: UserCall) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
