//! Every request of a deploy in turn goes wrong, in every way, while readers read.

use crate::package::Package;
use crate::proxy::Act;
use crate::reader::Reader;
use crate::{Stage, said};
use std::collections::BTreeSet;
use std::process::Stdio;
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
    let hold = stage.proxy.hold(move |request| {
        if request.number == number {
            Act::HoldAnswer
        } else {
            Act::Pass
        }
    });
    let mut child = stage
        .command("deploy", folder)
        .arg(&package.folder)
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
    for number in [1, 3, requests - 2, requests] {
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
