//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there.

mod notice;

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
        if change == Change::Notice {
            notice::draw(&self.panel, session, text);
        }
    }

    /// Draws the form that an entry is, into an element that is empty or that it has drawn before.
    #[inline(never)]
    pub(super) fn draw_form(&mut self, _into: &Node, _entry: &Entry, _session: &Session, _text: &Text) {}

    /// What the visitor did, by the `data-do` of the control (or of the form that was submitted, the field that was
    /// written in): an input of the session, if it means one.
    #[inline(never)]
    pub(super) fn did(
        &mut self,
        _what: &str,
        _kind: &str,
        _control: &Node,
        _session: &Session,
        _text: &Text,
    ) -> Option<Input> {
        None
    }
}
