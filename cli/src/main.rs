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
mod verify;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(said) => {
            return print::Printer::for_terminal(&args::OutputArgs::typed())
                .usage(&said)
                .into();
        }
    };
    let mut printer = print::Printer::for_terminal(&args.output);
    let exit = match commands::run(args.command, &mut printer) {
        Ok(exit) => exit,
        Err(error) => {
            printer.error(&error);
            failure::exit_of(&error)
        }
    };
    exit.into()
}
