//! What the visitor sees. Views only draw: they read the session through its selectors and patch
//! what a change names; what the visitor does becomes an input of the session.

mod composer;
mod late;
mod launcher;
mod message;
mod panel;
mod timeline;

use crate::dom::{Event, Node};
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Entry, Input, PrechatSetup, Session};
use composer::Composer;
use late::Late;
use launcher::Launcher;
use panel::Panel;
use timeline::Timeline;

/// The whole interface.
pub(crate) struct View {
    root: Node,
    text: Text,
    launcher: Option<Launcher>,
    panel: Panel,
    timeline: Timeline,
    composer: Composer,
    late: Option<Late>,
    setup: HostSetup,
    /// What the visitor wants to see of the second part, until that is there.
    waiting: Option<Node>,
}

impl View {
    /// Makes the panel, hidden until the messenger is ready.
    pub(crate) fn new(root: &Node, setup: &HostSetup) -> Self {
        let text = Text::new(setup.text());
        let timeline = Timeline::new(&text);
        let composer = Composer::new(&text, setup);
        let panel = Panel::new(root, setup, &text, &[timeline.element(), composer.element()]);
        let launcher = Launcher::find(root);
        View {
            root: root.clone(),
            text,
            launcher,
            panel,
            timeline,
            composer,
            late: None,
            setup: setup.clone(),
            waiting: None,
        }
    }

    /// The messenger is ready: what is there is shown.
    pub(crate) fn ready(&mut self, session: &Session) {
        self.panel.show(session.is_opened());
        self.draw_launcher(session);
        self.timeline.go_live();
    }

    /// The words of the second part.
    pub(crate) fn take_words(&mut self, words: &str) {
        self.text.take_late(words);
    }

    /// The form before the first message, with the words of the second part.
    pub(crate) fn prechat(&self) -> PrechatSetup {
        Late::prechat(&self.setup, &self.text)
    }

    /// Draws what has changed.
    pub(crate) fn patch(&mut self, session: &Session, changes: &[Change]) {
        for change in changes {
            if *change == Change::Whole {
                // The second part is there: its views are made, and draw what has waited for them.
                self.late = Some(Late::new(self.panel.element(), &self.setup, &self.text, session));
                for entry in session.timeline() {
                    self.draw_form(entry, session);
                }
                if let (Some(late), Some(control)) = (&mut self.late, self.waiting.take()) {
                    let what = control.get("data-do").unwrap_or_default();
                    late.did(&what, "click", &control, session, &self.text);
                }
            }
            if let Some(late) = &mut self.late {
                late.patch(session, *change, &self.text);
            }
            match *change {
                Change::Inserted(key, before) => {
                    if let Some(entry) = session.entry(key) {
                        self.timeline
                            .insert(entry, session.is_own(entry), before, &self.text);
                        self.draw_form(entry, session);
                    }
                }
                Change::Updated(key) => {
                    if let Some(entry) = session.entry(key) {
                        self.timeline.update(entry, session.is_own(entry), &self.text);
                        self.draw_form(entry, session);
                    }
                }
                Change::Moved(key, before) => self.timeline.relocate(key, before),
                Change::Removed(key) => self.timeline.remove(key),
                Change::Cleared => self.timeline.clear(),
                Change::Unread => self.draw_launcher(session),
                Change::Panel => {
                    // The focus is moved only if it is ours: the page may close the panel too.
                    let is_focused = self.root.active_element().is_some();
                    self.panel.show(session.is_opened());
                    self.draw_launcher(session);
                    if session.is_opened() {
                        self.composer.fit();
                        self.composer.focus();
                        self.timeline.scroll_to_end();
                    } else if let Some(launcher) = self.launcher.as_ref().filter(|_| is_focused) {
                        launcher.focus();
                    }
                }
                Change::Connection => self.panel.show_connection(session.connection()),
                Change::Typing => self.timeline.show_typer(session.typer(), &self.text),
                // Nothing of these shows yet.
                Change::History
                | Change::Conversation
                | Change::User
                | Change::Actions
                | Change::Form(_)
                | Change::Channels
                | Change::Whole
                | Change::Notice => {}
                Change::Composer => self.composer.block(session.is_composer_blocked(), &self.text),
            }
        }
    }

    /// What an event of the interface means, if anything.
    pub(crate) fn heard(&mut self, event: &Event, session: &Session) -> Option<Input> {
        let kind = event.kind();
        // What a control of the second part does.
        if kind != "keydown"
            && let Some(control) = event.target().and_then(|target| target.closest("[data-do]"))
            && let Some(what) = control.get("data-do")
            && !matches!(&*what, "retry" | "reconnect" | "close")
        {
            // Links and what does nothing keep their ways.
            if kind == "submit" {
                event.prevent_default();
            }
            return match &mut self.late {
                Some(late) => late.did(&what, &kind, &control, session, &self.text),
                None => {
                    self.waiting = Some(control);
                    Some(Input::LateWanted)
                }
            };
        }
        match kind.as_str() {
            "click" => self.clicked(event, session),
            "keydown" if self.late.as_mut().is_some_and(|late| late.pressed(event)) => {
                event.prevent_default();
                None
            }
            "keydown" => self.pressed(event, session),
            "submit" => {
                event.prevent_default();
                self.submit()
            }
            "focusout" => self.composer.has_focus(event).then_some(Input::Writing(false)),
            _ => {
                self.composer.fit();
                self.composer.is_written().then_some(Input::Writing(true))
            }
        }
    }

    /// Fills the composer.
    pub(crate) fn set_draft(&mut self, text: &str) {
        self.composer.set(text);
    }

    fn clicked(&mut self, event: &Event, session: &Session) -> Option<Input> {
        let control = event.target()?.closest("[data-do],[part=launcher]")?;
        // What a control does is its `data-do`; only the launcher, which the host drew, has none.
        let what = control.get("data-do");
        if let Some("retry" | "reconnect") = what.as_deref() {
            // The control goes away; the focus must not go with it.
            self.composer.focus();
        }
        match what.as_deref() {
            Some("retry") => self.timeline.key_of(&control).map(Input::Retry),
            Some("reconnect") => Some(Input::Online),
            None if !session.is_opened() => Some(Input::Open),
            _ => Some(Input::Close),
        }
    }

    fn pressed(&mut self, event: &Event, session: &Session) -> Option<Input> {
        match event.key().as_deref().unwrap_or_default() {
            "Escape" if session.is_opened() => Some(Input::Close),
            "Enter" if !event.shift_key() && self.composer.has_focus(event) => {
                event.prevent_default();
                self.submit()
            }
            _ => None,
        }
    }

    fn submit(&mut self) -> Option<Input> {
        let draft = self.composer.take()?;
        self.timeline.scroll_to_end();
        Some(Input::Submit(Box::new(draft), None, None))
    }

    fn draw_form(&mut self, entry: &Entry, session: &Session) {
        if let (Some(late), Some(into)) = (&mut self.late, self.timeline.form_of(entry.key)) {
            late.draw_form(&into, entry, session, &self.text);
        }
    }

    fn draw_launcher(&self, session: &Session) {
        if let Some(launcher) = &self.launcher {
            launcher.draw(session.is_opened(), session.unread_in_all());
        }
    }
}
