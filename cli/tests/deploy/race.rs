//! Two at once: one wins whole, the other says that the world has changed.

use crate::package::Package;
use crate::proxy::Act;
use crate::reader::{Reader, visit};
use crate::{Stage, done};
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
    record["entry"].as_str().unwrap().as_bytes() == stored["loader.json"]
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
    assert_eq!(output.status.code(), Some(1));
    assert!(
        crate::said(&output).contains("run `avmsdk prune` again"),
        "{}",
        crate::said(&output)
    );
    stage.run("prune", "chat", &prune);
    stage.deploy("chat", &one);
    assert!(meets_whole());
}
