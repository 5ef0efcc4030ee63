//! Which messages are in the document, and that the reader's place holds.

use super::{MessageView, NEAR, Timeline, draw_form};
use crate::dom::Node;
use crate::text::digits;
use crate::view::Scene;
use crate::view::late::Late;
use avmsdk_session::{Entry, History, Input};

/// So many rows there are at least, and so many come at once.
const ROWS: usize = 40;
/// Of more than these those are taken away that are far from the reader.
const MOST: usize = 120;

impl Timeline {
    /// Something is about to change: remembers what the reader looks at.
    pub(in crate::view) fn hold(&mut self) {
        if self.follows || self.held.is_some() {
            return;
        }
        let top = self.scroller.rect().top();
        for view in &self.views {
            let bottom = view.element().rect().bottom();
            if bottom > top {
                self.held = Some((view.element().clone(), bottom));
                return;
            }
        }
    }

    /// Something has changed: what the reader looks at is where it was.
    fn release(&mut self) {
        let Some((element, before)) = self.held.take() else {
            return;
        };
        if !self.list.contains(&element) {
            return;
        }
        if !self.has_end {
            let moved = element.rect().bottom() - before;
            self.set_room(self.room + moved);
        }
        let moved = element.rect().bottom() - before;
        if moved != 0.0 {
            self.scroller.set_scroll_top(self.scroller.scroll_top() + moved);
        }
    }

    /// Gives the messages after the window room.
    pub(super) fn set_room(&mut self, room: f64) {
        self.room = if room > 0.0 { room } else { 0.0 };
        let mut height = digits(self.room as u32);
        height.push_str("px");
        self.below.style().set_property("height", &height);
    }

    /// Draws what has become of the entries.
    pub(in crate::view) fn settle(&mut self, scene: &Scene<'_>, late: &mut Option<Late>) {
        if std::mem::take(&mut self.is_stale) {
            self.tell(scene);
            let (begin, end) = self.bounds(scene);
            let end = if self.has_end {
                scene.session.timeline().len()
            } else {
                end
            };
            // Who reads the newest needs no more of the others.
            let begin = if self.follows && end > begin + MOST {
                end - ROWS
            } else {
                begin
            };
            self.fill(begin, end, scene, late);
            self.show_chips(scene);
            self.show_history(scene);
        }
        self.release();
        if !self.follows || self.views.len() < MOST {
            self.extend(scene, late);
        }
        self.show_missed();
    }

    /// The reader goes somewhere: the window follows. Near its beginning more of what was said earlier is asked for.
    pub(in crate::view) fn scrolled(&mut self, scene: &Scene<'_>, late: &mut Option<Late>) -> Option<Input> {
        let top = self.scroller.scroll_top();
        self.follows = self.has_end && top > -NEAR;
        self.extend(scene, late);
        self.trim(scene, late);
        self.show_missed();
        let is_near = self.above() < f64::from(self.scroller.client_height());
        let is_more = scene.session.history() == History::More && self.bounds(scene).0 == 0;
        (is_near && is_more).then_some(Input::LoadHistory)
    }

    /// The height of what is above the reader.
    fn above(&self) -> f64 {
        f64::from(self.scroller.scroll_height() - self.scroller.client_height()) + self.scroller.scroll_top()
    }

    /// Where the window begins and ends among the entries.
    fn bounds(&self, scene: &Scene<'_>) -> (usize, usize) {
        let mut begin = None;
        let mut end = 0;
        for view in &self.views {
            if let Some(at) = scene.session.place_of(view.key()) {
                begin = begin.or(Some(at));
                end = at + 1;
            }
        }
        match begin {
            Some(begin) if begin < end => (begin, end),
            _ => (scene.session.timeline().len(), scene.session.timeline().len()),
        }
    }

    /// Adds rows until there is a screen of them on either side.
    fn extend(&mut self, scene: &Scene<'_>, late: &mut Option<Late>) {
        let height = f64::from(self.scroller.client_height());
        if height == 0.0 {
            return;
        }
        let (mut begin, mut end) = self.bounds(scene);
        let length = scene.session.timeline().len();
        let below = -self.scroller.scroll_top() - self.room;
        let is_short = self.above() < height && begin > 0;
        if self.has_end || below >= height {
            if !is_short {
                return;
            }
        } else if below < -2.0 * height {
            // Far beyond: a window is opened there, as far down among what is left as the reader is.
            let left = (length - end) as f64 * (self.room + below + height) / self.room;
            end = length - (left as usize).min(length - end);
            begin = end;
            self.held = None;
            self.set_room(-self.scroller.scroll_top());
        } else {
            end = length.min(end + ROWS);
        }
        if is_short {
            begin = begin.saturating_sub(ROWS);
        }
        self.hold();
        self.has_end = end == length;
        if self.has_end {
            self.set_room(0.0);
        }
        self.fill(begin, end, scene, late);
        self.show_history(scene);
        self.release();
    }

    /// Takes away rows that are several screens away, but not what has the focus.
    fn trim(&mut self, scene: &Scene<'_>, late: &mut Option<Late>) {
        if self.views.len() <= MOST {
            return;
        }
        let focused = self.scroller.root().active_element();
        let has_focus = |view: &MessageView| focused.as_ref().is_some_and(|it| view.element().contains(it));
        let frame = self.scroller.rect();
        let away = 3.0 * (frame.bottom() - frame.top());
        let mut first = 0;
        while first < self.views.len()
            && self.views[first].element().rect().bottom() < frame.top() - away
            && !has_focus(&self.views[first])
        {
            first += 1;
        }
        let mut last = self.views.len();
        while last > first
            && self.views[last - 1].element().rect().top() > frame.bottom() + away
            && !has_focus(&self.views[last - 1])
        {
            last -= 1;
        }
        let place = |at: usize| scene.session.place_of(self.views[at].key());
        let (mut begin, mut end) = self.bounds(scene);
        if first >= ROWS {
            begin = place(first).unwrap_or(begin);
        }
        if self.views.len() - last >= ROWS {
            end = place(last).unwrap_or(end);
            self.has_end = false;
        }
        if begin < end {
            self.hold();
            self.fill(begin, end, scene, late);
            self.show_history(scene);
            self.release();
        }
    }

    /// Makes the window of these entries, and of more before them where those are few. A view that is there stays.
    fn fill(&mut self, mut begin: usize, end: usize, scene: &Scene<'_>, late: &mut Option<Late>) {
        let entries = scene.session.timeline();
        let mut rows: Vec<&Entry> = Vec::new();
        let mut at = end.min(entries.len());
        begin = begin.min(at);
        while at > 0 && (at > begin || rows.len() < ROWS) {
            at -= 1;
            if scene.session.has_row(&entries[at]) {
                rows.push(&entries[at]);
            }
        }
        let mut old = Vec::new();
        for view in std::mem::take(&mut self.views) {
            if rows.iter().any(|row| row.key == view.key()) {
                old.push(view);
            } else {
                view.element().remove();
            }
        }
        // From the end, as the rows are: each stands before the one before.
        let mut next: Option<Node> = None;
        let mut views = Vec::new();
        for entry in rows {
            let found = old.iter().rposition(|view| view.key() == entry.key);
            let is_there = found.is_some_and(|at| at + 1 == old.len());
            let view = match found {
                Some(at) => old.remove(at),
                None => {
                    let view = MessageView::new(entry, scene);
                    draw_form(&view, entry, scene, late);
                    view
                }
            };
            if !is_there {
                self.list.insert(view.element(), next.as_ref());
            }
            next = Some(view.element().clone());
            views.push(view);
        }
        views.reverse();
        self.views = views;
        self.group(scene);
    }

    /// Marks where a row of one author begins and ends, and where a day does.
    fn group(&self, scene: &Scene<'_>) {
        let mut before: Option<(&MessageView, &Entry)> = None;
        let mut is_first = true;
        let mut is_new_day = true;
        for view in &self.views {
            let Some(entry) = scene.session.entry(view.key()) else {
                continue;
            };
            let mut begins = true;
            let mut begins_day = true;
            if let Some((other, said)) = before {
                begins_day = other.day() != view.day();
                begins = begins_day || !scene.session.continues(entry, said);
                other.place(is_first, begins, is_new_day);
            }
            (is_first, is_new_day) = (begins, begins_day);
            before = Some((view, entry));
        }
        if let Some((last, _)) = before {
            last.place(is_first, true, is_new_day);
        }
    }
}
