//! A line above the composer that says what did not work. It is there, empty, before there is a word in it: a reader
//! says aloud what comes into it.

use crate::dom::Node;
use crate::text::{Text, Word, fill};
use avmsdk_session::Notice;

/// Says it, or nothing any more.
pub(super) fn draw(composer: &Node, notice: Option<Notice>, text: &Text) {
    let (word, size) = match notice {
        None => return composer.part(".notice").write(""),
        Some(Notice::FileTooLarge) => (Word::fileTooLargeError, "25 MiB"),
        Some(Notice::MessageTooLong) => (Word::messageTooLongError, "64 KiB"),
        Some(Notice::FileType) => (Word::fileTypeError, ""),
        Some(Notice::FileInvalid) => (Word::uploadInvalidError, ""),
        Some(Notice::FileVirus) => (Word::uploadVirusError, ""),
        Some(Notice::LocationNotSupported) => (Word::locationNotSupported, ""),
        Some(Notice::LocationDenied) => (Word::locationServicesDenied, ""),
        Some(Notice::LocationRestricted) => (Word::locationSecurityRestriction, ""),
        Some(Notice::LocationFailed) => (Word::locationSendingFailed, ""),
    };
    let words = fill(text.get(word), "{size}", size);
    let words = fill(&words, "{errorPrefix}", text.get(Word::errorPrefix));
    composer.part(".notice").write(&words);
}
