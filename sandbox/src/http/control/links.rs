//! The person who scans a code or answers a text message.

use super::super::Service;
use axum::Router;

/// The paths.
pub(super) fn routes() -> Router<Service> {
    Router::new()
}
