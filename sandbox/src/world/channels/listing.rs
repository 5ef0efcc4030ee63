//! What waits for the person at the other end of a channel.

use super::super::World;
use super::super::outcome::Reply;
use super::super::state::{Account, Purpose};
use super::address::address;
use super::clients::{shown, target};
use avmsdk_protocol::channel::Channel;
use avmsdk_protocol::user::LinkedClient;
use avmsdk_protocol::{Object, Seconds, Value, Wire as _};

impl World {
    /// `{codes: [{userId, integrationId, type, channel, code, url, conversationId?, expires}],
    /// pending: [{userId, conversationId?, …client}], linked: [{userId, …client}]}`, the newest last;
    /// `expires` in seconds since 1970.
    pub(in crate::world) fn links(&self, now: Seconds) -> Reply {
        let mut accounts: Vec<&Account> = self.state.accounts.values().collect();
        accounts.sort_by_key(|account| (account.created, account.user.id()));
        let (mut codes, mut pending, mut linked) = (Vec::new(), Vec::new(), Vec::new());
        for account in accounts {
            codes.extend(self.codes_of(account, now));
            let waiting = account.user.pending_clients().into_iter();
            pending.extend(waiting.map(|client| of_user(account, client)));
            let clients = account.user.clients().into_iter();
            let channels = clients.filter(|client| Channel::of_integration(&client.platform()).is_some());
            linked.extend(channels.map(|client| of_user(account, client)));
        }
        let mut links = Object::new();
        links.set("codes", Value::Array(codes));
        links.set("pending", Value::Array(pending));
        links.set("linked", Value::Array(linked));
        Reply::ok(&links)
    }

    fn codes_of(&self, account: &Account, now: Seconds) -> Vec<Value> {
        let valid = account.codes.iter().filter(|code| code.expires > now);
        let described = valid.filter_map(|code| {
            let Purpose::Link(id, conversation) = &code.purpose else {
                return None;
            };
            let record = &self.state.directory.integrations.get(id)?.record;
            let kind = record.kind();
            let mut object = Object::new();
            object.set("userId", account.user.id().as_str());
            object.set("integrationId", id.as_str());
            if let Some(channel) = Channel::of_integration(&kind) {
                object.set("channel", channel.label());
            }
            object.set("type", kind);
            object.set("code", code.text.as_str());
            if let Ok(Some(url)) = address(record, &code.text) {
                object.set("url", url);
            }
            if let Some(conversation) = conversation {
                object.set("conversationId", conversation.as_str());
            }
            object.set("expires", code.expires.to_value());
            Some(Value::Object(object))
        });
        described.collect()
    }
}

fn of_user(account: &Account, client: LinkedClient) -> Value {
    let mut object = Object::new();
    object.set("userId", account.user.id().as_str());
    if let Some(conversation) = target(&client) {
        object.set("conversationId", conversation.as_str());
    }
    object.extend(shown(client).object());
    Value::Object(object)
}
