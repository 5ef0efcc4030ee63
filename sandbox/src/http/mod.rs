//! HTTP: which path is which call, and how an answer looks on the wire.
//!
//! Reads requests into calls and writes replies; it must never decide what a call does.

mod business;
mod client;
mod control;
mod cors;
mod files;
mod request;
mod response;

pub use files::{Cache, File, Site};

use crate::engine::Engine;
use crate::realtime::{self, Bayeux, Hub};
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::from_fn;
use axum::routing::{get, post};
use control::Guard;
use std::sync::Arc;

/// The largest body that is read, in bytes. A message of 64 KiB in JSON's widest escapes fits.
const MAX_BODY: usize = 512 * 1024;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) engine: Engine,
    pub(crate) hub: Arc<Hub>,
    pub(crate) site: Arc<Site>,
    /// Names by which a control path may be called, beside addresses and `localhost`.
    pub(crate) names: Arc<[String]>,
}

impl FromRef<Service> for Bayeux {
    fn from_ref(service: &Service) -> Self {
        Bayeux {
            hub: Arc::clone(&service.hub),
            engine: service.engine.clone(),
        }
    }
}

/// All paths of the service.
pub(crate) fn router(service: Service) -> Router {
    let guard = Guard::new(Arc::clone(&service.names));
    let client = Router::new()
        .route("/integrations/{integration}/config", get(client::config))
        .route("/apps/{app}/appusers", post(client::create_user))
        .route(
            "/apps/{app}/appusers/{user}",
            get(client::user).put(client::update_user),
        )
        .route(
            "/apps/{app}/appusers/{user}/conversation",
            post(client::create_conversation),
        )
        .route(
            "/apps/{app}/appusers/{user}/conversations",
            get(client::conversations),
        )
        .route("/apps/{app}/conversations/{id}", get(client::conversation))
        .route(
            "/apps/{app}/conversations/{id}/messages",
            get(client::messages).post(client::post),
        )
        .route("/apps/{app}/conversations/{id}/activity", post(client::activity))
        .route("/apps/{app}/conversations/{id}/postback", post(client::postback));
    let business = Router::new()
        .route("/conversations", get(business::conversations))
        .route("/conversations/{id}", get(business::conversation))
        .route(
            "/conversations/{id}/messages",
            get(business::messages).post(business::post),
        )
        .route("/conversations/{id}/activity", post(business::activity));
    let control = Router::new()
        .route("/health", get(control::health))
        .route("/state", get(control::state))
        .route("/reply", post(control::reply))
        .route("/reset", post(control::reset))
        .route("/sockets/drop", post(control::drop_sockets))
        .layer(from_fn(move |request, next| guard.clone().check(request, next)));
    Router::new()
        .nest("/sdk/v2", client)
        .nest("/v2/apps/{app}", business)
        .nest("/sandbox", control)
        .route("/faye", get(realtime::endpoint).post(realtime::post))
        .fallback(files::serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(cors::answer))
        .with_state(service)
}
