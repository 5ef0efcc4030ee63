use super::testing::*;
use super::*;
use avmsdk_protocol::Value;
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::record::to_text;

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
    let [Delivery { channel, event, .. }] = outcome.deliveries.as_slice() else {
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
        user.call(ClientCall::Listen(UserId::new(other.id.as_str()))),
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
