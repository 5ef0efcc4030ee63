//! Faults, to test a client under trouble.

use super::super::Service;
use axum::Router;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
}
