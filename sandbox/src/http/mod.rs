//! HTTP: which path is which call, and how an answer looks on the wire.
//!
//! Reads requests into calls and writes replies; it must never decide what a call does.

mod browsers;
mod business;
mod client;
mod compress;
mod control;
mod cors;
mod intake;
mod media;
mod pace;
mod pictures;
mod rate;
mod record;
mod request;
mod response;
mod site;
mod trouble;

pub(crate) use request::FORWARDED_PROTO;
pub use site::{Cache, File, Site};

use crate::engine::Engine;
use crate::faults::FaultBoard;
use crate::files::Files;
use crate::realtime::{self, Bayeux, Courier, Hub};
use crate::server::Authority;
use crate::traffic::Traffic;
use crate::webhooks::Journal;
use crate::world::Notice;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRef};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use control::Guard;
use rate::Rate;
use std::sync::Arc;
use tokio::sync::{broadcast, watch};

/// The largest body that is read, in bytes. A message of 64 KiB in JSON's widest escapes fits.
const MAX_BODY: usize = 512 * 1024;

/// What handlers share.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) engine: Engine,
    pub(crate) hub: Arc<Hub>,
    pub(crate) courier: Arc<Courier>,
    pub(crate) faults: Arc<FaultBoard>,
    pub(crate) traffic: Arc<Traffic>,
    /// What happens, as it happens.
    pub(crate) notices: broadcast::Sender<Arc<Notice>>,
    /// What became of posts to webhooks.
    pub(crate) journal: Arc<Journal>,
    /// What was uploaded.
    pub(crate) files: Files,
    pub(crate) site: Arc<Site>,
    /// Turns true when the service is told to end.
    pub(crate) ended: watch::Receiver<bool>,
    /// Names by which a control path may be called, beside addresses and `localhost`.
    pub(crate) names: Arc<[String]>,
    /// See [`crate::Limits`].
    pub(crate) requests_per_second: Option<u32>,
    /// Who signs for it, if it speaks HTTPS.
    pub(crate) authority: Option<Arc<Authority>>,
}

impl FromRef<Service> for Bayeux {
    fn from_ref(service: &Service) -> Self {
        Bayeux {
            hub: Arc::clone(&service.hub),
            engine: service.engine.clone(),
            traffic: Arc::clone(&service.traffic),
        }
    }
}

/// All paths of the service.
pub(crate) fn router(service: Service) -> Router {
    let guard = Guard::new(Arc::clone(&service.names));
    let of_business = guard.clone();
    let business = business::routes().layer(from_fn(move |request, next| {
        browsers::refuse(of_business.clone(), request, next)
    }));
    let rate = Rate::new(service.requests_per_second);
    let guard = from_fn(move |request, next| guard.clone().check(request, next));
    let control = control::routes().layer(guard.clone());
    // The page that drives the control paths is no more anybody's than they are.
    let agent = Router::new()
        .route("/agent", any(site::serve))
        .route("/agent/{*file}", any(site::serve))
        .layer(guard);
    let realtime = || get(realtime::endpoint).post(realtime::post);
    Router::new()
        .nest("/sdk", client::routes())
        .nest("/v2/apps/{app}", business)
        .nest("/sandbox", control)
        .merge(agent)
        .merge(pictures::routes())
        .route("/faye", realtime())
        .route("/faye/", realtime())
        .route("/faye/{*channel}", realtime())
        .merge(media::routes())
        .fallback(site::serve)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn_with_state(service.clone(), trouble::meet))
        .layer(from_fn(pace::keep))
        .layer(from_fn(move |request, next| rate.clone().check(request, next)))
        .layer(from_fn_with_state(service.clone(), record::watch))
        .layer(compress::layer())
        .layer(from_fn(cors::answer))
        .with_state(service)
}
