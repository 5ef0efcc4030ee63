//! `avmsdk completions` and `avmsdk man`: both from the definition that help is made of.

use crate::args::shell::{CompletionsArgs, ManArgs};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::print::{Printer, man_report};
use crate::settings::definition;
use clap::Command;
use clap_mangen::Man;
use serde::Serialize;
use std::fs;
use std::io;
use std::path::Path;

/// What is the same on every page.
const SECTIONS: &str = include_str!("../../../templates/man/sections.roff");

/// The answer of `--json`.
#[derive(Serialize)]
struct ManDocument {
    schema: &'static str,
    ok: bool,
    files: Vec<String>,
}

/// Prints the script.
pub(crate) fn completions(args: &CompletionsArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    no_document(printer, "a script")?;
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut definition(), "avmsdk", &mut script);
    printer.data(&String::from_utf8(script)?)?;
    Ok(Exit::Done)
}

/// Refuses `--json` where there is no document to be had.
pub(super) fn no_document(printer: &Printer, what: &str) -> Result<(), Failure> {
    if !printer.is_json() {
        return Ok(());
    }
    let failure = Failure::new(
        "no-document",
        "cannot print this by `--json`",
        "leave `--json` out",
    );
    Err(failure
        .why(format!("it is {what}, and no document"))
        .with_usage_exit())
}

/// Prints one page, or writes all.
pub(crate) fn man(args: &ManArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let mut program = definition();
    program.build();
    if let Some(folder) = &args.out {
        let files = write(&program, folder).map_err(|error| {
            let hint = "name a folder that this user may write to: `--out share/man/man1`";
            let what = format!("cannot write pages into `{}`", folder.display());
            Failure::new("man-write", what, hint).because(error)
        })?;
        printer.report(&man_report(files.len(), &folder.to_string_lossy()))?;
        printer.document(&ManDocument {
            schema: "avmsdk.man/1",
            ok: true,
            files,
        })?;
        return Ok(Exit::Done);
    }
    no_document(printer, "a page")?;
    let command = match &args.page {
        None => &program,
        Some(name) => verbs(&program)
            .find(|verb| verb.get_name() == name)
            .ok_or_else(|| {
                let names: Vec<&str> = verbs(&program).map(Command::get_name).collect();
                let hint = format!("name one of: {}", names.join(", "));
                Failure::new("man-unknown", format!("there is no command `{name}`"), hint).with_usage_exit()
            })?,
    };
    let (_, text) = page(command)?;
    printer.data(&String::from_utf8(text)?)?;
    Ok(Exit::Done)
}

/// The commands that have a page: all but `help`, which shows one.
fn verbs(program: &Command) -> impl Iterator<Item = &Command> {
    program.get_subcommands().filter(|verb| verb.get_name() != "help")
}

/// The names of the pages that were written.
fn write(program: &Command, folder: &Path) -> io::Result<Vec<String>> {
    fs::create_dir_all(folder)?;
    let mut files = Vec::new();
    for command in std::iter::once(program).chain(verbs(program)) {
        let (name, text) = page(command)?;
        fs::write(folder.join(&name), text)?;
        files.push(name);
    }
    Ok(files)
}

/// The name of a page, and its text.
fn page(command: &Command) -> io::Result<(String, Vec<u8>)> {
    let page = Man::new(command.clone())
        .source(concat!("avmsdk ", env!("CARGO_PKG_VERSION")))
        .manual("avmsdk");
    let mut text = Vec::new();
    page.render(&mut text)?;
    text.extend_from_slice(SECTIONS.as_bytes());
    Ok((page.get_filename(), text))
}
