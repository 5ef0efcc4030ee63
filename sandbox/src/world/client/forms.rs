//! Forms: checking one field at a time, and what an answered form comes to.

use super::super::outcome::Refusal;
use super::super::{Ruling, World};
use avmsdk_protocol::Object;

impl World {
    pub(super) fn validate_form(_request: &Object) -> Ruling {
        Err(Refusal::new(501, "not_implemented", "Not implemented"))
    }
}
