//! The realtime channel without sockets, and with a socket beside it.

use crate::realtime::{Socket, connect, handshake, subscribe};
use crate::service::{Service, Visitor, object};
use reqwest::{Method, Response};
use serde_json::{Value, json};

async fn ask(service: &Service, messages: &Value) -> Value {
    let request = service
        .request(Method::POST, "/faye")
        .header("content-type", "application/json");
    object(request.body(messages.to_string()).send().await.unwrap()).await
}

async fn join(visitor: &Visitor<'_>) -> String {
    let service = visitor.service;
    let id = ask(service, &json!([handshake()])).await[0]["clientId"]
        .as_str()
        .unwrap()
        .to_owned();
    let replies = ask(service, &json!([connect(&id), subscribe(&id, visitor)])).await;
    let answered: Vec<_> = replies
        .as_array()
        .unwrap()
        .iter()
        .map(|reply| &reply["channel"])
        .collect();
    assert_eq!(
        answered,
        ["/meta/subscribe", "/meta/connect"],
        "at once, the connect last"
    );
    id
}

fn texts(replies: &Value) -> Vec<&str> {
    let events = replies
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one.pointer("/data/events/0/message/text"));
    events.filter_map(Value::as_str).collect()
}

/// A query as a script's address carries it.
fn query(message: &Value, callback: &str) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("message", &message.to_string())
        .append_pair("jsonp", callback);
    format!("/faye?{}", query.finish())
}

#[tokio::test]
async fn a_held_poll_is_answered_by_an_event() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let id = join(&visitor).await;
    let poll = json!([connect(&id)]);
    let (replies, _) = tokio::join!(ask(&service, &poll), visitor.hear("hi"));
    assert_eq!(texts(&replies), ["hi"]);
    assert_eq!(
        replies.as_array().unwrap().last().unwrap()["channel"],
        "/meta/connect"
    );
    for text in ["one", "two"] {
        visitor.hear(text).await;
    }
    assert_eq!(
        texts(&ask(&service, &poll).await),
        ["one", "two"],
        "what came between polls"
    );
}

#[tokio::test]
async fn a_batch_may_come_as_a_form() {
    let service = Service::start().await;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("message", &json!([handshake()]).to_string())
        .finish();
    let request = service
        .request(Method::POST, "/faye")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", "https://shop.example");
    let response = request.body(body).send().await.unwrap();
    // An observed client asks with credentials.
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        "https://shop.example"
    );
    assert_eq!(response.headers()["access-control-allow-credentials"], "true");
    assert_eq!(object(response).await[0]["successful"], true);
}

#[tokio::test]
async fn a_script_calls_back() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let read = async |response: Response, callback: &str| -> Value {
        assert_eq!(
            response.headers()["content-type"],
            "text/javascript; charset=utf-8"
        );
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let text = response.text().await.unwrap();
        assert!(!text.contains(['\u{2028}', '\u{2029}']));
        let inner = text
            .strip_prefix(&format!("/**/{callback}("))
            .unwrap()
            .strip_suffix(");")
            .unwrap();
        serde_json::from_str(inner).unwrap()
    };
    let callback = "__jsonp1__";
    let replies = read(
        service.get(&query(&json!([handshake()]), callback)).await,
        callback,
    )
    .await;
    let id = replies[0]["clientId"].as_str().unwrap();
    let mut urgent = connect(id);
    urgent["advice"] = json!({ "timeout": 0 });
    let replies = read(
        service
            .get(&query(&json!([urgent, subscribe(id, &visitor)]), "a.b$c"))
            .await,
        "a.b$c",
    )
    .await;
    assert_eq!(replies.as_array().unwrap().len(), 2);
    visitor.hear("a\u{2028}b").await;
    let replies = read(
        service.get(&query(&json!([connect(id)]), callback)).await,
        callback,
    )
    .await;
    assert_eq!(texts(&replies), ["a\u{2028}b"]);
}

#[tokio::test]
async fn a_callback_can_be_nothing_but_a_name() {
    let service = Service::start().await;
    let long = "x".repeat(65);
    for name in ["", "alert(1);x", "a b", "a<b", "x[0]", "é", long.as_str()] {
        let response = service.get(&query(&json!([handshake()]), name)).await;
        assert_eq!(response.status(), 400, "{name}");
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
        assert!(name.is_empty() || !response.text().await.unwrap().contains(name));
    }
}

#[tokio::test]
async fn what_is_no_bayeux_is_refused() {
    let service = Service::start().await;
    for body in ["", "nonsense", "7", "\"x\"", "[", "message=["] {
        for content_type in [
            "application/json",
            "application/x-www-form-urlencoded",
            "text/plain",
        ] {
            let request = service
                .request(Method::POST, "/faye")
                .header("content-type", content_type);
            assert_eq!(
                request.body(body).send().await.unwrap().status(),
                400,
                "{content_type} {body}"
            );
        }
    }
    assert_eq!(service.get("/faye").await.status(), 400);
    let large = service
        .request(Method::POST, "/faye")
        .body(vec![b'x'; 600 * 1024])
        .send()
        .await
        .unwrap();
    assert_eq!(large.status(), 413);
}

#[tokio::test]
async fn a_socket_takes_over_and_an_event_comes_once() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let id = join(&visitor).await;
    let mut socket = Socket::open(&service).await;
    socket.send(&json!([])).await;
    assert_eq!(socket.frame().await, json!([]));
    let poll = json!([connect(&id)]);
    // A poll is out when the client goes on to the socket: it ends, empty.
    let (replies, ()) = tokio::join!(ask(&service, &poll), async {
        while is_waiting(&service).await {
            tokio::task::yield_now().await;
        }
        socket.send(&json!([connect(&id)])).await;
    });
    assert_eq!(texts(&replies), [""; 0]);
    assert_eq!(replies[0]["channel"], "/meta/connect");
    visitor.hear("hi").await;
    assert_eq!(socket.event().await["message"]["text"], "hi");
    let mut urgent = connect(&id);
    urgent["advice"] = json!({ "timeout": 0 });
    assert_eq!(texts(&ask(&service, &json!([urgent])).await), [""; 0]);
}

/// Until the service has had a turn, the poll may not have arrived; one call of the service is enough.
async fn is_waiting(service: &Service) -> bool {
    object(service.get("/sandbox/state").await).await["connections"][0]["polling"] != true
}

#[tokio::test]
async fn a_poll_is_held_no_longer_than_promised() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let id = join(&visitor).await;
    let poll = json!([connect(&id)]);
    let (replies, ()) = tokio::join!(ask(&service, &poll), async {
        while is_waiting(&service).await {
            tokio::task::yield_now().await;
        }
        // With the clock stopped, time passes only where everybody waits for it.
        tokio::time::pause();
    });
    assert_eq!(replies[0]["channel"], "/meta/connect");
    assert_eq!(replies.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_poll_that_will_not_wait_takes_what_is_there() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let id = join(&visitor).await;
    let mut urgent = connect(&id);
    urgent["advice"] = json!({ "timeout": 0 });
    let urgent = json!([urgent]);
    assert_eq!(texts(&ask(&service, &urgent).await), [""; 0]);
    visitor.hear("hi").await;
    let replies = ask(&service, &urgent).await;
    assert_eq!(texts(&replies), ["hi"]);
    assert_eq!(replies[1]["channel"], "/meta/connect");
    assert_eq!(texts(&ask(&service, &urgent).await), [""; 0], "once");
}

#[tokio::test]
async fn the_path_may_name_the_channel() {
    let service = Service::start().await;
    for path in ["/faye/", "/faye/handshake", "/faye/meta/handshake"] {
        let request = service
            .request(Method::POST, path)
            .header("content-type", "application/json")
            .header("origin", "https://shop.example");
        let response = request
            .body(json!([handshake()]).to_string())
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(
            response.headers()["access-control-allow-origin"],
            "https://shop.example"
        );
        assert_eq!(object(response).await[0]["successful"], true);
    }
    assert_eq!(service.get("/fayence").await.status(), 404);
    let fault = json!({ "match": { "path": "/faye" }, "action": 503, "count": 1 });
    service.post("/sandbox/faults", &fault).await;
    assert_eq!(
        service
            .post("/faye/handshake", &json!([handshake()]))
            .await
            .status(),
        503
    );
}

#[tokio::test]
async fn a_poll_is_held_no_longer_than_it_asks() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let id = join(&visitor).await;
    let mut patient = connect(&id);
    patient["advice"] = json!({ "timeout": 5000 });
    let patient = json!([patient]);
    // Only the clock that is stopped is read: it goes on where everybody waits for it.
    let (replies, ()) = tokio::join!(ask(&service, &patient), async {
        while is_waiting(&service).await {
            tokio::task::yield_now().await;
        }
        tokio::time::pause();
    });
    let begun = tokio::time::Instant::now();
    drop(replies);
    let replies = ask(&service, &patient).await;
    assert_eq!(replies[0]["channel"], "/meta/connect");
    let held = begun.elapsed().as_secs();
    assert!((5..20).contains(&held), "{held}");
}
