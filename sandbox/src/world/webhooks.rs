//! Which webhooks hear of a notice, and what each of them is sent.

use super::World;
use super::directory::Directory;
use super::notice::{Notice, WebhookPost};
use super::outcome::Change;
use super::time::iso;
use avmsdk_protocol::business::BusinessWebhook;
use avmsdk_protocol::{Object, Value};
use std::collections::BTreeSet;

impl World {
    /// The requests that carry these notices, in their order: an envelope for each event and webhook.
    pub(super) fn address(&mut self, notices: &[Notice]) -> Vec<WebhookPost> {
        let mut posts = Vec::new();
        for notice in notices {
            let hearers: Vec<BusinessWebhook> = self
                .state
                .directory
                .of_app(&notice.app)
                .flat_map(|(_, integration)| integration.webhooks.iter())
                .filter(|webhook| hears(webhook, notice.trigger))
                .cloned()
                .collect();
            if hearers.is_empty() {
                continue;
            }
            // One event, whoever hears of it: a bot with two webhooks can tell that it is the same.
            let event = self.entropy.id(notice.at);
            posts.extend(hearers.iter().map(|webhook| post(notice, webhook, &event)));
        }
        posts
    }

    /// The webhooks that these changes have done away with.
    pub(super) fn silenced(&mut self, changes: &[Change]) -> Vec<String> {
        let may_be = |change: &Change| matches!(change, Change::Integration(..) | Change::Cleared);
        if !changes.iter().any(may_be) {
            return Vec::new();
        }
        let before = std::mem::replace(&mut self.webhooks, of(&self.state.directory));
        before.difference(&self.webhooks).cloned().collect()
    }
}

/// The ids of all webhooks.
pub(super) fn of(directory: &Directory) -> BTreeSet<String> {
    let all = directory.integrations.values();
    all.flat_map(|integration| integration.webhooks.iter().map(BusinessWebhook::id))
        .collect()
}

fn hears(webhook: &BusinessWebhook, trigger: &str) -> bool {
    webhook.triggers().iter().any(|one| one == "*" || one == trigger)
}

fn post(notice: &Notice, webhook: &BusinessWebhook, event: &str) -> WebhookPost {
    let mut payload = notice.payload.clone();
    if webhook.include_full_user() != Some(true) && !notice.trigger.starts_with("user:") {
        cut(&mut payload, "user", |key| matches!(key, "id" | "externalId"));
    }
    if webhook.include_full_source() != Some(true) {
        cut(&mut payload, "source", |key| !matches!(key, "client" | "device"));
    }
    let mut app = Object::new();
    app.set("id", notice.app.as_str());
    let mut sender = Object::new();
    sender.set("id", webhook.id());
    sender.set("version", "v2");
    let mut told = Object::new();
    told.set("id", event);
    told.set("createdAt", iso(notice.at));
    told.set("type", notice.trigger);
    told.set("payload", payload);
    let mut body = Object::new();
    body.set("app", app);
    body.set("webhook", sender);
    body.set("events", Value::Array(vec![told.into()]));
    WebhookPost {
        webhook: webhook.id(),
        target: webhook.target(),
        secret: webhook.secret(),
        trigger: notice.trigger,
        conversation: notice.conversation.clone(),
        body,
    }
}

/// Keeps of each object of this name, where payloads have one, only the keys that may stay. What the
/// business itself wrote (content, metadata) is not looked into.
fn cut(object: &mut Object, name: &str, may_stay: fn(&str) -> bool) {
    let mut kept = Object::new();
    for (key, value) in object.iter() {
        let mut value = value.clone();
        if let Value::Object(inner) = &mut value {
            if key == name {
                let mut less = Object::new();
                for (part, value) in inner.iter().filter(|(part, _)| may_stay(part)) {
                    less.set(part, value.clone());
                }
                *inner = less;
            } else if matches!(key, "message" | "activity" | "author") {
                cut(inner, name, may_stay);
            }
        }
        kept.set(key, value);
    }
    *object = kept;
}
