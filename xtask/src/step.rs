//! Runs other programs, always from the root of the workspace and always seen.
//!
//! A step that fails ends the command: there is no "go on anyway" here.

use crate::say;
use anyhow::{Context as _, bail};
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A cargo command, by the cargo that runs this program.
pub(crate) fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args);
    command
}

/// Any other command.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(crate::workspace::root());
    command
}

/// Says what the command is for, runs it with our stdout and stderr, and fails if it does.
pub(crate) fn run(what: &str, command: &mut Command) -> anyhow::Result<()> {
    say::step(what);
    let shown = shown(command);
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start: {shown}"))?;
    if !status.success() {
        bail!("this step failed ({status}), its own words are above: {shown}");
    }
    Ok(())
}

/// The command's stdout, or nothing if it cannot be started or fails: for asking what is there.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Where `PATH` holds a program.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// The command as one would type it.
fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let name = program
        .file_name()
        .unwrap_or(command.get_program())
        .to_string_lossy()
        .into_owned();
    let args = command.get_args().map(|arg| arg.to_string_lossy().into_owned());
    std::iter::once(name).chain(args).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{ask, cargo, find, program, run};

    #[test]
    fn a_failing_step_names_the_command() {
        let error = run("fail", program("sh").args(["-c", "exit 3"]))
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("exit status: 3") && error.ends_with(": sh -c exit 3"),
            "{error}"
        );
        let error = run("start", &mut program("no-such-program"))
            .unwrap_err()
            .to_string();
        assert_eq!(error, "cannot start: no-such-program");
    }

    #[test]
    fn asking_never_fails() {
        assert_eq!(
            ask(program("sh").args(["-c", "echo yes"])).as_deref(),
            Some("yes\n")
        );
        assert_eq!(ask(program("sh").args(["-c", "echo no; exit 1"])), None);
        assert_eq!(ask(&mut program("no-such-program")), None);
        assert!(ask(&mut cargo(["--version"])).is_some());
        assert!(find("sh").is_some());
        assert_eq!(find("no-such-program"), None);
    }
}
