//! The report of `avmsdk configure`, for people.

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
         \x20 next      read {out}/{readme}; upload {out}/cdnPackage, loader.json last",
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

pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        format!("1 {noun}")
    } else {
        format!("{number} {noun}s")
    }
}

fn times(number: usize) -> String {
    match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{number} times"),
    }
}

/// Decimal units, as disks and networks count.
fn size(bytes: u64) -> String {
    let tenths = |unit: u64| format!("{}.{}", bytes / unit, bytes % unit * 10 / unit);
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} KB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

#[cfg(test)]
mod tests {
    use super::{count, size, times};

    #[test]
    fn numbers_read_well() {
        assert_eq!(
            (count(1, "file"), count(2, "file")),
            ("1 file".to_owned(), "2 files".to_owned())
        );
        assert_eq!([times(1), times(2), times(3)], ["once", "twice", "3 times"]);
        assert_eq!(
            [size(999), size(1_000), size(3_349_999)],
            ["999 bytes", "1.0 KB", "3.3 MB"]
        );
    }
}
