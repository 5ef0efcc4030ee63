//! What the visitor sees. Views only draw: they read the session through its selectors and patch
//! what a change names; what the visitor does becomes an input of the session.

mod composer;
mod launcher;
mod message;
mod panel;
mod timeline;

use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Input, Session};
use composer::Composer;
use launcher::Launcher;
use panel::Panel;
use timeline::Timeline;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, ShadowRoot};

/// The whole interface.
pub(crate) struct View {
    text: Text,
    launcher: Option<Launcher>,
    panel: Panel,
    timeline: Timeline,
    composer: Composer,
}

/// What a control does: the value of its `data-do`.
mod act {
    pub(super) const CLOSE: &str = "close";
    pub(super) const RECONNECT: &str = "reconnect";
    pub(super) const RETRY: &str = "retry";
    pub(super) const OPEN: &str = "open";
}

impl View {
    /// Makes the panel, hidden until the messenger is ready.
    pub(crate) fn new(root: &ShadowRoot, setup: &HostSetup) -> Self {
        let text = Text::new(&setup.options);
        let timeline = Timeline::new(&text);
        let composer = Composer::new(&text);
        let panel = Panel::new(root, setup, &text, &[timeline.element(), composer.element()]);
        let launcher = Launcher::find(root);
        View {
            text,
            launcher,
            panel,
            timeline,
            composer,
        }
    }

    /// The messenger is ready: what is there is shown.
    pub(crate) fn ready(&mut self, session: &Session) {
        self.panel.show(session.is_opened());
        self.draw_launcher(session);
    }

    /// Draws what has changed.
    pub(crate) fn patch(&mut self, session: &Session, changes: &[Change]) {
        let at_end = self.timeline.is_at_end();
        for change in changes {
            match *change {
                Change::Inserted(key, before) => {
                    if let Some(entry) = session.entry(key) {
                        self.timeline
                            .insert(entry, session.is_own(entry), before, &self.text);
                    }
                }
                Change::Updated(key) => {
                    if let Some(entry) = session.entry(key) {
                        self.timeline.update(entry, session.is_own(entry), &self.text);
                    }
                }
                Change::Moved(key, before) => self.timeline.relocate(key, before),
                Change::Cleared => self.timeline.clear(),
                Change::Unread => self.draw_launcher(session),
                Change::Panel => {
                    self.panel.show(session.is_opened());
                    self.draw_launcher(session);
                    self.move_focus(session.is_opened());
                    self.timeline.scroll_to_end();
                }
                Change::Connection => self.panel.show_connection(session.connection()),
                Change::Typing => self.timeline.show_typer(session.typer(), &self.text),
            }
        }
        if at_end && !changes.is_empty() {
            self.timeline.scroll_to_end();
        }
    }

    /// What an event of the interface means, if anything.
    pub(crate) fn heard(&mut self, event: &Event, session: &Session) -> Option<Input> {
        match event.type_().as_str() {
            "click" => self.clicked(event),
            "keydown" => self.pressed(event.dyn_ref()?, session),
            "submit" => {
                event.prevent_default();
                self.submit()
            }
            _ => {
                self.composer.fit();
                None
            }
        }
    }

    /// Fills the composer.
    pub(crate) fn set_draft(&mut self, text: &str) {
        self.composer.set(text);
    }

    fn clicked(&mut self, event: &Event) -> Option<Input> {
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let control = target.closest("[data-do],[part=launcher]").ok()??;
        match control.get_attribute("data-do").as_deref().unwrap_or(act::OPEN) {
            act::OPEN => Some(Input::Open),
            act::CLOSE => Some(Input::Close),
            act::RECONNECT => Some(Input::Online),
            act::RETRY => self.timeline.key_of(&control).map(Input::Retry),
            _ => None,
        }
    }

    fn pressed(&mut self, event: &KeyboardEvent, session: &Session) -> Option<Input> {
        match event.key().as_str() {
            "Escape" if session.is_opened() && !event.is_composing() => Some(Input::Close),
            // Enter that picks a word of an input method is not meant for us.
            "Enter" if !event.shift_key() && !event.is_composing() && self.composer.has_focus(event) => {
                event.prevent_default();
                self.submit()
            }
            _ => None,
        }
    }

    fn submit(&mut self) -> Option<Input> {
        let draft = self.composer.take()?;
        self.timeline.scroll_to_end();
        Some(Input::Submit(Box::new(draft), None))
    }

    fn draw_launcher(&self, session: &Session) {
        if let Some(launcher) = &self.launcher {
            launcher.draw(session.is_opened(), session.unread());
        }
    }

    fn move_focus(&self, opened: bool) {
        match &self.launcher {
            Some(launcher) if !opened => launcher.focus(),
            _ => self.composer.focus(),
        }
    }
}
