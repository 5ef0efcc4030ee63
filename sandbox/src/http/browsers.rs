//! No web page may use the business API.
//!
//! The demo app's key is known to everybody, so it is the browser that has to be told apart: a page of
//! another site says so in `Origin`; one that lets a name of its own resolve to this machine (DNS
//! rebinding) is known by `Host`. Bots and scripts come by any name that their network has for us.

use super::control::Guard;
use crate::world::Refusal;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

/// Lets all through but pages of others.
pub(super) async fn refuse(guard: Guard, request: Request, next: Next) -> Response {
    if is_foreign_page(&guard, request.headers()) {
        let text = "The business API does not answer to web pages: its key belongs on a server";
        Refusal::new(403, "forbidden", text).to_business().into_response()
    } else {
        next.run(request).await
    }
}

fn is_foreign_page(guard: &Guard, headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(header::HOST).unwrap_or_default();
    if text(header::ORIGIN).is_some_and(|origin| !Guard::is_of_host(origin, host)) {
        return true;
    }
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin" && site != "none") {
        return true;
    }
    // To a plain address browsers send no `Sec-Fetch-Site`, and with a GET no `Origin`. `Sec-Fetch-Mode`
    // says nothing: Node sends it too.
    let is_browser = headers.contains_key(header::ORIGIN)
        || site.is_some()
        || headers.contains_key(header::REFERER)
        || text(header::USER_AGENT).is_some_and(|agent| agent.starts_with("Mozilla/"));
    is_browser && !guard.is_known(host) && !is_out_of_reach(host)
}

/// Whether nobody can make this name resolve to where they like: one of a local network, or of the
/// hosted service, which somebody has mapped to this machine.
fn is_out_of_reach(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default().to_ascii_lowercase();
    name.ends_with(".smooch.io") || (!name.is_empty() && !name.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    /// A host, further headers, and whether they are those of a foreign page.
    type Row = (&'static str, &'static [(&'static str, &'static str)], bool);

    const BROWSER: (&str, &str) = ("user-agent", "Mozilla/5.0 (X11)");

    #[test]
    fn pages_of_others_are_told_apart() {
        let guard = Guard::new(Arc::from(["box.lan".to_owned()]));
        let table: [Row; 16] = [
            ("evil.example:8000", &[], false),
            ("evil.example:8000", &[("user-agent", "curl/8")], false),
            ("evil.example:8000", &[("sec-fetch-mode", "cors")], false),
            ("evil.example:8000", &[BROWSER], true),
            (
                "evil.example:8000",
                &[("origin", "http://evil.example:8000")],
                true,
            ),
            ("evil.example:8000", &[("sec-fetch-site", "same-origin")], true),
            (
                "evil.example:8000",
                &[("referer", "http://evil.example:8000/")],
                true,
            ),
            ("localhost:8000", &[BROWSER], false),
            (
                "localhost:8000",
                &[BROWSER, ("origin", "http://localhost:8000")],
                false,
            ),
            ("localhost:8000", &[("origin", "https://evil.example")], true),
            ("localhost:8000", &[("origin", "null")], true),
            ("localhost:8000", &[("sec-fetch-site", "cross-site")], true),
            ("192.168.1.5:8000", &[BROWSER], false),
            ("box.lan:8000", &[BROWSER, ("sec-fetch-site", "none")], false),
            ("api.smooch.io", &[BROWSER], false),
            ("sandbox:8000", &[BROWSER], false),
        ];
        for (host, others, wanted) in table {
            let mut headers = HeaderMap::from_iter([(header::HOST, host.parse().unwrap())]);
            for (name, value) in others {
                headers.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_foreign_page(&guard, &headers), wanted, "{host} {others:?}");
        }
    }
}
