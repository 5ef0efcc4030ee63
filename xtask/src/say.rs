//! The only place that writes to the terminal, besides the commands that are run.
//!
//! Talk goes to stderr, figures to stdout; all of it is plain text, which reads the same in a log.

use std::fmt::Display;

/// Announces a step, in a line of its own that is easy to find in a log.
#[expect(clippy::print_stderr, reason = "this module is the printer")]
pub(crate) fn step(what: impl Display) {
    eprintln!("==> {what}");
}

/// A remark within a step.
#[expect(clippy::print_stderr, reason = "this module is the printer")]
pub(crate) fn note(what: impl Display) {
    eprintln!("    {what}");
}

/// A measured figure: what one runs a benchmark for.
#[expect(clippy::print_stdout, reason = "this module is the printer")]
pub(crate) fn figure(line: impl Display) {
    println!("{line}");
}

/// What failed, and each cause on a line of its own.
#[expect(clippy::print_stderr, reason = "this module is the printer")]
pub(crate) fn error(error: &anyhow::Error) {
    eprintln!("error: {error}");
    for cause in error.chain().skip(1) {
        eprintln!("  why: {cause}");
    }
}
