//! Every request of a deploy in turn goes wrong, in every way, while readers read.

use crate::package::Package;
use crate::proxy::Act;
use crate::reader::{Reader, visit};
use crate::{Stage, done, said};
use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The names of files that a deploy sent, records and what is overwritten left out.
fn hashed(puts: &[String]) -> BTreeSet<String> {
    let names = puts.iter().filter(|path| !path.contains("/releases/"));
    names
        .filter(|path| path.split('.').any(|part| part.len() == 16))
        .cloned()
        .collect()
}

/// Deploys through the proxy, one request after the other, and kills the command when the `number`th has arrived;
/// whether it was still running then.
fn kill_after(stage: &Stage, folder: &str, package: &Package, number: usize) -> bool {
    let mut command = stage.command("deploy", folder);
    kill_command(stage, command.arg(&package.folder), number)
}

/// As [`kill_after`], for any command.
fn kill_command(stage: &Stage, command: &mut Command, number: usize) -> bool {
    let hold = stage.proxy.hold(move |request| {
        if request.number == number {
            Act::HoldAnswer
        } else {
            Act::Pass
        }
    });
    let mut child = command
        .args(["--concurrency=1", "--quiet"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while hold.reached.recv_timeout(Duration::from_millis(10)).is_err() {
        if child.try_wait().unwrap().is_some() {
            break;
        }
    }
    let was_running = child.try_wait().unwrap().is_none();
    child.kill().unwrap();
    child.wait().unwrap();
    let _ = hold.go.send(());
    was_running
}

/// A vendor's files are overwritten in place: a reader can meet a mixture, but only those that were announced, and
/// all of it comes back.
#[test]
fn killed_after_any_request_a_vendor_package_is_mixed_only_as_announced() {
    let stage = Stage::new();
    let url = stage.url("vendor");
    let both = [
        Package::vendor(stage.root(), &url, 1),
        Package::vendor(stage.root(), &url, 2),
    ];
    stage.deploy("vendor", &both[0]);
    let (mut mixed, mut now) = (0, 0);
    for number in 1.. {
        let (old, new) = (&both[now], &both[1 - now]);
        let plan = stage.run("deploy", "vendor", &[new.folder.to_str().unwrap(), "--plan"]);
        let announced = plan["notes"][0]["message"].as_str().unwrap();
        let mut order: Vec<&String> = old
            .files
            .keys()
            .filter(|key| old.files[*key] != new.files[*key])
            .collect();
        order.sort_by_key(|key| announced.find(&format!("`{key}`")).unwrap());
        let was_running = kill_after(&stage, "vendor", new, number);
        let stored = stage.server.objects("vendor/");
        let new_ones = order
            .iter()
            .take_while(|key| stored[**key] == new.files[**key])
            .count();
        for (index, key) in order.iter().enumerate() {
            let wanted = if index < new_ones { new } else { old };
            assert_eq!(
                stored[*key], wanted.files[*key],
                "killed after request {number}: {key}"
            );
        }
        mixed += usize::from(new_ones > 0 && new_ones < order.len());
        // From wherever it was left: back, to the byte, and forth again.
        let is_current = |stored: &std::collections::BTreeMap<String, Vec<u8>>| {
            let record: serde_json::Value = serde_json::from_slice(&stored["releases/current.json"]).unwrap();
            record["id"] == plan["record"]["id"]
        };
        if is_current(&stored) {
            stage.run("rollback", "vendor", &["--no-proof"]);
            let stored = stage.server.objects("vendor/");
            for (key, bytes) in &old.files {
                assert_eq!(&stored[key], bytes, "killed after request {number}: {key}");
            }
        }
        stage.run("deploy", "vendor", &[new.folder.to_str().unwrap(), "--no-proof"]);
        let stored = stage.server.objects("vendor/");
        for (key, bytes) in &new.files {
            assert_eq!(&stored[key], bytes, "killed after request {number}: {key}");
        }
        now = 1 - now;
        if !was_running {
            break;
        }
    }
    assert!(mixed >= 2, "only {mixed} kills came between two files");
}

#[test]
fn killed_after_any_request_readers_get_the_old_or_the_new_release() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let reader = Reader::start(port, "/acme/chat/");
    let mut version = 1;
    let first = Package::ours(stage.root(), &url, version);
    reader.expect(&first.files);
    stage.deploy("chat", &first);
    let (mut old, mut new) = (0, 0);
    for number in 1.. {
        version += 1;
        let package = Package::ours(stage.root(), &url, version);
        reader.expect(&package.files);
        // The request arrives; the command dies before it hears of it.
        let was_running = kill_after(&stage, "chat", &package, number);
        let sent = hashed(&stage.proxy.puts());
        let last = usize::try_from(version).unwrap() - 1;
        match reader.visit(port, "/acme/chat/") {
            Some(met) if met == last => new += 1,
            Some(met) if met == last - 1 => old += 1,
            other => panic!("killed after request {number}: {other:?}"),
        }
        // The next run finishes, and sends nothing twice.
        stage.deploy("chat", &package);
        let again = hashed(&stage.proxy.puts());
        assert!(
            again.is_disjoint(&sent),
            "killed after request {number}: sent again {again:?}"
        );
        assert_eq!(reader.visit(port, "/acme/chat/"), Some(last));
        assert_eq!(stage.deploy("chat", &package)["changed"], false);
        if !was_running {
            assert!(number > 8, "a deploy of only {number} requests");
            break;
        }
    }
    assert!(
        old > 3 && new > 0,
        "the kills came before and after: {old}, {new}"
    );
    // One record for each release: a cut-short one is taken up, not left behind.
    let listed = stage.run("releases", "chat", &[]);
    assert_eq!(
        listed["releases"].as_array().unwrap().len(),
        usize::try_from(version).unwrap()
    );
    assert_eq!(listed["pending"], serde_json::json!([]));
    let seen = reader.stop();
    assert_eq!(seen.broken, [] as [String; 0]);
    assert!(seen.visits.values().sum::<usize>() > 50);
}

#[test]
fn faults_of_the_network_and_the_server_are_borne_or_told() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let reader = Reader::start(port, "/acme/chat/");
    let mut version = 1;
    let first = Package::ours(stage.root(), &url, version);
    reader.expect(&first.files);
    stage.deploy("chat", &first);
    // A release after another takes fewer requests than the first.
    version += 1;
    let second = Package::ours(stage.root(), &url, version);
    reader.expect(&second.files);
    stage.deploy("chat", &second);
    let requests = stage.proxy.log().len();
    let faults: [fn() -> Act; 5] = [
        || Act::Cut,
        || Act::CutAnswer,
        || Act::Status(500),
        || Act::Status(503),
        || Act::Delay(Duration::from_millis(150)),
    ];
    // Once: the command tries again, and nobody notices.
    for number in 1..=requests {
        version += 1;
        let package = Package::ours(stage.root(), &url, version);
        reader.expect(&package.files);
        let fault = faults[number % faults.len()];
        stage.proxy.rule(move |request| {
            if request.number == number {
                fault()
            } else {
                Act::Pass
            }
        });
        let output = stage
            .command("deploy", "chat")
            .arg(&package.folder)
            .output()
            .unwrap();
        assert!(output.status.success(), "request {number}: {}", said(&output));
        let last = usize::try_from(version).unwrap() - 1;
        assert_eq!(reader.visit(port, "/acme/chat/"), Some(last));
        assert_eq!(stage.deploy("chat", &package)["changed"], false);
    }
    // For good, from some request on: it fails and says so, and the next run finishes.
    for number in [1, 3, requests - 3, requests - 1] {
        version += 1;
        let package = Package::ours(stage.root(), &url, version);
        reader.expect(&package.files);
        stage.proxy.rule(move |request| {
            if request.number >= number {
                Act::Status(503)
            } else {
                Act::Pass
            }
        });
        let output = stage
            .command("deploy", "chat")
            .arg(&package.folder)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains("run it again"), "{}", said(&output));
        let last = usize::try_from(version).unwrap() - 1;
        assert_eq!(reader.visit(port, "/acme/chat/"), Some(last - 1));
        stage.deploy("chat", &package);
        assert_eq!(reader.visit(port, "/acme/chat/"), Some(last));
    }
    let seen = reader.stop();
    assert_eq!(seen.broken, [] as [String; 0]);
}

#[test]
fn killed_after_any_request_a_rollback_is_finished_by_whatever_comes_next() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let packages = [1, 2].map(|version| Package::ours(stage.root(), &url, version));
    let releases = packages.clone().map(|package| package.files);
    let (mut old, mut new) = (0, 0);
    for number in 1.. {
        stage.server.clear("chat/");
        for package in &packages {
            stage.deploy("chat", package);
        }
        let was_running = kill_command(&stage, &mut stage.command("rollback", "chat"), number);
        match visit(port, "/acme/chat/", &releases).unwrap() {
            Some(1) => old += 1,
            Some(0) => new += 1,
            other => panic!("killed after request {number}: {other:?}"),
        }
        // The package that it was to bring back, or a rollback again.
        if number % 2 == 0 || was_claimed(&stage) {
            stage.deploy("chat", &packages[0]);
        } else {
            stage.run("rollback", "chat", &[]);
        }
        let stored = stage.server.objects("chat/");
        for (key, bytes) in &releases[0] {
            assert_eq!(&stored[key], bytes, "killed after request {number}: {key}");
        }
        if !was_running {
            break;
        }
    }
    assert!(old > 3 && new > 0, "{old}, {new}");
}

/// Whether the current release brings an earlier one back.
fn was_claimed(stage: &Stage) -> bool {
    let record = &stage.server.objects("chat/")["releases/current.json"];
    let record: serde_json::Value = serde_json::from_slice(record).unwrap();
    record["restores"].is_string()
}

#[test]
fn killed_after_any_request_a_prune_leaves_what_readers_get() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let prune = ["--keep=1", "--older-than=0d", "--yes"];
    let mut marked = 0;
    let packages = [1, 2].map(|version| Package::ours(stage.root(), &url, version));
    for number in 1.. {
        stage.server.clear("chat/");
        for package in &packages {
            stage.deploy("chat", package);
        }
        let releases = packages.clone().map(|package| package.files);
        let was_running = kill_command(&stage, stage.command("prune", "chat").args(prune), number);
        assert_eq!(
            visit(port, "/acme/chat/", &releases),
            Ok(Some(1)),
            "killed after request {number}"
        );
        let stored = stage.server.objects("chat/");
        if stored.contains_key("releases/pruning.json") {
            marked += 1;
            // Nobody can tell that it does not run any more.
            for verb in ["deploy", "prune"] {
                let mut command = stage.command(verb, "chat");
                if verb == "deploy" {
                    command.arg(&packages[0].folder);
                } else {
                    command.args(prune);
                }
                let output = command.output().unwrap();
                assert_eq!(output.status.code(), Some(4), "{}", said(&output));
                assert!(said(&output).contains("prune --take-over"), "{}", said(&output));
            }
            stage.run("prune", "chat", &[&prune[..], &["--take-over"]].concat());
        }
        assert_eq!(
            visit(port, "/acme/chat/", &releases),
            Ok(Some(1)),
            "killed after request {number}"
        );
        stage.deploy("chat", &packages[0]);
        assert_eq!(
            visit(port, "/acme/chat/", &releases),
            Ok(Some(0)),
            "killed after request {number}"
        );
        if !was_running {
            break;
        }
    }
    assert!(marked > 3, "{marked}");
}

#[test]
fn a_prune_after_a_deploy_that_was_killed_at_its_loader_leaves_what_readers_get() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let packages = [1, 2].map(|version| Package::ours(stage.root(), &url, version));
    let releases = packages.clone().map(|package| package.files);
    stage.deploy("chat", &packages[0]);
    stage.proxy.rule(|request| match request.path.as_str() {
        "/acme/chat/loader.json" if request.method == "PUT" => Act::Error("AccessDenied"),
        _ => Act::Pass,
    });
    let output = stage
        .command("deploy", "chat")
        .arg(&packages[1].folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    stage.proxy.rule(|_| Act::Pass);
    let prune = ["--keep=1", "--older-than=0d", "--yes", "--json"];
    let output = stage.command("prune", "chat").args(prune).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(
        said(&output).contains("run `avmsdk deploy` or `avmsdk rollback` first"),
        "{}",
        said(&output)
    );
    assert_eq!(visit(port, "/acme/chat/", &releases), Ok(Some(0)));
    stage.deploy("chat", &packages[1]);
    done(&stage.command("prune", "chat").args(prune).output().unwrap());
    assert_eq!(visit(port, "/acme/chat/", &releases), Ok(Some(1)));
}

#[test]
fn a_write_that_is_in_the_way_of_another_is_tried_again() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    stage.deploy("chat", &package);
    let package = Package::ours(stage.root(), &stage.url("chat"), 2);
    let mut met = BTreeSet::new();
    stage.proxy.rule(move |request| {
        let is_copy = request.path.contains("/releases/blobs/");
        if request.method == "PUT" && !is_copy && met.insert(request.path.clone()) {
            Act::Error("ConditionalRequestConflict")
        } else {
            Act::Pass
        }
    });
    let output = stage
        .command("deploy", "chat")
        .arg(&package.folder)
        .arg("--json")
        .output()
        .unwrap();
    assert_eq!(done(&output)["changed"], true);
}

#[test]
fn a_run_that_ends_after_its_claim_says_that_readers_may_get_half_of_it() {
    let stage = Stage::new();
    let first = Package::ours(stage.root(), &stage.url("chat"), 1);
    stage.deploy("chat", &first);
    let package = Package::ours(stage.root(), &stage.url("chat"), 2);
    for (file, hint) in [
        ("releases/current.json", "nothing was left half done for readers"),
        ("loader.json", "readers may get half a release"),
    ] {
        let path = format!("/acme/chat/{file}");
        stage.proxy.rule(move |request| {
            if request.method == "PUT" && request.path == path {
                Act::Error("ConditionalRequestConflict")
            } else {
                Act::Pass
            }
        });
        let mut command = stage.command("deploy", "chat");
        let output = command.arg(&package.folder).output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{}", said(&output));
        assert!(said(&output).contains(hint), "{file}: {}", said(&output));
    }
    stage.proxy.rule(|_| Act::Pass);
    assert_eq!(stage.deploy("chat", &package)["changed"], true);
}

#[test]
fn a_listing_without_its_end_plans_nothing() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    stage.proxy.rule(|request| match request.path.as_str() {
        "/acme/" | "/acme" => Act::Answer(
            "<ListBucketResult><Name>acme</Name><IsTruncated>true</IsTruncated></ListBucketResult>",
        ),
        _ => Act::Pass,
    });
    let output = stage
        .command("deploy", "chat")
        .arg(&package.folder)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("there is more"), "{}", said(&output));
    assert!(stage.proxy.puts().is_empty());
}

#[test]
fn cors_rules_that_change_meanwhile_are_not_overwritten() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    stage.server.set_cors("https://one.example", "GET");
    // The listing, the rules for the plan, the rules before they are written.
    let mut asked = 0;
    let hold = stage.proxy.hold(move |request| {
        asked += usize::from(request.method == "GET" && ["/acme", "/acme/"].contains(&request.path.as_str()));
        if asked == 3 { Act::HoldBefore } else { Act::Pass }
    });
    let mut command = stage.command("deploy", "chat");
    let child = command
        .arg(&package.folder)
        .arg("--fix-cors")
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    hold.reached.recv_timeout(Duration::from_secs(20)).unwrap();
    stage.server.set_cors("https://two.example", "GET");
    hold.go.send(()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    assert!(stage.proxy.puts().is_empty(), "{:?}", stage.proxy.puts());
}

/// The copy that changes an object's headers may bring it another ETag: the record tells that one.
#[test]
fn the_record_tells_the_etag_of_a_copy_that_mended_headers() {
    let stage = Stage::new();
    let packages = [1, 2].map(|version| Package::ours(stage.root(), &stage.url("chat"), version));
    stage.deploy("chat", &packages[0]);
    let picture = packages[1].files.keys().find(|key| key.ends_with(".svg"));
    let picture = picture.unwrap();
    stage.server.put(
        &format!("chat/{picture}"),
        &packages[1].files[picture],
        "text/plain",
    );
    stage.proxy.rule(|request| {
        if request.method == "PUT" && request.path.ends_with(".svg") {
            Act::Answer("<CopyObjectResult><ETag>\"renamed-1\"</ETag></CopyObjectResult>")
        } else {
            Act::Pass
        }
    });
    let mut command = stage.command("deploy", "chat");
    command.arg(&packages[1].folder).args(["--deep", "--no-proof"]);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let record = &stage.server.objects("chat/")["releases/current.json"];
    let record: serde_json::Value = serde_json::from_slice(record).unwrap();
    let files = record["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["key"] == picture.as_str());
    assert_eq!(file.unwrap()["etag"], "renamed-1");
}
