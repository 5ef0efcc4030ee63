//! What clients sent and got.

use super::super::Service;
use axum::Router;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
}
