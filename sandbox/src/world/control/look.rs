//! Everything that is known, to look at.

use super::super::call::StateFilter;
use super::super::outcome::{Refusal, Reply};
use super::super::state::{Account, Purpose, Thread};
use super::super::{Ruling, World};
use super::people::nobody;
use avmsdk_protocol::{Object, Value, Wire};

impl World {
    pub(super) fn describe(&self, filter: StateFilter) -> Ruling {
        let filter = &match filter {
            // By either of its ids, as all control calls take it.
            StateFilter::User(name) => {
                let account = self.somebody(name.as_str()).ok_or_else(nobody)?;
                StateFilter::User(account.user.id())
            }
            other => other,
        };
        let is_wanted = |thread: &&Thread| match filter {
            StateFilter::All => true,
            StateFilter::User(user) => thread.has(user),
            StateFilter::Conversation(id) => thread.id == *id,
        };
        let mut threads: Vec<&Thread> = self.state.threads.values().filter(is_wanted).collect();
        threads.sort_by_key(|thread| &thread.id);
        let is_wanted = |account: &&Account| match filter {
            StateFilter::All => true,
            StateFilter::User(user) => account.user.id() == *user,
            StateFilter::Conversation(_) => threads.iter().any(|thread| thread.has(&account.user.id())),
        };
        let mut accounts: Vec<&Account> = self.state.accounts.values().filter(is_wanted).collect();
        accounts.sort_by_key(|account| account.user.id());
        if matches!(filter, StateFilter::Conversation(_)) && threads.is_empty() {
            return Err(Refusal::no_conversation());
        }
        let mut state = Object::new();
        state.set(
            "users",
            Value::Array(accounts.into_iter().map(describe_account).collect()),
        );
        state.set(
            "conversations",
            Value::Array(threads.into_iter().map(describe).collect()),
        );
        Ok(Reply::ok(&state))
    }
}

fn describe(thread: &Thread) -> Value {
    let mut object = Object::new();
    object.set("conversation", thread.to_record().to_value());
    object.set("messages", thread.messages.to_value());
    let postbacks = thread.postbacks.iter().map(|record| {
        let mut object = Object::new();
        object.set("appUserId", record.user.as_str());
        object.set("received", record.received.to_value());
        object.set("postback", record.postback.to_value());
        Value::Object(object)
    });
    object.set("postbacks", Value::Array(postbacks.collect()));
    Value::Object(object)
}

/// A user with what was handed out for it; session tokens are nobody's business.
fn describe_account(account: &Account) -> Value {
    let codes = account.codes.iter().map(|code| {
        let mut object = Object::new();
        object.set("code", code.text.as_str());
        object.set("expires", code.expires.to_value());
        match &code.purpose {
            Purpose::SignIn => object.set("for", "signIn"),
            Purpose::Link(integration, _) => {
                object.set("for", "link");
                object.set("integrationId", integration.as_str());
            }
        }
        Value::Object(object)
    });
    let mut object = account.user.object().clone();
    object.set("appId", account.app.as_str());
    object.set("codes", Value::Array(codes.collect()));
    Value::Object(object)
}
