//! Webhooks: what a receiver of its own gets, and what it gets when it does badly.

use crate::realtime::Socket;
use crate::service::{APP, CLIENT, INTEGRATION, KEY, Service, Visitor, object};
use crate::shape::Seen;
use avmsdk_sandbox::{Data, Patience, Sandbox, Site};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::process::Command;
use tokio::sync::{Semaphore, mpsc};

/// Somebody whom webhooks are sent to.
struct Receiver {
    target: String,
    hits: mpsc::UnboundedReceiver<Hit>,
    script: Arc<Script>,
}

/// A request that came.
struct Hit {
    headers: HeaderMap,
    body: Value,
}

impl Hit {
    fn event(&self) -> &Value {
        &self.body["events"][0]
    }

    fn text(&self) -> &str {
        self.event()["payload"]["message"]["content"]["text"]
            .as_str()
            .unwrap()
    }
}

/// How it behaves.
struct Script {
    heard: mpsc::UnboundedSender<Hit>,
    /// What it answers next; afterwards 200. 0 is nothing, for as long as the caller waits.
    answers: Mutex<VecDeque<u16>>,
    /// Requests that contain this word are answered once a permit is there.
    held: Option<&'static str>,
    gate: Semaphore,
}

impl Receiver {
    async fn start() -> Self {
        Self::on("127.0.0.1:0", &[], None).await
    }

    async fn answering(answers: &[u16]) -> Self {
        Self::on("127.0.0.1:0", answers, None).await
    }

    async fn on(address: &str, answers: &[u16], held: Option<&'static str>) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let target = format!("http://{}/hook", listener.local_addr().unwrap());
        let (heard, hits) = mpsc::unbounded_channel();
        let script = Arc::new(Script {
            heard,
            answers: Mutex::new(answers.iter().copied().collect()),
            held,
            gate: Semaphore::new(0),
        });
        let router = Router::new().fallback(take).with_state(Arc::clone(&script));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { target, hits, script }
    }

    async fn hit(&mut self) -> Hit {
        self.hits.recv().await.unwrap()
    }
}

async fn take(State(script): State<Arc<Script>>, request: Request) -> StatusCode {
    let headers = request.headers().clone();
    let body = axum::body::to_bytes(request.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let body = serde_json::from_str(&text).unwrap();
    let answer = script.answers.lock().unwrap().pop_front().unwrap_or(200);
    script.heard.send(Hit { headers, body }).unwrap();
    if answer == 0 {
        std::future::pending::<()>().await;
    }
    if script.held.is_some_and(|word| text.contains(word)) {
        script.gate.acquire().await.unwrap().forget();
    }
    StatusCode::from_u16(answer).unwrap()
}

/// A service that tries again soon.
async fn service(timeout: Duration) -> Service {
    let patience = Patience {
        tries: 3,
        first_wait: Duration::from_millis(5),
        longest_wait: Duration::from_millis(20),
        timeout,
    };
    let sandbox = Sandbox::open(&Data::Memory).unwrap().with_patience(patience);
    Service::of(sandbox, Site::default()).await
}

const LONG: Duration = Duration::from_secs(60);

/// Registers a webhook; returns the path of its integration, and itself.
async fn register(service: &Service, target: &str, more: Value) -> (String, Value) {
    let mut hook = json!({ "target": target, "triggers": ["conversation:message"] });
    for (key, value) in more.as_object().unwrap() {
        hook[key] = value.clone();
    }
    let body = json!({ "type": "custom", "displayName": "Bot", "webhooks": [hook] });
    let response = service.business(Method::POST, "/integrations", Some(&body)).await;
    assert_eq!(response.status(), 201);
    let mut made = object(response).await["integration"].take();
    let path = format!("/integrations/{}", made["id"].as_str().unwrap());
    (path, made["webhooks"][0].take())
}

/// The newest delivery that is not under way any more.
async fn settled(service: &Service) -> Value {
    loop {
        let mut all = object(service.get("/sandbox/webhooks").await).await;
        let newest = all["deliveries"][0].take();
        if !matches!(newest["state"].as_str(), None | Some("waiting" | "retrying")) {
            return newest;
        }
    }
}

#[tokio::test]
async fn an_envelope_by_whom_it_is_from_and_no_more_than_was_asked_for() {
    let service = service(LONG).await;
    let mut receiver = Receiver::start().await;
    let (_, hook) = register(&service, &receiver.target, json!({})).await;
    let visitor = service.visitor().await;
    visitor.say("hello").await;
    let hit = receiver.hit().await;
    assert_eq!(hit.headers["x-api-key"], hook["secret"].as_str().unwrap());
    assert_eq!(hit.headers["content-type"], "application/json");
    assert!(
        hit.headers["user-agent"]
            .to_str()
            .unwrap()
            .starts_with("avmsdk-sandbox/")
    );
    let message = json!({
        "id": "$id", "received": "$iso", "content": { "type": "text", "text": "hello" },
        "author": { "type": "user", "userId": visitor.id, "user": { "id": visitor.id } },
        "source": { "type": "web", "integrationId": INTEGRATION },
    });
    let wanted = json!({
        "app": { "id": APP },
        "webhook": { "id": hook["id"], "version": "v2" },
        "events": [{
            "id": "$id", "createdAt": "$iso", "type": "conversation:message",
            "payload": {
                "conversation": { "id": visitor.conversation, "type": "personal" },
                "message": message,
            },
        }],
    });
    Seen::default().check(&hit.body, &wanted, "envelope");

    let log = service.get("/sandbox/webhooks").await.text().await.unwrap();
    assert!(!log.contains(hook["secret"].as_str().unwrap()), "{log}");
    let delivery = settled(&service).await;
    assert_eq!(
        [&delivery["state"], &delivery["status"], &delivery["tries"]],
        [&json!("delivered"), &json!(200), &json!(1)]
    );
    assert_eq!(delivery["webhookId"], hook["id"]);
}

#[tokio::test]
async fn whole_users_and_sources_for_whoever_asks() {
    let service = service(LONG).await;
    let mut receiver = Receiver::start().await;
    let more = json!({ "includeFullUser": true, "includeFullSource": true, "triggers": ["*"] });
    register(&service, &receiver.target, more).await;
    let visitor = service.visitor().await;
    let created = receiver.hit().await;
    assert_eq!(created.event()["type"], "conversation:create");
    assert_eq!(created.event()["payload"]["creationReason"], "message");
    assert_eq!(created.event()["payload"]["user"]["id"], visitor.id);
    visitor.say("hello").await;
    let said = receiver.hit().await;
    let message = &said.event()["payload"]["message"];
    assert_eq!(message["author"]["user"]["metadata"], json!({}));
    let client = &message["source"]["client"];
    assert_eq!(
        [&client["type"], &client["status"], &client["id"]],
        [&json!("web"), &json!("active"), &json!(CLIENT)]
    );
}

#[tokio::test]
async fn every_kind_of_happening_is_told() {
    let service = service(LONG).await;
    let mut receiver = Receiver::start().await;
    let visitor = service.visitor().await;
    register(&service, &receiver.target, json!({ "triggers": ["*"] })).await;
    let author = visitor.text("x")["author"].take();
    let activity = |kind: &str| json!({ "activity": { "type": kind }, "author": author });
    for (kind, trigger) in [
        ("typing:start", "conversation:typing"),
        ("typing:stop", "conversation:typing"),
        ("conversation:read", "conversation:read"),
    ] {
        visitor.post(&visitor.path("/activity"), &activity(kind)).await;
        let hit = receiver.hit().await;
        let payload = &hit.event()["payload"];
        assert_eq!(hit.event()["type"], trigger);
        assert_eq!(payload["activity"]["type"], kind);
        assert_eq!(payload["activity"]["author"]["userId"], visitor.id);
    }
    let postback = json!({ "postback": { "actionId": "a1", "metadata": { "n": 1 } }, "author": author });
    visitor.post(&visitor.path("/postback"), &postback).await;
    let hit = receiver.hit().await;
    assert_eq!(hit.event()["type"], "conversation:postback");
    assert_eq!(
        hit.event()["payload"]["postback"],
        json!({ "actionId": "a1", "metadata": { "n": 1 } })
    );

    visitor.hear("Hi!").await;
    let said = receiver.hit().await;
    assert_eq!(said.event()["payload"]["message"]["author"]["type"], "business");
    let accepted = receiver.hit().await;
    assert_eq!(accepted.event()["type"], "conversation:message:delivery:channel");
    let payload = &accepted.event()["payload"];
    assert_eq!(
        payload["destination"],
        json!({ "type": "web", "integrationId": INTEGRATION })
    );
    assert_eq!(payload["message"]["id"], said.event()["payload"]["message"]["id"]);

    let path = format!("/users/{}", visitor.id);
    let profile = json!({ "profile": { "givenName": "Bea" } });
    service.business(Method::PATCH, &path, Some(&profile)).await;
    let hit = receiver.hit().await;
    assert_eq!(hit.event()["type"], "user:update");
    assert_eq!(hit.event()["payload"]["user"]["profile"]["givenName"], "Bea");
    service
        .business(Method::DELETE, &format!("{path}/clients/{CLIENT}"), None)
        .await;
    let hit = receiver.hit().await;
    assert_eq!(hit.event()["type"], "client:remove");
    assert_eq!(hit.event()["payload"]["reason"], "api");
    service.business(Method::DELETE, &path, None).await;
    let mut last = [receiver.hit().await, receiver.hit().await];
    last.sort_by_key(|hit| hit.event()["type"].to_string());
    assert_eq!(last[0].event()["type"], "conversation:remove");
    assert_eq!(last[1].event()["type"], "user:delete");
}

#[tokio::test]
async fn coming_and_going_is_told() {
    let service = service(LONG).await;
    let mut receiver = Receiver::start().await;
    let visitor = service.visitor().await;
    register(&service, &receiver.target, json!({ "triggers": ["*"] })).await;
    let call = async |method: Method, path: String, body: Value| {
        let response = service.business(method, &path, Some(&body)).await;
        assert!(response.status().is_success(), "{path}: {}", response.status());
        object(response).await
    };
    let made = call(
        Method::POST,
        "/conversations".into(),
        json!({ "type": "sdkGroup" }),
    )
    .await;
    let path = format!("/conversations/{}", made["conversation"]["id"].as_str().unwrap());
    let who = json!({ "userId": visitor.id });
    call(Method::POST, format!("{path}/join"), who.clone()).await;
    call(Method::POST, format!("{path}/leave"), who).await;
    call(Method::DELETE, path, json!({})).await;
    for (trigger, user) in [
        ("conversation:create", None),
        ("conversation:join", Some(&visitor.id)),
        ("conversation:leave", Some(&visitor.id)),
        ("conversation:remove", None),
    ] {
        let hit = receiver.hit().await;
        let payload = &hit.event()["payload"];
        assert_eq!(hit.event()["type"], trigger);
        assert_eq!(payload["conversation"]["id"], made["conversation"]["id"]);
        assert_eq!(payload.get("user"), user.map(|id| json!({ "id": id })).as_ref());
    }
}

#[tokio::test]
async fn what_fails_is_tried_again_and_what_follows_waits() {
    let service = service(LONG).await;
    let mut receiver = Receiver::answering(&[500, 429]).await;
    register(&service, &receiver.target, json!({})).await;
    let visitor = service.visitor().await;
    visitor.say("one").await;
    visitor.say("two").await;
    let mut heard = Vec::new();
    for _ in 0..4 {
        let hit = receiver.hit().await;
        heard.push((hit.text().to_owned(), hit.event()["id"].clone()));
    }
    let texts: Vec<&str> = heard.iter().map(|(text, _)| text.as_str()).collect();
    assert_eq!(texts, ["one", "one", "one", "two"]);
    assert_eq!(heard[0].1, heard[2].1, "the same event");
}

#[tokio::test]
async fn it_is_given_up_after_some_tries_or_a_final_answer() {
    for (answers, tries, status) in [(&[500, 502, 503][..], 3, 503), (&[404], 1, 404), (&[302], 3, 200)] {
        let service = service(LONG).await;
        let mut receiver = Receiver::answering(answers).await;
        register(&service, &receiver.target, json!({})).await;
        let visitor = service.visitor().await;
        visitor.say("one").await;
        let delivery = settled(&service).await;
        let state = if status == 200 { "delivered" } else { "failed" };
        assert_eq!(
            [&delivery["state"], &delivery["status"]],
            [&json!(state), &json!(status)],
            "{delivery}"
        );
        assert!(delivery["tries"].as_u64() <= Some(tries), "{delivery}");
        // What follows is not lost with it.
        visitor.say("two").await;
        while receiver.hit().await.text() != "two" {}
    }
}

#[tokio::test]
async fn no_answer_is_a_failure() {
    let service = service(Duration::from_millis(300)).await;
    let mut receiver = Receiver::answering(&[0]).await;
    register(&service, &receiver.target, json!({})).await;
    let visitor = service.visitor().await;
    visitor.say("one").await;
    let (first, second) = (receiver.hit().await, receiver.hit().await);
    assert_eq!(first.event()["id"], second.event()["id"]);
}

#[tokio::test]
async fn nobody_there_is_a_failure_until_somebody_is() {
    let service = service(LONG).await;
    let address = {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap().to_string()
    };
    register(&service, &format!("http://{address}/hook"), json!({})).await;
    let visitor = service.visitor().await;
    visitor.say("one").await;
    let delivery = settled(&service).await;
    assert_eq!(
        [&delivery["state"], &delivery["tries"]],
        [&json!("failed"), &json!(3)]
    );
    assert!(
        delivery["error"].is_string() && delivery.get("status").is_none(),
        "{delivery}"
    );
    let mut receiver = Receiver::on(&address, &[], None).await;
    visitor.say("two").await;
    assert_eq!(receiver.hit().await.text(), "two");
}

#[tokio::test]
async fn a_conversation_that_waits_holds_up_no_other() {
    let service = service(LONG).await;
    let mut receiver = Receiver::on("127.0.0.1:0", &[], Some("slow")).await;
    register(&service, &receiver.target, json!({})).await;
    let (slow, quick) = (service.visitor().await, service.visitor().await);
    slow.say("slow one").await;
    slow.say("slow two").await;
    assert_eq!(receiver.hit().await.text(), "slow one");
    for text in ["a", "b", "c"] {
        quick.say(text).await;
        assert_eq!(receiver.hit().await.text(), text);
    }
    receiver.script.gate.add_permits(2);
    assert_eq!(receiver.hit().await.text(), "slow two");
}

#[tokio::test]
async fn a_deleted_webhook_hears_nothing_more() {
    let service = service(LONG).await;
    let mut gone = Receiver::on("127.0.0.1:0", &[], Some("one")).await;
    let mut other = Receiver::start().await;
    let (path, hook) = register(&service, &gone.target, json!({})).await;
    register(&service, &other.target, json!({})).await;
    let visitor = service.visitor().await;
    visitor.say("one").await;
    visitor.say("two").await;
    assert_eq!(gone.hit().await.text(), "one");
    let path = format!("{path}/webhooks/{}", hook["id"].as_str().unwrap());
    assert_eq!(service.business(Method::DELETE, &path, None).await.status(), 200);
    visitor.say("three").await;
    gone.script.gate.add_permits(1);
    for text in ["one", "two", "three"] {
        assert_eq!(other.hit().await.text(), text);
    }
    loop {
        let all = object(service.get("/sandbox/webhooks").await).await;
        let all = all["deliveries"].as_array().unwrap().clone();
        let mut theirs = all.iter().filter(|one| one["webhookId"] == hook["id"]);
        if theirs.all(|one| one["state"] != "waiting") {
            let states: Vec<&Value> = all
                .iter()
                .filter(|one| one["webhookId"] == hook["id"])
                .map(|one| &one["state"])
                .collect();
            assert_eq!(states, ["dropped", "delivered"], "the newest first");
            break;
        }
    }
    assert!(gone.hits.try_recv().is_err());
}

#[tokio::test]
async fn what_is_no_webhook_is_refused_by_its_field() {
    let service = service(LONG).await;
    let create = async |hook: Value| {
        let body = json!({ "type": "custom", "webhooks": [hook] });
        let response = service.business(Method::POST, "/integrations", Some(&body)).await;
        let status = response.status().as_u16();
        (status, object(response).await["errors"][0]["title"].take())
    };
    for (hook, field) in [
        (json!({ "triggers": ["*"] }), "`webhooks[0].target`"),
        (json!({ "target": "http://a.example/" }), "`webhooks[0].triggers`"),
        (
            json!({ "target": "ftp://a.example/", "triggers": ["*"] }),
            "`webhooks[0].target`",
        ),
        (
            json!({ "target": "/hook", "triggers": ["*"] }),
            "`webhooks[0].target`",
        ),
        (
            json!({ "target": "http://a.example/", "triggers": ["message"] }),
            "`webhooks[0].triggers[0]`",
        ),
        (
            json!({ "target": "http://a.example/", "triggers": [] }),
            "`webhooks[0].triggers`",
        ),
    ] {
        let (status, title) = create(hook).await;
        assert_eq!(status, 400);
        assert!(title.as_str().unwrap().starts_with(field), "{title}");
    }
    let path = format!("/integrations/{INTEGRATION}/webhooks");
    let hook = json!({ "target": "http://a.example/", "triggers": ["*"] });
    assert_eq!(
        service.business(Method::POST, &path, Some(&hook)).await.status(),
        400
    );
}

/// The folder with the official client.
fn peers() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("AVMSDK_PEERS")
        .map_or_else(|| here.join("../target/peers/node_modules"), PathBuf::from);
    let wanted = folder.join("sunshine-conversations-client");
    assert!(
        wanted.is_dir(),
        "no {}: run `cargo xtask peers`",
        wanted.display()
    );
    folder.canonicalize().unwrap()
}

async fn heard(socket: &mut Socket, text: &str) -> Value {
    loop {
        let event = socket.event().await;
        if event["message"]["text"] == text {
            return event;
        }
    }
}

#[tokio::test]
async fn a_bot_of_somebody_else_answers_a_visitor() {
    let service = Service::start().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/echo-bot.js");
    let mut bot = Command::new("node")
        .arg(script)
        .arg(&service.origin)
        .arg(peers())
        .args([APP, KEY.0, KEY.1])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("node on PATH");
    let mut said = BufReader::new(bot.stdout.take().unwrap()).lines();
    assert_eq!(said.next_line().await.unwrap().as_deref(), Some("ready"));

    let visitor: Visitor<'_> = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    visitor.say("hello").await;
    let event = heard(&mut socket, "You said: hello").await;
    assert_eq!(event["message"]["role"], "appMaker");
    assert_eq!(event["message"]["name"], "Echo");
}
