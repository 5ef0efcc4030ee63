//! `avmsdk deploy` beside `aws s3 sync`, `s5cmd sync` and `rclone sync`: the same package, the same server, the same
//! rounds.
//!
//! Whole processes are timed, one tool after the other within each round, and what they ask is counted by a proxy. It
//! is measured twice: as near as one machine is to itself, and with a wait for each request and each connection, since
//! no bucket is that near. What is counted must hold; times of a shared machine fail nothing.

mod message;
mod package;
mod proxy;
mod rounds;
mod server;
mod table;
mod tools;

use super::vendor;
use crate::{say, seaweedfs, step};
use anyhow::{Result, bail, ensure};
use package::Local;
use proxy::Proxy;
use rounds::{Course, Seen};
use server::{BUCKET, Server};
use std::fs;
use std::path::{Path, PathBuf};
use tools::{Tool, Tools};

/// Rounds that count; one before them warms the caches.
const ROUNDS: usize = 5;
/// How far away the bucket is, in milliseconds for a request.
const AWAY: [u64; 2] = [0, 20];

/// Measures and prints; fails where a promise that can be counted does not hold.
pub(super) fn run(avmsdk: PathBuf) -> Result<()> {
    let weed = seaweedfs::ensure()?;
    let scratch = vendor::scratch()?;
    let tools = Tools::ensure(avmsdk, scratch.path())?;
    for version in tools.versions()? {
        say::figure(version);
    }
    say::figure(format_args!("weed: {}", weed_version(&weed)));
    let source = scratch.path().join("vendor");
    vendor::make(&source)?;
    let packages = [
        Local {
            name: "bundled",
            source: None,
            edited: "element.mjs",
        },
        Local {
            name: "vendor",
            source: Some(&source),
            edited: "avmessagingsdk.1.0.1.css",
        },
    ];
    let mut counted = Vec::new();
    for away in AWAY {
        for package in &packages {
            let folder = scratch.path().join(format!("{}-{away}", package.name));
            fs::create_dir(&folder)?;
            counted.extend(measure(&weed, &tools, package, away, &folder)?);
            // A server's bytes are many, and the next one begins without any.
            fs::remove_dir_all(&folder)?;
        }
    }
    if !counted.is_empty() {
        bail!("does not hold: {}", counted.join("; "));
    }
    Ok(())
}

/// What does not hold of what can be counted, for one package at one distance.
fn measure(weed: &Path, tools: &Tools, package: &Local<'_>, away: u64, root: &Path) -> Result<Vec<String>> {
    let server = Server::start(weed, root, tools)?;
    let (storage, door) = (Proxy::before(server.port)?, Proxy::before(server.port)?);
    let folder = package.configure(tools.avmsdk(), &format!("http://127.0.0.1:{}/", door.port), root)?;
    let (files, bytes) = package.size(&folder)?;
    say::step(format_args!("{} package, {away} ms away", package.name));
    // Readers of a bucket without rules are let in by none of the tools; ours says so.
    let mut cors = tools.sync(Tool::Ours, &folder, server.port, "cors");
    let status = cors.arg("--fix-cors").status()?;
    ensure!(
        status.success(),
        "cannot set the CORS rules of `{BUCKET}`: {status}"
    );
    for proxy in [&storage, &door] {
        proxy.set_away(away);
    }
    let course = Course {
        tools,
        server: &server,
        storage: &storage,
        door: &door,
    };
    course.round(0, package, root, &mut Seen::default())?;
    let mut seen = Seen::default();
    for number in 1..=ROUNDS {
        course.round(number, package, root, &mut seen)?;
    }
    say::figure(format_args!(
        "\n{} package, {files} files, {:.1} MB; {away} ms away; {ROUNDS} rounds, load {}\n",
        package.name,
        bytes as f64 / 1e6,
        load()
    ));
    table::print(&seen, ROUNDS);
    let (counted, timed) = table::broken(&seen, ROUNDS);
    for broken in counted.iter().chain(&timed) {
        say::figure(format_args!("does not hold: {broken}"));
    }
    Ok(counted)
}

fn weed_version(weed: &Path) -> String {
    let said = step::ask(step::program(weed).arg("version"));
    said.unwrap_or_default().trim().to_owned()
}

/// How busy the machine is, where it tells.
fn load() -> String {
    let told = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    told.split(' ').next().unwrap_or_default().to_owned()
}
