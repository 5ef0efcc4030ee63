//! Files that the visitor sends. The session knows what a file is called and how large it is; the
//! shell has the file itself, by its number.

use avmsdk_protocol::id::MessageId;
use avmsdk_protocol::record;

/// The most bytes of a file (observed: 25 MiB).
pub(crate) const LARGEST: u64 = 26_214_400;

/// A file, as the shell numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileId(pub u32);

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Which.
    pub file: FileId,
    /// Its name on the visitor's device.
    pub name: String,
    /// Its media type, as the browser says; empty where it does not.
    pub media_type: String,
    /// Its size in bytes.
    pub size: u64,
    /// The address under which the browser shows it, of a picture that may be shown. It is good until
    /// [`Effect::ReleaseFile`](crate::Effect::ReleaseFile).
    pub preview: Option<String>,
}

/// A file on its way.
#[derive(Clone, Debug)]
pub struct Upload {
    /// What is known of the file.
    pub facts: FileFacts,
    /// Bytes that have gone, of `total`; both 0 before it has begun.
    pub sent: u64,
    /// All bytes of the request.
    pub total: u64,
    /// The message that it becomes: the service has the file, and has not shown the message yet.
    pub(crate) message: Option<MessageId>,
}

impl Upload {
    pub(crate) const fn new(facts: FileFacts) -> Self {
        Upload {
            facts,
            sent: 0,
            total: 0,
            message: None,
        }
    }

    /// How much has gone, in percent.
    pub fn percent(&self) -> u32 {
        (self.sent.min(self.total) * 100)
            .checked_div(self.total)
            .unwrap_or(0) as u32
    }

    /// Whether the visitor may still think better of it.
    pub fn can_be_cancelled(&self) -> bool {
        self.message.is_none()
    }
}

record! {
    /// The answer to `POST …/files`.
    pub struct UploadResponse {
        /// The message that the file becomes.
        message_id: MessageId = "messageId",
    }
}
