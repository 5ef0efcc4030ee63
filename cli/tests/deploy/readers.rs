//! A real Varnish before the bucket: readers get a whole release at every moment, and the new one once the cache has
//! been told.

use crate::package::Package;
use crate::proxy::Act;
use crate::reader::Reader;
use crate::varnish::{Varnish, Vcl};
use crate::web::{Response, Server as Web};
use crate::{Stage, said};
use serde_json::Value;

#[test]
fn a_cache_is_told_and_readers_are_seen_to_get_the_release() {
    let stage = Stage::new();
    let Some(varnish) = Varnish::start(Vcl::Plain, stage.server.port) else {
        return;
    };
    let url = varnish.url("/acme/cdn/");
    let port: u16 = url.split(['/', ':']).nth(4).unwrap().parse().unwrap();
    let cdn = format!("--cdn=purge:http://127.0.0.1:{port}");
    let reader = Reader::start(port, "/acme/cdn/");
    let package = |version| {
        let package = Package::ours(stage.root(), &url, version);
        reader.expect(&package.files);
        package
    };
    let met = || reader.visit(port, "/acme/cdn/");
    let folder = |package: &Package| package.folder.to_str().unwrap().to_owned();
    let ended = |args: &[&str], code: i32| -> Value {
        let output = stage
            .command("deploy", "cdn")
            .arg("--json")
            .args(args)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        serde_json::from_slice(&output.stdout).unwrap()
    };

    // Told: the new one is there when the command ends.
    ended(&[&folder(&package(1)), &cdn], 0);
    assert_eq!(met(), Some(0));
    let told = ended(&[&folder(&package(2)), &cdn], 0);
    assert_eq!(told["proof"]["visible"], true);
    assert!(told["invalidated"].is_string(), "{told}");
    assert_eq!(met(), Some(1));

    // Not told: the cache keeps the old one, whole, and the command says so.
    let three = package(3);
    let untold = ended(&[&folder(&three), "--wait=1"], 3);
    assert_eq!(
        (&untold["proof"]["visible"], &untold["ok"]),
        (&false.into(), &false.into())
    );
    assert_eq!(met(), Some(1));
    // Nothing is left to upload, and still the next run brings it to readers.
    let again = ended(&[&folder(&three), &cdn], 0);
    assert_eq!((&again["changed"], &again["sent"]), (&false.into(), &0.into()));
    assert_eq!(again["proof"]["visible"], true);
    assert_eq!(met(), Some(2));
    let nothing = ended(&[&folder(&three), &cdn], 0);
    assert_eq!(
        (&nothing["proof"], &nothing["invalidated"]),
        (&Value::Null, &Value::Null)
    );

    // A cache that cannot be told: uploaded, not visible.
    let four = package(4);
    let failed = ended(&[&folder(&four), "--cdn=purge:http://127.0.0.1:1"], 3);
    assert_eq!(failed["ok"], false);
    assert_eq!(met(), Some(2));
    ended(&[&folder(&four), &cdn], 0);
    assert_eq!(met(), Some(3));

    // Back, by the same way.
    let back = stage.run("rollback", "cdn", &[&cdn]);
    assert_eq!(back["proof"]["visible"], true);
    assert_eq!(met(), Some(2));
    let seen = reader.stop();
    assert_eq!(seen.broken, [] as [String; 0]);
    assert!(seen.visits.len() >= 4, "{:?}", seen.visits);
}

#[test]
fn what_the_proof_finds_is_told_and_no_proof_is_claimed_that_was_not_made() {
    let stage = Stage::new();
    // The public path leads to nobody.
    let nowhere = Package::ours(stage.root(), "http://127.0.0.1:1/x/", 1);
    let folder = nowhere.folder.to_str().unwrap();
    let output = stage
        .command("deploy", "x")
        .args([folder, "--wait=0"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(
        said(&output).contains("readers do not get it"),
        "{}",
        said(&output)
    );
    let unseen = stage.run("deploy", "y", &[folder, "--no-proof"]);
    assert_eq!((&unseen["proof"], &unseen["ok"]), (&Value::Null, &true.into()));

    // A bucket without the CORS rule: pages of other sites cannot read it, until it is mended.
    stage.server.set_cors("https://others.org", "PUT");
    let chat = Package::ours(stage.root(), &stage.url("chat"), 2);
    let folder = chat.folder.to_str().unwrap();
    let output = stage
        .command("deploy", "chat")
        .args([folder, "--json"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = document["proof"]["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding["code"].as_str().unwrap().contains("cors")),
        "{document}"
    );
    // The words say no more than that, and what to do about it here.
    let again = Package::ours(stage.root(), &stage.url("chat"), 3);
    let folder = again.folder.to_str().unwrap();
    let output = stage.command("deploy", "chat").arg(folder).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let words = said(&output);
    assert!(
        !words.contains("readers get it") && words.contains("not as pages need it: 1 error"),
        "{words}"
    );
    assert!(
        words.contains("--fix-cors") && !words.contains("--origin"),
        "{words}"
    );
    // Only the rule is missing: it is added, and pages are seen to get `loader.json`.
    let output = stage
        .command("deploy", "chat")
        .args([folder, "--fix-cors"])
        .output()
        .unwrap();
    let words = said(&output);
    assert_eq!(output.status.code(), Some(0), "{words}");
    for word in ["CORS rule added for release", "readers get it"] {
        assert!(words.contains(word), "no `{word}` in {words}");
    }
    assert!(!words.contains("mend") && !words.contains("sent  "), "{words}");
    assert_eq!(stage.server.cors(), [["https://others.org"], ["*"]]);
}

#[test]
fn the_proof_is_about_the_place_that_was_deployed_to() {
    let stage = Stage::new();
    let package = Package::ours(stage.root(), &stage.url("chat"), 1);
    stage.deploy("chat", &package);
    // Releases are named by the second.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    // The same bytes go to another folder: the public path is still about the first one.
    let output = stage
        .command("deploy", "elsewhere")
        .arg(&package.folder)
        .arg("--json")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["proof"]["visible"], false);
    let finding = &document["proof"]["findings"][0];
    assert_eq!(finding["code"], "record-missing", "{document}");
    assert!(
        finding["hint"].as_str().unwrap().contains("s3://acme/elsewhere/"),
        "{finding}"
    );
}

/// A run that was cut short has told no CDN of the files that it had overwritten.
#[test]
fn the_run_that_goes_on_tells_the_cdn_what_the_first_one_changed() {
    let stage = Stage::new();
    let url = stage.url("vendor");
    stage.deploy("vendor", &Package::vendor(stage.root(), &url, 1));
    let two = Package::vendor(stage.root(), &url, 2);
    let last = "avmessagingsdk.1.0.1.min.js";
    let cache = Web::start(|_| Response::new(200, ""));
    let cdn = format!("--cdn=purge:{}", cache.url(""));
    stage.proxy.rule(move |request| {
        if request.method == "PUT" && request.path.ends_with(last) {
            Act::Error("AccessDenied")
        } else {
            Act::Pass
        }
    });
    let mut command = stage.command("deploy", "vendor");
    let cut = command.arg(&two.folder).arg(&cdn).output().unwrap();
    assert_eq!(cut.status.code(), Some(1), "{}", said(&cut));
    assert!(cache.asked().is_empty());

    let resumed = stage.run("deploy", "vendor", &[two.folder.to_str().unwrap(), &cdn]);
    assert!(resumed["sent"].as_u64().unwrap() < 3, "{resumed}");
    let mut told: Vec<String> = cache.asked().into_iter().map(|asked| asked.target).collect();
    told.sort();
    let wanted = [last, "frame.1.0.1.css", "frame.1.0.1.min.js"];
    assert_eq!(told, wanted.map(|name| format!("/acme/vendor/{name}")));
}

/// Readers get the same `loader.json` before and after, so it does not tell that the CDN is behind.
#[test]
fn a_mend_that_the_cdn_was_not_told_of_is_told_by_the_next_run() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let one = Package::ours(stage.root(), &url, 1);
    let folder = one.folder.to_str().unwrap();
    stage.deploy("chat", &one);
    let host = one.files.keys().find(|key| key.starts_with("host.")).unwrap();
    stage
        .server
        .put(&format!("chat/{host}"), &one.files[host], "text/plain");
    let deaf = Web::start(|_| Response::new(500, ""));
    let deaf = format!("--cdn=purge:{}", deaf.url(""));
    let failed = |args: &[&str]| {
        let output = stage.command("deploy", "chat").args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    };
    failed(&[folder, "--deep", &deaf]);
    assert!(
        stage
            .server
            .headers(&format!("chat/{host}"))
            .0
            .starts_with("text/javascript")
    );
    // In vain once more, and without a CDN nobody can be told.
    failed(&[folder, &deaf]);
    stage.run("deploy", "chat", &[folder]);

    let cache = Web::start(|_| Response::new(200, ""));
    let cdn = format!("--cdn=purge:{}", cache.url(""));
    let told = stage.run("deploy", "chat", &[folder, &cdn]);
    let asked: Vec<String> = cache.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(asked, [format!("/acme/chat/{host}")]);
    assert!(told["invalidated"].is_string(), "{told}");
    assert_eq!((&told["sent"], &told["changed"]), (&0.into(), &false.into()));
    assert_eq!(told["proof"]["visible"], true, "readers are looked after: {told}");

    // Told is told.
    let again = stage.run("deploy", "chat", &[folder, &cdn]);
    assert_eq!(again["invalidated"], Value::Null);
    assert_eq!(stage.proxy.log().len(), 2, "{:?}", stage.proxy.log());
    assert_eq!(cache.asked().len(), 1);
    assert!(stage.server.objects("chat/releases/untold").is_empty());
}

/// A page of the CDN's own is no `loader.json` of before; that there is none is.
#[test]
fn a_cdn_that_refuses_readers_is_not_told_by_a_run_that_changes_nothing() {
    let stage = Stage::new();
    for (folder, status, told) in [
        ("refused", 403, false),
        ("broken", 503, false),
        ("missing", 404, true),
    ] {
        let site = Web::start(move |_| Response::new(status, "a page of the CDN's own"));
        let package = Package::ours(stage.root(), &site.url(&format!("/{folder}/")), 1);
        let package = package.folder.to_str().unwrap();
        let cache = Web::start(|_| Response::new(200, ""));
        let cdn = format!("--cdn=purge:{}", cache.url(""));
        stage.run("deploy", folder, &[package, "--no-proof"]);
        let again = stage.run("deploy", folder, &[package, &cdn, "--no-proof"]);
        assert_eq!(again["changed"], false, "{again}");
        assert_eq!(again["invalidated"].is_string(), told, "{folder}: {again}");
        assert_eq!(!cache.asked().is_empty(), told, "{folder}: {:?}", cache.asked());
    }
}
