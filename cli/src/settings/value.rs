//! Whether a flag takes a value, told before clap would tell it without the place.

use clap::error::ContextKind;
use clap::{Arg, ArgAction, Command};
use std::error::Error as _;

/// Why a flag does not take these values. None of them is repeated: it could be a secret.
pub(super) fn fault(flag: &Arg, values: &[String]) -> Option<String> {
    let mut alone = Arg::new("value")
        .long("value")
        .action(ArgAction::Append)
        .value_parser(flag.get_value_parser().clone());
    if let Some(delimiter) = flag.get_value_delimiter() {
        alone = alone.value_delimiter(delimiter);
    }
    let command = Command::new("check").no_binary_name(true).arg(alone);
    let typed = values.iter().map(|value| format!("--value={value}"));
    let error = command.try_get_matches_from(typed).err()?;
    let one_of = error.get(ContextKind::ValidValue).map(ToString::to_string);
    match (one_of, error.source()) {
        (Some(names), _) if !names.is_empty() => Some(format!("it is none of: {names}")),
        (_, Some(why)) => Some(why.to_string()),
        _ => Some("it is not what the flag takes".to_owned()),
    }
}
