//! Whatever happens, the store holds what the world knows, and what is refused leaves no trace.

use super::*;
use crate::world::{
    Body, BusinessCall, Call, ClientCall, ControlCall, ConversationCall, Credentials, Entropy, GuestCall,
    LinkCall, LinkInQuestion, Play, Step, UserCall, World, demo,
};
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, MessageId, UserId};
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Seconds, Value, Wire};
use proptest::prelude::*;

/// Values, of which many are not what is wanted.
const VALUES: [&str; 8] = [
    "7",
    "null",
    "\"x\"",
    "\"\"",
    "[1]",
    "{\"a\":null}",
    "true",
    "\"é\\u0000\"",
];
const KEYS: [&str; 12] = [
    "avatarUrl",
    "mediaUrl",
    "mediaType",
    "metadata",
    "payload",
    "name",
    "fields",
    "properties",
    "givenName",
    "signedUpAt",
    "displayName",
    "text",
];
const NAMES: [&str; 3] = ["ann", "bea", "cid"];

/// A visitor as its browser knows it.
struct Visitor {
    id: String,
    token: String,
    conversation: String,
}

struct Game {
    world: World,
    store: Store,
    visitors: Vec<Visitor>,
    now: u64,
}

impl Game {
    fn play(&mut self, call: Call) -> Option<Value> {
        self.now += 1000;
        let before = self.world.state().clone();
        let shown = format!("{call:?}");
        let outcome = self.world.handle(call, Seconds::from_millis(self.now));
        if outcome.reply.status >= 400 {
            assert!(outcome.changes.is_empty(), "{shown}");
            assert!(
                outcome.deliveries.is_empty() && outcome.notices.is_empty(),
                "{shown}"
            );
            assert_eq!(&before, self.world.state(), "{shown}");
        }
        self.store.commit(&outcome.changes).expect(&shown);
        assert_eq!(&self.store.state().expect(&shown), self.world.state(), "{shown}");
        match outcome.reply.body {
            Body::Json(value) if outcome.reply.status < 400 => Some(value),
            _ => None,
        }
    }

    fn control(&mut self, call: ControlCall) -> Option<Value> {
        self.play(Call::Control(call))
    }

    fn jwt(&mut self, name: &str) -> Credentials {
        let (user, scope) = (name.to_owned(), "appUser".to_owned());
        let call = ControlCall::Jwt {
            user,
            is_expired: false,
            scope,
        };
        let made = self.control(call).unwrap();
        Credentials::Bearer(made.get("jwt").unwrap().as_str().unwrap().to_owned())
    }

    fn business(&mut self, call: impl Into<BusinessCall>) -> Option<Value> {
        let credentials = Credentials::Basic {
            name: demo::KEY_ID.to_owned(),
            secret: demo::KEY_SECRET.to_owned(),
        };
        self.play(Call::Business(app(), credentials, call.into()))
    }
}

fn app() -> AppId {
    AppId::new(demo::APP)
}

/// A record of this text, if it is one.
fn read<T: Wire>(text: &str) -> Option<T> {
    from_text(text).ok()
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn turn(game: &mut Game, step: (u8, usize, usize, usize)) -> Option<()> {
    let (kind, who, key, value) = step;
    let odd = format!("\"{}\":{}", KEYS[key % KEYS.len()], VALUES[value % VALUES.len()]);
    let name = NAMES[key % NAMES.len()];
    let client = r#"{"platform":"web","id":"c1","integrationId":"b1","info":{}}"#;
    if kind == 0 || game.visitors.is_empty() {
        let request = read(&format!(r#"{{"client":{client},"intent":"x",{odd}}}"#))?;
        let call = Call::Guest(app(), Credentials::None, GuestCall::CreateUser(request));
        let made = game.play(call)?;
        let Some(Value::Array(conversations)) = made.get("conversations") else {
            return None;
        };
        game.visitors.push(Visitor {
            id: text(made.get("appUser")?.get("_id")),
            token: text(made.get("sessionToken")),
            conversation: text(conversations.first()?.get("_id")),
        });
        return Some(());
    }
    let visitor = &game.visitors[who % game.visitors.len()];
    let (id, token) = (visitor.id.clone(), visitor.token.clone());
    let user = UserId::new(id.as_str());
    let conversation = ConversationId::new(visitor.conversation.as_str());
    let credentials = Credentials::Basic {
        name: id.clone(),
        secret: token.clone(),
    };
    let own = |call| Call::Client(app(), credentials.clone(), call);
    let author = format!(r#"{{"role":"appUser","appUserId":"{id}","client":{client}}}"#);
    match kind {
        1..=3 => {
            let kinds = [
                r#""type":"text","text":"hi""#,
                r#""type":"location","coordinates":{"lat":1,"long":2}"#,
                r#""type":"image","mediaUrl":"http://h/x.png""#,
            ];
            let said = kinds[usize::from(kind) - 1];
            let message = format!(r#"{{"message":{{{said},"role":"appUser",{odd}}},"author":{author}}}"#);
            game.play(own(ClientCall::Post(conversation, read(&message)?)))?;
        }
        4 => {
            let postback = format!(r#"{{"postback":{{"actionId":"a",{odd}}},"author":{author}}}"#);
            game.play(own(ClientCall::Postback(conversation, read(&postback)?)))?;
        }
        5 => {
            let body: Object = read(&format!("{{{odd}}}"))?;
            game.play(own(ClientCall::UpdateUser(user, body)))?;
        }
        6 => {
            let body = format!(
                r#"{{"userId":"{name}","appUserId":"{id}","sessionToken":"{token}","client":{client}}}"#
            );
            let is_known = |game: &Game| game.world.state().accounts.contains_key(&user);
            let was_known = is_known(game);
            let credentials = game.jwt(name);
            let call = GuestCall::Login(read(&body)?);
            game.play(Call::Guest(app(), credentials, call))?;
            if was_known && !is_known(game) {
                let threads = game.world.state().threads.values();
                let mut postbacks = threads.flat_map(|thread| &thread.postbacks);
                assert!(postbacks.all(|record| record.user != user), "{user} is merged");
            }
        }
        7 => {
            let body = format!(r#"{{"userId":"{name}","client":{client},"intent":"x",{odd}}}"#);
            let credentials = game.jwt(name);
            let call = GuestCall::CreateUser(read(&body)?);
            game.play(Call::Guest(app(), credentials, call))?;
        }
        8 => {
            let body = format!(r#"{{"type":"sdkGroup","participants":[{{"userId":"{id}"}}],{odd}}}"#);
            let made = game.business(ConversationCall::Create(read(&body)?))?;
            let made = text(made.get("conversation")?.get("id"));
            game.visitors.push(Visitor {
                id,
                token,
                conversation: made,
            });
        }
        9 => {
            let body = format!(
                r#"{{"author":{{"type":"business",{odd}}},"content":{{"type":"form","blockChatInput":true,
                "fields":[{{"type":"text","name":"t","label":"T"}}]}}}}"#
            );
            let said = game.business(ConversationCall::Post(conversation.clone(), read(&body)?))?;
            let Some(Value::Array(messages)) = said.get("messages") else {
                return None;
            };
            let form = text(messages.first()?.get("id"));
            let answer = format!(
                r#"{{"message":{{"type":"formResponse","role":"appUser","quotedMessageId":"{form}",
                "fields":[{{"type":"text","name":"t","text":"x"}}]}},"author":{author}}}"#
            );
            game.play(own(ClientCall::Post(conversation, read(&answer)?)))?;
        }
        10 => {
            let body = format!(r#"{{"externalId":"{name}","profile":{{{odd}}},"metadata":{{{odd}}}}}"#);
            let body: Object = read(&body)?;
            if value % 2 == 0 {
                game.business(UserCall::Create(body))?;
            } else {
                game.business(UserCall::Update(id, body))?;
            }
        }
        11 => {
            let call = match value % 4 {
                0 => ConversationCall::DeleteMessages(conversation),
                1 => ConversationCall::Delete(conversation),
                2 => ConversationCall::DeleteMessage(conversation, MessageId::new(id)),
                _ => ConversationCall::Leave(conversation, read(&format!(r#"{{"userId":"{id}"}}"#))?),
            };
            game.business(call)?;
        }
        12 => {
            let joining = &game.visitors[key % game.visitors.len()].id;
            let body = read(&format!(r#"{{"userId":"{joining}"}}"#))?;
            game.business(ConversationCall::Join(conversation, body))?;
        }
        13 => {
            let channel = IntegrationId::new(demo_channel("telegram")?);
            let call = LinkCall::Requests(vec![channel]);
            let made = game.play(own(ClientCall::Link(user, call)))?;
            let Some(Value::Array(requests)) = made.get("linkRequests") else {
                return None;
            };
            let play = Play {
                about: LinkInQuestion::Code(text(requests.first()?.get("code"))),
                step: if value == 0 { Step::Cancel } else { Step::Confirm },
                display_name: None,
                external_id: Some(format!("somebody {}", key % 2)),
            };
            game.control(ControlCall::Play(play))?;
        }
        14 => {
            let channel = demo_channel("twilio")?;
            let body = format!(
                r#"{{"criteria":{{"type":"twilio","integrationId":"{channel}","phoneNumber":"+1514555012{}"}},
                "confirmation":{{"type":"{}"}},"target":{{"conversationId":"{conversation}"}}}}"#,
                key % 2,
                ["prompt", "immediate"][value % 2]
            );
            game.play(own(ClientCall::Link(user, LinkCall::AddClient(read(&body)?))))?;
        }
        15 => {
            game.control(ControlCall::AuthCode(id))?;
        }
        16 => {
            game.control(ControlCall::History(conversation, 3, None))?;
        }
        17 => {
            let call = [UserCall::Delete(id.clone()), UserCall::Anonymize(id)];
            game.business(call.into_iter().nth(value % 2)?)?;
        }
        18 => {
            let activity = format!(r#"{{"activity":{{"type":"conversation:read"}},"author":{author}}}"#);
            game.play(own(ClientCall::Activity(conversation, read(&activity)?)))?;
        }
        _ => {
            let body: Object = read(&format!("{{{odd}}}"))?;
            game.business(ConversationCall::Update(conversation, body))?;
        }
    }
    Some(())
}

fn demo_channel(kind: &str) -> Option<String> {
    let directory = demo::directory();
    let mut all = directory.integrations.iter();
    let (id, _) = all.find(|(_, one)| one.record.kind() == kind && one.app == app())?;
    Some(id.as_str().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_history_is_kept(steps in prop::collection::vec((0_u8..20, 0_usize..9, 0_usize..12, 0_usize..8), 1..60)) {
        let folder = tempfile::tempdir().unwrap();
        let (store, state) = Store::open(&folder.path().join("a.db"), demo::directory()).unwrap();
        let mut game = Game {
            world: World::new(state, demo::directory(), Entropy::new([1; 32])),
            store,
            visitors: Vec::new(),
            now: 1_795_366_075_000,
        };
        for step in steps {
            // What leads nowhere is as good as what does.
            let _ = turn(&mut game, step);
        }
    }
}
