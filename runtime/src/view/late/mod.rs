//! What most visitors never see: forms, channels, the list of conversations, the image viewer, webviews. Its code is
//! the second part of the module and comes when it is first needed (docs/decisions/0009).
//!
//! Views before this one call nothing in here but [`Late`], which they have once the part is there.

mod form;
mod notice;
mod over;
mod viewer;
mod webview;

use crate::dom::{Event, Node};
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Entry, Input, PrechatSetup, Session};
use form::FormView;
use over::Over;

/// The views of the second part.
pub(super) struct Late {
    panel: Node,
    forms: Vec<FormView>,
    over: Option<Over>,
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
        Late {
            panel: panel.clone(),
            forms: Vec::new(),
            over: None,
        }
    }

    /// Draws what has changed.
    #[inline(never)]
    pub(super) fn patch(&mut self, session: &Session, change: Change, text: &Text) {
        let is_over = change == Change::Panel && !session.is_opened() || change == Change::Cleared;
        if let Some(over) = self.over.take_if(|_| is_over) {
            // The page does this: the focus may be its own.
            over.remove();
        }
        match change {
            Change::Form(key) => {
                let view = self.forms.iter_mut().find(|view| view.key == key);
                if let (Some(view), Some(form)) = (view, session.form(key)) {
                    view.draw(&form, text);
                }
            }
            Change::Removed(key) => self.forms.retain(|view| view.key != key),
            Change::Cleared => self.forms.clear(),
            Change::Notice => notice::draw(&self.panel, session, text),
            _ => {}
        }
    }

    /// Draws the form that an entry is, into an element that is empty or that it has drawn before.
    #[inline(never)]
    pub(super) fn draw_form(&mut self, into: &Node, entry: &Entry, session: &Session, text: &Text) {
        let Some(form) = session.form(entry.key) else {
            return;
        };
        let is_it = |view: &FormView| view.key == entry.key && into.contains(&view.element);
        let at = self.forms.iter().position(is_it).unwrap_or_else(|| {
            self.forms.retain(|view| view.key != entry.key);
            self.forms.push(FormView::new(into, entry.key, &form, text));
            self.forms.len() - 1
        });
        self.forms[at].draw(&form, text);
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
            let mut forms = self.forms.iter_mut();
            let view = forms.find(|view| view.element.contains(control))?;
            let form = session.form(view.key)?;
            let input = view.did(kind, control, &form, text)?;
            return Some(Input::Form(view.key, input));
        }
        if kind == "click" {
            match what {
                "view-image" => self.over = viewer::open(&self.panel, control, text),
                "webview" => self.over = webview::open(&self.panel, control, text),
                "over-close" => {
                    self.uncover();
                }
                _ => {}
            }
        }
        None
    }

    /// Whether a key was meant for what lies over the conversation.
    #[inline(never)]
    pub(super) fn pressed(&mut self, event: &Event) -> bool {
        match event.key().as_deref() {
            Some("Escape") => self.uncover(),
            Some("Tab") => self.over.as_ref().is_some_and(|over| over.tab(event)),
            _ => false,
        }
    }

    /// Takes away what lies over the conversation, if anything does.
    fn uncover(&mut self) -> bool {
        let over = self.over.take();
        if let Some(over) = &over {
            over.remove();
            over.opener.focus();
        }
        over.is_some()
    }
}

/// A number as it is shown and as ids hold it.
fn number(number: u32) -> String {
    avmsdk_protocol::json::write(&number.into())
}
