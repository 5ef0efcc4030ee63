//! Compares an answer with what is wanted, key by key; neither may have a key that the other lacks,
//! save that an empty object is as good as none.
//!
//! In what is wanted a string with `$` stands for any value of a sort (`$id`, `$time`), for one seen
//! before (`$user`), or takes one in (`$secret:token`).

use crate::service::client;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Values seen before.
#[derive(Default)]
pub(crate) struct Seen(pub(crate) BTreeMap<String, String>);

impl Seen {
    /// Puts what was seen into what is to be sent.
    pub(crate) fn fill(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text == "$client" => client(),
            Value::String(text) => Value::String(self.fill_text(text)),
            Value::Array(items) => items.iter().map(|item| self.fill(item)).collect(),
            Value::Object(object) => object
                .iter()
                .map(|(key, item)| (key.clone(), self.fill(item)))
                .collect(),
            other => other.clone(),
        }
    }

    pub(crate) fn fill_text(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("${name}"), value)
        })
    }

    /// Panics where the answer is not what is wanted.
    pub(crate) fn check(&mut self, answer: &Value, wanted: &Value, place: &str) {
        match wanted {
            Value::String(sort) if sort.starts_with('$') => self.check_sort(answer, sort, place),
            Value::Object(wanted) => {
                let object = answer
                    .as_object()
                    .unwrap_or_else(|| panic!("{place} is no object: {answer}"));
                let keys = |object: &serde_json::Map<String, Value>| {
                    let said = object.iter().filter(|(_, value)| **value != json!({}));
                    let mut keys: Vec<_> = said.map(|(key, _)| key.clone()).collect();
                    keys.sort();
                    keys
                };
                assert_eq!(keys(object), keys(wanted), "keys of {place}");
                for (key, wanted) in wanted {
                    self.check(&object[key], wanted, &format!("{place}.{key}"));
                }
            }
            Value::Array(wanted) => {
                let items = answer
                    .as_array()
                    .unwrap_or_else(|| panic!("{place} is no list: {answer}"));
                assert_eq!(items.len(), wanted.len(), "length of {place}");
                for (index, (item, wanted)) in items.iter().zip(wanted).enumerate() {
                    self.check(item, wanted, &format!("{place}[{index}]"));
                }
            }
            plain => assert_eq!(answer, plain, "{place}"),
        }
    }

    fn check_sort(&mut self, answer: &Value, sort: &str, place: &str) {
        let (sort, name) = sort
            .split_once(':')
            .map_or((sort, None), |(sort, name)| (sort, Some(name)));
        let text = answer.as_str();
        let is_hex = |length| {
            text.is_some_and(|text| text.len() == length && text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        // Any time since this was written is well above a thousand million seconds, and no millisecond.
        let is_time = || answer.as_f64().is_some_and(|time| (1.7e9..1e11).contains(&time));
        let fits = match sort {
            "$any" => true,
            "$id" => is_hex(24),
            "$secret" => is_hex(32),
            "$colour" => is_hex(6),
            "$time" => is_time(),
            "$iso" => text.is_some_and(|text| text.len() == 24 && text.ends_with('Z')),
            "$number" => answer.is_number(),
            "$string" => text.is_some_and(|text| !text.is_empty()),
            "$user" if answer.is_object() => return self.check(answer, &user(), place),
            "$conversation" if answer.is_object() => return self.check(answer, &conversation(), place),
            other => text == Some(self.fill_text(other).as_str()),
        };
        assert!(fits, "{place} is not {sort}: {answer}");
        if let Some(name) = name {
            self.0.insert(
                name.to_owned(),
                text.map_or_else(|| answer.to_string(), str::to_owned),
            );
        }
    }
}

/// A user just made.
fn user() -> Value {
    json!({
        "_id": "$id", "givenName": "Bea", "properties": { "vip": true },
        "clients": [ {
            "id": "47e04a31fe3649398cd237a6fe8a7276", "platform": "web", "active": true,
            "_id": "47e04a31fe3649398cd237a6fe8a7276", "integrationId": "5f00000000000000000000b1", "info": "$any",
            "lastSeen": "$iso", "linkedAt": "$iso"
        } ],
        "pendingClients": []
    })
}

/// A conversation just made.
fn conversation() -> Value {
    json!({
        "_id": "$id", "type": "personal", "isDefault": true, "unreadCount": 0, "lastUpdatedAt": "$time",
        "appMakerLastRead": 0, "messages": [],
        "participants": [ { "_id": "$id", "appUserId": "$id", "unreadCount": 0, "lastRead": 0 } ]
    })
}
