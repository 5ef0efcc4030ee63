//! What the visitor sees. Views only draw: they read the session through its selectors and patch
//! what a change names; what the visitor does becomes an input of the session.

mod composer;
mod header;
mod late;
mod launcher;
mod message;
mod panel;
mod timeline;

use crate::dom::{Event, Node};
use crate::setup::HostSetup;
use crate::text::Text;
use avmsdk_session::{Change, Input, Session};
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
            root: root.clone(),
            text,
            launcher,
            panel,
            timeline,
            composer,
            late: None,
        }
    }

    /// The messenger is ready: what is there is shown.
    pub(crate) fn ready(&mut self, session: &Session) {
        self.panel.show(session.is_opened());
        self.draw_launcher(session);
        self.panel.draw(session);
        self.timeline.go_live();
    }

    /// The second part is there: its views are made, and draw what has waited for them.
    pub(crate) fn add_late(&mut self, session: &Session, setup: &HostSetup) {
        self.late = Some(Late::new(self.panel.element(), setup, &self.text, session));
    }

    /// Draws what has changed.
    pub(crate) fn patch(&mut self, session: &Session, changes: &[Change]) {
        for change in changes {
            if let Some(late) = &mut self.late {
                late.patch(session, *change, &self.text);
            }
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
                Change::Connection => self.panel.show_connection(session.connection(), &self.text),
                Change::Typing => self.timeline.show_typer(session.typer(), &self.text),
                Change::Conversation | Change::Conversations | Change::User | Change::Channels => {
                    self.panel.draw(session);
                }
                // Nothing of these shows yet.
                Change::History
                | Change::Actions
                | Change::Form(_)
                | Change::Composer
                | Change::Notice => {}
            }
        }
        if let Some(late) = &mut self.late
            && let Some((prompt, entry)) = late.prompt(session, changes, &self.text)
        {
            self.timeline.put_below(&prompt, entry);
        }
    }

    /// What an event of the interface means, if anything.
    pub(crate) fn heard(&mut self, event: &Event, session: &Session) -> Option<Input> {
        match event.kind().as_str() {
            "click" => self.clicked(event, session),
            "keydown" => self.pressed(event, session),
            "submit" => {
                event.prevent_default();
                let form = event.target()?;
                match form.get("data-do") {
                    Some(what) => self.did(&what, "submit", &form, session),
                    None => self.submit(),
                }
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
            None | Some("close") => Some(Input::Close),
            Some(what) => self.did(what, "click", &control, session),
        }
    }

    fn pressed(&mut self, event: &Event, session: &Session) -> Option<Input> {
        match event.key().as_deref().unwrap_or_default() {
            "Escape" if session.is_opened() && !event.is_composing() => {
                if self.panel.has_page() {
                    self.did("back", "keydown", &event.target()?, session)
                } else {
                    Some(Input::Close)
                }
            }
            // Enter that picks a word of an input method is not meant for us.
            "Enter" if !event.shift_key() && !event.is_composing() && self.composer.has_focus(event) => {
                event.prevent_default();
                self.submit()
            }
            _ => None,
        }
    }

    /// Tells the second part what the visitor did there.
    fn did(&mut self, what: &str, kind: &str, control: &Node, session: &Session) -> Option<Input> {
        let late = self.late.as_mut()?;
        late.did(what, kind, control, session, &self.text)
    }

    fn submit(&mut self) -> Option<Input> {
        let draft = self.composer.take()?;
        self.timeline.scroll_to_end();
        Some(Input::Submit(Box::new(draft), None, None))
    }

    fn draw_launcher(&self, session: &Session) {
        if let Some(launcher) = &self.launcher {
            launcher.draw(session.is_opened(), session.unread_in_all());
        }
    }
}
