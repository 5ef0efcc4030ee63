//! The paths below `/sandbox`, for the person at this machine and its scripts.

mod authority;
mod basics;
mod extras;
mod faults;
mod guard;
mod links;
mod live;
mod traffic;
mod webhooks;

pub(super) use guard::Guard;

use super::Service;
use super::response::wrong_method;
use crate::world::Refusal;
use avmsdk_protocol::record::{check_field, get_field};
use avmsdk_protocol::{Object, Wire};
use axum::Router;

/// All of them.
pub(super) fn routes() -> Router<Service> {
    basics::routes()
        .merge(authority::routes())
        .merge(extras::routes())
        .merge(faults::routes())
        .merge(links::routes())
        .merge(live::routes())
        .merge(traffic::routes())
        .merge(webhooks::routes())
        .method_not_allowed_fallback(wrong_method)
}

/// A field of a body, read strictly.
fn field<T: Wire>(body: &Object, name: &'static str) -> Result<T, Refusal> {
    check_field::<T>(body, name).map_err(|fault| Refusal::bad_request(fault.to_string()))?;
    Ok(get_field(body, name))
}
