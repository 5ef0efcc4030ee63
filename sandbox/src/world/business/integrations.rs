//! Integrations as the business has them.

use super::super::outcome::Refusal;
use super::super::{IntegrationCall, Ruling, Turn, World};
use avmsdk_protocol::id::AppId;

impl World {
    pub(super) fn business_integration(
        &mut self,
        _turn: &mut Turn,
        _app: &AppId,
        _call: IntegrationCall,
    ) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
