//! The definition of the command line, as people see it and as it is read.

use super::keys::{Key, variable};
use crate::args::Args;
use clap::{Arg, ArgAction, Command, CommandFactory as _};

/// As people see it: each flag names its variable.
pub(crate) fn definition() -> Command {
    let program = Args::command().mut_args(|flag| match flag.get_id().as_str() {
        id @ ("env" | "config") => {
            let variable = variable(id);
            named(flag, &variable)
        }
        _ => flag,
    });
    program.mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.mut_args(|flag| match Key::of(&name, &flag) {
            Some(key) => named(flag, &key.variable),
            None => flag,
        })
    })
}

fn named(flag: Arg, variable: &str) -> Arg {
    let help = flag.get_help().map(|help| format!("{help} ")).unwrap_or_default();
    flag.help(format!("{help}[env: {variable}]"))
}

/// As it is read: a switch takes `=false` too, so that it can be turned off where the settings turn it on.
pub(super) fn lenient() -> Command {
    definition().mut_subcommands(|command| {
        let name = command.get_name().to_owned();
        command.mut_args(|flag| match Key::of(&name, &flag) {
            Some(_) if matches!(flag.get_action(), ArgAction::SetTrue) => switch(flag),
            _ => flag,
        })
    })
}

fn switch(flag: Arg) -> Arg {
    flag.action(ArgAction::Set)
        .num_args(0..=1)
        .require_equals(true)
        .default_value("false")
        .default_missing_value("true")
}

/// Whether two flags of a command exclude each other.
pub(super) fn exclude(command: &Command, one: &str, other: &str) -> bool {
    let flag = |id: &str| command.get_arguments().find(|flag| flag.get_id() == id);
    let (Some(one), Some(other)) = (flag(one), flag(other)) else {
        return false;
    };
    let names = |one: &Arg, other: &Arg| {
        let others = command.get_arg_conflicts_with(one);
        others.iter().any(|flag| flag.get_id() == other.get_id())
    };
    names(one, other) || names(other, one)
}
