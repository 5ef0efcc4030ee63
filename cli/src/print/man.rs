//! What `avmsdk man --out` wrote, for people.

use super::number::count;

/// How many pages there are, and how to read one.
pub(crate) fn man_report(pages: usize, folder: &str) -> String {
    format!(
        "wrote {} to {folder}\n\n\x20 next  man -l {folder}/avmsdk.1",
        count(pages, "page")
    )
}
