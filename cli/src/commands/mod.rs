//! One module per verb: gathers facts, asks the core, applies what it decided, prints.
//! Nothing is decided here; every `run` returns how the process should end.

mod bucket;
mod configure;
mod csp;
mod deploy;
mod dev;
mod init;
mod prune;
mod readers;
mod releases;
mod rollback;
mod schema;
mod shell;
mod verify;

use crate::args::{Args, Command};
use crate::exit::Exit;
use crate::print::Printer;
use crate::settings::Origins;

/// Runs the verb that was typed.
pub(crate) fn run(args: Args, origins: &Origins, printer: &mut Printer) -> anyhow::Result<Exit> {
    let config = args.settings.config;
    match args.command {
        Command::Configure(args) => configure::run(args, origins, printer),
        Command::Csp(args) => csp::run(args, origins, printer),
        Command::Dev(args) => dev::run(args, printer),
        Command::Deploy(args) => deploy::run(&args, origins, printer),
        Command::Releases(args) => releases::run(&args, origins, printer),
        Command::Rollback(args) => rollback::run(&args, origins, printer),
        Command::Prune(args) => prune::run(&args, origins, printer),
        Command::Verify(args) => verify::run(args, origins, printer),
        Command::Init(args) => init::run(&args, config.as_deref(), printer),
        Command::Completions(args) => shell::completions(&args, printer),
        Command::Man(args) => shell::man(&args, printer),
        Command::Schema(args) => schema::run(&args, printer),
    }
}
