//! The sandbox under load, beside a bare Faye server (npm `faye`) that passes the same frames on.
//!
//! 1,000 clients listen by WebSocket while 500 messages a second come in for a minute, every other one from the
//! business. The sandbox checks, stores and answers each; the Faye server only fans out, so its figures
//! say what the machine can do. Load and service share the machine's cores.

use crate::{peers, say, step, workspace};
use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const CLIENTS: &str = "1000";
const PER_SECOND: &str = "500";
const SECONDS: &str = "60";
/// Milliseconds from the moment at which a message was due to its delivery.
const WANTED_P99: f64 = 100.0;

/// Measures and prints; fails where something is lost or doubled, or takes too long.
pub(super) fn run() -> Result<()> {
    let modules = peers::ensure()?;
    step::run(
        "build the service and its load for release",
        &mut step::cargo(["build", "--release", "--package", "avmsdk-sandbox", "--examples"]),
    )?;
    let examples = workspace::target()?.join("release/examples");
    let load = examples.join("load");
    let folder = tempfile::tempdir()?;

    let mut serve = many_files(&examples.join("serve"));
    serve.arg("0").arg(folder.path().join("sandbox.db"));
    let sandbox = measure(&load, "sandbox", serve)?;
    let mut serve = many_files(Path::new("node"));
    serve
        .args(["-e", include_str!("faye.js")])
        .env("NODE_PATH", &modules);
    let faye = measure(&load, "faye", serve)?;

    say::figure(format_args!(
        "{CLIENTS} clients, {PER_SECOND} messages a second for {SECONDS} s, milliseconds"
    ));
    say::figure(format_args!(
        "                     delivery p50     p99     max   answer p50     p99   MiB   CPU"
    ));
    for (name, figures) in [("sandbox, on disk", &sandbox), ("faye, fan-out alone", &faye)] {
        say::figure(format_args!(
            "  {name:20} {:10.1} {:7.1} {:7.1} {:12.1} {:7.1} {:5.0} {:4.0} %",
            number(&figures["delivery"]["p50"]),
            number(&figures["delivery"]["p99"]),
            number(&figures["delivery"]["max"]),
            number(&figures["answer"]["p50"]),
            number(&figures["answer"]["p99"]),
            number(&figures["rssMiB"]),
            number(&figures["cpuPercent"]),
        ));
    }
    for name in ["lost", "doubled", "ended"] {
        ensure!(sandbox[name] == 0, "{name}: {}", sandbox[name]);
    }
    let p99 = number(&sandbox["delivery"]["p99"]);
    ensure!(p99 < WANTED_P99, "p99 is {p99:.1} ms, wanted: {WANTED_P99}");
    Ok(())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// Where the npm packages are that stand in for others.
/// A program that may have as many files open as the system allows: each client is one.
fn many_files(program: &Path) -> Command {
    let mut command = step::program("sh");
    command
        .args(["-c", "ulimit -n \"$(ulimit -H -n)\" && exec \"$@\"", "sh"])
        .arg(program);
    command
}

/// Starts the service, loads it, and ends it.
fn measure(load: &Path, kind: &str, mut serve: Command) -> Result<Value> {
    say::step(format_args!("load: {kind}"));
    let mut service = Running(
        serve
            .stdout(Stdio::piped())
            .stdin(Stdio::null())
            .spawn()
            .with_context(|| format!("cannot start: {serve:?}"))?,
    );
    let out = service.0.stdout.take().context("the service has no output")?;
    let mut line = String::new();
    BufReader::new(out).read_line(&mut line)?;
    let address = line
        .trim()
        .strip_prefix("http://")
        .with_context(|| format!("the service says no address: `{line}`"))?;
    let mut command = many_files(load);
    command.args([
        kind,
        address,
        CLIENTS,
        PER_SECOND,
        SECONDS,
        &service.0.id().to_string(),
    ]);
    let figures = command.stderr(Stdio::inherit()).output()?;
    ensure!(figures.status.success(), "the load failed: {}", figures.status);
    Ok(serde_json::from_slice(&figures.stdout)?)
}

/// Killed when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
