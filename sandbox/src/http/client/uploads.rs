//! Files that visitors send, and where they are fetched.

use super::super::Service;
use axum::Router;

/// The paths, below `/sdk`: this one call has no `/v2`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
}
