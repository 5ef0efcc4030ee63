//! `avmsdk verify` against sites with one fault each: what is found, to the letter.
//!
//! What each site gives is in `verify/<name>.txt`. `AVMSDK_OVERWRITE=1` writes these anew; read the difference
//! before you keep it.

#[path = "support/schema.rs"]
mod schema;
#[path = "support/server.rs"]
mod server;
#[path = "verify/site.rs"]
mod site;
mod support;
#[path = "support/varnish.rs"]
mod varnish;

use server::{Request, Response, Server};
use site::{Site, is};
use varnish::{Varnish, Vcl};

/// A fault: what becomes of a right answer.
type Fault = fn(&Request, Response) -> Response;

fn check(name: &str, fault: Fault) {
    let site = Site::with(fault);
    let output = site.verify(&["--manifest", "package"]);
    site.assert_printed(name, &output);
}

#[test]
fn a_site_without_fault() {
    check("right", |_, response| response);
}

#[test]
fn files_of_a_wrong_type() {
    check("wrong-type", |request, response| match request.path() {
        path if path.ends_with(".wasm") => is(response, "content-type", "application/octet-stream"),
        path if path.ends_with(".css") => is(response, "content-type", "text/plain"),
        _ => response,
    });
}

#[test]
fn no_cors_headers() {
    check("missing-cors", |_, response| {
        is(response, "access-control-allow-origin", "")
    });
}

#[test]
fn another_origin_is_allowed() {
    check("other-origin", |_, response| {
        is(response, "access-control-allow-origin", "https://other.example")
    });
}

#[test]
fn cors_headers_from_two_hands() {
    check("doubled-cors", |_, response| {
        response.with("access-control-allow-origin", "*")
    });
}

#[test]
fn files_for_one_origin_only() {
    check("corp", |_, response| {
        response.with("cross-origin-resource-policy", "same-origin")
    });
}

#[test]
fn a_loader_of_another_release() {
    check("stale-loader", |request, mut response| {
        if request.path().ends_with("/loader.json") && request.method == "GET" {
            let text = String::from_utf8(site::plain(&response)).unwrap();
            response = site::replace(response, text.replace("1.0.1", "1.0.0").as_bytes(), request);
            return response.with("age", "500");
        }
        response
    });
}

/// Caches keep an object for each encoding, and may forget only one of them.
#[test]
fn a_loader_that_is_stale_only_where_it_is_compressed() {
    check("stale-gzip", |request, response| {
        if request.path().ends_with("/loader.json") && request.header("accept-encoding") == Some("gzip") {
            let text = String::from_utf8(site::plain(&response)).unwrap();
            return site::replace(response, text.replace("1.0.1", "1.0.0").as_bytes(), request);
        }
        response
    });
}

#[test]
fn one_altered_byte() {
    check("altered-byte", |request, response| {
        if request.path().ends_with(".js") {
            let mut bytes = site::plain(&response);
            bytes[7] ^= 1;
            return site::replace(response, &bytes, request);
        }
        response
    });
}

#[test]
fn a_file_that_is_not_there() {
    check("missing-file", |request, response| {
        if request.path().ends_with(".css") {
            return Response::new(404, "<h1>Not found</h1>").with("content-type", "text/html");
        }
        response
    });
}

#[test]
fn no_compression() {
    check("no-compression", |request, response| {
        let bytes = site::plain(&response);
        site::stored(response, &bytes, request)
    });
}

#[test]
fn compressed_for_everyone() {
    check("compressed-for-all", |request, mut response| {
        if request.path().ends_with(".js") {
            response.body = site::gzip(&site::plain(&response));
            return is(response, "content-encoding", "gzip");
        }
        response
    });
}

#[test]
fn an_encoding_that_is_none() {
    check("broken-encoding", |request, response| {
        if request.path().ends_with(".js") && request.header("accept-encoding") == Some("gzip") {
            let bytes = site::plain(&response);
            return is(
                site::stored(response, &bytes, request),
                "content-encoding",
                "gzip",
            );
        }
        response
    });
}

#[test]
fn compression_without_vary() {
    check("no-vary", |_, response| is(response, "vary", ""));
}

#[test]
fn files_kept_too_short_and_too_long() {
    check("wrong-cache-class", |request, response| match request.path() {
        path if path.ends_with(".wasm") || path.ends_with(".css") => {
            is(response, "cache-control", "max-age=60")
        }
        path if path.ends_with("loader.json") => is(response, "cache-control", "max-age=31536000, immutable"),
        _ => is(response, "cache-control", ""),
    });
}

#[test]
fn a_cache_that_gives_out_what_has_expired() {
    check("expired", |request, response| {
        if request.path().ends_with("loader.json") {
            return response.with("age", "4000");
        }
        response
    });
}

#[test]
fn a_page_for_every_address() {
    let site =
        Site::with(|_, _| Response::new(200, "<!doctype html><p>Welcome").with("content-type", "text/html"));
    let output = site.verify(&["--manifest", "package"]);
    site.assert_printed("page-for-all", &output);
}

#[test]
fn a_loader_that_was_never_configured() {
    check("not-configured", |request, response| {
        if request.path().ends_with("/loader.json") && request.method == "GET" {
            let text = format!("{{\"url\":\"{}sdk.js\"}}", support::PLACEHOLDER);
            return site::replace(response, text.as_bytes(), request);
        }
        response
    });
}

/// What a server says must not drive the terminal, nor pass for a line of ours.
#[test]
fn words_of_a_server_stay_words() {
    check("escapes", |request, response| {
        if request.path().ends_with("/loader.json") && request.method == "GET" {
            return site::replace(response, b"\x1b[31mred\nall is well\r\x07", request);
        }
        response
    });
}

#[test]
fn nothing_answers() {
    let site = Site::with(|_, response| response);
    let output = site.run(&[
        "verify",
        "http://127.0.0.1:9/chat/",
        "--origin",
        "https://www.example.com/shop",
    ]);
    site.assert_printed("unreachable", &output);
}

#[test]
fn neither_files_nor_page() {
    let site = Site::with(|_, response| response);
    let output = site.run(&["verify", &format!("{}?query", site.server.url("/chat/core.json"))]);
    site.assert_printed("neither", &output);
}

#[test]
fn without_a_list_the_walk_says_what_it_did_not_check() {
    let site = Site::with(|_, response| response);
    let output = site.verify(&[]);
    site.assert_printed("no-list", &output);
}

#[test]
fn the_record_of_the_current_release_is_the_list() {
    let site = Site::with(|request, response| {
        if request.path().ends_with(".css") && request.method == "GET" {
            return site::replace(response, b"/* other */", request);
        }
        response
    });
    site.publish_record();
    let output = site.verify(&[]);
    site.assert_printed("record", &output);
    let json = site.verify(&["--json"]);
    site.assert_printed("record.json", &json);
    let quiet = site.verify(&["--quiet"]);
    site.assert_printed("record-quiet", &quiet);
}

#[test]
fn a_manifest_for_another_place_is_refused() {
    let site = Site::with(|_, response| response);
    let elsewhere = site.server.url("/other/");
    site.put(
        "/other/loader.json",
        "application/json",
        &format!("{{\"url\":\"{elsewhere}a.js\"}}"),
    );
    let output = site.run(&["verify", &elsewhere, "--manifest", "package"]);
    site.assert_printed("manifest-elsewhere", &output);
}

#[test]
fn pages() {
    let site = Site::with(|request, response| {
        if request.path() == "/blocked" {
            return response.with(
                "content-security-policy",
                "default-src 'self'; script-src 'self' 'unsafe-inline'",
            );
        }
        response
    });
    let snippet = site.snippet();
    site.put(
        "/fine",
        "text/html; charset=utf-8",
        &format!("<head>{snippet}</head>"),
    );
    site.put(
        "/missing",
        "text/html",
        "<head><script src=/menu.js></script></head>",
    );
    site.put(
        "/doubled",
        "text/html",
        &format!("<head>{snippet}</head><body>{snippet}"),
    );
    site.put("/elsewhere", "text/html", &snippet.replace("/chat/", "/old/"));
    site.put("/blocked", "text/html", &snippet);
    site.put("/loads-other", "text/html", &snippet);
    for page in ["fine", "missing", "doubled", "elsewhere", "blocked"] {
        let output = site.run(&[
            "verify",
            &site.server.url(&format!("/{page}")),
            "--manifest",
            "package",
        ]);
        site.assert_printed(&format!("page-{page}"), &output);
    }
}

#[test]
fn the_policies_of_a_page_source_by_source() {
    let site = Site::with(|request, response| match request.path() {
        "/blocked" => response
            .with(
                "content-security-policy",
                "default-src 'self'; script-src 'self' 'unsafe-inline'",
            )
            .with("content-security-policy-report-only", "default-src 'none'"),
        "/nonce" => response.with(
            "content-security-policy",
            "script-src 'self' 'nonce-r4nd0m' https://*.smooch.io",
        ),
        _ => response,
    });
    let nonce = site.snippet().replace("<script", "<script nonce=r4nd0m");
    let tag = "<meta http-equiv=Content-Security-Policy content=\"img-src 'none'\">";
    site.put("/blocked", "text/html", &format!("{tag}{}", site.snippet()));
    site.put("/nonce", "text/html", &nonce);
    for page in ["blocked", "nonce"] {
        let args = [
            "csp",
            "--source",
            "sdk",
            "--check",
            &site.server.url(&format!("/{page}")),
        ];
        site.assert_printed(&format!("csp-check-{page}"), &site.run(&args));
    }
    let args = ["csp", "--check", &site.server.url("/chat/loader.json")];
    site.assert_printed("csp-check-no-page", &site.run(&args));
    let args = [
        "csp",
        "--source",
        "sdk",
        "--json",
        "--check",
        &site.server.url("/nonce"),
    ];
    site.assert_printed("csp-check.json", &site.run(&args));
    // What it should send instead, each policy as it comes now.
    let url = site.server.url("/blocked");
    let merge = ["csp", "--source", "sdk", "--merge", &url];
    site.assert_printed("csp-merge-blocked", &site.run(&merge));
    let url = site.server.url("/nonce");
    let merge = ["csp", "--source", "sdk", "--merge", &url];
    site.assert_printed("csp-merge-nonce", &site.run(&merge));
}

#[test]
fn http_on_a_page_by_https() {
    let site = Site::with_tls();
    let output = site.run(&["verify", &format!("https://localhost:{}/chat/", site.server.port)]);
    site.assert_printed("mixed-content", &output);
}

#[test]
fn a_certificate_that_nobody_knows() {
    let site = Site::with_tls();
    let mut command = site.command(&["verify", &format!("https://localhost:{}/chat/", site.server.port)]);
    let output = command.env_remove("SSL_CERT_FILE").output().unwrap();
    site.assert_printed("certificate", &output);
}

/// Storage that sends CORS headers only to those who send `Origin`, before a cache that forgets `Vary`: whoever
/// comes first decides for all. The twin that keeps `Vary` is fine.
#[test]
fn the_order_of_requests_that_poisons_a_cache() {
    for (vcl, name) in [
        (Vcl::WithoutVary, "poisoned-cache"),
        (Vcl::Plain, "cache-with-vary"),
    ] {
        let site = Site::with(|request, response| {
            let response = is(response, "vary", "Accept-Encoding, Origin");
            if request.header("origin").is_none() {
                return is(response, "access-control-allow-origin", "");
            }
            response
        });
        let Some(cache) = Varnish::start(vcl, site.server.port) else {
            return;
        };
        site.configure(&cache.url("/chat/"));
        let output = site.run(&["verify", &cache.url("/chat/"), "--manifest", "package"]);
        site.assert_printed(name, &output);
    }
}

#[test]
fn what_cannot_be_asked() {
    let site = Site::with(|_, response| response);
    for (name, args) in [
        ("refused-nothing", &["verify"][..]),
        ("refused-scheme", &["verify", "ftp://cdn.acme.org/"]),
        ("refused-url", &["verify", "cdn.acme.org"]),
        ("refused-secret", &["verify", "https://me:secret@cdn.acme.org/"]),
        (
            "refused-origin",
            &["verify", "https://cdn.acme.org/", "--origin", "acme"],
        ),
        (
            "refused-manifest",
            &["verify", "https://cdn.acme.org/", "--manifest", "nowhere"],
        ),
    ] {
        let output = site.run(args);
        assert!(!String::from_utf8_lossy(&output.stderr).contains("secret@"));
        site.assert_printed(name, &output);
    }
}

#[test]
fn a_server_keeps_its_log() {
    // The harness itself: requests for one file come in the order that shows a poisoned cache.
    let site = Site::with(|_, response| response);
    site.verify(&["--manifest", "package"]);
    let asked: Vec<Request> = site.server.asked();
    let wasm: Vec<Option<&str>> = asked
        .iter()
        .filter(|request| request.path().ends_with(".css"))
        .map(|request| request.header("origin"))
        .collect();
    assert_eq!(wasm[0], None);
    assert_eq!(wasm[1..], [Some("https://site.example"); 3]);
    let _: &Server = &site.server;
}
