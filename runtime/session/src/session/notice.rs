//! One notice at a time, for ten seconds or until the visitor sends, acts or closes. Writing does not count: it may come while
//! somebody writes.

use super::Session;
use crate::change::Change;
use crate::effect::Alarm;
use crate::notice::Notice;

/// Milliseconds that a notice stays (observed).
const LASTS: u32 = 10_000;

impl Session {
    /// What the visitor is to be told now.
    pub fn notice(&self) -> Option<Notice> {
        self.notice
    }

    pub(super) fn notify(&mut self, notice: Notice) {
        self.notice = Some(notice);
        self.change(Change::Notice);
        self.set_alarm(Alarm::Notice, LASTS);
    }

    pub(super) fn take_notice_away(&mut self) {
        if self.notice.take().is_some() {
            self.change(Change::Notice);
            self.clear_alarm(Alarm::Notice);
        }
    }
}
