//! Reads `avmsdk.toml`. What a flag or its variable says goes before what the file says.

use crate::args::SettingsArgs;
use crate::failure::{Explain as _, Failure};
use avmsdk_core::settings::FileSettings;
use std::io;
use std::path::Path;

const FILE: &str = "avmsdk.toml";

/// The file that was named, or the nearest one, from the current folder upwards; nothing where there is none.
pub(crate) fn file(args: &SettingsArgs) -> anyhow::Result<FileSettings> {
    let env = args.env.as_deref().filter(|env| !env.is_empty());
    if let Some(path) = &args.config {
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?;
        return parse(&text, env, path);
    }
    let here = std::env::current_dir()?;
    for folder in here.ancestors() {
        let path = folder.join(FILE);
        // By its bare name where it is at hand, in full where it lies further up.
        let shown = if folder == here { Path::new(FILE) } else { &path };
        match std::fs::read_to_string(&path) {
            Ok(text) => return parse(&text, env, shown),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(shown, error).into()),
        }
    }
    // Without a file there is no place that could be meant.
    parse("", env, Path::new(FILE))
}

fn parse(text: &str, env: Option<&str>, path: &Path) -> anyhow::Result<FileSettings> {
    Ok(FileSettings::parse(text, env).explain(|| format!("cannot use `{}`", path.display()))?)
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    let hint = "make it a UTF-8 file that this user may read, or remove it";
    Failure::new("settings-file", format!("cannot read `{}`", path.display()), hint).because(error)
}
