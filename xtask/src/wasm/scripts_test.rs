use super::{bridge, host, join, late, oldest, style};
use crate::wasm::paths::Paths;
use std::fs;
use std::process::Command;

#[test]
fn files_follow_by_name_and_the_one_that_acts_is_last() {
    let folder = tempfile::tempdir().unwrap();
    let error = join(folder.path(), "a", "b").unwrap_err().to_string();
    assert!(error.starts_with("the script has no `main.js`"), "{error}");
    for (name, source) in [
        ("z.js", "var z;\n"),
        ("main.js", "z();\n"),
        ("a.js", "var a;\n"),
        ("a.md", "?"),
    ] {
        fs::write(folder.path().join(name), source).unwrap();
    }
    assert_eq!(
        join(folder.path(), "a, b", "window, {}").unwrap(),
        "(function (a, b) {\n'use strict';\nvar a;\nvar z;\nz();\n})(window, {});\n"
    );
}

/// WCAG 2.2, 1.4.4: a page that may be made larger stays so where the widget is.
#[test]
fn who_needs_it_larger_can_make_it_so_with_two_fingers() {
    let folder = Paths::find().unwrap().host.join("style");
    let all = [style(&folder).unwrap(), style(&folder.join("late")).unwrap()].concat();
    let touches: Vec<_> = all
        .lines()
        .filter(|line| line.contains("touch-action:"))
        .collect();
    assert!(!touches.is_empty());
    for line in touches {
        assert!(line.contains("pinch-zoom"), "{line}");
    }
}

/// `runtime/host/tests/`, in Node, on the scripts as they are joined.
#[test]
fn the_scripts_do_on_a_page_of_their_own_what_they_should() {
    let paths = Paths::find().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let [host_file, bridge_file, late_file, oldest_file] =
        ["host.js", "bridge.js", "late.js", "oldest.js"].map(|name| folder.path().join(name));
    fs::write(&host_file, host(&paths.host).unwrap()).unwrap();
    let bridge = bridge(&paths.host).unwrap();
    let placed = bridge.replace("@@SENDING_AT@@", "1").replace("@@LATE_AT@@", "3");
    fs::write(&bridge_file, placed).unwrap();
    fs::write(&late_file, late(&paths.host).unwrap()).unwrap();
    fs::write(&oldest_file, oldest(&paths.host).unwrap()).unwrap();
    let tests = paths.root.join("runtime/host/tests");
    for name in [
        "options",
        "calls",
        "links",
        "bridge",
        "ahead",
        "clock",
        "visitor",
        "meanwhile",
        "oldest",
    ] {
        let done = Command::new("node")
            .arg("--test")
            .arg(tests.join(format!("{name}.test.js")))
            .env("AVMSDK_HOST", &host_file)
            .env("AVMSDK_BRIDGE", &bridge_file)
            .env("AVMSDK_LATE", &late_file)
            .env("AVMSDK_OLDEST", &oldest_file)
            .output()
            .expect("node on PATH");
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{name}: {said}");
        assert!(!said.contains("# pass 0"), "{name} tests nothing: {said}");
    }
}

/// Both sides of the second part's templates: `runtime/src/template.rs` and `runtime/host/src/late/templates.js`.
#[test]
fn the_program_and_the_second_script_know_the_same_templates() {
    let paths = Paths::find().unwrap();
    let read = |path: &str| fs::read_to_string(paths.root.join(path)).unwrap();
    let program = read("runtime/src/template.rs");
    let (_, names) = program.split_once("\nnames! {\n").unwrap();
    let mut named: Vec<_> = names
        .lines()
        .filter_map(|line| line.strip_prefix("    "))
        .collect();
    // The sign of a channel goes by the channel's name.
    let channels = read("protocol/src/channel.rs");
    let (_, signs) = channels.split_once("fn name(self)").unwrap();
    let (signs, _) = signs.split_once("fn ").unwrap();
    named.extend(signs.lines().filter_map(|line| line.split('"').nth(1)));
    named.sort_unstable();
    let script = read("runtime/host/src/late/templates.js");
    let (_, templates) = script.split_once("\nvar TEMPLATES = {\n").unwrap();
    let (templates, _) = templates.split_once("\n};\n").unwrap();
    let mut known: Vec<_> = templates
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split_once(": "))
        .map(|(name, _)| name.trim_matches('\''))
        .filter(|name| name.chars().all(char::is_alphabetic))
        .collect();
    known.sort_unstable();
    assert_eq!(named, known);
    assert!(named.len() > 30, "they are found: {}", named.len());
}

/// What makes elements or code of a text, in scripts and in bindings that are declared by hand.
const OF_TEXT: [&str; 10] = [
    "innerHTML",
    "outerHTML",
    "insertAdjacentHTML",
    "setHTML",
    "createContextualFragment",
    "DOMParser",
    "document.write",
    "srcdoc",
    "eval(",
    "new Function",
];

#[test]
fn no_source_makes_markup_or_code_of_text() {
    let paths = Paths::find().unwrap();
    let sources = walkdir::WalkDir::new(paths.root.join("runtime"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| {
            let name = entry.path().to_string_lossy();
            (name.ends_with(".js") || name.ends_with(".rs")) && !name.contains("/tests/")
        });
    let mut count = 0;
    for entry in sources {
        let source = fs::read_to_string(entry.path()).unwrap();
        let found = OF_TEXT.iter().find(|word| source.contains(**word));
        assert_eq!(found, None, "{}", entry.path().display());
        count += 1;
    }
    assert!(count > 100, "of {count} files");
}
