//! `avmsdk deploy`, `releases`, `rollback` and `prune` against a real S3 server, with a proxy between that counts
//! and breaks, and with readers that must never meet half a release.

#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../support/seaweedfs.rs"]
mod seaweedfs;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/varnish.rs"]
mod varnish;

mod encoding;
mod faults;
mod package;
mod proxy;
mod race;
mod reader;
mod readers;
mod refusals;
mod runs;
mod secrets;
mod server;
mod settings;
mod vendor;
#[path = "../support/server.rs"]
mod web;

use package::Package;
use proxy::Proxy;
use serde_json::Value;
use server::Server;
use std::path::Path;
use std::process::{Command, Output};

/// A server, a proxy before it, a folder for packages.
pub(crate) struct Stage {
    pub(crate) server: Server,
    pub(crate) proxy: Proxy,
    pub(crate) root: tempfile::TempDir,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let server = Server::start();
        server.set_cors("*", "GET");
        let proxy = Proxy::before(server.port);
        let root = tempfile::tempdir().unwrap();
        Self { server, proxy, root }
    }

    /// Where readers find what is deployed to `s3://acme/FOLDER`.
    pub(crate) fn url(&self, folder: &str) -> String {
        format!("http://127.0.0.1:{}/acme/{folder}/", self.server.port)
    }

    pub(crate) fn root(&self) -> &Path {
        self.root.path()
    }

    /// The command, through the proxy.
    pub(crate) fn command(&self, verb: &str, folder: &str) -> Command {
        self.command_to(self.proxy.port, verb, folder)
    }

    /// The command, to any port.
    pub(crate) fn command_to(&self, port: u16, verb: &str, folder: &str) -> Command {
        let mut command = bare(self.root(), verb);
        command
            .arg(format!("--target=s3://acme/{folder}"))
            .arg(format!("--endpoint=http://127.0.0.1:{port}"))
            .env("AWS_ACCESS_KEY_ID", server::KEY)
            .env("AWS_SECRET_ACCESS_KEY", server::SECRET);
        command
    }

    /// Runs what must go well, counted from 1; the document that it prints.
    pub(crate) fn run(&self, verb: &str, folder: &str, args: &[&str]) -> Value {
        self.proxy.rule(|_| proxy::Act::Pass);
        done(
            &self
                .command(verb, folder)
                .arg("--json")
                .args(args)
                .output()
                .unwrap(),
        )
    }

    pub(crate) fn deploy(&self, folder: &str, package: &Package) -> Value {
        self.run("deploy", folder, &[package.folder.to_str().unwrap()])
    }
}

/// The command without settings of whoever runs the tests.
pub(crate) fn bare(root: &Path, verb: &str) -> Command {
    let mut command = support::avmsdk(root);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command
        .arg(verb)
        .env("AWS_CONFIG_FILE", root.join("no-config"))
        .env("AWS_SHARED_CREDENTIALS_FILE", root.join("no-credentials"))
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command
}

/// The document of a run that went well.
pub(crate) fn done(output: &Output) -> Value {
    assert!(output.status.success(), "{}", said(output));
    serde_json::from_slice(&output.stdout).unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
