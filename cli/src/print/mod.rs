//! The only place that writes to the terminal.
//!
//! stdout is data (the answer, one JSON document), stderr is talk (progress, warnings, errors), so that
//! a pipe gets the answer alone. Escape codes appear only on a terminal, and never when `NO_COLOR` is set.
//! Text from files and servers is cleaned: it cannot drive the terminal.

mod clean;
mod configure;
mod csp_check;
mod deploy;
mod error;
mod man;
mod number;
mod progress;
mod style;
mod table;
mod usage;
mod verify;

use self::progress::Event;
use crate::args::OutputArgs;
use crate::args::deploy::ProgressArg;
use crate::failure::Failure;
use clean::{clean, clean_json, clean_line};
pub(crate) use configure::configure_report;
pub(crate) use csp_check::csp_check_report;
pub(crate) use deploy::{deploy_plan, deploy_report, prune_plan, prune_report, releases_report};
pub(crate) use man::man_report;
pub(crate) use progress::Progress;
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write};
use style::Style;
pub(crate) use verify::{Verified, verify_report};

/// Writes what commands have to say.
pub(crate) struct Printer {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    style: Style,
    json: bool,
    quiet: bool,
    progress: ProgressArg,
}

impl Printer {
    /// The printer of the real process.
    pub(crate) fn for_terminal(output: &OutputArgs) -> Self {
        // https://no-color.org: set and not empty.
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self {
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            style: Style::when(io::stderr().is_terminal() && !no_color),
            json: output.json,
            quiet: output.quiet,
            progress: ProgressArg::Auto,
        }
    }

    /// Says from now on how far it is in that way; with `json` every line on stderr is a document.
    pub(crate) fn tell_progress(&mut self, by: ProgressArg) {
        self.progress = by;
    }

    /// Whether the answer is to be one JSON document.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Whether only warnings and errors are wanted.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// The answer as text; left out by `--json` and `--quiet`.
    pub(crate) fn report(&mut self, text: &str) -> anyhow::Result<()> {
        if self.json || self.quiet {
            Ok(())
        } else {
            self.data(text)
        }
    }

    /// Data for stdout whatever the flags, with a line end after it.
    pub(crate) fn data(&mut self, text: &str) -> anyhow::Result<()> {
        keep_pipe_quiet(writeln!(self.out, "{}", clean(text.trim_end_matches('\n'))))
    }

    /// The one JSON document of `--json`; nothing without it.
    pub(crate) fn document(&mut self, document: &impl Serialize) -> anyhow::Result<()> {
        if self.json { self.json(document) } else { Ok(()) }
    }

    /// A JSON document for stdout whatever the flags.
    pub(crate) fn json(&mut self, document: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(document)?;
        keep_pipe_quiet(writeln!(self.out, "{}", clean_json(&text)))
    }

    /// A word on stderr about what goes on; left out by `--quiet`.
    pub(crate) fn say(&mut self, text: &str) {
        match self.progress {
            _ if self.quiet => {}
            ProgressArg::Auto => self.write_clean_err(text),
            ProgressArg::Json => self.write_err(&Event::Said { what: text }.line()),
        }
    }

    /// A warning on stderr: what is wrong, and what to do.
    pub(crate) fn warn(&mut self, what: &str, hint: &str) {
        if self.progress == ProgressArg::Json {
            return self.write_err(&Event::Warning { what, hint }.line());
        }
        let lines = format!(
            "{} {}\n{} {}",
            self.style.warning("warning:"),
            clean_line(what),
            self.style.hint("   hint:"),
            clean_line(hint)
        );
        self.write_err(&lines);
    }

    /// Asks a person at a terminal; no one else is asked, and `None` tells so.
    pub(crate) fn ask(&mut self, question: &str) -> Option<bool> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return None;
        }
        let _ = write!(self.err, "{} [y/N] ", clean_line(question));
        let _ = self.err.flush();
        let mut answer = String::new();
        // What cannot be read is no consent.
        let _ = io::stdin().read_line(&mut answer);
        Some(matches!(answer.trim(), "y" | "Y" | "yes"))
    }

    /// Shows how far a long task is.
    pub(crate) fn progress(&self) -> Progress {
        Progress::new(self.progress, self.quiet)
    }

    fn write_clean_err(&mut self, text: &str) {
        self.write_err(&clean(text));
    }

    fn write_err(&mut self, text: &str) {
        // A broken stderr leaves no one to tell.
        let _ = writeln!(self.err, "{text}");
    }
}

/// `avmsdk … | head` closes the pipe early; that is no failure.
fn keep_pipe_quiet(result: io::Result<()>) -> anyhow::Result<()> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            let hint = "see to it that stdout leads to where there is room";
            Err(Failure::new("print", "cannot print the answer", hint)
                .because(error)
                .into())
        }
        _ => Ok(()),
    }
}
