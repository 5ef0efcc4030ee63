//! The path of a file inside a package.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// A relative path with `/` between its names. No name is empty, `.` or `..`, and none holds a `\` or a
/// NUL, so that it stays inside whatever folder it is joined to, on every system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PackagePath(String);

impl PackagePath {
    /// Takes a path that stays inside its folder; `None` for any other.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let stays = |name: &str| !matches!(name, "" | "." | "..") && !name.contains(['\\', '\0']);
        path.split('/').all(stays).then(|| Self(path.to_owned()))
    }

    /// The path as written, with `/`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or(self.0.as_str(), |(_, name)| name)
    }

    /// The same folder, another last name.
    #[must_use]
    pub(crate) fn with_name(&self, name: &str) -> Self {
        Self(match self.0.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{name}"),
            None => name.to_owned(),
        })
    }

    /// Whether the path lies below a folder at the package's root.
    #[must_use]
    pub fn is_in(&self, folder: &str) -> bool {
        self.0
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

impl fmt::Display for PackagePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for PackagePath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text)
            .ok_or_else(|| serde::de::Error::custom(format!("a path leaves the package: {text}")))
    }
}

#[cfg(test)]
mod tests {
    use super::PackagePath;

    #[test]
    fn only_paths_that_stay_inside_are_taken() {
        for path in ["a", "a/b c/é.js", "a/..b", "http:__x_/y"] {
            assert_eq!(PackagePath::parse(path).unwrap().as_str(), path);
        }
        for path in [
            "", "/a", "a/", "a//b", ".", "a/./b", "..", "a/../b", "a\\b", "a\0",
        ] {
            assert_eq!(PackagePath::parse(path), None, "{path:?}");
        }
    }

    #[test]
    fn parts() {
        let path = PackagePath::parse("cdnPackage/deep/x.js").unwrap();
        assert_eq!(path.name(), "x.js");
        assert_eq!(path.with_name("y.js").as_str(), "cdnPackage/deep/y.js");
        assert!(path.is_in("cdnPackage") && !path.is_in("cdn"));
    }
}
