//! The commands that `docs/deploy.md` and `docs/verify.md` show are such as can be typed, and the workflows are YAML of
//! the shape that GitHub wants (<https://docs.github.com/actions/reference/workflow-syntax-for-github-actions>).

use super::Args;
use clap::Parser as _;
use yaml_rust2::{Yaml, YamlLoader};

const DEPLOY: &str = include_str!("../../../docs/deploy.md");
const VERIFY: &str = include_str!("../../../docs/verify.md");

/// The text of each block of that kind.
fn blocks(page: &str, wanted: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in page.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(kind), None) => {
                open = Some((kind.split(' ').next() == Some(wanted), String::new()));
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take().filter(|(is_it, _)| *is_it).map(|(_, text)| text))
            }
            (None, Some((_, text))) => *text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

/// Fails unless the line is a command of ours that can be typed.
fn take(line: &str) {
    let line = line
        .split(" #")
        .next()
        .unwrap_or(line)
        .split(" || ")
        .next()
        .unwrap_or(line);
    assert!(
        !line.contains(['\'', '"', '\\']),
        "the test knows no quotes: {line}"
    );
    let read = Args::try_parse_from(line.split_whitespace());
    assert!(read.is_ok(), "{line}\n{}", read.unwrap_err());
}

fn is_ours(line: &&str) -> bool {
    line.starts_with("avmsdk ")
}

/// The value of each `run` in a document, however deep.
fn runs<'a>(yaml: &'a Yaml, found: &mut Vec<&'a str>) {
    match yaml {
        Yaml::Array(all) => all.iter().for_each(|one| runs(one, found)),
        Yaml::Hash(all) => {
            for (key, value) in all {
                match (key.as_str(), value.as_str()) {
                    (Some("run"), Some(run)) => found.push(run),
                    _ => runs(value, found),
                }
            }
        }
        _ => {}
    }
}

#[test]
fn commands_on_the_page_can_be_typed() {
    let mut count = 0;
    for block in [blocks(DEPLOY, "sh"), blocks(DEPLOY, "text"), blocks(VERIFY, "sh")].concat() {
        for line in block.lines().filter(is_ours) {
            take(line);
            count += 1;
        }
    }
    assert!(count > 12, "{count}");
}

#[test]
fn workflows_are_yaml_and_their_commands_can_be_typed() {
    let mut count = 0;
    for block in [blocks(DEPLOY, "yaml"), blocks(VERIFY, "yaml")].concat() {
        let documents = YamlLoader::load_from_str(&block).unwrap();
        let mut found = Vec::new();
        documents.iter().for_each(|document| runs(document, &mut found));
        for line in found.into_iter().flat_map(str::lines).filter(is_ours) {
            take(line);
            count += 1;
        }
    }
    assert_eq!(count, 4);
}

#[test]
fn the_workflow_is_whole() {
    let [block] = blocks(DEPLOY, "yaml").try_into().unwrap();
    let workflow = &YamlLoader::load_from_str(&block).unwrap()[0];
    assert!(workflow["name"].as_str().is_some() && !workflow["on"].is_badvalue());
    let jobs = workflow["jobs"].as_hash().unwrap();
    let mut before: Vec<&str> = Vec::new();
    for (name, job) in jobs {
        let name = name.as_str().unwrap();
        assert!(job["runs-on"].as_str().is_some(), "{name}");
        if let Some(needed) = job["needs"].as_str() {
            assert!(before.contains(&needed), "{name} needs {needed}");
        }
        for step in job["steps"].as_vec().unwrap() {
            let kinds = ["uses", "run"].map(|key| step[key].as_str().is_some());
            assert!(kinds[0] != kinds[1], "{name}: {step:?}");
            let uses = step["uses"].as_str();
            assert!(uses.is_none_or(|action| action.contains("@v")), "{uses:?}");
        }
        before.push(name);
    }
    // What is planned is what is carried out.
    assert_eq!(before, ["plan", "deploy"]);
    let shared: Vec<&Yaml> = jobs
        .values()
        .flat_map(|job| job["steps"].as_vec().unwrap())
        .filter(|step| {
            step["uses"]
                .as_str()
                .is_some_and(|action| action.contains("-artifact@"))
        })
        .map(|step| &step["with"]["name"])
        .collect();
    assert_eq!(shared.len(), 2);
    assert_eq!(shared[0], shared[1]);
}
