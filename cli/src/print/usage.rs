//! What clap has to say: help on stdout, or what was not understood on stderr.

use super::Printer;
use super::error::ErrorDocument;
use crate::exit::Exit;

impl Printer {
    /// Prints it, and with `--json` an error also as the document on stdout; the exit that it asks for.
    pub(crate) fn usage(&mut self, said: &clap::Error) -> Exit {
        // Whoever closed the pipe does not want to read it.
        let _ = said.print();
        if !said.use_stderr() {
            return Exit::Done;
        }
        let text = said.to_string();
        let what = text.split("\n\n").next().unwrap_or_default();
        let what = what.strip_prefix("error: ").unwrap_or(what);
        let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
        let hint = "see `avmsdk --help`, or `--help` after a command";
        self.error_document(&ErrorDocument::new("usage", what, Vec::new(), hint));
        Exit::Usage
    }
}
