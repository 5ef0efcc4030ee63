//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there.

mod channel;
mod channels;
mod conversations;
mod pages;
mod prompt;
mod ways;

use crate::dom::{self, Node};
use crate::setup::HostSetup;
use crate::text::{Text, Word};
use avmsdk_session::text::markup::{self, Piece};
use avmsdk_session::{Change, Entry, Input, Key, Session};
use channels::Channels;
use conversations::Conversations;
use pages::Pages;
use prompt::Prompt;
use ways::Ways;

/// The views of the second part.
pub(super) struct Late {
    pages: Pages,
    channels: Channels,
    conversations: Conversations,
    prompt: Prompt,
    ways: Ways,
}

impl Late {
    /// Makes what stands in the panel, hidden.
    #[inline(never)]
    pub(super) fn new(panel: &Node, setup: &HostSetup, text: &Text, session: &Session) -> Self {
        let name = setup.name().unwrap_or_else(|| text.get(Word::headerText).to_owned());
        Late {
            pages: Pages::new(panel, text),
            channels: Channels::new(text),
            conversations: Conversations::new(name, setup.picture().unwrap_or_default(), text),
            prompt: Prompt::default(),
            ways: Ways::new(panel, session, text),
        }
    }

    /// Draws what has changed.
    #[inline(never)]
    pub(super) fn patch(&mut self, session: &Session, change: Change, text: &Text) {
        let had_focus = self.pages.has_focus();
        match change {
            Change::Panel if !session.is_opened() => {
                self.channels.leave();
                self.conversations.leave();
                return self.pages.leave();
            }
            Change::Channels | Change::User | Change::Conversation | Change::Conversations | Change::Unread => {
                self.ways.draw(session);
                self.channels.draw(session, text);
                if self.conversations.draw(session, text) {
                    self.conversations.leave();
                    self.pages.leave();
                    return self.pages.hold_focus(true);
                }
            }
            _ => return,
        }
        self.pages.hold_focus(had_focus);
    }

    /// The suggestion to link a channel, and the entry below which it is to be put, unless it is there.
    #[inline(never)]
    pub(super) fn prompt(
        &mut self,
        session: &Session,
        changes: &[Change],
        text: &Text,
    ) -> Option<(Node, Option<Key>)> {
        let prompt = self.prompt.draw(session, changes, text)?;
        Some((prompt, self.prompt.shown()?.after))
    }

    /// Draws the form that an entry is, into an element that is empty or that it has drawn before.
    #[inline(never)]
    pub(super) fn draw_form(&mut self, _into: &Node, _entry: &Entry, _session: &Session, _text: &Text) {}

    /// What the visitor did, by the `data-do` of the control (or of the form that was submitted, the field that was
    /// written in): an input of the session, if it means one.
    #[inline(never)]
    pub(super) fn did(
        &mut self,
        what: &str,
        _kind: &str,
        control: &Node,
        session: &Session,
        text: &Text,
    ) -> Option<Input> {
        match what {
            "back" => {
                self.pages.back();
                let input = self.channels.leave();
                if input.is_none() {
                    self.conversations.leave();
                }
                input
            }
            "channels" => {
                self.channels.show(&mut self.pages, control, session, text);
                None
            }
            "channel" => self.channels.enter(&mut self.pages, control, session, text),
            "conversations" => Some(self.conversations.show(&mut self.pages, control, text)),
            "list-enter" | "list-make" | "list-more" => Some(self.conversations.did(what, control)),
            _ => self.channels.did(what),
        }
    }
}

/// Writes a text of the page with what little markup it may hold.
fn write_markup(into: &Node, text: &str, values: &[(&str, &str)]) {
    into.write("");
    for piece in markup::read(text, values) {
        let node = match &piece {
            Piece::Text(_) => dom::build("span"),
            Piece::Link(href, _) => {
                let link = dom::build("a[target=_blank rel=noopener]");
                link.set("href", href);
                link
            }
        };
        let (Piece::Text(words) | Piece::Link(_, words)) = &piece;
        node.write(words);
        into.append(&node);
    }
}
