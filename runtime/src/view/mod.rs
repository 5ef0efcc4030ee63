//! What the visitor sees. Views only draw: they read the session through its selectors and patch
//! what a change names; what the visitor does becomes an input of the session.

mod composer;
mod header;
mod late;
mod message;
mod panel;
mod timeline;

use crate::dom::{Event, Node};
use crate::host::Host;
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_protocol::Value;
use avmsdk_protocol::json::parse;
use avmsdk_session::{Change, Input, PrechatWords, Session};
use composer::Composer;
use late::Late;
use panel::Panel;
use std::mem::ManuallyDrop;
use timeline::Timeline;

/// What a view needs to draw.
#[derive(Clone, Copy)]
struct Scene<'a> {
    session: &'a Session,
    text: &'a Text,
    host: &'a Host,
}

/// The whole interface.
pub(crate) struct View {
    host: Host,
    text: Text,
    panel: Panel,
    timeline: Timeline,
    composer: Composer,
    /// The second part has the code that drops them.
    late: ManuallyDrop<Option<Box<Late>>>,
    /// What the visitor wants to see of the second part, until that is there.
    waiting: Option<Node>,
}

impl View {
    /// The panel as the bridge has drawn it, with nothing in it.
    pub(crate) fn new(root: &Node, setup: &HostSetup, host: &Host) -> Self {
        View {
            host: host.clone(),
            text: Text::new(setup.words()),
            panel: Panel::find(root),
            timeline: Timeline::find(root),
            composer: Composer::find(root),
            late: ManuallyDrop::default(),
            waiting: None,
        }
    }

    /// The messenger is ready: what is there is shown.
    pub(crate) fn ready(&mut self, session: &Session) {
        if session.is_opened() {
            self.host.show(true);
        }
        self.panel.draw(session, &self.text);
        self.timeline.go_live();
    }

    /// The words of the second part, as JSON, are there; what the session says of them.
    pub(crate) fn take_words(&mut self, words: &str) -> PrechatWords {
        if let Ok(Value::Array(words)) = parse(words) {
            self.text.add(words);
        }
        late::prechat_words(&self.text)
    }

    /// The second part could not be had: what the visitor wanted of it would come as a surprise later.
    pub(crate) fn forget_waiting(&mut self) {
        self.waiting = None;
    }

    /// Draws what has changed. What the visitor did before the second part was there may mean an input.
    pub(crate) fn patch(&mut self, session: &Session, changes: &[Change]) -> Option<Input> {
        let mut input = None;
        let (text, host) = (&self.text, &self.host);
        let scene = Scene { session, text, host };
        self.timeline.hold();
        let focused = self.timeline.focused();
        for change in changes {
            if let Change::Whole = change {
                // The second part is there: its views are made, and draw what has waited for them.
                if session.is_whole() {
                    self.late = ManuallyDrop::new(Some(Late::new(self.panel.element(), &scene)));
                }
                self.timeline.draw_late(&scene, &mut self.late);
                if let Some(late) = &mut *self.late
                    && let Some(control) = self.waiting.take()
                {
                    let what = control.get("data-do").unwrap_or_default();
                    let did = late.did(&what, "click", &control, session, &self.text);
                    // There was none before; to drop it takes code that is nowhere else in the views.
                    std::mem::forget(std::mem::replace(&mut input, did));
                }
            }
            if let Some(late) = &mut *self.late {
                late.patch(session, *change, &self.text);
            }
            match *change {
                Change::Inserted(..) | Change::Moved(..) | Change::Removed(_) => self.timeline.reorder(),
                Change::Updated(key) | Change::Form(key) => self.timeline.update(key, &scene, &mut self.late),
                Change::Cleared => self.timeline.clear(),
                Change::Actions => self.timeline.show_acting(&scene),
                Change::History => self.timeline.show_history(&scene),
                Change::Conversation => {
                    self.timeline.draw_statuses(&scene);
                    self.panel.draw(session, &self.text);
                }
                Change::Conversations | Change::User | Change::Channels => {
                    self.panel.draw(session, &self.text)
                }
                Change::Panel => {
                    if !session.is_opened() {
                        self.timeline.scroll_to_end();
                    }
                    self.host.show(session.is_opened());
                    // A form may wait.
                    self.timeline.reorder();
                }
                Change::Connection => self.panel.show_connection(session.connection(), &self.text),
                Change::Typing => self.timeline.show_typer(&scene),
                Change::Left => self.composer.set("", &self.host),
                Change::Composer => self.composer.block(session.is_composer_blocked(), &self.text),
                // Others see to these.
                Change::Whole | Change::Notice | Change::Unread => {}
            }
        }
        self.timeline.settle(&scene, &mut self.late);
        if let Some(late) = &mut *self.late
            && let Some((prompt, entry)) = late.prompt(session, &self.text)
        {
            self.timeline.put_below(&prompt, entry);
        }
        self.timeline.keep_focus(focused);
        input
    }

    /// What an event of the interface means, if anything.
    pub(crate) fn heard(&mut self, event: &Event, session: &Session) -> Option<Input> {
        let kind = event.kind();
        if matches!(&*kind, "click" | "submit" | "input")
            && let Some(control) = event.target().and_then(|target| target.closest("[data-do]"))
            && let Some(what) = control.get("data-do")
        {
            return self.did(&what, &kind, &control, event, session);
        }
        match kind.as_str() {
            "click" => None,
            "keydown" => self.pressed(event, session),
            "submit" => self.submit(),
            "scroll" | "error" | "tick" => self.minded(&kind, event, session),
            "focusout" if self.composer.has_focus(event) => Some(Input::Writing(false)),
            "input" if self.composer.is_written() => Some(Input::Writing(true)),
            _ => None,
        }
    }

    /// Fills the composer.
    pub(crate) fn set_draft(&mut self, text: &str) {
        self.composer.set(text, &self.host);
    }

    /// What a control does.
    fn did(
        &mut self,
        what: &str,
        kind: &str,
        control: &Node,
        event: &Event,
        session: &Session,
    ) -> Option<Input> {
        match what {
            // The control goes away; the focus must not go with it.
            "retry" => {
                self.composer.focus();
                self.timeline.key_of(control).map(Input::Retry)
            }
            "reconnect" => {
                // The control goes away. Under a page the composer takes no focus.
                if self.panel.has_page() {
                    self.panel.element().focus();
                } else {
                    self.composer.focus();
                }
                Some(Input::Online)
            }
            "close" => Some(Input::Close),
            "history" => {
                // The control goes away when nothing is left.
                self.timeline.focus();
                self.timeline.scroll_to_beginning();
                Some(Input::LoadHistory)
            }
            "cancel-upload" => self.timeline.key_of(control).map(Input::CancelUpload),
            "choose" => self.timeline.chosen(control),
            "newest" => {
                self.timeline.scroll_to_end();
                self.timeline.focus();
                let (text, host) = (&self.text, &self.host);
                self.timeline
                    .settle(&Scene { session, text, host }, &mut self.late);
                None
            }
            // It cannot be shown, and is tried again.
            "view-image" if control.get("data-state").as_deref() == Some("lost") => {
                event.prevent_default();
                message::load(control);
                None
            }
            // The second part's script goes from card to card.
            "back" | "forth" => None,
            _ => self.did_late(what, kind, control, event, session),
        }
    }

    /// What a control of the second part does.
    fn did_late(
        &mut self,
        what: &str,
        kind: &str,
        control: &Node,
        event: &Event,
        session: &Session,
    ) -> Option<Input> {
        let input = match &mut *self.late {
            Some(late) => late.did(what, kind, control, session, &self.text),
            None => {
                self.waiting = Some(control.clone());
                Some(Input::LateWanted)
            }
        };
        // A link whose page or picture shows here has no other way to go.
        let is_shown = || self.panel.element().query(".over").is_some();
        if matches!(what, "view-image" | "webview") && is_shown() {
            event.prevent_default();
        }
        input
    }

    /// Measures what has been drawn, and draws what is missing by that.
    pub(crate) fn look(&mut self, session: &Session) {
        let (text, host) = (&self.text, &self.host);
        let focused = self.timeline.focused();
        self.timeline.look(&Scene { session, text, host }, &mut self.late);
        self.timeline.keep_focus(focused);
    }

    /// What happens by itself, or nearly so.
    fn minded(&mut self, kind: &str, event: &Event, session: &Session) -> Option<Input> {
        let (text, host) = (&self.text, &self.host);
        let scene = Scene { session, text, host };
        match (kind, event.target()) {
            ("tick", _) => self.timeline.draw_statuses(&scene),
            ("error", Some(target)) if target.closest("img").is_some() => {
                if session.is_whole() {
                    message::lost(&target, &scene);
                } else {
                    target.show(false);
                }
            }
            (_, Some(target)) if self.timeline.is_scroller(&target) => {
                let focused = self.timeline.focused();
                let input = self.timeline.scrolled(&scene, &mut self.late);
                self.timeline.keep_focus(focused);
                return input;
            }
            _ => {}
        }
        None
    }

    fn pressed(&mut self, event: &Event, session: &Session) -> Option<Input> {
        match event.key().as_deref().unwrap_or_default() {
            "Escape" if self.late.as_mut().is_some_and(|late| late.uncover()) => None,
            "Escape" if session.is_opened() => match &mut *self.late {
                Some(late) if self.panel.has_page() => late.back(),
                _ => Some(Input::Close),
            },
            _ => None,
        }
    }

    /// Comes with what sends, which the bridge has loaded before it tells.
    #[inline(never)]
    fn submit(&mut self) -> Option<Input> {
        let draft = self.composer.take(&self.host)?;
        self.timeline.scroll_to_end();
        Some(Input::Submit(Box::new(draft), None, None))
    }
}

impl Drop for View {
    fn drop(&mut self) {
        if let Some(late) = self.late.take() {
            late.end();
        }
    }
}
