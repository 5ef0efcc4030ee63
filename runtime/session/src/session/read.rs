//! What the visitor has seen: the panel, the unread count, and telling the service.

use super::deliver::READ;
use super::{Phase, Session};
use crate::backoff::Patience;
use crate::change::Change;
use crate::effect::{Alarm, Effect, Method};
use crate::input::Answer;
use crate::ticket::Purpose;
use avmsdk_protocol::activity::{ActivityRequest, ActivityType, OwnActivity};
use avmsdk_protocol::id::ConversationId;
use avmsdk_protocol::record::set_field;
use avmsdk_protocol::{Object, Seconds, Value, path};

/// What the service has yet to be told.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) is_untold: bool,
    /// How far the visitor has read elsewhere: what stands there may come later.
    pub(super) until: Option<Seconds>,
    patience: Patience,
}

impl Session {
    pub(super) fn set_opened(&mut self, opened: bool) {
        if self.embedded || self.opened == opened {
            return;
        }
        self.opened = opened;
        self.change(Change::Panel);
        let name = if opened { "widget:opened" } else { "widget:closed" };
        self.effect(Effect::Emit(name, Vec::new()));
        self.read_if_seen();
    }

    /// An open panel on a visible page is being read.
    pub(super) fn read_if_seen(&mut self) {
        if self.opened && self.page_visible {
            self.mark_all_as_read();
        }
    }

    pub(super) fn mark_all_as_read(&mut self) {
        if self.unread == 0 {
            return;
        }
        self.reading.is_untold = true;
        self.tell_tabs_of_reading(self.active_id(), self.timeline.newest());
        self.set_unread(0);
    }

    /// The page has seen all messages of a conversation, which may be another than the one shown.
    pub(super) fn mark_as_read(&mut self, conversation: Option<ConversationId>) {
        match conversation {
            Some(id) if !self.is_active(&id) => {
                if let Some(other) = self.other_mut(&id)
                    && other.unread_count() > Some(0)
                {
                    other.set_unread_count(Some(0));
                    let until = other.last_updated_at();
                    self.tell_unread_of(&id);
                    self.tell_read_once(&id);
                    self.tell_tabs_of_reading(Some(id), until);
                }
            }
            _ => self.mark_all_as_read(),
        }
    }

    /// Tells that a conversation has been read that is not shown, or not any more. Where the service does not hear it,
    /// it is told again with a list that has nothing newer: told later by itself it would count for what came meanwhile.
    pub(super) fn tell_read_once(&mut self, id: &ConversationId) {
        if let Some(other) = self.other_mut(id) {
            let heard = other.last_updated_at();
            set_field(other.object_mut(), READ, &heard);
        }
        if let Some(body) = self.activity_body(ActivityType::ConversationRead) {
            let path = path::activity(&self.app, id);
            self.ask(Purpose::Writing, Method::Post, path, Some(body));
        }
    }

    /// The visitor goes elsewhere before the service could be told.
    pub(super) fn tell_read_of(&mut self, left: &ConversationId) {
        if self.reading.is_untold && self.unread == 0 && self.phase == Phase::Ready {
            self.tell_read_once(left);
        }
    }

    /// The visitor has read so far in another tab, or elsewhere: the service knows. What was read here is told all the
    /// same: the other may leave it to this one.
    pub(super) fn have_read_elsewhere(&mut self, until: Option<Seconds>) {
        self.reading.until = self.reading.until.max(until);
        if let (others_after, true) = self.unread_after(None) {
            self.set_unread(self.unread.min(others_after));
        }
    }

    /// While it is being told, the service's count is not what the visitor sees.
    pub(super) fn is_telling_read(&self) -> bool {
        self.reading.is_untold || self.tickets.is_open(Purpose::Read)
    }

    /// Tells it, unless something unread has come meanwhile: that is not to count as read.
    pub(super) fn tell_read(&mut self) {
        if !self.reading.is_untold
            || self.unread > 0
            || self.reading.patience.is_resting()
            || self.tickets.is_open(Purpose::Read)
        {
            return;
        }
        let body = self.activity_body(ActivityType::ConversationRead);
        if let (Some(active), Some(body)) = (&self.conversation, body) {
            let path = path::activity(&self.app, &active.id());
            self.reading.is_untold = false;
            self.ask(Purpose::Read, Method::Post, path, Some(body));
        }
    }

    pub(super) fn tell_read_again(&mut self) {
        self.reading.patience.rested();
        self.tell_read();
    }

    pub(super) fn read_told(&mut self, answer: Answer) {
        self.sync.is_count_fresh = false;
        // The body means nothing.
        if let Some((after, _)) = answer.trouble() {
            self.reading.is_untold = true;
            let wait = self.reading.patience.failed(after, &mut self.random);
            self.set_alarm(Alarm::Read, wait);
        } else {
            self.reading.patience.succeeded();
            self.tell_read();
        }
    }

    pub(super) fn set_unread(&mut self, unread: u32) {
        if self.unread != unread {
            if unread < self.unread {
                self.sync.is_count_fresh = false;
            }
            self.unread = unread;
            // Also where it is read in the same step: the list shows what has come.
            self.change(Change::Unread);
            self.keep_snapshot_soon();
            if unread == 0 {
                self.tell_read();
            }
            // With `ready` the page is told what it is by then.
            if self.is_announced {
                self.emit("unreadCount", Some(Value::from(unread)));
            }
        }
    }

    /// The body that tells what the visitor does; nothing where there is no user.
    pub(super) fn activity_body(&self, kind: ActivityType) -> Option<Object> {
        let mut activity = OwnActivity::new();
        activity.set_kind(kind);
        let mut request = ActivityRequest::new();
        request
            .set_activity(activity)
            .set_author(self.identity.author(None)?);
        Some(request.into_object())
    }
}
