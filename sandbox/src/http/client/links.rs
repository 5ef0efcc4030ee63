//! Linking channels.

use super::super::Service;
use axum::Router;

/// The paths, below `/sdk/v2`.
pub(super) fn routes() -> Router<Service> {
    Router::new()
}
