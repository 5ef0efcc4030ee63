//! Runs that nobody disturbs: what is written, how often the server is asked, what is never missed.

use crate::package::Package;
use crate::proxy::Act;
use crate::reader::visit;
use crate::{Stage, said};
use std::fs;
use std::time::{Duration, SystemTime};

#[test]
fn a_package_is_deployed_changed_brought_back_and_pruned() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let one = Package::ours(stage.root(), &url, 1);

    // The first deploy.
    let first = stage.deploy("chat", &one);
    assert_eq!(first["changed"], true);
    assert_eq!(
        first["proof"]["visible"], true,
        "readers were seen to get it: {first}"
    );
    let puts = stage.proxy.puts();
    assert_eq!(puts.last().unwrap(), "/acme/chat/loader.json");
    assert_eq!(puts.iter().filter(|path| path.contains(".svg")).count(), 1);
    assert_eq!(
        visit(port, "/acme/chat/", std::slice::from_ref(&one.files)),
        Ok(Some(0))
    );
    let stored = stage.server.objects("chat/");
    for (key, bytes) in &one.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    let record = String::from_utf8(stored["releases/current.json"].clone()).unwrap();
    for secret in ["acme/", "AKID", "s3://"] {
        assert!(!record.replace(&url, "").contains(secret), "{record}");
    }
    let host = one.files.keys().find(|key| key.starts_with("host.")).unwrap();
    let wanted = (
        "text/javascript; charset=utf-8",
        "public, max-age=31536000, immutable",
    );
    let headers = stage.server.headers(&format!("chat/{host}"));
    assert_eq!((headers.0.as_str(), headers.1.as_str()), wanted);
    let headers = stage.server.headers("chat/loader.json");
    assert_eq!(headers.1, "public, max-age=60, must-revalidate");

    // Nothing changed: the record and the listing, and that is all.
    let again = stage.deploy("chat", &one);
    assert_eq!((&again["changed"], &again["sent"]), (&false.into(), &0.into()));
    assert_eq!(again["proof"], serde_json::Value::Null);
    assert_eq!(stage.proxy.log().len(), 2, "{:?}", stage.proxy.log());

    // An edit that leaves size and time as they were.
    let edited = one.copy(stage.root(), "edited");
    let path = edited.folder.join("cdnPackage/entry.mjs");
    let text = fs::read_to_string(&path).unwrap().replace("export", "EXPORT");
    fs::write(&path, text).unwrap();
    let old = fs::File::options().write(true).open(&path).unwrap();
    old.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1))
        .unwrap();
    let edited = Package::read(edited.folder);
    let change = stage.deploy("chat", &edited);
    assert_eq!(
        change["invalidate"],
        serde_json::json!([format!("{url}entry.mjs")])
    );
    let requests = stage.proxy.log();
    // CORS is asked for besides.
    let cors = requests
        .iter()
        .filter(|request| request.path == "/acme/" || request.path == "/acme")
        .count();
    assert_eq!(cors, 2, "a listing and the CORS rules: {requests:?}");
    // And once more whether the release is still the one that counts, as the first part of the proof.
    assert!(requests.len() - 2 <= 6, "{requests:?}");
    assert_eq!(
        stage.server.objects("chat/")["entry.mjs"],
        edited.files["entry.mjs"]
    );

    // Another version, and back: every byte is as it was.
    let two = Package::ours(stage.root(), &url, 2);
    stage.deploy("chat", &two);
    assert_eq!(
        visit(port, "/acme/chat/", std::slice::from_ref(&two.files)),
        Ok(Some(0))
    );
    let listed = stage.run("releases", "chat", &[]);
    assert_eq!(listed["releases"].as_array().unwrap().len(), 3);
    let back = stage.run("rollback", "chat", &[]);
    assert_eq!(back["restores"], listed["releases"][1]["id"]);
    let stored = stage.server.objects("chat/");
    for (key, bytes) in &edited.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    let back = stage.run("rollback", "chat", &[first["release"].as_str().unwrap()]);
    assert_eq!(back["restores"], first["release"]);
    let stored = stage.server.objects("chat/");
    for (key, bytes) in &one.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }

    // A prune that keeps everything, then one that keeps two: what they name stays, to the byte.
    let nothing = stage.run("prune", "chat", &["--yes"]);
    assert_eq!(nothing["remove"], serde_json::json!([]));
    stage
        .server
        .put("chat/notes-of-others.txt", b"mine", "text/plain");
    stage.proxy.rule(|_| Act::Pass);
    let unasked = stage
        .command("prune", "chat")
        .args(["--keep=2", "--older-than=0d"])
        .output()
        .unwrap();
    assert_eq!(unasked.status.code(), Some(1), "{}", said(&unasked));
    assert_eq!(
        stage.server.objects("chat/").len(),
        stored.len() + 1,
        "nothing is removed unasked"
    );
    let pruned = stage.run("prune", "chat", &["--keep=2", "--older-than=0d", "--yes"]);
    assert_eq!(pruned["forgotten"].as_array().unwrap().len(), 3, "{pruned}");
    let left = stage.server.objects("chat/");
    for (key, bytes) in one.files.iter() {
        assert_eq!(&left[key], bytes, "{key}");
    }
    assert!(left.contains_key("notes-of-others.txt"));
    for key in two.files.keys().filter(|key| !one.files.contains_key(*key)) {
        assert!(!left.contains_key(key), "{key} is named by no kept release");
    }
    // What is kept can be brought back, with the file that it had overwritten.
    stage.run("rollback", "chat", &[]);
    let stored = stage.server.objects("chat/");
    for (key, bytes) in &edited.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    assert_eq!(
        stage.run("releases", "chat", &[])["releases"]
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[test]
fn headers_are_mended_without_a_body_and_hashed_names_never_overwritten() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let package = Package::ours(stage.root(), &url, 1);
    let host = package.files.keys().find(|key| key.starts_with("host.")).unwrap();
    // Uploaded by hand, under a wrong type.
    stage
        .server
        .put(&format!("chat/{host}"), &package.files[host], "text/plain");
    stage.deploy("chat", &package);
    let wanted = (
        "text/javascript; charset=utf-8".to_owned(),
        "public, max-age=31536000, immutable".to_owned(),
    );
    assert_eq!(stage.server.headers(&format!("chat/{host}")), wanted);

    // Changed by hand after that: the record cannot tell, `--deep` does.
    stage
        .server
        .put("chat/loader.json", &package.files["loader.json"], "text/plain");
    let folder = package.folder.to_str().unwrap();
    assert_eq!(stage.deploy("chat", &package)["changed"], false);
    let deep = stage.run("deploy", "chat", &[folder, "--deep"]);
    assert_eq!(
        deep["invalidate"],
        serde_json::json!([format!("{url}loader.json")])
    );
    assert_eq!((&deep["sent"], &deep["changed"]), (&0.into(), &true.into()));
    assert_eq!(stage.server.headers("chat/loader.json").0, "application/json");
    assert_eq!(stage.run("deploy", "chat", &[folder, "--deep"])["changed"], false);

    // Other bytes under a name that tells its bytes.
    stage
        .server
        .put(&format!("chat/{host}"), b"someone else's", "text/javascript");
    let before = stage.server.objects("chat/");
    let refused = stage.command("deploy", "chat").arg(folder).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains(host.as_str()), "{}", said(&refused));
    assert_eq!(stage.server.objects("chat/"), before);

    // The same in the package: a hashed file that was edited after `configure`.
    let edited = package.copy(stage.root(), "edited");
    fs::write(edited.folder.join("cdnPackage").join(host), "edited").unwrap();
    let refused = stage
        .command("deploy", "new")
        .arg(&edited.folder)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        said(&refused).contains("changed after `configure`"),
        "{}",
        said(&refused)
    );
    assert!(stage.server.objects("new/").is_empty());
}

#[test]
fn plans_are_reviewed_and_refused_when_the_world_has_changed() {
    let stage = Stage::new();
    let one = Package::ours(stage.root(), &stage.url("chat"), 1);
    let two = Package::ours(stage.root(), &stage.url("chat"), 2);
    let folder = |package: &Package| package.folder.to_str().unwrap().to_owned();
    let plan = stage.root().join("plan.json");
    let plan = plan.to_str().unwrap();

    let shown = stage.run("deploy", "chat", &[&folder(&one), "--plan-out", plan]);
    assert_eq!(shown["schema"], "avmsdk.deploy-plan/1");
    assert!(stage.server.objects("chat/").is_empty(), "a plan does nothing");
    let done = stage.run("deploy", "chat", &[&folder(&one), "--apply", plan]);
    assert_eq!(
        done["release"], shown["record"]["id"],
        "what was reviewed is what was done"
    );

    // The same plan again, another package, and a bucket that has moved on.
    let apply = |package: &Package| {
        let mut command = stage.command("deploy", "chat");
        command
            .arg(&package.folder)
            .args(["--apply", plan])
            .output()
            .unwrap()
    };
    stage.proxy.rule(|_| Act::Pass);
    assert_eq!(apply(&one).status.code(), Some(4));
    stage.run("deploy", "chat", &[&folder(&two), "--plan-out", plan]);
    assert_eq!(apply(&one).status.code(), Some(4));
    stage.server.put("chat/entry.mjs", b"by hand", "text/javascript");
    let before = stage.server.objects("chat/");
    let refused = apply(&two);
    assert_eq!(refused.status.code(), Some(4));
    assert!(
        said(&refused).contains("`entry.mjs` needs another step"),
        "{}",
        said(&refused)
    );
    assert_eq!(stage.server.objects("chat/"), before);

    // CORS: shown first, set on request, rules of others kept.
    stage.server.set_cors("https://others.org", "PUT");
    let text = stage
        .command("deploy", "chat")
        .arg(&two.folder)
        .arg("--plan")
        .output()
        .unwrap();
    assert!(
        said(&text).contains("no CORS rule that lets every page read"),
        "{}",
        said(&text)
    );
    assert_eq!(stage.server.cors(), [["https://others.org"]]);
    stage.run("deploy", "chat", &[&folder(&two), "--fix-cors"]);
    assert_eq!(stage.server.cors(), [["https://others.org"], ["*"]]);
    let again = stage.run("deploy", "chat", &[&folder(&two), "--fix-cors"]);
    assert_eq!(again["cors"]["state"], "covered");
}

/// What a person reviews, to the letter. `AVMSDK_OVERWRITE=1` writes it anew; read the difference before you keep it.
#[test]
fn plans_and_lists_as_people_read_them() {
    let stage = Stage::new();
    let url = "https://cdn.acme.org/chat/";
    let one = Package::vendor(stage.root(), url, 1);
    let two = Package::vendor(stage.root(), url, 2);
    let folder = |package: &Package| package.folder.to_str().unwrap().to_owned();
    let text = |verb: &str, args: &[&str]| {
        let output = stage.command(verb, "chat").args(args).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        format!("$ avmsdk {verb}\n{}", String::from_utf8(output.stdout).unwrap())
    };
    let mut seen = text("deploy", &[&folder(&one), "--plan"]);
    seen += &text("deploy", &[&folder(&one), "--no-proof"]);
    seen += &text("deploy", &[&folder(&two), "--plan"]);
    seen += &text("deploy", &[&folder(&two), "--no-proof"]);
    seen += &text("deploy", &[&folder(&two)]);
    seen += &text("rollback", &["--plan"]);
    seen += &text("rollback", &["--no-proof"]);
    seen += &text("releases", &[]);
    seen += &text("prune", &["--plan"]);
    seen += &text("prune", &["--plan", "--keep=1", "--older-than=0d"]);
    seen += &text("prune", &["--yes", "--keep=1", "--older-than=0d"]);
    let seen = without_ids(&seen);
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/deploy/printed.txt");
    if std::env::var_os("AVMSDK_OVERWRITE").is_some() {
        fs::write(&file, &seen).unwrap();
    }
    assert_eq!(seen, fs::read_to_string(file).unwrap());
}

/// Each id as `ID` and as long as an id is.
fn without_ids(text: &str) -> String {
    let is_id = |word: &&str| word.len() == 29 && word.as_bytes()[15] == b'Z' && word.as_bytes()[16] == b'-';
    let words = text.split(|character: char| !character.is_ascii_alphanumeric() && character != '-');
    words.filter(is_id).fold(text.to_owned(), |text, id| {
        text.replace(id, &format!("{:-<29}", "ID"))
    })
}
