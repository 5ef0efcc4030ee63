//! The report of `avmsdk configure`, for people.

use super::number::{count, size, times};
use avmsdk_core::configure::ConfigureReport;

/// What was made, where it is, what to do next.
pub(crate) fn configure_report(report: &ConfigureReport) -> String {
    let readme = report.added.iter().find(|path| path.ends_with("README.md"));
    let readme = readme.map_or("README.md", String::as_str);
    format!(
        "configured {files}, {bytes}, for {path}\n\
         \n\
         \x20 output    {out}\n\
         \x20 replaced  the placeholder {times} in {rewritten}\n\
         \x20 added     {added}\n\
         \x20 next      read {out}/{readme}, then: avmsdk deploy {quoted}",
        files = count(report.files, "file"),
        bytes = size(report.bytes),
        path = report.public_path,
        out = report.out,
        quoted = quoted(&report.out),
        times = times(report.replacements),
        rewritten = count(report.rewritten.len(), "file"),
        added = added(&report.added),
    )
}

/// A path as it is typed into a shell.
fn quoted(path: &str) -> String {
    let is_plain = |character: char| character.is_alphanumeric() || "_-./:@%+=,".contains(character);
    if path.chars().all(is_plain) && !path.starts_with('-') {
        return path.to_owned();
    }
    // What starts with a hyphen would be taken for a flag.
    let dashed = if path.starts_with('-') { "./" } else { "" };
    if cfg!(windows) {
        format!("\"{dashed}{path}\"")
    } else {
        format!("'{dashed}{}'", path.replace('\'', r"'\''"))
    }
}

fn added(paths: &[String]) -> String {
    let siblings = paths
        .iter()
        .filter(|path| path.starts_with("cdnPackage/"))
        .count();
    let mut names: Vec<String> = paths
        .iter()
        .filter(|path| !path.starts_with("cdnPackage/"))
        .cloned()
        .collect();
    if siblings > 0 {
        names.push(format!("{} compressed", count(siblings, "file")));
    }
    names.join(", ")
}

#[cfg(all(test, not(windows)))]
mod tests {
    use super::quoted;

    #[test]
    fn a_folder_is_quoted_where_a_shell_would_read_another() {
        for (path, typed) in [
            ("out", "out"),
            ("http:__localhost:8000_static_", "http:__localhost:8000_static_"),
            ("Größe/x", "Größe/x"),
            ("my dir", "'my dir'"),
            ("a&b", "'a&b'"),
            ("it's", r"'it'\''s'"),
            ("~", "'~'"),
            ("-x", "'./-x'"),
        ] {
            assert_eq!(quoted(path), typed);
        }
    }
}
