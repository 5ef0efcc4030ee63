//! Clients that are slow, broken or too many: each gets its error, and the others go on being served.

use crate::realtime::{Socket, connect, handshake, subscribe};
use crate::service::{APP, KEY, Service, client, object};
use avmsdk_sandbox::{Data, Limits, Sandbox, Site};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data as Kind, OpCode};
use tokio_tungstenite::tungstenite::{Bytes, Message};

async fn limited(limits: Limits) -> Service {
    let sandbox = Sandbox::open(&Data::Memory).unwrap().with_limits(limits);
    Service::of(sandbox, Site::default()).await
}

/// Whether a visitor can still come, write, and hear.
async fn serves(service: &Service) {
    let visitor = service.visitor().await;
    let mut socket = Socket::open(service).await;
    socket.join(&visitor).await;
    visitor.hear("still here").await;
    assert_eq!(socket.event().await["message"]["text"], "still here");
}

#[tokio::test]
async fn a_wrong_method_is_told_in_json() {
    let service = Service::start().await;
    for path in [
        format!("/sdk/v2/apps/{APP}/appusers"),
        format!("/sdk/v2/apps/{APP}/login"),
        format!("/sdk/apps/{APP}/locationmap"),
        "/sandbox/faults".to_owned(),
    ] {
        let response = service.request(Method::PATCH, &path).send().await.unwrap();
        assert_eq!(response.status(), 405, "{path}");
        assert!(response.headers().contains_key("allow"), "{path}");
        assert_eq!(
            object(response).await["error"]["code"],
            "method_not_allowed",
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_in_the_words_of_its_api() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let deep = |opening: &str, depth: usize| opening.repeat(depth).into_bytes();
    let bodies: [(Vec<u8>, u16); 10] = [
        (b"\xff\xfe{}".to_vec(), 400),
        (b"{\"message\":\"\x00\"}".to_vec(), 400),
        (b"\0\0\0".to_vec(), 400),
        (Vec::new(), 400),
        (b"{".to_vec(), 400),
        (deep("[", 100_000), 400),
        (deep("{\"a\":", 100_000), 400),
        (b"[]".to_vec(), 400),
        (
            br#"{"message":7,"author":[],"content":"x","client":null}"#.to_vec(),
            400,
        ),
        (vec![b' '; 600 * 1024], 413),
    ];
    for (body, status) in bodies {
        let shown = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
        for path in [
            format!("/sdk/v2/apps/{APP}/appusers"),
            format!("/sdk/v2/apps/{APP}{}", visitor.path("/messages")),
            format!("/sdk/v2/apps/{APP}{}", visitor.path("/activity")),
        ] {
            let request = service
                .request(Method::POST, &path)
                .basic_auth(&visitor.id, Some(&visitor.token));
            let response = request.body(body.clone()).send().await.unwrap();
            assert_eq!(response.status(), status, "{path}: {shown}");
            let error = object(response).await;
            assert!(error["error"]["code"].is_string() && error["error"]["description"].is_string());
        }
        let request = service
            .request(
                Method::POST,
                &format!("/v2/apps/{APP}{}", visitor.path("/messages")),
            )
            .basic_auth(KEY.0, Some(KEY.1));
        let response = request.body(body).send().await.unwrap();
        assert_eq!(response.status(), status, "{shown}");
        assert!(object(response).await["errors"][0]["title"].is_string());
    }
    let kept = object(visitor.get(&visitor.path("/messages")).await).await;
    assert_eq!(kept["messages"], json!([]), "none of it left a trace");
    serves(&service).await;
}

#[tokio::test]
async fn a_frame_that_cannot_be_read_gets_an_error_and_the_socket_lives() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let many = Value::Array(vec![handshake(); 65]).to_string();
    let texts = [
        "{",
        "\0",
        "7",
        "\"x\"",
        "[7]",
        "[[]]",
        "[null]",
        r#"[{"channel":7}]"#,
        &many,
    ];
    for text in texts.into_iter().map(str::to_owned).chain(["[".repeat(60_000)]) {
        socket.send_text(&text).await;
        let reply = socket.frame().await;
        let shown = &text[..text.len().min(40)];
        assert_eq!(reply.as_array().unwrap().len(), 1, "{shown}");
        assert_eq!(reply[0]["successful"], false, "{shown}");
        assert!(reply[0]["error"].is_string(), "{shown}");
    }
    socket.stream.send(Message::binary(vec![0, 1, 2])).await.unwrap();
    assert_eq!(socket.frame().await[0]["successful"], false);
    assert!(socket.is_silent().await);

    // One message in pieces, with a ping between them.
    let text = json!([handshake()]).to_string();
    let (first, last) = text.split_at(10);
    for frame in [
        Frame::message(
            Bytes::copy_from_slice(first.as_bytes()),
            OpCode::Data(Kind::Text),
            false,
        ),
        Frame::ping(Bytes::from_static(b"there?")),
        Frame::message(
            Bytes::copy_from_slice(last.as_bytes()),
            OpCode::Data(Kind::Continue),
            true,
        ),
    ] {
        socket.stream.send(Message::Frame(frame)).await.unwrap();
    }
    let pong = socket.stream.next().await.unwrap().unwrap();
    assert_eq!(pong, Message::Pong(Bytes::from_static(b"there?")));
    assert_eq!(socket.frame().await[0]["successful"], true);
}

#[tokio::test]
async fn a_socket_that_breaks_the_protocol_is_closed_alone() {
    let service = Service::start().await;
    let huge = Message::text("x".repeat(65 * 1024));
    let not_utf8 = Frame::message(Bytes::from_static(b"\xff"), OpCode::Data(Kind::Text), true);
    let orphan = Frame::message(Bytes::from_static(b"x"), OpCode::Data(Kind::Continue), true);
    let bad_close = Message::Close(Some(CloseFrame {
        code: CloseCode::from(1005),
        reason: "".into(),
    }));
    for (message, code) in [(huge.clone(), 1009), (Message::Frame(not_utf8.clone()), 1007)] {
        let mut socket = Socket::open(&service).await;
        let _ = socket.stream.send(message).await;
        let told = socket.stream.next().await.unwrap().unwrap();
        let Message::Close(Some(close)) = told else {
            panic!("{told:?}");
        };
        assert_eq!(u16::from(close.code), code, "why it ends");
    }
    for message in [huge, Message::Frame(not_utf8), Message::Frame(orphan), bad_close] {
        let mut socket = Socket::open(&service).await;
        // It may be closed before all of it has left.
        let _ = socket.stream.send(message).await;
        assert!(socket.next().await.is_none());
    }
    // Half closed: nothing will come any more, so nobody waits for it.
    let mut stream = TcpStream::connect(service.address()).await.unwrap();
    let upgrade = "GET /faye HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
                   sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(upgrade.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest).await;
    serves(&service).await;
}

#[tokio::test]
async fn one_connection_too_many_is_told_so_and_a_socket_counts_as_one() {
    let service = limited(Limits {
        connections: 3,
        ..Limits::default()
    })
    .await;
    let health = "GET /sandbox/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let ask = async || {
        let mut stream = TcpStream::connect(service.address()).await.unwrap();
        let _ = stream.write_all(health.as_bytes()).await;
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answer
    };
    let mut socket = Socket::open(&service).await;
    assert!(socket.is_silent().await);
    let idle = [
        TcpStream::connect(service.address()).await.unwrap(),
        TcpStream::connect(service.address()).await.unwrap(),
    ];
    // Refused, or cut off while it says its piece.
    let refused = ask().await;
    assert!(
        refused.is_empty() || refused.starts_with("HTTP/1.1 503 "),
        "{refused}"
    );
    assert!(socket.is_silent().await, "those who are in stay in");
    drop(idle);
    while !ask().await.starts_with("HTTP/1.1 200 ") {}
    drop(socket);
}

#[tokio::test]
async fn whoever_dawdles_is_not_waited_for() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut silent = TcpStream::connect(service.address()).await.unwrap();
    let mut of_head = TcpStream::connect(service.address()).await.unwrap();
    of_head
        .write_all(b"GET /sandbox/health HTTP/1.1\r\nhost: local")
        .await
        .unwrap();
    let mut of_body = TcpStream::connect(service.address()).await.unwrap();
    let head =
        format!("POST /sdk/v2/apps/{APP}/appusers HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n{{");
    of_body.write_all(head.as_bytes()).await.unwrap();
    visitor.say("the clock is not stopped yet").await;
    // With the clock stopped, time passes only where everybody waits for it.
    tokio::time::pause();
    let mut answer = String::new();
    of_body.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(answer.contains("request_timeout"), "{answer}");
    for stream in [&mut silent, &mut of_head] {
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).await.unwrap();
    }
}

#[tokio::test]
async fn a_head_without_end_is_cut_off() {
    let service = Service::start().await;
    for line in [format!("x: {}\r\n", "y".repeat(70_000)), "x: y\r\n".repeat(200)] {
        let mut stream = TcpStream::connect(service.address()).await.unwrap();
        let head = format!("GET /sandbox/health HTTP/1.1\r\nhost: localhost\r\n{line}\r\n");
        let _ = stream.write_all(head.as_bytes()).await;
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 431 "),
            "{answer}"
        );
    }
    serves(&service).await;
}

#[tokio::test]
async fn a_caller_that_runs_wild_is_told_to_wait_and_no_other() {
    let service = limited(Limits {
        requests_per_second: Some(1),
        ..Limits::default()
    })
    .await;
    let visitor = service.visitor().await;
    let mut refused = 0;
    for _ in 0..30 {
        let response = visitor.get(&visitor.path("")).await;
        if response.status() == 429 {
            assert_eq!(response.headers()["retry-after"], "1");
            assert_eq!(response.headers()["access-control-expose-headers"], "Retry-After");
            assert_eq!(object(response).await["error"]["code"], "too_many_requests");
            refused += 1;
        }
    }
    assert!(refused > 0);
    let conversations = service.business(Method::GET, "/conversations", None).await;
    assert_eq!(conversations.status(), 200, "another caller");
}

#[tokio::test]
async fn who_never_reads_costs_a_bounded_queue_and_delays_nobody() {
    let service = Service::start().await;
    let (slow, quick) = (service.visitor().await, service.visitor().await);
    let mut deaf = Socket::open(&service).await;
    deaf.join(&slow).await;
    let mut socket = Socket::open(&service).await;
    socket.join(&quick).await;
    let large = "x".repeat(60_000);
    for number in 0..300 {
        slow.hear(&large).await;
        if number % 50 == 0 {
            quick.hear("quick").await;
            assert_eq!(socket.event().await["message"]["text"], "quick");
        }
    }
    // 18 MB were meant for it: what the system took, what waits for the socket, and this.
    let state = object(service.get(&format!("/sandbox/state?userId={}", slow.id)).await).await;
    let waiting = state["connections"][0]["waiting"].as_u64().unwrap();
    assert!((1..=70).contains(&waiting), "{waiting} of 60 kB wait");
    drop(deaf);
    serves(&service).await;
}

#[tokio::test]
async fn who_does_not_take_its_answers_delays_nobody() {
    let service = Service::start().await;
    let (slow, quick) = (service.visitor().await, service.visitor().await);
    let mut socket = Socket::open(&service).await;
    socket.join(&quick).await;
    // Many pages of history are asked for in one go, and none is read.
    for _ in 0..20 {
        slow.hear(&"x".repeat(60_000)).await;
    }
    let mut deaf = TcpStream::connect(service.address()).await.unwrap();
    let token = base64(&format!("{}:{}", slow.id, slow.token));
    let ask = format!(
        "GET /sdk/v2/apps/{APP}{} HTTP/1.1\r\nhost: x\r\nauthorization: Basic {token}\r\n\r\n",
        slow.path("/messages")
    );
    deaf.write_all(ask.repeat(50).as_bytes()).await.unwrap();
    for number in 0..20 {
        let said = quick.say(&format!("{number}")).await;
        assert_eq!(socket.event().await["message"]["_id"], said["_id"]);
    }
}

#[tokio::test]
async fn a_web_page_cannot_use_the_business_api() {
    let service = Service::start().await;
    let path = format!("/v2/apps/{APP}/conversations");
    let browser = ("user-agent", "Mozilla/5.0");
    for (headers, wanted) in [
        (&[("host", "bot.example")][..], 200),
        (&[("host", "rebound.example:8000"), browser], 403),
        (
            &[
                ("host", "rebound.example:8000"),
                ("origin", "http://rebound.example:8000"),
            ],
            403,
        ),
        (&[("origin", "https://evil.example")], 403),
        (&[("sec-fetch-site", "cross-site")], 403),
        (&[browser], 200),
    ] {
        let request = service.request(Method::GET, &path).basic_auth(KEY.0, Some(KEY.1));
        let request = headers
            .iter()
            .fold(request, |request, (name, value)| request.header(*name, *value));
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), wanted, "{headers:?}");
        let body = object(response).await;
        assert_eq!(body["errors"][0]["code"] == "forbidden", wanted == 403);
    }
}

#[tokio::test]
async fn a_batch_that_is_too_long_is_refused_by_polling_too() {
    let service = Service::start().await;
    let batch = Value::Array(vec![handshake(); 65]).to_string();
    let request = service
        .request(Method::POST, "/faye")
        .header("content-type", "application/json");
    assert_eq!(request.body(batch).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_connection_listens_to_no_more_than_it_may() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    let mut refused = 0;
    for _ in 0..20 {
        let visitor = service.visitor().await;
        let reply = socket.ask(subscribe(&id, &visitor)).await;
        if reply["successful"] == false {
            assert_eq!(
                reply["error"],
                format!("403:{}:Too many subscriptions", visitor.channel())
            );
            refused += 1;
        }
    }
    assert_eq!(refused, 4);
    socket.send(&json!([connect(&id)])).await;
}

fn base64(text: &str) -> String {
    use ::base64::Engine as _;
    ::base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn nothing_that_nests_deep_keeps_the_next_start_from_reading_it() {
    let home = tempfile::tempdir().unwrap();
    let data = Data::File(home.path().join("s.db"));
    let service = Service::with(Site::default(), &data).await;
    let path = format!("/sdk/v2/apps/{APP}/appusers");
    for (levels, status) in [(45, 201), (46, 400), (61, 400)] {
        let mut deep = json!(1);
        for _ in 0..levels {
            deep = json!([deep]);
        }
        let mut client = client();
        client["info"] = json!({ "a": deep });
        let body = json!({ "client": client, "intent": "message:appUser" });
        assert_eq!(service.post(&path, &body).await.status(), status, "{levels}");
    }
    let before = object(service.get("/sandbox/state").await).await;
    service.stop().await;
    let service = Service::with(Site::default(), &data).await;
    let after = object(service.get("/sandbox/state").await).await;
    assert_eq!(after["users"], before["users"]);
}
