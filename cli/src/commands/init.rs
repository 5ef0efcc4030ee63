//! `avmsdk init`: writes a settings file in which nothing is set yet. It appears whole or not at all.

use crate::args::init::InitArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::print::Printer;
use crate::settings::{FILE, TEMPLATE};
use serde::Serialize;
use std::io::{self, Write as _};
use std::path::Path;

/// The answer of `--json`.
#[derive(Serialize)]
struct InitDocument {
    schema: &'static str,
    ok: bool,
    file: String,
}

/// Writes the file that was named by `--config`, else the one of the current folder.
pub(crate) fn run(args: &InitArgs, config: Option<&Path>, printer: &mut Printer) -> anyhow::Result<Exit> {
    let path = config.unwrap_or(Path::new(FILE));
    let shown = path.display().to_string();
    match write(path, args.force) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let hint = "edit it, or have it replaced by `avmsdk init --force`";
            return Err(Failure::new("init-exists", format!("`{shown}` is there already"), hint).into());
        }
        Err(error) => {
            let hint = "run it in a folder that this user may write to";
            return Err(
                Failure::new("init-write", format!("cannot write `{shown}`"), hint)
                    .because(error)
                    .into(),
            );
        }
    }
    printer.report(&format!(
        "wrote {shown}\n\n\x20 next  open it and take the `#` off what you want; nothing is set yet"
    ))?;
    printer.document(&InitDocument {
        schema: "avmsdk.init/1",
        ok: true,
        file: shown,
    })?;
    Ok(Exit::Done)
}

/// Beside it first, then by its name; without `force` only if that name is free.
fn write(path: &Path, force: bool) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".avmsdk-init.");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The umask takes from it what it does from any file.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new(".")))?;
    file.write_all(TEMPLATE.as_bytes())?;
    file.as_file().sync_all()?;
    let kept = if force {
        file.persist(path)
    } else {
        file.persist_noclobber(path)
    };
    kept.map(drop).map_err(|error| error.error)
}
