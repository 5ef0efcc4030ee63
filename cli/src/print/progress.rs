//! What goes on: bars on a terminal, lines elsewhere, JSON lines where a program listens.

use crate::args::deploy::ProgressArg;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};

/// Tells how far a long task is.
pub(crate) enum Progress {
    /// Nothing is said.
    Silent,
    /// A bar that is drawn over and over.
    Bar(ProgressBar),
    /// A line for each wave.
    Lines,
    /// A document for each event.
    Json,
}

#[derive(Serialize)]
struct Event<'a> {
    schema: &'static str,
    event: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    what: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
}

const NOTHING: Event<'static> = Event {
    schema: "avmsdk.progress/1",
    event: "",
    what: None,
    total: None,
    key: None,
    bytes: None,
};

impl Progress {
    pub(super) fn new(arg: ProgressArg, quiet: bool) -> Self {
        match arg {
            ProgressArg::Json => Self::Json,
            ProgressArg::Auto if quiet => Self::Silent,
            ProgressArg::Auto if io::stderr().is_terminal() => {
                let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
                if let Ok(style) = ProgressStyle::with_template("{msg:30} {wide_bar} {pos}/{len}") {
                    bar.set_style(style);
                }
                Self::Bar(bar)
            }
            ProgressArg::Auto => Self::Lines,
        }
    }

    /// Something of that many steps begins, unless it has none.
    pub(crate) fn begin(&self, what: &str, total: u64) {
        if total == 0 {
            return;
        }
        match self {
            Self::Silent => {}
            Self::Bar(bar) => {
                bar.set_position(0);
                bar.set_length(total);
                bar.set_message(what.to_owned());
            }
            Self::Lines if total == 1 => line(what),
            Self::Lines => line(&format!("{what} ({total})")),
            Self::Json => json(&Event {
                event: "begin",
                what: Some(what),
                total: Some(total),
                ..NOTHING
            }),
        }
    }

    /// One step of it is done.
    pub(crate) fn done(&self, key: &str, bytes: u64) {
        match self {
            Self::Silent | Self::Lines => {}
            Self::Bar(bar) => bar.inc(1),
            Self::Json => json(&Event {
                event: "done",
                key: Some(key),
                bytes: Some(bytes),
                ..NOTHING
            }),
        }
    }

    /// Everything is done.
    pub(crate) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn json(event: &Event<'_>) {
    if let Ok(text) = serde_json::to_string(event) {
        line(&super::clean_json(&text));
    }
}

fn line(text: &str) {
    // A broken stderr leaves no one to tell.
    let _ = writeln!(io::stderr(), "{text}");
}
