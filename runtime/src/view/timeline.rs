//! The messages. Of thousands only those near the reader are in the document: a window of them, drawn by key, patched
//! from then on, and moved as the reader goes.
//!
//! The style sheet lays the timeline out from its end: there it is to begin with, and what comes in above moves nothing,
//! in any engine. What changes below the reader's place is held by measuring it before and after.

mod window;

use super::Scene;
use super::late::Late;
use super::message::{MessageView, announced, avatar, draw_chips, plainly};
use crate::dom::{self, Node};
use crate::text::{Word, digits, filled};
use avmsdk_protocol::Seconds;
use avmsdk_protocol::id::ActionId;
use avmsdk_session::{Delivery, Entry, History, Input, Key};
use window::Window;

/// From further away there is a way back.
const FAR: f64 = 160.0;

/// Bytes of words that may be higher than what the reader sees, a phone's keyboard over the rest.
const LONG: usize = 256;

/// A view among others: a row that comes in moves a pointer of each.
type ViewBox = Box<MessageView>;

pub(super) struct Timeline {
    element: Node,
    scroller: Node,
    list: Node,
    window: Window,
    /// Its rows, in order.
    views: Vec<ViewBox>,
    /// Whether the reader is at the newest message, and stays there.
    follows: bool,
    /// What the reader looks at, and where it is, while something changes.
    held: Option<(Node, f64)>,
    /// One more each time that the rows become others, and whether that is done: see `timeline.css`.
    turns: u32,
    is_turned: bool,
    /// Whether the rows are not what they should be.
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
    /// The first of what has come at once and is long, to be read from its beginning.
    long: Option<Key>,
}

impl Timeline {
    pub(super) fn find(root: &Node) -> Self {
        let element = root.part(".talk");
        let scroller = element.part("[part=timeline]");
        Timeline {
            list: scroller.part(".messages"),
            scroller,
            element,
            window: Window::default(),
            views: Vec::new(),
            follows: true,
            held: None,
            turns: 1,
            is_turned: false,
            is_stale: true,
            is_live: false,
            told: None,
            missed: 0,
            chips_of: None,
            is_typing_said: false,
            long: None,
        }
    }

    /// Says something aloud. The list itself is not live, or a reader would read all history.
    fn say(&self, words: &str) {
        self.element.part("[aria-live]").write(words);
    }

    /// From now on, what comes is said aloud.
    pub(super) fn go_live(&mut self) {
        self.is_live = true;
    }

    /// The order of the entries is another.
    pub(super) fn reorder(&mut self) {
        self.is_stale = true;
    }

    /// Another conversation, or none.
    pub(super) fn clear(&mut self) {
        self.told = None;
        self.long = None;
        // It may be somebody else's.
        self.say("");
        self.empty();
        self.scroll_to_end();
    }

    /// An entry shows something else.
    pub(super) fn update(&mut self, key: Key, scene: &Scene<'_>, late: &mut Option<Box<Late>>) {
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
                self.say(scene.text.get(Word::clickToRetry));
            }
        }
    }

    /// What the second part draws is to be drawn, as it has come or something about it has changed.
    pub(super) fn draw_late(&mut self, scene: &Scene<'_>, late: &mut Option<Box<Late>>) {
        self.is_stale = true;
        self.chips_of = None;
        for view in &mut self.views {
            if let Some(entry) = scene.session.entry(view.key()) {
                view.draw(entry, scene);
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

    /// Which actions still wait for the business, of those that were clicked.
    pub(super) fn show_acting(&self, scene: &Scene<'_>) {
        for (from, to) in [("[aria-busy=true]", "yes"), ("[aria-busy=yes]", "true")] {
            while let Some(control) = self.list.query(from) {
                let id = ActionId::new(control.get("data-id").unwrap_or_default());
                let acts = scene.session.is_under_way(&id);
                control.set("aria-busy", if acts { to } else { "false" });
            }
        }
    }

    pub(super) fn show_history(&self, scene: &Scene<'_>) {
        let earlier = self.scroller.part(".earlier");
        let history = scene.session.history();
        let word = match history {
            History::Loading => Word::fetchingHistory,
            History::Failed => Word::fetchHistoryError,
            _ => Word::fetchHistory,
        };
        let words = scene.text.get(word);
        if history == History::Failed {
            self.say(words);
        }
        earlier.write(words);
        earlier.mark("aria-busy", history == History::Loading);
        // Wherever the window is: what comes and goes above the rows without them is a shift of the layout.
        earlier.show(history != History::Whole);
    }

    pub(super) fn show_typer(&mut self, scene: &Scene<'_>) {
        let typing = self.scroller.part(".typing");
        let typer = scene.session.typer();
        if let Some(typer) = typer {
            let name = typer.name.as_deref().unwrap_or(scene.text.get(Word::TITLE));
            let picture = typer.avatar_url.as_deref().unwrap_or_default();
            let words = filled(scene.text.get(Word::typingLabel), "{name}", name);
            typing.write("");
            typing.append(&avatar(name, picture));
            typing.append(&dom::build("span.dots(i i i)"));
            typing.append_text(&words);
            // Once until a message comes: who listens to a reader would hear nothing else.
            if self.is_live && !std::mem::replace(&mut self.is_typing_said, true) {
                self.say(&words);
            }
        }
        typing.show(typer.is_some());
    }

    /// Puts something that is no message below an entry, while that has a row, or above all.
    pub(super) fn put_below(&self, what: &Node, entry: Option<Key>) {
        let below = self.views.iter().find(|view| Some(view.key()) == entry);
        let is_new = what.closest(".content").is_none();
        match below.map(|view| view.element()) {
            Some(row) if !row.contains(what) => row.append(what),
            None if is_new && entry.is_none() => {
                self.scroller.part(".content").insert(what, Some(&self.list))
            }
            _ => return,
        }
        if is_new {
            self.say(&what.part("p").text_content());
        }
    }

    /// The entry that a control belongs to.
    pub(super) fn key_of(&self, control: &Node) -> Option<Key> {
        let view = self.views.iter().find(|view| view.element().contains(control));
        view.map(|view| view.key())
    }

    /// The entry and the action that a control means.
    pub(super) fn chosen(&self, control: &Node) -> Option<Input> {
        let at = control.get("data-at")?;
        let mut number = 0;
        for digit in at.bytes() {
            number = number * 10 + usize::from(digit & 15);
        }
        let of_message = self.key_of(control);
        if of_message.is_some() {
            control.set("aria-busy", "true");
        } else {
            // Quick replies go away; the focus must not go with them.
            self.scroller.focus();
        }
        Some(Input::Choose(of_message.or(self.chips_of)?, number))
    }

    /// Whether it is the element that scrolls the messages.
    pub(super) fn is_scroller(&self, node: &Node) -> bool {
        node.contains(&self.list)
    }

    /// The focus is to be somewhere when a control goes away.
    pub(super) fn focus(&self) {
        self.scroller.focus();
    }

    /// Goes to the newest message, and stays there while messages come. When the panel closes too: browsers keep where it was,
    /// and to find the end when it opens would lay out the page before it shows.
    pub(super) fn scroll_to_end(&mut self) {
        self.follows = true;
        self.is_stale = true;
        self.held = None;
        if self.window.after > 0 {
            // From far away: nothing of the window is of use there.
            self.empty();
        }
        self.scroller.scroll_by(0.0, self.beneath());
    }

    fn empty(&mut self) {
        self.window = Window::default();
        self.set_room(0.0);
        self.views.clear();
        self.list.write("");
        self.is_stale = true;
    }

    /// Tells of messages that are new, and remembers them.
    fn tell(&mut self, scene: &Scene<'_>) {
        let mut newest = self.told;
        let mut said = String::new();
        let mut news = 0;
        let mut first = None;
        for entry in scene.session.timeline().iter().rev() {
            let time = entry.message().map(|message| message.received());
            if time.is_some() && time <= self.told {
                break;
            }
            newest = newest.max(time);
            // What greeted before there was a conversation has been said, and is a part of it now.
            let is_said = self
                .views
                .iter()
                .any(|view| view.key() == entry.key && view.greets());
            if time.is_some() && !is_said && scene.session.has_row(entry) && !scene.session.is_own(entry) {
                if !entry.is_plain() && !scene.session.is_whole() && !scene.session.is_late_missed() {
                    // It is told of when the second part is there, which knows the words.
                    return;
                }
                news += 1;
                first = Some(entry.key);
                said = [announce(entry, scene), said].concat();
            }
            if self.told.is_none() && news > 1 {
                // A conversation that was there.
                news = 0;
                break;
            }
        }
        self.told = newest;
        if self.is_live && news > 0 {
            // The page may want the same words for each.
            let announcement = scene.text.get(Word::ANNOUNCEMENT);
            self.say(if announcement.is_empty() {
                &said
            } else {
                announcement
            });
            self.is_typing_said = false;
            if !self.follows {
                self.missed += news;
            } else if said.len() > LONG {
                self.long = first;
            }
        }
    }

    fn show_chips(&mut self, scene: &Scene<'_>) {
        let mut entries = scene.session.timeline().iter().rev();
        let newest = entries.find(|entry| {
            // What has not been said is no answer.
            entry.is_visible() && !entry.is_local() && entry.delivery != Delivery::Failed
        });
        let newest = newest.filter(|entry| !scene.session.is_own(entry));
        let key = newest.map(|entry| entry.key);
        if self.chips_of != key || key.is_none() {
            self.chips_of = key;
            let chips = self.scroller.part(".chips");
            chips.write("");
            if let Some(entry) = newest.filter(|entry| !entry.is_plain())
                && let Some(content) = entry.content()
                && scene.session.is_whole()
            {
                draw_chips(&chips, content);
            }
        }
    }

    /// Shows the way to the newest message, where it is far.
    fn show_missed(&mut self) {
        if self.follows {
            self.missed = 0;
        }
        let newest = self.element.part(".newest");
        let is_far = self.missed > 0 || self.beneath() > FAR;
        let count = if self.missed > 0 {
            digits(self.missed)
        } else {
            String::new()
        };
        newest.part(".count").write(&count);
        newest.show(!self.follows && is_far);
    }
}

fn announce(entry: &Entry, scene: &Scene<'_>) -> String {
    match entry.content() {
        Some(content) if entry.is_plain() || !scene.session.is_whole() => {
            let name = content.text("name");
            let colon = if name.is_empty() { "" } else { ": " };
            [name, colon, plainly(content, scene), "\n"].concat()
        }
        _ => announced(entry, scene),
    }
}

/// Has the second part draw a form, if it is one and the part is there.
fn draw_form(view: &MessageView, entry: &Entry, scene: &Scene<'_>, late: &mut Option<Box<Late>>) {
    if let Some(late) = late
        && let Some(form) = view.element().query(".form")
    {
        late.draw_form(&form, entry, scene.session, scene.text);
    }
}
