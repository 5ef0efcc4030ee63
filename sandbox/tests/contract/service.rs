//! The real world behind the paths of the client API, with a clock that the test sets.

use crate::channel::Channel;
use avmsdk_protocol::bayeux::BayeuxMessage;
use avmsdk_protocol::id::{AppId, ConversationId, IntegrationId, UserId};
use avmsdk_protocol::json::{self, Number};
use avmsdk_protocol::message::Message;
use avmsdk_protocol::record::from_text;
use avmsdk_protocol::{Seconds, Value, Wire};
use avmsdk_sandbox::world::{
    Addresses, Body, Call, ClientCall, ControlCall, Credentials, Entropy, GuestCall, Reply, State, Thread,
    World, demo,
};
use avmsdk_session::{Authorization, Method, Request};

const API: &str = "https://api.example/sdk";

pub(crate) struct Service {
    world: World,
    lives: u8,
    /// Milliseconds since 1970 by the service's clock.
    pub(crate) clock: u64,
    pub(crate) channel: Channel,
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
        }
    }

    fn handle(&mut self, call: Call) -> Reply {
        let outcome = self.world.handle(call, Seconds::from_millis(self.clock));
        for delivery in outcome.deliveries {
            self.channel.publish(&delivery.channel, &delivery.event);
        }
        outcome.reply
    }

    /// What a browser is told first.
    pub(crate) fn config(&mut self) -> Value {
        let addresses = Addresses {
            web: API.to_owned(),
            realtime: "https://realtime.example/faye".to_owned(),
            media: "https://media.example".to_owned(),
        };
        match self
            .handle(Call::Config(IntegrationId::new(demo::INTEGRATION), addresses))
            .body
        {
            Body::Json(value) => value.get("config").unwrap().clone(),
            Body::Text(text) => panic!("{text}"),
        }
    }

    /// The business says something there.
    pub(crate) fn say(&mut self, conversation: &ConversationId, text: &str) {
        let call = ControlCall::Reply(Some(conversation.clone()), text.to_owned());
        assert_eq!(self.handle(Call::Control(call)).status, 201);
    }

    /// It ends and begins again with what it keeps.
    pub(crate) fn restart(&mut self) {
        self.lives += 1;
        let state = self.world.state().clone();
        self.world = World::new(state, demo::directory(), Entropy::new([self.lives; 32]));
        self.channel.forget();
    }

    /// A frame of a tab.
    pub(crate) fn hear(&mut self, tab: usize, text: &str) {
        let messages: Vec<BayeuxMessage> = from_text(text).unwrap();
        let Service {
            world,
            clock,
            channel,
            ..
        } = self;
        channel.hear(tab, messages, |message| {
            let string = |name| {
                let ext = message.ext()?;
                ext.get(name).and_then(Value::as_str).map(str::to_owned)
            };
            let user = string("appUserId").unwrap();
            let credentials = Credentials::Basic {
                name: user.clone(),
                secret: string("sessionToken").unwrap(),
            };
            let call = ClientCall::Listen(UserId::new(user));
            let call = Call::Client(AppId::new(demo::APP), credentials, call);
            world.handle(call, Seconds::from_millis(*clock)).reply.status == 200
        });
    }

    /// Does what is asked, and says with what it answers.
    pub(crate) fn answer(&mut self, request: &Request) -> (u16, String) {
        let reply = self.handle(call(request));
        let body = match reply.body {
            Body::Json(value) => json::write(&value),
            Body::Text(text) => text.to_owned(),
        };
        (reply.status, body)
    }

    fn thread_of(&self, user: &UserId) -> Option<&Thread> {
        let mut threads = self.world.state().threads.values();
        threads.find(|thread| thread.members.iter().any(|member| member.user == *user))
    }

    /// The conversation of a user, if it has one.
    pub(crate) fn conversation_of(&self, user: &UserId) -> Option<ConversationId> {
        self.thread_of(user).map(|thread| thread.id.clone())
    }

    /// All that was said in it, in order.
    pub(crate) fn log_of(&self, user: &UserId) -> Vec<Message> {
        self.thread_of(user)
            .map_or_else(Vec::new, |thread| thread.messages.clone())
    }

    /// What the user has not read, as the service counts.
    pub(crate) fn unread_of(&self, user: &UserId) -> u32 {
        self.thread_of(user).map_or(0, |thread| thread.members[0].unread)
    }
}

/// The request as the world takes it; the paths are those of `protocol.md`.
fn call(request: &Request) -> Call {
    let path = request.url.strip_prefix(API).unwrap();
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.strip_prefix("/v2/apps/").unwrap().split('/').collect();
    assert_eq!(parts[0], demo::APP, "{path}");
    let app = AppId::new(parts[0]);
    let credentials = match &request.authorization {
        Authorization::Anonymous => Credentials::None,
        Authorization::Basic(user, token) => Credentials::Basic {
            name: user.as_str().to_owned(),
            secret: token.clone(),
        },
    };
    let user = |id: &str| UserId::new(id);
    let conversation = |id: &str| ConversationId::new(id);
    let call = match (request.method, &parts[1..]) {
        (Method::Post, ["appusers"]) => {
            return Call::Guest(app, credentials, GuestCall::CreateUser(body(request)));
        }
        (Method::Post, ["appusers", id, "conversation"]) => ClientCall::CreateConversation(user(id)),
        (Method::Get, ["appusers", id]) => ClientCall::User(user(id)),
        (Method::Get, ["appusers", id, "conversations"]) => ClientCall::Conversations(user(id), None),
        (Method::Get, ["conversations", id]) => ClientCall::Conversation(conversation(id)),
        (Method::Get, ["conversations", id, "messages"]) => {
            let before = query.strip_prefix("before=").map(|text| {
                let number = Value::Number(Number::from_text(text).unwrap());
                Seconds::from_value(number).unwrap()
            });
            ClientCall::Messages(conversation(id), before)
        }
        (Method::Post, ["conversations", id, "messages"]) => {
            ClientCall::Post(conversation(id), body(request))
        }
        (Method::Post, ["conversations", id, "activity"]) => {
            ClientCall::Activity(conversation(id), body(request))
        }
        (method, _) => panic!("{} {path} is none of the protocol", method.as_str()),
    };
    Call::Client(app, credentials, call)
}

fn body<T: Wire>(request: &Request) -> T {
    from_text(request.body.as_ref().unwrap()).unwrap()
}
