//! The outbox in the browser's storage, so that a message that was written is sent although the page
//! is left: one key for each item, so that no tab writes over what another has put there.
//!
//! An item says until when its tab sees to it; a tab with items says so again and again. What is past
//! that time belongs to a dead tab, and another takes it over (`tabs`).
//!
//! What waits for this part in the bridge is kept there in the same form, as of a tab that is dead
//! (`runtime/host/src/bridge/meanwhile.js`): who changes it changes both.

use super::Session;
use super::tabs::TabId;
use crate::effect::{Alarm, Effect, Refusal, Slot};
use crate::input::Now;
use crate::outbox::Item;
use crate::timeline::Key;
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::{ConversationId, SessionId};
use avmsdk_protocol::message::Draft;
use avmsdk_protocol::record;
use avmsdk_protocol::record::to_text;

/// The form of what is kept; what has another is left alone.
const VERSION: u32 = 1;
/// How what has it begins.
pub(super) const FORM: &str = r#"{"v":1,"#;
/// Milliseconds for which a tab says that it sees to an item: browsers let the timers of tabs that nobody
/// sees go off once in a minute.
const LEASE: u64 = 75_000;
/// Milliseconds after which nobody sends a message by himself any more: a day.
const STALE: u64 = 86_400_000;
/// Milliseconds after which it says so again.
const RENEW: u32 = 10_000;

record! {
    /// A message on its way, as it is kept.
    pub struct Kept {
        /// The form.
        version: u32 = "v",
        /// The tab that sees to it.
        tab: TabId = "t",
        /// Until when it does, by the browser's clock.
        until: Seconds = "u",
        /// When it was written, by the browser's clock.
        written: Seconds = "w",
        /// Who wrote it: empty where the visitor was nobody yet.
        owner: String = "o",
        /// Where to.
        conversation: Option<ConversationId> = "c",
        /// The newest message of the conversation by then: if the service has it, it comes after.
        after: Option<Seconds> = "a",
        /// Whether the page has had its say.
        decided: Option<bool> = "d",
        /// Whether the service refuses it.
        failed: Option<bool> = "f",
        /// The message.
        draft: Draft = "m",
    }
}

/// A message on its way, of another tab or an earlier page.
#[derive(Clone, Debug)]
pub(super) struct Foreign {
    pub(super) id: SessionId,
    pub(super) kept: Kept,
}

impl Foreign {
    /// Reads what is kept; nothing where it is not of our form.
    pub(super) fn read(id: SessionId, text: &str) -> Option<Self> {
        let kept: Kept = record::read_text(text)?;
        (kept.version() == VERSION).then_some(Foreign { id, kept })
    }

    pub(super) fn is_failed(&self) -> bool {
        self.kept.failed() == Some(true)
    }

    /// Whether the visitor must say so before it is sent: the service has refused it, or it is so old that
    /// it may not be meant any more.
    pub(super) fn waits_for_visitor(&self, now: Now) -> bool {
        self.is_failed() || self.kept.written().as_millis() + STALE <= now.0
    }

    /// When its tab counts as dead.
    pub(super) fn until(&self) -> Now {
        Now(self.kept.until().as_millis())
    }
}

impl Session {
    /// Keeps an item, or keeps it as it now is. Files are not kept: see `uploads`.
    pub(super) fn keep_item(&mut self, key: Key, failed: bool) {
        let Some(item) = self.outbox.find(key).filter(|item| item.file().is_none()) else {
            return;
        };
        let kept = self.kept(item, failed, self.now.0 + LEASE);
        self.store(Slot::Outbox(item.session_id.clone()), Some(kept));
        if failed {
            self.rest_if_empty();
        } else {
            self.set_alarm(Alarm::Lease, RENEW);
        }
    }

    fn rest_if_empty(&mut self) {
        if self.outbox.queued().all(|item| item.file().is_some()) {
            self.clear_alarm(Alarm::Lease);
        }
    }

    fn kept(&self, item: &Item, failed: bool, until: u64) -> String {
        let mut kept = Kept::new();
        kept.set_version(VERSION)
            .set_tab(self.tabs.own.clone())
            .set_until(Seconds::from_millis(if failed { 0 } else { until }))
            .set_written(item.written)
            .set_owner(self.identity.owner().to_owned())
            .set_conversation(item.conversation.clone())
            .set_after(item.after)
            .set_decided(item.is_decided.then_some(true))
            .set_failed(failed.then_some(true))
            .set_draft(item.draft.clone());
        to_text(&kept)
    }

    /// The service has it, or it is of no more use.
    pub(super) fn unkeep(&mut self, id: SessionId) {
        self.read_foreign();
        while let Some(at) = self.tabs.foreign.iter().position(|foreign| foreign.id == id) {
            self.tabs.foreign.remove(at);
        }
        self.store(Slot::Outbox(id), None);
        self.rest_if_empty();
    }

    /// Says again that this tab sees to its items; `leaving`, that it does so no longer.
    #[inline(never)]
    pub(super) fn keep_all(&mut self, leaving: bool) {
        self.debug_sending();
        let until = if leaving { 0 } else { self.now.0 + LEASE };
        let mut kept = Vec::new();
        for item in self.outbox.queued() {
            if item.file().is_none() {
                kept.push(Effect::Store(
                    Slot::Outbox(item.session_id.clone()),
                    Some(self.kept(item, false, until)),
                ));
            }
        }
        if !kept.is_empty() && !leaving {
            self.set_alarm(Alarm::Lease, RENEW);
        }
        self.effects.append(&mut kept);
    }

    /// Nothing of the user's is to be sent any more by this tab.
    #[inline(never)]
    pub(super) fn drop_outbox(&mut self, refusal: &Refusal) {
        self.debug_sending();
        if self.is_whole {
            self.forget_uploads();
        }
        for item in &self.outbox.take_all() {
            if self.is_whole {
                self.forget_upload(item);
            }
            self.timeline.remove(item.key, &mut self.changes);
            self.unkeep(item.session_id.clone());
            self.settle(item.promise, Err(refusal.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FORM, Foreign, Kept, TabId, VERSION};
    use avmsdk_protocol::id::SessionId;
    use avmsdk_protocol::record::to_text;

    #[test]
    fn what_is_kept_begins_as_it_is_known_by() {
        let mut kept = Kept::new();
        kept.set_version(VERSION).set_tab(TabId::new("t"));
        assert!(to_text(&kept).starts_with(FORM));
    }

    /// As `runtime/host/src/bridge/meanwhile.js` writes it.
    #[test]
    fn what_the_bridge_keeps_is_read() {
        let text = r#"{"v":1,"t":"","u":0,"w":1795902897.66001,"o":"","m":{"type":"text","text":"one","role":"appUser"}}"#;
        assert!(text.starts_with(FORM));
        let foreign = Foreign::read(SessionId::new("x"), text).unwrap();
        assert_eq!(foreign.kept.written().as_micros(), 1_795_902_897_660_010);
        assert_eq!(foreign.kept.draft().text().as_deref(), Some("one"));
        assert_eq!((foreign.until().0, foreign.is_failed()), (0, false));
    }
}
