//! Messages that the service has not yet accepted, in the order they were written.
//!
//! One is under way at a time, so that they arrive in order. The protocol has no key against
//! sending twice; each item carries a fresh `author.sessionId` instead, which names it in the echo
//! and in history. After a post without an answer the conversation is read again, and the item is
//! sent only if it is not there. Files stand among the texts, in the visitor's order.

use crate::backoff::Patience;
use crate::effect::PromiseId;
use crate::timeline::Key;
use crate::upload::Upload;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::{ConversationId, MessageId, SessionId};
use avmsdk_protocol::message::Draft;

/// A message on its way.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    pub(crate) key: Key,
    pub(crate) session_id: SessionId,
    pub(crate) draft: Draft,
    /// The file, where the message is one.
    pub(crate) upload: Option<Box<Upload>>,
    /// Where to; nothing while there is no conversation.
    pub(crate) conversation: Option<ConversationId>,
    /// When it was written, by the browser's clock.
    pub(crate) written: Seconds,
    /// The newest message of the conversation by then, by the service's clock.
    pub(crate) after: Option<Seconds>,
    /// Whether the page has had its say about it.
    pub(crate) is_decided: bool,
    pub(crate) promise: Option<PromiseId>,
    pub(crate) doubt: Doubt,
    /// Whether its conversation is one of the user that the visitor was before: it may have gone up in
    /// another.
    pub(crate) is_stray: bool,
}

impl Item {
    /// The file, in a build that has files.
    pub(crate) fn file(&self) -> Option<&Upload> {
        self.upload.as_deref()
    }

    fn becomes(&self, message: &MessageId) -> bool {
        self.file()
            .is_some_and(|upload| upload.message.as_ref() == Some(message))
    }
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
    /// Other tabs see to them; here a promise waits for what becomes of them.
    handed: Vec<Item>,
    /// Files that the service has, and whose messages it has not shown yet.
    awaited: Vec<Item>,
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
        let first = self.items.first();
        if first.is_some_and(|item| item.session_id == *session_id) {
            self.patience.succeeded();
        }
        for items in [&mut self.items, &mut self.awaited, &mut self.refused] {
            if let Some(at) = items.iter().position(|item| item.session_id == *session_id) {
                return Some(items.remove(at));
            }
        }
        self.take_handed(session_id)
    }

    /// Another tab sees to an item from now on. Returns what was its name here.
    pub(crate) fn hand_over(&mut self, session_id: &SessionId) -> Option<Key> {
        let mut items = self.items.iter();
        let at = items.position(|item| item.session_id == *session_id)?;
        let item = self.items.remove(at);
        let key = item.key;
        if item.promise.is_some() {
            self.handed.push(item);
        }
        Some(key)
    }

    /// One that another tab has seen to.
    pub(crate) fn take_handed(&mut self, session_id: &SessionId) -> Option<Item> {
        let mut handed = self.handed.iter();
        let at = handed.position(|item| item.session_id == *session_id)?;
        Some(self.handed.remove(at))
    }

    /// The service has the file of the first item, and will show it as this message.
    pub(crate) fn await_first(&mut self, message: MessageId) {
        if !self.items.is_empty() {
            self.patience.succeeded();
            let mut item = self.items.remove(0);
            if let Some(upload) = &mut item.upload {
                upload.message = Some(message);
            }
            self.awaited.push(item);
        }
    }

    pub(crate) fn is_awaiting(&self) -> bool {
        !self.awaited.is_empty()
    }

    /// The file that becomes this message.
    pub(crate) fn awaited_as(&self, message: &MessageId) -> Option<&Item> {
        self.awaited.iter().find(|item| item.becomes(message))
    }

    pub(crate) fn take_awaited(&mut self, message: &MessageId) -> Option<Item> {
        let at = self.awaited.iter().position(|item| item.becomes(message))?;
        Some(self.awaited.remove(at))
    }

    pub(crate) fn take_first_awaited(&mut self) -> Option<Item> {
        (!self.awaited.is_empty()).then(|| self.awaited.remove(0))
    }

    /// Takes out an item that is to be sent or was refused.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Item> {
        for items in [&mut self.items, &mut self.refused] {
            if let Some(at) = items.iter().position(|item| item.key == key) {
                return Some(items.remove(at));
            }
        }
        None
    }

    /// An item, however far it is.
    pub(crate) fn find(&self, key: Key) -> Option<&Item> {
        let mut all = [&self.items, &self.refused, &self.awaited].into_iter();
        all.find_map(|items| items.iter().find(|item| item.key == key))
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

    /// Whether anything may have been accepted unheard.
    pub(crate) fn has_doubt(&self) -> bool {
        let mut both = [&self.items, &self.refused].into_iter();
        both.any(|items| items.iter().any(|item| item.doubt != Doubt::None))
    }

    /// The conversation is being read: what is in doubt there will be known.
    pub(crate) fn ask_doubts(&mut self, conversation: Option<&ConversationId>) {
        for items in [&mut self.items, &mut self.refused] {
            for item in items {
                let is_there = item.conversation.is_none() || item.conversation.as_ref() == conversation;
                if is_there && item.doubt == Doubt::Open {
                    item.doubt = Doubt::Asked;
                }
            }
        }
    }

    /// What has been in doubt in one way is so in another.
    pub(crate) fn move_doubts(&mut self, from: Doubt, to: Doubt) {
        for items in [&mut self.items, &mut self.refused] {
            for item in items {
                if item.doubt == from {
                    item.doubt = to;
                }
            }
        }
    }

    /// Those that are to be sent, in order.
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// Those of a conversation, in order, the refused ones first; with whether they are refused.
    pub(crate) fn all_of(&self, conversation: &ConversationId) -> Vec<(Key, bool)> {
        let mut all = Vec::new();
        for (items, is_refused) in [
            (&self.refused, true),
            (&self.awaited, false),
            (&self.items, false),
        ] {
            for item in items {
                if item.conversation.as_ref() == Some(conversation) {
                    all.push((item.key, is_refused));
                }
            }
        }
        all
    }

    pub(crate) fn item_mut(&mut self, key: Key) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.key == key)
    }

    /// One that was refused in an earlier page.
    pub(crate) fn push_refused(&mut self, item: Item) {
        self.refused.push(item);
    }

    /// Another tab sees to one that was refused.
    pub(crate) fn drop_refused(&mut self, session_id: &SessionId) -> Option<Key> {
        let mut refused = self.refused.iter();
        let at = refused.position(|item| item.session_id == *session_id)?;
        Some(self.refused.remove(at).key)
    }

    /// Whether one was refused.
    pub(crate) fn is_refused(&self, session_id: &SessionId) -> bool {
        self.refused.iter().any(|item| item.session_id == *session_id)
    }

    /// Whether one was refused and cannot have been accepted unheard.
    pub(crate) fn is_surely_refused(&self, session_id: &SessionId) -> bool {
        let mut refused = self.refused.iter();
        refused.any(|item| item.session_id == *session_id && item.doubt == Doubt::None)
    }

    /// It may have been accepted unheard.
    pub(crate) fn doubt(&mut self, session_id: &SessionId) {
        if let Some(item) = self.items.iter_mut().find(|item| item.session_id == *session_id) {
            item.doubt = Doubt::Open;
        }
    }

    /// There is a conversation now: what was written before goes there. Returns whether anything was.
    pub(crate) fn enter(&mut self, conversation: &ConversationId) -> bool {
        let mut any = false;
        for items in [&mut self.items, &mut self.refused, &mut self.awaited] {
            for item in items {
                any |= item.conversation.is_none();
                item.conversation.get_or_insert_with(|| conversation.clone());
            }
        }
        any
    }

    /// The conversations are no more, or others: what was written goes to the next. What may have
    /// arrived is looked for first where it was sent.
    pub(crate) fn leave_conversations(&mut self) {
        self.patience = Patience::default();
        self.move_doubts(Doubt::Asked, Doubt::Open);
        for items in [&mut self.items, &mut self.refused, &mut self.awaited] {
            for item in items {
                item.is_stray = item.doubt != Doubt::None && item.conversation.is_some();
                if !item.is_stray {
                    item.conversation = None;
                }
            }
        }
    }

    /// All of them, which will not be sent.
    pub(crate) fn take_all(&mut self) -> Vec<Item> {
        let mut items = core::mem::take(&mut self.items);
        items.append(&mut self.refused);
        items.append(&mut self.handed);
        items.append(&mut self.awaited);
        self.patience = Patience::default();
        items
    }
}
