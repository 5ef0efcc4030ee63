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
         \x20 next      read {out}/{readme}, then: avmsdk deploy {out}",
        files = count(report.files, "file"),
        bytes = size(report.bytes),
        path = report.public_path,
        out = report.out,
        times = times(report.replacements),
        rewritten = count(report.rewritten.len(), "file"),
        added = added(&report.added),
    )
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
