//! The widget's own mind on real sockets: what the browser's shell does for it, without a browser.
//!
//! Alarms that make it try again, or go on, ring at once on a clock of their own; those for silence
//! never do.

use crate::service::{APP, CLIENT, INTEGRATION};
use avmsdk_protocol::Object;
use avmsdk_protocol::id::{ClientId, UserId};
use avmsdk_protocol::record::from_text;
use avmsdk_session::{
    Alarm, Answer, Authorization, Delegates, Effect, Input, Login, Now, PromiseId, Request, Session, Setup,
    StoredIdentity,
};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::Message;

/// What answers the API.
pub(crate) enum Api {
    /// A service, at its address.
    Real,
    /// Nobody: a user with an empty conversation `c` is assumed.
    Canned,
}

pub(crate) struct Page {
    session: Session,
    /// In milliseconds; passes only by alarms, and as a test says.
    pub(crate) now: u64,
    http: reqwest::Client,
    api: Api,
    /// Whether a socket can be had.
    pub(crate) has_sockets: bool,
    inputs: UnboundedReceiver<(u32, Input)>,
    sender: UnboundedSender<(u32, Input)>,
    /// What comes of an older number is of a socket that was closed.
    socket: u32,
    writer: Option<UnboundedSender<String>>,
    poll: Option<JoinHandle<()>>,
    /// What the page was told.
    pub(crate) told: VecDeque<(&'static str, Value)>,
    waiting: VecDeque<Input>,
}

impl Page {
    /// A page for this user, whose widget has started.
    pub(crate) fn open(user: &str, token: &str, origin: &str, api: Api, has_sockets: bool) -> Self {
        // The client wants one, TLS or not; where a sandbox runs it is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = json!({
            "app": { "_id": APP, "status": "active" }, "integration": { "_id": INTEGRATION },
            "baseUrl": { "web": format!("{origin}/sdk") },
            "realtime": { "baseUrl": format!("{origin}/faye") }, "integrations": [],
        });
        let session = Session::new(Setup {
            config: from_text(&config.to_string()).unwrap(),
            client_info: Object::new(),
            stored: StoredIdentity {
                client_id: Some(ClientId::new(CLIENT)),
                user_id: Some(UserId::new(user)),
                session_token: Some(token.to_owned()),
                items: Vec::new(),
            },
            login: Login::None,
            prechat: Default::default(),
            options: Default::default(),
            delegates: Delegates::default(),
            embedded: false,
            is_whole: true,
            seed: [3, 5],
        });
        let (sender, inputs) = unbounded_channel();
        let mut page = Page {
            session,
            now: 1_795_000_000_000,
            http: reqwest::Client::new(),
            api,
            has_sockets,
            inputs,
            sender,
            socket: 0,
            writer: None,
            poll: None,
            told: VecDeque::new(),
            waiting: VecDeque::new(),
        };
        page.take(Input::Start(PromiseId(1)));
        page
    }

    pub(crate) fn is_polling(&self) -> bool {
        self.poll.is_some()
    }

    /// Whether there is a channel, or one is being tried.
    pub(crate) fn has_channel(&self) -> bool {
        self.poll.is_some() || self.writer.is_some()
    }

    pub(crate) fn take(&mut self, input: Input) {
        self.waiting.push_back(input);
        while let Some(input) = self.waiting.pop_front() {
            for effect in self.session.step(input, Now(self.now)).effects {
                self.run(effect);
            }
        }
    }

    /// Waits for something from outside, and takes it.
    pub(crate) async fn turn(&mut self) {
        let (socket, input) = self.inputs.recv().await.unwrap();
        let is_of_socket = matches!(
            input,
            Input::SocketOpened | Input::SocketText(_) | Input::SocketClosed
        );
        if matches!(input, Input::Polled(_)) {
            self.poll = None;
        }
        if !is_of_socket || socket == self.socket {
            self.take(input);
        }
    }

    /// What the page is told next; the log and changes of counts are passed over.
    pub(crate) async fn next(&mut self) -> (&'static str, Value) {
        loop {
            match self.told.pop_front() {
                Some(("log:debug" | "unreadCount" | "message", _)) => {}
                Some(told) => return told,
                None => self.turn().await,
            }
        }
    }

    /// It is told these, in this order.
    pub(crate) async fn is_told(&mut self, names: &[&str]) {
        for name in names {
            assert_eq!(self.next().await.0, *name);
        }
    }

    /// It is told of a message with this text.
    pub(crate) async fn hears(&mut self, text: &str) {
        let (name, message) = self.next().await;
        assert_eq!((name, &message["text"]), ("message:received", &json!(text)));
    }

    fn run(&mut self, effect: Effect) {
        match effect {
            Effect::Request(request) => self.request(request),
            Effect::OpenSocket(address) => self.open_socket(address),
            Effect::SendText(text) => {
                // The task may have seen the end of the socket already; the session will.
                let _ = self.writer.as_ref().expect("a socket").send(text);
            }
            Effect::CloseSocket => {
                self.socket += 1;
                self.writer = None;
            }
            Effect::Poll(address, body) => {
                assert!(self.poll.is_none(), "one poll at a time");
                let request = self
                    .http
                    .post(address)
                    .header("content-type", "application/x-www-form-urlencoded")
                    .header("origin", "https://shop.example")
                    .body(body);
                let sender = self.sender.clone();
                self.poll = Some(tokio::spawn(async move {
                    let answer = answer(request).await;
                    let _ = sender.send((0, Input::Polled(answer)));
                }));
            }
            Effect::StopPoll => {
                self.poll.take().expect("a poll").abort();
            }
            Effect::SetAlarm(alarm @ (Alarm::Reconnect | Alarm::Connect), wait) => {
                self.now += u64::from(wait);
                self.waiting.push_back(Input::Alarm(alarm));
            }
            Effect::Emit(name, arguments) => {
                let arguments = avmsdk_protocol::json::write(&avmsdk_protocol::Value::Array(arguments));
                let mut arguments: Vec<Value> = serde_json::from_str(&arguments).unwrap();
                let first = arguments.drain(..).next();
                self.told.push_back((name, first.unwrap_or_default()));
            }
            _ => {}
        }
    }

    fn open_socket(&mut self, address: String) {
        self.socket += 1;
        if !self.has_sockets {
            return self.waiting.push_back(Input::SocketClosed);
        }
        let (writer, mut texts) = unbounded_channel::<String>();
        self.writer = Some(writer);
        let (number, sender) = (self.socket, self.sender.clone());
        tokio::spawn(async move {
            let say = |input| drop(sender.send((number, input)));
            if let Ok((mut stream, _)) = connect_async(address).await {
                say(Input::SocketOpened);
                loop {
                    tokio::select! {
                        text = texts.recv() => match text {
                            Some(text) => drop(stream.send(Message::text(text)).await),
                            None => break drop(stream.close(None).await),
                        },
                        message = stream.next() => match message {
                            Some(Ok(Message::Text(text))) => say(Input::SocketText(text.to_string())),
                            Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                            _ => break,
                        },
                    }
                }
            }
            say(Input::SocketClosed);
        });
    }

    fn request(&mut self, request: Request) {
        let ticket = request.ticket;
        if let Api::Canned = self.api {
            let body = if request.url.contains("/conversations/") {
                json!({ "conversation": { "_id": "c" }, "messages": [] })
            } else {
                let client = json!({ "id": CLIENT, "platform": "web", "active": true });
                json!({ "appUser": { "_id": "u", "clients": [client] }, "conversations": [{ "_id": "c" }] })
            };
            let answer = Answer::Status {
                status: 200,
                body: body.to_string(),
                retry_after: None,
            };
            return self.waiting.push_back(Input::Answered(ticket, answer));
        }
        let method = request.method.as_str().parse().unwrap();
        let mut call = self.http.request(method, request.url);
        if let Authorization::Basic(user, token) = &request.authorization {
            call = call.basic_auth(user.as_str(), Some(token));
        }
        if let Some(body) = request.body {
            call = call.body(body);
        }
        let sender = self.sender.clone();
        tokio::spawn(async move {
            let answer = answer(call).await;
            let _ = sender.send((0, Input::Answered(ticket, answer)));
        });
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Answer {
    let Ok(response) = request.send().await else {
        return Answer::Unreachable;
    };
    let status = response.status().as_u16();
    match response.text().await {
        Ok(body) => Answer::Status {
            status,
            body,
            retry_after: None,
        },
        Err(_) => Answer::Unreachable,
    }
}
