//! Asks as a browser would, and keeps what came: status, headers, the hash of the body.

use super::body;
use avmsdk_core::verify::{Answer, Ask, Body, Headers, Observation, Probe, Trouble, TroubleSort};
use reqwest::{Method, RequestBuilder, Response, header, redirect};
use std::error::Error as _;
use std::time::{Duration, SystemTime};

const CONNECT_WITHIN: Duration = Duration::from_secs(10);
/// For a whole answer: the largest file of a package on a slow line.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// As many as browsers follow at most.
const MOST_REDIRECTS: usize = 20;

/// An HTTP client that keeps no cookies, undoes no compression and tells who it is.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    calls: reqwest::Client,
}

impl Client {
    /// A client with the system's certificates.
    pub(crate) fn new() -> anyhow::Result<Self> {
        // Refused where one was installed before, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let build = |redirects| {
            reqwest::Client::builder()
                .connect_timeout(CONNECT_WITHIN)
                .timeout(ANSWER_WITHIN)
                .redirect(redirects)
                .user_agent(concat!(
                    "Mozilla/5.0 (compatible; avmsdk/",
                    env!("CARGO_PKG_VERSION"),
                    ")"
                ))
                .build()
        };
        Ok(Self {
            http: build(redirect::Policy::limited(MOST_REDIRECTS))?,
            calls: build(redirect::Policy::none())?,
        })
    }

    /// A client for calls that carry a token or change something: they go where they are sent and no further.
    pub(crate) fn calls(&self) -> &reqwest::Client {
        &self.calls
    }

    /// Makes one request, from a page of that origin where it is to come from a page.
    pub(crate) async fn observe(&self, probe: Probe, origin: &str) -> Observation {
        let outcome = match self.request(&probe, origin).send().await {
            Ok(response) => Ok(read(response, probe.keep_text).await),
            Err(error) => Err(trouble(&error)),
        };
        Observation { probe, outcome }
    }

    /// What a curious person gets there, within the same bounds.
    pub(crate) async fn ask(&self, url: String, keep_text: bool) -> Result<Answer, Trouble> {
        let probe = Probe {
            url,
            ask: Ask::Plain,
            keep_text,
        };
        self.observe(probe, "").await.outcome
    }

    fn request(&self, probe: &Probe, origin: &str) -> RequestBuilder {
        let method = match probe.ask {
            Ask::Preflight => Method::OPTIONS,
            _ => Method::GET,
        };
        let (accept, encoding) = match probe.ask {
            Ask::Page => ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "identity"),
            Ask::Brotli => ("*/*", "br"),
            Ask::Gzip => ("*/*", "gzip"),
            _ => ("*/*", "identity"),
        };
        let request = self
            .http
            .request(method, address(probe))
            .header(header::ACCEPT, accept)
            .header(header::ACCEPT_ENCODING, encoding);
        match probe.ask {
            Ask::Plain | Ask::Page => request,
            Ask::Preflight => request
                .header(header::ORIGIN, origin)
                .header(header::ACCESS_CONTROL_REQUEST_METHOD, "GET"),
            Ask::Origin | Ask::Brotli | Ask::Gzip | Ask::Uncached => request.header(header::ORIGIN, origin),
        }
    }
}

/// The address to ask, which no cache has seen where it is to be asked past them.
fn address(probe: &Probe) -> String {
    if probe.ask != Ask::Uncached {
        return probe.url.clone();
    }
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    format!("{}?avmsdk-verify={}", probe.url, now.as_nanos())
}

async fn read(mut response: Response, keep_text: bool) -> Answer {
    let fields = response.headers().iter();
    let headers = Headers::new(fields.map(|(name, value)| (name.as_str(), value.as_bytes())));
    let (status, url) = (response.status().as_u16(), response.url().to_string());
    let mut bytes = Vec::new();
    let body = loop {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() > body::MOST => break Body::TooLarge,
            Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
            Ok(None) => break body::unpack(&bytes, headers.get("content-encoding"), keep_text),
            Err(error) if error.is_timeout() => {
                break Body::Broken(format!(
                    "it did not end within {} seconds",
                    ANSWER_WITHIN.as_secs()
                ));
            }
            Err(error) => break Body::Broken(format!("it broke off: {}", innermost(&error))),
        }
    };
    Answer {
        status,
        headers,
        url,
        wire_bytes: bytes.len() as u64,
        body,
    }
}

fn trouble(error: &reqwest::Error) -> Trouble {
    let said = innermost(error);
    let sort = if error.is_timeout() {
        TroubleSort::Timeout
    } else if error.is_redirect() {
        TroubleSort::Redirects
    } else if said.contains("certificate") {
        TroubleSort::Certificate
    } else {
        TroubleSort::Connection
    };
    Trouble { sort, said }
}

/// The innermost cause: `Connection refused`, not `error sending request`.
pub(crate) fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause = error.source();
    let mut said = error.to_string();
    while let Some(inner) = cause {
        said = inner.to_string();
        cause = inner.source();
    }
    said
}
