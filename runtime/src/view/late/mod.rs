//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there. What is shown is
//! remembered by the page itself: a value in here would have to be dropped by the first part.

mod form;
mod over;
mod viewer;
mod webview;

use crate::dom::{Event, Node};
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Entry, Input, Session};

/// The views of the second part.
pub(super) struct Late {
    panel: Node,
}

impl Late {
    /// Makes what stands in the panel, hidden.
    #[inline(never)]
    pub(super) fn new(panel: &Node, _setup: &HostSetup, _text: &Text, _session: &Session) -> Self {
        Late { panel: panel.clone() }
    }

    /// Draws what has changed.
    #[inline(never)]
    pub(super) fn patch(&mut self, session: &Session, change: Change, text: &Text) {
        match change {
            Change::Form(key) => {
                let element = self.panel.query(&["#", &form::id(key)].concat());
                if let (Some(element), Some(form)) = (element, session.form(key)) {
                    form::draw(&element, key, &form, text);
                }
            }
            // The page does this: the focus may be its own.
            Change::Cleared => {
                over::close(&self.panel);
            }
            Change::Panel if !session.is_opened() => {
                over::close(&self.panel);
            }
            _ => {}
        }
    }

    /// Draws the form that an entry is, into an element that is empty or that it has drawn before.
    #[inline(never)]
    pub(super) fn draw_form(&mut self, into: &Node, entry: &Entry, session: &Session, text: &Text) {
        let key = entry.key;
        if let Some(form) = session.form(key) {
            let known = into.query(".fields");
            let element = known.unwrap_or_else(|| form::make(into, key, &form, text));
            form::draw(&element, key, &form, text);
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
        if let Some(key) = form::key_of(control) {
            return Some(Input::Form(key, form::did(kind, control, &session.form(key)?)?));
        }
        if kind == "click" {
            let over = match what {
                "view-image" => viewer::open(control, text)?,
                "webview" => webview::open(&self.panel, control, text)?,
                "over-close" => {
                    over::close(&self.panel)?.focus();
                    return None;
                }
                _ => return None,
            };
            self.panel.append(&over);
            over.part(".off").focus();
        }
        None
    }

    /// Whether a key was meant for what lies over the conversation.
    #[inline(never)]
    pub(super) fn pressed(&mut self, event: &Event) -> bool {
        let done = match event.key().as_deref() {
            Some("Escape") if !event.is_composing() => over::close(&self.panel).map(|opener| opener.focus()),
            Some("Tab") => over::tab(&self.panel, event),
            _ => None,
        };
        done.is_some()
    }
}

/// A number as it is shown and as ids hold it.
fn number(number: u32) -> String {
    avmsdk_protocol::json::write(&number.into())
}
