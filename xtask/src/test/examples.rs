//! Whether the documentation holds examples: compiling a test binary of each library for none is a waste.

use crate::workspace;
use anyhow::Context as _;
use std::path::Path;
use walkdir::WalkDir;

/// Whether a default member that is a library has a doc comment with a code block.
pub(super) fn are_there() -> anyhow::Result<bool> {
    let metadata = workspace::metadata()?;
    for package in metadata.workspace_default_packages() {
        let library = package
            .targets
            .iter()
            .find(|target| target.is_lib() && target.doctest);
        if let Some(source) = library.and_then(|library| library.src_path.parent())
            && has_example(source.as_std_path())?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn has_example(folder: &Path) -> anyhow::Result<bool> {
    for entry in WalkDir::new(folder) {
        let entry = entry?;
        if entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            let text = std::fs::read_to_string(entry.path())
                .with_context(|| format!("cannot read: {}", entry.path().display()))?;
            if text.lines().any(opens_code) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// A block that rustdoc would compile: not `text`, `json` and the like.
fn opens_code(line: &str) -> bool {
    let line = line.trim_start();
    let Some(comment) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
        return false;
    };
    let Some(language) = comment.trim().strip_prefix("```") else {
        return false;
    };
    language
        .split(',')
        .all(|word| matches!(word, "rust" | "should_panic" | "no_run" | "compile_fail"))
}

#[cfg(test)]
mod tests {
    use super::opens_code;

    #[test]
    fn only_blocks_that_rustdoc_compiles_count() {
        for line in ["/// ```rust", "    //! ```no_run", "/// ```rust,should_panic"] {
            assert!(opens_code(line), "{line}");
        }
        for line in [
            "/// ```text",
            "//! ```json",
            "let s = \"```rust\";",
            "// ```rust",
            "/// `code`",
        ] {
            assert!(!opens_code(line), "{line}");
        }
    }
}
