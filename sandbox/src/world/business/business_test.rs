use super::super::testing::*;
use super::super::*;
use crate::store::Store;
use avmsdk_protocol::Value;
use avmsdk_protocol::business::BusinessPostRequest;
use avmsdk_protocol::id::{ExternalId, MessageId};
use avmsdk_protocol::json;
use avmsdk_protocol::record::to_text;

/// A world with two users; the second has an id of the business's.
fn two() -> (World, User, User) {
    let mut world = world();
    let (first, second) = (User::of(&mut world), User::of(&mut world));
    let account = world.state.accounts.get_mut(&UserId::new(second.id.as_str()));
    account
        .unwrap()
        .user
        .set_external_id(Some(ExternalId::new("bea")));
    (world, first, second)
}

fn play(world: &mut World, call: ConversationCall) -> Outcome {
    world.handle(business(BusinessCall::Conversation(call)), at(9))
}

/// What each user hears, by its id.
fn heard(outcome: &Outcome) -> Vec<(String, Value)> {
    let prefix = format!("/sdk/apps/{}/appusers/", demo::APP);
    let one = |delivery: &Delivery| {
        let user = delivery.channel.strip_prefix(&prefix).unwrap().to_owned();
        (user, json::parse(&to_text(&delivery.event)).unwrap())
    };
    outcome.deliveries.iter().map(one).collect()
}

fn value(text: &str) -> Value {
    Value::Object(parse(text))
}

/// A group of the first user; returns its id.
fn group(world: &mut World, first: &User) -> ConversationId {
    let request = format!(
        r#"{{"type":"sdkGroup","participants":[{{"userId":"{}"}}]}}"#,
        first.id
    );
    let made = json(play(world, ConversationCall::Create(parse(&request))));
    let id = made.get("conversation").and_then(|made| made.get("id"));
    ConversationId::new(id.and_then(Value::as_str).unwrap())
}

fn membership(world: &World, id: &ConversationId, user: &User) -> String {
    let user = UserId::new(user.id.as_str());
    world.state.threads[id].member(&user).unwrap().id.clone()
}

#[test]
fn who_is_put_into_a_conversation_hears_of_it() {
    let (mut world, first, second) = two();
    let request = format!(
        r#"{{"type":"sdkGroup","participants":[{{"userId":"{}"}},{{"userExternalId":"bea"}}]}}"#,
        first.id
    );
    let outcome = play(&mut world, ConversationCall::Create(parse(&request)));
    let mut threads = world.state.threads.values();
    let id = &threads.find(|thread| thread.kind == "sdkGroup").unwrap().id;
    let event = value(&format!(
        r#"{{"type":"conversation:added","conversation":{{"_id":"{id}"}},"participants":[{{"_id":"{}","appUserId":"{}"}},{{"_id":"{}","appUserId":"{}"}}]}}"#,
        membership(&world, id, &first),
        first.id,
        membership(&world, id, &second),
        second.id,
    ));
    let wanted = vec![(first.id.clone(), event.clone()), (second.id.clone(), event)];
    assert_eq!(heard(&outcome), wanted);
}

#[test]
fn coming_and_going_is_told_to_those_inside_and_to_who_comes_and_goes() {
    let (mut world, first, second) = two();
    let id = group(&mut world, &first);
    let join = || ConversationCall::Join(id.clone(), parse(r#"{"userExternalId":"bea"}"#));
    let outcome = play(&mut world, join());
    let (one, two) = (membership(&world, &id, &first), membership(&world, &id, &second));
    let participant = format!(
        r#""participant":{{"_id":"{two}","appUserId":"{}","unreadCount":0,"lastRead":0}}"#,
        second.id
    );
    let added = value(&format!(
        r#"{{"type":"participant:added","conversation":{{"_id":"{id}"}},{participant}}}"#
    ));
    let whole = value(&format!(
        r#"{{"type":"conversation:added","conversation":{{"_id":"{id}"}},"participants":[{{"_id":"{one}","appUserId":"{}"}},{{"_id":"{two}","appUserId":"{}"}}]}}"#,
        first.id, second.id
    ));
    assert_eq!(
        heard(&outcome),
        vec![(first.id.clone(), added), (second.id.clone(), whole)]
    );
    let again = play(&mut world, join());
    assert!(
        again.deliveries.is_empty() && again.changes.is_empty(),
        "{again:?}"
    );

    let leave = ConversationCall::Leave(id.clone(), parse(&format!(r#"{{"participantId":"{two}"}}"#)));
    let outcome = play(&mut world, leave);
    let removed = value(&format!(
        r#"{{"type":"participant:removed","conversation":{{"_id":"{id}"}},{participant}}}"#
    ));
    let gone = value(&format!(
        r#"{{"type":"conversation:removed","conversation":{{"_id":"{id}"}}}}"#
    ));
    assert_eq!(
        heard(&outcome),
        vec![(first.id.clone(), removed), (second.id.clone(), gone.clone())]
    );

    let outcome = play(&mut world, ConversationCall::Delete(id));
    assert_eq!(heard(&outcome), vec![(first.id, gone)]);
}

#[test]
fn a_users_first_personal_conversation_is_the_default_one() {
    let (mut world, first, _) = two();
    let own = world.state.threads.remove(&first.conversation);
    assert!(own.is_some());
    let request = format!(
        r#"{{"type":"personal","participants":[{{"userId":"{}"}}]}}"#,
        first.id
    );
    let mut make = || {
        let made = json(play(&mut world, ConversationCall::Create(parse(&request))));
        made.get("conversation")
            .and_then(|made| made.get("isDefault"))
            .cloned()
    };
    assert_eq!(make(), Some(Value::Bool(true)));
    assert_eq!(make(), Some(Value::Bool(false)));
}

#[test]
fn what_the_business_changes_is_kept() {
    let (mut world, first, _) = two();
    let folder = tempfile::tempdir().unwrap();
    let (mut store, _) = Store::open(&folder.path().join("a.db"), demo::directory()).unwrap();
    let users = world.state.accounts.values();
    let users = users.map(|account| Change::Account(account.user.id(), account.clone()));
    let threads = world.state.threads.values();
    let threads = threads.map(|thread| Change::Thread(app(), thread.created, thread.to_record()));
    store.commit(&users.chain(threads).collect::<Vec<_>>()).unwrap();
    let mut kept = |world: &mut World, call: ConversationCall| {
        let shown = format!("{call:?}");
        let outcome = play(world, call);
        assert!(outcome.reply.status < 300, "{shown} {:?}", outcome.reply);
        store.commit(&outcome.changes).unwrap();
        assert_eq!(store.state().unwrap(), world.state, "{shown}");
        json(outcome)
    };
    let mut make = |world: &mut World, name: &str| {
        let create = format!(
            r#"{{"type":"sdkGroup","displayName":"{name}","iconUrl":"https://a.example/i","participants":[{{"userId":"{}"}}],"metadata":{{"a":1}}}}"#,
            first.id
        );
        let made = kept(world, ConversationCall::Create(parse(&create)));
        let id = made.get("conversation").and_then(|made| made.get("id"));
        ConversationId::new(id.and_then(Value::as_str).unwrap())
    };
    let (id, other) = (make(&mut world, "One"), make(&mut world, "Other"));
    let post = |id: &ConversationId, text: &str| {
        let mut request = BusinessPostRequest::new();
        *request.object_mut() = parse(&format!(
            r#"{{"author":{{"type":"business"}},"content":{{"type":"text","text":"{text}","actions":[{{"type":"reply","text":"x","payload":"y"}}]}}}}"#
        ));
        ConversationCall::Post(id.clone(), request)
    };
    let read = r#"{"author":{"type":"business"},"type":"conversation:read"}"#;
    let own = &first.conversation;
    for call in [
        ConversationCall::Update(
            id.clone(),
            parse(r#"{"displayName":null,"description":"Two","metadata":{"b":2}}"#),
        ),
        ConversationCall::Join(id.clone(), parse(r#"{"userExternalId":"bea"}"#)),
        post(&id, "one"),
        post(&id, "two"),
        post(own, "three"),
        ConversationCall::Activity(own.clone(), parse(read)),
        ConversationCall::Leave(id.clone(), parse(r#"{"userExternalId":"bea"}"#)),
        ConversationCall::DeleteMessages(own.clone()),
        ConversationCall::Delete(other.clone()),
    ] {
        kept(&mut world, call);
    }
    let message = world.state.threads[&id].messages[0].id();
    kept(&mut world, ConversationCall::DeleteMessage(id.clone(), message));
    let thread = &world.state.threads[&id];
    assert_eq!(
        (
            thread.messages.len(),
            thread.members.len(),
            thread.members[0].unread
        ),
        (1, 1, 1)
    );
    assert_eq!(
        thread.face,
        parse(r#"{"iconUrl":"https://a.example/i","description":"Two"}"#)
    );
    assert!(world.state.threads[own].messages.is_empty() && !world.state.threads.contains_key(&other));
}

#[test]
fn a_refused_call_of_the_business_leaves_no_trace() {
    let (mut world, first, second) = two();
    let id = group(&mut world, &first);
    world.handle(first.post("hello"), at(2));
    let before = world.state.clone();
    let own = &first.conversation;
    let mut wrong = BusinessPostRequest::new();
    *wrong.object_mut() = parse(
        r#"{"author":{"type":"business"},"content":{"type":"list","items":[{"title":"a","actions":[{"type":"link","text":"x","uri":"https://a.example"}]},{"title":""}]}}"#,
    );
    let stranger = format!(r#"{{"userId":"{}"}}"#, second.id);
    let everyone = format!(
        r#"{{"type":"sdkGroup","participants":[{{"userId":"{}"}},{{"userId":"nobody"}}]}}"#,
        first.id
    );
    for call in [
        ConversationCall::Create(parse(&everyone)),
        ConversationCall::Update(own.clone(), parse(r#"{"displayName":"x","metadata":{"a":{}}}"#)),
        ConversationCall::Delete(own.clone()),
        ConversationCall::Post(own.clone(), wrong),
        ConversationCall::DeleteMessage(own.clone(), MessageId::new("none")),
        ConversationCall::Activity(
            own.clone(),
            parse(r#"{"author":{"type":"business"},"type":"dance"}"#),
        ),
        ConversationCall::Join(own.clone(), parse(&stranger)),
        ConversationCall::Leave(id.clone(), parse(&stranger)),
        ConversationCall::Switch(id.clone(), Switch::Pass, Object::new()),
    ] {
        let shown = format!("{call:?}");
        let outcome = play(&mut world, call);
        assert!((400..500).contains(&outcome.reply.status), "{shown}");
        let is_silent =
            outcome.deliveries.is_empty() && outcome.changes.is_empty() && outcome.notices.is_empty();
        assert!(is_silent, "{shown}");
        assert_eq!(world.state, before, "{shown}");
    }
}
