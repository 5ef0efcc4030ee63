use super::*;
use crate::engine::{Engine, Happenings};
use crate::world::{
    Body, Call, ControlCall, Credentials, Entropy, GuestCall, Person, StateFilter, Talk, World, demo,
};
use avmsdk_protocol::id::AppId;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::user::User;
use avmsdk_protocol::{Object, Seconds};

/// A world with something of every table in it, and the changes that made it.
fn history() -> (World, Vec<Change>) {
    let mut world = World::new(
        State::of(demo::directory()),
        demo::directory(),
        Entropy::new([1; 32]),
    );
    let mut changes = Vec::new();
    let mut now = 1_795_366_075_000;
    let mut play = |world: &mut World, call| {
        now += 1000;
        let outcome = world.handle(call, Seconds::from_millis(now));
        changes.extend(outcome.changes);
        outcome.reply
    };
    let app = || AppId::new(demo::APP);
    let client = r#"{"platform":"web","id":"c1","integrationId":"b1","info":{}}"#;
    let create = format!(r#"{{"client":{client},"intent":"message:appUser","properties":{{"a":1.50}}}}"#);
    let call = GuestCall::CreateUser(from_text(&create).unwrap());
    let call = Call::Guest(app(), Credentials::None, call);
    let crate::world::Body::Json(made) = play(&mut world, call).body else {
        panic!("json")
    };
    let text = |value: Option<&avmsdk_protocol::Value>| value.unwrap().as_str().unwrap().to_owned();
    let user = text(made.get("appUser").unwrap().get("_id"));
    let token = text(made.get("sessionToken"));
    let id = world.state().threads.keys().next().unwrap().clone();
    let login = || Credentials::Basic {
        name: user.clone(),
        secret: token.clone(),
    };
    let author = format!(r#"{{"role":"appUser","appUserId":"{user}","client":{client},"sessionId":"s"}}"#);
    let message =
        format!(r#"{{"message":{{"type":"text","role":"appUser","text":"hé"}},"author":{author}}}"#);
    let post = crate::world::ClientCall::Post(id.clone(), from_text(&message).unwrap());
    play(&mut world, Call::Client(app(), login(), post));
    let postback = format!(r#"{{"postback":{{"actionId":"a","metadata":{{"n":1}}}},"author":{author}}}"#);
    let postback = crate::world::ClientCall::Postback(id, from_text(&postback).unwrap());
    play(&mut world, Call::Client(app(), login(), postback));
    play(
        &mut world,
        Call::Control(ControlCall::Reply(None, "hello".to_owned())),
    );
    (world, changes)
}

#[test]
fn what_is_read_is_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a/b.db");
    let (world, changes) = history();
    let (mut store, state) = Store::open(&path, demo::directory()).unwrap();
    assert_eq!(state, State::of(demo::directory()));
    store.commit(&changes).unwrap();
    assert_eq!(&store.state().unwrap(), world.state());
    drop(store);
    let (mut store, state) = Store::open(&path, demo::directory()).unwrap();
    assert_eq!(&state, world.state());
    store.commit(&[Change::Cleared]).unwrap();
    assert_eq!(store.state().unwrap(), State::of(demo::directory()));
}

#[test]
fn a_world_goes_on_after_its_last_time() {
    let (world, _) = history();
    let mut again = World::new(world.state().clone(), demo::directory(), Entropy::new([2; 32]));
    let reply = Call::Control(ControlCall::Reply(None, "later".to_owned()));
    again.handle(reply, Seconds::from_millis(5));
    let thread = again.state().threads.values().next().unwrap();
    let times: Vec<_> = thread.messages.iter().map(|message| message.received()).collect();
    assert!(times.is_sorted_by(|one, other| one < other), "{times:?}");
    let state = again.handle(
        Call::Control(ControlCall::State(StateFilter::All)),
        Seconds::from_millis(6),
    );
    assert_eq!(state.reply.status, 200);
}

#[test]
fn changes_are_kept_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let (_, changes) = history();
    let (mut store, _) = Store::open(&folder.path().join("a.db"), demo::directory()).unwrap();
    let message = changes
        .iter()
        .find(|change| matches!(change, Change::Message(..)))
        .unwrap();
    let twice = [changes[0].clone(), message.clone(), message.clone()];
    assert!(matches!(store.commit(&twice), Err(StoreError::Sqlite(_))));
    assert_eq!(store.state().unwrap(), State::of(demo::directory()));
}

#[tokio::test]
async fn a_store_that_fails_once_costs_neither_the_people_of_a_reset_nor_the_wrong_clock() {
    let folder = tempfile::tempdir().unwrap();
    let (store, state) = Store::open(&folder.path().join("a.db"), demo::directory()).unwrap();
    let full = "CREATE TEMP TRIGGER full BEFORE INSERT ON messages WHEN NEW.body LIKE '%too much%'
        BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    store.connection.execute_batch(full).unwrap();
    let (publish, _publications) = tokio::sync::mpsc::unbounded_channel();
    let happenings = Happenings::unheard();
    let (engine, thread) = Engine::start(Some(store), state, demo::directory(), publish, happenings).unwrap();
    let control = async |call| engine.call(Call::Control(call)).await.reply;
    let all = async || match control(ControlCall::State(StateFilter::All)).await.body {
        Body::Json(state) => state,
        Body::Text(text) => panic!("text: {text}"),
    };
    let users = async || {
        avmsdk_protocol::json::write(&all().await)
            .matches("\"ada\"")
            .count()
    };
    let ada = Person {
        app: AppId::new(demo::APP),
        id: Some("ada".to_owned()),
        user: User::new(),
        session_token: None,
        client: None,
        talks: vec![Talk {
            id: Some("talk".to_owned()),
            kind: "personal".to_owned(),
            face: Object::new(),
            metadata: Object::new(),
            sayings: Vec::new(),
        }],
    };
    assert_eq!(control(ControlCall::Settle(vec![ada])).await.status, 200);
    let before = users().await;
    assert!(before > 0);
    assert_eq!(control(ControlCall::Skew(86_400_000_000)).await.status, 200);

    let say = async |text: &str| control(ControlCall::Reply(None, text.to_owned())).await.status;
    assert_eq!(say("too much").await, 503);
    assert_eq!(users().await, before);
    assert_eq!(say("little").await, 201);
    let text = avmsdk_protocol::json::write(&all().await);
    let received = text.rsplit("\"received\":").next().unwrap();
    let received: f64 = received
        .split([',', '}'])
        .next()
        .unwrap()
        .parse()
        .expect(received);
    let tomorrow = crate::clock::millis() + 23 * 3_600_000;
    assert!(received * 1000.0 > tomorrow as f64, "{text}");
    assert_eq!(control(ControlCall::Reset).await.status, 200);
    assert_eq!(users().await, before);
    engine.end().await;
    thread.join().unwrap();
}

#[test]
fn other_files_are_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "these are my notes, not a database".repeat(40)).unwrap();
    let other = folder.path().join("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE mine (a); INSERT INTO mine VALUES (1)")
        .unwrap();
    let newer = folder.path().join("newer.db");
    drop(Store::open(&newer, demo::directory()).unwrap());
    Connection::open(&newer)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    for path in [&text, &other, &newer] {
        let error = Store::open(path, demo::directory()).unwrap_err();
        assert!(
            matches!(error, StoreError::Foreign { .. }),
            "{}: {error}",
            path.display()
        );
    }
    assert!(
        std::fs::read_to_string(&text)
            .unwrap()
            .starts_with("these are my notes")
    );
    let rows: i64 = Connection::open(&other)
        .unwrap()
        .query_row("SELECT a FROM mine", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 1);
}

#[test]
fn a_file_belongs_to_one_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    let _first = Store::open(&path, demo::directory()).unwrap();
    assert!(matches!(
        Store::open(&path, demo::directory()),
        Err(StoreError::Busy { .. })
    ));
}

#[test]
fn a_service_that_cannot_store_says_so_and_forgets_it() {
    let folder = tempfile::tempdir().unwrap();
    let (store, state) = Store::open(&folder.path().join("a.db"), demo::directory()).unwrap();
    store.connection.pragma_update(None, "query_only", true).unwrap();
    let (publish, mut published) = tokio::sync::mpsc::unbounded_channel();
    let (engine, thread) = crate::engine::Engine::start(
        Some(store),
        state,
        demo::directory(),
        publish,
        Happenings::unheard(),
    )
    .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let create = r#"{"client":{"platform":"web","id":"c","integrationId":"b","info":{}},"intent":"x"}"#;
        let create = GuestCall::CreateUser(from_text(create).unwrap());
        let call = Call::Guest(AppId::new(demo::APP), Credentials::None, create);
        assert_eq!(engine.call(call).await.reply.status, 503);
        let state = engine
            .call(Call::Control(ControlCall::State(StateFilter::All)))
            .await;
        assert_eq!(format!("{:?}", state.reply.body).matches("appUser").count(), 0);
        engine.end().await;
    });
    thread.join().unwrap();
    assert!(published.try_recv().is_err(), "nobody hears of it");
}
