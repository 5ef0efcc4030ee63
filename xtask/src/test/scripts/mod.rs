//! Whether browsers of the support table can read the scripts of the package: an independent judge of their language, and
//! one of the interfaces that they use. `lists.json` names the browsers, and what is used all the same with the reason.
//!
//! Neither runs a script; `e2e/tests/old/` does.

use crate::{peers, say, step, workspace};
use anyhow::{Context as _, bail};
use std::path::Path;

const JUDGE: &str = "xtask/src/test/scripts/judge.mjs";
const LISTS: &str = "xtask/src/test/scripts/lists.json";

/// Judges the package that was built.
pub(super) fn check() -> anyhow::Result<()> {
    let modules = peers::ensure()?;
    say::step("hold the scripts of the package against the browsers of years ago");
    let faults = faults(&modules, &workspace::target()?.join("sdk/cdnPackage"))?;
    if !faults.is_empty() {
        bail!(
            "the scripts are not for every browser that they are for; do without, or list it with the reason in `{LISTS}`:\n{}",
            faults.join("\n")
        );
    }
    Ok(())
}

/// What is wrong with the scripts of a folder.
fn faults(modules: &Path, folder: &Path) -> anyhow::Result<Vec<String>> {
    let judged = step::program("node")
        .arg(JUDGE)
        .args([modules, folder, Path::new(LISTS)])
        .output()
        .context("cannot start node")?;
    if !judged.status.success() {
        bail!(
            "the judge of the scripts failed: {}",
            String::from_utf8_lossy(&judged.stderr).trim()
        );
    }
    let faults = String::from_utf8(judged.stdout)?;
    Ok(faults.lines().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::faults;
    use crate::workspace;
    use std::fs;
    use std::path::PathBuf;

    /// What is said of this script alone, but that a list names more than it uses.
    fn said(name: &str, script: &str) -> Vec<String> {
        let modules = std::env::var_os("AVMSDK_PEERS").map_or_else(
            || workspace::target().unwrap().join("peers/node_modules"),
            PathBuf::from,
        );
        assert!(
            modules.is_dir(),
            "no {}: run `cargo xtask peers`",
            modules.display()
        );
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), script).unwrap();
        let mut faults = faults(&modules, folder.path()).unwrap();
        faults.retain(|fault| !fault.ends_with("and no script uses it"));
        faults
    }

    #[test]
    fn newer_language_is_named_with_its_place() {
        for script in [
            "const a = 1;",
            "f(a => a);",
            "f(`a`);",
            "class A {}",
            "f(...a);",
            "var { a } = b;",
        ] {
            let said = said("host.js", script);
            assert!(
                said.len() == 1 && said[0].starts_with("host.js is not ES5: "),
                "{script}: {said:#?}"
            );
        }
        let said = said("host.js", "var before = 1; const planted = 2;");
        assert_eq!(
            said,
            [
                "host.js is not ES5: The keyword 'const' is reserved (1:16), at \"var before = 1; const planted = 2;\""
            ]
        );
    }

    #[test]
    fn what_browsers_lack_is_named_and_what_is_listed_is_not() {
        let script =
            "navigator.userActivation; Object.assign({}, {}); new IntersectionObserver(f); node.before(1);";
        let said = said("late.js", script);
        let has = |start: &str| said.iter().any(|fault| fault.starts_with(start));
        assert!(
            has("late.js uses `Object.assign`, which is missing in "),
            "{said:#?}"
        );
        assert!(
            has("late.js uses `IntersectionObserver`, which is missing in "),
            "{said:#?}"
        );
        assert!(has("late.js uses `.before`, as in "), "{said:#?}");
        assert!(!has("late.js uses `navigator"), "{said:#?}");
    }

    #[test]
    fn what_is_good_for_the_oldest_alone_is_not_good_for_others() {
        // `fetch` is listed for the oldest; this is missing in Safari 12, too.
        let said = said("runtime.js", "fetch('a'); new BroadcastChannel('b');");
        assert_eq!(said.len(), 2, "{said:#?}");
        assert!(
            said.iter().all(|fault| fault.contains("BroadcastChannel")),
            "{said:#?}"
        );
    }

    #[test]
    fn modules_are_another_language() {
        assert_eq!(said("a.mjs", "export const a = () => 1;"), [""; 0]);
        let said = said("a.mjs", "export const a = b?.c;");
        assert!(
            said.len() == 1 && said[0].starts_with("a.mjs is not ES2018 without more: "),
            "{said:#?}"
        );
    }
}
