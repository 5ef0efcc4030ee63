//! Files on their way.
//!
//! They stand in the outbox among the texts and are sent in their turn, so that all arrives in the
//! visitor's order; a text that stands behind a file waits until the service has the file. They are
//! not kept in the browser's storage: a file that is on its way when the page is left is lost, unless
//! the service has all of it.

use super::Session;
use super::consult::Question;
use crate::effect::{Alarm, Effect, Request};
use crate::notice::Notice;
use crate::outbox::Item;
use crate::ticket::{Purpose, Ticket};
use crate::timeline::Key;
use crate::upload::{FileFacts, FileId, LARGEST, Upload};
use avmsdk_protocol::Object;
use avmsdk_protocol::author::Role;
use avmsdk_protocol::id::MessageId;
use avmsdk_protocol::message::{Draft, MessageType};
use avmsdk_protocol::record::to_text;

/// What is known of uploads beyond the outbox.
#[derive(Clone, Debug, Default)]
pub(super) struct Uploads {
    /// How often the awaited messages have been looked for.
    pub(super) checks: u32,
    /// Files that the service refused before it answered that it has them.
    pub(super) failed: Vec<(MessageId, Option<Notice>)>,
}

impl Session {
    /// A picture goes as a file where only files may be sent.
    pub(super) fn start_upload(&mut self, facts: FileFacts) {
        let is_image = facts.media_type.starts_with("image/") && self.options.image_upload;
        let notice = match facts.size {
            0 => Some(Notice::FileInvalid),
            size if size > LARGEST => Some(Notice::FileTooLarge),
            _ if !is_image && !self.options.file_upload => Some(Notice::FileType),
            _ => None,
        };
        if let Some(notice) = notice {
            self.effect(Effect::ReleaseFile(facts.file));
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
        self.enqueue(draft, None, Some(Box::new(Upload::new(facts))), None);
    }

    /// The file that goes with a request, if one does, and the part of its message that counts.
    fn file_of(&self, ticket: Ticket) -> Option<(FileId, Option<String>)> {
        let Some(Purpose::Post(key)) = self.tickets.purpose(ticket) else {
            return None;
        };
        let item = self.outbox.find(key)?;
        let mut message = Object::new();
        if let Some(metadata) = item.draft.object().get("metadata") {
            message.set("metadata", metadata.clone());
        }
        let part = (!message.is_empty()).then(|| to_text(&message));
        Some((item.upload.as_ref()?.facts.file, part))
    }

    /// A request as the shell is to make it: with the file, where one belongs to it.
    #[inline(never)]
    pub(super) fn as_effect(&self, request: Request) -> Effect {
        self.debug_whole();
        match self.file_of(request.ticket) {
            Some((file, message)) => Effect::Upload {
                ticket: request.ticket,
                url: request.url,
                authorization: request.authorization,
                author: request.body.unwrap_or_default(),
                message,
                file,
            },
            None => Effect::Request(request),
        }
    }

    pub(super) fn progressed(&mut self, ticket: Ticket, sent: u64, total: u64) {
        let Some(Purpose::Post(key)) = self.tickets.purpose(ticket) else {
            return;
        };
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
    #[inline(never)]
    pub(super) fn forget_upload(&mut self, item: &Item) {
        self.debug_whole();
        if let Some(upload) = &item.upload {
            self.abort(item.key);
            self.withdraw(Question::Send(item.key));
            self.withdraw(Question::Display(item.key));
            self.timeline.remove(item.key, &mut self.changes);
            self.effect(Effect::ReleaseFile(upload.facts.file));
        }
    }

    /// The service has an item and shows it: its file is of no more use.
    #[inline(never)]
    pub(super) fn upload_done(&mut self, item: &Item) {
        self.debug_whole();
        if let Some(upload) = &item.upload {
            self.effect(Effect::ReleaseFile(upload.facts.file));
            if !self.outbox.is_awaiting() {
                self.clear_alarm(Alarm::Upload);
            }
        }
    }

    /// Nothing of the visitor's is awaited any more.
    #[inline(never)]
    pub(super) fn forget_uploads(&mut self) {
        self.debug_whole();
        self.uploads = Default::default();
        self.clear_alarm(Alarm::Upload);
    }
}
