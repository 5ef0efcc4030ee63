use super::*;
use crate::Coded as _;
use crate::package::Kind;

fn file(key: &str, bytes: &[u8]) -> ReleaseFile {
    ReleaseFile {
        key: PackagePath::parse(key).unwrap(),
        class: if key == "loader.json" {
            Class::Entry
        } else {
            Class::Hashed
        },
        size: bytes.len() as u64,
        sha256: Sha256::of(bytes),
        etag: ETag::of(bytes),
        content_type: "application/json".to_owned(),
        cache_control: "no-cache".to_owned(),
        encoding: None,
        encoded_size: None,
    }
}

fn record(previous: Option<ReleaseId>, files: Vec<ReleaseFile>) -> ReleaseRecord {
    ReleaseRecord::new(
        Timestamp::parse("2026-11-26T10:15:00Z").unwrap(),
        previous,
        PublicPath::parse("https://cdn.acme.org/chat/").unwrap(),
        PackageName {
            kind: Kind::Ours,
            version: Some("0.1.0".to_owned()),
        },
        "{}".to_owned(),
        files,
    )
}

#[test]
fn the_document_to_the_letter() {
    let record = record(None, vec![file("loader.json", b"{}")]);
    let wanted = format!(
        r#"{{
  "schema": "avmsdk.release/1",
  "id": "{}",
  "time": "2026-11-26T10:15:00Z",
  "publicPath": "https://cdn.acme.org/chat/",
  "package": {{
    "kind": "ours",
    "version": "0.1.0"
  }},
  "entry": "{{}}",
  "files": [
    {{
      "key": "loader.json",
      "class": "entry",
      "size": 2,
      "sha256": "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
      "etag": "99914b932bd37a50b983c5e7c90ae93b",
      "contentType": "application/json",
      "cacheControl": "no-cache"
    }}
  ]
}}
"#,
        record.id
    );
    assert_eq!(String::from_utf8(record.to_bytes()).unwrap(), wanted);
    assert_eq!(ReleaseRecord::parse(CURRENT, wanted.as_bytes()).unwrap(), record);
}

#[test]
fn the_id_follows_what_readers_get_and_what_came_before() {
    let files = || vec![file("a.js", b"1"), file("loader.json", b"{}")];
    let first = record(None, files());
    let mut turned = files();
    turned.reverse();
    assert_eq!(record(None, turned).id, first.id);
    let after = record(Some(first.id.clone()), files());
    assert_ne!(after.id, first.id);
    assert!(after.serves_same(&first));
    let mut headers = files();
    headers[0].cache_control = "no-store".to_owned();
    let headers = record(None, headers);
    assert_ne!(headers.id, first.id);
    assert!(!headers.serves_same(&first));
}

#[test]
fn files_are_found_by_key() {
    let record = record(
        None,
        vec![file("z.js", b"1"), file("a/b.js", b"2"), file("a.js", b"3")],
    );
    assert_eq!(record.file("a/b.js").unwrap().size, 1);
    assert_eq!(record.file("b.js"), None);
    assert_eq!(record.key(), format!("releases/{}.json", record.id));
    assert_eq!(id_of_key(&record.key()), Some(record.id));
    for other in ["releases/current.json", "releases/blobs/00", "loader.json"] {
        assert_eq!(id_of_key(other), None, "{other}");
    }
}

#[test]
fn keys_become_urls() {
    let path = PublicPath::parse("https://cdn.acme.org/chat/").unwrap();
    for (key, url) in [
        ("loader.json", "https://cdn.acme.org/chat/loader.json"),
        (
            "img/a b#é?.png",
            "https://cdn.acme.org/chat/img/a%20b%23%C3%A9%3F.png",
        ),
        ("50%.js", "https://cdn.acme.org/chat/50%25.js"),
    ] {
        assert_eq!(file_url(&path, key), url);
    }
}

#[test]
fn what_is_no_record_is_refused_by_name() {
    let newer = ReleaseRecord::parse(CURRENT, br#"{"schema":"avmsdk.release/2"}"#).unwrap_err();
    assert_eq!(newer.code(), "release-newer");
    for bytes in [&b"<html>"[..], b"{}", br#"{"schema":"avmsdk.release/1"}"#] {
        let damaged = ReleaseRecord::parse(CURRENT, bytes).unwrap_err();
        assert_eq!(damaged.code(), "release-damaged");
        assert!(damaged.to_string().contains("releases/current.json"), "{damaged}");
    }
    // A key that would leave the bucket's folder.
    let record = record(None, vec![file("a.js", b"1")]);
    let text = String::from_utf8(record.to_bytes())
        .unwrap()
        .replace("a.js", "../a.js");
    assert!(ReleaseRecord::parse(CURRENT, text.as_bytes()).is_err());
}

#[test]
fn what_no_deploy_writes_is_no_record() {
    let refused = |change: fn(&mut Vec<ReleaseFile>), says: &str| {
        let mut record = record(None, vec![file("a.js", b"1"), file("b.js", b"2")]);
        change(&mut record.files);
        let error = ReleaseRecord::parse(CURRENT, &record.to_bytes()).unwrap_err();
        assert_eq!(error.code(), "release-damaged");
        let why = std::error::Error::source(&error).unwrap().to_string();
        assert!(why.starts_with(says), "{why}");
    };
    refused(
        |files| files.reverse(),
        "files are not in the order of their keys: a.js",
    );
    refused(
        |files| files.push(files[1].clone()),
        "files are not in the order of their keys: b.js",
    );
    // A prune of that release would take the record along.
    let record = "a file lies where releases are recorded: releases/current.json";
    refused(|files| files.push(file(CURRENT, b"3")), record);
    refused(|files| files[0].size = u64::MAX, "no file is that large: a.js");
    refused(
        |files| files[1].encoded_size = Some(u64::MAX),
        "no file is that large: b.js",
    );
}

#[test]
fn what_a_release_overwrote_is_told_by_the_one_before() {
    let mut script = file("sdk.js", b"1");
    script.class = Class::Versioned;
    let kept = file("part.0123456789abcdef.js", b"part");
    let first = record(
        None,
        vec![file("loader.json", b"{}"), script.clone(), kept.clone()],
    );
    let keys = |files: Vec<&ReleaseFile>| -> Vec<String> {
        files.into_iter().map(|file| file.key.to_string()).collect()
    };
    // Whoever asked too early may have been told that it is not there.
    assert_eq!(keys(first.overwritten(None)), ["loader.json", "sdk.js"]);

    let mut mended = kept.clone();
    mended.cache_control = "max-age=9".to_owned();
    script.sha256 = Sha256::of(b"2");
    let new = file("part.fedcba9876543210.js", b"new");
    let next = record(
        Some(first.id.clone()),
        vec![file("loader.json", b"{}"), script, mended, new],
    );
    assert_eq!(
        keys(next.overwritten(Some(&first))),
        ["part.0123456789abcdef.js", "sdk.js"]
    );
}

/// What the first release overwrote has no record, and that is what is said.
#[test]
fn before_the_first_release_there_is_none_to_go_back_to() {
    use crate::release::{DeployError, History};
    let first = record(None, vec![file("loader.json", b"1")]);
    let history = History::new(&first, Vec::new());
    let error = history.find(None).unwrap_err();
    assert!(matches!(error, DeployError::NotReleased), "{error}");
    assert!(error.hint().contains("`releases/blobs/`"), "{}", error.hint());
    let second = record(Some(first.id.clone()), vec![file("loader.json", b"2")]);
    assert_eq!(
        History::new(&second, vec![first.clone()]).find(None).unwrap(),
        &first
    );
    // Its record was pruned.
    let error = History::new(&second, Vec::new()).find(None).unwrap_err();
    assert!(matches!(error, DeployError::NothingBefore), "{error}");
}
