//! The figures as a table, and which promise does not hold.

use super::package::Change;
use super::rounds::{Measured, Seen};
use super::tools::Tool;
use crate::say;
use std::time::Duration;

/// Requests of a run that changes nothing: the record and the listing.
const WANTED_OF_NOTHING: usize = 2;
/// Requests of a run that changes one file, without those for CORS and the look after the last write.
const WANTED_OF_ONE_FILE: usize = 6;
/// How much faster a run is that changes nothing than the fastest other.
const WANTED_FACTOR: f64 = 2.0;

/// Times in milliseconds: the median, and the least and the most. Requests of the bucket; after a `+` those that are told
/// apart, after another those of the proof.
pub(super) fn print(seen: &Seen, rounds: usize) {
    say::figure(format_args!(
        "| {:24} | {:>22} | {:>22} | {:>22} | {:>22} | {:>22} | missed | loader last |",
        "", "first upload", "no change", "all times renewed", "one file", "same size, old time"
    ));
    say::figure("|---|---|---|---|---|---|---|---|");
    for tool in Tool::ALL {
        let mut line = format!("| {:24} |", tool.name());
        for change in Change::ALL {
            line += &format!(" {:>22} |", cell(seen.of(change, tool)));
        }
        let missed = seen.missed.get(&tool).unwrap_or(&0);
        let last = seen.loader_last.get(&tool).unwrap_or(&0);
        say::figure(format_args!("{line} {missed} of {rounds} | {last} of {rounds} |"));
    }
}

/// `612 (580-701), 290+2`
fn cell(runs: &[Measured]) -> String {
    let mut requests = runs
        .iter()
        .map(|run| run.requests)
        .max()
        .unwrap_or_default()
        .to_string();
    for apart in [|run: &Measured| run.apart, |run: &Measured| run.proof] {
        match runs.iter().map(apart).max() {
            None | Some(0) => {}
            Some(most) => requests += &format!("+{most}"),
        }
    }
    let times: Vec<f64> = sorted(runs).map(millis).collect();
    let (least, most) = (times.first().unwrap_or(&0.0), times.last().unwrap_or(&0.0));
    format!("{:.0} ({least:.0}-{most:.0}), {requests}", millis(median(runs)))
}

/// What does not hold, in words: first of what is counted, then of what is timed.
pub(super) fn broken(seen: &Seen, rounds: usize) -> (Vec<String>, Vec<String>) {
    let (mut counted, mut timed) = (Vec::new(), Vec::new());
    for tool in Tool::ALL.into_iter().filter(|tool| !tool.is_peer()) {
        let name = tool.name();
        for (changes, wanted) in [
            (&[Change::Nothing, Change::Touched][..], WANTED_OF_NOTHING),
            (&[Change::OneFile, Change::OldEdit], WANTED_OF_ONE_FILE),
        ] {
            let runs = changes.iter().flat_map(|change| seen.of(*change, tool));
            let most = runs.map(|run| run.requests).max().unwrap_or_default();
            if most > wanted {
                counted.push(format!("`{name}` makes {most} requests, wanted: {wanted}"));
            }
        }
        if seen.missed.get(&tool) != Some(&0) {
            counted.push(format!("`{name}` missed an edit"));
        }
        if seen.loader_last.get(&tool) != Some(&rounds) {
            counted.push(format!("`{name}` did not write loader.json last"));
        }
    }
    for (change, factor, what) in [
        (Change::First, 1.0, "first upload"),
        (Change::Nothing, WANTED_FACTOR, "no change"),
        (Change::Touched, WANTED_FACTOR, "all times renewed"),
    ] {
        let of = |tool: Tool| median(seen.of(change, tool)).as_secs_f64();
        let peers = Tool::ALL.into_iter().filter(|tool| tool.is_peer());
        let Some(fastest) = peers.min_by(|one, other| of(*one).total_cmp(&of(*other))) else {
            continue;
        };
        let is = of(fastest) / of(Tool::Ours);
        say::figure(format_args!(
            "{what}: {is:.2} times as fast as the fastest other, `{}`",
            fastest.name()
        ));
        if is < factor {
            timed.push(format!(
                "{what}: {is:.2} times as fast as `{}`, wanted: {factor}",
                fastest.name()
            ));
        }
    }
    (counted, timed)
}

impl Seen {
    fn of(&self, change: Change, tool: Tool) -> &[Measured] {
        self.runs.get(&(change, tool)).map_or(&[], Vec::as_slice)
    }
}

fn sorted(runs: &[Measured]) -> impl Iterator<Item = Duration> {
    let mut times: Vec<Duration> = runs.iter().map(|run| run.time).collect();
    times.sort();
    times.into_iter()
}

fn median(runs: &[Measured]) -> Duration {
    sorted(runs).nth(runs.len() / 2).unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
