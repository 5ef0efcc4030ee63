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

/// A line of `--progress json`.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    #[serde(flatten)]
    event: &'a Event<'a>,
}

/// What happens. See `docs/schemas/progress.json`.
#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub(super) enum Event<'a> {
    Begin {
        what: &'a str,
        total: u64,
    },
    Done {
        key: &'a str,
        bytes: u64,
    },
    Said {
        what: &'a str,
    },
    Warning {
        what: &'a str,
        hint: &'a str,
    },
    Error {
        code: &'a str,
        what: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        why: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        hint: &'a str,
    },
}

impl Event<'_> {
    /// The event in one line.
    pub(super) fn line(&self) -> String {
        let line = Line {
            schema: "avmsdk.progress/1",
            event: self,
        };
        // Texts and numbers: nothing in it can fail to be JSON.
        let text = serde_json::to_string(&line).unwrap_or_default();
        super::clean_json(&text).into_owned()
    }
}

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
            Self::Json => line(&Event::Begin { what, total }.line()),
        }
    }

    /// One step of it is done.
    pub(crate) fn done(&self, key: &str, bytes: u64) {
        match self {
            Self::Silent | Self::Lines => {}
            Self::Bar(bar) => bar.inc(1),
            Self::Json => line(&Event::Done { key, bytes }.line()),
        }
    }

    /// Everything is done.
    pub(crate) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

fn line(text: &str) {
    // A broken stderr leaves no one to tell.
    let _ = writeln!(io::stderr(), "{text}");
}
