//! From what was typed, the environment and `avmsdk.toml` to the arguments of a command.
//!
//! The line is read twice: once for what was typed, then with what the other places give as defaults. So each flag
//! has its variable and its key by clap's definition alone; `keys` lists those that have none.

mod definition;
mod found;
mod keys;
mod origins;
#[cfg(test)]
mod settings_test;
mod value;

pub(crate) use definition::definition;
pub(crate) use found::FILE;
pub(crate) use origins::{Origin, Origins};

use crate::args::Args;
use crate::failure::Failure;
use avmsdk_core::settings::{Claim, resolve};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command, FromArgMatches as _};
use definition::{exclude, lenient};
use found::{Found, find};
use keys::{COMMANDS_WITHOUT, Key, keys, schema};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A file in which every setting stands as a comment.
pub(crate) const TEMPLATE: &str = include_str!("../../../templates/settings/avmsdk.toml");

/// Why there are no arguments.
#[derive(Debug)]
pub(crate) enum Unread {
    /// What clap has to say: help, or what was not understood.
    Usage(Box<clap::Error>),
    /// The settings cannot be used.
    Failure(Box<Failure>),
}

/// What surrounds a run.
pub(crate) struct Surroundings<'a> {
    /// The current folder.
    pub(crate) folder: &'a Path,
    /// The value of a variable.
    pub(crate) variable: &'a dyn Fn(&str) -> Option<OsString>,
}

/// What one flag gets from outside of the command line.
#[derive(Debug, Clone)]
struct Given {
    values: Vec<String>,
    origin: Option<Origin>,
}

/// The arguments, and where they came from.
pub(crate) fn read(line: &[OsString], surroundings: &Surroundings<'_>) -> Result<(Args, Origins), Unread> {
    let (matches, origins) = matches(line, surroundings)?;
    Ok((Args::from_arg_matches(&matches).map_err(usage)?, origins))
}

fn matches(line: &[OsString], surroundings: &Surroundings<'_>) -> Result<(ArgMatches, Origins), Unread> {
    let program = lenient();
    let typed = match program.clone().try_get_matches_from(line) {
        // What is missing may stand elsewhere.
        Err(error) if error.kind() == ErrorKind::MissingRequiredArgument => {
            let typed = optional().try_get_matches_from(line).map_err(usage)?;
            let name = typed.subcommand_name().unwrap_or_default();
            if COMMANDS_WITHOUT.contains(&name) {
                return Err(usage(error));
            }
            typed
        }
        // Help is shown by the plain definition.
        Err(error) if !error.use_stderr() => {
            let plain = definition().try_get_matches_from(line).err();
            return Err(usage(plain.filter(|plain| !plain.use_stderr()).unwrap_or(error)));
        }
        other => other.map_err(usage)?,
    };
    let Some((name, of_command)) = typed.subcommand() else {
        return Err(usage(
            program
                .clone()
                .error(ErrorKind::MissingSubcommand, "no command was given"),
        ));
    };
    // Built, so that conflicts can be asked for.
    let mut built = program.clone();
    built.build();
    let Some(command) = built
        .find_subcommand(name)
        .filter(|command| !keys(command).is_empty())
    else {
        // A command without settings works whatever the file says.
        return Ok((typed, Origins::default()));
    };
    let claims =
        outside(command, of_command, surroundings).map_err(|failure| Unread::Failure(Box::new(failure)))?;
    let with_defaults = program.mut_subcommand(name, |command| {
        claims.iter().fold(command, |command, claim| {
            let values = claim.value.values.clone();
            command.mut_arg(&claim.flag, |flag| flag.required(false).default_values(values))
        })
    });
    let matches = with_defaults.try_get_matches_from(line).map_err(usage)?;
    let origins = claims
        .into_iter()
        .filter_map(|claim| Some((claim.flag, claim.value.origin?)));
    let origins = Origins(origins.collect());
    Ok((matches, origins))
}

fn usage(error: clap::Error) -> Unread {
    Unread::Usage(Box::new(error))
}

/// The definition for a line in which something is missing.
fn optional() -> Command {
    lenient().mut_subcommands(|command| command.mut_args(|flag| flag.required(false)))
}

/// What environment and file give to a command, without what is typed or excluded by it.
fn outside(
    command: &Command,
    typed: &ArgMatches,
    surroundings: &Surroundings<'_>,
) -> Result<Vec<Claim<Given>>, Failure> {
    let keys = keys(command);
    let found = file(typed, surroundings)?;
    check(&found)?;
    let mut layers = vec![
        typed_claims(command, typed),
        of_variables(command, &keys, surroundings)?,
    ];
    let names: Vec<&str> = keys.iter().map(|key| key.name.as_str()).collect();
    for layer in found.settings.layers(command.get_name(), &names) {
        let claims = layer.into_iter().filter_map(|(name, setting)| {
            let key = keys.iter().find(|key| key.name == name)?;
            let values = found.values(setting, &words(command, &key.id));
            let origin = Origin::File {
                file: found.shown.display().to_string(),
                key: name,
                line: setting.line,
            };
            Some(claim(key, values, origin))
        });
        layers.push(claims.collect());
    }
    let resolved = resolve(layers, |one, other| exclude(command, one, other));
    let resolved = resolved.map_err(|both| both_given(&both.0, &both.1))?;
    Ok(resolved
        .into_values()
        .filter(|claim| claim.value.origin.is_some())
        .collect())
}

fn file(typed: &ArgMatches, surroundings: &Surroundings<'_>) -> Result<Found, Failure> {
    let variable = |id: &str| {
        let value = (surroundings.variable)(&keys::variable(id));
        value.filter(|value| !value.is_empty())
    };
    let config = typed.get_one::<PathBuf>("config").cloned();
    let config = config.or_else(|| variable("config").map(PathBuf::from));
    let env = typed.get_one::<String>("env").cloned();
    let env = env.or_else(|| variable("env").map(|value| value.to_string_lossy().into_owned()));
    let env = env.filter(|env| !env.is_empty());
    find(
        config.as_deref(),
        env.as_deref(),
        surroundings.folder,
        &schema(&lenient()),
    )
}

/// Whether every value of the file is one that its flag takes, whatever command is run.
fn check(found: &Found) -> Result<(), Failure> {
    let program = lenient();
    for (table, name, setting) in found.settings.all() {
        let mut commands = program.get_subcommands();
        let flag = commands.find_map(|command| {
            let is_meant = table.is_empty() || table == command.get_name();
            let key = keys(command)
                .into_iter()
                .find(|key| is_meant && key.name == name)?;
            command
                .get_arguments()
                .find(|flag| flag.get_id() == key.id.as_str())
        });
        if let Some(why) = flag.and_then(|flag| value::fault(flag, &setting.values)) {
            let what = format!("cannot use `{}`", found.shown.display());
            let place = if setting.table.is_empty() {
                String::new()
            } else {
                format!(" under `[{}]`", setting.table)
            };
            let hint = format!(
                "mend that line; `avmsdk {} --help` says what it takes",
                command_of(table)
            );
            return Err(Failure::new("settings-value", what, hint)
                .why(format!("line {}: `{name}`{place}: {why}", setting.line))
                .with_usage_exit());
        }
    }
    Ok(())
}

fn command_of(table: &str) -> &str {
    if table.is_empty() { "csp" } else { table }
}

fn typed_claims(command: &Command, typed: &ArgMatches) -> Vec<Claim<Given>> {
    let flags = command.get_arguments().map(|flag| flag.get_id().as_str());
    let flags = flags.filter(|id| {
        // Flags of clap's own are no values.
        typed.try_contains_id(id).is_ok() && typed.value_source(id) == Some(ValueSource::CommandLine)
    });
    flags
        .map(|id| Claim {
            flag: id.to_owned(),
            is_off: matches!(typed.try_get_one::<bool>(id), Ok(Some(false))),
            value: Given {
                values: Vec::new(),
                origin: None,
            },
        })
        .collect()
}

fn of_variables(
    command: &Command,
    keys: &[Key],
    surroundings: &Surroundings<'_>,
) -> Result<Vec<Claim<Given>>, Failure> {
    let mut claims = Vec::new();
    for key in keys {
        // An empty variable is as good as none.
        let Some(value) = (surroundings.variable)(&key.variable).filter(|value| !value.is_empty()) else {
            continue;
        };
        let cannot = |why: String| {
            let hint = format!(
                "set it to what `avmsdk {} --help` says, or unset it",
                command.get_name()
            );
            Failure::new("settings-variable", format!("cannot use {}", key.variable), hint)
                .why(why)
                .with_usage_exit()
        };
        let value = value
            .into_string()
            .map_err(|_| cannot("it is not UTF-8".to_owned()))?;
        let values = vec![value];
        let flag = command
            .get_arguments()
            .find(|flag| flag.get_id() == key.id.as_str());
        if let Some(why) = flag.and_then(|flag| value::fault(flag, &values)) {
            return Err(cannot(why));
        }
        claims.push(claim(key, values, Origin::Variable(key.variable.clone())));
    }
    Ok(claims)
}

fn claim(key: &Key, values: Vec<String>, origin: Origin) -> Claim<Given> {
    Claim {
        flag: key.id.clone(),
        is_off: key.kind == avmsdk_core::settings::Kind::Switch && values == ["false"],
        value: Given {
            values,
            origin: Some(origin),
        },
    }
}

/// The words that a flag takes instead of a path, from the name of its value: `DIR|bundled`.
fn words<'a>(command: &'a Command, id: &str) -> Vec<&'a str> {
    let flag = command.get_arguments().find(|flag| flag.get_id() == id);
    let names = flag.and_then(|flag| flag.get_value_names()).unwrap_or_default();
    let names = names.iter().flat_map(|name| name.as_str().split('|'));
    names
        .filter(|word| word.chars().all(|letter| letter.is_ascii_lowercase()))
        .collect()
}

fn both_given(one: &Claim<Given>, other: &Claim<Given>) -> Failure {
    let name = |claim: &Claim<Given>| match &claim.value.origin {
        Some(Origin::Variable(name)) => name.clone(),
        Some(origin) => origin.to_string(),
        None => format!("`--{}`", claim.flag.replace('_', "-")),
    };
    let what = format!("{} and {} exclude each other", name(one), name(other));
    Failure::new("settings-both-given", what, "keep one of them").with_usage_exit()
}
