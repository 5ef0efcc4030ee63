//! The service without sockets, for the fuzz targets of `fuzz/`: a request in, its answer out.

use crate::http::router;
use crate::{Data, Limits, Running, Sandbox, SandboxError, Site};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::timeout;

/// How long an answer is waited for: a connect that is held has none.
const PATIENCE: Duration = Duration::from_millis(200);

/// A service in memory.
#[derive(Debug)]
pub struct Unplugged {
    runtime: Runtime,
    router: TowerToHyperService<axum::Router>,
    _running: Running,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    /// HTTP's status.
    pub status: u16,
    /// The media type, if one was given.
    pub content_type: String,
    /// All headers, by their names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answered {
    /// The first value of a header.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Unplugged {
    /// Starts one.
    ///
    /// # Errors
    /// Where the system gives no thread, no randomness or no folder.
    pub fn start() -> Result<Self, SandboxError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        // A fuzzer asks as fast as it can.
        let limits = Limits {
            requests_per_second: None,
            ..Limits::default()
        };
        let sandbox = Sandbox::open(&Data::Memory)?.with_limits(limits);
        let (service, running) = runtime.block_on(sandbox.assemble(Site::default(), Vec::new()));
        Ok(Unplugged {
            runtime,
            router: TowerToHyperService::new(router(service)),
            _running: running,
        })
    }

    /// Asks; `None` where the request is no HTTP, or is held for longer than a moment.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Answered> {
        let request = headers
            .iter()
            .fold(
                Request::builder().method(method).uri(path),
                |request, (name, value)| request.header(*name, *value),
            )
            .body(Body::from(body.to_vec()))
            .ok()?;
        self.runtime.block_on(async {
            let response = timeout(PATIENCE, self.router.call(request)).await.ok()?.ok()?;
            let content_type = response.headers().get("content-type");
            let content_type = content_type
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            let headers = response.headers().iter().map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), value)
            });
            Some(Answered {
                status: response.status().as_u16(),
                content_type: content_type.to_owned(),
                headers: headers.collect(),
                body: to_bytes(response.into_body(), usize::MAX).await.ok()?.to_vec(),
            })
        })
    }
}
