//! How often one caller may ask.
//!
//! A caller is whoever shows the same `Authorization`, else an address. Each has a bucket that holds
//! ten seconds' worth of requests and fills up steadily.

use crate::realtime::is_realtime;
use crate::server::Peer;
use crate::world::Refusal;
use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Seconds' worth of requests that may come at once.
const BURST: f64 = 10.0;
/// Callers that are remembered; beyond it those go whose buckets are full.
const MAX_CALLERS: usize = 10_000;

/// Counts requests. Clones share the count.
#[derive(Clone, Debug)]
pub(super) struct Rate {
    per_second: Option<f64>,
    callers: Arc<Mutex<Callers>>,
}

#[derive(Debug, Default)]
struct Callers {
    /// Callers by a hash that nobody outside can aim at: no token is kept.
    buckets: HashMap<u64, Bucket>,
    hasher: RandomState,
}

#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl Rate {
    pub(super) fn new(per_second: Option<u32>) -> Self {
        Rate {
            per_second: per_second.map(f64::from),
            callers: Arc::default(),
        }
    }

    /// Lets a request through, or says when to come again.
    pub(super) async fn check(self, request: Request, next: Next) -> Response {
        let path = request.uri().path();
        let is_business = path.starts_with("/v2/");
        let is_counted = is_business || path.starts_with("/sdk/") || is_realtime(path);
        if is_counted && !self.take(&request) {
            let refusal = Refusal::new(429, "too_many_requests", "Too many requests, try again later");
            let reply = if is_business {
                refusal.to_business()
            } else {
                refusal.to_client()
            };
            let mut response = reply.into_response();
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
            return response;
        }
        next.run(request).await
    }

    fn take(&self, request: &Request) -> bool {
        let Some(per_second) = self.per_second else {
            return true;
        };
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let caller = match request.headers().get(header::AUTHORIZATION) {
            Some(credentials) => callers.hasher.hash_one(credentials),
            None => {
                let peer = request.extensions().get::<Peer>();
                callers.hasher.hash_one(peer.map(|peer| peer.0.ip()))
            }
        };
        callers.take(caller, per_second, Instant::now())
    }
}

impl Callers {
    fn take(&mut self, caller: u64, per_second: f64, now: Instant) -> bool {
        let full = per_second * BURST;
        if self.buckets.len() >= MAX_CALLERS {
            self.buckets
                .retain(|_, bucket| now - bucket.at < Duration::from_secs_f64(BURST));
        }
        let bucket = self
            .buckets
            .entry(caller)
            .or_insert(Bucket { left: full, at: now });
        let filled = bucket.left + (now - bucket.at).as_secs_f64() * per_second;
        bucket.left = filled.min(full);
        bucket.at = now;
        if bucket.left < 1.0 {
            return false;
        }
        bucket.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_runs_dry_and_fills_again() {
        let mut callers = Callers::default();
        let now = Instant::now();
        let allowed = (0..100).filter(|_| callers.take(1, 3.0, now)).count();
        assert_eq!(allowed, 30);
        assert!(
            callers.take(2, 3.0, now),
            "another caller has a bucket of its own"
        );
        let later = now + Duration::from_secs(2);
        let allowed = (0..100).filter(|_| callers.take(1, 3.0, later)).count();
        assert_eq!(allowed, 6);
    }

    #[test]
    fn callers_are_forgotten_once_they_are_quiet() {
        let mut callers = Callers::default();
        let now = Instant::now();
        for caller in 0..20_000 {
            callers.take(caller, 1.0, now + Duration::from_millis(caller * 10));
        }
        assert!(callers.buckets.len() <= MAX_CALLERS);
    }
}
