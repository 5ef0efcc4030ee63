//! The record of what clients sent and got.

use crate::realtime::Socket;
use crate::service::{APP, KEY, Service, client};
use reqwest::Method;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

async fn lines(service: &Service, query: &str) -> Vec<Value> {
    let response = service.get(&format!("/sandbox/traffic{query}")).await;
    assert_eq!(
        response.headers()["content-type"],
        "application/x-ndjson; charset=utf-8"
    );
    let text = response.text().await.unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[tokio::test]
async fn a_request_is_recorded_with_its_answer_and_without_secrets() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    visitor.say("hello").await;
    service
        .business(Method::GET, "/conversations?filter[userId]=x&jwt=abc.def", None)
        .await;
    service.get("/sandbox/state").await;
    let entries = lines(&service, "").await;
    let [create, post, list] = entries.as_slice() else {
        panic!("three: {entries:?}")
    };
    assert_eq!([&create["n"], &post["n"], &list["n"]], [1, 2, 3]);
    assert_eq!(create["path"], format!("/sdk/v2/apps/{APP}/appusers"));
    assert_eq!(create["body"]["client"], client());
    assert_eq!(
        (
            &create["answer"]["appUser"]["_id"],
            &create["answer"]["sessionToken"]
        ),
        (&json!(visitor.id), &json!("***"))
    );
    let wanted = [
        ("kind", json!("request")),
        ("method", json!("POST")),
        ("status", json!(201)),
    ];
    for (key, value) in wanted {
        assert_eq!(post[key], value);
    }
    assert_eq!(post["headers"]["authorization"], "***");
    assert_eq!(post["body"], visitor.text("hello"));
    assert_eq!(post["answer"]["messages"][0]["text"], "hello");
    assert!(post["at"].as_f64().unwrap() >= create["at"].as_f64().unwrap() && post["ms"].is_u64());
    assert_eq!(list["query"], "filter[userId]=x&jwt=***");
    let whole = format!("{entries:?}");
    for secret in [visitor.token.as_str(), KEY.1, "abc.def"] {
        assert!(!whole.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn frames_of_every_transport_are_recorded_both_ways() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    visitor.hear("hi").await;
    socket.event().await;
    let all = lines(&service, "").await;
    let frames: Vec<&Value> = all.iter().filter(|entry| entry["kind"] == "frame").collect();
    let of = |direction: &str| -> Vec<String> {
        let found = frames.iter().filter(|frame| frame["direction"] == direction);
        found
            .map(|frame| frame["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let channels = |texts: Vec<String>| -> Vec<String> {
        let frames = texts
            .iter()
            .map(|text| serde_json::from_str::<Value>(text).unwrap());
        frames
            .map(|frame| frame[0]["channel"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        channels(of("in")),
        [
            "/meta/handshake",
            "/meta/subscribe",
            "/meta/connect",
            "/meta/connect"
        ]
    );
    let channel = visitor.channel();
    assert_eq!(
        channels(of("out")),
        ["/meta/handshake", "/meta/subscribe", "/meta/connect", &channel]
    );
    assert!(
        frames
            .iter()
            .all(|frame| frame["transport"] == "websocket" && frame["connection"] == 1)
    );
    assert!(!format!("{all:?}").contains(&visitor.token));
    let handshake = json!([{ "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"], "ext": { "sessionToken": visitor.token } }]);
    let last = all.last().unwrap()["n"].as_u64().unwrap();
    let form: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("message", &handshake.to_string())
        .finish();
    let request = service
        .request(Method::POST, "/faye")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    assert_eq!(request.send().await.unwrap().status(), 200);
    let [sent, got, request] = &lines(&service, &format!("?after={last}")).await[..] else {
        panic!("a frame each way, and the request that carried them")
    };
    assert_eq!(
        (&sent["direction"], &got["direction"]),
        (&json!("in"), &json!("out"))
    );
    assert_eq!(
        (&sent["transport"], &request["path"]),
        (&json!("long-polling"), &json!("/faye"))
    );
    assert!(!format!("{sent}{request}").contains(&visitor.token));
}

#[tokio::test]
async fn of_an_upload_only_the_outline_is_kept() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let file = Part::bytes(vec![7; 300_000])
        .file_name("a.png")
        .mime_str("image/png")
        .unwrap();
    let form = Form::new().text("author", "{}").part("source", file);
    let path = format!("/sdk/apps/{APP}/conversations/{}/files", visitor.conversation);
    let request = service
        .request(Method::POST, &path)
        .basic_auth(&visitor.id, Some(&visitor.token));
    // Whatever comes of it: what counts here is that the body passed.
    let status = request.multipart(form).send().await.unwrap().status();
    let entries = lines(&service, "?limit=1").await;
    assert_eq!(
        (&entries[0]["path"], &entries[0]["status"]),
        (&json!(path), &json!(status.as_u16()))
    );
    if let Some(parts) = entries[0]["body"].as_array() {
        assert_eq!(
            parts[0]["headers"]["content-disposition"],
            "form-data; name=\"author\""
        );
        assert_eq!(parts[0]["size"], 2);
        assert_eq!(parts[1]["headers"]["content-type"], "image/png");
    }
    assert!(entries[0].to_string().len() < 4000);
}

#[tokio::test]
async fn what_was_broken_off_and_what_met_a_fault_is_told() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    for action in ["drop", "close"] {
        let fault = json!({ "match": { "method": "GET" }, "action": action });
        assert_eq!(service.post("/sandbox/faults", &fault).await.status(), 201);
    }
    let request = visitor.request(Method::GET, &visitor.path("/messages"));
    assert!(request.send().await.is_err());
    let entries = lines(&service, "?limit=1").await;
    assert_eq!(
        (&entries[0]["status"], &entries[0]["fault"]),
        (&Value::Null, &json!("1"))
    );
}

#[tokio::test]
async fn recording_can_be_stopped_and_forgotten() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let choose = async |choice: Value| {
        let response = service.post("/sandbox/traffic", &choice).await;
        assert_eq!(response.status(), 200);
    };
    choose(json!({ "frames": false })).await;
    let mut socket = Socket::open(&service).await;
    socket.handshake().await;
    visitor.say("recorded").await;
    assert!(
        lines(&service, "")
            .await
            .iter()
            .all(|entry| entry["kind"] == "request")
    );
    choose(json!({ "recording": false })).await;
    let before = lines(&service, "").await.len();
    visitor.say("not recorded").await;
    assert_eq!(lines(&service, "").await.len(), before);
    choose(json!({ "recording": true })).await;
    let response = service
        .request(Method::DELETE, "/sandbox/traffic")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    visitor.say("recorded again").await;
    let entries = lines(&service, &format!("?after={before}&limit=5")).await;
    assert_eq!(entries.len(), 1, "{entries:?}");
    assert_eq!(entries[0]["n"], before + 1, "numbers go on");
    assert_eq!(service.get("/sandbox/traffic?after=x").await.status(), 400);
}
