//! The widget's realtime channel by a socket and by long-polling, against this service and against the
//! server of the Faye project, which shares no code with either.

use crate::faye::peers;
use crate::service::{APP, Service, Visitor, object};
use crate::widget::{Api, Page};
use avmsdk_session::Input;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

async fn page(visitor: &Visitor<'_>, has_sockets: bool) -> Page {
    let origin = &visitor.service.origin;
    let mut page = Page::open(&visitor.id, &visitor.token, origin, Api::Real, has_sockets);
    page.is_told(&["ready", "connected"]).await;
    page
}

#[tokio::test]
async fn it_hears_everything_once_and_in_order() {
    let service = Service::start().await;
    for has_sockets in [true, false] {
        let visitor = service.visitor().await;
        let mut page = page(&visitor, has_sockets).await;
        assert_eq!(page.is_polling(), !has_sockets);
        for number in 0..20 {
            visitor.hear(&format!("{number}")).await;
        }
        for number in 0..20 {
            page.hears(&number.to_string()).await;
        }
    }
}

#[tokio::test]
async fn what_is_said_while_the_channel_is_lost_is_heard_once() {
    let service = Service::start().await;
    for has_sockets in [true, false] {
        let visitor = service.visitor().await;
        let mut page = page(&visitor, has_sockets).await;
        for round in ["one", "two"] {
            page.now += 20_000;
            service
                .post("/sandbox/sockets/drop", &json!({ "forget": true }))
                .await;
            visitor.hear(round).await;
            page.is_told(&["disconnected", "reconnecting", "connected"]).await;
            page.hears(round).await;
            let after = format!("after {round}");
            visitor.hear(&after).await;
            page.hears(&after).await;
        }
    }
}

#[tokio::test]
async fn it_goes_over_to_a_socket_and_nobody_notices() {
    let service = Service::start().await;
    let visitor = service.visitor().await;
    let mut page = page(&visitor, false).await;
    page.has_sockets = true;
    page.take(Input::Online);
    visitor.hear("meanwhile").await;
    while page.is_polling() {
        page.turn().await;
    }
    visitor.hear("then").await;
    page.hears("meanwhile").await;
    page.hears("then").await;
    let dropped = object(service.post("/sandbox/sockets/drop", &json!({})).await).await;
    assert_eq!(dropped, json!({ "dropped": 1 }));
}

#[tokio::test]
async fn a_page_that_comes_back_hears_what_it_missed() {
    let service = Service::start().await;
    for has_sockets in [true, false] {
        let visitor = service.visitor().await;
        let mut page = page(&visitor, has_sockets).await;
        page.take(Input::PageLeft);
        visitor.hear("missed").await;
        let stored = [
            (avmsdk_session::Slot::ClientId, crate::service::CLIENT),
            (avmsdk_session::Slot::UserId, &visitor.id),
            (avmsdk_session::Slot::SessionToken, &visitor.token),
        ];
        let stored = stored.map(|(slot, text)| (slot, text.to_owned()));
        page.take(Input::PageBack(stored.to_vec()));
        page.is_told(&["disconnected", "reconnecting"]).await;
        // It looks at once, by a request of its own.
        let mut names = [page.next().await.0, page.next().await.0];
        names.sort_unstable();
        assert_eq!(names, ["connected", "message:received"]);
        visitor.hear("then").await;
        page.hears("then").await;
    }
}

/// A running server of theirs. It ends with the test.
struct Server {
    _child: Child,
    commands: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    origin: String,
    published: u32,
}

impl Server {
    async fn start() -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/faye-server.js");
        let mut child = Command::new("node")
            .arg(script)
            .arg("secret")
            .env("AVMSDK_PEERS", peers())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut server = Server {
            commands: child.stdin.take().unwrap(),
            lines: BufReader::new(child.stdout.take().unwrap()).lines(),
            _child: child,
            origin: String::new(),
            published: 0,
        };
        let port = server.until("listening").await["port"].take();
        server.origin = format!("http://127.0.0.1:{port}");
        server
    }

    async fn until(&mut self, sort: &str) -> Value {
        loop {
            let line = self.lines.next_line().await.unwrap();
            let line: Value = serde_json::from_str(&line.expect("the server goes on")).unwrap();
            if line["is"] == sort {
                return line;
            }
        }
    }

    async fn command(&mut self, command: Value) {
        let line = format!("{command}\n");
        self.commands.write_all(line.as_bytes()).await.unwrap();
    }

    async fn publish(&mut self, text: &str) {
        self.published += 1;
        let message = json!({
            "_id": format!("m{}", self.published), "type": "text", "text": text, "role": "appMaker",
            "received": 1000 + self.published, "source": { "type": "api:conversations" },
        });
        let event = json!({ "type": "message", "conversation": { "_id": "c" }, "message": message });
        let channel = format!("/sdk/apps/{APP}/appusers/u");
        self.command(json!({ "publish": channel, "data": { "events": [event] } }))
            .await;
    }
}

#[tokio::test]
async fn a_server_of_others_serves_it_by_either_way() {
    let mut server = Server::start().await;
    for (has_sockets, way) in [(true, "websocket"), (false, "long-polling")] {
        let mut page = Page::open("u", "secret", &server.origin, Api::Canned, has_sockets);
        page.is_told(&["ready", "connected"]).await;
        assert_eq!(server.until("connect").await["by"], way);
        for round in 0..3 {
            for number in 0..5 {
                server.publish(&format!("{way} {round}.{number}")).await;
            }
            for number in 0..5 {
                page.hears(&format!("{way} {round}.{number}")).await;
            }
            if has_sockets {
                // One that is cut at once would be done without. A poll that is cut late is no loss.
                page.now += 20_000;
            }
            server.command(json!({ "drop": true })).await;
            page.is_told(&["disconnected", "reconnecting", "connected"]).await;
            server.until("subscribe").await;
            assert_eq!(page.is_polling(), !has_sockets);
        }
        page.take(Input::Destroy);
        if has_sockets {
            server.until("disconnect").await;
        }
    }
}

#[tokio::test]
async fn a_server_of_others_may_refuse_it() {
    let mut server = Server::start().await;
    for has_sockets in [true, false] {
        let mut page = Page::open("u", "wrong", &server.origin, Api::Canned, has_sockets);
        page.is_told(&["ready"]).await;
        while page.has_channel() {
            page.turn().await;
        }
        assert_eq!(page.told, []);
    }
    // It is alive all the same.
    server.publish("to nobody").await;
}
