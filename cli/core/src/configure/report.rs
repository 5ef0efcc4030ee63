//! What a configuration did, as one versioned document.

use super::{ConfigurePlan, ConfigureWarning};
use crate::PublicPath;
use crate::package::{Kind, Origin};
use serde::Serialize;

/// The document that `--json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConfigureReport {
    /// `avmsdk.configure/1`.
    pub schema: &'static str,
    /// Always true: a failure has a document of its own.
    pub ok: bool,
    /// Where the files are to be hosted.
    pub public_path: PublicPath,
    /// Whose package it is.
    pub kind: Kind,
    /// The package's version, where it tells one.
    pub version: Option<String>,
    /// The output folder, as it was typed.
    pub out: String,
    /// Files written, those that were added included.
    pub files: usize,
    /// Bytes written.
    pub bytes: u64,
    /// How often the public path was written into a file of the package.
    pub replacements: usize,
    /// Files of the package whose bytes changed.
    pub rewritten: Vec<String>,
    /// Files that were added.
    pub added: Vec<String>,
    /// What deserves a word.
    pub warnings: Vec<Warning>,
}

/// A warning with its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is about, for scripts.
    #[serde(flatten)]
    pub warning: ConfigureWarning,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub hint: String,
}

impl ConfigureReport {
    pub(super) fn of(plan: &ConfigurePlan, out: &str) -> Self {
        let paths = |wanted: &dyn Fn(Origin) -> bool| -> Vec<String> {
            let files = plan.files.iter().filter(|file| wanted(file.origin));
            files.map(|file| file.path.as_str().to_owned()).collect()
        };
        Self {
            schema: "avmsdk.configure/1",
            ok: true,
            public_path: plan.public_path.clone(),
            kind: plan.kind,
            version: plan.version.clone(),
            out: out.to_owned(),
            files: plan.files.len(),
            bytes: plan.files.iter().map(|file| file.bytes.len() as u64).sum(),
            replacements: plan.replacements(),
            rewritten: paths(&|origin| origin == Origin::Rewritten),
            added: paths(&|origin| matches!(origin, Origin::Added | Origin::Compressed)),
            warnings: plan.warnings.iter().map(Warning::of).collect(),
        }
    }
}

impl Warning {
    fn of(warning: &ConfigureWarning) -> Self {
        Self {
            message: warning.to_string(),
            hint: warning.hint(),
            warning: warning.clone(),
        }
    }
}
