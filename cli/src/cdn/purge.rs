//! Caches that take the method `PURGE`.
//!
//! Varnish: <https://varnish-cache.org/docs/trunk/users-guide/purging.html>; Traffic Server:
//! <https://docs.trafficserver.apache.org/en/latest/admin-guide/storage/index.en.html>. An answer of 200 says that
//! the cache took the request, not that it forgot the right thing: only the bytes that readers get prove that.

use super::Caller;
use super::call::{call, refused};
use crate::failure::Failure;
use reqwest::{Method, StatusCode, Url, header};

const NAME: &str = "the cache";

/// Sends one `PURGE` for each address, to the cache and under the public host's name.
pub(super) async fn invalidate(
    caller: &Caller<'_>,
    base: &Url,
    urls: &[String],
    told: &mut dyn FnMut(&str),
) -> Result<String, Failure> {
    let method = Method::from_bytes(b"PURGE").map_err(|error| refused(NAME, &error.to_string()))?;
    for url in urls {
        let public = Url::parse(url).map_err(|_| refused(NAME, &format!("this is no address: {url}")))?;
        let mut address = base.clone();
        address.set_path(public.path());
        told(&format!("purging {}", public.path()));
        let request = caller
            .http
            .request(method.clone(), address)
            .header(header::HOST, host(&public));
        let status = call(NAME, request).await?.status;
        match status {
            // Traffic Server says so of what it does not keep.
            status if status.is_success() || status == StatusCode::NOT_FOUND => {}
            StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED | StatusCode::BAD_REQUEST => {
                let why = format!("{base} does not take PURGE: status {status}. Is it configured for it?");
                return Err(refused(NAME, &why));
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                let why = format!("{base} does not take PURGE from this machine: status {status}");
                return Err(refused(NAME, &why));
            }
            _ => {
                return Err(refused(
                    NAME,
                    &format!("{base} answers PURGE with status {status}"),
                ));
            }
        }
    }
    Ok(format!("PURGE at {base}"))
}

/// As a reader's browser sends it: caches keep what they have by this name.
fn host(public: &Url) -> String {
    let host = public.host_str().unwrap_or_default();
    match public.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
