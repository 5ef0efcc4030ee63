//! Which input goes where.

use super::Session;
use crate::effect::Alarm;
use crate::input::Input;
use crate::realtime::News;

impl Session {
    pub(super) fn take(&mut self, input: Input) {
        match input {
            Input::Start(promise) => self.start(promise),
            Input::Answered(ticket, answer) => self.take_answer(ticket, answer),
            Input::SocketOpened => self.realtime_news(News::Opened),
            Input::SocketText(text) => self.realtime_news(News::Text(text)),
            Input::SocketClosed => self.realtime_news(News::Closed),
            Input::Polled(answer) => self.realtime_news(News::Polled(answer)),
            Input::Alarm(alarm) => self.rang(alarm),
            Input::Submit(draft, conversation, promise) => {
                self.can_send = true;
                self.submit(*draft, conversation, promise);
            }
            Input::Retry(key) => {
                if self.can_send {
                    self.retry(key);
                }
            }
            Input::LateLoaded(is_there) => self.late_loaded(is_there),
            Input::Writing(true) => {
                self.can_send = true;
                self.start_writing(None);
            }
            Input::Writing(false) => {
                if self.can_send {
                    self.stop_writing(None);
                }
            }
            Input::Open => self.set_opened(true),
            Input::Close => {
                self.take_notice_away();
                self.set_opened(false);
            }
            Input::MarkAllAsRead(conversation) => self.mark_as_read(conversation),
            Input::PageVisible(visible) => {
                self.page_visible = visible;
                if !visible {
                    // What waits for its time may have none any more.
                    if self.is_whole {
                        self.send_profile();
                    }
                } else {
                    self.realtime_news(News::Hurry);
                    self.read_if_seen();
                }
            }
            Input::Online => self.online(),
            Input::Offline => self.offline(),
            Input::PageLeft => self.page_left(),
            Input::PageBack(items) => {
                self.compare_with_storage(&items);
                self.connect_user();
                self.online();
            }
            Input::Destroy => self.destroy(),
            _ => self.take_late(input),
        }
    }

    /// What has waited for the second part, if that was not there (`needs_late`).
    #[inline(never)]
    fn take_late(&mut self, input: Input) {
        self.debug_whole();
        match input {
            Input::Called(call, promise) => self.called(call, promise),
            Input::Choose(key, at) => self.choose(key, at),
            Input::Form(key, input) => self.fill_in(key, input),
            Input::Upload(facts) => self.start_upload(facts),
            Input::Progressed(ticket, sent, total) => self.progressed(ticket, sent, total),
            Input::CancelUpload(key) => self.cancel_upload(key),
            Input::ShareLocation(result) => self.share_location(result),
            Input::Channel(id, input) => self.channel_input(id.as_str(), &input),
            Input::ShowNotificationPrompt => self.show_prompt(),
            Input::List(input) => self.list_input(input),
            Input::LoadHistory => self.load_history(),
            Input::SetDelegates(delegates) => self.set_delegates(delegates),
            Input::Consulted(id, answer) => self.consulted(id, answer),
            Input::Stored(slot, value) => self.stored_elsewhere(slot, value),
            // `LateWanted` wants nothing more.
            _ => {}
        }
    }

    pub(super) fn online(&mut self) {
        self.realtime_news(News::Online);
        if self.can_send {
            self.wake_outbox();
        }
        if self.is_whole {
            self.ask_again(true);
        }
        self.load_missed();
        self.pump();
    }

    /// Other tabs may send from now on what this one has not.
    pub(super) fn page_left(&mut self) {
        if self.is_whole {
            self.send_profile();
        }
        if self.can_send {
            self.tell_writing_stopped();
            self.hand_over_first();
            self.keep_all(true);
        }
        self.keep_snapshot();
        self.realtime_news(News::PageLeft);
    }

    pub(super) fn rang(&mut self, alarm: Alarm) {
        match alarm {
            Alarm::Outbox => self.send_again(),
            Alarm::Start => self.restore(),
            Alarm::Reconnect | Alarm::Connect | Alarm::Silence | Alarm::Probe => {
                self.realtime_news(News::Rang(alarm));
            }
            Alarm::Refresh => self.look_for_news(),
            Alarm::CatchUp => self.catch_up_again(),
            Alarm::Typing => self.typing_stopped(),
            Alarm::Read => self.tell_read_again(),
            Alarm::Writing | Alarm::WritingStopped => self.tell_writing_stopped(),
            Alarm::Lease => self.keep_all(false),
            Alarm::Snapshot => self.keep_snapshot(),
            Alarm::Late => self.want_late(),
            Alarm::Notice => self.take_notice_away(),
            _ => self.rang_late(alarm),
        }
    }

    /// An alarm that only the second part sets.
    #[inline(never)]
    fn rang_late(&mut self, alarm: Alarm) {
        self.debug_whole();
        match alarm {
            Alarm::Profile => self.send_profile(),
            Alarm::Claim => self.claim(),
            Alarm::Retry => self.ask_again(false),
            Alarm::Prechat => self.prechat_goes_on(),
            Alarm::Upload => self.look_for_uploads(),
            Alarm::Prompt => self.prompt_is_due(),
            _ => {}
        }
    }
}
