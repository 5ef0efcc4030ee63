//! `avmsdk schema`: what the documents of `--json` hold, for programs that read them.

use crate::args::schema::SchemaArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::print::Printer;
use avmsdk_core::schema::{bundled, names};

/// Prints one schema, or the names of all.
pub(crate) fn run(args: &SchemaArgs, printer: &mut Printer) -> anyhow::Result<Exit> {
    let all: Vec<&str> = names().collect();
    let Some(name) = &args.document else {
        super::shell::no_document(printer, "a list")?;
        printer.data(&all.join("\n"))?;
        return Ok(Exit::Done);
    };
    // As it stands in a document, too: `avmsdk.deploy-plan/1`.
    let short = name.strip_prefix("avmsdk.").unwrap_or(name);
    let short = short.strip_suffix("/1").unwrap_or(short);
    let schema = bundled(short).ok_or_else(|| {
        let hint = format!("name one of: {}", all.join(", "));
        Failure::new("schema-unknown", format!("there is no document `{name}`"), hint).with_usage_exit()
    })?;
    printer.json(&schema)?;
    Ok(Exit::Done)
}
