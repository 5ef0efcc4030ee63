//! Who runs the tests: cargo-nextest where it is, else cargo itself.

use crate::{say, step, workspace};
use std::process::Command;

/// A test runner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runner {
    /// One process for each test, with a time limit.
    Nextest {
        /// Whether the profile for CI applies (`.config/nextest.toml`).
        ci: bool,
    },
    /// Always there; one test binary after the other.
    Cargo,
}

impl Runner {
    /// nextest is not installed here: building it takes longer than all the tests.
    pub(super) fn of_this_machine() -> Self {
        if step::find("cargo-nextest").is_some() {
            return Self::Nextest {
                ci: workspace::is_ci(),
            };
        }
        say::note("`cargo-nextest` is missing, `cargo test` takes its place");
        say::note("for time limits and parallel runs: cargo install cargo-nextest --locked");
        Self::Cargo
    }

    /// The command that tests these packages.
    pub(super) fn command(self, packages: &[&str]) -> Command {
        let own: &[&str] = match self {
            Self::Nextest { ci: true } => &["nextest", "run", "--profile", "ci"],
            Self::Nextest { ci: false } => &["nextest", "run"],
            Self::Cargo => &["test", "--lib", "--bins", "--tests"],
        };
        step::cargo(own.iter().chain(packages))
    }
}

#[cfg(test)]
mod tests {
    use super::Runner;

    #[test]
    fn each_runner_has_its_command() {
        for (runner, wanted) in [
            (
                Runner::Nextest { ci: true },
                "nextest run --profile ci --package x",
            ),
            (Runner::Nextest { ci: false }, "nextest run --package x"),
            (Runner::Cargo, "test --lib --bins --tests --package x"),
        ] {
            let command = runner.command(&["--package", "x"]);
            let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy()).collect();
            assert_eq!(args.join(" "), wanted);
        }
    }
}
