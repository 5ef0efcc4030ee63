//! One message: who said it and when, what it holds, how far it has come.

mod actions;
mod cards;
mod content;
mod media;
mod words;

pub(super) use actions::draw_chips;
pub(super) use media::{load, lost};
pub(super) use words::{announced, plainly};

use crate::dom::{self, Node};
use crate::text::Word;
use crate::view::Scene;
use avmsdk_protocol::Object;
use avmsdk_protocol::json::write;
use avmsdk_session::{Delivery, Entry, Key};
use std::cell::Cell;

pub(super) struct MessageView {
    key: Key,
    element: Node,
    body: Node,
    status: Node,
    /// Whether the messenger itself said it, when it was first drawn.
    greets: bool,
    /// What is drawn, to be compared with what is to be.
    drawn: Option<Object>,
    /// The day on which it was said.
    day: String,
    /// Where it stands.
    place: Cell<u8>,
}

impl MessageView {
    pub(super) fn new(entry: &Entry, scene: &Scene<'_>) -> Self {
        let millis = scene.session.time_of(entry).as_millis() as f64;
        let own = scene.session.is_own(entry);
        let content = entry.content().cloned().unwrap_or_default();
        let element = scene.host.row(own, millis, &write(&content.into()));
        let mut view = MessageView {
            key: entry.key,
            greets: entry.is_local(),
            status: element.part(".status"),
            body: element.part(".body"),
            drawn: None,
            day: element.get("data-day").unwrap_or_default(),
            element,
            place: Cell::new(u8::MAX),
        };
        view.draw(entry, scene);
        view
    }

    /// Draws what is not drawn yet.
    pub(super) fn draw(&mut self, entry: &Entry, scene: &Scene<'_>) {
        let content = entry.content().cloned().unwrap_or_default();
        // A text that has been sent is still that text.
        let is_drawn = |drawn: &Object| {
            let is_text = content.text("type") == "text" && scene.session.is_own(entry);
            drawn.is_same(&content) || is_text && drawn.text("text") == content.text("text")
        };
        let upload = scene.session.upload(entry.key);
        if !self.drawn.as_ref().is_some_and(is_drawn) {
            self.body.write("");
            if entry.is_plain() || scene.session.is_late_missed() {
                // Better as a text than not at all.
                dom::add_text(&self.body, words::plainly(&content, scene));
            } else if scene.session.is_whole() {
                content::draw(&self.body, entry, &content, scene);
            } else {
                // The second part is on its way, and draws it.
                self.body
                    .append(&dom::build("div.text[aria-busy=true](span.dots(i i i))"));
            }
            self.drawn = (entry.is_plain() || scene.session.is_whole()).then_some(content);
        }
        if let Some(upload) = upload.filter(|_| scene.session.is_whole()) {
            media::draw_progress(&self.body, upload);
        }
        self.draw_status(entry, scene);
    }

    /// How far it has come, or how long ago it was.
    pub(super) fn draw_status(&self, entry: &Entry, scene: &Scene<'_>) {
        let (state, word) = match entry.delivery {
            Delivery::Sending => ("sending", Word::messageSending),
            Delivery::Waiting => ("waiting", Word::messageSending),
            Delivery::Failed => ("failed", Word::clickToRetry),
            Delivery::Delivered if scene.session.is_seen(entry) => ("delivered", Word::messageSeen),
            Delivery::Delivered => ("delivered", Word::messageDelivered),
        };
        self.element.set("data-state", state);
        let status = scene.text.get(word);
        if state == "failed" {
            self.status.write("");
            self.status
                .append(&dom::fill("button!retry$", &[status], &Object::new()));
        } else if scene.session.is_own(entry) {
            self.status.write(status);
        } else {
            let millis = scene.session.time_of(entry).as_millis();
            self.status.write(&words::ago(millis, scene));
        }
    }

    /// Where it stands: whether it begins or ends a row of one author, or begins a day.
    pub(super) fn place(&self, first: bool, last: bool, new_day: bool) {
        let place = u8::from(first) + 2 * u8::from(last) + 4 * u8::from(new_day);
        if self.place.replace(place) != place {
            for (name, is) in [("data-first", first), ("data-last", last)] {
                self.element.mark(name, is);
            }
            self.element.part(".day").show(new_day);
        }
    }

    /// What it says.
    pub(super) fn body(&self) -> &Node {
        &self.body
    }

    pub(super) fn key(&self) -> Key {
        self.key
    }

    pub(super) fn greets(&self) -> bool {
        self.greets
    }

    pub(super) fn element(&self) -> &Node {
        &self.element
    }

    pub(super) fn day(&self) -> &str {
        &self.day
    }
}

/// The picture of somebody, or the first letter of the name.
pub(super) fn avatar(name: &str, picture: &str) -> Node {
    let end = name.chars().next().map_or(0, char::len_utf8);
    dom::fill(
        "span.avatar[aria-hidden=true data-letter=$](img[alt loading=lazy src=$])",
        &[&name[..end], picture],
        &Object::new(),
    )
}
