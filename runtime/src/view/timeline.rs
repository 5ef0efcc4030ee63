//! The messages, drawn by key: an entry is made once and patched from then on.

use super::message::MessageView;
use crate::dom::{self, Node};
use crate::text::{self, Text, Word};
use avmsdk_session::{Delivery, Entry, Key, Typer};

const TEMPLATE: &str = "div:timeline[role=region tabindex=0](div.content(\
    p.introduction \
    ol.messages \
    p.typing[role=status hidden] \
    p.unseen[aria-live=polite]))";

pub(super) struct Timeline {
    scroller: Node,
    list: Node,
    typing: Node,
    /// Says new messages aloud; the list itself is not live, or a reader would read all history.
    announcer: Node,
    /// Whether what comes is new, and not what was there at the start.
    is_live: bool,
    messages: Vec<MessageView>,
}

impl Timeline {
    pub(super) fn new(text: &Text) -> Self {
        let scroller = dom::build(TEMPLATE);
        scroller
            .part(".introduction")
            .write(text.get(Word::introductionText));
        let list = scroller.part(".messages");
        let typing = scroller.part(".typing");
        let announcer = scroller.part(".unseen");
        scroller.set("aria-label", text.get(Word::messagesLabel));
        Timeline {
            scroller,
            list,
            typing,
            announcer,
            is_live: false,
            messages: Vec::new(),
        }
    }

    /// From now on, what comes is said aloud.
    pub(super) fn go_live(&mut self) {
        self.is_live = true;
    }

    pub(super) fn element(&self) -> &Node {
        &self.scroller
    }

    pub(super) fn insert(&mut self, entry: &Entry, own: bool, before: Option<Key>, text: &Text) {
        let view = MessageView::new(entry, own, text);
        self.list.insert(view.element(), self.node_of(before));
        if self.is_live && !own && entry.delivery == Delivery::Delivered {
            self.announcer.write(&entry.text().unwrap_or_default());
        }
        let at = self.index_of(before);
        self.messages.insert(at, view);
        self.regroup(at);
    }

    pub(super) fn update(&mut self, entry: &Entry, own: bool, text: &Text) {
        if let Some(view) = self.messages.iter().find(|view| view.key() == entry.key) {
            view.draw(entry, own, text);
        }
    }

    /// Where a form is drawn.
    pub(super) fn form_of(&self, key: Key) -> Option<Node> {
        let view = self.messages.iter().find(|view| view.key() == key)?;
        Some(view.element().part(".form"))
    }

    /// Moves an entry to another place.
    pub(super) fn relocate(&mut self, key: Key, before: Option<Key>) {
        let Some(from) = self.messages.iter().position(|view| view.key() == key) else {
            return;
        };
        let view = self.messages.remove(from);
        self.list.insert(view.element(), self.node_of(before));
        let at = self.index_of(before);
        self.messages.insert(at, view);
        self.regroup(from);
        self.regroup(at);
    }

    /// Takes an entry out.
    pub(super) fn remove(&mut self, key: Key) {
        if let Some(at) = self.messages.iter().position(|view| view.key() == key) {
            self.messages.remove(at).element().remove();
            self.regroup(at);
        }
    }

    pub(super) fn clear(&mut self) {
        self.messages.clear();
        self.list.write("");
    }

    pub(super) fn show_typer(&self, typer: Option<&Typer>, text: &Text) {
        if let Some(typer) = typer {
            let name = typer.name.as_deref().unwrap_or("…");
            let (before, after) = text::around(text.get(Word::typingLabel), "{name}");
            let mut words = before.to_owned();
            words.push_str(name);
            words.push_str(after);
            self.typing.write(&words);
        }
        self.typing.show(typer.is_some());
    }

    /// Puts something that is no message below an entry, or above all.
    pub(super) fn put_below(&self, what: &Node, entry: Option<Key>) {
        let place = self.messages.iter().position(|view| Some(view.key()) == entry);
        let next = self.messages.get(place.map_or(0, |at| at + 1));
        self.list.insert(what, next.map(MessageView::element));
    }

    /// The entry that a control belongs to.
    pub(super) fn key_of(&self, control: &Node) -> Option<Key> {
        self.messages
            .iter()
            .find(|view| view.element().contains(control))
            .map(MessageView::key)
    }

    /// Goes to the newest message. The style sheet lays the timeline out from its end, so it is
    /// there to begin with, and stays there while messages come, unless the visitor reads above.
    pub(super) fn scroll_to_end(&self) {
        self.scroller.set_scroll_top(0);
    }

    /// Marks where a row of messages of one author begins, at this place and the next.
    fn regroup(&self, at: usize) {
        for at in at..=at + 1 {
            if let Some(view) = self.messages.get(at) {
                let before = at.checked_sub(1).and_then(|before| self.messages.get(before));
                view.set_first(before.is_none_or(|before| before.author() != view.author()));
            }
        }
    }

    fn index_of(&self, before: Option<Key>) -> usize {
        let at = before.and_then(|key| self.messages.iter().position(|view| view.key() == key));
        at.unwrap_or(self.messages.len())
    }

    fn node_of(&self, before: Option<Key>) -> Option<&Node> {
        let view = before.and_then(|key| self.messages.iter().find(|view| view.key() == key));
        view.map(MessageView::element)
    }
}
