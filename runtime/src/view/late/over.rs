//! What lies over the conversation until it is closed: an image to look at, or a page of the business.

use crate::dom::{self, Event, Node};
use crate::text::{Text, Word};

/// The link stands first and the cross last: what is between them may be another document, which the focus leaves
/// to one of them.
const OVER: &str = "div.over!over-close[role=dialog aria-modal=true tabindex=-1](div.card!over(\
    a.out!over[target=_blank rel=noopener]({M14 4h6v6M20 4l-9 9M18 14v6H4V6h6}) \
    p.name[dir=auto] \
    button.off!over-close[type=button]({M6 6l12 12M18 6L6 18})))";

pub(super) struct Over {
    element: Node,
    link: Node,
    cross: Node,
    /// Where the focus was.
    pub(super) opener: Node,
}

impl Over {
    /// Lays something over the panel, as large as `size` says, and names it; `url` is where its link goes.
    pub(super) fn open(
        panel: &Node,
        opener: &Node,
        size: &str,
        name: &str,
        url: Option<&str>,
        parts: &[Node],
        text: &Text,
    ) -> Self {
        let element = dom::build(OVER);
        element.set("data-size", size);
        element.set("aria-label", name);
        element.part(".name").write(name);
        let (link, cross) = (element.part(".out"), element.part(".off"));
        link.name(text.late("newTabLabel"));
        link.show(url.is_some());
        link.set("href", url.unwrap_or_default());
        cross.name(text.get(Word::closeLabel));
        let card = element.part(".card");
        for part in parts {
            card.insert(part, Some(&cross));
        }
        panel.append(&element);
        cross.focus();
        Over {
            element,
            link,
            cross,
            opener: opener.clone(),
        }
    }

    pub(super) fn remove(&self) {
        self.element.remove();
    }

    /// Keeps the focus within.
    pub(super) fn tab(&self, event: &Event) -> bool {
        let first = if self.link.hidden() {
            &self.cross
        } else {
            &self.link
        };
        let (from, to) = if event.shift_key() {
            (first, &self.cross)
        } else {
            (&self.cross, first)
        };
        let is_at_end = event.target().is_some_and(|target| from.contains(&target));
        if is_at_end {
            to.focus();
        }
        is_at_end
    }
}
