//! Why a package cannot be configured.

use crate::Coded;
use crate::package::PackagePath;
use crate::rewrite::WasmError;
use thiserror::Error;

/// A refused or failed configuration. Nothing has been written when one of these comes.
#[derive(Debug, Error)]
pub enum ConfigureError {
    /// There is nothing to configure.
    #[error("the source holds no placeholder `https://placeholder.public.path/`")]
    NoPlaceholder,
    /// The URL of `--from` is nowhere.
    #[error("the source does not hold the URL given by `--from`: {0}")]
    NoFrom(String),
    /// A form that literal replacement cannot find.
    #[error(
        "`{path}` holds the placeholder in an escaped form at byte {offset}: https:\\/\\/placeholder.public.path"
    )]
    EscapedPlaceholder {
        /// The file.
        path: PackagePath,
        /// Where in it.
        offset: usize,
    },
    /// A placeholder where nothing replaces it, such as the data of a WebAssembly module.
    #[error("`{path}` still holds the placeholder at byte {offset}: https://placeholder.public.path/")]
    PlaceholderLeft {
        /// The file.
        path: PackagePath,
        /// Where in its planned content.
        offset: usize,
    },
    /// A file of a configured package is not the one that its manifest tells.
    #[error("`{path}` was changed since it was configured")]
    Changed {
        /// The file.
        path: PackagePath,
        /// Whether `--from` does without the manifest's word on it.
        by_text: bool,
    },
    /// A file of a configured package is gone.
    #[error("`{path}` is in the manifest but not in the folder")]
    Missing {
        /// The file.
        path: PackagePath,
        /// Whether `--from` does without the manifest's word on it.
        by_text: bool,
    },
    /// A module of our own package is damaged.
    #[error("`{path}` is not a WebAssembly module that runs")]
    Wasm {
        /// The file.
        path: PackagePath,
        /// What is wrong.
        #[source]
        source: WasmError,
    },
    /// A module of others, in which a replacement broke what tells lengths.
    #[error("to replace the URL in `{path}` makes a WebAssembly module that does not run")]
    WasmText {
        /// The file.
        path: PackagePath,
        /// What is wrong.
        #[source]
        source: WasmError,
    },
    /// A JSON file of our own package is damaged.
    #[error("`{path}` is not valid JSON")]
    Json {
        /// The file.
        path: PackagePath,
        /// What is wrong.
        #[source]
        source: serde_json::Error,
    },
    /// Files whose names follow their bytes name each other.
    #[error("files name each other in a circle, so none can be named after its bytes: {0}")]
    Cycle(String),
    /// Two files would get one name.
    #[error("two files would be written to one path: {0}")]
    Collision(PackagePath),
    /// No name is left under which our manifest would be found again.
    #[error(
        "the source holds both `manifest.json` and `avmsdk-manifest.json`, the names that ours could have"
    )]
    ManifestNames,
    /// A template of ours does not render.
    #[error("the template `{name}` does not render")]
    Template {
        /// The template.
        name: &'static str,
        /// What is wrong.
        #[source]
        source: tera::Error,
    },
}

impl Coded for ConfigureError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoPlaceholder => "configure-no-placeholder",
            Self::NoFrom(_) => "configure-no-from",
            Self::EscapedPlaceholder { .. } => "configure-escaped-placeholder",
            Self::PlaceholderLeft { .. } => "configure-placeholder-left",
            Self::Changed { .. } => "configure-changed",
            Self::Missing { .. } => "configure-missing",
            Self::Wasm { .. } => "configure-wasm",
            Self::WasmText { .. } => "configure-wasm-text",
            Self::Json { .. } => "configure-json",
            Self::Cycle(_) => "configure-cycle",
            Self::Collision(_) => "configure-collision",
            Self::ManifestNames => "configure-manifest-names",
            Self::Template { .. } => "configure-template",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::NoPlaceholder => {
                "if it was configured by other means, name the URL that it has now: `--from https://old.example.com/`"
            }
            Self::NoFrom(_) => "give it as it stands in `cdnPackage/loader.json`: `--from https://old.example.com/`",
            Self::EscapedPlaceholder { .. } => {
                "write it plainly in that file, as `https://placeholder.public.path/`, and run this again"
            }
            Self::PlaceholderLeft { .. } => {
                "a module takes the path from its section `avmsdk.public_path`: build it without a placeholder in its data"
            }
            Self::Changed { by_text: false, .. } | Self::Missing { by_text: false, .. } => {
                "configure the unchanged package instead; without `--source` the one in this program is taken"
            }
            Self::WasmText { .. } => {
                "a module tells the length of each text, so only a URL as long as the one that stands there fits; have the module built without it"
            }
            Self::Changed { .. } | Self::Missing { .. } => {
                "configure the unchanged package instead, or replace the URL as text: `--from https://old.example.com/`"
            }
            Self::Wasm { .. } | Self::Json { .. } | Self::Cycle(_) | Self::Collision(_) => {
                "the package is damaged: build or download it again"
            }
            Self::ManifestNames => "move `avmsdk-manifest.json` away, or give it another name in the source",
            Self::Template { .. } => "this is a fault of avmsdk: please report it",
        }
        .to_owned()
    }
}
