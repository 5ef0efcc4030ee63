//! Which keys the file may hold, and where each counts.

use std::collections::BTreeMap;

/// What stands at the top of the file, and the commands that it counts for. `[dev]` has a public path of its own,
/// since it serves on this machine; a bucket has a region of its own.
pub const SHARED: [(&str, &[&str]); 6] = [
    ("public-path", &["configure", "csp", "verify"]),
    ("channels", &["configure", "csp", "verify"]),
    ("media-host", &["configure", "csp"]),
    ("integration-id", &["configure", "csp"]),
    ("api-host", &["csp", "verify"]),
    ("region", &["csp", "verify"]),
];

/// The commands that go where `[deploy]` says.
const AS_DEPLOY: [&str; 3] = ["releases", "rollback", "prune"];

/// What a key holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    Switch,
    /// A whole number.
    Number,
    /// A text.
    Text,
    /// A path; where it is relative, to the folder of the file.
    Path,
    /// Texts.
    Texts,
    /// Paths.
    Paths,
}

impl Kind {
    /// A right form of it, for the key.
    #[must_use]
    pub fn example(self, key: &str) -> String {
        match self {
            Self::Switch => format!("`{key} = true` or `{key} = false`"),
            Self::Number => format!("a number without quotes, as in `{key} = 16`"),
            Self::Text => format!("a text in quotes, as in `{key} = \"…\"`"),
            Self::Path => format!("a path in quotes, as in `{key} = \"…\"`"),
            Self::Texts => format!("a list of texts, as in `{key} = [\"…\", \"…\"]`"),
            Self::Paths => format!("a list of paths, as in `{key} = [\"…\", \"…\"]`"),
        }
    }
}

/// The keys of every command, by its name.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    commands: BTreeMap<String, BTreeMap<String, Kind>>,
}

impl Schema {
    /// Adds a key of a command.
    pub fn add(&mut self, command: &str, key: &str, kind: Kind) {
        let keys = self.commands.entry(command.to_owned()).or_default();
        keys.insert(key.to_owned(), kind);
    }

    /// The keys of one table, by its name; those at the top of the file by an empty one.
    #[must_use]
    pub fn keys(&self, table: &str) -> Vec<(&str, Kind)> {
        if !table.is_empty() {
            let keys = self.commands.get(table).into_iter().flatten();
            return keys.map(|(key, kind)| (key.as_str(), *kind)).collect();
        }
        let kind = |key: &str, commands: &[&str]| {
            let mut keys = commands.iter().filter_map(|command| self.commands.get(*command));
            keys.find_map(|keys| keys.get(key)).copied()
        };
        let shared = SHARED
            .iter()
            .filter_map(|(key, commands)| Some((*key, kind(key, commands)?)));
        shared.collect()
    }

    /// The names of the tables.
    pub fn tables(&self) -> impl Iterator<Item = &str> {
        self.commands.keys().map(String::as_str)
    }
}

/// The tables that are looked at for a command, the one that goes before the others first; the top of the file has
/// an empty name.
pub(super) fn layers_of(command: &str) -> impl Iterator<Item = &str> {
    let shared = AS_DEPLOY.contains(&command).then_some("deploy");
    [Some(command), shared, Some("")].into_iter().flatten()
}

/// Whether a key that stands in one of these tables counts for the command.
pub(super) fn counts(table: &str, command: &str, key: &str) -> bool {
    let is_shared = |(shared, commands): &(&str, &[&str])| *shared == key && commands.contains(&command);
    !table.is_empty() || SHARED.iter().any(is_shared)
}
