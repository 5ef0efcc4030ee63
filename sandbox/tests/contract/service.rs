//! The real world behind the paths of the client API, with a clock that the test sets.

use crate::channel::Channel;
use crate::paths::{self, API};
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, UserId};
use avmsdk_protocol::json;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Object, Seconds, Value};
use avmsdk_sandbox::world::{
    Account, Addresses, Body, BusinessCall, Call, ClientCall, ControlCall, ConversationCall, Credentials,
    Entropy, Reply, State, Thread, World, demo,
};
use avmsdk_session::{Authorization, Request};

const REFUSED: &str = r#"{"error":{"code":"invalid_auth","description":"The JWT has expired"}}"#;

pub(crate) struct Service {
    world: World,
    lives: u8,
    /// Milliseconds since 1970 by the service's clock.
    pub(crate) clock: u64,
    pub(crate) channel: Channel,
    /// Tokens before this one are not believed.
    valid_from: u32,
    tokens: u32,
}

impl Service {
    pub(crate) fn new() -> Self {
        Service {
            world: World::new(
                State::of(demo::directory()),
                demo::directory(),
                Entropy::new([0; 32]),
            ),
            lives: 0,
            clock: 1_795_366_075_000,
            channel: Channel::default(),
            valid_from: 0,
            tokens: 0,
        }
    }

    fn handle(&mut self, call: Call) -> Reply {
        let outcome = self.world.handle(call, Seconds::from_millis(self.clock));
        for delivery in outcome.deliveries {
            self.channel.publish(&delivery.channel, &delivery.event);
        }
        outcome.reply
    }

    fn handle_json(&mut self, call: Call) -> Value {
        match self.handle(call).body {
            Body::Json(value) => value,
            Body::Text(text) => panic!("{text}"),
        }
    }

    /// What a browser is told first.
    pub(crate) fn config(&mut self) -> Value {
        let addresses = Addresses {
            web: API.to_owned(),
            realtime: "https://realtime.example/faye".to_owned(),
            media: "https://media.example".to_owned(),
        };
        let call = Call::Config(IntegrationId::new(demo::INTEGRATION), addresses);
        self.handle_json(call).get("config").unwrap().clone()
    }

    /// The business says something there.
    pub(crate) fn say(&mut self, conversation: &ConversationId, text: &str) {
        let call = ControlCall::Reply(Some(conversation.clone()), text.to_owned());
        assert_eq!(self.handle(Call::Control(call)).status, 201);
    }

    /// The business makes a conversation for a user, with so many messages of earlier.
    pub(crate) fn begin_conversation(&mut self, user: &UserId, history: u32) {
        let body = format!(
            r#"{{"type":"personal","participants":[{{"userId":"{user}","subscribeSDKClient":true}}]}}"#
        );
        let Ok(Value::Object(body)) = json::parse(&body) else {
            panic!("{body}")
        };
        let credentials = Credentials::Basic {
            name: demo::KEY_ID.to_owned(),
            secret: demo::KEY_SECRET.to_owned(),
        };
        let call = BusinessCall::Conversation(ConversationCall::Create(body));
        let made = self.handle_json(Call::Business(AppId::new(demo::APP), credentials, call));
        let id = made.get("conversation").and_then(|made| made.get("id"));
        let id = ConversationId::new(id.and_then(Value::as_str).unwrap());
        if history > 0 {
            // Something to put it before.
            let call = ControlCall::History(id, history, None);
            let status = self.handle(Call::Control(call)).status;
            assert!(status < 300, "{status}");
        }
    }

    /// It ends and begins again with what it keeps.
    pub(crate) fn restart(&mut self) {
        self.lives += 1;
        let state = self.world.state().clone();
        self.world = World::new(state, demo::directory(), Entropy::new([self.lives; 32]));
        self.channel.forget();
    }

    /// A token for somebody whom the site knows. Each stands for a JWT that the world can verify, which
    /// is made when it is used: so clocks may jump, and which tokens are believed is in the test's hand.
    pub(crate) fn token(&mut self, name: &str) -> String {
        self.tokens += 1;
        format!("{}.{name}", self.tokens)
    }

    /// No token so far is believed any more.
    pub(crate) fn revoke(&mut self) {
        self.valid_from = self.tokens + 1;
    }

    /// All tokens are.
    pub(crate) fn believe(&mut self) {
        self.valid_from = 0;
    }

    /// The JWT that a token stands for, if it is believed.
    fn bearer(&mut self, token: &str) -> Option<Credentials> {
        let (number, name) = token.split_once('.').unwrap();
        let call = ControlCall::Jwt {
            user: name.to_owned(),
            is_expired: false,
            scope: "appUser".to_owned(),
        };
        let made = self.handle_json(Call::Control(call));
        let jwt = made.get("jwt").and_then(Value::as_str).unwrap().to_owned();
        (number.parse::<u32>().unwrap() >= self.valid_from).then_some(Credentials::Bearer(jwt))
    }

    /// A frame of a tab.
    pub(crate) fn hear(&mut self, tab: usize, text: &str) {
        let messages: Vec<BayeuxMessage> = from_text(text).unwrap();
        for message in messages {
            let may_listen =
                message.channel() == "/meta/subscribe" && self.may_listen(&message.ext().unwrap_or_default());
            self.channel.hear(tab, &message, may_listen);
        }
    }

    fn may_listen(&mut self, ext: &Object) -> bool {
        let text = |name| ext.get(name).and_then(Value::as_str).map(str::to_owned);
        let user = text("appUserId").unwrap();
        let credentials = match (text("jwt"), text("sessionToken")) {
            (Some(token), _) => self.bearer(&token),
            (None, Some(secret)) => Some(Credentials::Basic {
                name: user.clone(),
                secret,
            }),
            (None, None) => None,
        };
        let Some(credentials) = credentials else {
            return false;
        };
        let call = ClientCall::Listen(UserId::new(user));
        let call = Call::Client(AppId::new(demo::APP), credentials, call);
        self.handle(call).status == 200
    }

    /// Does what is asked, and says with what it answers.
    pub(crate) fn answer(&mut self, request: &Request) -> (u16, String) {
        let credentials = match &request.authorization {
            Authorization::Anonymous => Credentials::None,
            Authorization::Basic(user, token) => Credentials::Basic {
                name: user.as_str().to_owned(),
                secret: token.clone(),
            },
            Authorization::Bearer(token) => match self.bearer(token) {
                Some(credentials) => credentials,
                None => return (401, REFUSED.to_owned()),
            },
        };
        let reply = self.handle(paths::call(request, credentials));
        let body = match reply.body {
            Body::Json(value) => json::write(&value),
            Body::Text(text) => text.to_owned(),
        };
        (reply.status, body)
    }

    /// All that was said, in all conversations.
    pub(crate) fn texts(&self) -> Vec<String> {
        let threads = self.world.state().threads.values();
        let messages = threads.flat_map(|thread| thread.messages.iter());
        messages.filter_map(|message| message.text()).collect()
    }

    pub(crate) fn thread(&self, id: &ConversationId) -> Option<&Thread> {
        self.world.state().threads.get(id)
    }

    pub(crate) fn account(&self, id: &UserId) -> Option<&Account> {
        self.world.state().accounts.get(id)
    }

    /// The conversations of a user, the oldest first.
    pub(crate) fn threads_of(&self, user: &UserId) -> Vec<&Thread> {
        let mut threads: Vec<&Thread> = self
            .world
            .state()
            .threads
            .values()
            .filter(|thread| thread.members.iter().any(|member| member.user == *user))
            .collect();
        threads.sort_by_key(|thread| thread.created);
        threads
    }

    /// What the user has not read there, as the service counts.
    pub(crate) fn unread_of(&self, user: &UserId, thread: &Thread) -> u32 {
        let mut members = thread.members.iter();
        members
            .find(|member| member.user == *user)
            .map_or(0, |member| member.unread)
    }
}
