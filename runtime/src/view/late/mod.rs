//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there.

use crate::dom::Node;
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Entry, Input, Session};

/// The views of the second part.
pub(super) struct Late {}

impl Late {
    /// Makes what stands in the panel, hidden.
    #[inline(never)]
    pub(super) fn new(_panel: &Node, _setup: &HostSetup, _text: &Text, _session: &Session) -> Self {
        Late {}
    }

    /// Draws what has changed.
    #[inline(never)]
    pub(super) fn patch(&mut self, _session: &Session, _change: Change, _text: &Text) {}

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
