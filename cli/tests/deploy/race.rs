//! Two at once: one wins whole, the other says that the world has changed.

use crate::package::Package;
use crate::proxy::Act;
use crate::reader::{Reader, visit};
use crate::{Stage, done};
use sha2::Digest as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// Holds the `number`th request of `slow`, runs `quick` meanwhile, lets go; the exit code of `slow`, or nothing if
/// it ended before that request.
fn overtaken(
    stage: &Stage,
    slow: &mut std::process::Command,
    number: usize,
    quick: impl FnOnce(),
) -> Option<i32> {
    let hold = stage.proxy.hold(move |request| {
        if request.number == number {
            Act::HoldBefore
        } else {
            Act::Pass
        }
    });
    let mut child = slow.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while hold.reached.recv_timeout(Duration::from_millis(10)).is_err() {
        if child.try_wait().unwrap().is_some() {
            return None;
        }
    }
    quick();
    hold.go.send(()).unwrap();
    Some(child.wait().unwrap().code().unwrap())
}

/// Whether what readers get is what the current record says.
fn is_whole(stage: &Stage) -> bool {
    let stored = stage.server.objects("chat/");
    let record: serde_json::Value = serde_json::from_slice(&stored["releases/current.json"]).unwrap();
    let has = |file: &serde_json::Value| {
        let digest = sha2::Sha256::digest(&stored[file["key"].as_str().unwrap()]);
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        file["sha256"].as_str().unwrap().ends_with(&digest)
    };
    record["files"].as_array().unwrap().iter().all(has)
}

#[test]
fn of_two_deploys_at_once_one_wins_whole() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let reader = Reader::start(port, "/acme/chat/");
    let next = |version| {
        let package = Package::ours(stage.root(), &url, version);
        reader.expect(&package.files);
        package
    };
    // The very first deploys are a case of their own: there is nothing to compare with.
    let mut lost = 0;
    for number in 1.. {
        let version = 2 * u32::try_from(number).unwrap();
        let (slow, quick) = (next(version - 1), next(version));
        let mut command = stage.command("deploy", "chat");
        command.arg(&slow.folder).args(["--concurrency=1", "--quiet"]);
        let code = overtaken(&stage, &mut command, number, || {
            let mut command = stage.command_to(port, "deploy", "chat");
            done(&command.arg(&quick.folder).arg("--json").output().unwrap());
        });
        let met = reader.visit(port, "/acme/chat/").unwrap();
        let quick_met = usize::try_from(version).unwrap() - 1;
        match code {
            None => break,
            // It had not looked yet, or it had finished what readers get.
            Some(0) => assert!([quick_met, quick_met - 1].contains(&met), "request {number}"),
            Some(4) => {
                lost += 1;
                assert_eq!(
                    met, quick_met,
                    "request {number}: the winner's release is the one"
                );
            }
            other => panic!("request {number}: {other:?}"),
        }
        assert!(is_whole(&stage), "request {number}");
    }
    assert!(lost > 4, "only {lost} lost");
    let seen = reader.stop();
    assert_eq!(seen.broken, [] as [String; 0]);
}

#[test]
fn a_prune_and_a_deploy_at_once_lose_no_file() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let one = Package::ours(stage.root(), &url, 1);
    let two = Package::ours(stage.root(), &url, 2);
    // No reader meanwhile: who keeps no release but the last leaves those who are just loading it alone.
    let releases = [one.files.clone(), two.files.clone()];
    let meets_whole = || visit(port, "/acme/chat/", &releases).unwrap().is_some();
    let prune = ["--keep=1", "--older-than=0d", "--yes", "--quiet"];

    // A deploy of what is about to be pruned, held at each of its requests.
    let (mut refused, mut went) = (0, 0);
    for number in 1.. {
        stage.deploy("chat", &one);
        stage.deploy("chat", &two);
        let mut command = stage.command("deploy", "chat");
        command.arg(&one.folder).args(["--concurrency=1", "--quiet"]);
        let code = overtaken(&stage, &mut command, number, || {
            let mut command = stage.command_to(port, "prune", "chat");
            command.args(prune).output().unwrap();
        });
        assert!(meets_whole(), "request {number}");
        match code {
            None => break,
            Some(0) => went += 1,
            Some(4) => refused += 1,
            other => panic!("request {number}: {other:?}"),
        }
        assert!(is_whole(&stage), "request {number}");
        assert_eq!(stage.deploy("chat", &one)["ok"], true, "request {number}");
    }
    assert!(refused > 0 && went > 0, "{refused}, {went}");

    // A prune, held at each of its requests, with a deploy meanwhile.
    let (mut refused, mut went) = (0, 0);
    for number in 1.. {
        stage.run("prune", "chat", &prune);
        stage.deploy("chat", &one);
        stage.deploy("chat", &two);
        let mut command = stage.command("prune", "chat");
        let code = overtaken(&stage, command.args(prune).arg("--concurrency=1"), number, || {
            let mut command = stage.command_to(port, "deploy", "chat");
            let output = command.arg(&one.folder).output().unwrap();
            if !output.status.success() {
                assert_eq!(output.status.code(), Some(4), "{}", crate::said(&output));
                assert!(
                    crate::said(&output).contains("is being pruned"),
                    "{}",
                    crate::said(&output)
                );
            }
        });
        assert!(meets_whole(), "request {number}");
        match code {
            None => break,
            Some(0) => went += 1,
            Some(4) => refused += 1,
            other => panic!("request {number}: {other:?}"),
        }
        assert!(is_whole(&stage), "request {number}");
        assert!(
            !stage
                .server
                .objects("chat/")
                .contains_key("releases/pruning.json")
        );
    }
    assert!(refused > 0 && went > 0, "{refused}, {went}");

    // A prune that was cut short is in the way of deploys, says so, and is finished by the next one.
    stage.deploy("chat", &one);
    stage.deploy("chat", &two);
    stage.proxy.rule(|request| match request.method.as_str() {
        "DELETE" => Act::Status(503),
        _ => Act::Pass,
    });
    let output = stage.command("prune", "chat").args(prune).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    stage.proxy.rule(|_| Act::Pass);
    let output = stage.command("deploy", "chat").arg(&one.folder).output().unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert!(
        crate::said(&output).contains("finish it by `avmsdk prune --take-over`"),
        "{}",
        crate::said(&output)
    );
    stage.run("prune", "chat", &[&prune[..], &["--take-over"]].concat());
    stage.deploy("chat", &one);
    assert!(meets_whole());
}

/// Whoever comes last, the record and what readers get are of one release: also where the quick one brings back what
/// the slow one has claimed away and not yet overwritten.
fn a_release_and_what_undoes_it(make: fn(&Path, &str, u32) -> Package) {
    let stage = Stage::new();
    let [one, two] = [1, 2].map(|version| make(stage.root(), &stage.url("chat"), version));
    let port = stage.server.port;
    for kind in ["rollback", "deploy", "deploy while rolled back"] {
        let (mut lost, mut went) = (0, 0);
        for number in 1.. {
            // Records of earlier rounds would be asked for as well.
            stage.server.clear("chat/");
            for package in [&two, &one] {
                stage.run(
                    "deploy",
                    "chat",
                    &[package.folder.to_str().unwrap(), "--no-proof"],
                );
            }
            let mut slow = if kind == "deploy while rolled back" {
                stage.command("rollback", "chat")
            } else {
                stage.command("deploy", "chat")
            };
            if kind != "deploy while rolled back" {
                slow.arg(&two.folder);
            }
            slow.args(["--concurrency=1", "--quiet", "--no-proof"]);
            let code = overtaken(&stage, &mut slow, number, || {
                let mut quick = if kind == "rollback" {
                    stage.command_to(port, "rollback", "chat")
                } else {
                    stage.command_to(port, "deploy", "chat")
                };
                if kind != "rollback" {
                    quick.arg(&one.folder);
                }
                done(&quick.args(["--json", "--no-proof"]).output().unwrap());
            });
            assert!(is_whole(&stage), "{kind}, request {number}, {code:?}");
            match code {
                None => break,
                Some(0) => went += 1,
                Some(4) => lost += 1,
                other => panic!("{kind}, request {number}: {other:?}"),
            }
        }
        assert!(lost > 0 && went > 0, "{kind}: {lost}, {went}");
    }
}

#[test]
fn a_release_of_ours_and_what_undoes_it_end_as_one() {
    a_release_and_what_undoes_it(Package::ours);
}

#[test]
fn a_vendor_release_and_what_undoes_it_end_as_one() {
    a_release_and_what_undoes_it(Package::vendor);
}

#[test]
fn of_two_prunes_at_once_one_leaves_the_other_alone() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let [one, two] = [1, 2].map(|version| Package::ours(stage.root(), &url, version));
    let releases = [one.files.clone(), two.files.clone()];
    let prune = ["--keep=1", "--older-than=0d", "--yes", "--quiet"];
    let (mut told, mut went) = (0, 0);
    for number in 1.. {
        stage.server.clear("chat/");
        stage.deploy("chat", &one);
        stage.deploy("chat", &two);
        let mut command = stage.command("prune", "chat");
        let code = overtaken(&stage, command.args(prune).arg("--concurrency=1"), number, || {
            let output = stage
                .command_to(port, "prune", "chat")
                .args(prune)
                .output()
                .unwrap();
            match output.status.code() {
                Some(0) => {}
                Some(4) => told += 1,
                other => panic!("request {number}: {other:?}: {}", crate::said(&output)),
            }
            // Needs what the held one may be about to remove.
            let mut deploy = stage.command_to(port, "deploy", "chat");
            let output = deploy.arg(&one.folder).output().unwrap();
            assert!(
                [Some(0), Some(4)].contains(&output.status.code()),
                "{}",
                crate::said(&output)
            );
        });
        assert!(
            visit(port, "/acme/chat/", &releases).unwrap().is_some(),
            "request {number}"
        );
        assert!(is_whole(&stage), "request {number}");
        match code {
            None => break,
            Some(0 | 4) => went += 1,
            other => panic!("request {number}: {other:?}"),
        }
    }
    assert!(told > 3 && went > 3, "{told}, {went}");
}

#[test]
fn a_prune_that_was_taken_over_removes_nothing() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let [one, two] = [1, 2].map(|version| Package::ours(stage.root(), &url, version));
    let releases = [one.files.clone(), two.files.clone()];
    stage.deploy("chat", &one);
    stage.deploy("chat", &two);
    // It has marked the bucket, and is about to look whether the mark is still its own.
    let mut asked = 0;
    let hold = stage.proxy.hold(move |request| {
        asked += usize::from(request.method == "PUT");
        if asked == 2 && request.path.ends_with("/releases/pruning.json") {
            Act::HoldBefore
        } else {
            Act::Pass
        }
    });
    let prune = ["--keep=1", "--older-than=0d", "--yes", "--quiet"];
    let mut slow = stage.command("prune", "chat").args(prune).spawn().unwrap();
    hold.reached.recv_timeout(Duration::from_secs(20)).unwrap();
    let mut quick = stage.command_to(port, "prune", "chat");
    assert!(quick.args(prune).arg("--take-over").status().unwrap().success());
    let mut deploy = stage.command_to(port, "deploy", "chat");
    done(&deploy.arg(&one.folder).arg("--json").output().unwrap());
    hold.go.send(()).unwrap();
    assert_eq!(slow.wait().unwrap().code(), Some(4));
    assert_eq!(visit(port, "/acme/chat/", &releases), Ok(Some(0)));
}
