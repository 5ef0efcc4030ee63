//! Pages over the conversation, one above the other. While there is one, the conversation can neither be seen nor
//! reached (by the style sheet: `data-page`), and the header has the page's heading and a way back.

use crate::dom::{self, Node};
use crate::template::Template;

pub(super) struct Pages {
    panel: Node,
    body: Node,
    heading: Node,
    open: Vec<Page>,
}

struct Page {
    element: Node,
    title: String,
    /// What opened it: the focus goes back there.
    opener: Node,
}

impl Pages {
    pub(super) fn new(panel: &Node) -> Self {
        let header = panel.part("[part=header]");
        let before = header.part(".icon,.names");
        let back = dom::build(Template::back);
        header.insert(&back, Some(&before));
        let heading = dom::build("h2.topic[tabindex=-1]");
        header.insert(&heading, Some(&before));
        Pages {
            panel: panel.clone(),
            body: panel.part(".inside"),
            heading,
            open: Vec::new(),
        }
    }

    pub(super) fn open(&mut self, element: &Node, title: &str, opener: &Node) {
        self.body.append(element);
        self.open.push(Page {
            element: element.clone(),
            title: title.to_owned(),
            opener: opener.clone(),
        });
        self.show();
        self.heading.focus();
    }

    /// Goes back by one, to the page before or to the conversation.
    pub(super) fn back(&mut self) {
        if let Some(page) = self.open.pop() {
            page.element.remove();
            self.show();
            page.opener.focus();
            self.hold_focus(true);
        }
    }

    /// Goes back to the conversation.
    pub(super) fn leave(&mut self) {
        while let Some(page) = self.open.pop() {
            page.element.remove();
        }
        self.show();
    }

    /// Whether the visitor is somewhere in here. What has just been hidden may still have the focus, but not for long.
    pub(super) fn has_focus(&self) -> bool {
        let focused = self.panel.query(":focus");
        focused.is_some_and(|focused| focused.offset_parent().is_some())
    }

    /// Whoever was in here stays, although what had the focus is gone.
    pub(super) fn hold_focus(&self, had_focus: bool) {
        if had_focus && !self.has_focus() {
            let place = if self.open.is_empty() {
                self.panel.part(".input")
            } else {
                self.heading.clone()
            };
            place.focus();
        }
    }

    fn show(&self) {
        let top = self.open.len();
        for (at, page) in self.open.iter().enumerate() {
            page.element.show(at + 1 == top);
        }
        if let Some(page) = self.open.last() {
            self.heading.write(&page.title);
        }
        self.panel.mark("data-page", top > 0);
    }
}
