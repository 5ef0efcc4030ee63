//! The table of arrows; docs/ARCHITECTURE.md draws the same and says why.

/// What one crate may stand on.
pub(super) struct Rule {
    /// The crate.
    pub(super) name: &'static str,
    /// Crates of the workspace that it may use.
    pub(super) ours: &'static [&'static str],
    /// Further ones that its tests may use.
    pub(super) ours_in_tests: &'static [&'static str],
    /// Other people's crates that it may ship with; `None` where any is fine. Tests are free to choose.
    pub(super) others: Option<&'static [&'static str]>,
    /// Features that it must leave off, as (crate, feature).
    pub(super) off: &'static [(&'static str, &'static str)],
}

/// Records reach the widget by the lean codec: serde would double its bytes.
const NO_SERDE: &[(&str, &str)] = &[("avmsdk-protocol", "serde")];

/// One row for each crate of the workspace.
pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "avmsdk-protocol",
        ours: &[],
        // Itself, with the feature that its tests cover too.
        ours_in_tests: &["avmsdk-protocol"],
        // pastey joins names while the records are compiled; nothing of it ships.
        others: Some(&["pastey", "serde"]),
        off: &[],
    },
    Rule {
        name: "avmsdk-core",
        ours: &["avmsdk-protocol"],
        ours_in_tests: &[],
        // Nothing that could touch files, environment, network, clock or terminal.
        others: Some(&[
            "base64",
            "html5gum",
            "md-5",
            "memchr",
            "serde",
            "serde_json",
            "sha2",
            "strsim",
            "tera",
            "thiserror",
            "toml",
            "url",
            "wasm-encoder",
            "wasmparser",
        ]),
        off: &[],
    },
    Rule {
        name: "avmsdk-session",
        ours: &["avmsdk-protocol"],
        ours_in_tests: &[],
        others: Some(&[]),
        off: NO_SERDE,
    },
    Rule {
        name: "avmsdk-runtime",
        ours: &["avmsdk-session", "avmsdk-protocol"],
        ours_in_tests: &[],
        // The DOM layer is our own, no framework: every byte travels to every visitor. talc is the small
        // allocator.
        others: Some(&["talc", "wasm-bindgen"]),
        off: NO_SERDE,
    },
    Rule {
        name: "avmsdk-sandbox",
        ours: &["avmsdk-protocol"],
        // The contract test plays the real session against the real world.
        ours_in_tests: &["avmsdk-session"],
        others: None,
        off: &[],
    },
    Rule {
        // The widget is shipped as files: the command never links the session or the runtime.
        name: "avmsdk",
        ours: &["avmsdk-core", "avmsdk-sandbox"],
        ours_in_tests: &[],
        others: None,
        off: &[],
    },
    // The journeys know only what a visitor and an integrator know.
    Rule {
        name: "avmsdk-e2e",
        ours: &[],
        ours_in_tests: &[],
        others: None,
        off: &[],
    },
    // Builds, tests and measures the others as commands and files.
    Rule {
        name: "xtask",
        ours: &[],
        ours_in_tests: &[],
        others: None,
        off: &[],
    },
];
