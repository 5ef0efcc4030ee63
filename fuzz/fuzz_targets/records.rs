//! Any bytes as what is read back from a bucket or a folder: what can be used stays as it was and leads nowhere else.
//!
//! The first byte picks the document.

#![no_main]

use avmsdk_core::package::{Manifest, PackageName, PackagePath};
use avmsdk_core::release::{
    BucketFacts, CURRENT, CurrentRecord, ETag, History, Listed, PruneFacts, ReleaseRecord,
    RollbackFacts, Timestamp, Untold, id_of_key, plan_prune, plan_rollback,
};
use avmsdk_core::verify::Expected;
use avmsdk_core::{Coded as _, PublicPath};
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|bytes: &[u8]| {
    let Some((&pick, bytes)) = bytes.split_first() else { return };
    match pick % 4 {
        0 => manifest(bytes),
        1 => untold(bytes),
        _ => release(bytes),
    }
});

fn manifest(bytes: &[u8]) {
    match Manifest::parse(bytes) {
        Ok(Some(manifest)) => {
            let written = serde_json::to_vec(&manifest).expect("JSON");
            assert_eq!(Manifest::parse(&written).expect("it reads what it writes"), Some(manifest.clone()));
            for file in Expected::of_manifest(&manifest).files {
                stays(&manifest.public_path, &file.name);
            }
        }
        Ok(None) => {}
        Err(error) => assert!(!error.hint().is_empty() && !error.to_string().is_empty()),
    }
}

fn untold(bytes: &[u8]) {
    if let Ok(untold) = Untold::parse("releases/untold/x.json", bytes) {
        assert_eq!(Untold::parse("x", &untold.to_bytes()).expect("it reads what it writes"), untold);
        assert!(PackagePath::parse(&untold.key()).is_some_and(|key| key.is_in("releases")));
    }
}

fn release(bytes: &[u8]) {
    let record = match ReleaseRecord::parse(CURRENT, bytes) {
        Ok(record) => record,
        Err(error) => {
            assert!(!error.hint().is_empty() && !error.to_string().is_empty());
            return;
        }
    };
    assert_eq!(ReleaseRecord::parse(CURRENT, &record.to_bytes()).expect("it reads what it writes"), record);
    assert_eq!(id_of_key(&record.key()), Some(record.id.clone()));
    for file in &record.files {
        assert_eq!(record.file(file.key.as_str()), Some(file), "each file is found by its key");
        assert!(!file.key.is_in("releases"), "no release is made of records: {}", file.key);
        stays(&record.public_path, file.key.as_str());
    }
    plans(&record);
}

/// A name below the public path stays there, whoever reads the address.
fn stays(public_path: &PublicPath, name: &str) {
    let address = avmsdk_core::release::file_url(public_path, name);
    let url = Url::parse(&address).expect("an address");
    assert!(url.as_str().starts_with(public_path.as_str()), "{address} is {url}");
    assert!(url.query().is_none() && url.fragment().is_none(), "{url}");
}

/// Whatever a record says, plans are made or refused.
fn plans(record: &ReleaseRecord) {
    let mut bucket = BucketFacts {
        current: Some(CurrentRecord { record: record.clone(), etag: ETag::of(b"x") }),
        ..BucketFacts::default()
    };
    for file in &record.files {
        let listed = Listed { etag: file.etag.clone(), size: file.stored_size() };
        bucket.objects.insert(file.key.to_string(), listed.clone());
        bucket.objects.insert(format!("releases/blobs/{}", file.sha256), listed);
    }
    let now = Timestamp::from_unix(1_795_688_100);
    let old = ReleaseRecord::new(
        Timestamp::from_unix(0),
        None,
        record.public_path.clone(),
        PackageName { kind: record.package.kind, version: None },
        record.entry.clone(),
        record.files.clone(),
    );
    let history = History::new(record, vec![old.clone(), record.clone()]);
    assert!(!history.released.is_empty());
    let facts = PruneFacts {
        bucket: bucket.clone(),
        records: vec![old],
        keep: 1,
        older_than: 0,
        marked: None,
        take_over: true,
        now,
    };
    if let Ok(Ok(plan)) = plan_prune(&facts) {
        let _ = plan.bytes();
        for doomed in &plan.remove {
            assert!(doomed.key != CURRENT && doomed.key != record.key(), "{}", doomed.key);
        }
    }
    let facts = RollbackFacts { target: record.clone(), bucket, now };
    match plan_rollback(&facts) {
        Ok(Ok(plan)) => assert!(plan.steps.len() < 4 * record.files.len() + 10),
        Ok(Err(_)) => {}
        Err(error) => assert!(!error.hint().is_empty()),
    }
}
