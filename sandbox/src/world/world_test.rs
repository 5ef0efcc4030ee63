use super::*;
use avmsdk_protocol::Value;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::record::{from_text, to_text};

const CLIENT: &str = r#"{"platform":"web","id":"c1","integrationId":"b1","info":{}}"#;

fn at(seconds: u64) -> Seconds {
    Seconds::from_millis(1_795_366_075_000 + seconds * 1000)
}

fn app() -> AppId {
    AppId::new(demo::APP)
}

/// A user of a world, by its own credentials.
struct User {
    id: String,
    token: String,
    conversation: ConversationId,
}

impl User {
    fn of(world: &mut World) -> Self {
        let request = format!(r#"{{"client":{CLIENT},"intent":"message:appUser"}}"#);
        let call = Call::CreateUser(app(), Credentials::None, from_text(&request).unwrap());
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

    fn call(&self, call: ClientCall) -> Call {
        let credentials = Credentials::Basic {
            name: self.id.clone(),
            secret: self.token.clone(),
        };
        Call::Client(app(), credentials, call)
    }

    fn post(&self, text: &str) -> Call {
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

fn json(outcome: Outcome) -> Value {
    match outcome.reply.body {
        Body::Json(value) => value,
        Body::Text(text) => panic!("text: {text}"),
    }
}

fn world() -> World {
    World::new(State::default(), Entropy::new([3; 32]))
}

#[test]
fn the_same_calls_make_the_same_world() {
    let play = || {
        let mut world = world();
        let user = User::of(&mut world);
        let outcome = world.handle(user.post("hello"), at(1));
        (
            format!("{:?}", outcome.reply),
            to_text(&outcome.deliveries[0].event),
            world.state,
        )
    };
    assert_eq!(play(), play());
}

#[test]
fn a_message_is_answered_delivered_and_kept_alike() {
    let mut world = world();
    let user = User::of(&mut world);
    let outcome = world.handle(user.post("hello"), at(1));
    let Body::Json(Value::Object(answer)) = &outcome.reply.body else {
        panic!("json")
    };
    let Some(Value::Array(messages)) = answer.get("messages") else {
        panic!("messages")
    };
    let [Delivery { channel, event }] = outcome.deliveries.as_slice() else {
        panic!("one delivery")
    };
    assert_eq!(*channel, format!("/sdk/apps/{}/appusers/{}", demo::APP, user.id));
    let delivered = event.message().expect("a message");
    assert_eq!(
        delivered.object(),
        &match &messages[0] {
            Value::Object(one) => one.clone(),
            _ => panic!("object"),
        }
    );
    let [Change::Message(conversation, kept), Change::Thread(..)] = outcome.changes.as_slice() else {
        panic!("a message and its conversation: {:?}", outcome.changes)
    };
    assert_eq!((conversation, kept), (&user.conversation, &delivered));
}

#[test]
fn times_are_unique_and_increase_whatever_the_clock_says() {
    let mut world = world();
    let user = User::of(&mut world);
    for clock in [at(9), at(9), at(3), at(10)] {
        assert_eq!(world.handle(user.post("x"), clock).reply.status, 201);
    }
    let messages = &world.state.threads[&user.conversation].messages;
    let times: Vec<_> = messages.iter().map(|message| message.received()).collect();
    assert!(times.is_sorted_by(|one, other| one < other), "{times:?}");
}

#[test]
fn a_refused_call_leaves_no_trace() {
    let mut world = world();
    let (user, other) = (User::of(&mut world), User::of(&mut world));
    let before = world.state.clone();
    let profile = |text: &str| match avmsdk_protocol::json::parse(text) {
        Ok(Value::Object(profile)) => profile,
        _ => panic!("an object"),
    };
    let half = profile(r#"{"givenName":"Bea","email":7}"#);
    let calls = [
        user.post(" "),
        User {
            conversation: other.conversation.clone(),
            ..User {
                id: user.id.clone(),
                token: user.token.clone(),
                conversation: user.conversation.clone(),
            }
        }
        .post("x"),
        user.call(ClientCall::UpdateUser(UserId::new(user.id.as_str()), half)),
        user.call(ClientCall::UpdateUser(
            UserId::new(other.id.as_str()),
            profile("{}"),
        )),
        user.call(ClientCall::Subscribe(UserId::new(other.id.as_str()))),
        Call::Control(ControlCall::Reply(
            Some(ConversationId::new("none")),
            "x".to_owned(),
        )),
    ];
    for call in calls {
        let shown = format!("{call:?}");
        let outcome = world.handle(call, at(1));
        assert!((400..500).contains(&outcome.reply.status), "{shown}");
        assert!(
            outcome.deliveries.is_empty() && outcome.changes.is_empty(),
            "{shown}"
        );
        assert_eq!(world.state, before, "{shown}");
    }
}

#[test]
fn a_profile_is_merged() {
    let mut world = world();
    let user = User::of(&mut world);
    for profile in [
        r#"{"givenName":"Bea","properties":{"a":1,"b":2}}"#,
        r#"{"surname":"Ray","givenName":null,"properties":{"b":null,"c":3},"isAdmin":true}"#,
    ] {
        let Ok(Value::Object(profile)) = avmsdk_protocol::json::parse(profile) else {
            panic!("an object")
        };
        let call = user.call(ClientCall::UpdateUser(UserId::new(user.id.as_str()), profile));
        assert_eq!(world.handle(call, at(1)).reply.status, 200);
    }
    let known = &world.state.accounts[&UserId::new(user.id.as_str())].user;
    assert_eq!(
        (known.given_name(), known.surname().as_deref()),
        (None, Some("Ray"))
    );
    let properties = avmsdk_protocol::json::write(&known.properties().into());
    assert_eq!(properties, r#"{"a":1,"c":3}"#);
    assert!(known.object().get("isAdmin").is_none());
}
