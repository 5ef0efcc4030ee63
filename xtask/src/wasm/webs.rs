//! The webs of a function: a value in a local, with all that may be read in its place. A local that is used for one thing
//! and later for another is two webs, which need not share a number.
//!
//! It is what a compiler looks at before it chooses registers, for the control flow of the first wasm.

use super::flow::{Flow, Living, Touch};
use std::collections::BTreeSet;
use wasmparser::ValType;

/// One web.
#[derive(Debug)]
pub(super) struct Web {
    pub(super) kind: ValType,
    /// The local's number.
    pub(super) number: usize,
    /// Where the number stands, from the beginning of the instructions.
    pub(super) places: Vec<usize>,
    /// The webs that may live at the same time, by their places in the list: they must have other numbers.
    pub(super) apart: BTreeSet<usize>,
    /// Whether it begins with the function: as a parameter, in the place that callers chose, or with zero, as other
    /// locals do.
    pub(super) is_given: bool,
}

/// The webs of a function with locals of these kinds.
pub(super) fn find(flow: &Flow, kinds: &[ValType]) -> Vec<Web> {
    let living = flow.living();
    let mut webs = Vec::new();
    let exits: Vec<_> = (kinds.iter().enumerate())
        .map(|(local, kind)| add_webs_of(local, *kind, flow, &living, &mut webs))
        .collect();
    for (at, touch) in flow.touches.iter().enumerate() {
        if let Touch::Set(local) = touch
            && let Some(set) = exits[*local][at]
        {
            part(&mut webs, set, exits.iter().map(|exit| &exit[at]));
        }
    }
    webs
}

/// Adds the webs of one local. What comes back is its web after each instruction, while it lives.
fn add_webs_of(
    local: usize,
    kind: ValType,
    flow: &Flow,
    living: &Living,
    webs: &mut Vec<Web>,
) -> Vec<Option<usize>> {
    let mut points = joined_where_it_lives(local, flow, living);
    let mut known = vec![None; 2 * flow.touches.len()];
    let mut web_at = |point: usize, webs: &mut Vec<Web>| {
        *known[points.first(point)].get_or_insert_with(|| {
            webs.push(Web {
                kind,
                number: local,
                places: Vec::new(),
                apart: BTreeSet::new(),
                is_given: false,
            });
            webs.len() - 1
        })
    };
    if !flow.touches.is_empty() && living.before(0, local) {
        let given = web_at(before(0), webs);
        webs[given].is_given = true;
    }
    let mut exit = vec![None; flow.touches.len()];
    for (at, touch) in flow.touches.iter().enumerate() {
        let web = match touch {
            Touch::Get(touched) if *touched == local => Some(web_at(before(at), webs)),
            // Where nobody reads it the web is this one place.
            Touch::Set(touched) if *touched == local => Some(web_at(after(at), webs)),
            _ => None,
        };
        if let Some(web) = web {
            webs[web].places.push(flow.places[at]);
        }
        if living.after(at, local) || *touch == Touch::Set(local) {
            exit[at] = Some(web_at(after(at), webs));
        }
    }
    exit
}

/// The points between which the value of a local is handed on.
fn joined_where_it_lives(local: usize, flow: &Flow, living: &Living) -> Points {
    let mut points = Points::new(flow.touches.len());
    for (at, touch) in flow.touches.iter().enumerate() {
        if living.after(at, local) {
            if living.before(at, local) && *touch != Touch::Set(local) {
                points.join(before(at), after(at));
            }
            for next in &flow.next[at] {
                if living.before(*next, local) {
                    points.join(after(at), before(*next));
                }
            }
        }
    }
    points
}

/// Keeps a web and others apart.
fn part<'a>(webs: &mut [Web], one: usize, others: impl Iterator<Item = &'a Option<usize>>) {
    for other in others.flatten().filter(|other| **other != one) {
        webs[one].apart.insert(*other);
        webs[*other].apart.insert(one);
    }
}

fn before(at: usize) -> usize {
    2 * at
}

fn after(at: usize) -> usize {
    2 * at + 1
}

/// The points before and after instructions, in sets that are joined.
struct Points(Vec<usize>);

impl Points {
    fn new(instructions: usize) -> Self {
        Self((0..2 * instructions).collect())
    }

    /// The one that stands for the whole set.
    fn first(&mut self, mut point: usize) -> usize {
        while self.0[point] != point {
            self.0[point] = self.0[self.0[point]];
            point = self.0[point];
        }
        point
    }

    fn join(&mut self, one: usize, other: usize) {
        let [one, other] = [one, other].map(|point| self.first(point));
        self.0[one] = other;
    }
}
