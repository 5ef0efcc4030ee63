//! What a page is told, and what its views show: everything once, and nothing that is not so.

use avmsdk_protocol::Value;
use avmsdk_session::{Change, Key, PromiseId, Refusal, Session};

/// A promise that the page holds.
pub(crate) struct Promise {
    /// What it was for: `send`, `account`, or anything else.
    pub(crate) what: &'static str,
    /// The message, where it was for one.
    pub(crate) text: Option<String>,
    pub(crate) results: Vec<Result<Value, Refusal>>,
}

#[derive(Default)]
pub(crate) struct Page {
    pub(crate) promises: Vec<Promise>,
    /// The ids of the messages that the page was told of, as they came.
    pub(crate) told: Vec<(&'static str, String)>,
    /// What views have drawn by the changes they were given.
    drawn: Vec<Key>,
    /// Messages that came into view.
    seen: Vec<String>,
    /// What should not have been.
    pub(crate) faults: Vec<String>,
}

impl Page {
    pub(crate) fn promise(&mut self, what: &'static str, text: Option<String>) -> PromiseId {
        self.promises.push(Promise {
            what,
            text,
            results: Vec::new(),
        });
        PromiseId(self.promises.len() as u32)
    }

    pub(crate) fn settle(&mut self, id: PromiseId, result: Result<Value, Refusal>) {
        self.promises[id.0 as usize - 1].results.push(result);
    }

    /// Whether the visitor is becoming somebody else.
    pub(crate) fn is_changing_user(&self) -> bool {
        let mut promises = self.promises.iter();
        promises.any(|promise| promise.what == "account" && promise.results.is_empty())
    }

    pub(crate) fn tell(&mut self, name: &'static str, arguments: &[Value]) {
        let id = arguments[0].get("_id").and_then(Value::as_str);
        let Some(id) = id else {
            return self.faults.push(format!("{name} without an id: {arguments:?}"));
        };
        self.told.push((name, id.to_owned()));
    }

    /// Draws what has changed, as the views do.
    pub(crate) fn draw(&mut self, changes: &[Change], session: &Session) {
        for change in changes {
            match *change {
                Change::Inserted(key, before) => self.put(key, before, "inserted"),
                Change::Moved(key, before) => {
                    if !self.take(key) {
                        self.faults.push(format!("{key:?} moved, which is not drawn"));
                    }
                    self.put(key, before, "moved");
                }
                Change::Removed(key) if !self.take(key) => {
                    self.faults.push(format!("{key:?} removed, which is not drawn"));
                }
                Change::Updated(key) if !self.drawn.contains(&key) => {
                    self.faults.push(format!("{key:?} updated, which is not drawn"));
                }
                Change::Cleared => self.drawn.clear(),
                _ => {}
            }
        }
        let entries = session.timeline().iter();
        let shown: Vec<Key> = entries
            .filter(|entry| entry.is_visible())
            .map(|entry| entry.key)
            .collect();
        if shown != self.drawn {
            self.faults
                .push(format!("drawn {:?}, to be shown {shown:?}", self.drawn));
            self.drawn = shown;
        }
    }

    fn take(&mut self, key: Key) -> bool {
        let at = self.drawn.iter().position(|drawn| *drawn == key);
        at.map(|at| self.drawn.remove(at)).is_some()
    }

    fn put(&mut self, key: Key, before: Option<Key>, how: &str) {
        if self.drawn.contains(&key) {
            return self.faults.push(format!("{key:?} {how} twice"));
        }
        let at = before.map(|before| self.drawn.iter().position(|drawn| *drawn == before));
        match at {
            Some(Some(at)) => self.drawn.insert(at, key),
            Some(None) => self
                .faults
                .push(format!("{key:?} {how} before {before:?}, which is not drawn")),
            None => self.drawn.push(key),
        }
    }

    /// What has come into view in a step; unless a whole page of it came (`is_page`), or it stands above all
    /// that was seen and is history, the page must have been told of each.
    pub(crate) fn see(&mut self, shown: &[String], is_page: bool) {
        let first_seen = shown.iter().position(|id| self.seen.contains(id)).unwrap_or(0);
        for (at, id) in shown.iter().enumerate() {
            if self.seen.contains(id) {
                continue;
            }
            self.seen.push(id.clone());
            let is_history = at < first_seen;
            if !is_page && !is_history && !self.told.iter().any(|(_, told)| told == id) {
                self.faults
                    .push(format!("{id} is shown and the page was not told"));
            }
        }
    }
}
