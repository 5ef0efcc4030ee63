//! Errors in three parts: what failed, why, what to do.

use super::{Printer, clean};
use crate::failure;
use serde::Serialize;

/// The document that `--json` prints when a command fails.
#[derive(Serialize)]
struct ErrorDocument<'a> {
    schema: &'static str,
    ok: bool,
    code: &'a str,
    error: String,
    causes: Vec<String>,
    hint: &'a str,
}

impl Printer {
    /// Prints an error on stderr, and with `--json` also as the document on stdout.
    pub(crate) fn error(&mut self, error: &anyhow::Error) {
        let failure = failure::find(error);
        let hint = failure.map_or("", |failure| failure.hint());
        let causes: Vec<String> = error.chain().skip(1).map(ToString::to_string).collect();

        let mut lines = format!("{} {}", self.style.error("error:"), clean(&error.to_string()));
        if !causes.is_empty() {
            lines += &format!("\n{} {}", self.style.error("  why:"), clean(&causes.join(": ")));
        }
        if !hint.is_empty() {
            lines += &format!("\n{} {}", self.style.hint(" hint:"), clean(hint));
        }
        self.write_err(&lines);

        let document = ErrorDocument {
            schema: "avmsdk.error/1",
            ok: false,
            code: failure.map_or("failed", |failure| failure.code()),
            error: error.to_string(),
            causes,
            hint,
        };
        if let Err(error) = self.document(&document) {
            self.write_clean_err(&format!("error: cannot print the document: {error}"));
        }
    }
}
