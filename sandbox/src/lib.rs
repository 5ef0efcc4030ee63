//! A local messaging service that speaks the real protocols.
//!
//! - [`world`] decides everything: users, conversations, messages, who hears of what.
//! - `store` keeps it in SQLite, `engine` is the thread that ties both together.
//! - `server` takes connections in; `http` and `realtime` say what is asked and answered on them.
//!
//! A client or a bot that works against it should work against the hosted service unchanged. It is
//! a development tool for one machine: it holds nothing worth stealing and trusts that machine.

mod clock;
mod engine;
mod faults;
mod files;
#[doc(hidden)]
pub mod fuzzing;
mod http;
mod realtime;
mod seed;
mod server;
mod store;
mod traffic;
mod webhooks;
pub mod world;

pub use axum::http::{HeaderName, HeaderValue, header};
pub use http::{Cache, File, Site};
pub use seed::{Seed, SeedError};
pub use server::{Authority, Limits, TlsError};
pub use store::StoreError;
pub use webhooks::Patience;

use engine::{Engine, Happenings};
use faults::FaultBoard;
use files::Files;
use http::Service;
use realtime::{Courier, Hub};
use server::{Entrance, Places};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use traffic::Traffic;
use world::{Call, ControlCall};

/// How long requests may go on once the service is told to end.
const FAREWELL: Duration = Duration::from_secs(2);
/// Notices that one who looks on may lag behind before some are lost to it.
const NOTICES: usize = 1024;

/// Where the world is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// In a file, which is made if missing.
    File(PathBuf),
    /// Nowhere: it ends with the process.
    Memory,
}

/// Why a sandbox cannot start or go on.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// Its store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system refuses it something.
    #[error("the system refuses what the sandbox needs")]
    System(#[from] std::io::Error),
    /// It cannot speak HTTPS.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl SandboxError {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            SandboxError::Store(error) => error.code(),
            SandboxError::System(_) => "sandbox_system",
            SandboxError::Tls(error) => error.code(),
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            SandboxError::Store(error) => error.hint(),
            SandboxError::System(_) => "check the limits of this process: threads, open files",
            SandboxError::Tls(error) => error.hint(),
        }
    }
}

/// A messaging service, ready to serve.
#[derive(Debug)]
pub struct Sandbox {
    engine: Engine,
    thread: JoinHandle<()>,
    hub: Arc<Hub>,
    publications: mpsc::UnboundedReceiver<engine::Publication>,
    notices: broadcast::Sender<Arc<world::Notice>>,
    files: Files,
    posts: mpsc::UnboundedReceiver<world::WebhookPost>,
    limits: Limits,
    authority: Option<Arc<Authority>>,
    journal: Arc<webhooks::Journal>,
    patience: Patience,
    people: Vec<world::Person>,
}

/// What must be seen to when a service ends.
#[derive(Debug)]
struct Running {
    /// Tells everyone.
    ending: watch::Sender<bool>,
    /// Delivering events and posting to webhooks; both end when this is dropped.
    errands: JoinSet<()>,
    thread: JoinHandle<()>,
    limits: Limits,
}

impl Sandbox {
    /// Opens the store and reads the world from it.
    ///
    /// # Errors
    /// [`SandboxError`] where the store is not usable or no thread can be had.
    pub fn open(data: &Data) -> Result<Self, SandboxError> {
        Self::open_with(data, Seed::default())
    }

    /// The same with a seed: its apps and integrations are there beside those of the demo, its users
    /// where nobody is there yet and after each reset.
    ///
    /// # Errors
    /// As [`Sandbox::open`].
    pub fn open_with(data: &Data, seed: Seed) -> Result<Self, SandboxError> {
        // TLS of webhooks and of the service itself; a second sandbox in one process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let origin = seed.whole_directory();
        let (store, state) = match data {
            Data::File(path) => {
                let (store, state) = Store::open(path, origin.clone())?;
                (Some(store), state)
            }
            Data::Memory => (None, world::State::of(origin.clone())),
        };
        // After the store: whoever holds that holds these.
        let files = Files::open(data)?;
        let hub = Arc::new(Hub::new(engine::fresh_entropy()?));
        let (publish, publications) = mpsc::unbounded_channel();
        let (post, posts) = mpsc::unbounded_channel();
        let happenings = Happenings {
            notices: broadcast::channel(NOTICES).0,
            posts: post,
            journal: Arc::default(),
            files: files.clone(),
        };
        let (engine, thread) = Engine::start(store, state, origin, publish, happenings.clone())?;
        Ok(Sandbox {
            engine,
            thread,
            hub,
            publications,
            notices: happenings.notices,
            files,
            posts,
            limits: Limits::default(),
            authority: None,
            journal: happenings.journal,
            patience: Patience::default(),
            people: seed.people,
        })
    }

    /// Takes these limits in place of the usual ones.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Speaks HTTPS, and nothing else, by certificates of this authority.
    #[must_use]
    pub fn with_tls(mut self, authority: Authority) -> Self {
        self.authority = Some(Arc::new(authority));
        self
    }

    /// Tries webhooks otherwise than by default.
    #[must_use]
    pub fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// Serves on these listeners until `end` resolves, then says goodbye to its clients.
    ///
    /// `names` are the host names by which the machine may be called, beside `localhost` and
    /// addresses; others cannot reach the control paths. Best run on a single-threaded runtime: an
    /// answer is then always written before the event that follows it.
    ///
    /// # Errors
    /// [`SandboxError::System`] where the world's thread has died.
    pub async fn serve(
        self,
        listeners: Vec<TcpListener>,
        site: Site,
        names: Vec<String>,
        end: impl Future<Output = ()>,
    ) -> Result<(), SandboxError> {
        let (service, running) = self.assemble(site, names).await;
        let Running {
            ending,
            errands,
            thread,
            limits,
        } = running;
        let (engine, hub) = (service.engine.clone(), Arc::clone(&service.hub));
        let (ended, authority) = (service.ended.clone(), service.authority.clone());
        let mut servers = JoinSet::new();
        let places = Places::new(limits);
        let entrance = Arc::new(Entrance::new(http::router(service), authority));
        for listener in listeners {
            let (entrance, ended) = (Arc::clone(&entrance), ended.clone());
            servers.spawn(server::accept(listener, places.clone(), entrance, ended));
        }
        drop((entrance, ended));
        end.await;
        let _ = ending.send(true);
        hub.drop_sockets(false, FAREWELL);
        let _ = timeout(FAREWELL, async {
            while servers.join_next().await.is_some() {}
            places.empty().await;
        })
        .await;
        servers.shutdown().await;
        drop(errands);
        engine.end().await;
        let joined = tokio::task::spawn_blocking(move || thread.join()).await;
        match joined {
            Ok(Ok(())) => Ok(()),
            _ => Err(std::io::Error::other("the thread of the world has died").into()),
        }
    }

    /// Puts the parts together, and starts what goes on beside the answers.
    async fn assemble(self, site: Site, names: Vec<String>) -> (Service, Running) {
        let Sandbox {
            engine,
            thread,
            hub,
            publications,
            notices,
            files,
            posts,
            limits,
            authority,
            journal,
            patience,
            people,
        } = self;
        if !people.is_empty() {
            engine.call(Call::Control(ControlCall::Settle(people))).await;
        }
        let faults = Arc::new(FaultBoard::default());
        let courier = Arc::new(Courier::new(Arc::clone(&hub), Arc::clone(&faults)));
        let mut errands = JoinSet::new();
        errands.spawn(realtime::publish(publications, Arc::clone(&courier)));
        errands.spawn(webhooks::dispatch(posts, Arc::clone(&journal), patience));
        let (ending, ended) = watch::channel(false);
        let service = Service {
            ended,
            engine,
            hub,
            courier,
            faults,
            traffic: Arc::new(Traffic::new()),
            notices,
            journal,
            files,
            site: Arc::new(site),
            names: names.into(),
            requests_per_second: limits.requests_per_second,
            authority,
        };
        let running = Running {
            ending,
            errands,
            thread,
            limits,
        };
        (service, running)
    }
}
