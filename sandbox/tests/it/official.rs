//! The official client library for JavaScript drives the business API: the scripts in `tests/official`
//! do and judge, this says which of their operations must have gone well.

use crate::service::Service;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tokio::process::Command;

/// The folder with the library.
fn peers() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("AVMSDK_PEERS")
        .map_or_else(|| here.join("../target/peers/node_modules"), PathBuf::from);
    let wanted = folder.join("sunshine-conversations-client");
    assert!(
        wanted.is_dir(),
        "no {}: run `cargo xtask peers`",
        wanted.display()
    );
    folder
}

/// Runs the script of an API class against a service of its own. Every operation named must have been
/// tried, no other, and all must have gone well.
pub(crate) async fn drives(class: &str, operations: &[&str]) {
    let service = Service::start().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/official/drive.js");
    let output = Command::new("node")
        .arg(script)
        .arg(&service.origin)
        .arg(peers())
        .arg(class)
        .kill_on_drop(true)
        .output()
        .await
        .expect("node on PATH");
    let said = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = said
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let failed: Vec<String> = lines
        .iter()
        .filter(|line| line["ok"] != true)
        .map(|line| {
            format!(
                "{}: {}",
                line["operation"].as_str().unwrap(),
                line["why"].as_str().unwrap()
            )
        })
        .collect();
    let trouble = String::from_utf8_lossy(&output.stderr);
    assert!(failed.is_empty(), "{}\n{trouble}", failed.join("\n"));
    let mut tried: Vec<&str> = lines
        .iter()
        .map(|line| line["operation"].as_str().unwrap())
        .collect();
    let mut wanted: Vec<String> = operations.iter().map(|one| format!("{class}.{one}")).collect();
    tried.sort_unstable();
    wanted.sort_unstable();
    assert_eq!(tried, wanted, "{trouble}");
    assert!(output.status.success(), "{trouble}");
}

#[tokio::test]
async fn auth() {
    drives("auth", &["basic", "refused"]).await;
}

#[tokio::test]
async fn conversations() {
    drives("conversations", &["create", "get", "list", "update", "delete"]).await;
}

#[tokio::test]
async fn messages() {
    let operations = [
        "post text",
        "post markdown",
        "post html",
        "post text with reply",
        "post text with locationRequest",
        "post text with postback",
        "post text with link",
        "post text with webview",
        "post text with buy",
        "post actions alone",
        "post image",
        "post file",
        "post carousel",
        "post list",
        "post location",
        "post location with a name",
        "post form",
        "post template",
        "post accepts what channels need",
        "post on the user's behalf",
        "post refused",
        "list",
        "list with the form that is answered",
        "delete",
        "delete all",
    ];
    drives("messages", &operations).await;
}

#[tokio::test]
async fn activities() {
    let operations = [
        "typing:start",
        "typing:stop",
        "read by business",
        "read by user",
        "refused",
    ];
    drives("activities", &operations).await;
}

#[tokio::test]
async fn participants() {
    drives("participants", &["join", "list", "leave", "limit"]).await;
}

#[tokio::test]
async fn switchboard() {
    let operations = ["passControl", "offerControl", "acceptControl", "releaseControl"];
    drives("switchboard", &operations).await;
}
