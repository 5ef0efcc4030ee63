//! Killed at any moment and started again on the same file, the service has lost nothing that it
//! acknowledged, and its clients find out by themselves what they missed.

use crate::realtime::{connect, handshake};
use crate::service::{APP, KEY, client};
use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::sync::mpsc;
use tokio::time::interval;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Stream = WebSocketStream<MaybeTlsStream<TcpStream>>;

const ROUNDS: usize = 3;
/// Each says something every 20 ms, and so does the business to each: 200 messages a second.
const VISITORS: usize = 2;
const BEAT: Duration = Duration::from_millis(20);
/// Messages that are acknowledged before the kill.
const ENOUGH: usize = 160;

/// The example `serve` as a process of its own.
struct Process {
    child: Child,
    address: String,
}

impl Process {
    async fn start(port: &str, file: &Path) -> Self {
        let mut child = Command::new(example())
            .arg(port)
            .arg(file)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).await.unwrap();
        let address = line.trim().strip_prefix("http://").expect("an address");
        Self {
            child,
            address: address.to_owned(),
        }
    }
}

fn example() -> PathBuf {
    let program = std::env::current_exe().unwrap();
    let examples = program.parent().unwrap().with_file_name("examples");
    let program = examples.join(format!("serve{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "run `cargo build -p avmsdk-sandbox --examples` first"
    );
    program
}

/// A visitor that outlives the service.
#[derive(Clone)]
struct Visitor {
    http: Client,
    id: String,
    token: String,
    conversation: String,
}

impl Visitor {
    async fn come(address: &str) -> Self {
        let http = Client::new();
        let create = http
            .post(format!("http://{address}/sdk/v2/apps/{APP}/appusers"))
            .body(json!({ "client": client(), "intent": "x" }).to_string());
        let made = create.send().await.unwrap().bytes().await.unwrap();
        let made: Value = serde_json::from_slice(&made).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            http,
            id: text(&made["appUser"]["_id"]),
            token: text(&made["sessionToken"]),
            conversation: text(&made["conversations"][0]["_id"]),
        }
    }

    /// The whole history, oldest first.
    async fn history(&self, address: &str) -> Vec<Value> {
        let mut history: Vec<Value> = Vec::new();
        loop {
            let before = history.first();
            let before = before.map_or(String::new(), |oldest| format!("?before={}", oldest["received"]));
            let of = &self.conversation;
            let url = format!("http://{address}/sdk/v2/apps/{APP}/conversations/{of}/messages{before}");
            let get = self.http.get(url).basic_auth(&self.id, Some(&self.token));
            let page = get.send().await.unwrap().bytes().await.unwrap();
            let page: Value = serde_json::from_slice(&page).unwrap();
            history.splice(0..0, page["messages"].as_array().unwrap().iter().cloned());
            if page["hasPrevious"] == false {
                return history;
            }
        }
    }

    /// Posts until the service is gone; returns what was acknowledged.
    async fn talk(self, address: String, side: &str, round: usize, told: mpsc::Sender<()>) -> Vec<String> {
        let mut acknowledged = Vec::new();
        let mut beat = interval(BEAT);
        for number in 0.. {
            beat.tick().await;
            let text = format!("{side} {round}.{number}");
            let path = format!("apps/{APP}/conversations/{}/messages", self.conversation);
            let request = if side == "appMaker" {
                let content = json!({ "type": "text", "text": text });
                let body = json!({ "author": { "type": "business" }, "content": content });
                let request = self.http.post(format!("http://{address}/v2/{path}"));
                request.basic_auth(KEY.0, Some(KEY.1)).body(body.to_string())
            } else {
                let message = json!({ "type": "text", "text": text, "role": "appUser" });
                let author = json!({ "role": "appUser", "appUserId": self.id, "client": client() });
                let body = json!({ "message": message, "author": author });
                let request = self.http.post(format!("http://{address}/sdk/v2/{path}"));
                request
                    .basic_auth(&self.id, Some(&self.token))
                    .body(body.to_string())
            };
            match request.send().await {
                Ok(response) if response.status() == StatusCode::CREATED => {
                    acknowledged.push(text);
                    let _ = told.send(()).await;
                }
                Ok(response) => panic!("{}", response.status()),
                Err(_) => break,
            }
        }
        acknowledged
    }

    /// A socket that listens. The connection of an earlier life is tried first, as a client does.
    async fn listen(&self, address: &str, known: Option<&str>) -> (Stream, String) {
        let (mut socket, _) = connect_async(format!("ws://{address}/faye")).await.unwrap();
        let mut ask = async |message: Value| -> Value {
            let frame = json!([message]).to_string();
            socket.send(Message::text(frame)).await.unwrap();
            let text = socket.next().await.unwrap().unwrap().into_text().unwrap();
            serde_json::from_str::<Value>(&text).unwrap()[0].take()
        };
        if let Some(known) = known {
            let reply = ask(connect(known)).await;
            assert_eq!(reply["error"], format!("401:{known}:Unknown client"));
            assert_eq!(reply["advice"]["reconnect"], "handshake");
        }
        let shaken = ask(handshake()).await;
        let id = shaken["clientId"].as_str().unwrap().to_owned();
        let subscription = format!("/sdk/apps/{APP}/appusers/{}", self.id);
        let ext = json!({ "appUserId": self.id, "appId": APP, "sessionToken": self.token });
        let subscribed = ask(json!({
            "channel": "/meta/subscribe", "clientId": id, "subscription": subscription, "id": "s", "ext": ext,
        }));
        assert_eq!(subscribed.await["successful"], true, "the session is still good");
        (socket, id)
    }
}

/// The ids of the messages that came until the socket ended.
async fn heard(mut socket: Stream) -> Vec<String> {
    let mut heard = Vec::new();
    while let Some(Ok(Message::Text(text))) = socket.next().await {
        let frame: Value = serde_json::from_str(&text).unwrap();
        let id = frame[0]["data"]["events"][0]["message"]["_id"].as_str();
        heard.extend(id.map(str::to_owned));
    }
    heard
}

#[tokio::test]
async fn what_was_acknowledged_is_there_once_and_in_order_after_each_kill() {
    // No service of this process does it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.db");
    let mut process = Process::start("0", &file).await;
    let port = process.address.rsplit(':').next().unwrap().to_owned();
    let mut visitors = Vec::new();
    for _ in 0..VISITORS {
        visitors.push((Visitor::come(&process.address).await, None::<String>));
    }
    // What each side of each conversation had acknowledged.
    let mut acknowledged = vec![[Vec::new(), Vec::new()]; VISITORS];
    for round in 0..ROUNDS {
        let address = process.address.clone();
        let (told, mut count) = mpsc::channel(1);
        let (mut listeners, mut talkers) = (Vec::new(), Vec::new());
        for (visitor, known) in &mut visitors {
            let (socket, id) = visitor.listen(&address, known.as_deref()).await;
            *known = Some(id);
            listeners.push(tokio::spawn(heard(socket)));
            for side in ["appUser", "appMaker"] {
                let talk = visitor.clone().talk(address.clone(), side, round, told.clone());
                talkers.push(tokio::spawn(talk));
            }
        }
        drop(told);
        for _ in 0..ENOUGH {
            count.recv().await.unwrap();
        }
        process.child.start_kill().unwrap();
        while count.recv().await.is_some() {}
        process.child.wait().await.unwrap();

        process = Process::start(&port, &file).await;
        let mut talkers = talkers.into_iter();
        for (number, listener) in listeners.into_iter().enumerate() {
            for side in &mut acknowledged[number] {
                side.extend(talkers.next().unwrap().await.unwrap());
            }
            let history = visitors[number].0.history(&process.address).await;
            let ids: Vec<&str> = history
                .iter()
                .map(|message| message["_id"].as_str().unwrap())
                .collect();
            let distinct: HashSet<_> = ids.iter().collect();
            assert_eq!(distinct.len(), ids.len(), "nothing is there twice");
            for side in &acknowledged[number] {
                let kept: Vec<&str> = history
                    .iter()
                    .map(|message| message["text"].as_str().unwrap())
                    .filter(|text| side.iter().any(|one| one == text))
                    .collect();
                assert_eq!(kept, *side, "round {round}: all of it, once, in order");
            }
            let mut kept = ids.iter();
            for id in &listener.await.unwrap() {
                assert!(
                    kept.any(|known| known == id),
                    "what was heard is kept, in the same order"
                );
            }
        }
    }
}
