//! A vendor's package overwrites files in place: what it overwrites is kept, and comes back to the byte.

use crate::package::Package;
use crate::reader::get;
use crate::{Stage, said};
use std::fs;

#[test]
fn a_vendor_package_comes_back_to_the_byte() {
    let stage = Stage::new();
    let url = stage.url("vendor");
    let one = Package::vendor(stage.root(), &url, 1);
    let two = Package::vendor(stage.root(), &url, 2);
    stage.deploy("vendor", &one);
    let second = stage.deploy("vendor", &two);
    let note = second["notes"][0]["message"].as_str().unwrap();
    for name in [
        "avmessagingsdk.1.0.1.min.js",
        "frame.1.0.1.css",
        "frame.1.0.1.min.js",
    ] {
        assert!(note.contains(name), "the mixed states are announced: {note}");
    }
    // The script that `loader.json` leads to goes last.
    let puts = stage.proxy.puts();
    assert!(
        puts.last().unwrap().ends_with("/avmessagingsdk.1.0.1.min.js"),
        "{puts:?}"
    );
    let stored = stage.server.objects("vendor/");
    for (key, bytes) in &two.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    stage.run("rollback", "vendor", &[]);
    let stored = stage.server.objects("vendor/");
    for (key, bytes) in &one.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    // And forth again, from what the rollback kept.
    stage.run("rollback", "vendor", &[]);
    let stored = stage.server.objects("vendor/");
    for (key, bytes) in &two.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    // Kept bytes that are damaged are not brought back, and found so before anything changes.
    let kept = one
        .files
        .iter()
        .find(|(key, _)| key.as_str() == "frame.1.0.1.css")
        .unwrap();
    let (blob, _) = stored
        .iter()
        .find(|(key, bytes)| key.starts_with("releases/blobs/") && *bytes == kept.1)
        .unwrap();
    stage
        .server
        .put(&format!("vendor/{blob}"), b"damaged", "text/css");
    let output = stage.command("rollback", "vendor").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(
        said(&output).contains("not those that its name tells"),
        "{}",
        said(&output)
    );
    let after = stage.server.objects("vendor/");
    assert_eq!(after["releases/current.json"], stored["releases/current.json"]);
    stage.server.put(&format!("vendor/{blob}"), kept.1, "text/css");
    // Names that need escaping are where readers look for them.
    let name = "with%20space/Gr%C3%B6%C3%9Fe%20%E6%96%87%E4%BB%B6.js";
    let got = get(stage.server.port, &format!("/acme/vendor/{name}")).unwrap();
    assert_eq!(got, one.files["with space/Größe 文件.js"]);

    // Files that no release named are not lost either.
    stage.server.put("vendor/frame.1.0.1.css", b"by hand", "text/css");
    stage.deploy("vendor", &two);
    let stored = stage.server.objects("vendor/");
    assert_eq!(stored["frame.1.0.1.css"], two.files["frame.1.0.1.css"]);
    let is_kept =
        |(key, bytes): (&String, &Vec<u8>)| key.starts_with("releases/blobs/") && bytes == b"by hand";
    assert!(stored.iter().any(is_kept));
}

#[test]
fn a_site_that_was_put_there_by_hand_comes_back() {
    let stage = Stage::new();
    let url = stage.url("vendor");
    let theirs = Package::vendor(stage.root(), &url, 1);
    for (key, bytes) in &theirs.files {
        stage.server.put(&format!("vendor/{key}"), bytes, "text/plain");
    }
    let ours = Package::ours(stage.root(), &url, 1);
    let first = stage.deploy("vendor", &ours);
    let found = first["previous"].as_str().unwrap();
    let listed = stage.run("releases", "vendor", &[]);
    assert_eq!(listed["releases"][1]["id"], found, "{listed}");
    assert_eq!(listed["releases"][1]["found"], true, "{listed}");
    assert_eq!(listed["releases"].as_array().unwrap().len(), 2, "{listed}");
    assert_eq!(stage.run("rollback", "vendor", &[])["restores"], found);
    let stored = stage.server.objects("vendor/");
    for (key, bytes) in &theirs.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
    // And forth, from what the rollback has kept.
    stage.run("rollback", "vendor", &[]);
    let stored = stage.server.objects("vendor/");
    for (key, bytes) in &ours.files {
        assert_eq!(&stored[key], bytes, "{key}");
    }
}

#[test]
fn a_change_of_one_file_takes_six_requests() {
    let stage = Stage::new();
    let one = Package::vendor(stage.root(), &stage.url("vendor"), 1);
    stage.deploy("vendor", &one);
    let edited = one.copy(stage.root(), "edited");
    fs::write(edited.folder.join("cdnPackage/frame.1.0.1.css"), "edited").unwrap();
    let edited = Package::read(edited.folder);
    assert_eq!(stage.deploy("vendor", &edited)["changed"], true);
    let mut requests = stage.proxy.log();
    let look = requests.pop().unwrap();
    assert_eq!(
        (look.method.as_str(), look.path.as_str()),
        ("GET", "/acme/vendor/releases/current.json"),
        "the last look, with which the proof begins"
    );
    // The listing and the CORS rules are asked of the bucket itself.
    let of_bucket = requests
        .iter()
        .filter(|request| request.path.trim_end_matches('/') == "/acme");
    assert_eq!(of_bucket.count(), 2, "{requests:?}");
    assert!(requests.len() - 1 <= 6, "{requests:?}");
    let stored = stage.server.objects("vendor/");
    assert_eq!(stored["frame.1.0.1.css"], edited.files["frame.1.0.1.css"]);
}
