//! A messaging service as a model: one user, one conversation, its log, its count, one channel.

use avmsdk_protocol::author::Author;
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::call::PostMessageRequest;
use avmsdk_protocol::record::{from_text, to_text};
use avmsdk_protocol::{Object, Value, Wire, json};
use avmsdk_session::{Method, Request};

/// A message of the log.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stored {
    pub(crate) id: String,
    /// Seconds since 1970.
    pub(crate) received: u32,
    /// The session id of an own message.
    pub(crate) session_id: Option<String>,
    pub(crate) own: bool,
    pub(crate) text: String,
}

pub(crate) struct Service {
    pub(crate) log: Vec<Stored>,
    pub(crate) unread: u32,
    /// How many users were made: all but the last were made unheard.
    pub(crate) users: u32,
    pub(crate) has_conversation: bool,
    pub(crate) subscribed: bool,
    /// What travels to the client by the socket.
    pub(crate) frames: Vec<String>,
    /// Whether the stored user is known.
    pub(crate) knows_client: bool,
    /// Whether pages hold something that no client can read.
    pub(crate) garbles: bool,
    /// Whether the conversation is the one that channels link to.
    pub(crate) is_default: bool,
    /// What is linked beside the browser, each after a comma.
    pub(crate) clients: String,
    client_id: String,
}

const PAGE: usize = 3;

impl Service {
    pub(crate) fn new(client_id: &str) -> Self {
        Service {
            log: Vec::new(),
            unread: 0,
            users: 0,
            has_conversation: false,
            subscribed: false,
            frames: Vec::new(),
            knows_client: true,
            garbles: false,
            is_default: true,
            clients: String::new(),
            client_id: client_id.to_owned(),
        }
    }

    /// The business, or with a session id the visitor, says something.
    pub(crate) fn say(&mut self, text: &str, session_id: Option<&str>) -> Stored {
        // One may have been deleted.
        let number = self.log.last().map_or(0, |last| last.received - 1000) + 1;
        let own = session_id.is_some();
        let stored = Stored {
            id: ["m", &json::write(&Value::from(number))].concat(),
            received: 1000 + number,
            session_id: session_id.map(str::to_owned),
            own,
            text: text.to_owned(),
        };
        self.unread = if own { 0 } else { self.unread + 1 };
        self.log.push(stored.clone());
        let event = [
            r#"{"type":"message","conversation":{"_id":"c"},"message":"#,
            &self.message(&stored),
            "}",
        ]
        .concat();
        self.publish(&event);
        stored
    }

    pub(crate) fn publish(&mut self, event: &str) {
        if self.subscribed {
            let channel = self.subscription();
            let frame = [
                r#"[{"channel":""#,
                &channel,
                r#"","data":{"events":["#,
                event,
                "]}}]",
            ];
            self.frames.push(frame.concat());
        }
    }

    pub(crate) fn drop_socket(&mut self) {
        self.subscribed = false;
        self.frames.clear();
    }

    /// A frame of the client.
    pub(crate) fn hear(&mut self, text: &str) {
        for message in from_text::<Vec<BayeuxMessage>>(text).unwrap() {
            match message.channel().as_str() {
                "/meta/handshake" => self.reply(
                    r#"{"channel":"/meta/handshake","successful":true,"clientId":"b","advice":{"timeout":25000,"interval":0}}"#,
                ),
                "/meta/subscribe" => {
                    assert_eq!(message.subscription(), Some(self.subscription()));
                    self.subscribed = true;
                    self.reply(r#"{"channel":"/meta/subscribe","successful":true}"#);
                }
                "/meta/connect" => self
                    .reply(r#"{"channel":"/meta/connect","successful":true,"advice":{"interval":20000}}"#),
                _ => {}
            }
        }
    }

    fn reply(&mut self, reply: &str) {
        self.frames.push(["[", reply, "]"].concat());
    }

    fn user(&self) -> String {
        ["u", &json::write(&Value::from(self.users))].concat()
    }

    fn subscription(&self) -> String {
        ["/sdk/apps/a/appusers/", &self.user()].concat()
    }

    fn conversation(&self) -> String {
        let count = json::write(&Value::from(self.unread));
        let default = if self.is_default { "true" } else { "false" };
        [
            r#"{"_id":"c","isDefault":"#,
            default,
            r#","unreadCount":"#,
            &count,
            "}",
        ]
        .concat()
    }

    fn user_session(&self) -> String {
        let client = if self.knows_client {
            self.client_id.as_str()
        } else {
            "other"
        };
        let conversation = if self.has_conversation {
            self.conversation()
        } else {
            String::new()
        };
        [
            r#"{"appUser":{"_id":""#,
            &self.user(),
            r#"","clients":[{"id":""#,
            client,
            r#"","platform":"web","active":true}"#,
            &self.clients,
            r#"]},"sessionToken":"t","conversations":["#,
            &conversation,
            "]}",
        ]
        .concat()
    }

    fn message(&self, stored: &Stored) -> String {
        let mut message = Object::new();
        message.set("_id", stored.id.as_str());
        message.set("type", if stored.text.is_empty() { "file" } else { "text" });
        message.set("role", if stored.own { "appUser" } else { "appMaker" });
        message.set("received", stored.received);
        message.set("text", stored.text.as_str());
        let mut source = Object::new();
        source.set("type", "web");
        if let Some(session_id) = &stored.session_id {
            source.set("sessionId", session_id.as_str());
        }
        message.set("source", source);
        json::write(&message.into())
    }

    fn page(&self, before: Option<u32>) -> String {
        let before = before.unwrap_or(u32::MAX);
        let older: Vec<&Stored> = self.log.iter().filter(|it| it.received < before).collect();
        let from = older.len().saturating_sub(PAGE);
        let mut messages: Vec<String> = older[from..].iter().map(|it| self.message(it)).collect();
        if self.garbles {
            messages.push(r#"{"_id":7}"#.to_owned());
        }
        // The order counts for nothing.
        messages.reverse();
        let has_previous = if from > 0 { "true" } else { "false" };
        [
            r#""messages":["#,
            &messages.join(","),
            r#"],"hasPrevious":"#,
            has_previous,
            "}",
        ]
        .concat()
    }

    /// Does what is asked, and says with what it answers.
    pub(crate) fn call(&mut self, request: &Request) -> (u16, String) {
        let path = request
            .url
            .strip_prefix("https://api.example/sdk/v2/apps/a/")
            .or_else(|| request.url.strip_prefix("https://api.example/sdk/apps/a/"))
            .unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let parts: Vec<&str> = path.split('/').collect();
        match (request.method, parts.as_slice()) {
            (Method::Post, ["appusers"]) => {
                self.users += 1;
                self.has_conversation = true;
                (201, self.user_session())
            }
            (Method::Post, ["appusers", _, "conversation"]) => {
                self.has_conversation = true;
                (201, [r#"{"conversation":"#, &self.conversation(), "}"].concat())
            }
            (Method::Get, ["appusers", user]) if *user == self.user() => (200, self.user_session()),
            (Method::Get, ["conversations", "c"]) => (
                200,
                [r#"{"conversation":"#, &self.conversation(), ",", &self.page(None)].concat(),
            ),
            (Method::Get, ["conversations", "c", "messages"]) => {
                let before = query.strip_prefix("before=").map(|it| it.parse().unwrap());
                (200, ["{", &self.page(before)].concat())
            }
            (Method::Post, ["conversations", "c", "messages"]) => {
                let post: PostMessageRequest = from_text(request.body.as_ref().unwrap()).unwrap();
                let session_id = post.author().session_id().unwrap();
                let stored = self.say(
                    &post.message().text().unwrap_or_default(),
                    Some(session_id.as_str()),
                );
                (201, [r#"{"messages":["#, &self.message(&stored), "]}"].concat())
            }
            (Method::Post, ["conversations", "c", "files"]) => {
                let author: Author = from_text(request.body.as_ref().unwrap()).unwrap();
                let stored = self.say("", Some(author.session_id().unwrap().as_str()));
                (201, [r#"{"messageId":""#, &stored.id, r#""}"#].concat())
            }
            (Method::Post, ["conversations", "c", "activity"]) => {
                self.unread = 0;
                (200, to_text(&Object::new()))
            }
            _ => (404, "not found".to_owned()),
        }
    }
}

/// What a value says under a key.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The number that an event has first.
pub(crate) fn number(value: &Value) -> u32 {
    u32::from_value(value.clone()).unwrap()
}
