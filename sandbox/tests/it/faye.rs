//! The realtime channel as the client of the Faye project sees it: written by others, by the same
//! protocol.

use crate::service::{APP, Service, Visitor, object};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Where the modules of other projects are.
pub(crate) fn peers() -> PathBuf {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/peers/node_modules");
    let folder = std::env::var_os("AVMSDK_PEERS").map_or(beside, PathBuf::from);
    assert!(
        folder.join("faye").exists(),
        "no `faye` there: run `cargo xtask peers`"
    );
    folder
}

/// A running client of theirs. It ends with the test.
struct Peer {
    _child: Child,
    commands: ChildStdin,
    /// What it last connected by.
    by: Value,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Peer {
    fn start(visitor: &Visitor<'_>, transport: &str, token: &str) -> Self {
        let ext = json!({ "appUserId": visitor.id, "appId": APP, "sessionToken": token });
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/faye-client.js");
        let mut child = Command::new("node")
            .arg(script)
            .arg(format!("{}/faye", visitor.service.origin))
            .args([transport, &visitor.channel(), &ext.to_string()])
            .env("AVMSDK_PEERS", peers())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Peer {
            commands: child.stdin.take().unwrap(),
            by: Value::Null,
            lines: BufReader::new(child.stdout.take().unwrap()).lines(),
            _child: child,
        }
    }

    async fn started(visitor: &Visitor<'_>, transport: &str) -> Self {
        let mut peer = Self::start(visitor, transport, &visitor.token);
        assert_eq!(peer.until("/meta/subscribe").await["successful"], true);
        // Where its socket is late it polls once, and an event ends that.
        visitor.hear("knock").await;
        assert_eq!(peer.text().await, "knock");
        while peer.by != transport {
            peer.until("connecting").await;
        }
        peer
    }

    async fn command(&mut self, command: &str) {
        let line = format!("{command}\n");
        self.commands.write_all(line.as_bytes()).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        let line = self.lines.next_line().await.unwrap();
        let line: Value = serde_json::from_str(&line.expect("the client goes on")).unwrap();
        if line["is"] == "connecting" {
            self.by = line["by"].clone();
        }
        line
    }

    /// The next line of this sort. An event must not be passed over.
    async fn until(&mut self, sort: &str) -> Value {
        loop {
            let line = self.next().await;
            if line["is"] == sort {
                return line;
            }
            assert_ne!(line["is"], "event", "not awaited: {line}");
        }
    }

    async fn text(&mut self) -> String {
        let line = self.until("event").await;
        line["event"]["message"]["text"].as_str().unwrap().to_owned()
    }
}

const TRANSPORTS: [&str; 2] = ["websocket", "long-polling"];

#[tokio::test]
async fn it_hears_everything_once_and_in_order() {
    let service = Service::start().await;
    for transport in TRANSPORTS {
        let visitor = service.visitor().await;
        let mut peer = Peer::started(&visitor, transport).await;
        for number in 0..20 {
            visitor.hear(&format!("{number}")).await;
        }
        for number in 0..20 {
            assert_eq!(peer.text().await, number.to_string(), "{transport}");
        }
        let said = visitor.say("own").await;
        let event = peer.until("event").await["event"].take();
        let wanted =
            json!({ "type": "message", "conversation": { "_id": visitor.conversation }, "message": said });
        assert_eq!(event, wanted, "{transport}");
    }
}

#[tokio::test]
async fn a_wrong_token_is_refused() {
    let service = Service::start().await;
    for transport in TRANSPORTS {
        let visitor = service.visitor().await;
        let mut peer = Peer::start(&visitor, transport, "wrong");
        let refused = peer.until("refused").await;
        assert_eq!(
            (&refused["code"], &refused["message"]),
            (&json!(403), &json!("Forbidden channel")),
            "{transport}"
        );
    }
}

#[tokio::test]
async fn a_dropped_socket_costs_nothing() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut peer = Peer::started(&visitor, "websocket").await;
    visitor.hear("before").await;
    assert_eq!(peer.text().await, "before");
    for round in 0..3 {
        let dropped = object(service.post("/sandbox/sockets/drop", &json!({})).await).await;
        assert_eq!(dropped, json!({ "dropped": 1 }));
        for number in 0..5 {
            visitor.hear(&format!("{round}.{number}")).await;
        }
        for number in 0..5 {
            assert_eq!(peer.text().await, format!("{round}.{number}"));
        }
    }
    visitor.hear("after").await;
    assert_eq!(peer.text().await, "after");
}

#[tokio::test]
async fn a_forgotten_client_comes_back_by_itself() {
    let service = Service::start().await;
    for transport in TRANSPORTS {
        let visitor = service.visitor().await;
        let mut peer = Peer::started(&visitor, transport).await;
        service
            .post("/sandbox/sockets/drop", &json!({ "forget": true }))
            .await;
        assert_eq!(peer.until("/meta/handshake").await["successful"], true);
        assert_eq!(peer.until("/meta/subscribe").await["successful"], true);
        for text in ["one", "two"] {
            visitor.hear(text).await;
            assert_eq!(peer.text().await, text, "{transport}");
        }
    }
}

#[tokio::test]
async fn it_leaves_as_it_came() {
    let service = Service::start().await;
    for transport in TRANSPORTS {
        let visitor = service.visitor().await;
        let mut peer = Peer::started(&visitor, transport).await;
        visitor.hear("heard").await;
        assert_eq!(peer.text().await, "heard");
        peer.command("unsubscribe").await;
        assert_eq!(peer.until("/meta/unsubscribe").await["successful"], true);
        visitor.hear("unheard").await;
        peer.command("subscribe").await;
        assert_eq!(peer.until("/meta/subscribe").await["successful"], true);
        visitor.hear("heard again").await;
        assert_eq!(peer.text().await, "heard again", "{transport}");
        peer.command("disconnect").await;
        assert_eq!(peer.until("/meta/disconnect").await["successful"], true);
        peer.until("disconnected").await;
        let state = object(service.get("/sandbox/state").await).await;
        assert_eq!(state["connections"], json!([]), "{transport}");
    }
}
