//! A line above the composer that says what did not work. It is there, empty, before there is a word in it: a reader
//! says aloud what comes into it.

use crate::dom::Node;
use crate::text::{Text, filled};
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
    let words = filled(text.get(notice.text_key()), "{size}", size);
    line.write(&filled(&words, "{errorPrefix}", text.get("errorPrefix")));
}
