//! The realtime channel's side of the session: what it is told, and what comes of what it tells.

use super::Session;
use crate::change::Change;
use crate::effect::Alarm;
use crate::input::Input;
use crate::realtime::{News, Signal, Turn};

impl Session {
    /// Tells the channel, and does what it says.
    pub(super) fn realtime_news(&mut self, news: News) {
        let was = self.connection();
        let mut turn = Turn {
            now: self.now,
            random: &mut self.random,
            effects: &mut self.effects,
            signals: Vec::new(),
        };
        self.realtime.take(news, &mut turn);
        let signals = turn.signals;
        if self.connection() != was {
            self.change(Change::Connection);
        }
        for signal in &signals {
            self.signalled(signal);
        }
    }

    fn signalled(&mut self, signal: &Signal) {
        match signal {
            Signal::Up => {
                // While nothing was heard the visitor may have come back to it.
                self.list.gone.clear();
                self.emit("connected", None);
                self.log("transport:up");
                self.look();
                if self.is_whole {
                    self.read_links();
                }
            }
            Signal::Down => {
                self.emit("disconnected", None);
                self.log("transport:down");
            }
            Signal::Retrying => self.emit("reconnecting", None),
            Signal::Gap => self.look(),
            Signal::Delivered(events) => self.deliver(events),
            // Where the page gives none, the channel stays refused.
            Signal::Unauthorized => {
                if self.is_whole {
                    self.ask_for_token();
                }
            }
        }
    }

    pub(super) fn offline(&mut self) {
        self.realtime_news(News::Offline);
        self.log("window:offline");
    }

    /// There is no channel, so the session looks from time to time; for a page that nobody sees it
    /// would be in vain.
    pub(super) fn look_for_news(&mut self) {
        self.realtime_news(News::Rang(Alarm::Refresh));
        if self.page_visible {
            self.look();
        }
    }

    /// Something may have been missed, in whichever conversation.
    fn look(&mut self) {
        self.catch_up();
        self.refresh_list();
    }

    /// A machine that wakes would wait for a service that waits no more. What the channel itself says
    /// is taken first.
    pub(super) fn notice_sleep(&mut self, input: &Input) {
        let is_of_channel = matches!(
            input,
            Input::SocketOpened
                | Input::SocketText(_)
                | Input::SocketClosed
                | Input::Polled(_)
                | Input::Alarm(Alarm::Silence)
                | Input::Offline
                | Input::PageLeft
                | Input::Destroy
        );
        if !is_of_channel && self.realtime.has_slept(self.now) {
            self.realtime_news(News::Slept);
        }
    }
}
