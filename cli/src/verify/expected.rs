//! Where the list of what should be there comes from: a manifest, or the record of the current release.

use super::Client;
use crate::failure::{Explain as _, Failure};
use avmsdk_core::PublicPath;
use avmsdk_core::package::Manifest;
use avmsdk_core::release::{CURRENT, ReleaseRecord, file_url};
use avmsdk_core::verify::{Ask, Probe};
use std::path::Path;

/// The manifest in a file, or of the configured package in a folder.
pub(crate) fn manifest(path: &Path) -> Result<Manifest, Failure> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = Manifest::file_names().map(|name| path.join(name)).to_vec();
    }
    let hint = "name the output of `avmsdk configure`, or its `manifest.json`: `--manifest ./package`";
    let cannot = || format!("cannot use the manifest `{}`", path.display());
    let mut is_there = false;
    for file in &files {
        let bytes = match std::fs::read(file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Failure::new("verify-manifest", cannot(), hint).because(error)),
        };
        is_there = true;
        if let Some(manifest) = Manifest::parse(&bytes).explain(cannot)? {
            return Ok(manifest);
        }
    }
    let why = match (is_there, path.is_dir()) {
        (true, _) => "it is no manifest of a configured package",
        (false, true) => "that folder holds no `manifest.json`",
        (false, false) => "there is no such file",
    };
    Err(Failure::new("verify-manifest", cannot(), hint).why(why))
}

/// The record of the current release; `None` where there is none.
pub(crate) async fn record(
    client: &Client,
    public_path: &PublicPath,
) -> Result<Option<ReleaseRecord>, Failure> {
    let probe = Probe {
        url: file_url(public_path, CURRENT),
        ask: Ask::Plain,
        keep_text: true,
    };
    let Ok(answer) = client.observe(probe, "").await.outcome else {
        return Ok(None);
    };
    let Some(text) = answer.text().filter(|_| answer.status == 200) else {
        return Ok(None);
    };
    // Many servers answer every address with a page of theirs.
    if answer.media_type() == "text/html" {
        return Ok(None);
    }
    ReleaseRecord::parse(CURRENT, text.as_bytes())
        .explain(|| format!("cannot use the record of the current release below `{public_path}`"))
        .map(Some)
}
