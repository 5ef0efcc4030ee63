//! What becomes of files that were sent.
//!
//! The service answers with the id of a message to come. Until that comes an upload is awaited: the
//! messages behind it go on, and the conversation is read now and then in case it was not heard.

use super::consult::Question;
use super::{Phase, Session};
use crate::effect::{Alarm, Refusal};
use crate::input::Answer;
use crate::notice::Notice;
use crate::outbox::{Doubt, Item, Stage};
use crate::outcome::Outcome;
use crate::timeline::{Delivery, session_id_of};
use crate::upload::UploadResponse;
use avmsdk_protocol::Wire;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::MessageId;
use avmsdk_protocol::message::Message;

/// How often in a row a file is sent before the visitor must say so again: it may be large.
const TRIES: u32 = 6;
/// Milliseconds until an awaited message is looked for; each further time doubles.
const FIRST_CHECK: u32 = 5_000;
/// How often it is.
const CHECKS: u32 = 4;

impl Session {
    /// The answer to the first item of the outbox, which is a file.
    #[inline(never)]
    pub(super) fn uploaded(&mut self, answer: Answer) {
        self.debug_whole();
        let done = matches!(answer, Answer::Status { status: 200..300, .. });
        match answer.outcome::<UploadResponse>() {
            Outcome::Done(response) => {
                self.outbox.await_first(response.message_id());
                self.await_message(&response.message_id());
            }
            Outcome::Refused(refusal) if done => return self.refuse_doubtful(&refusal),
            Outcome::Refused(refusal) => {
                let status = refusal.status.map_or(0, u32::from);
                match Notice::of_upload(status, &refusal.code) {
                    Some(notice) => {
                        if let Some((key, _)) = self.outbox.refuse_first()
                            && let Some(item) = self.outbox.remove(key)
                        {
                            self.forget_upload(&item);
                        }
                        self.notify(notice);
                    }
                    None => self.refuse_first(&refusal),
                }
            }
            Outcome::Later { after, unknown } => {
                if unknown {
                    self.doubt_first();
                }
                if self.outbox.patience.failures() + 1 >= TRIES {
                    self.refuse_first(&Refusal::unreachable());
                }
                // What stands behind it waits as long as the service wants.
                return self.send_later(after);
            }
        }
        self.pump();
    }

    /// The service has the file: what is known of its message?
    fn await_message(&mut self, id: &MessageId) {
        let failed = self.uploads.failed.iter().position(|(failed, _)| failed == id);
        let failed = failed.map(|at| self.uploads.failed.remove(at).1);
        let message = self.timeline.message(id).cloned();
        match (failed, message) {
            // It came first, and did not say whose it is: the page was told that it came. Whatever failed has been mended.
            (None | Some(None), Some(message)) => self.arrived_first(&message),
            (Some(notice), _) => self.upload_refused(id, notice),
            (None, None) => {
                self.uploads.checks = 0;
                self.set_alarm(Alarm::Upload, FIRST_CHECK);
            }
        }
    }

    fn arrived_first(&mut self, message: &Message) {
        let Some(named) = self.name_of_upload(message).and_then(|it| session_id_of(&it)) else {
            return;
        };
        if let Some(item) = self.accepted(&named) {
            self.timeline.remove(item.key, &mut self.changes);
            self.emit("message:sent", Some(message.to_value()));
        }
    }

    /// The message of an awaited upload, with the name of its draft where the service does not give it.
    #[inline(never)]
    pub(super) fn name_of_upload(&self, message: &Message) -> Option<Message> {
        self.debug_whole();
        let item = self.outbox.awaited_as(&message.id())?;
        let mut named = message.clone();
        super::posted::name_by(&mut named, &item.session_id);
        Some(named)
    }

    /// The service had taken the file, and refuses it after all.
    #[inline(never)]
    pub(super) fn upload_failed(&mut self, event: &Event) {
        self.debug_whole();
        const REMEMBERED: usize = 10;
        let Some(id) = event.upload_id() else { return };
        let fault = event.fault().unwrap_or_default();
        let notice = Notice::of_upload(fault.status(), &fault.code().unwrap_or_default());
        if self.outbox.awaited_as(&id).is_some() {
            self.upload_refused(&id, notice);
        } else if let Some(key) = self.timeline.key_of(&id) {
            if let Some(notice) = notice {
                self.withdraw(Question::Display(key));
                self.timeline.remove(key, &mut self.changes);
                self.notify(notice);
            }
        } else {
            if self.uploads.failed.len() >= REMEMBERED {
                self.uploads.failed.remove(0);
            }
            self.uploads.failed.push((id, notice));
        }
    }

    /// Where another try may help the visitor may have one.
    fn upload_refused(&mut self, id: &MessageId, notice: Option<Notice>) {
        let Some(item) = self.outbox.take_awaited(id) else {
            return;
        };
        match notice {
            Some(notice) => {
                self.forget_upload(&item);
                self.notify(notice);
            }
            None => self.put_aside(item, Doubt::None),
        }
    }

    fn put_aside(&mut self, mut item: Item, doubt: Doubt) {
        let key = item.key;
        item.doubt = doubt;
        if let Some(upload) = &mut item.upload {
            upload.message = None;
        }
        item.stage = Stage::Refused;
        self.outbox.push(item);
        self.timeline
            .set_delivery(key, Delivery::Failed, &mut self.changes);
    }

    /// Reads the conversation for the messages that are awaited; at last the visitor is told that they
    /// do not come. One that comes later is recognised all the same.
    pub(super) fn look_for_uploads(&mut self) {
        if !self.outbox.is_awaiting() {
            return;
        }
        if self.phase == Phase::Ready {
            self.uploads.checks += 1;
            if self.uploads.checks > CHECKS {
                while let Some(item) = self.outbox.take_first_awaited() {
                    self.put_aside(item, Doubt::Open);
                }
                return;
            }
            if !self.sync.is_running() {
                self.catch_up();
            }
        }
        let wait = FIRST_CHECK << self.uploads.checks;
        self.set_alarm(Alarm::Upload, wait);
    }
}
