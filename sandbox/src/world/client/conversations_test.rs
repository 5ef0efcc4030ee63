//! Further conversations, without a socket.

use super::super::testing::{CLIENT, User, at, business, json, parse, world};
use super::super::{BusinessCall, Call, ClientCall, ConversationCall, World};
use avmsdk_protocol::id::{ConversationId, UserId};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Value, json as text};

fn further(user: &User, more: &str) -> Call {
    let body = format!(r#"{{"client":{CLIENT},"intent":"conversation:start"{more}}}"#);
    let request = from_text(&body).unwrap();
    user.call(ClientCall::CreateFurther(UserId::new(user.id.as_str()), request))
}

fn change(user: &User, id: &ConversationId, body: &str) -> Call {
    user.call(ClientCall::ChangeConversation(id.clone(), parse(body)))
}

fn made(world: &mut World, call: Call) -> Value {
    let outcome = world.handle(call, at(5));
    assert_eq!(outcome.reply.status, 201);
    json(outcome).get("conversation").unwrap().clone()
}

fn word<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name).and_then(Value::as_str)
}

const SETTINGS: &str = r#","displayName":"Order 7","description":"About it","iconUrl":"https://a.example/i.png",
    "metadata":{"order":7},"messages":[{"type":"text","text":"one"},{"type":"text","role":"appUser","text":"two"}]"#;

#[test]
fn a_further_conversation_is_told_of_and_begins_with_what_its_user_says() {
    let mut world = world();
    let user = User::of(&mut world);
    let outcome = world.handle(further(&user, SETTINGS), at(5));
    let told: Vec<&str> = outcome.notices.iter().map(|notice| notice.trigger).collect();
    assert_eq!(
        told,
        [
            "conversation:create",
            "conversation:message",
            "conversation:message"
        ]
    );
    let heard: Vec<String> = outcome
        .deliveries
        .iter()
        .map(|delivery| delivery.event.kind().as_str().to_owned())
        .collect();
    assert_eq!(heard, ["conversation:added", "message", "message"]);
    let conversation = json(outcome).get("conversation").unwrap().clone();
    assert_eq!(word(&conversation, "type"), Some("personal"));
    assert_eq!(conversation.get("isDefault"), Some(&Value::Bool(false)));
    assert_eq!(word(&conversation, "displayName"), Some("Order 7"));
    assert_eq!(word(&conversation, "description"), Some("About it"));
    assert_eq!(word(&conversation, "iconUrl"), Some("https://a.example/i.png"));
    assert_eq!(
        text::write(conversation.get("metadata").unwrap()),
        r#"{"order":7}"#
    );
    assert_eq!(conversation.get("unreadCount"), Some(&Value::from(0)));
    let id = ConversationId::new(word(&conversation, "_id").unwrap());
    let thread = &world.state().threads[&id];
    assert!(
        thread
            .messages
            .is_sorted_by(|one, next| one.received() < next.received())
    );
    let said: Vec<Option<String>> = thread.messages.iter().map(|message| message.text()).collect();
    assert_eq!(said, [Some("one".to_owned()), Some("two".to_owned())]);
    assert!(
        thread
            .messages
            .iter()
            .all(|message| message.author_id().as_deref() == Some(user.id.as_str()))
    );
    assert_eq!(world.state().threads.len(), 2, "beside the first one");
}

#[test]
fn a_further_conversation_that_is_not_whole_leaves_no_trace() {
    let mut world = world();
    let user = User::of(&mut world);
    let long = format!(r#","messages":[{}]"#, ["{}"; 11].join(","));
    for more in [
        r#","displayName":"""#,
        r#","iconUrl":"javascript:alert(1)""#,
        r#","avatarUrl":7"#,
        r#","metadata":{"a":{}}"#,
        r#","messages":[{"type":"text","text":"fine"},{"type":"text","text":" "}]"#,
        r#","messages":[{"type":"text","text":"x","role":"appMaker"}]"#,
        r#","messages":[{"type":"formResponse","quotedMessageId":"f","fields":[{"type":"text","name":"n"}]}]"#,
        &long,
    ] {
        let outcome = world.handle(further(&user, more), at(5));
        assert_eq!(outcome.reply.status, 400, "{more}");
        assert!(
            outcome.deliveries.is_empty() && outcome.changes.is_empty(),
            "{more}"
        );
        assert!(json(outcome).get("error").is_some(), "as a client reads it");
    }
    assert_eq!(world.state().threads.len(), 1);
}

#[test]
fn settings_are_changed_one_by_one_and_both_sides_see_the_same() {
    let mut world = world();
    let user = User::of(&mut world);
    let id = word(&made(&mut world, further(&user, SETTINGS)), "_id")
        .map(ConversationId::new)
        .unwrap();
    let body = r#"{"displayName":null,"avatarUrl":"https://a.example/new.png","metadata":null}"#;
    let outcome = world.handle(change(&user, &id, body), at(6));
    assert_eq!(outcome.reply.status, 200);
    let changed = json(outcome).get("conversation").unwrap().clone();
    assert_eq!(changed.get("displayName"), None);
    assert_eq!(word(&changed, "description"), Some("About it"), "as it was");
    assert_eq!(word(&changed, "iconUrl"), Some("https://a.example/new.png"));
    assert_eq!(text::write(changed.get("metadata").unwrap()), "{}");
    let call = BusinessCall::Conversation(ConversationCall::Get(id.clone()));
    let seen = json(world.handle(business(call), at(7)));
    let seen = seen.get("conversation").unwrap();
    assert_eq!(seen.get("displayName"), None);
    for name in ["description", "iconUrl"] {
        assert_eq!(word(seen, name), word(&changed, name));
    }
}

#[test]
fn only_who_takes_part_changes_a_conversation() {
    let mut world = world();
    let (user, other) = (User::of(&mut world), User::of(&mut world));
    let outcome = world.handle(
        change(&other, &user.conversation, r#"{"displayName":"x"}"#),
        at(5),
    );
    assert_eq!(outcome.reply.status, 404);
    let body = format!(r#"{{"client":{CLIENT},"intent":"conversation:start"}}"#);
    let foreign = ClientCall::CreateFurther(UserId::new(user.id.as_str()), from_text(&body).unwrap());
    assert_eq!(world.handle(other.call(foreign), at(5)).reply.status, 404);
    let before = world.state().threads[&user.conversation].clone();
    let outcome = world.handle(change(&user, &user.conversation, r#"{"displayName":5}"#), at(5));
    assert_eq!(outcome.reply.status, 400);
    assert_eq!(world.state().threads[&user.conversation], before);
}
