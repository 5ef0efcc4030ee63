//! What Fastly and Cloudflare are sent, to the header, and what their refusals become. The shapes are those of
//! their documentation, which `fastly.rs` and `cloudflare.rs` name.

use super::call::call;
use super::{Caller, cloudflare, fastly};
use crate::failure::Failure;
use crate::verify::Client;
use std::future::Future;
use std::time::Duration;

use crate::cdn::server::{Request, Response, Server};

const URLS: [&str; 2] = [
    "https://cdn.acme.org/chat/loader.json",
    "https://cdn.acme.org/chat/a%20b.js",
];

fn urls() -> Vec<String> {
    URLS.map(str::to_owned).to_vec()
}

fn run<T>(work: impl AsyncFnOnce(&Caller<'_>) -> T) -> T {
    let client = Client::new().unwrap();
    let caller = Caller {
        http: client.calls(),
        aws_profile: None,
        within: Duration::from_secs(5),
    };
    block_on(work(&caller))
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(work)
}

fn shape(request: &Request, names: &[&str]) -> String {
    let mut shape = format!("{} {}", request.method, request.target);
    for name in names {
        shape += &format!("\n{name}: {}", request.header(name).unwrap_or("none"));
    }
    if !request.body.is_empty() {
        shape += &format!("\n\n{}", request.body);
    }
    shape
}

fn why(failure: &Failure) -> String {
    std::error::Error::source(failure).unwrap().to_string()
}

fn purge_fastly(server: &Server) -> Result<String, Failure> {
    let api = server.url("");
    run(async |caller| fastly::invalidate_as(caller, &api, "s3cret", "SU1Z0", &urls(), &mut |_| {}).await)
}

fn purge_cloudflare(server: &Server, urls: &[String]) -> Result<String, Failure> {
    let api = server.url("/client/v4");
    run(async |caller| cloudflare::invalidate_as(caller, &api, "s3cret", "023e105f", urls, &mut |_| {}).await)
}

#[test]
fn fastly_is_asked_for_each_address() {
    let server = Server::start(|request| {
        if request.method == "GET" {
            Response::new(200, r#"{"id":"SU1Z0"}"#)
        } else {
            Response::new(200, r#"{"status":"ok","id":"108-1391560174-974124"}"#)
        }
    });
    assert_eq!(purge_fastly(&server).unwrap(), "Fastly, service SU1Z0");
    let names = ["fastly-key", "accept", "content-length"];
    let shapes: Vec<String> = server.asked().iter().map(|one| shape(one, &names)).collect();
    assert_eq!(
        shapes,
        [
            "GET /service/SU1Z0\nfastly-key: s3cret\naccept: application/json\ncontent-length: none",
            "POST /purge/cdn.acme.org/chat/loader.json\nfastly-key: s3cret\naccept: application/json\ncontent-length: 0",
            "POST /purge/cdn.acme.org/chat/a%20b.js\nfastly-key: s3cret\naccept: application/json\ncontent-length: 0",
        ]
    );
}

#[test]
fn an_answer_that_does_not_end_is_not_waited_for() {
    let server = Server::start(|_| Response::new(200, "x".repeat(8 << 20)));
    let reply = run(async |caller| call("Fastly", caller.http.get(server.url("/"))).await);
    assert_eq!(reply.unwrap().text.len(), 1 << 20);
}

#[test]
fn what_fastly_refuses_is_said() {
    let unknown = Server::start(|_| Response::new(404, r#"{"msg":"Record not found"}"#));
    let failure = purge_fastly(&unknown).unwrap_err();
    assert_eq!(
        (failure.code(), why(&failure).as_str()),
        ("cdn-refused", "there is no service `SU1Z0`")
    );
    let denied = Server::start(|request| {
        if request.method == "GET" {
            // A token that may only purge.
            Response::new(403, r#"{"msg":"You are not authorized to perform this action"}"#)
        } else {
            Response::new(401, r#"{"msg":"Provided credentials are missing or invalid"}"#)
        }
    });
    let why = why(&purge_fastly(&denied).unwrap_err());
    assert_eq!(
        why,
        "it answers with status 401 Unauthorized: Provided credentials are missing or invalid; look at FASTLY_API_TOKEN (scope `purge_select`)"
    );
    assert!(!why.contains("s3cret"));
    let odd = Server::start(|_| Response::new(200, "<html>"));
    assert!(purge_fastly(&odd).is_err());
}

#[test]
fn cloudflare_is_given_all_addresses_at_once() {
    let server = Server::start(|_| {
        Response::new(
            200,
            r#"{"success":true,"errors":[],"messages":[],"result":{"id":"023e"}}"#,
        )
    });
    assert_eq!(
        purge_cloudflare(&server, &urls()).unwrap(),
        "Cloudflare, zone 023e105f"
    );
    let shapes: Vec<String> = server
        .asked()
        .iter()
        .map(|one| shape(one, &["authorization", "content-type"]))
        .collect();
    assert_eq!(
        shapes,
        ["POST /client/v4/zones/023e105f/purge_cache\n\
          authorization: Bearer s3cret\n\
          content-type: application/json\n\n\
          {\"files\":[\"https://cdn.acme.org/chat/loader.json\",\"https://cdn.acme.org/chat/a%20b.js\"]}"]
    );
    let many: Vec<String> = (0..31)
        .map(|number| format!("https://cdn.acme.org/{number}"))
        .collect();
    purge_cloudflare(&server, &many).unwrap();
    assert_eq!(server.asked().len(), 3);
}

#[test]
fn what_cloudflare_refuses_is_said() {
    let denied = Server::start(|_| {
        Response::new(
            403,
            r#"{"success":false,"errors":[{"code":10000,"message":"Authentication error"}]}"#,
        )
    });
    let why_denied = why(&purge_cloudflare(&denied, &urls()).unwrap_err());
    assert_eq!(
        why_denied,
        "it answers with status 403 Forbidden: Authentication error (10000); look at CLOUDFLARE_API_TOKEN (permission `Cache Purge` for this zone)"
    );
    // 200 alone is no success.
    let no = Server::start(|_| {
        Response::new(
            200,
            r#"{"success":false,"errors":[{"code":1012,"message":"bad url"}]}"#,
        )
    });
    assert!(why(&purge_cloudflare(&no, &urls()).unwrap_err()).contains("bad url (1012)"));
}

#[test]
fn a_token_goes_nowhere_else() {
    let elsewhere = Server::start(|_| Response::new(200, r#"{"status":"ok"}"#));
    let other = elsewhere.url("/");
    let server = Server::start(move |_| Response::new(307, "").with("location", &other));
    assert!(purge_fastly(&server).is_err());
    assert!(purge_cloudflare(&server, &urls()).is_err());
    assert_eq!(elsewhere.asked().len(), 0);
}

#[test]
fn a_busy_server_is_asked_again() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(
        move |_| match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => Response::new(503, "").with("retry-after", "0"),
            1 => Response::new(429, "").with("retry-after", "0"),
            _ => Response::new(200, r#"{"success":true}"#),
        },
    );
    purge_cloudflare(&server, &urls()).unwrap();
    assert_eq!(server.asked().len(), 3);
}
