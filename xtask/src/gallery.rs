//! `cargo xtask gallery`: pictures of every state of the widget, and one page of them.

use crate::binary::{self, Profile};
use crate::{browser, say, step, workspace};
use anyhow::{Context as _, bail};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// What `cargo xtask gallery` can be told.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only states with this in their name; several with commas
    #[arg(long, value_name = "PART")]
    only: Option<String>,
    /// The sizes, with commas
    #[arg(long, value_name = "WxH", default_value = "1280x800,390x844")]
    size: String,
    /// In the dark
    #[arg(long)]
    dark: bool,
    /// On a page that is read from right to left
    #[arg(long)]
    rtl: bool,
    /// The page's text size in per cent
    #[arg(long, value_name = "PERCENT")]
    zoom: Option<u32>,
    /// In the colours of the system, as where a visitor asks for contrast
    #[arg(long)]
    forced: bool,
    /// The folder for the pictures
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Serves `target/sdk` as it is, and takes the pictures.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    let root = workspace::root();
    let package = root.join("target/sdk");
    if !package.is_dir() {
        bail!("there is no widget yet, run `cargo xtask wasm`");
    }
    browser::ensure()?;
    let binary = binary::build(Profile::Debug)?;
    let out = args.out.clone().unwrap_or_else(|| root.join("target/gallery"));
    let mut dev = Command::new(binary);
    dev.arg("dev").arg(package);
    let sandbox = Sandbox::start(dev.args(["--port", "0", "--data", "memory", "--json"]))?;
    let mut shoot = step::program("node");
    shoot
        .arg(root.join("xtask/src/gallery/shoot.mjs"))
        .args(["--origin", &sandbox.origin, "--size", &args.size])
        .arg("--out")
        .arg(out);
    for (is_asked, flag) in [
        (args.dark, "--dark"),
        (args.rtl, "--rtl"),
        (args.forced, "--forced"),
    ] {
        if is_asked {
            shoot.arg(flag);
        }
    }
    let zoom = args.zoom.map(|percent| percent.to_string());
    for (flag, value) in [("--only", &args.only), ("--zoom", &zoom)] {
        if let Some(value) = value {
            shoot.args([flag, value]);
        }
    }
    say::step("take the pictures");
    let status = shoot.status().context("cannot start node")?;
    if !status.success() {
        bail!("the pictures could not be taken");
    }
    Ok(())
}

/// A sandbox that ends with this command.
struct Sandbox {
    process: Child,
    origin: String,
}

impl Sandbox {
    fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut process = command
            .stdout(Stdio::piped())
            .spawn()
            .context("cannot start `avmsdk dev`")?;
        let stdout = process.stdout.take().context("the sandbox has no stdout")?;
        let mut sandbox = Self {
            process,
            origin: String::new(),
        };
        for line in BufReader::new(stdout).lines() {
            let said = line?;
            if let Some(origin) = origin_in(&said) {
                sandbox.origin = origin;
                return Ok(sandbox);
            }
        }
        bail!("the sandbox ended before it said where it is")
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The origin in a line of what the sandbox announces as JSON.
fn origin_in(line: &str) -> Option<String> {
    let rest = line.split_once("\"url\"")?.1;
    rest.split('"').nth(1).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::origin_in;

    #[test]
    fn the_origin_is_read_from_the_announcement() {
        for (line, origin) in [
            (
                r#"  "url": "http://localhost:4321","#,
                Some("http://localhost:4321"),
            ),
            (
                r#"{"ok":true,"url":"http://[::1]:80","appId":"a"}"#,
                Some("http://[::1]:80"),
            ),
            (r#"{"ok":true}"#, None),
            ("", None),
        ] {
            assert_eq!(origin_in(line).as_deref(), origin, "{line}");
        }
    }
}
