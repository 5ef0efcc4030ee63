//! What became of the last posts, for the person who looks. No secrets, no contents.

use super::attempt::Attempt;
use crate::clock;
use crate::world::WebhookPost;
use avmsdk_protocol::{Object, Seconds, Value, Wire as _};
use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Posts that are remembered.
const REMEMBERED: usize = 500;
/// Webhooks that are remembered as gone.
const GONE: usize = 1000;

/// The last posts, the newest last.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    drawn: u64,
    entries: VecDeque<Entry>,
    gone: HashSet<String>,
}

#[derive(Debug)]
struct Entry {
    number: u64,
    webhook: String,
    target: String,
    trigger: &'static str,
    conversation: Option<String>,
    state: &'static str,
    tries: u32,
    status: Option<u16>,
    error: Option<String>,
    queued: Seconds,
    changed: Seconds,
}

impl Journal {
    /// A post is on its way; returns its number.
    pub(super) fn begin(&self, post: &WebhookPost) -> u64 {
        let mut inner = self.lock();
        inner.drawn += 1;
        let number = inner.drawn;
        if inner.entries.len() >= REMEMBERED {
            inner.entries.pop_front();
        }
        inner.entries.push_back(Entry {
            number,
            webhook: post.webhook.clone(),
            target: without_userinfo(&post.target),
            trigger: post.trigger,
            conversation: post.conversation.as_ref().map(|id| id.as_str().to_owned()),
            state: "waiting",
            tries: 0,
            status: None,
            error: None,
            queued: clock::now(),
            changed: clock::now(),
        });
        number
    }

    /// A try has come to this.
    pub(super) fn tried(&self, number: u64, attempt: &Attempt) {
        self.change(number, |entry| {
            entry.tries += 1;
            let (state, status, error) = match attempt {
                Attempt::Taken(status) => ("delivered", Some(*status), None),
                Attempt::Refused(status) => ("failed", Some(*status), Some(format!("answered {status}"))),
                Attempt::Failed { status, reason, .. } => ("retrying", *status, Some(reason.clone())),
            };
            entry.state = state;
            entry.status = status;
            entry.error = error;
        });
    }

    /// It is not tried any more.
    pub(super) fn exhausted(&self, number: u64) {
        self.change(number, |entry| entry.state = "failed");
    }

    /// It is dropped for this reason.
    pub(super) fn give_up(&self, number: u64, reason: String) {
        self.change(number, |entry| {
            entry.state = "dropped";
            entry.error = Some(reason);
        });
    }

    /// Nothing more is to go to this webhook: it is deleted.
    pub(crate) fn silence(&self, webhook: String) {
        let mut inner = self.lock();
        if inner.gone.len() >= GONE {
            inner.gone.clear();
        }
        inner.gone.insert(webhook);
    }

    pub(super) fn is_silenced(&self, webhook: &str) -> bool {
        self.lock().gone.contains(webhook)
    }

    /// `{"deliveries": […]}`, the newest first.
    pub(crate) fn describe(&self) -> Object {
        let inner = self.lock();
        let all = inner.entries.iter().rev().map(Entry::describe);
        let mut described = Object::new();
        described.set("deliveries", Value::Array(all.collect()));
        described
    }

    fn change(&self, number: u64, change: impl FnOnce(&mut Entry)) {
        let mut inner = self.lock();
        if let Some(entry) = inner.entries.iter_mut().find(|entry| entry.number == number) {
            change(entry);
            entry.changed = clock::now();
        }
    }

    /// Nothing between lock and unlock panics half way.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn describe(&self) -> Value {
        let mut object = Object::new();
        object.set("id", self.number.to_string());
        object.set("webhookId", self.webhook.as_str());
        object.set("target", self.target.as_str());
        object.set("type", self.trigger);
        if let Some(conversation) = &self.conversation {
            object.set("conversationId", conversation.as_str());
        }
        object.set("state", self.state);
        object.set("tries", self.tries);
        if let Some(status) = self.status {
            object.set("status", u32::from(status));
        }
        if let Some(error) = &self.error {
            object.set("error", error.as_str());
        }
        object.set("queuedAt", self.queued.to_value());
        object.set("changedAt", self.changed.to_value());
        Value::Object(object)
    }
}

/// An address may carry a password, and a query a key.
fn without_userinfo(target: &str) -> String {
    let Ok(mut url) = url::Url::parse(target) else {
        return String::new();
    };
    // Only an address that cannot have them refuses.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.to_string()
}
