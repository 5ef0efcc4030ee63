//! `cargo xtask dev`: from a clone to a chat with oneself.

use crate::binary::{self, Profile};
use crate::{say, wasm};
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// What `cargo xtask dev` can be told.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The port to serve on; 0 picks a free one
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// Open the demo page in the browser
    #[arg(long)]
    open: bool,
    /// Further arguments for `avmsdk dev`, after `--`
    #[arg(last = true)]
    rest: Vec<OsString>,
}

/// Builds what has changed, then becomes `avmsdk dev`, which prints the URL.
pub(crate) fn run(args: &Args) -> anyhow::Result<()> {
    wasm::run(&wasm::Args::default())?;
    let binary = binary::build(Profile::Debug)?;
    say::step("start the sandbox; stop it with Ctrl-C");
    become_sandbox(sandbox(&binary, args))
}

fn sandbox(binary: &Path, args: &Args) -> Command {
    let mut command = Command::new(binary);
    command.arg("dev").arg("--port").arg(args.port.to_string());
    if args.open {
        command.arg("--open");
    }
    command.args(&args.rest);
    command
}

/// The same process goes on as the sandbox, so that Ctrl-C and signals reach it and nothing stays behind.
#[cfg(unix)]
fn become_sandbox(mut command: Command) -> anyhow::Result<()> {
    use std::os::unix::process::CommandExt as _;
    Err(anyhow::Error::new(command.exec())
        .context(format!("cannot start: {}", command.get_program().display())))
}

#[cfg(not(unix))]
fn become_sandbox(mut command: Command) -> anyhow::Result<()> {
    let status = command.status()?;
    anyhow::ensure!(status.success(), "`avmsdk dev` ended with {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Args, sandbox};
    use clap::Parser as _;

    #[derive(clap::Parser)]
    struct Typed {
        #[command(flatten)]
        args: Args,
    }

    #[test]
    fn the_sandbox_gets_our_flags_and_the_rest() {
        for (typed, wanted) in [
            (&["dev"][..], "dev --port 8000"),
            (&["dev", "--port", "0", "--open"], "dev --port 0 --open"),
            (
                &["dev", "--", "--data", "memory"],
                "dev --port 8000 --data memory",
            ),
        ] {
            let command = sandbox("avmsdk".as_ref(), &Typed::parse_from(typed).args);
            let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
            assert_eq!(args.join(" "), wanted);
        }
    }
}
