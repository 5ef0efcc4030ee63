//! Errors in three parts: what failed, why, what to do.

use super::progress::Event;
use super::{Printer, clean_line};
use crate::args::deploy::ProgressArg;
use crate::failure;
use serde::Serialize;

/// The document that `--json` prints when a command fails.
#[derive(Serialize)]
pub(super) struct ErrorDocument<'a> {
    schema: &'static str,
    ok: bool,
    code: &'a str,
    error: String,
    causes: Vec<String>,
    hint: &'a str,
}

impl<'a> ErrorDocument<'a> {
    pub(super) fn new(code: &'a str, error: String, causes: Vec<String>, hint: &'a str) -> Self {
        Self {
            schema: "avmsdk.error/1",
            ok: false,
            code,
            error,
            causes,
            hint,
        }
    }
}

impl Printer {
    /// Prints an error on stderr, and with `--json` also as the document on stdout.
    pub(crate) fn error(&mut self, error: &anyhow::Error) {
        let failure = failure::find(error);
        let hint = failure.map_or("", |failure| failure.hint());
        let causes: Vec<String> = error.chain().skip(1).map(ToString::to_string).collect();

        let code = failure.map_or("failed", |failure| failure.code());
        self.error_lines(code, &error.to_string(), &causes.join(": "), hint);
        self.error_document(&ErrorDocument::new(code, error.to_string(), causes, hint));
    }

    fn error_lines(&mut self, code: &str, what: &str, why: &str, hint: &str) {
        if self.progress == ProgressArg::Json {
            let event = Event::Error {
                code,
                what,
                why,
                hint,
            };
            return self.write_err(&event.line());
        }
        let mut lines = format!("{} {}", self.style.error("error:"), clean_line(what));
        if !why.is_empty() {
            lines += &format!("\n{} {}", self.style.error("  why:"), clean_line(why));
        }
        if !hint.is_empty() {
            lines += &format!("\n{} {}", self.style.hint(" hint:"), clean_line(hint));
        }
        self.write_err(&lines);
    }

    /// The document of a failure; nothing without `--json`.
    pub(super) fn error_document(&mut self, document: &ErrorDocument<'_>) {
        if let Err(error) = self.document(document) {
            self.write_clean_err(&format!("error: cannot print the document: {error}"));
        }
    }
}
