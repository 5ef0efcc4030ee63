//! The messages. Of thousands only those near the reader are in the document: a window of them, drawn by key, patched
//! from then on, and moved as the reader goes.
//!
//! The style sheet lays the timeline out from its end: there it is to begin with, and what comes in above moves nothing,
//! in any engine. What changes below the reader's place is held by measuring it before and after.

mod window;

use super::Scene;
use super::late::Late;
use super::message::{MessageView, announced, avatar, draw_chips};
use crate::dom::{self, Node};
use crate::setup::HostSetup;
use crate::text::{Text, Word, digits, filled};
use avmsdk_protocol::Seconds;
use avmsdk_session::{Delivery, Entry, History, Input, Key};

const TEMPLATE: &str = "div.talk(\
    p.introduction[dir=auto] \
    div:timeline[role=region tabindex=0](div.content(\
        p.introduction[dir=auto] \
        button.earlier!history[type=button] \
        ol.messages \
        div.chips \
        div.typing[hidden](span.dots(i i i) span.words[dir=auto]) \
        div.below)) \
    button.newest!newest[type=button hidden]({M12 5v14M5 12l7 7 7-7} span.unseen span.count) \
    p.unseen[aria-live=polite])";

/// The reader is at the newest message if it is not further away than this.
const NEAR: f64 = 8.0;
/// From further away there is a way back.
const FAR: f64 = 160.0;

pub(super) struct Timeline {
    element: Node,
    scroller: Node,
    list: Node,
    earlier: Node,
    chips: Node,
    typing: Node,
    /// Stands for the messages after the window.
    below: Node,
    newest: Node,
    /// Says new messages aloud; the list itself is not live, or a reader would read all history.
    announcer: Node,
    /// What is said in place of a new message.
    announcement: Option<String>,
    /// The window, in order.
    views: Vec<MessageView>,
    /// Whether it has the newest message.
    has_end: bool,
    /// The height of what stands for the messages after it.
    room: f64,
    /// Whether the reader is at the newest message, and stays there.
    follows: bool,
    /// What the reader looks at, and where it is, while something changes.
    held: Option<(Node, f64)>,
    /// Whether the window is not what it should be.
    is_stale: bool,
    /// Whether what comes is new, and not what was there at the start.
    is_live: bool,
    /// The newest message that has been told of.
    told: Option<Seconds>,
    /// How many have come that the reader has not gone to.
    missed: u32,
    /// The message whose quick replies are drawn.
    chips_of: Option<Key>,
    is_typing_said: bool,
}

impl Timeline {
    pub(super) fn new(text: &Text, setup: &HostSetup) -> Self {
        let element = dom::build(TEMPLATE);
        let scroller = element.part("[part=timeline]");
        let fixed = element.part(".introduction");
        let moving = scroller.part(".introduction");
        // The one or the other.
        let introduction = if setup.is_intro_fixed() {
            moving.remove();
            fixed
        } else {
            fixed.remove();
            moving
        };
        introduction.write(text.get(Word::introductionText));
        scroller.set("aria-label", text.get(Word::messagesLabel));
        let newest = element.part(".newest");
        newest.part(".unseen").write(text.get(Word::newestLabel));
        Timeline {
            list: scroller.part(".messages"),
            earlier: scroller.part(".earlier"),
            chips: scroller.part(".chips"),
            typing: scroller.part(".typing"),
            below: scroller.part(".below"),
            newest,
            announcer: element.part("[aria-live]"),
            announcement: setup.option("customScreenReaderAnnouncement"),
            scroller,
            element,
            views: Vec::new(),
            has_end: true,
            room: 0.0,
            follows: true,
            held: None,
            is_stale: true,
            is_live: false,
            told: None,
            missed: 0,
            chips_of: None,
            is_typing_said: false,
        }
    }

    /// From now on, what comes is said aloud.
    pub(super) fn go_live(&mut self) {
        self.is_live = true;
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    /// The order of the entries is another.
    pub(super) fn reorder(&mut self) {
        self.is_stale = true;
    }

    /// Another conversation, or none.
    pub(super) fn clear(&mut self) {
        self.is_stale = true;
        self.told = None;
        self.scroll_to_end();
    }

    /// An entry shows something else.
    pub(super) fn update(&mut self, key: Key, scene: &Scene<'_>, late: &mut Option<Late>) {
        // It may have or have no row by now.
        self.is_stale = true;
        let Some(entry) = scene.session.entry(key) else {
            return;
        };
        if self.chips_of == Some(key) {
            self.chips_of = None;
        }
        if let Some(view) = self.views.iter_mut().find(|view| view.key() == key) {
            view.draw(entry, scene);
            draw_form(view, entry, scene, late);
            if entry.delivery == Delivery::Failed {
                self.announcer.write(scene.text.get(Word::clickToRetry));
            }
        }
    }

    /// What the second part draws is to be drawn, as it has come or something about it has changed.
    pub(super) fn draw_forms(&mut self, scene: &Scene<'_>, late: &mut Option<Late>) {
        for view in &self.views {
            if let Some(entry) = scene.session.entry(view.key()) {
                draw_form(view, entry, scene, late);
            }
        }
    }

    /// How far the business has read, and how long ago it is.
    pub(super) fn draw_statuses(&self, scene: &Scene<'_>) {
        for view in &self.views {
            if let Some(entry) = scene.session.entry(view.key())
                && entry.delivery == Delivery::Delivered
            {
                view.draw_status(entry, scene);
            }
        }
    }

    /// Which actions wait for the business.
    pub(super) fn show_acting(&self, scene: &Scene<'_>) {
        for view in &self.views {
            view.show_acting(scene);
        }
    }

    pub(super) fn show_history(&self, scene: &Scene<'_>) {
        let history = scene.session.history();
        let begin = self.views.first().map(|view| view.key());
        let has_begin = begin.is_none_or(|key| scene.session.place_of(key) == Some(0));
        let is_loading = history == History::Loading;
        let word = if is_loading {
            Word::fetchingHistory
        } else {
            Word::fetchHistory
        };
        self.earlier.write(scene.text.get(word));
        self.earlier
            .set("aria-busy", if is_loading { "true" } else { "false" });
        self.earlier.show(has_begin && history != History::Whole);
    }

    pub(super) fn show_typer(&mut self, scene: &Scene<'_>) {
        let typer = scene.session.typer();
        if let Some(typer) = typer {
            let name = typer.name.as_deref().unwrap_or_default();
            let picture = typer.avatar_url.as_deref().unwrap_or_default();
            let shown = if name.is_empty() { "…" } else { name };
            let words = filled(scene.text.get(Word::typingLabel), "{name}", shown);
            self.typing.part(".words").write(&words);
            if let Some(old) = self.typing.query(".avatar") {
                old.remove();
            }
            let dots = self.typing.part(".dots");
            self.typing.insert(&avatar(name, picture), Some(&dots));
            // Once until a message comes: who listens to a reader would hear nothing else.
            if self.is_live && !std::mem::replace(&mut self.is_typing_said, true) {
                self.announcer.write(&words);
            }
        }
        self.typing.show(typer.is_some());
    }

    /// Puts something that is no message below an entry, while that has a row.
    pub(super) fn put_below(&self, what: &Node, entry: Option<Key>) {
        let below = self.views.iter().find(|view| Some(view.key()) == entry);
        if let Some(row) = below.map(|view| view.element()).filter(|row| !row.contains(what)) {
            row.append(what);
        }
    }

    /// The entry that a control belongs to.
    pub(super) fn key_of(&self, control: &Node) -> Option<Key> {
        let view = self.views.iter().find(|view| view.element().contains(control));
        view.map(MessageView::key)
    }

    /// The entry and the action that a control means.
    pub(super) fn chosen(&self, control: &Node) -> Option<Input> {
        let at = control.get("data-at")?;
        let mut number = 0;
        for digit in at.bytes() {
            number = number * 10 + usize::from(digit & 15);
        }
        let key = self.key_of(control).or(self.chips_of)?;
        Some(Input::Choose(key, number))
    }

    /// Whether it is the element that scrolls the messages.
    pub(super) fn is_scroller(&self, node: &Node) -> bool {
        node.contains(&self.list)
    }

    /// The focus is to be somewhere when a control goes away.
    pub(super) fn focus(&self) {
        self.scroller.focus();
    }

    /// Goes to the newest message, and stays there while messages come.
    pub(super) fn scroll_to_end(&mut self) {
        self.follows = true;
        self.held = None;
        if !self.has_end {
            // From far away: nothing of the window is of use there.
            self.has_end = true;
            self.is_stale = true;
            self.set_room(0.0);
            self.views.clear();
            self.list.write("");
        }
        self.scroller.set_scroll_top(0.0);
        self.show_missed();
    }

    /// Tells of messages that are new, and remembers them.
    fn tell(&mut self, scene: &Scene<'_>) {
        let told = self.told;
        let mut newest = told;
        let mut said = String::new();
        let mut news = 0;
        for entry in scene.session.timeline().iter().rev() {
            let Some(message) = entry.message() else { continue };
            let time = Some(message.received());
            if time <= told {
                break;
            }
            newest = newest.max(time);
            if told.is_none() && news > 0 {
                // A conversation that was there.
                said.clear();
                news = 0;
                break;
            }
            if entry.is_visible() && !scene.session.is_own(entry) {
                news += 1;
                let mut first = announced(entry, scene);
                first.push('\n');
                first.push_str(&said);
                said = first;
            }
        }
        self.told = newest;
        if self.is_live && news > 0 {
            self.announcer
                .write(self.announcement.as_deref().unwrap_or(&said));
            self.is_typing_said = false;
            if !self.follows {
                self.missed += news;
            }
        }
    }

    fn show_chips(&mut self, scene: &Scene<'_>) {
        let mut entries = scene.session.timeline().iter().rev();
        let newest = entries.find(|entry| entry.is_visible() && !entry.is_local());
        let newest = newest.filter(|entry| !scene.session.is_own(entry));
        let key = newest.map(|entry| entry.key);
        if self.chips_of != key || key.is_none() {
            self.chips_of = key;
            self.chips.write("");
            if let Some(content) = newest.and_then(|entry| entry.content()) {
                draw_chips(&self.chips, content);
            }
        }
    }

    /// Shows the way to the newest message, where it is far.
    fn show_missed(&mut self) {
        if self.follows {
            self.missed = 0;
        }
        let is_far = !self.has_end || self.scroller.scroll_top() < -FAR;
        self.newest.show(!self.follows && (is_far || self.missed > 0));
        let count = if self.missed > 0 {
            digits(self.missed)
        } else {
            String::new()
        };
        self.newest.part(".count").write(&count);
    }
}

/// Goes to the next card of a carousel, or to the one before. In which direction that is, the cards say.
pub(super) fn slide(control: &Node, forth: bool) {
    let Some(body) = control.closest(".body") else {
        return;
    };
    let left = |selector| body.part(selector).rect().left();
    let step = left(".card+.card") - left(".card");
    body.part(".cards")
        .scroll_by(if forth { step } else { -step }, 0.0);
}

/// Has the second part draw a form, if it is one and the part is there.
fn draw_form(view: &MessageView, entry: &Entry, scene: &Scene<'_>, late: &mut Option<Late>) {
    if let (Some(form), Some(late)) = (&view.form, late) {
        late.draw_form(form, entry, scene.session, scene.text);
    }
}
