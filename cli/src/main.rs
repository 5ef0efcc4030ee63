//! Configure, ship and try a self-hosted web messenger.
//!
//! Only this file ends the process. What was typed becomes values in `args`, `commands` does the work
//! with them, `print` is the only place that writes to the terminal.

mod args;
mod bundled;
mod cdn;
mod commands;
mod configure;
mod configured;
mod deploy;
mod dev;
mod exit;
mod failure;
mod print;
mod settings;
mod storage;
mod text_file;
mod verify;

use settings::{Surroundings, Unread};
use std::process::ExitCode;

fn main() -> ExitCode {
    let line: Vec<_> = std::env::args_os().collect();
    let surroundings = Surroundings {
        folder: &std::env::current_dir().unwrap_or_default(),
        variable: &|name| std::env::var_os(name),
    };
    let read = settings::read(&line, &surroundings);
    let output = match &read {
        Ok((args, _)) => args.output,
        Err(_) => args::OutputArgs::typed(),
    };
    let mut printer = print::Printer::for_terminal(&output);
    let outcome = match read {
        Ok((args, origins)) => commands::run(args, &origins, &mut printer),
        Err(Unread::Usage(said)) => return printer.usage(&said).into(),
        Err(Unread::Failure(failure)) => Err((*failure).into()),
    };
    let exit = outcome.unwrap_or_else(|error| {
        printer.error(&error);
        failure::exit_of(&error)
    });
    exit.into()
}
