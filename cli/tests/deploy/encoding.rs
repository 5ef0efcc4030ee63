//! Files that are stored by gzip: on request, where it gains, on and off, and back, while readers read.

use crate::package::Package;
use crate::reader::Reader;
use crate::{Stage, bare, said};
use serde_json::Value;
use std::io::{Read as _, Write as _};

const GZIP: &str = "--encoding=gzip";

fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut out).unwrap();
    out
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The key of the one file that is worth it.
fn glue(package: &Package) -> &str {
    package.files.keys().find(|key| key.starts_with("glue.")).unwrap()
}

fn actions<'a>(plan: &'a Value, key: &str) -> Vec<(&'a str, &'a str)> {
    let steps = plan["steps"].as_array().unwrap().iter();
    steps
        .filter(|step| step["key"] == key)
        .map(|step| (step["action"].as_str().unwrap(), step["reason"].as_str().unwrap()))
        .collect()
}

#[test]
fn what_gains_is_stored_by_gzip_and_readers_never_see_a_difference() {
    let stage = Stage::new();
    let url = stage.url("chat");
    let port = stage.server.port;
    let reader = Reader::start(port, "/acme/chat/");
    let package = |version| {
        let package = Package::ours(stage.root(), &url, version);
        reader.expect(&package.files);
        package
    };
    let one = package(1);
    let folder = one.folder.to_str().unwrap();
    let stored = |package: &Package| {
        let key = format!("chat/{}", glue(package));
        let bytes = stage.server.objects("chat/").remove(glue(package)).unwrap();
        (stage.server.encoding(&key), bytes)
    };
    let first = stage.deploy("chat", &one);

    // On: a change that is planned, and nothing else of the package changes.
    let plan = stage.run("deploy", "chat", &[folder, GZIP, "--plan"]);
    assert_eq!(
        actions(&plan, glue(&one)),
        [("replace", "same bytes, to be stored as gzip")]
    );
    assert_eq!(plan["kept"].as_array().unwrap().len(), one.files.len() - 1);
    let on = stage.run("deploy", "chat", &[folder, GZIP]);
    assert_eq!(on["proof"]["visible"], true);
    let findings = on["proof"]["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|finding| finding["code"] == "encoding-stored"),
        "whoever knows no gzip is warned of: {findings:?}"
    );
    let (encoding, bytes) = stored(&one);
    assert_eq!(encoding.as_deref(), Some("gzip"));
    assert_eq!(unpacked(&bytes), one.files[glue(&one)]);
    assert!(bytes.len() * 10 <= one.files[glue(&one)].len() * 9);
    assert_eq!(bytes[4..8], [0; 4], "no time in it");
    assert_eq!(reader.visit(port, "/acme/chat/"), Some(0));
    // The record tells both: what readers see, and what lies there.
    let record: Value =
        serde_json::from_slice(&stage.server.objects("chat/")["releases/current.json"]).unwrap();
    let files = record["files"].as_array().unwrap();
    let file = files.iter().find(|file| file["key"] == glue(&one)).unwrap();
    assert_eq!(file["size"], one.files[glue(&one)].len());
    assert_eq!(
        (&file["encoding"], &file["encodedSize"]),
        (&"gzip".into(), &bytes.len().into())
    );
    for small in files.iter().filter(|file| file["key"] != glue(&one)) {
        assert_eq!(small["encoding"], Value::Null, "{small}");
    }

    // Nothing changed: the record and the listing, and that is all.
    let nothing = stage.run("deploy", "chat", &[folder, GZIP]);
    assert_eq!(nothing["changed"], false);
    assert_eq!(stage.proxy.log().len(), 2, "{:?}", stage.proxy.log());

    // Another release, and back to one that was stored plain: it comes back in what lies there now.
    let two = package(2);
    stage.run("deploy", "chat", &[two.folder.to_str().unwrap(), GZIP]);
    assert_eq!(stored(&two).0.as_deref(), Some("gzip"));
    let back = stage.run("rollback", "chat", &[first["release"].as_str().unwrap()]);
    assert_eq!(back["proof"]["visible"], true);
    assert_eq!(stored(&one), (Some("gzip".to_owned()), bytes));
    assert_eq!(reader.visit(port, "/acme/chat/"), Some(0));
    let seen = bare(stage.root(), "verify")
        .args([&url, "--json"])
        .output()
        .unwrap();
    assert_eq!(seen.status.code(), Some(0), "{}", said(&seen));
    let seen: Value = serde_json::from_slice(&seen.stdout).unwrap();
    let findings = seen["findings"].as_array().unwrap();
    let codes: Vec<_> = findings.iter().map(|finding| &finding["code"]).collect();
    assert_eq!(codes, ["encoding-stored"]);

    // Off: a change that is planned.
    let off = stage.deploy("chat", &one);
    assert_eq!(
        (&off["changed"], &off["proof"]["visible"]),
        (&true.into(), &true.into())
    );
    assert_eq!(stored(&one), (None, one.files[glue(&one)].clone()));
    assert_eq!(stage.deploy("chat", &one)["changed"], false);

    let seen = reader.stop();
    assert_eq!(seen.broken, [] as [String; 0]);
    assert!(
        seen.visits.contains_key(&0) && seen.visits.contains_key(&1),
        "{:?}",
        seen.visits
    );
}

#[test]
fn what_others_have_packed_is_judged_by_what_readers_see() {
    let stage = Stage::new();
    let one = Package::ours(stage.root(), &stage.url("chat"), 1);
    let folder = one.folder.to_str().unwrap();
    let key = format!("chat/{}", glue(&one));
    let script = "text/javascript; charset=utf-8";

    // The same content by another compressor: it stays.
    let theirs = packed(&one.files[glue(&one)]);
    stage.server.put_encoded(&key, &theirs, script, "gzip");
    stage.run("deploy", "chat", &[folder, GZIP]);
    assert_eq!(stage.server.objects("chat/")[glue(&one)], theirs);
    assert_eq!(stage.run("deploy", "chat", &[folder, GZIP])["changed"], false);

    // A reviewed plan knows how it was made.
    let plan = stage.root().join("plan.json");
    let plan = plan.to_str().unwrap();
    let two = Package::ours(stage.root(), &stage.url("chat"), 2);
    let folder_of_two = two.folder.to_str().unwrap();
    stage.run("deploy", "chat", &[folder_of_two, GZIP, "--plan-out", plan]);
    stage.run("deploy", "chat", &[folder_of_two, "--apply", plan]);
    assert_eq!(
        stage.server.encoding(&format!("chat/{}", glue(&two))).as_deref(),
        Some("gzip")
    );

    // Other content under a name that tells its content, packed or said to be: never overwritten.
    for (bytes, what) in [(packed(b"theirs"), "packed"), (b"no gzip".to_vec(), "broken")] {
        stage.server.put_encoded(&key, &bytes, script, "gzip");
        for encoding in [GZIP, "--encoding=none"] {
            let refused = stage
                .command("deploy", "chat")
                .args([folder, encoding])
                .output()
                .unwrap();
            assert_eq!(refused.status.code(), Some(1), "{what}: {}", said(&refused));
            assert!(said(&refused).contains(glue(&one)), "{what}: {}", said(&refused));
        }
        assert_eq!(stage.server.objects("chat/")[glue(&one)], bytes, "{what}");
    }
}
