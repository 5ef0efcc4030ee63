//! HTTP: which path is which call, and how an answer looks on the wire.
//!
//! Reads requests into calls and writes replies; it must never decide what a call does.

mod business;
mod client;
mod control;
mod cors;
mod intake;
mod media;
mod request;
mod response;
mod site;

pub use site::{Cache, File, Site};

use crate::engine::Engine;
use crate::files::Files;
use crate::realtime::{self, Bayeux, Hub};
use crate::world::Notice;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::from_fn;
use axum::routing::get;
use control::Guard;
use std::sync::Arc;
use tokio::sync::broadcast;

/// The largest body that is read, in bytes. A message of 64 KiB in JSON's widest escapes fits.
const MAX_BODY: usize = 512 * 1024;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) engine: Engine,
    pub(crate) hub: Arc<Hub>,
    /// What happens, as it happens.
    pub(crate) notices: broadcast::Sender<Arc<Notice>>,
    /// What was uploaded.
    pub(crate) files: Files,
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
    let control = control::routes().layer(from_fn(move |request, next| guard.clone().check(request, next)));
    Router::new()
        .nest("/sdk", client::routes())
        .nest("/v2/apps/{app}", business::routes())
        .nest("/sandbox", control)
        .route("/faye", get(realtime::endpoint).post(realtime::post))
        .merge(media::routes())
        .fallback(site::serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(cors::answer))
        .with_state(service)
}
