//! Several tabs of one visitor: who sends what, who has read what, who has become somebody.
//!
//! They speak by the browser's storage. What a dead tab left is taken over by one that has put its
//! name into the lease and finds it still there a moment later.

use super::deliver::set_counted;
use super::keep::{FORM, Foreign};
use super::{Phase, Session};
use crate::effect::{Alarm, Refusal, Slot};
use crate::input::Now;
use crate::outbox::{Doubt, Item, Stage};
use crate::random::Random;
use crate::setup::StoredIdentity;
use crate::ticket::Purpose;
use crate::timeline::Delivery;
use avmsdk_protocol::id::{ClientId, ConversationId, SessionId, UserId};
use avmsdk_protocol::record::{read_text, to_text};
use avmsdk_protocol::{Seconds, id, record};

/// Milliseconds for which a tab has the lease: it needs it for a moment only.
const LEASE: u64 = 5_000;
/// Milliseconds, and at most as many again, until the tab looks whether it has it.
const MOMENT: u32 = 60;

/// Milliseconds in which the secret is found to be void once.
const VOID: u64 = 60_000;

id! {
    /// A tab of this browser.
    pub struct TabId;
}

record! {
    /// Which tab takes over what dead tabs have left.
    pub struct Lease {
        /// The tab.
        tab: TabId = "t",
        /// Until when, by the browser's clock.
        until: Seconds = "u",
    }
}

record! {
    /// How far the visitor has read.
    pub struct ReadMark {
        /// Where.
        conversation: ConversationId = "c",
        /// The newest message by then.
        until: Seconds = "u",
    }
}

/// What is known of the other tabs.
#[derive(Clone, Debug, Default)]
pub(super) struct Tabs {
    /// The name of this one.
    pub(super) own: TabId,
    pub(super) foreign: Vec<Foreign>,
    /// What the storage held, until somebody reads it.
    unread: Vec<(SessionId, String)>,
    lease: Option<Lease>,
    is_claiming: bool,
    /// The anonymous user that the visitor was before a login: what is kept of it is sent too.
    pub(super) before: Option<UserId>,
    /// The user that another tab has made, as its parts come in.
    client: Option<ClientId>,
    user: Option<UserId>,
    token: Option<String>,
    /// When the secret here was found to be void.
    void: Now,
}

impl Tabs {
    pub(super) fn new(stored: &StoredIdentity, random: &mut Random) -> Self {
        let mut tabs = Tabs {
            own: TabId::new(random.uuid()),
            ..Tabs::default()
        };
        tabs.find(&stored.items);
        tabs
    }

    /// What the browser's storage holds that is to be sent.
    fn find(&mut self, items: &[(Slot, String)]) {
        for (slot, text) in items {
            if let Slot::Outbox(id) = slot
                && text.starts_with(FORM)
            {
                self.unread.push((id.clone(), text.clone()));
            }
        }
    }
}

impl Session {
    /// Another tab has put something into the browser's storage, or has taken it out.
    pub(super) fn stored_elsewhere(&mut self, slot: Slot, value: Option<String>) {
        match slot {
            Slot::ClientId => self.tabs.client = value.map(ClientId::new),
            Slot::UserId => self.tabs.user = value.map(UserId::new),
            Slot::SessionToken => {
                // Whom a page that comes back is told of may be who the visitor is here.
                let is_other = self.tabs.user.as_ref() != self.identity.user()
                    || value.as_deref() != self.identity.session_token();
                self.tabs.token = value.filter(|_| is_other);
                self.user_made_elsewhere();
            }
            Slot::Read => self.read_elsewhere(value.as_deref()),
            Slot::Lease => self.tabs.lease = value.and_then(|text| read_text(&text)),
            Slot::Outbox(id) => self.item_changed(id, value.as_deref()),
            Slot::Snapshot => {}
        }
    }

    /// A visitor who is nobody here has become somebody there: the secret is stored last.
    fn user_made_elsewhere(&mut self) {
        let is_nobody = self.phase == Phase::Ready
            && self.identity.owner().is_empty()
            && !self.tickets.is_open(Purpose::CreateUser)
            && !self.prechat.is_submitting();
        if is_nobody && self.adopt_user() {
            self.catch_up();
            self.connect_user();
        }
    }

    /// Goes on as the user that another tab has made, if it has.
    fn adopt_user(&mut self) -> bool {
        let Some(token) = self.tabs.token.take() else {
            return false;
        };
        let Some(user) = self.tabs.user.take() else {
            return false;
        };
        let client = self.tabs.client.take();
        self.identity.adopt(client, user, token, &mut self.effects);
        true
    }

    /// The service does not take an anonymous visitor's secret any more: somebody has logged in in another tab. Goes on
    /// as whom that tab has made since, or as nobody, and sends what was written; returns whether it does. Not again at
    /// once: a service that never takes a secret is one that refuses.
    pub(super) fn secret_is_void(&mut self) -> bool {
        if self.is_named() || self.identity.jwt().is_some() || self.now.0 < self.tabs.void.0 + VOID {
            return false;
        }
        self.tabs.void = self.now;
        self.begin_again(None);
        if !self.adopt_user() {
            self.identity.forget(&mut self.effects);
            self.store(Slot::Snapshot, None);
            if self.can_send {
                self.show_queued();
            }
        }
        if self.can_send {
            self.keep_all(false);
        }
        self.restore();
        true
    }

    /// Whether another tab, where the visitor is nobody either and has written earlier, makes the user: two would be two
    /// visitors, of whom one is never seen again.
    pub(super) fn waits_for_another_tab(&mut self) -> bool {
        if self.is_whole {
            return self.is_user_made_elsewhere();
        }
        let waits = self.identity.owner().is_empty() && self.has_foreign_unseen();
        if waits {
            self.load_late();
        }
        waits
    }

    /// Whether other tabs have anything on its way.
    pub(super) fn has_foreign(&self) -> bool {
        !(self.tabs.foreign.is_empty() && self.tabs.unread.is_empty())
    }

    /// Reads what the storage held. What is not of our form stays there.
    pub(super) fn read_foreign(&mut self) {
        for (id, text) in &core::mem::take(&mut self.tabs.unread) {
            self.tabs.foreign.extend(Foreign::read(id.clone(), text));
        }
    }

    /// What other tabs have written is not sent by anybody any more.
    pub(super) fn drop_foreign(&mut self) {
        let mut ids = Vec::new();
        for foreign in &self.tabs.foreign {
            ids.push(foreign.id.clone());
        }
        for (id, _) in &self.tabs.unread {
            ids.push(id.clone());
        }
        self.tabs.foreign.clear();
        self.tabs.unread.clear();
        for id in ids {
            self.store(Slot::Outbox(id), None);
        }
    }

    #[inline(never)]
    fn is_user_made_elsewhere(&mut self) -> bool {
        self.debug_whole();
        if !self.identity.owner().is_empty() {
            return false;
        }
        self.read_foreign();
        // It may have been told while one was made here, to no end.
        self.user_made_elsewhere();
        let own = self.outbox.queued();
        let own = own.map(|item| (item.written, &item.session_id)).min();
        let is_earlier = |foreign: &Foreign| {
            let is_alive = !foreign.is_failed() && foreign.until() > self.now;
            let is_first = own.is_none_or(|own| (foreign.kept.written(), &foreign.id) < own);
            is_alive && is_first && foreign.kept.owner().is_empty()
        };
        !self.identity.owner().is_empty() || self.tabs.foreign.iter().any(is_earlier)
    }

    fn item_changed(&mut self, id: SessionId, text: Option<&str>) {
        self.read_foreign();
        while let Some(at) = self.tabs.foreign.iter().position(|foreign| foreign.id == id) {
            self.tabs.foreign.remove(at);
        }
        let Some(foreign) = text.and_then(|text| Foreign::read(id.clone(), text)) else {
            self.drop_refused(&id);
            self.take_back(&id);
            return self.pump();
        };
        if foreign.is_failed() {
            if self.outbox.is_refused(&id) {
                // It shows here already, and either tab may try it again.
                return;
            }
        } else if foreign.kept.tab() != self.tabs.own {
            // It is tried again there, or was taken over from here: timers of a tab that nobody sees may
            // be so late that it counts as dead.
            self.drop_refused(&id);
            let first = self.outbox.first().map(|item| &item.session_id);
            if first != Some(&id) || !self.tickets.is_posting() {
                self.hand_over(&id);
            }
        }
        self.tabs.foreign.push(foreign);
        if self.tickets.is_open(Purpose::CreateUser) && self.waits_for_another_tab() {
            // One that is made all the same is an empty one that nobody sees.
            self.forget_call(Purpose::CreateUser);
            self.profile_went_along(false);
        }
        self.see_to_foreign();
        self.pump();
    }

    fn hand_over(&mut self, id: &SessionId) {
        if let Some(key) = self.outbox.hand_over(id) {
            self.timeline.remove(key, &mut self.changes);
        }
    }

    /// The other tab has nothing to do with a message any more, for which somebody waits here: it has
    /// arrived, or the tab gave it up. Which of the two is in the conversation.
    fn take_back(&mut self, id: &SessionId) {
        let Some(mut item) = self.outbox.take_handed(id) else {
            return;
        };
        item.doubt = Doubt::Open;
        item.stage = Stage::Queued;
        let key = item.key;
        self.outbox.push(item);
        self.show_draft(key, Delivery::Waiting);
        self.keep_item(key, false);
        self.pump();
    }

    fn drop_refused(&mut self, id: &SessionId) {
        if let Some(key) = self.outbox.drop_refused(id) {
            self.timeline.remove(key, &mut self.changes);
        }
    }

    /// Whether this tab may send what another has left: nobody's, or of the same user.
    fn is_ours(&self, foreign: &Foreign) -> bool {
        let owner = foreign.kept.owner();
        let before = self.tabs.before.as_ref().map(UserId::as_str);
        owner.is_empty() || owner == self.identity.owner() || Some(&*owner) == before
    }

    /// Looks after what other tabs and earlier pages have left.
    pub(super) fn see_to_foreign(&mut self) {
        if self.phase != Phase::Ready || self.tabs.is_claiming || !self.has_foreign() {
            return;
        }
        if self.is_whole {
            self.look_after_foreign();
        } else {
            self.want_late();
        }
    }

    #[inline(never)]
    fn look_after_foreign(&mut self) {
        self.debug_whole();
        self.read_foreign();
        let mut next: Option<Now> = None;
        let mut has_failed = false;
        for foreign in &self.tabs.foreign {
            if !self.is_ours(foreign) {
                continue;
            }
            let until = foreign.until();
            if until <= self.now && foreign.waits_for_visitor(self.now) {
                has_failed = true;
            } else if next.is_none_or(|next| until < next) {
                next = Some(until);
            }
        }
        if has_failed {
            self.take_over(true);
        }
        let Some(next) = next else { return };
        let leased = self.tabs.lease.as_ref().filter(|it| it.tab() != self.tabs.own);
        let free = leased.map_or(Now(0), |it| Now(it.until().as_millis()));
        let due = next.max(free);
        let moment = MOMENT + self.random.below(MOMENT);
        if due <= self.now {
            let mut lease = Lease::new();
            lease
                .set_tab(self.tabs.own.clone())
                .set_until(Seconds::from_millis(self.now.0 + LEASE));
            self.store(Slot::Lease, Some(to_text(&lease)));
            self.tabs.lease = Some(lease);
            self.tabs.is_claiming = true;
            self.set_alarm(Alarm::Claim, moment);
        } else {
            let wait = (due.0 - self.now.0).min(60_000) as u32;
            self.set_alarm(Alarm::Claim, wait + moment);
        }
    }

    pub(super) fn claim(&mut self) {
        let is_claiming = core::mem::take(&mut self.tabs.is_claiming);
        let has_lease = self
            .tabs
            .lease
            .as_ref()
            .is_some_and(|lease| lease.tab() == self.tabs.own);
        if is_claiming && has_lease {
            self.take_over(false);
            self.tabs.lease = None;
            self.store(Slot::Lease, None);
        }
        self.see_to_foreign();
    }

    /// Takes what dead tabs have left, in the order in which it was written. Whether the service has
    /// it already is not known.
    fn take_over(&mut self, failed: bool) {
        let now = self.now;
        let mut taken = Vec::new();
        for foreign in &core::mem::take(&mut self.tabs.foreign) {
            let is_due = foreign.waits_for_visitor(now) == failed && foreign.until() <= now;
            if self.is_ours(foreign) && is_due {
                let at = taken
                    .iter()
                    .position(|it: &Foreign| it.kept.written() > foreign.kept.written());
                taken.insert(at.unwrap_or(taken.len()), foreign.clone());
            } else {
                self.tabs.foreign.push(foreign.clone());
            }
        }
        for Foreign { id, kept } in &taken {
            let id = id.clone();
            if self.timeline.has_named(&id) {
                self.unkeep(id);
                continue;
            }
            let place = kept.conversation();
            if place.is_none() || place == self.active_id() {
                self.sync.go_back_to(kept.after());
            }
            let mut promise = self.outbox.take_handed(&id).and_then(|item| item.promise);
            if failed {
                let refusal = Refusal::ours("refused", "the service refused the message");
                self.settle(promise.take(), Err(refusal));
            }
            let (stage, delivery) = if failed {
                (Stage::Refused, Delivery::Failed)
            } else {
                (Stage::Queued, Delivery::Waiting)
            };
            let key = self.timeline.next_key();
            let item = Item {
                key,
                session_id: id,
                draft: kept.draft(),
                upload: None,
                conversation: place,
                written: kept.written(),
                after: kept.after(),
                is_decided: kept.decided() == Some(true),
                promise,
                doubt: Doubt::Open,
                stage,
                is_stray: kept.owner() != self.identity.owner(),
            };
            self.outbox.push(item);
            self.show_draft(key, delivery);
            self.keep_item(key, failed);
        }
        self.pump();
    }

    /// The visitor came back to a page that was in the browser's cache: what other tabs have done
    /// meanwhile was not heard.
    pub(super) fn compare_with_storage(&mut self, items: &[(Slot, String)]) {
        self.tabs.foreign.clear();
        self.tabs.unread.clear();
        self.tabs.find(items);
        if self.can_send {
            self.compare_queued();
        }
        self.see_to_foreign();
    }

    #[inline(never)]
    fn compare_queued(&mut self) {
        self.debug_sending();
        self.read_foreign();
        // What is kept by this tab's name still.
        let mut own = Vec::new();
        let is_own = |foreign: &Foreign| foreign.kept.tab() == self.tabs.own;
        while let Some(at) = self.tabs.foreign.iter().position(is_own) {
            own.push(self.tabs.foreign.remove(at).id);
        }
        let mut ids = Vec::new();
        for item in self.outbox.queued() {
            ids.push(item.session_id.clone());
        }
        for id in ids {
            if self.tabs.foreign.iter().any(|foreign| foreign.id == id) {
                // Another tab sees to it now; what becomes of it is read from the conversation.
                self.hand_over(&id);
            } else if !own.contains(&id) {
                // Files, too: what became of their requests meanwhile is not known.
                self.outbox.doubt(&id);
            }
        }
    }

    /// Says to the other tabs how far the visitor has read a conversation.
    pub(super) fn tell_tabs_of_reading(&mut self, id: Option<ConversationId>, until: Option<Seconds>) {
        if let (Some(id), Some(until)) = (id, until) {
            let mut mark = ReadMark::new();
            mark.set_conversation(id).set_until(until);
            self.store(Slot::Read, Some(to_text(&mark)));
        }
    }

    fn read_elsewhere(&mut self, text: Option<&str>) {
        let Some(mark) = text.and_then(read_text::<ReadMark>) else {
            return;
        };
        let id = mark.conversation();
        if self.is_active(&id) {
            self.have_read_elsewhere(Some(mark.until()));
        } else if let Some(other) = self.other_mut(&id)
            && other.last_updated_at() <= Some(mark.until())
        {
            let was_unread = other.unread_count() > Some(0);
            other.set_unread_count(Some(0));
            set_counted(other, Some(mark.until()), true);
            if was_unread {
                self.tell_unread_of(&id);
            }
        }
    }
}
