//! What programs read: plans, records, and the lines that tell how far a run is.

use crate::package::Package;
use crate::proxy::Act;
use crate::{Stage, done, said, schema};
use serde_json::Value;
use std::fs;
use std::process::Output;

/// The lines on stderr, each of which fits the schema.
fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    let lines = text.lines().map(|line| {
        let event = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        schema::check(&event);
        event
    });
    lines.collect()
}

fn events<'a>(lines: &'a [Value], name: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| line["event"] == name)
}

#[test]
fn every_line_of_progress_is_a_document() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    let run = |more: &[&str]| {
        let mut command = stage.command("deploy", "chat");
        let command = command.arg(&package.folder).arg("--progress=json");
        command.args(more).output().unwrap()
    };
    let output = run(&["--json"]);
    done(&output);
    let first = lines(&output);
    let steps: u64 = events(&first, "begin")
        .map(|line| line["total"].as_u64().unwrap())
        .sum();
    let keys: Vec<&str> = events(&first, "done")
        .map(|line| line["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys.len() as u64, steps, "{first:?}");
    assert_eq!(*keys.last().unwrap(), "loader.json");
    for key in package.files.keys() {
        assert!(keys.contains(&key.as_str()), "{key}");
    }
    let words: Vec<&str> = events(&first, "said")
        .map(|line| line["what"].as_str().unwrap())
        .collect();
    assert!(
        words.iter().any(|what| what.starts_with("plan for ")),
        "{words:?}"
    );
    assert!(
        words.iter().any(|what| what.starts_with("looking at ")),
        "{words:?}"
    );

    // Nothing to do is no event.
    let again = run(&["--quiet"]);
    assert!(again.status.success() && again.stderr.is_empty() && again.stdout.is_empty());

    stage.server.set_cors("https://other.example", "GET");
    let edited = package.copy(stage.root(), "edited");
    fs::write(edited.folder.join("cdnPackage/entry.mjs"), "// edited").unwrap();
    let output = stage
        .command("deploy", "chat")
        .arg(&edited.folder)
        .args(["--progress=json", "--plan"])
        .output()
        .unwrap();
    assert!(said(&output).contains("plan for "), "the plan is data");
    let warned = lines(&output);
    let hints = |line: &Value| line["hint"].as_str().unwrap().contains("--fix-cors");
    assert!(events(&warned, "warning").any(hints), "{warned:?}");

    stage.proxy.rule(|_| Act::Error("AccessDenied"));
    let failed = run(&[]);
    assert_eq!(failed.status.code(), Some(1));
    let failed = lines(&failed);
    assert_eq!(failed.last().unwrap()["event"], "error", "{failed:?}");
}

#[test]
fn plans_and_records_fit_their_schemas() {
    let stage = Stage::new();
    stage.server.set_cors("https://other.example", "GET");
    for (folder, make) in [
        (
            "chat",
            Package::ours as fn(&std::path::Path, &str, u32) -> Package,
        ),
        ("vendor", Package::vendor),
    ] {
        let root = stage.root().join(folder);
        fs::create_dir(&root).unwrap();
        let deploy = |package: &Package, more: &[&str]| {
            let args = [&[package.folder.to_str().unwrap()], more].concat();
            stage.run("deploy", folder, &args)
        };
        let file = root.join("plan.json");
        let one = make(&root, &stage.url(folder), 1);
        let kept = format!("--plan-out={}", file.display());
        let printed = deploy(&one, &[&kept, "--fix-cors"]);
        let kept: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        assert_eq!(kept, printed);
        let state = &kept["cors"]["state"];
        assert_eq!(*state, if folder == "chat" { "missing" } else { "covered" });
        deploy(&one, &[&format!("--apply={}", file.display())]);
        let two = make(&root, &stage.url(folder), 2);
        deploy(&two, &["--plan"]);
        deploy(&two, &[]);
        stage.run("releases", folder, &[]);
        stage.run("rollback", folder, &["--plan"]);
        stage.run("rollback", folder, &[]);
        stage.run("prune", folder, &["--plan", "--keep=1", "--older-than=0m"]);
        stage.run("prune", folder, &["--yes", "--keep=1", "--older-than=0m"]);
        let mut records = 0;
        for (key, bytes) in stage.server.objects(&format!("{folder}/")) {
            if key.starts_with("releases/") && key.ends_with(".json") {
                schema::check(&serde_json::from_slice(&bytes).unwrap());
                records += 1;
            }
        }
        assert!(records > 1, "{folder}");
    }
}
