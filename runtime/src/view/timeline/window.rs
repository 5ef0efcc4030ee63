//! Which messages are in the document, and that the reader's place holds.

use super::{MessageView, Timeline, announce, draw_form};
use crate::dom::{self, Node};
use crate::text::digits;
use crate::view::Scene;
use crate::view::late::Late;
use avmsdk_session::{Alarm, Entry, History, Input};

/// So many entries come at once: as many as a slow phone draws within a frame that nobody misses.
const STEP: usize = 16;
/// Of more rows than these those are taken away that are far from the reader.
const MOST: usize = 48;
/// Milliseconds that are longer than a frame.
const FRAME: u32 = 20;
/// The reader is at the newest message if it is not further away than this.
const NEAR: f64 = 8.0;

/// Of the entries those of the window stand before as many that are not in it.
#[derive(Default)]
pub(super) struct Window {
    pub(super) entries: usize,
    pub(super) after: usize,
    /// The height of what stands for the entries after it.
    room: f64,
}

impl Window {
    /// Where it begins, of so many entries, and where it ends.
    pub(super) fn bounds(&self, all: usize) -> (usize, usize) {
        let end = all.saturating_sub(self.after);
        (end.saturating_sub(self.entries), end)
    }
}

/// Has [`crate::rang`] called after so many milliseconds with a number that is none of the session's, for the window.
fn look_around(scene: &Scene<'_>, millis: u32) {
    let alarm = Alarm::ALL.len() as u32;
    scene.host.clear_alarm(alarm);
    scene.host.set_alarm(alarm, millis);
}

impl Timeline {
    /// Something is about to change: remembers what the reader looks at.
    pub(in crate::view) fn hold(&mut self) {
        if self.follows || self.held.is_some() {
            return;
        }
        let top = self.top();
        for view in &self.views {
            if dom::bottom(view.element()) > top {
                // What it says: what is beneath that goes when the same author says more.
                let body = view.body().clone();
                let bottom = dom::bottom(&body);
                self.held = Some((body, bottom));
                return;
            }
        }
    }

    /// Something has changed: what the reader looks at is where it was. What is missing below, or too much there, is
    /// taken from the room after the window; where there is none, the reader goes along.
    fn release(&mut self) {
        if let Some((element, before)) = self.held.take() {
            let moved = || dom::bottom(&element) - before;
            if self.list.contains(&element) {
                self.set_room(self.window.room + moved());
                self.scroller.scroll_by(0.0, moved());
            }
        }
    }

    pub(super) fn set_room(&mut self, room: f64) {
        let room = if self.window.after > 0 && room > 0.0 {
            room
        } else {
            0.0
        };
        self.window.room = room;
        dom::set_height(&self.scroller.part(".below"), room);
    }

    /// Draws what has become of the entries.
    pub(in crate::view) fn settle(&mut self, scene: &Scene<'_>, late: &mut Option<Box<Late>>) {
        self.is_turned = false;
        if std::mem::take(&mut self.is_stale) {
            self.tell(scene);
            // Who reads the newest needs no more of the others.
            if self.follows {
                self.window.entries = self.window.entries.clamp(STEP, MOST);
            }
            let last = self.views.last().filter(|_| self.window.after > 0);
            if let Some(at) = last.and_then(|last| scene.session.place_of(last.key())) {
                // What has come stands after the window too.
                self.window.after = scene.session.timeline().len() - 1 - at;
            }
            self.fill(scene, late);
            self.show_chips(scene);
            if self.follows
                && let Some(late) = late
            {
                late.lead_to_form(&self.list);
            }
        }
        // What nobody sees is not measured: that would lay out the page.
        if !scene.session.is_opened() {
            return;
        }
        self.begin_with_long();
        if !self.follows {
            self.adapt(scene, late);
        } else {
            // Nothing that is seen depends on it: in a task of its own.
            look_around(scene, 0);
        }
    }

    /// Who follows what comes would see no more than the end of what is higher than the timeline.
    fn begin_with_long(&mut self) {
        let long = self.long.take();
        if long.is_some()
            && let Some(view) = self.views.iter().find(|view| Some(view.key()) == long)
        {
            let row = view.element();
            let above = self.top() + f64::from(row.client_height()) - dom::bottom(row);
            if above > 0.0 {
                self.scroller.scroll_by(0.0, -above);
                self.follows = false;
            }
        }
    }

    /// The reader goes somewhere: the window follows. Near its beginning more of what was said earlier is asked for.
    pub(in crate::view) fn scrolled(
        &mut self,
        scene: &Scene<'_>,
        late: &mut Option<Box<Late>>,
    ) -> Option<Input> {
        if self.scroller.client_height() == 0 {
            // It is hidden by now, and nothing is anywhere.
            return None;
        }
        self.follows = self.window.after == 0 && self.beneath() < NEAR;
        self.is_turned = false;
        self.adapt(scene, late);
        let is_near = self.above() < f64::from(self.scroller.client_height());
        if is_near && self.is_at_beginning(scene) && scene.session.history() == History::More {
            return Some(Input::LoadHistory);
        }
        None
    }

    /// Measures what has been drawn, and draws what is missing by that, step by step.
    pub(in crate::view) fn look(&mut self, scene: &Scene<'_>, late: &mut Option<Box<Late>>) {
        self.is_turned = false;
        if scene.session.is_opened() && self.adapt(scene, late) {
            // In another frame, which may have a turn of its own.
            look_around(scene, FRAME);
        }
    }

    /// Makes the window what it should be where the reader is, or nearer to it; whether it was another.
    fn adapt(&mut self, scene: &Scene<'_>, late: &mut Option<Box<Late>>) -> bool {
        let before = (self.window.entries, self.window.after);
        if self.scroller.client_height() > 0 {
            self.extend(scene);
            if before == (self.window.entries, self.window.after) {
                self.trim();
            }
        }
        let is_other = before != (self.window.entries, self.window.after);
        if is_other {
            self.hold();
            if self.held.is_none() {
                // No row is where the reader is: nothing else sees to the room.
                self.set_room(self.window.room);
            }
            self.fill(scene, late);
        }
        self.release();
        self.show_missed();
        is_other
    }

    /// The height of what is above the reader.
    fn above(&self) -> f64 {
        f64::from(self.scroller.scroll_height() - self.scroller.client_height()) - self.beneath()
    }

    /// Where rows come that are not drawn yet.
    pub(in crate::view) fn scroll_to_beginning(&self) {
        self.scroller.scroll_by(0.0, -self.above());
    }

    /// The height of what is beneath what the reader sees. Engines count `scrollTop` from different ends where a
    /// scroller is laid out from its end.
    #[inline(never)]
    pub(super) fn beneath(&self) -> f64 {
        dom::bottom(&self.scroller.part(".content")) - dom::bottom(&self.scroller)
    }

    /// Where it begins.
    fn top(&self) -> f64 {
        dom::bottom(&self.scroller) - f64::from(self.scroller.client_height())
    }

    fn is_at_beginning(&self, scene: &Scene<'_>) -> bool {
        self.window.bounds(scene.session.timeline().len()).0 == 0
    }

    /// Adds entries where there is no screen of them above or below.
    fn extend(&mut self, scene: &Scene<'_>) {
        let height = f64::from(self.scroller.client_height());
        let beneath = self.beneath();
        let below = beneath - self.window.room;
        if self.above() < height && !self.is_at_beginning(scene) {
            self.window.entries += STEP;
        }
        if self.window.after > 0 && below < height {
            let more = STEP.min(self.window.after);
            self.window.after -= more;
            self.window.entries += more;
            if below < -height {
                // Far beyond: the window is opened as far down among the others as the reader is.
                let share = beneath / (self.window.room + 1.0);
                self.window.after = (self.window.after as f64 * share) as usize;
                self.window.entries = STEP;
                self.window.room = beneath;
            }
        }
    }

    /// Takes away rows that are several screens away, but not what has the focus.
    fn trim(&mut self) {
        if self.views.len() <= MOST {
            return;
        }
        let focused = self.scroller.root().active_element();
        let top = self.top();
        let bottom = dom::bottom(&self.scroller);
        let away = 2.0 * (bottom - top);
        let mut far = (0, 0);
        let mut below = bottom;
        for view in &self.views {
            let begin = below;
            let end = dom::bottom(view.element());
            if focused.as_ref().is_some_and(|it| view.element().contains(it)) {
                // What would have to go with it stays.
                return;
            }
            far.0 += usize::from(end < top - away);
            far.1 += usize::from(begin > bottom + away);
            if far.1 == 0 {
                below = end;
            }
        }
        if far.0 > STEP {
            self.window.entries = self.window.entries.saturating_sub(far.0);
        }
        if far.1 > STEP {
            self.window.entries = self.window.entries.saturating_sub(far.1);
            self.window.after += far.1;
            // Before they go, or the browser would find the reader beyond the end.
            self.hold();
            self.set_room(self.window.room + dom::bottom(&self.list) - below);
        }
    }

    /// Where one writes.
    fn input(&self) -> Option<Node> {
        self.list.closest("[part=panel]")?.query(".input")
    }

    /// What of the messages has the focus.
    pub(in crate::view) fn focused(&self) -> Option<Node> {
        let active = self.scroller.root().active_element();
        active.filter(|it| self.list.contains(it))
    }

    /// Who was at work there goes on in the same place. If it is gone: who has filled in a form, where one writes; who has
    /// not written, with the messages, as a phone's keyboard would come.
    pub(in crate::view) fn keep_focus(&self, focused: Option<Node>) {
        // Unless he is elsewhere by now.
        if let Some(focused) = focused
            && (focused.hidden() || self.scroller.root().active_element().is_none())
        {
            focused.focus();
            if self.focused().is_none_or(|it| it.hidden()) {
                let input = self.input().filter(|_| focused.closest(".fields").is_some());
                input.as_ref().unwrap_or(&self.scroller).focus();
            }
        }
    }

    /// Makes the rows of the window. A view that is there stays.
    fn fill(&mut self, scene: &Scene<'_>, late: &mut Option<Box<Late>>) {
        let entries = scene.session.timeline();
        let (begin, end) = self.window.bounds(entries.len());
        let mut rows: Vec<&Entry> = Vec::new();
        for entry in &entries[begin..end] {
            if scene.session.has_row(entry) {
                rows.push(entry);
            }
        }
        if !std::mem::replace(&mut self.is_turned, true) {
            self.turns += 1;
            self.scroller.set("data-turned", &digits(self.turns % 3));
        }
        let mut at = 0;
        while let Some(view) = self.views.get(at) {
            if rows.iter().any(|row| row.key == view.key()) {
                at += 1;
            } else {
                self.views.remove(at).element().remove();
            }
        }
        let mut greeting = String::new();
        for (at, row) in rows.iter().enumerate() {
            let found = self.views.iter().position(|view| view.key() == row.key);
            if found == Some(at) {
                continue;
            }
            let view = match found {
                Some(from) => self.views.remove(from),
                None => {
                    let view = Box::new(MessageView::new(row, scene));
                    draw_form(&view, row, scene, late);
                    // Of messages, which have a time, it is told elsewhere.
                    if row.is_local() && !scene.session.is_own(row) {
                        greeting += &announce(row, scene);
                    }
                    view
                }
            };
            let next: Option<&Node> = self.views.get(at).map(|view| view.element());
            self.list.insert(view.element(), next);
            self.views.insert(at, view);
        }
        if self.is_live && !greeting.is_empty() {
            self.say(&greeting);
        }
        // Where a row of one author begins and ends, and where a day does.
        let mut is_new_day = true;
        let mut is_first = true;
        for (at, view) in self.views.iter().enumerate() {
            let next = self.views.get(at + 1);
            let next_day = next.is_some_and(|next| next.day() != view.day());
            let is_last = next_day
                || rows
                    .get(at + 1)
                    .is_none_or(|next| !scene.session.continues(next, rows[at]));
            view.place(is_first, is_last, is_new_day);
            (is_first, is_new_day) = (is_last, next_day);
        }
    }
}
