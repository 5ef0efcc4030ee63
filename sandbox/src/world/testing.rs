//! A world to try rules on, and a visitor to it.

use super::*;
use avmsdk_protocol::Value;
use avmsdk_protocol::record::from_text;

pub(super) const CLIENT: &str = r#"{"platform":"web","id":"c1","integrationId":"b1","info":{}}"#;

pub(super) fn at(seconds: u64) -> Seconds {
    Seconds::from_millis(1_795_366_075_000 + seconds * 1000)
}

pub(super) fn app() -> AppId {
    AppId::new(demo::APP)
}

/// A user of a world, by its own credentials.
pub(super) struct User {
    pub(super) id: String,
    pub(super) token: String,
    pub(super) conversation: ConversationId,
}

impl User {
    pub(super) fn of(world: &mut World) -> Self {
        let request = format!(r#"{{"client":{CLIENT},"intent":"message:appUser"}}"#);
        let call = GuestCall::CreateUser(from_text(&request).unwrap());
        let call = Call::Guest(app(), Credentials::None, call);
        let made = json(world.handle(call, at(0)));
        let text = |value: Option<&Value>| value.unwrap().as_str().unwrap().to_owned();
        let Some(Value::Array(conversations)) = made.get("conversations") else {
            panic!("{made:?}")
        };
        Self {
            id: text(made.get("appUser").unwrap().get("_id")),
            token: text(made.get("sessionToken")),
            conversation: ConversationId::new(text(conversations[0].get("_id"))),
        }
    }

    pub(super) fn call(&self, call: ClientCall) -> Call {
        let credentials = Credentials::Basic {
            name: self.id.clone(),
            secret: self.token.clone(),
        };
        Call::Client(app(), credentials, call)
    }

    pub(super) fn post(&self, text: &str) -> Call {
        let request = format!(
            r#"{{"message":{{"type":"text","role":"appUser","text":"{text}"}},
                 "author":{{"role":"appUser","appUserId":"{}","client":{CLIENT},"sessionId":"s1"}}}}"#,
            self.id
        );
        self.call(ClientCall::Post(
            self.conversation.clone(),
            from_text(&request).unwrap(),
        ))
    }
}

pub(super) fn json(outcome: Outcome) -> Value {
    match outcome.reply.body {
        Body::Json(value) => value,
        Body::Text(text) => panic!("text: {text}"),
    }
}

pub(super) fn world() -> World {
    World::new(
        State::of(demo::directory()),
        demo::directory(),
        Entropy::new([3; 32]),
    )
}

/// A call of the business, by the demo app's key.
pub(super) fn business(call: BusinessCall) -> Call {
    let credentials = Credentials::Basic {
        name: demo::KEY_ID.to_owned(),
        secret: demo::KEY_SECRET.to_owned(),
    };
    Call::Business(app(), credentials, call)
}

/// JSON as an object.
pub(super) fn parse(text: &str) -> Object {
    match avmsdk_protocol::json::parse(text) {
        Ok(Value::Object(object)) => object,
        other => panic!("an object: {other:?}"),
    }
}
