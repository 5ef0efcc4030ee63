//! What the visitor is told for a moment, where nothing of the timeline could say it.

/// Something that did not work. The views have its text, by the page's `customText`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The file has more bytes than may be sent.
    FileTooLarge,
    /// Files of this kind are not taken, by the service or by the page's options.
    FileType,
    /// There is nothing in the file.
    FileInvalid,
    /// The service found a virus in the file.
    FileVirus,
    /// The business could not be told what the visitor chose.
    ActionFailed,
    /// The browser does not say where it is, or is told not to.
    LocationNotSupported,
    /// The visitor does not want it known.
    LocationDenied,
    /// The page may not ask.
    LocationRestricted,
    /// The browser did not find out.
    LocationFailed,
    /// The text has more bytes than may be sent.
    MessageTooLong,
    /// The service does not take a message of a conversation that is not shown: nothing else says so.
    MessageFailed,
}

impl Notice {
    /// Why the service does not take a file, by HTTP's status and its own word; nothing where another
    /// try may help.
    pub(crate) fn of_upload(status: u32, code: &str) -> Option<Self> {
        match status {
            413 => Some(Notice::FileTooLarge),
            415 => Some(Notice::FileType),
            400 if code == "virus_detected" => Some(Notice::FileVirus),
            _ => None,
        }
    }
}
