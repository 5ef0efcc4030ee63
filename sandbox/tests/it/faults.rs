//! Faults, as clients meet them.

use crate::realtime::{Socket, connect};
use crate::service::{APP, Service, Visitor, client, object};
use futures_util::FutureExt as _;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Sets up a fault; returns its id.
async fn set_up(service: &Service, fault: Value) -> String {
    let response = service.post("/sandbox/faults", &fault).await;
    assert_eq!(response.status(), 201, "{fault}");
    object(response).await["id"].as_str().unwrap().to_owned()
}

async fn hits(service: &Service) -> Vec<u64> {
    let listed = object(service.get("/sandbox/faults").await).await;
    let faults = listed["faults"].as_array().unwrap().iter();
    faults.map(|fault| fault["hits"].as_u64().unwrap()).collect()
}

async fn clear(service: &Service) {
    let response = service
        .request(Method::DELETE, "/sandbox/faults")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
}

async fn texts(visitor: &Visitor<'_>) -> Vec<String> {
    let page = object(visitor.get(&visitor.path("/messages")).await).await;
    let messages = page["messages"].as_array().unwrap().iter();
    messages
        .map(|message| message["text"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn an_answer_in_place_of_the_real_one_as_often_as_asked() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let table = [
        (401, "invalid_auth", None),
        (403, "forbidden", None),
        (404, "not_found", None),
        (429, "too_many_requests", Some("1")),
        (500, "internal_server_error", None),
        (503, "service_unavailable", None),
    ];
    for (status, code, retry_after) in table {
        let matcher = json!({ "method": "POST", "path": "**/messages", "userId": visitor.id });
        set_up(
            &service,
            json!({ "match": matcher, "action": status, "count": 1 }),
        )
        .await;
        let response = visitor.post(&visitor.path("/messages"), &visitor.text("x")).await;
        assert_eq!(response.status(), status);
        assert_eq!(
            response
                .headers()
                .get("retry-after")
                .map(|value| value.to_str().unwrap()),
            retry_after
        );
        assert_eq!(
            response.headers()["access-control-expose-headers"],
            "Retry-After",
            "a page can read it"
        );
        assert_eq!(object(response).await["error"]["code"], code);
    }
    visitor.say("once it is over").await;
    assert_eq!(texts(&visitor).await, ["once it is over"]);
    assert_eq!(hits(&service).await, [1; 6]);
}

#[tokio::test]
async fn an_answer_of_ones_own_in_the_words_of_each_api() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let action = json!({ "type": "answer", "status": 418, "code": "teapot", "description": "Short and stout", "retryAfter": 7 });
    set_up(&service, json!({ "action": action })).await;
    let response = visitor.get(&visitor.path("/messages")).await;
    assert_eq!(
        (
            response.status().as_u16(),
            &response.headers()["retry-after"] == "7"
        ),
        (418, true)
    );
    assert_eq!(
        object(response).await,
        json!({ "error": { "code": "teapot", "description": "Short and stout" } })
    );
    let response = service.business(Method::GET, "/conversations", None).await;
    assert_eq!(
        object(response).await,
        json!({ "errors": [{ "code": "teapot", "title": "Short and stout" }] })
    );
    clear(&service).await;
    // What makes a client forget its session is plain text (observed).
    set_up(&service, json!({ "action": 401, "count": 1 })).await;
    let response = visitor.get(&format!("/appusers/{}", visitor.id)).await;
    assert_eq!(
        (response.status().as_u16(), response.text().await.unwrap()),
        (401, "invalid_auth".to_owned())
    );
    set_up(
        &service,
        json!({ "action": { "status": 502, "text": "<h1>Bad gateway</h1>" }, "count": 1 }),
    )
    .await;
    let response = visitor.get(&visitor.path("/messages")).await;
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(response.text().await.unwrap(), "<h1>Bad gateway</h1>");
}

#[tokio::test]
async fn a_dropped_answer_is_an_error_of_the_network() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    for (action, wanted) in [
        (json!({ "type": "drop", "when": "before" }), vec![]),
        (json!("drop"), vec!["dropped".to_owned()]),
    ] {
        let path = "/sdk/v2/apps/*/conversations/*/messages";
        let matcher = json!({ "path": path, "method": "POST" });
        set_up(
            &service,
            json!({ "match": matcher, "action": action, "count": 1 }),
        )
        .await;
        let request = visitor.request(Method::POST, &visitor.path("/messages"));
        let error = request
            .body(visitor.text("dropped").to_string())
            .send()
            .await
            .unwrap_err();
        assert!(error.is_request() && error.status().is_none(), "{error:?}");
        assert_eq!(texts(&visitor).await, wanted, "{action}");
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_has_a_head_and_no_body() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let action = json!({ "type": "drop", "when": "during" });
    set_up(
        &service,
        json!({ "match": { "method": "POST" }, "action": action }),
    )
    .await;
    let request = visitor.request(Method::POST, &visitor.path("/messages"));
    let body = visitor.text("broken off").to_string();
    let answer = request.body(body).send().await.unwrap();
    assert_eq!(answer.status(), 201);
    assert!(answer.text().await.is_err());
    assert_eq!(texts(&visitor).await, ["broken off"]);
}

#[tokio::test]
async fn a_delayed_request_is_overtaken() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    set_up(
        &service,
        json!({ "match": { "method": "POST" }, "action": { "type": "delay", "ms": 300 } }),
    )
    .await;
    let mut slow = Box::pin(visitor.say("slow"));
    let quick = texts(&visitor);
    tokio::select! {
        biased;
        _ = &mut slow => panic!("it was not delayed"),
        texts = quick => assert!(texts.is_empty()),
    }
    slow.await;
    assert_eq!(texts(&visitor).await, ["slow"]);
}

#[tokio::test]
async fn control_paths_meet_none() {
    let service = Service::start().await;
    set_up(&service, json!({ "action": 503 })).await;
    set_up(&service, json!({ "action": "drop" })).await;
    for path in ["/sandbox/state", "/sandbox/faults", "/sandbox/health"] {
        assert_eq!(service.get(path).await.status(), 200);
    }
    let response = service.get("/v2/apps/x/conversations").await;
    assert_eq!(response.status(), 503);
    assert_eq!(hits(&service).await, [1, 0]);
}

#[tokio::test]
async fn a_fault_that_makes_no_sense_is_refused() {
    let service = Service::start().await;
    for (body, wanted) in [
        (
            json!({ "action": 503, "mathc": {} }),
            "`mathc` is not known here; the keys are `match`, `action`, `count`, `probability`, `seed`",
        ),
        (
            json!({ "action": { "type": "delay" } }),
            "`action.ms` should be there",
        ),
    ] {
        let response = service.post("/sandbox/faults", &body).await;
        assert_eq!(response.status(), 400);
        assert_eq!(object(response).await["error"]["description"], wanted);
    }
    assert!(hits(&service).await.is_empty());
    let response = service
        .request(Method::DELETE, "/sandbox/faults/9")
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), 404);
}

#[tokio::test]
async fn a_socket_is_closed_and_its_event_waits_for_the_return() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.join(&visitor).await;
    set_up(
        &service,
        json!({ "match": { "event": "message" }, "action": "close", "count": 1 }),
    )
    .await;
    visitor.hear("hello").await;
    assert_eq!(socket.next().await, None, "closed");
    let mut socket = Socket::open(&service).await;
    socket.send(&json!([connect(&id)])).await;
    assert_eq!(socket.event().await["message"]["text"], "hello");
    set_up(
        &service,
        json!({ "match": { "path": "/faye" }, "action": "close", "count": 1 }),
    )
    .await;
    let mut closed = Socket::open(&service).await;
    assert_eq!(closed.next().await, None, "closed as it opens");
    set_up(
        &service,
        json!({ "match": { "path": "/faye" }, "action": 503, "count": 1 }),
    )
    .await;
    assert!(Socket::try_open(&service).await.is_err(), "not even opened");
    Socket::open(&service).await.handshake().await;
}

#[tokio::test]
async fn a_silent_socket_neither_answers_nor_delivers() {
    let service = Service::start().await;
    let (visitor, other) = (service.visitor().await, service.visitor().await);
    let (mut socket, mut heard) = (Socket::open(&service).await, Socket::open(&service).await);
    socket.join(&visitor).await;
    heard.join(&other).await;
    let action = json!({ "type": "silence", "ms": 600_000 });
    set_up(
        &service,
        json!({ "match": { "userId": visitor.id }, "action": action, "count": 1 }),
    )
    .await;
    for text in ["one", "two"] {
        visitor.hear(text).await;
        other.hear(text).await;
        assert_eq!(heard.event().await["message"]["text"], text);
    }
    socket.send(&json!([])).await;
    // Of two sockets the other answers, which came later.
    assert!(heard.is_silent().await);
    assert!(socket.next().now_or_never().is_none());
    clear(&service).await;
    visitor.hear("three").await;
    assert_eq!(
        socket.event().await["message"]["text"],
        "three",
        "nothing of before"
    );
    let opened = json!({ "match": { "path": "/faye" }, "action": { "type": "silence", "ms": 50 } });
    set_up(&service, opened).await;
    let mut socket = Socket::open(&service).await;
    socket.send(&json!([connect("nobody")])).await;
    // What was said too early is never answered, what comes later is.
    clear(&service).await;
    loop {
        socket.send(&json!([])).await;
        if let Some(frame) = tokio::time::timeout(std::time::Duration::from_millis(20), socket.next())
            .await
            .ok()
            .flatten()
        {
            assert_eq!(frame, json!([]));
            break;
        }
    }
}

#[tokio::test]
async fn events_come_twice_late_or_never() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    for (action, wanted) in [
        ("twice", vec!["a", "a", "b", "c"]),
        ("reorder", vec!["b", "a", "c"]),
        ("lose", vec!["b", "c"]),
    ] {
        let matcher = json!({ "channel": format!("/sdk/apps/{APP}/appusers/*"), "event": "message" });
        set_up(
            &service,
            json!({ "match": matcher, "action": action, "count": 1 }),
        )
        .await;
        for text in ["a", "b", "c"] {
            visitor.hear(text).await;
        }
        for text in wanted {
            assert_eq!(socket.event().await["message"]["text"], text, "{action}");
        }
    }
    let id = set_up(&service, json!({ "action": "reorder" })).await;
    visitor.hear("held").await;
    assert!(socket.is_silent().await);
    let path = format!("/sandbox/faults/{id}");
    assert_eq!(
        service
            .request(Method::DELETE, &path)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(socket.event().await["message"]["text"], "held", "set free");
}

#[tokio::test]
async fn a_skewed_clock_is_wrong_but_never_goes_back() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let received = |message: Value| message["received"].as_f64().unwrap();
    let first = received(visitor.say("now").await);
    let id = set_up(&service, json!({ "action": { "type": "skew", "seconds": 3600 } })).await;
    let ahead = received(visitor.say("an hour ahead").await);
    assert!(ahead >= first + 3600.0);
    service
        .request(Method::DELETE, &format!("/sandbox/faults/{id}"))
        .send()
        .await
        .unwrap();
    set_up(
        &service,
        json!({ "action": { "type": "skew", "seconds": -86400.0 } }),
    )
    .await;
    let after = received(visitor.say("goes on from there").await);
    assert!(after > ahead && after < ahead + 1.0, "{ahead} {after}");
    assert_eq!(service.post("/sandbox/reset", &json!({})).await.status(), 200);
    assert!(hits(&service).await.is_empty(), "a reset ends all faults");
    set_up(
        &service,
        json!({ "action": { "type": "skew", "seconds": -86400.0 } }),
    )
    .await;
    let yesterday = received(service.visitor().await.say("in a new world").await);
    assert!(yesterday < first - 86000.0);
}

#[tokio::test]
async fn what_expires_does_so_by_the_clock_and_a_skew_that_is_gone_has_no_say() {
    let service = Service::start().await;
    let jwt = object(service.post("/sandbox/jwt", &json!({ "userId": "bea" })).await).await["jwt"].take();
    let (jwt, visitor) = (jwt.as_str().unwrap(), service.visitor().await);
    let comes_in = async || {
        let body = json!({ "client": client(), "userId": "bea" });
        let path = format!("/sdk/v2/apps/{APP}/appusers");
        let request = service.request(Method::POST, &path).bearer_auth(jwt);
        request
            .body(body.to_string())
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(comes_in().await, 201);
    let ahead = json!({ "action": { "type": "skew", "seconds": 7200 } });
    set_up(&service, ahead).await;
    visitor.say("at a wrong time").await;
    assert_eq!(comes_in().await, 401, "it lasts an hour");
    clear(&service).await;
    assert_eq!(comes_in().await, 200, "the clock is right again");
    let expired = object(
        service
            .post("/sandbox/jwt", &json!({ "userId": "bea", "expired": true }))
            .await,
    )
    .await;
    let expired = expired["jwt"].as_str().unwrap();
    let asks = async || {
        let path = format!("/sdk/v2/apps/{APP}/conversations/{}", visitor.conversation);
        let request = service.request(Method::GET, &path).bearer_auth(expired);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(asks().await, 401);
    set_up(
        &service,
        json!({ "action": { "type": "skew", "seconds": -3600 } }),
    )
    .await;
    assert_eq!(asks().await, 404, "bea's, and not of this conversation");
}

#[tokio::test]
async fn a_user_with_a_jwt_meets_its_faults_by_either_id() {
    let service = Service::start().await;
    let jwt = object(service.post("/sandbox/jwt", &json!({ "userId": "bea" })).await).await["jwt"].take();
    let jwt = jwt.as_str().unwrap();
    let body = json!({ "client": client(), "userId": "bea" });
    let path = format!("/sdk/v2/apps/{APP}/appusers");
    let request = service.request(Method::POST, &path).bearer_auth(jwt);
    let made = object(request.body(body.to_string()).send().await.unwrap()).await;
    let id = made["appUser"]["_id"].as_str().unwrap();
    let conversation = made["conversations"][0]["_id"].as_str().unwrap();
    let paths = [
        format!("/sdk/v2/apps/{APP}/conversations/{conversation}"),
        format!("/sdk/v2/apps/{APP}/appusers/{id}/conversations"),
    ];
    for name in ["bea", id] {
        clear(&service).await;
        set_up(&service, json!({ "match": { "userId": name }, "action": 503 })).await;
        for path in &paths {
            let request = service.request(Method::GET, path).bearer_auth(jwt);
            assert_eq!(request.send().await.unwrap().status(), 503, "{name} {path}");
        }
        let stranger = service.visitor().await;
        assert_eq!(stranger.get(&stranger.path("")).await.status(), 200);
        clear(&service).await;
        set_up(&service, json!({ "match": { "userId": name }, "action": "lose" })).await;
        let said = json!({ "author": { "type": "business" }, "content": { "type": "text", "text": "hi" } });
        let path = format!("/conversations/{conversation}/messages");
        service.business(Method::POST, &path, Some(&said)).await;
        stranger.hear("hi").await;
        let event = json!({ "userId": "bea", "events": [{ "type": "message" }] });
        service.post("/sandbox/events", &event).await;
        assert_eq!(hits(&service).await, [2], "{name}");
    }
}

/// What a client does that knows messages by their ids.
async fn follow(socket: &mut Socket, known: &mut BTreeMap<String, Value>) {
    socket.send(&json!([])).await;
    loop {
        let mut frame = socket.frame().await;
        if frame == json!([]) {
            return;
        }
        let message = frame[0]["data"]["events"][0]["message"].take();
        if let Some(id) = message["_id"].as_str() {
            let before = known.insert(id.to_owned(), message.clone());
            assert!(
                before.is_none_or(|before| before == message),
                "the same id is the same message"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Twice and out of order is harmless to a client that goes by `_id` and, once it is over, asks again.
    #[test]
    fn whoever_knows_messages_by_id_has_each_once(
        seed in any::<u32>(),
        chances in (0_u32..=100, 0_u32..=100),
        steps in prop::collection::vec(any::<bool>(), 1..12),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let service = Service::start().await;
            let visitor = service.visitor().await;
            let mut socket = Socket::open(&service).await;
            socket.join(&visitor).await;
            for (action, chance) in [("twice", chances.0), ("reorder", chances.1)] {
                let probability = f64::from(chance) / 100.0;
                set_up(&service, json!({ "action": action, "probability": probability, "seed": seed })).await;
            }
            let mut known = BTreeMap::new();
            for (number, is_own) in steps.iter().enumerate() {
                let text = number.to_string();
                if *is_own { visitor.say(&text).await; } else { visitor.hear(&text).await; }
                follow(&mut socket, &mut known).await;
            }
            let page = object(visitor.get(&visitor.path("/messages")).await).await;
            for message in page["messages"].as_array().unwrap() {
                known.insert(message["_id"].as_str().unwrap().to_owned(), message.clone());
            }
            let mut messages: Vec<Value> = known.into_values().collect();
            messages.sort_by(|one, other| one["received"].as_f64().unwrap().total_cmp(&other["received"].as_f64().unwrap()));
            let texts: Vec<&str> = messages.iter().map(|message| message["text"].as_str().unwrap()).collect();
            let wanted: Vec<String> = (0..steps.len()).map(|number| number.to_string()).collect();
            assert_eq!(texts, wanted);
        });
    }
}
