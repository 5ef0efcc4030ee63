//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there. What is shown is
//! remembered by the page itself: a value in here would have to be dropped by the first part.

mod form;
mod notice;
mod over;
mod viewer;
mod webview;

use crate::dom::Node;
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Entry, Input, PrechatSetup, Session};

/// The views of the second part.
pub(super) struct Late {
    panel: Node,
}

impl Late {
    /// The form before the first message: the page's or the service's, with the page's words or ours.
    #[inline(never)]
    pub(super) fn prechat(setup: &HostSetup, text: &Text) -> PrechatSetup {
        let word = |key| text.late(key).to_owned();
        PrechatSetup {
            option: setup.group("prechatCapture"),
            greeting: word("prechatCaptureGreetingText"),
            confirmation: word("prechatCaptureConfirmationText"),
            name: [
                word("prechatCaptureNameLabel"),
                word("prechatCaptureNamePlaceholder"),
            ],
            email: [
                word("prechatCaptureEmailLabel"),
                word("prechatCaptureEmailPlaceholder"),
            ],
        }
    }

    /// Makes what stands in the panel, hidden.
    #[inline(never)]
    pub(super) fn new(panel: &Node, _setup: &HostSetup, text: &Text, session: &Session) -> Self {
        notice::draw(panel, session, text);
        Late { panel: panel.clone() }
    }

    /// Draws what has changed.
    #[inline(never)]
    pub(super) fn patch(&mut self, session: &Session, change: Change, text: &Text) {
        match change {
            // The page does this: the focus may be its own.
            Change::Cleared | Change::Panel => {
                over::close(&self.panel);
            }
            Change::Notice => notice::draw(&self.panel, session, text),
            _ => {}
        }
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
        if kind == "click" {
            let over = match what {
                "view-image" => viewer::open(control, text)?,
                "webview" => webview::open(&self.panel, control, text)?,
                _ => {
                    if what == "over-close" {
                        self.uncover();
                    }
                    return None;
                }
            };
            self.panel.append(&over);
            over.part(".off").focus();
        }
        None
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
