//! Files on their way.
//!
//! They stand in the outbox among the texts and are sent in their turn, so that all arrives in the
//! visitor's order; a text that stands behind a file waits until the service has the file. They are
//! not kept in the browser's storage: a file that is on its way when the page is left is lost, unless
//! the service has all of it.
//!
//! The service answers with the id of a message to come. Until that comes an upload is awaited: the
//! messages behind it go on, and the conversation is read now and then in case it was not heard.

use super::consult::Question;
use super::{Phase, Session};
use crate::effect::{Alarm, Effect, Refusal, Request};
use crate::input::Answer;
use crate::notice::Notice;
use crate::outbox::{Doubt, Item};
use crate::outcome::Outcome;
use crate::ticket::{Purpose, Ticket};
use crate::timeline::{Delivery, Key, session_id_of};
use crate::upload::{FileFacts, LARGEST, Upload, UploadResponse};
use avmsdk_protocol::author::Role;
use avmsdk_protocol::event::Event;
use avmsdk_protocol::id::MessageId;
use avmsdk_protocol::message::{Draft, Message, MessageType};
use avmsdk_protocol::record::to_text;
use avmsdk_protocol::{Object, Wire};

/// How often in a row a file is sent before the visitor must say so again: it may be large.
const TRIES: u32 = 6;
/// Milliseconds until an awaited message is looked for; each further time doubles.
const FIRST_CHECK: u32 = 5_000;
/// How often it is.
const CHECKS: u32 = 4;

/// What is known of uploads beyond the outbox.
#[derive(Clone, Debug, Default)]
pub(super) struct Uploads {
    /// How often the awaited messages have been looked for.
    checks: u32,
    /// Files that the service refused before it answered that it has them.
    failed: Vec<(MessageId, Option<Notice>)>,
}

impl Session {
    /// How far the file of an entry is; nothing where the entry is no file, or the service has it.
    pub fn upload(&self, key: Key) -> Option<&Upload> {
        self.outbox.find(key)?.upload.as_ref()
    }

    /// Whether the visitor may send pictures, and whether other files.
    pub fn may_upload(&self) -> (bool, bool) {
        (self.options.image_upload, self.options.file_upload)
    }

    /// A picture goes as a file where only files may be sent.
    pub(super) fn start_upload(&mut self, facts: FileFacts) {
        let is_image = facts.media_type.starts_with("image/") && self.options.image_upload;
        let notice = match facts.size {
            size if size > LARGEST => Some(Notice::FileTooLarge),
            _ if !is_image && !self.options.file_upload => Some(Notice::FileType),
            _ => None,
        };
        if let Some(notice) = notice {
            self.effects.push(Effect::ReleaseFile(facts.file));
            return self.notify(notice);
        }
        let kind = if is_image {
            MessageType::Image
        } else {
            MessageType::File
        };
        let mut draft = Draft::new();
        draft.set_kind(kind).set_role(Role::AppUser);
        let object = draft.object_mut();
        object.set("mediaType", facts.media_type.as_str());
        object.set("mediaSize", facts.size as u32);
        self.enqueue(draft, None, Some(Upload::new(facts)), None);
    }

    /// A request that belongs to a file on its way, as the shell is to make it.
    pub(super) fn as_upload(&self, request: &Request) -> Option<Effect> {
        let Some(Purpose::Post(key)) = self.tickets.purpose(request.ticket) else {
            return None;
        };
        let item = self.outbox.find(*key)?;
        let metadata = item.draft.metadata().map(|metadata| {
            let mut message = Object::new();
            message.set("metadata", metadata);
            to_text(&message)
        });
        Some(Effect::Upload {
            ticket: request.ticket,
            url: request.url.clone(),
            authorization: request.authorization.clone(),
            author: request.body.clone()?,
            message: metadata,
            file: item.upload.as_ref()?.facts.file,
        })
    }

    pub(super) fn progressed(&mut self, ticket: Ticket, sent: u64, total: u64) {
        let Some(Purpose::Post(key)) = self.tickets.purpose(ticket) else {
            return;
        };
        let key = *key;
        if let Some(upload) = self.outbox.item_mut(key).and_then(|item| item.upload.as_mut()) {
            let before = upload.percent();
            upload.sent = sent;
            upload.total = total;
            if upload.percent() != before {
                self.timeline.touch(key, &mut self.changes);
            }
        }
    }

    /// Not once the service has the file: then there will be a message.
    pub(super) fn cancel_upload(&mut self, key: Key) {
        if self.upload(key).is_none_or(|upload| !upload.can_be_cancelled()) {
            return;
        }
        let was_first = self.outbox.first().is_some_and(|first| first.key == key);
        if let Some(item) = self.outbox.remove(key) {
            self.forget_upload(&item);
            if was_first {
                self.outbox.patience.succeeded();
                self.wake_outbox();
            }
            self.pump();
        }
    }

    /// An item that has left the outbox leaves no trace, if it is a file.
    pub(super) fn forget_upload(&mut self, item: &Item) {
        if let Some(upload) = &item.upload {
            self.abort(item.key);
            self.withdraw(&Question::Send(item.key));
            self.withdraw(&Question::Display(item.key));
            self.timeline.remove(item.key, &mut self.changes);
            self.effects.push(Effect::ReleaseFile(upload.facts.file));
        }
    }

    /// The file that is under way, if one is, need not go on.
    pub(super) fn abort_first(&mut self) {
        if let Some(first) = self.outbox.first()
            && first.upload.is_some()
        {
            self.abort(first.key);
        }
    }

    fn abort(&mut self, key: Key) {
        let purpose = Purpose::Post(key);
        if let Some(ticket) = self.tickets.ticket_for(&purpose) {
            self.effects.push(Effect::Abort(ticket));
        }
        for purpose in [purpose, Purpose::Find(key)] {
            self.tickets.forget(&purpose);
            self.unpark(&purpose);
        }
    }

    /// The answer to the first item of the outbox, which is a file.
    pub(super) fn uploaded(&mut self, answer: Answer) {
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
        if let Some(at) = failed {
            let notice = self.uploads.failed.remove(at).1;
            self.upload_refused(id, notice);
        } else if let Some(message) = self.timeline.message(id).cloned() {
            // It came first, and did not say whose it is: the page was told that it came.
            self.arrived_first(&message);
        } else {
            self.uploads.checks = 0;
            self.effects.push(Effect::SetAlarm(Alarm::Upload, FIRST_CHECK));
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
    pub(super) fn name_of_upload(&self, message: &Message) -> Option<Message> {
        let item = self.outbox.awaited_as(&message.id())?;
        let mut named = message.clone();
        super::send::name_by(&mut named, &item.session_id);
        Some(named)
    }

    /// The service had taken the file, and refuses it after all.
    pub(super) fn upload_failed(&mut self, event: &Event) {
        const REMEMBERED: usize = 10;
        let Some(id) = event.upload_id() else { return };
        let fault = event.fault().unwrap_or_default();
        let notice = Notice::of_upload(fault.status(), &fault.code().unwrap_or_default());
        if self.outbox.awaited_as(&id).is_some() {
            self.upload_refused(&id, notice);
        } else if let Some(key) = self.timeline.key_of(&id) {
            if let Some(notice) = notice {
                self.withdraw(&Question::Display(key));
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
        self.outbox.push_refused(item);
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
        self.effects.push(Effect::SetAlarm(Alarm::Upload, wait));
    }

    /// The service has an item and shows it: its file is of no more use.
    pub(super) fn upload_done(&mut self, item: &Item) {
        if let Some(upload) = &item.upload {
            self.effects.push(Effect::ReleaseFile(upload.facts.file));
            if !self.outbox.is_awaiting() {
                self.effects.push(Effect::ClearAlarm(Alarm::Upload));
            }
        }
    }

    /// Nothing of the visitor's is awaited any more.
    pub(super) fn forget_uploads(&mut self) {
        self.uploads = Uploads::default();
        self.effects.push(Effect::ClearAlarm(Alarm::Upload));
    }
}
