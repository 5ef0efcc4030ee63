//! What is loaded: the sandbox by its real calls, or a bare Faye server that only passes frames on.

use crate::Fault;
use crate::http::{Caller, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

const APP: &str = "5f00000000000000000000a1";
const KEY: &str = "app_5f00000000000000000000c1:sandbox-secret";

/// A service with so many users.
pub(crate) struct Target {
    pub(crate) address: String,
    is_sandbox: bool,
    users: Vec<User>,
    key: String,
}

struct User {
    id: String,
    token: String,
    conversation: String,
    authorization: String,
}

impl Target {
    pub(crate) async fn prepare(kind: &str, address: &str, clients: usize) -> Result<Self, Fault> {
        let is_sandbox = match kind {
            "sandbox" => true,
            "faye" => false,
            _ => return Err("`sandbox` or `faye`".into()),
        };
        let mut users = Vec::with_capacity(clients);
        let mut caller = Caller::connect(address).await?;
        for number in 0..clients {
            users.push(if is_sandbox {
                User::make(&mut caller).await?
            } else {
                User {
                    id: format!("{number:024x}"),
                    token: String::new(),
                    conversation: format!("{number:024x}"),
                    authorization: String::new(),
                }
            });
        }
        Ok(Target {
            address: address.to_owned(),
            is_sandbox,
            users,
            key: format!("Basic {}", STANDARD.encode(KEY)),
        })
    }

    /// The channel of a client, and how it proves that it may listen.
    pub(crate) fn subscription(&self, number: usize) -> (String, Value) {
        let user = &self.users[number];
        let channel = format!("/sdk/apps/{APP}/appusers/{}", user.id);
        let ext = json!({ "appUserId": user.id, "appId": APP, "sessionToken": user.token });
        (channel, ext)
    }

    /// The request that posts this message: every other one by the business, to each client in turn.
    pub(crate) fn post(&self, number: usize) -> String {
        let user = &self.users[number % self.users.len()];
        let text = format!("#{number}# Where is my parcel? It should have come on Monday.");
        let of_visitor = json!({
            "message": { "type": "text", "text": text, "role": "appUser" },
            "author": { "role": "appUser", "appUserId": user.id, "client": client(), "sessionId": "s1" },
        });
        if !self.is_sandbox {
            return post("/publish", None, &user.published(number, &text).to_string());
        }
        if number.is_multiple_of(2) {
            let path = format!("/sdk/v2/apps/{APP}/conversations/{}/messages", user.conversation);
            post(&path, Some(&user.authorization), &of_visitor.to_string())
        } else {
            let path = format!("/v2/apps/{APP}/conversations/{}/messages", user.conversation);
            let body = json!({
                "author": { "type": "business", "displayName": "Ada" },
                "content": { "type": "text", "text": text },
            });
            post(&path, Some(&self.key), &body.to_string())
        }
    }
}

impl User {
    async fn make(caller: &mut Caller) -> Result<Self, Fault> {
        let body = json!({ "client": client(), "intent": "message:appUser" }).to_string();
        let (_, body) = caller
            .send(&post(&format!("/sdk/v2/apps/{APP}/appusers"), None, &body))
            .await?;
        let made: Value = serde_json::from_slice(&body)?;
        let text = |value: &Value| value.as_str().map(str::to_owned).ok_or("no user was made");
        let (id, token) = (text(&made["appUser"]["_id"])?, text(&made["sessionToken"])?);
        Ok(User {
            authorization: format!("Basic {}", STANDARD.encode(format!("{id}:{token}"))),
            conversation: text(&made["conversations"][0]["_id"])?,
            id,
            token,
        })
    }

    /// The same frame as the sandbox delivers, for a server that only has to pass it on.
    fn published(&self, number: usize, text: &str) -> Value {
        let message = json!({
            "_id": format!("{number:024x}"), "type": "text", "text": text, "role": "appUser",
            "authorId": self.id, "received": 1_795_366_075.78,
            "source": { "type": "web", "id": "c1", "integrationId": "b1", "sessionId": "s1" },
        });
        let event =
            json!({ "type": "message", "conversation": { "_id": self.conversation }, "message": message });
        json!({ "channel": format!("/sdk/apps/{APP}/appusers/{}", self.id), "data": { "events": [event] } })
    }
}

fn client() -> Value {
    json!({
        "platform": "web", "id": "47e04a31fe3649398cd237a6fe8a7276",
        "integrationId": "5f00000000000000000000b1", "info": { "vendor": "load" },
    })
}
