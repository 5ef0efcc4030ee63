//! Messages that the service has not yet accepted, in the order they were written.
//!
//! One is under way at a time, so that they arrive in order. The protocol has no key against
//! sending twice; each item carries a fresh `author.sessionId` instead, which names it in the echo
//! and in history. After a post without an answer the conversation is read again, and the item is
//! sent only if it is not there.

use crate::backoff::Patience;
use crate::effect::PromiseId;
use crate::timeline::Key;
use avmsdk_protocol::id::SessionId;
use avmsdk_protocol::message::Draft;

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) key: Key,
    pub(crate) session_id: SessionId,
    pub(crate) draft: Draft,
    pub(crate) promise: Option<PromiseId>,
    pub(crate) doubt: Doubt,
}

/// Whether an earlier post may have been accepted unheard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// No: it was never posted, or is known to be absent.
    #[default]
    None,
    /// It may have been, and must not be posted before the conversation is read again.
    Open,
    /// The conversation is being read, from after the doubt arose.
    Asked,
}

/// The messages on their way.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outbox {
    items: Vec<Item>,
    /// Refused for good; they stay for the visitor to send again.
    refused: Vec<Item>,
    /// With the first item.
    pub(crate) patience: Patience,
}

impl Outbox {
    pub(crate) fn push(&mut self, item: Item) {
        self.items.push(item);
    }

    pub(crate) fn first(&self) -> Option<&Item> {
        self.items.first()
    }

    pub(crate) fn first_mut(&mut self) -> Option<&mut Item> {
        self.items.first_mut()
    }

    /// Takes out the item that the service has accepted, wherever it is.
    pub(crate) fn accept(&mut self, session_id: &SessionId) -> Option<Item> {
        if let Some(at) = self.items.iter().position(|item| item.session_id == *session_id) {
            if at == 0 {
                self.patience.succeeded();
            }
            return Some(self.items.remove(at));
        }
        let at = self
            .refused
            .iter()
            .position(|item| item.session_id == *session_id)?;
        Some(self.refused.remove(at))
    }

    /// Puts the first item aside: the service will not have it. Returns its promise.
    pub(crate) fn refuse_first(&mut self) -> Option<(Key, Option<PromiseId>)> {
        if self.items.is_empty() {
            return None;
        }
        self.patience.succeeded();
        let mut item = self.items.remove(0);
        let promise = item.promise.take();
        let key = item.key;
        self.refused.push(item);
        Some((key, promise))
    }

    /// Queues a refused item again, at the end.
    pub(crate) fn revive(&mut self, key: Key) -> bool {
        let Some(at) = self.refused.iter().position(|item| item.key == key) else {
            return false;
        };
        let item = self.refused.remove(at);
        self.items.push(item);
        true
    }

    /// What has been in doubt in one way is so in another.
    pub(crate) fn move_doubts(&mut self, from: Doubt, to: Doubt) {
        for item in self.items.iter_mut().chain(&mut self.refused) {
            if item.doubt == from {
                item.doubt = to;
            }
        }
    }

    /// The promises of all items, which will not be sent.
    pub(crate) fn abandon(&mut self) -> Vec<PromiseId> {
        let items = core::mem::take(self).items;
        items.into_iter().filter_map(|item| item.promise).collect()
    }
}
