//! A line above the composer that says what did not work. It is there, empty, before there is a word in it: a reader
//! says aloud what comes into it.

use crate::dom::Node;
use crate::text::{Text, Word, filled};
use avmsdk_session::{Notice, Session};

/// Says it, or nothing any more.
pub(super) fn draw(panel: &Node, session: &Session, text: &Text) {
    let line = panel.part(".notice");
    let Some(notice) = session.notice() else {
        return line.write("");
    };
    let size = match notice {
        Notice::MessageTooLong => "64 KiB",
        _ => "25 MiB",
    };
    let words = filled(text.get(word(notice)), "{size}", size);
    line.write(&filled(&words, "{errorPrefix}", text.get(Word::errorPrefix)));
}

fn word(notice: Notice) -> Word {
    match notice {
        Notice::FileTooLarge => Word::fileTooLargeError,
        Notice::FileType => Word::fileTypeError,
        Notice::FileInvalid => Word::uploadInvalidError,
        Notice::FileVirus => Word::uploadVirusError,
        Notice::ActionFailed => Word::actionPostbackError,
        Notice::LocationNotSupported => Word::locationNotSupported,
        Notice::LocationDenied => Word::locationServicesDenied,
        Notice::LocationRestricted => Word::locationSecurityRestriction,
        Notice::LocationFailed => Word::locationSendingFailed,
        Notice::MessageTooLong => Word::messageTooLongError,
        Notice::MessageFailed => Word::messageError,
    }
}
