//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there.

mod channel;
mod channels;
mod conversations;
mod form;
mod notice;
mod over;
mod pages;
mod prompt;
mod viewer;
mod ways;
mod webview;

use super::Scene;
use crate::dom::{self, Node};
use crate::text::{Text, Word};
use avmsdk_session::markup::{self, Piece};
use avmsdk_session::{Change, Entry, Input, Key, PrechatWords, Session};
use channels::Channels;
use conversations::Conversations;
use pages::Pages;
use prompt::Prompt;
use ways::Ways;

/// What the session says by itself.
#[inline(never)]
pub(super) fn prechat_words(text: &Text) -> PrechatWords {
    let said = |word| text.get(word).to_owned();
    PrechatWords {
        greeting: said(Word::prechatCaptureGreetingText),
        confirmation: said(Word::prechatCaptureConfirmationText),
        name: [Word::prechatCaptureNameLabel, Word::prechatCaptureNamePlaceholder].map(said),
        email: [
            Word::prechatCaptureEmailLabel,
            Word::prechatCaptureEmailPlaceholder,
        ]
        .map(said),
    }
}

/// The views of the second part.
pub(super) struct Late {
    panel: Node,
    pages: Pages,
    channels: Channels,
    conversations: Conversations,
    prompt: Prompt,
    ways: Ways,
}

impl Late {
    /// Makes what stands in the panel, hidden.
    #[inline(never)]
    pub(super) fn new(panel: &Node, scene: &Scene<'_>) -> Box<Self> {
        let Scene { session, text, host } = *scene;
        notice::draw(panel, session, text);
        Box::new(Late {
            panel: panel.clone(),
            pages: Pages::new(panel),
            channels: Channels::new(),
            conversations: Conversations::new(host),
            prompt: Prompt::default(),
            ways: Ways::new(panel, session),
        })
    }

    /// Lets go of all nodes.
    #[inline(never)]
    pub(super) fn end(self: Box<Self>) {
        drop(self);
    }

    /// Draws what has changed.
    #[inline(never)]
    pub(super) fn patch(&mut self, session: &Session, change: Change, text: &Text) {
        match change {
            Change::Cleared => self.leave(false),
            Change::Notice => notice::draw(&self.panel, session, text),
            Change::Panel if session.is_opened() => {}
            Change::Panel | Change::Left => self.leave(true),
            Change::Whole
            | Change::Channels
            | Change::User
            | Change::Conversation
            | Change::Conversations
            | Change::Unread => {
                self.conversations.turn_to_draft(session);
                let had_focus = self.pages.has_focus();
                self.ways.draw(session);
                self.channels.draw(session, text);
                let is_elsewhere = self.conversations.draw(session, text);
                if is_elsewhere {
                    self.conversations.leave();
                    self.pages.leave();
                }
                self.pages.hold_focus(had_focus || is_elsewhere);
            }
            _ => {}
        }
    }

    /// The suggestion to link a channel, and the entry below which it stands.
    #[inline(never)]
    pub(super) fn prompt(&mut self, session: &Session, text: &Text) -> Option<(Node, Option<Key>)> {
        self.prompt.draw(session, text)
    }

    /// Draws the form that an entry is, into an element that is empty or that it has drawn before.
    #[inline(never)]
    pub(super) fn draw_form(&mut self, into: &Node, entry: &Entry, session: &Session, text: &Text) {
        if let Some(form) = session.form(entry.key) {
            if into.query(".fields").is_none() {
                form::make(into, entry.key, &form, text);
            }
            form::draw(into, &form, text);
        }
    }

    /// Who would write, and cannot until a form among the messages is filled in, goes on there.
    #[inline(never)]
    pub(super) fn lead_to_form(&self, messages: &Node) {
        // What was written before waits there, and its writer with it.
        if let Some(input) = self.panel.query(".input")
            && input.read_only()
            && input.value().is_empty()
            && messages
                .root()
                .active_element()
                .is_some_and(|it| input.contains(&it))
            && let Some(entry) = messages.query("[data-now=true] .entry")
        {
            entry.focus();
        }
    }

    /// What the visitor did, by the `data-do` of the control (or of the form that was submitted, the field that was
    /// written in): an input of the session, if it means one.
    #[inline(never)]
    pub(super) fn did(
        &mut self,
        what: &str,
        kind: &str,
        control: &Node,
        session: &Session,
        text: &Text,
    ) -> Option<Input> {
        if what.starts_with("form") {
            return form::did(kind, control, session);
        }
        if what == "link-give" && kind == "submit" {
            return self.channels.did(what);
        }
        if kind == "click" {
            match what {
                "page-back" => return self.back(),
                "channels" => return self.channels.show(&mut self.pages, control, session, text),
                "channel" => return self.channels.enter(&mut self.pages, control, session, text),
                "conversations" => return Some(self.conversations.show(&mut self.pages, control, text)),
                "list-enter" | "list-make" | "list-more" => {
                    return Some(self.conversations.did(what, control));
                }
                "view-image" => viewer::open(&self.panel, control, text),
                "webview" => webview::open(&self.panel, control, text),
                "over-close" => {
                    self.uncover();
                }
                "link-give" => {}
                _ => return self.channels.did(what),
            }
        }
        None
    }

    /// Goes back by a page.
    #[inline(never)]
    pub(super) fn back(&mut self) -> Option<Input> {
        self.pages.back();
        let input = self.channels.leave();
        if input.is_none() {
            self.conversations.leave();
        }
        input
    }

    /// The page has brought something else: what lies over it goes, and where `all` does, the pages too. The visitor's
    /// focus stays in here; the page's own is left to it.
    fn leave(&mut self, all: bool) {
        let had_focus = self.pages.has_focus();
        over::close(&self.panel);
        if all {
            self.channels.close();
            self.conversations.leave();
            self.pages.leave();
        }
        self.pages.hold_focus(had_focus);
    }

    /// Takes away what lies over the conversation, and answers whether anything did.
    #[inline(never)]
    pub(super) fn uncover(&mut self) -> bool {
        let opener = over::close(&self.panel);
        if let Some(opener) = &opener {
            opener.focus();
        }
        opener.is_some()
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
