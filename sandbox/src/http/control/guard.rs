//! Who may call the control paths.
//!
//! No page of another site may drive them: neither by its own name in `Origin`, nor by a name of its
//! own that resolves to this machine (DNS rebinding), which `Host` gives away.

use crate::world::Refusal;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::net::IpAddr;
use std::sync::Arc;

/// Lets only this machine's own pages and tools through.
#[derive(Clone)]
pub(in crate::http) struct Guard {
    names: Arc<[String]>,
}

impl Guard {
    pub(in crate::http) fn new(names: Arc<[String]>) -> Self {
        Guard { names }
    }

    pub(in crate::http) async fn check(self, request: Request, next: Next) -> Response {
        if self.is_own(request.headers()) {
            next.run(request).await
        } else {
            let text = "Control paths answer only to this machine and its own pages";
            Refusal::new(403, "forbidden", text).to_client().into_response()
        }
    }

    fn is_own(&self, headers: &HeaderMap) -> bool {
        let text = |name: HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
        let Some(host) = text(header::HOST) else {
            return false;
        };
        let from_own_page = text(header::ORIGIN).is_none_or(|origin| Self::is_of_host(origin, host));
        // What a page of another site loads says nothing by `Origin`; who follows a link from there comes by himself.
        let is_loaded_elsewhere = text(HeaderName::from_static("sec-fetch-site"))
            .is_some_and(|site| site != "same-origin" && site != "none")
            && text(HeaderName::from_static("sec-fetch-mode")) != Some("navigate");
        self.is_known(host) && from_own_page && !is_loaded_elsewhere
    }

    /// Whether a page of this origin was served by this host. The scheme does not matter: a port speaks
    /// one only, or a proxy in front of it another.
    pub(in crate::http) fn is_of_host(origin: &str, host: &str) -> bool {
        let rest = origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"));
        rest == Some(host)
    }

    /// A name can be made to mean this machine by anyone, an address cannot.
    pub(in crate::http) fn is_known(&self, host: &str) -> bool {
        let Ok(uri) = host.parse::<Uri>() else {
            return false;
        };
        let name = uri
            .host()
            .unwrap_or_default()
            .trim_start_matches('[')
            .trim_end_matches(']');
        name.eq_ignore_ascii_case("localhost")
            || name.parse::<IpAddr>().is_ok()
            || self.names.iter().any(|known| known.eq_ignore_ascii_case(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_hosts_and_origins() {
        let guard = Guard::new(Arc::from(["box.lan".to_owned()]));
        let table = [
            ("localhost:8000", None, true),
            ("127.0.0.1:8000", None, true),
            ("[::1]:8000", Some("http://[::1]:8000"), true),
            ("192.168.1.5:8000", None, true),
            ("box.lan:8000", Some("http://box.lan:8000"), true),
            ("localhost:8000", Some("http://localhost:8000"), true),
            ("localhost:8000", Some("http://localhost:8001"), false),
            ("localhost:8000", Some("https://evil.example"), false),
            ("localhost:8000", Some("null"), false),
            ("evil.example:8000", None, false),
            ("evil.example:8000", Some("http://evil.example:8000"), false),
            ("127.0.0.1.evil.example", None, false),
            ("", None, false),
        ];
        for (host, origin, wanted) in table {
            let mut headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            assert_eq!(guard.is_own(&headers), wanted, "{host} {origin:?}");
        }
    }
    #[test]
    fn what_another_site_loads_is_refused_and_a_link_from_there_is_not() {
        let guard = Guard::new(Arc::from([]));
        for (site, mode, wanted) in [
            ("same-origin", "cors", true),
            ("none", "navigate", true),
            ("cross-site", "no-cors", false),
            ("same-site", "no-cors", false),
            ("cross-site", "navigate", true),
        ] {
            let headers = [
                ("host", "localhost:8000"),
                ("sec-fetch-site", site),
                ("sec-fetch-mode", mode),
            ];
            let headers =
                headers.map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()));
            assert_eq!(
                guard.is_own(&HeaderMap::from_iter(headers)),
                wanted,
                "{site} {mode}"
            );
        }
    }
}
