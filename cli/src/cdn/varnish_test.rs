//! A real Varnish before a plain origin: readers get the old file until it is purged, then the new one.

use super::server::{Response, Server};
use super::{Caller, Cdn};
use crate::verify::{
    Client,
    prove::{Patience, prove},
};
use avmsdk_core::PublicPath;
use avmsdk_core::package::{Class, Kind, PackageName, PackagePath};
use avmsdk_core::release::{ETag, ReleaseFile, ReleaseRecord, Sha256, Timestamp};
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[path = "../../tests/support/varnish.rs"]
mod varnish;
use varnish::{Varnish, Vcl};

/// The release that a public path would have with this `loader.json`.
fn record(path: &PublicPath, entry: &str) -> ReleaseRecord {
    let file = ReleaseFile {
        key: PackagePath::parse("loader.json").unwrap(),
        class: Class::Entry,
        size: entry.len() as u64,
        sha256: Sha256::of(entry.as_bytes()),
        etag: ETag::of(entry.as_bytes()),
        content_type: "application/json".to_owned(),
        cache_control: "max-age=3600".to_owned(),
        encoding: None,
        encoded_size: None,
    };
    let name = PackageName {
        kind: Kind::Ours,
        version: None,
    };
    ReleaseRecord::new(
        Timestamp::from_unix(0),
        None,
        path.clone(),
        name,
        entry.to_owned(),
        vec![file],
    )
}

#[test]
fn readers_get_the_new_release_after_the_purge_and_not_before() {
    let entry = Arc::new(Mutex::new(String::new()));
    let served = Arc::clone(&entry);
    let origin = Server::start(move |_| {
        Response::new(200, served.lock().unwrap().clone())
            .with("content-type", "application/json")
            .with("cache-control", "max-age=3600")
            .with("access-control-allow-origin", "*")
    });
    let Some(varnish) = Varnish::start(Vcl::Plain, origin.port) else {
        return;
    };
    let path = PublicPath::parse(&varnish.url("/chat/")).unwrap();
    let loader = |release: &str| format!("{{\"url\":\"{path}host.{release}.js\"}}");
    let (old, new) = (loader("old"), loader("new"));
    let client = Client::new().unwrap();
    let look = |wanted: &str, within: u64| {
        let patience = Patience {
            every: Duration::from_millis(200),
            within: Duration::from_millis(within),
        };
        let record = record(&path, wanted);
        let (client, path) = (&client, &path);
        async move {
            let mut looks = 0;
            let proof = prove(client, path, &record, &[], None, patience, &mut |_| looks += 1).await;
            (proof.unwrap(), looks)
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        *entry.lock().unwrap() = old.clone();
        assert!(look(&old, 500).await.0.is_visible);
        *entry.lock().unwrap() = new.clone();
        let (proof, looks) = look(&new, 700).await;
        assert!(!proof.is_visible && looks > 0, "the cache kept nothing");

        let cdn: Cdn = format!("purge:{}", varnish.url("")).parse().unwrap();
        let caller = Caller {
            http: client.calls(),
            aws_profile: None,
            within: Duration::from_secs(5),
        };
        let urls = [format!("{path}loader.json")];
        let done = cdn.invalidate(&caller, "r", &urls, &mut |_| {}).await.unwrap();
        assert_eq!(done.unwrap().by, format!("PURGE at {}", varnish.url("/")));
        assert!(look(&new, 5_000).await.0.is_visible);
    });
}

#[test]
fn a_server_that_does_not_purge_says_so() {
    let server = Server::start(|_| Response::new(405, ""));
    let cdn: Cdn = format!("purge:{}", server.url("")).parse().unwrap();
    let client = Client::new().unwrap();
    let caller = Caller {
        http: client.calls(),
        aws_profile: None,
        within: Duration::from_secs(5),
    };
    let urls = ["https://cdn.acme.org/chat/loader.json".to_owned()];
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let refusal = runtime
        .block_on(cdn.invalidate(&caller, "r", &urls, &mut |_| {}))
        .unwrap_err();
    assert_eq!(refusal.code(), "cdn-refused");
    let asked = server.asked();
    assert_eq!(asked[0].target, "/chat/loader.json");
    assert_eq!(
        (asked[0].method.as_str(), asked[0].header("host")),
        ("PURGE", Some("cdn.acme.org"))
    );
}
