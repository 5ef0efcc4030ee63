//! Which flags `avmsdk.toml` and the environment can set: all but those that say what one run is for.

use avmsdk_core::settings::{Kind, Schema};
use clap::{Arg, ArgAction, Command};
use std::any::TypeId;
use std::path::PathBuf;

/// Commands that read no settings: they work whatever the file says.
pub(super) const COMMANDS_WITHOUT: [&str; 4] = ["init", "completions", "man", "schema"];

/// Flags without a key, by their ids, in whatever command they stand.
pub(super) const WITHOUT: [&str; 16] = [
    // They choose the settings, and have a variable.
    "env",
    "config",
    // Whoever reads the output says in which form: each time.
    "json",
    "quiet",
    // Consent is given each time.
    "yes",
    "force",
    "take_over",
    // What this run is for.
    "plan",
    "plan_out",
    "apply",
    "print_policy",
    "explain",
    "check",
    "merge",
    // Which release is brought back.
    "id",
    // Of clap.
    "help",
];

/// Flags whose variable is not named like the flag: in these commands the region is the bucket's, not that of the
/// messaging service.
const OF_A_BUCKET: [&str; 4] = ["deploy", "releases", "rollback", "prune"];

/// The command whose public path is that of the local server, not the one to configure for.
const OF_A_LOCAL_SERVER: &str = "dev";

/// A flag that can be set outside of the command line.
#[derive(Debug, Clone)]
pub(super) struct Key {
    /// The flag's id in clap's definition.
    pub(super) id: String,
    /// Its name in the file.
    pub(super) name: String,
    /// The variable.
    pub(super) variable: String,
    pub(super) kind: Kind,
}

impl Key {
    /// The key of a flag of a command, if it has one.
    pub(super) fn of(command: &str, flag: &Arg) -> Option<Self> {
        let id = flag.get_id().as_str();
        if WITHOUT.contains(&id) || COMMANDS_WITHOUT.contains(&command) {
            return None;
        }
        let name = id.replace('_', "-");
        let variable = match id {
            "region" if OF_A_BUCKET.contains(&command) => variable("target_region"),
            "public_path" if command == OF_A_LOCAL_SERVER => variable("dev_public_path"),
            id => variable(id),
        };
        Some(Self {
            id: id.to_owned(),
            name,
            variable,
            kind: kind(flag),
        })
    }
}

/// The keys of one command.
pub(super) fn keys(command: &Command) -> Vec<Key> {
    let name = command.get_name();
    command
        .get_arguments()
        .filter_map(|flag| Key::of(name, flag))
        .collect()
}

/// What the file may say.
pub(super) fn schema(program: &Command) -> Schema {
    let mut schema = Schema::default();
    for command in program.get_subcommands() {
        for key in keys(command) {
            schema.add(command.get_name(), &key.name, key.kind);
        }
    }
    schema
}

/// The variable of a flag.
pub(super) fn variable(id: &str) -> String {
    format!("AVMSDK_{}", id.to_uppercase())
}

fn kind(flag: &Arg) -> Kind {
    let of = flag.get_value_parser().type_id();
    let is_path = of == TypeId::of::<PathBuf>();
    match flag.get_action() {
        _ if of == TypeId::of::<bool>() => Kind::Switch,
        ArgAction::Append if is_path => Kind::Paths,
        ArgAction::Append => Kind::Texts,
        _ if is_path => Kind::Path,
        _ if [TypeId::of::<u16>(), TypeId::of::<u32>(), TypeId::of::<usize>()]
            .iter()
            .any(|number| of == *number) =>
        {
            Kind::Number
        }
        _ => Kind::Text,
    }
}
