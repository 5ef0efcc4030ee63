use super::{FILES, Files, files};
use crate::{step, workspace};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn made() -> Files {
    files(workspace::root(), "1.2.3").unwrap()
}

/// A folder in which the package is installed as npm would.
fn installed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("node_modules/avmsdk");
    super::folder::write(&made(), &{
        fs::create_dir_all(package.parent().unwrap()).unwrap();
        package
    })
    .unwrap();
    folder
}

fn host(name: &str) -> PathBuf {
    workspace::root().join("runtime/host").join(name)
}

/// What a command says, and whether it is content.
fn ran(command: &mut Command, folder: &Path) -> (bool, String) {
    let output = command.current_dir(folder).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.success(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

fn node_test(name: &str) {
    let folder = installed();
    fs::copy(host("tests").join(name), folder.path().join(name)).unwrap();
    let (ok, said) = ran(step::program("node").args(["--test", name]), folder.path());
    assert!(ok, "{said}");
    assert!(
        said.contains("# fail 0") || said.contains("fail 0"),
        "no verdict: {said}"
    );
    assert!(!said.contains("pass 0"), "nothing was tested: {said}");
}

#[test]
fn the_package_lists_its_files_and_names_itself() {
    let files = made();
    let manifest: serde_json::Value = serde_json::from_slice(&files["package.json"]).unwrap();
    assert_eq!(manifest["version"], "1.2.3");
    let listed: Vec<_> = manifest["files"].as_array().unwrap().iter().collect();
    for (name, _) in FILES {
        assert!(files.contains_key(name), "{name}");
        let by_itself = matches!(name, "package.json" | "README.md");
        assert_eq!(listed.contains(&&name.into()), !by_itself, "{name}");
    }
    assert_eq!(listed.len() + 2, FILES.len());
    let module = String::from_utf8(files["module.js"].clone()).unwrap();
    assert!(module.contains("let publicPath = '';") && module.contains("const VERSION = '1.2.3';"));
    assert!(!module.contains("@@"), "a token is left");
}

#[test]
fn it_can_be_imported_on_a_server() {
    node_test("server.test.mjs");
}

#[test]
fn calls_wait_for_the_host_in_order() {
    node_test("module.test.mjs");
}

#[test]
fn the_element_starts_and_ends_the_widget() {
    node_test("element.test.mjs");
}

#[test]
fn the_types_take_what_is_right_and_refuse_what_is_wrong() {
    let compiler = std::env::var_os("AVMSDK_PEERS")
        .map_or_else(
            || workspace::target().unwrap().join("peers/node_modules"),
            PathBuf::from,
        )
        .join("typescript/bin/tsc");
    assert!(
        compiler.is_file(),
        "no {}: run `cargo xtask peers`",
        compiler.display()
    );
    let folder = installed();
    for name in ["example.ts", "wrong.ts"] {
        fs::copy(host("types").join(name), folder.path().join(name)).unwrap();
    }
    let check = |names: &[&str]| {
        let mut tsc = step::program("node");
        tsc.arg(&compiler)
            .args([
                "--strict", "--noEmit", "--module", "nodenext", "--target", "es2020",
            ])
            .args(["--lib", "es2020,dom"])
            .args(names);
        ran(&mut tsc, folder.path())
    };
    let (ok, said) = check(&["example.ts", "wrong.ts"]);
    assert!(ok, "{said}");

    // Without their marks, every wrong line is named: none is right by accident, and the check can fail.
    let wrong = fs::read_to_string(folder.path().join("wrong.ts")).unwrap();
    let marks = wrong.matches("@ts-expect-error").count();
    fs::write(
        folder.path().join("wrong.ts"),
        wrong.replace("@ts-expect-error", "wrong"),
    )
    .unwrap();
    let (ok, said) = check(&["wrong.ts"]);
    let named = said.lines().filter(|line| line.starts_with("wrong.ts(")).count();
    assert!(!ok && marks > 20 && named >= marks, "{named} of {marks}\n{said}");
}
