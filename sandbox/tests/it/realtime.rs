//! The realtime channel over WebSocket, by a client that knows nothing but frames.

use crate::service::{APP, Service, Visitor, client, object};
use avmsdk_sandbox::Data;
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// A socket, and what came over it and was not asked for yet.
pub(crate) struct Socket {
    pub(crate) stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    pub(crate) async fn open(service: &Service) -> Self {
        Self::try_open(service).await.unwrap()
    }

    pub(crate) async fn try_open(service: &Service) -> Result<Self, tungstenite::Error> {
        let url = format!("{}/faye", service.origin.replace("http", "ws"));
        connect_async(url).await.map(|(stream, _)| Self { stream })
    }

    pub(crate) async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: &str) {
        self.stream.send(Message::text(text)).await.unwrap();
    }

    /// The next frame; `None` where the service closes.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            match self.stream.next().await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).unwrap()),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// The next frame, which must be there.
    pub(crate) async fn frame(&mut self) -> Value {
        self.next().await.expect("a frame")
    }

    pub(crate) async fn ask(&mut self, message: Value) -> Value {
        self.send(&json!([message])).await;
        self.frame().await[0].take()
    }

    pub(crate) async fn handshake(&mut self) -> String {
        let reply = self.ask(handshake()).await;
        assert_eq!(reply["successful"], true);
        reply["clientId"].as_str().unwrap().to_owned()
    }

    /// A subscription, and a connect that is held after one that was answered at once.
    pub(crate) async fn join(&mut self, visitor: &Visitor<'_>) -> String {
        let id = self.handshake().await;
        assert_eq!(self.ask(subscribe(&id, visitor)).await["successful"], true);
        assert_eq!(self.ask(connect(&id)).await["successful"], true);
        self.send(&json!([connect(&id)])).await;
        id
    }

    /// The event of a frame that carries one.
    pub(crate) async fn event(&mut self) -> Value {
        loop {
            let mut frame = self.frame().await;
            if frame[0].get("data").is_some() {
                assert_eq!(frame.as_array().unwrap().len(), 1);
                assert_eq!(frame[0]["data"]["events"].as_array().unwrap().len(), 1);
                return frame[0]["data"]["events"][0].take();
            }
        }
    }

    /// Whether nothing waits: a keep-alive comes back before anything else.
    pub(crate) async fn is_silent(&mut self) -> bool {
        self.send(&json!([])).await;
        self.frame().await == json!([])
    }
}

pub(crate) fn handshake() -> Value {
    json!({ "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["websocket"], "id": "1" })
}

pub(crate) fn connect(id: &str) -> Value {
    json!({ "channel": "/meta/connect", "clientId": id, "connectionType": "websocket", "id": "c" })
}

pub(crate) fn subscribe(id: &str, visitor: &Visitor<'_>) -> Value {
    let ext = json!({ "appUserId": visitor.id, "appId": APP, "sessionToken": visitor.token });
    json!({ "channel": "/meta/subscribe", "clientId": id, "subscription": visitor.channel(), "id": "s", "ext": ext })
}

#[tokio::test]
async fn a_handshake_on_a_bare_socket() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let mut reply = socket.ask(handshake()).await;
    assert_eq!(reply["clientId"].take().as_str().unwrap().len(), 32);
    let wanted = json!({
        "channel": "/meta/handshake", "id": "1", "successful": true, "version": "1.0", "clientId": null,
        "supportedConnectionTypes": ["websocket", "long-polling", "cross-origin-long-polling", "callback-polling"],
        "advice": { "reconnect": "retry", "interval": 0, "timeout": 25000 },
    });
    assert_eq!(reply, wanted);
}

#[tokio::test]
async fn a_connect_by_socket_is_held_no_longer_than_it_asks() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.join(&visitor).await;
    let mut asking = connect(&id);
    asking["advice"] = json!({ "timeout": 5000 });
    // The one that `join` leaves is answered by this.
    assert_eq!(socket.ask(asking.clone()).await["successful"], true);
    assert!(socket.is_silent().await);
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    assert_eq!(socket.frame().await[0]["channel"], "/meta/connect");
    let held = begun.elapsed().as_secs();
    assert!(held < 20, "{held}");
    asking["advice"] = json!({ "timeout": 0 });
    assert_eq!(socket.ask(asking).await["successful"], true);
    assert!(
        begun.elapsed().as_secs() < 20,
        "and one that will not wait not at all"
    );
}

#[tokio::test]
async fn a_message_reaches_every_client_of_its_user_and_nobody_else() {
    let service = Service::start().await;
    let (visitor, other) = (service.visitor().await, service.visitor().await);
    let (mut first, mut second, mut third) = (
        Socket::open(&service).await,
        Socket::open(&service).await,
        Socket::open(&service).await,
    );
    first.join(&visitor).await;
    second.join(&visitor).await;
    third.join(&other).await;
    let said = visitor.say("hello").await;
    for socket in [&mut first, &mut second] {
        let event = socket.event().await;
        let wanted = json!({ "type": "message", "conversation": { "_id": visitor.conversation }, "message": said.clone() });
        assert_eq!(
            event, wanted,
            "the message as it was answered, its source included"
        );
    }
    visitor.hear("hi").await;
    let event = first.event().await;
    assert_eq!(
        (&event["message"]["text"], &event["message"]["role"]),
        (&json!("hi"), &json!("appMaker"))
    );
    // What the third hears first is its own.
    other.hear("you").await;
    assert_eq!(third.event().await["message"]["text"], "you");
}

#[tokio::test]
async fn what_the_business_does_is_told() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    let author = json!({ "type": "business", "displayName": "Ada", "avatarUrl": "https://a.example/a.png" });
    for kind in ["typing:start", "typing:stop", "conversation:read"] {
        let body = json!({ "author": author, "type": kind });
        assert_eq!(
            service
                .business(Method::POST, &visitor.path("/activity"), Some(&body))
                .await
                .status(),
            200
        );
    }
    let data = json!({ "name": "Ada", "avatarUrl": "https://a.example/a.png" });
    for kind in ["typing:start", "typing:stop"] {
        let activity = json!({ "type": kind, "role": "appMaker", "data": data });
        let wanted = json!({ "type": "activity", "conversation": { "_id": visitor.conversation }, "activity": activity });
        assert_eq!(socket.event().await, wanted);
    }
    let event = socket.event().await;
    let read = &event["conversation"]["appMakerLastRead"];
    assert!(read.is_number());
    assert_eq!(
        event["activity"],
        json!({ "type": "conversation:read", "role": "appMaker", "data": { "lastRead": read } })
    );
}

#[tokio::test]
async fn the_first_connect_of_a_socket_is_answered_at_once_and_the_next_is_held() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    let mut again = Socket::open(&service).await;
    let mut reply = again.ask(connect(&id)).await;
    assert_eq!(reply["advice"].take()["timeout"], 25000);
    let wanted =
        json!({ "channel": "/meta/connect", "clientId": id, "id": "c", "successful": true, "advice": null });
    assert_eq!(reply, wanted);
    again.send(&json!([connect(&id)])).await;
    assert!(again.is_silent().await);
    // A client that asks anew is answered for what it asked before.
    again.send(&json!([connect(&id)])).await;
    assert_eq!(again.frame().await[0]["channel"], "/meta/connect");
}

#[tokio::test]
async fn the_first_connect_is_answered_at_once_though_a_subscription_came_before_it() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    assert_eq!(socket.ask(subscribe(&id, &visitor)).await["successful"], true);
    socket.send(&json!([connect(&id)])).await;
    // What is sent after it is answered after it.
    assert!(!socket.is_silent().await);
    assert_eq!(socket.frame().await, json!([]));
    socket.send(&json!([connect(&id)])).await;
    assert!(socket.is_silent().await);
}

#[tokio::test]
async fn a_connect_is_held_no_longer_than_promised() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    let mut again = Socket::open(&service).await;
    again.ask(connect(&id)).await;
    again.send(&json!([connect(&id)])).await;
    assert!(again.is_silent().await);
    tokio::time::pause();
    // With the clock stopped, time passes only where everybody waits for it.
    let asked = tokio::time::Instant::now();
    assert_eq!(again.frame().await[0]["channel"], "/meta/connect");
    assert!(
        (24..=25).contains(&asked.elapsed().as_secs()),
        "{:?}",
        asked.elapsed()
    );
}

#[tokio::test]
async fn a_batch_is_answered_whole_in_any_order() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    socket
        .send(&json!([connect(&id), subscribe(&id, &visitor)]))
        .await;
    let mut answered: Vec<String> = Vec::new();
    while !answered.iter().any(|channel| channel == "/meta/subscribe") {
        for reply in socket.frame().await.as_array().unwrap() {
            assert_eq!(reply["successful"], true);
            answered.push(reply["channel"].as_str().unwrap().to_owned());
        }
    }
    visitor.hear("hi").await;
    assert_eq!(socket.event().await["message"]["text"], "hi");
}

#[tokio::test]
async fn one_message_need_not_be_a_list() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    socket.send(&handshake()).await;
    assert_eq!(socket.frame().await[0]["successful"], true);
}

#[tokio::test]
async fn an_id_of_any_type_comes_back_and_an_error_says_whose_it_is() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let mut numbered = handshake();
    for id in [json!(7), json!(1.5), json!("x")] {
        numbered["id"] = id.clone();
        let reply = socket.ask(numbered.clone()).await;
        assert_eq!((&reply["successful"], &reply["id"]), (&json!(true), &id));
    }
    let faulty = json!({ "channel": "/meta/connect", "clientId": 5, "id": 8 });
    let wanted =
        json!({ "channel": "/meta/connect", "id": 8, "successful": false, "error": "405::Invalid message" });
    assert_eq!(socket.ask(faulty.clone()).await, wanted);
    assert_eq!(socket.ask(json!({ "id": "9" })).await["id"], "9");
    assert_eq!(socket.ask(json!(3)).await["channel"], "/meta/error");
    let polled = service
        .request(Method::POST, "/faye")
        .header("content-type", "application/json");
    let polled = polled
        .body(json!([faulty, numbered]).to_string())
        .send()
        .await
        .unwrap();
    let replies = object(polled).await;
    assert_eq!((&replies[0], &replies[1]["successful"]), (&wanted, &json!(true)));
}

#[tokio::test]
async fn what_a_request_lacks_is_said() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    let (mut untyped, mut unknown) = (connect(&id), connect(&id));
    untyped.as_object_mut().unwrap().remove("connectionType");
    unknown["connectionType"] = "pigeon".into();
    let unsubscribe = json!({ "channel": "/meta/unsubscribe", "clientId": id, "id": "u" });
    for (message, error) in [
        (untyped, "402:connectionType:Missing required parameter"),
        (unknown, "301:pigeon:Connection types not supported"),
        (unsubscribe, "402:subscription:Missing required parameter"),
    ] {
        let reply = socket.ask(message).await;
        assert_eq!(
            (&reply["successful"], &reply["error"]),
            (&json!(false), &json!(error))
        );
    }
    assert_eq!(socket.ask(connect(&id)).await["successful"], true);
}

#[tokio::test]
async fn a_subscription_needs_the_users_own_session() {
    let service = Service::start().await;
    let (visitor, other) = (service.visitor().await, service.visitor().await);
    let mut socket = Socket::open(&service).await;
    let id = socket.handshake().await;
    let mut of_other = subscribe(&id, &visitor);
    of_other["ext"] = subscribe(&id, &other)["ext"].take();
    let mut of_nobody = subscribe(&id, &visitor);
    of_nobody["ext"].take();
    let mut to_all = subscribe(&id, &visitor);
    to_all["subscription"] = "/**".into();
    for message in [of_other, of_nobody, to_all] {
        let channel = message["subscription"].as_str().unwrap().to_owned();
        let reply = socket.ask(message).await;
        assert_eq!(reply["successful"], false);
        assert_eq!(reply["error"], format!("403:{channel}:Forbidden channel"));
        assert!(reply.get("subscription").is_none());
    }
    visitor.hear("secret").await;
    assert!(socket.is_silent().await);
}

#[tokio::test]
async fn a_connection_that_is_not_known_must_shake_hands() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    for message in [connect("gone"), subscribe("gone", &visitor)] {
        let reply = socket.ask(message).await;
        assert_eq!(
            (&reply["successful"], &reply["error"]),
            (&json!(false), &json!("401:gone:Unknown client"))
        );
        assert_eq!(
            reply["advice"],
            json!({ "reconnect": "handshake", "interval": 0 })
        );
    }
    let id = socket.handshake().await;
    let leave = json!({ "channel": "/meta/disconnect", "clientId": id, "id": "d" });
    assert_eq!(socket.ask(leave).await["successful"], true);
    // Observed: a stray unsubscribe follows.
    let stray = json!({ "channel": "/meta/unsubscribe", "clientId": id, "subscription": visitor.channel(), "id": "u" });
    assert_eq!(
        socket.ask(stray).await["error"],
        format!("401:{id}:Unknown client")
    );
}

#[tokio::test]
async fn an_unsubscribed_client_hears_nothing() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.join(&visitor).await;
    visitor.hear("before").await;
    assert_eq!(socket.event().await["message"]["text"], "before");
    let leave = json!({ "channel": "/meta/unsubscribe", "clientId": id, "subscription": visitor.channel(), "id": "u" });
    assert_eq!(socket.ask(leave).await["subscription"], visitor.channel());
    visitor.hear("after").await;
    assert!(socket.is_silent().await);
}

#[tokio::test]
async fn what_came_while_a_socket_was_gone_waits_and_comes_once() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.join(&visitor).await;
    let dropped = service.post("/sandbox/sockets/drop", &json!({})).await;
    assert_eq!(object(dropped).await, json!({ "dropped": 1 }));
    assert!(socket.next().await.is_none());
    for text in ["one", "two", "three"] {
        visitor.hear(text).await;
    }
    let mut again = Socket::open(&service).await;
    again.send(&json!([connect(&id)])).await;
    assert_eq!(again.frame().await[0]["channel"], "/meta/connect");
    for text in ["one", "two", "three"] {
        assert_eq!(again.event().await["message"]["text"], text);
    }
    assert!(again.is_silent().await);
}

#[tokio::test]
async fn a_socket_that_breaks_loses_nothing_that_comes_later() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.join(&visitor).await;
    drop(socket);
    // The service has seen the end once the connection has no socket any more.
    let has_socket = async || {
        let state = object(service.get("/sandbox/state").await).await;
        state["connections"][0]["socket"] == true
    };
    while has_socket().await {
        tokio::task::yield_now().await;
    }
    visitor.hear("later").await;
    let mut again = Socket::open(&service).await;
    again.send(&json!([connect(&id)])).await;
    assert_eq!(again.event().await["message"]["text"], "later");
}

#[tokio::test]
async fn a_service_may_forget_and_refuse() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    let id = socket.join(&visitor).await;
    service
        .post(
            "/sandbox/sockets/drop",
            &json!({ "forget": true, "refuseMs": 600_000 }),
        )
        .await;
    assert!(socket.next().await.is_none());
    let refused = Socket::try_open(&service).await;
    assert!(matches!(refused, Err(tungstenite::Error::Http(response)) if response.status() == 503));
    assert_eq!(service.post("/faye", &handshake()).await.status(), 503);
    service
        .post("/sandbox/sockets/drop", &json!({ "refuseMs": 0 }))
        .await;
    let mut again = Socket::open(&service).await;
    assert_eq!(again.ask(connect(&id)).await["advice"]["reconnect"], "handshake");
}

#[tokio::test]
async fn a_broken_frame_gets_an_error_and_harms_nobody() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut well_behaved = Socket::open(&service).await;
    well_behaved.join(&visitor).await;
    let mut broken = Socket::open(&service).await;
    for text in [
        "",
        "nonsense",
        "[",
        "7",
        "[7]",
        "[[]]",
        "{}",
        r#"[{"channel":7}]"#,
        r#"[{"channel":"/x","id":{}}]"#,
    ] {
        broken.send_text(text).await;
        let reply = broken.frame().await[0].take();
        assert_eq!(reply["successful"], false, "{text}");
        assert!(reply["error"].is_string(), "{text}");
    }
    broken.stream.send(Message::binary(vec![0u8, 159])).await.unwrap();
    assert_eq!(broken.frame().await[0]["successful"], false);
    let published = json!({ "channel": visitor.channel(), "data": { "events": [] }, "id": "p" });
    assert_eq!(broken.ask(published.clone()).await["successful"], false);
    let id = broken.handshake().await;
    let mut published = published;
    published["clientId"] = id.into();
    let error = broken.ask(published).await["error"].take();
    assert_eq!(error, format!("403:{}:Forbidden channel", visitor.channel()));
    broken.send_text(&format!("[{}]", "x".repeat(70 * 1024))).await;
    assert!(
        broken.next().await.is_none(),
        "a frame that is too large ends the socket"
    );
    visitor.hear("hi").await;
    assert_eq!(well_behaved.event().await["message"]["text"], "hi");
}

#[tokio::test]
async fn handshakes_that_cannot_be() {
    let service = Service::start().await;
    let mut socket = Socket::open(&service).await;
    let table = [
        (
            json!({ "channel": "/meta/handshake", "supportedConnectionTypes": ["websocket"] }),
            "402:version",
        ),
        (
            json!({ "channel": "/meta/handshake", "version": "1.0" }),
            "402:supportedConnectionTypes",
        ),
        (
            json!({ "channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["pigeon"] }),
            "301:pigeon",
        ),
    ];
    for (message, error) in table {
        let reply = socket.ask(message).await;
        assert_eq!(reply["successful"], false);
        assert!(reply["error"].as_str().unwrap().starts_with(error), "{reply}");
        assert!(reply.get("clientId").is_none());
    }
}

#[tokio::test]
async fn the_service_says_goodbye() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut socket = Socket::open(&service).await;
    socket.join(&visitor).await;
    service.stop().await;
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn a_user_outlives_a_restart_and_its_connections_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let data = Data::File(folder.path().join("deep/sandbox.db"));
    let service = Service::with(Default::default(), &data).await;
    let visitor = service.visitor().await;
    let (id, token, conversation) = (
        visitor.id.clone(),
        visitor.token.clone(),
        visitor.conversation.clone(),
    );
    visitor.say("hello").await;
    visitor.hear("hi").await;
    let before = object(visitor.get(&visitor.path("")).await).await;
    let mut socket = Socket::open(&service).await;
    let connection = socket.handshake().await;
    service.stop().await;

    let service = Service::with(Default::default(), &data).await;
    let visitor = Visitor {
        service: &service,
        id,
        token,
        conversation,
    };
    assert_eq!(object(visitor.get(&visitor.path("")).await).await, before);
    let mut socket = Socket::open(&service).await;
    assert_eq!(
        socket.ask(connect(&connection)).await["advice"]["reconnect"],
        "handshake"
    );
    let last = before["messages"][1]["received"].as_f64();
    assert!(visitor.say("again").await["received"].as_f64() > last);
    let author = json!({ "appUserId": visitor.id, "role": "appUser", "client": client() });
    let body = json!({ "activity": { "type": "typing:start" }, "author": author });
    assert_eq!(
        visitor.post(&visitor.path("/activity"), &body).await.status(),
        200
    );
}
