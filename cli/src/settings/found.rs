//! Finds `avmsdk.toml` and reads it.

use crate::failure::{Explain as _, Failure};
use crate::text_file;
use avmsdk_core::settings::{FileSettings, Schema, Setting};
use std::io;
use std::path::{Path, PathBuf};

/// The name of the file.
pub(crate) const FILE: &str = "avmsdk.toml";

/// The file with its place.
pub(super) struct Found {
    pub(super) settings: FileSettings,
    /// As it is shown: by its bare name where it is at hand.
    pub(super) shown: PathBuf,
}

/// The file that was named, or the nearest one, from the current folder upwards; nothing where there is none.
pub(super) fn find(
    config: Option<&Path>,
    env: Option<&str>,
    here: &Path,
    schema: &Schema,
) -> Result<Found, Failure> {
    if let Some(path) = config {
        let text = text_file::read(&here.join(path)).map_err(|error| unreadable(path, error))?;
        return parse(&text, env, path, schema);
    }
    for folder in here.ancestors() {
        let path = folder.join(FILE);
        let shown = if folder == here { Path::new(FILE) } else { &path };
        match text_file::read(&path) {
            Ok(text) => return parse(&text, env, shown, schema),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unreadable(shown, error)),
        }
    }
    if let Some(env) = env {
        let hint = "write one by `avmsdk init`, or leave `--env` out";
        let what = format!("cannot take the settings of `{env}`");
        let failure = Failure::new("settings-no-file", what, hint);
        return Err(failure
            .why("there is no `avmsdk.toml` in the current folder or above it")
            .with_usage_exit());
    }
    Ok(Found {
        settings: FileSettings::default(),
        shown: PathBuf::from(FILE),
    })
}

impl Found {
    /// What a setting gives to a flag. A relative path is one from the folder of the file; `words` of the flag, such
    /// as `bundled`, are none.
    pub(super) fn values(&self, setting: &Setting, words: &[&str]) -> Vec<String> {
        let Some(folder) = self.shown.parent().filter(|_| setting.is_path) else {
            return setting.values.clone();
        };
        let values = setting.values.iter();
        values
            .map(|value| match value.as_str() {
                "" => String::new(),
                word if words.contains(&word) => word.to_owned(),
                path => folder.join(path).to_string_lossy().into_owned(),
            })
            .collect()
    }
}

fn parse(text: &str, env: Option<&str>, path: &Path, schema: &Schema) -> Result<Found, Failure> {
    let settings =
        FileSettings::parse(text, env, schema).explain(|| format!("cannot use `{}`", path.display()))?;
    Ok(Found {
        settings,
        shown: path.to_owned(),
    })
}

fn unreadable(path: &Path, error: io::Error) -> Failure {
    let hint = "make it a UTF-8 file that this user may read, or remove it";
    Failure::new("settings-file", format!("cannot read `{}`", path.display()), hint).because(error)
}
