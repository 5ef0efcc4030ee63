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
    pub(crate) stage: Stage,
    /// Whether its conversation is one of the user that the visitor was before: it may have gone up in
    /// another.
    pub(crate) is_stray: bool,
}

impl Item {
    /// The file, in a build that has files.
    pub(crate) fn file(&self) -> Option<&Upload> {
        self.upload.as_deref()
    }

    /// Whether this tab sees to it, and the service does not have it yet as far as is known.
    fn is_here(&self) -> bool {
        matches!(self.stage, Stage::Queued | Stage::Refused)
    }

    fn becomes(&self, message: &MessageId) -> bool {
        self.file()
            .is_some_and(|upload| upload.message.as_ref() == Some(message))
    }
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// It is to be sent.
    Queued,
    /// It is refused for good, and stays for the visitor to send it again.
    Refused,
    /// Another tab sees to it; here a promise waits for what becomes of it.
    Handed,
    /// It is a file that the service has, whose message it has not shown yet.
    Awaited,
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
    /// Those of each stage in the order in which they came to it.
    items: Vec<Item>,
    /// With the first item.
    pub(crate) patience: Patience,
}

impl Outbox {
    /// Of two that were written in one millisecond the storage, which knows no order, tells which was first by their times.
    pub(crate) fn push(&mut self, mut item: Item) {
        if let Some(last) = self.items.last()
            && last.written.as_millis() == item.written.as_millis()
        {
            item.written = Seconds::from_micros(last.written.as_micros() + 1);
        }
        self.items.push(item);
    }

    /// Those that are to be sent, in order.
    pub(crate) fn queued(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.stage == Stage::Queued)
    }

    pub(crate) fn first(&self) -> Option<&Item> {
        self.first_at().map(|at| &self.items[at])
    }

    pub(crate) fn first_mut(&mut self) -> Option<&mut Item> {
        self.first_at().map(|at| &mut self.items[at])
    }

    #[inline(never)]
    fn first_at(&self) -> Option<usize> {
        self.items.iter().position(|item| item.stage == Stage::Queued)
    }

    /// Where the item with this name is, if it has come so far.
    fn named(&self, session_id: &SessionId, stage: Stage) -> Option<usize> {
        let mut items = self.items.iter();
        items.position(|item| item.stage == stage && item.session_id == *session_id)
    }

    /// An item has come so far, after all others that have.
    fn put(&mut self, at: usize, stage: Stage) {
        let mut item = self.items.remove(at);
        item.stage = stage;
        self.items.push(item);
    }

    /// Takes out the item that the service has accepted, wherever it is.
    pub(crate) fn accept(&mut self, session_id: &SessionId) -> Option<Item> {
        let first = self.first();
        if first.is_some_and(|item| item.session_id == *session_id) {
            self.patience.succeeded();
        }
        let mut items = self.items.iter();
        let at = items.position(|item| item.session_id == *session_id)?;
        Some(self.items.remove(at))
    }

    /// Another tab sees to an item from now on. Returns what was its name here.
    pub(crate) fn hand_over(&mut self, session_id: &SessionId) -> Option<Key> {
        let at = self.named(session_id, Stage::Queued)?;
        let item = &self.items[at];
        let key = item.key;
        if item.promise.is_some() {
            self.put(at, Stage::Handed);
        } else {
            self.items.remove(at);
        }
        Some(key)
    }

    /// One that another tab has seen to.
    pub(crate) fn take_handed(&mut self, session_id: &SessionId) -> Option<Item> {
        let at = self.named(session_id, Stage::Handed)?;
        Some(self.items.remove(at))
    }

    /// The service has the file of the first item, and will show it as this message.
    pub(crate) fn await_first(&mut self, message: MessageId) {
        if let Some(at) = self.first_at() {
            self.patience.succeeded();
            if let Some(upload) = &mut self.items[at].upload {
                upload.message = Some(message);
            }
            self.put(at, Stage::Awaited);
        }
    }

    pub(crate) fn is_awaiting(&self) -> bool {
        self.items.iter().any(|item| item.stage == Stage::Awaited)
    }

    /// The file that becomes this message.
    pub(crate) fn awaited_as(&self, message: &MessageId) -> Option<&Item> {
        self.items.iter().find(|item| item.becomes(message))
    }

    pub(crate) fn take_awaited(&mut self, message: &MessageId) -> Option<Item> {
        let at = self.items.iter().position(|item| item.becomes(message))?;
        Some(self.items.remove(at))
    }

    pub(crate) fn take_first_awaited(&mut self) -> Option<Item> {
        let mut items = self.items.iter();
        let at = items.position(|item| item.stage == Stage::Awaited)?;
        Some(self.items.remove(at))
    }

    /// Takes out an item that is to be sent or was refused.
    pub(crate) fn remove(&mut self, key: Key) -> Option<Item> {
        let mut items = self.items.iter();
        let at = items.position(|item| item.key == key && item.is_here())?;
        Some(self.items.remove(at))
    }

    /// An item, however far it is.
    pub(crate) fn find(&self, key: Key) -> Option<&Item> {
        let mut items = self.items.iter();
        items.find(|item| item.key == key && item.stage != Stage::Handed)
    }

    /// Puts the first item aside: the service will not have it. Returns its promise.
    pub(crate) fn refuse_first(&mut self) -> Option<(Key, Option<PromiseId>)> {
        let at = self.first_at()?;
        self.patience.succeeded();
        let item = &mut self.items[at];
        let first = (item.key, item.promise.take());
        self.put(at, Stage::Refused);
        Some(first)
    }

    /// Queues a refused item again, at the end.
    pub(crate) fn revive(&mut self, key: Key) -> bool {
        let mut items = self.items.iter();
        let at = items.position(|item| item.key == key && item.stage == Stage::Refused);
        if let Some(at) = at {
            self.put(at, Stage::Queued);
        }
        at.is_some()
    }

    /// Whether anything may have been accepted unheard.
    pub(crate) fn has_doubt(&self) -> bool {
        let mut items = self.items.iter();
        items.any(|item| item.is_here() && item.doubt != Doubt::None)
    }

    /// The conversation is being read: what is in doubt there will be known.
    pub(crate) fn ask_doubts(&mut self, conversation: Option<&ConversationId>) {
        for item in &mut self.items {
            let is_there = item.conversation.is_none() || item.conversation.as_ref() == conversation;
            if is_there && item.is_here() && item.doubt == Doubt::Open {
                item.doubt = Doubt::Asked;
            }
        }
    }

    /// What has been in doubt in one way is so in another.
    pub(crate) fn move_doubts(&mut self, from: Doubt, to: Doubt) {
        for item in &mut self.items {
            if item.is_here() && item.doubt == from {
                item.doubt = to;
            }
        }
    }

    /// Those of a conversation, in order, the refused ones first; with whether they are refused.
    pub(crate) fn all_of(&self, conversation: &ConversationId) -> Vec<(Key, bool)> {
        let mut all = Vec::new();
        for stage in [Stage::Refused, Stage::Awaited, Stage::Queued] {
            for item in &self.items {
                if item.stage == stage && item.conversation.as_ref() == Some(conversation) {
                    all.push((item.key, stage == Stage::Refused));
                }
            }
        }
        all
    }

    pub(crate) fn item_mut(&mut self, key: Key) -> Option<&mut Item> {
        let mut items = self.items.iter_mut();
        items.find(|item| item.key == key && item.stage == Stage::Queued)
    }

    /// Another tab sees to one that was refused.
    pub(crate) fn drop_refused(&mut self, session_id: &SessionId) -> Option<Key> {
        let at = self.named(session_id, Stage::Refused)?;
        Some(self.items.remove(at).key)
    }

    /// Whether one was refused.
    pub(crate) fn is_refused(&self, session_id: &SessionId) -> bool {
        self.named(session_id, Stage::Refused).is_some()
    }

    /// Whether one was refused and cannot have been accepted unheard.
    pub(crate) fn is_surely_refused(&self, session_id: &SessionId) -> bool {
        let refused = self.named(session_id, Stage::Refused);
        refused.is_some_and(|at| self.items[at].doubt == Doubt::None)
    }

    /// It may have been accepted unheard.
    pub(crate) fn doubt(&mut self, session_id: &SessionId) {
        if let Some(at) = self.named(session_id, Stage::Queued) {
            self.items[at].doubt = Doubt::Open;
        }
    }

    /// There is a conversation now: what was written before goes there. Returns whether anything was.
    pub(crate) fn enter(&mut self, conversation: &ConversationId) -> bool {
        let mut any = false;
        for item in &mut self.items {
            if item.stage != Stage::Handed && item.conversation.is_none() {
                any = true;
                item.conversation = Some(conversation.clone());
            }
        }
        any
    }

    /// The conversations are no more, or others: what was written goes to the next. What may have
    /// arrived is looked for first where it was sent.
    pub(crate) fn leave_conversations(&mut self) {
        self.patience = Patience::default();
        self.move_doubts(Doubt::Asked, Doubt::Open);
        for item in &mut self.items {
            if item.stage != Stage::Handed {
                item.is_stray = item.doubt != Doubt::None && item.conversation.is_some();
                if !item.is_stray {
                    item.conversation = None;
                }
            }
        }
    }

    /// All of them, which will not be sent.
    pub(crate) fn take_all(&mut self) -> Vec<Item> {
        self.patience = Patience::default();
        core::mem::take(&mut self.items)
    }
}
