//! Uploads by visitors, attachments of the business, and how both are served.

use crate::realtime::Socket;
use crate::service::{APP, KEY, Service, Visitor, client, object};
use avmsdk_sandbox::{Data, Site};
use futures_util::stream;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;

/// The smallest picture: one grey point.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82";
const LIMIT: usize = 26_214_400;

/// A service whose files can be looked at.
async fn service() -> (Service, TempDir) {
    let home = tempfile::tempdir().unwrap();
    let data = Data::File(home.path().join("s.db"));
    (Service::with(Site::default(), &data).await, home)
}

/// The names of what is kept, descriptions and unfinished files included.
fn kept(home: &TempDir) -> Vec<String> {
    let listing = std::fs::read_dir(home.path().join("s.db.files"));
    let names = listing.into_iter().flatten();
    names
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn virus() -> Vec<u8> {
    // In parts, so that no scanner stops at this file.
    [
        "X5O!P%@AP[4\\PZX54(P^)7CC)7}",
        "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ]
    .concat()
    .into_bytes()
}

fn source(bytes: impl Into<Body>, name: &str, media_type: &str) -> Part {
    Part::stream(bytes.into())
        .file_name(name.to_owned())
        .mime_str(media_type)
        .unwrap()
}

fn author(visitor: &Visitor<'_>) -> String {
    json!({ "role": "appUser", "appUserId": visitor.id, "client": client(), "sessionId": "s1" }).to_string()
}

fn request(visitor: &Visitor<'_>) -> RequestBuilder {
    let path = format!("/sdk/apps/{APP}{}", visitor.path("/files"));
    visitor
        .service
        .request(Method::POST, &path)
        .basic_auth(&visitor.id, Some(&visitor.token))
}

async fn send(visitor: &Visitor<'_>, source: Part) -> Response {
    let form = Form::new().text("author", author(visitor)).part("source", source);
    request(visitor).multipart(form).send().await.unwrap()
}

async fn error(response: Response, status: u16) -> String {
    assert_eq!(response.status(), status);
    object(response).await["error"]["code"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn a_picture_comes_back_as_it_was() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let (mut sender, mut other_tab) = (Socket::open(&service).await, Socket::open(&service).await);
    sender.join(&visitor).await;
    other_tab.join(&visitor).await;
    // In any order, with parts that nobody knows.
    let form = Form::new()
        .text("unknown", "x")
        .part("source", source(PNG, "my photo – é.png", "image/png"))
        .text("message", r#"{"metadata":{"order":7},"text":"no"}"#)
        .text("author", author(&visitor));
    let response = request(&visitor).multipart(form).send().await.unwrap();
    assert_eq!(response.status(), 201);
    let answer = object(response).await;
    assert_eq!(answer.as_object().unwrap().len(), 1);
    for socket in [&mut sender, &mut other_tab] {
        let event = socket.event().await;
        let message = &event["message"];
        assert_eq!(event["type"], "message");
        assert_eq!(event["conversation"]["_id"], visitor.conversation);
        assert_eq!(message["_id"], answer["messageId"]);
        assert_eq!(
            message["source"],
            json!({ "type": "web", "id": client()["id"], "integrationId": client()["integrationId"], "sessionId": "s1" })
        );
        for (name, wanted) in [
            ("type", json!("image")),
            ("role", json!("appUser")),
            ("authorId", json!(visitor.id)),
            ("mediaType", json!("image/png")),
            ("mediaSize", json!(PNG.len())),
            ("metadata", json!({ "order": 7 })),
        ] {
            assert_eq!(message[name], wanted, "{name}");
        }
        assert!(message.get("text").is_none());
        let url = message["mediaUrl"].as_str().unwrap();
        let base = format!(
            "{}/media/apps/{APP}/conversations/{}/",
            service.origin, visitor.conversation
        );
        assert!(url.starts_with(&base), "{url}");
        assert!(url.ends_with("/my%20photo%20%E2%80%93%20%C3%A9.png"), "{url}");
        let response = service.http.get(url).send().await.unwrap();
        assert_eq!(response.status(), 200);
        for (name, value) in [
            ("content-type", "image/png"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("access-control-allow-origin", "*"),
            ("cache-control", "public, max-age=31536000, immutable"),
            (
                "content-disposition",
                "inline; filename=\"my photo _ _.png\"; filename*=UTF-8''my%20photo%20%E2%80%93%20%C3%A9%2Epng",
            ),
        ] {
            assert_eq!(response.headers()[name], value, "{name}");
        }
        assert_eq!(response.bytes().await.unwrap(), PNG);
    }
    assert_eq!(kept(&home).len(), 2);
    // It is in the history, too.
    let history = object(visitor.get(&visitor.path("/messages")).await).await;
    assert_eq!(history["messages"][0]["_id"], answer["messageId"]);
}

async fn url_of(visitor: &Visitor<'_>, part: Part) -> String {
    let response = send(visitor, part).await;
    assert_eq!(response.status(), 201);
    let id = object(response).await["messageId"].take();
    let history = object(visitor.get(&visitor.path("/messages")).await).await;
    let messages = history["messages"].as_array().unwrap();
    let message = messages.iter().find(|message| message["_id"] == id).unwrap();
    message["mediaUrl"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn nothing_that_a_stranger_sends_can_run_here() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let svg = r#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    for (name, body, served) in [
        ("a.svg", svg, "application/octet-stream"),
        ("a.xml", svg, "application/octet-stream"),
        ("a.pdf", "%PDF-1.7", "application/pdf"),
        ("a.txt", "see <html>", "text/plain"),
    ] {
        let url = url_of(&visitor, source(body, name, "text/html")).await;
        let response = service.http.get(&url).send().await.unwrap();
        let headers = response.headers();
        assert_eq!(headers["content-type"], served, "{name}");
        assert!(
            headers["content-disposition"]
                .to_str()
                .unwrap()
                .starts_with("attachment; "),
            "{name}"
        );
        assert_eq!(headers["content-security-policy"], "sandbox; default-src 'none'");
        assert_eq!(headers["x-content-type-options"], "nosniff");
    }
}

#[tokio::test]
async fn what_is_refused_leaves_no_file_and_no_message() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let other = service.visitor().await;
    for (name, body, status, code) in [
        ("a.exe", b"x".to_vec(), 415, "unsupported_media_type"),
        ("a.html", b"x".to_vec(), 415, "unsupported_media_type"),
        ("a.png", b"MZ\x90\0".to_vec(), 415, "unsupported_media_type"),
        (
            "a.txt",
            b" <!DOCTYPE html><p>".to_vec(),
            415,
            "unsupported_media_type",
        ),
        ("a.txt", virus(), 400, "virus_detected"),
        ("a.txt", Vec::new(), 400, "bad_request"),
    ] {
        let response = send(&visitor, source(body, name, "image/png")).await;
        assert_eq!(error(response, status).await, code, "{name}");
    }
    let png = || source(PNG, "a.png", "image/png");
    let with = |author: &str, message: &str| {
        let form = Form::new()
            .text("author", author.to_owned())
            .part("source", png());
        request(&visitor).multipart(form.text("message", message.to_owned()))
    };
    let own = author(&visitor);
    for request in [
        request(&visitor).multipart(Form::new().part("source", png())),
        request(&visitor).multipart(Form::new().text("author", own.clone())),
        with("{", "{}"),
        with("{}", "{}"),
        with(&author(&other), "{}"),
        with(&own, "{"),
        with(&own, r#"{"metadata":7}"#),
        request(&visitor).body("x"),
        request(&visitor)
            .header("content-type", "multipart/form-data; boundary=b")
            .body("x"),
        request(&visitor)
            .header("content-type", "multipart/form-data; boundary=b")
            .body("--b\r\ncontent-disposition: form-data; name=\"source\"; filename=\"a.png\"\r\n\r\nhalf"),
    ] {
        assert_eq!(error(request.send().await.unwrap(), 400).await, "bad_request");
    }
    let large = with(&own, &" ".repeat(70_000)).send().await.unwrap();
    assert_eq!(error(large, 413).await, "payload_too_large");
    let form = || Form::new().text("author", own.clone()).part("source", png());
    let path = |whose: &Visitor<'_>| format!("/sdk/apps/{APP}{}", whose.path("/files"));
    let nobody = service.request(Method::POST, &path(&visitor)).multipart(form());
    assert_eq!(nobody.send().await.unwrap().status(), 401);
    let elsewhere = service
        .request(Method::POST, &path(&other))
        .basic_auth(&visitor.id, Some(&visitor.token))
        .multipart(form());
    assert_eq!(
        error(elsewhere.send().await.unwrap(), 404).await,
        "conversation_not_found"
    );
    assert_eq!(kept(&home), [""; 0]);
    let history = object(visitor.get(&visitor.path("/messages")).await).await;
    assert_eq!(history["messages"], json!([]));
}

/// A body of so many bytes that comes in pieces, its length unknown.
fn streamed(size: usize) -> Body {
    const PIECE: usize = 100_000;
    let pieces = (0..size.div_ceil(PIECE)).map(move |piece| {
        let length = PIECE.min(size - piece * PIECE);
        Ok::<_, std::io::Error>(vec![u8::try_from(piece % 251).unwrap(); length])
    });
    Body::wrap_stream(stream::iter(pieces))
}

#[tokio::test]
async fn the_largest_file_is_taken_and_one_byte_more_is_not() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let url = url_of(&visitor, source(streamed(LIMIT), "a.mp4", "video/mp4")).await;
    let range = |asked: &'static str| service.http.get(&url).header("range", asked);
    let part = range("bytes=100000-100003").send().await.unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(
        part.headers()["content-range"],
        format!("bytes 100000-100003/{LIMIT}")
    );
    assert_eq!(part.bytes().await.unwrap(), [1; 4].as_slice());
    let last = range("bytes=-1").send().await.unwrap();
    assert_eq!(last.bytes().await.unwrap().len(), 1);
    let beyond = range("bytes=26214400-").send().await.unwrap();
    assert_eq!(beyond.status(), 416);
    let whole = service.http.get(&url).send().await.unwrap();
    assert_eq!(whole.headers()["content-length"], LIMIT.to_string());
    assert_eq!(whole.bytes().await.unwrap().len(), LIMIT);

    let response = send(&visitor, source(streamed(LIMIT + 1), "b.mp4", "video/mp4")).await;
    assert_eq!(error(response, 413).await, "payload_too_large");
    assert_eq!(kept(&home).len(), 2);
}

#[tokio::test]
async fn a_virus_in_an_archive_is_found_later() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    let response = send(&visitor, source(virus(), "a.zip", "application/zip")).await;
    assert_eq!(response.status(), 201);
    let id = object(response).await["messageId"].take();
    let wanted = json!({
        "type": "upload:failed", "conversation": { "_id": visitor.conversation },
        "data": { "messageId": id }, "err": { "status": 400, "code": "virus_detected" },
    });
    assert_eq!(socket.event().await, wanted);
    assert!(socket.is_silent().await);
    let history = object(visitor.get(&visitor.path("/messages")).await).await;
    assert_eq!(history["messages"], json!([]));
    assert_eq!(kept(&home), [""; 0]);
}

#[tokio::test]
async fn an_upload_that_is_broken_off_leaves_nothing() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let address = service.origin.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let request = request(&visitor).build().unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {address}\r\nauthorization: {}\r\ncontent-length: 1000000\r\ncontent-type: multipart/form-data; boundary=b\r\n\r\n--b\r\ncontent-disposition: form-data; name=\"source\"; filename=\"a.png\"\r\n\r\n{}",
        request.url().path(),
        request.headers()["authorization"].to_str().unwrap(),
        "x".repeat(200_000),
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    until(|| kept(&home).iter().any(|name| name.ends_with(".part"))).await;
    drop(stream);
    until(|| kept(&home).is_empty()).await;
}

/// Lets the service work until something has come about.
async fn until(mut has_come: impl FnMut() -> bool) {
    while !has_come() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn many_at_once() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let send = async |number: usize| {
        let body = format!("{number:0>60000}");
        let url = url_of(&visitor, source(body.clone(), "same.txt", "text/plain")).await;
        assert_eq!(
            service.http.get(&url).send().await.unwrap().text().await.unwrap(),
            body
        );
        url
    };
    let mut urls = futures_util::future::join_all((0..12).map(send)).await;
    urls.sort();
    urls.dedup();
    assert_eq!((urls.len(), kept(&home).len()), (12, 24));
    object(service.post("/sandbox/reset", &json!({})).await).await;
    assert_eq!(service.http.get(&urls[0]).send().await.unwrap().status(), 404);
    assert_eq!(kept(&home), [""; 0]);
}

/// Asks for a path as it stands, which no well-behaved client would send.
async fn status_of(service: &Service, path: &str) -> String {
    use tokio::io::AsyncReadExt as _;
    let address = service.origin.strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[tokio::test]
async fn no_path_leads_elsewhere() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let url = url_of(&visitor, source("text", "a b.txt", "text/plain")).await;
    let path = url.strip_prefix(&service.origin).unwrap();
    assert_eq!(status_of(&service, path).await, "200");
    assert_eq!(status_of(&service, &format!("{path}?x=1")).await, "200");
    let (folder, name) = path.rsplit_once('/').unwrap();
    let id = folder.rsplit('/').next().unwrap();
    let long = "x".repeat(5000);
    let disk = home.path().join("s.db").display().to_string();
    for trick in [
        format!("{folder}/{name}x"),
        format!("{folder}/"),
        folder.to_owned(),
        format!("{folder}/{name}/"),
        format!("{folder}/../{id}/{name}"),
        format!("{folder}/%2e%2e/{id}/{name}"),
        format!("{folder}/..%2f{name}"),
        format!("{folder}%2f{name}"),
        format!("{folder}/{name}%00"),
        format!("{folder}/%00"),
        format!("{folder}\\{name}"),
        format!("{folder}/..%5c..%5cs.db"),
        format!("{folder}/%ff"),
        format!("{folder}/{long}"),
        format!("/media/{id}/{name}"),
        format!("/media/apps/{APP}/{id}/{name}"),
        format!("/media/apps/{APP}/conversations/5f0000000000000000000000/{id}/{name}"),
        format!("/media/{disk}"),
        "/media/%2e%2e/%2e%2e/%2e%2e/etc/passwd".to_owned(),
        format!(
            "/media/apps/{APP}/conversations/{}/{id}.json/{name}",
            visitor.conversation
        ),
        "/media/".to_owned(),
        "/media".to_owned(),
        "/media//".to_owned(),
        "/media/%E2%80%AE".to_owned(),
    ] {
        let status = status_of(&service, &trick).await;
        // What is no URI at all need not be looked for.
        let wanted: &[&str] = if trick.contains('\\') {
            &["404", "400"]
        } else {
            &["404"]
        };
        assert!(wanted.contains(&status.as_str()), "{status} {trick}");
    }
    let posted = service.request(Method::POST, path).send().await.unwrap();
    assert_eq!(posted.status(), 405);
}

#[tokio::test]
async fn names_are_shown_and_never_used() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    for (name, last) in [
        ("../../../evil.txt", "evil.txt"),
        ("..\\evil.txt", "evil.txt"),
        ("inv\u{202e}txt.pdf", "invtxt.pdf"),
        ("blob", "blob.png"),
        (
            &format!("{}.png", "x".repeat(200)),
            &format!("{}.png", "x".repeat(116)),
        ),
    ] {
        let url = url_of(&visitor, source(PNG, name, "image/png")).await;
        assert_eq!(url.rsplit('/').next().unwrap(), last, "{name}");
        assert_eq!(
            service.http.get(&url).send().await.unwrap().status(),
            200,
            "{name}"
        );
    }
    for name in kept(&home) {
        assert!(
            name.trim_end_matches(".json")
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit()),
            "{name}"
        );
    }
    assert!(!Path::new("/evil.txt").exists() && !home.path().join("evil.txt").exists());
}

#[tokio::test]
async fn files_outlive_a_restart() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let url = url_of(&visitor, source(PNG, "a.png", "image/png")).await;
    let path = url.strip_prefix(&service.origin).unwrap().to_owned();
    service.stop().await;
    let data = Data::File(home.path().join("s.db"));
    let service = Service::with(Site::default(), &data).await;
    assert_eq!(service.get(&path).await.bytes().await.unwrap(), PNG);
}

#[tokio::test]
async fn a_file_stays_when_its_conversation_is_merged_and_goes_with_the_other() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let url = url_of(&visitor, source(PNG, "a.png", "image/png")).await;
    let path = url.strip_prefix(&service.origin).unwrap().to_owned();
    let jwt = object(service.post("/sandbox/jwt", &json!({ "userId": "bea" })).await).await;
    let send = async |rest: &str, body: Value| {
        let path = format!("/sdk/v2/apps/{APP}{rest}");
        let request = service.request(Method::POST, &path);
        let request = request.bearer_auth(jwt["jwt"].as_str().unwrap());
        let response = request.body(body.to_string()).send().await.unwrap();
        assert!(response.status().is_success(), "{rest}");
    };
    send(
        "/appusers",
        json!({ "userId": "bea", "client": client(), "intent": "x" }),
    )
    .await;
    let login = json!({ "userId": "bea", "appUserId": visitor.id, "sessionToken": visitor.token, "client": client() });
    send("/login", login).await;
    assert_eq!(service.get(&path).await.bytes().await.unwrap(), PNG);
    service.stop().await;
    let data = Data::File(home.path().join("s.db"));
    let service = Service::with(Site::default(), &data).await;
    assert_eq!(service.get(&path).await.bytes().await.unwrap(), PNG);
    assert_eq!(
        service
            .business(Method::DELETE, "/users/bea", None)
            .await
            .status(),
        200
    );
    assert_eq!(service.get(&path).await.status(), 404);
    assert_eq!(kept(&home), Vec::<String>::new());
}

async fn attach(service: &Service, query: &str, source: Part) -> Response {
    let path = format!("/v2/apps/{APP}/attachments{query}");
    let request = service
        .request(Method::POST, &path)
        .basic_auth(KEY.0, Some(KEY.1));
    let form = Form::new().part("source", source);
    request.multipart(form).send().await.unwrap()
}

fn refused(answer: &Value) -> &str {
    answer["errors"][0]["code"].as_str().unwrap()
}

#[tokio::test]
async fn the_business_uploads_and_removes() {
    let (service, home) = service().await;
    let visitor = service.visitor().await;
    let png = || source(PNG, "a.png", "image/png");
    let of_conversation = format!(
        "?access=public&for=message&conversationId={}",
        visitor.conversation
    );
    for query in ["?access=public", &of_conversation] {
        let response = attach(&service, query, png()).await;
        assert_eq!(response.status(), 201);
        let answer = object(response).await;
        let url = answer["attachment"]["mediaUrl"].as_str().unwrap().to_owned();
        assert_eq!(
            answer,
            json!({ "attachment": { "mediaUrl": url, "mediaType": "image/png" } })
        );
        let fetched = service.http.get(&url).send().await.unwrap();
        assert_eq!(fetched.bytes().await.unwrap(), PNG);
        let body = json!({ "mediaUrl": url });
        let remove = || service.business(Method::POST, "/attachments/remove", Some(&body));
        let removed = remove().await;
        assert_eq!(
            (removed.status().as_u16(), object(removed).await),
            (200, json!({}))
        );
        assert_eq!(service.http.get(&url).send().await.unwrap().status(), 404);
        let again = remove().await;
        assert_eq!(again.status(), 404);
        assert_eq!(refused(&object(again).await), "attachment_not_found");
    }
    let none = "?access=public&conversationId=5f0000000000000000000000";
    for (query, source, status, code) in [
        ("", png(), 400, "bad_request"),
        ("?access=private", png(), 400, "bad_request"),
        ("?access=public&for=x", png(), 400, "bad_request"),
        (none, png(), 404, "conversation_not_found"),
        (
            "?access=public",
            source("x", "a.exe", "image/png"),
            415,
            "unsupported_media_type",
        ),
        (
            "?access=public",
            source(virus(), "a.zip", "image/png"),
            400,
            "virus_detected",
        ),
    ] {
        let response = attach(&service, query, source).await;
        assert_eq!(response.status(), status, "{query}");
        assert_eq!(refused(&object(response).await), code, "{query}");
    }
    for body in [json!({}), json!({ "mediaUrl": 7 })] {
        let response = service
            .business(Method::POST, "/attachments/remove", Some(&body))
            .await;
        assert_eq!(response.status(), 400);
    }
    let path = format!("/v2/apps/{APP}/attachments?access=public");
    let form = Form::new().part("source", png());
    let nobody = service
        .request(Method::POST, &path)
        .multipart(form)
        .send()
        .await
        .unwrap();
    assert_eq!(nobody.status(), 401);
    let path = format!("/v2/apps/{APP}/attachments/remove");
    assert_eq!(
        service.post(&path, &json!({ "mediaUrl": "x" })).await.status(),
        401
    );
    assert_eq!(kept(&home), [""; 0]);
}
