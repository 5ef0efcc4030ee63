//! What the visitor sees. Views only draw: they read the session through its selectors and patch
//! what a change names; what the visitor does becomes an input of the session.

mod composer;
mod launcher;
mod message;
mod panel;
mod timeline;

use crate::dom::{Event, Node};
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Input, Session};
use composer::Composer;
use launcher::Launcher;
use panel::Panel;
use timeline::Timeline;

/// The whole interface.
pub(crate) struct View {
    text: Text,
    launcher: Option<Launcher>,
    panel: Panel,
    timeline: Timeline,
    composer: Composer,
}

impl View {
    /// Makes the panel, hidden until the messenger is ready.
    pub(crate) fn new(root: &Node, setup: &HostSetup) -> Self {
        let text = Text::new(setup.text());
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
        match event.kind().as_str() {
            "click" => self.clicked(event),
            "keydown" => self.pressed(event, session),
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
        let control = event.target()?.closest("[data-do],[part=launcher]")?;
        // What a control does is its `data-do`; only the launcher, which the host drew, has none.
        match control.get("data-do").as_deref().unwrap_or("open") {
            "open" => Some(Input::Open),
            "close" => Some(Input::Close),
            "reconnect" => Some(Input::Online),
            "retry" => self.timeline.key_of(&control).map(Input::Retry),
            _ => None,
        }
    }

    fn pressed(&mut self, event: &Event, session: &Session) -> Option<Input> {
        match event.key().as_deref().unwrap_or_default() {
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
