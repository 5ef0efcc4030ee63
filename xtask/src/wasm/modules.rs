//! The two ES modules, as they go into the SDK package and into the npm package.
//!
//! In the SDK package each is two files: a body whose name tells its bytes, and one line under the name that pages
//! import, which passes on what the body exports. Only the lines are overwritten by a release. Whichever of them a page
//! gets, it leads to a body with all that this needs, and the body names no file by its hash but `avmsdk.<hash>.mjs`.

use super::tokens;
use anyhow::ensure;

/// The name under which pages import the module of the SDK package.
pub(super) const MODULE: &str = "avmsdk.mjs";

/// The name of the custom element there.
pub(super) const ELEMENT: &str = "element.mjs";

/// How the element's source imports the module.
const IMPORT: &str = "'./module.js'";

/// The module for these files' address; an empty one is to be set by the page.
pub(super) fn module(source: &str, version: &str, public_path: &str) -> anyhow::Result<String> {
    tokens::fill(source, &[("PUBLIC_PATH", public_path), ("VERSION", version)])
}

/// The element, importing the module's body by the name that it has in the SDK package.
pub(super) fn element_of_sdk(source: &str, module: &str) -> anyhow::Result<String> {
    ensure!(
        source.matches(IMPORT).count() == 1,
        "element.js must import the module once, by: {IMPORT}"
    );
    Ok(source.replace(IMPORT, &format!("'./{module}'")))
}

/// What stands under [`MODULE`].
pub(super) fn line_to_module(body: &str) -> String {
    format!("export * from './{body}';export {{ default }} from './{body}';\n")
}

/// What stands under [`ELEMENT`].
pub(super) fn line_to_element(body: &str) -> String {
    format!("export * from './{body}';\n")
}

#[cfg(test)]
mod tests {
    use super::{element_of_sdk, module};

    #[test]
    fn the_module_gets_its_address_and_version() {
        let source = "let p = '@@PUBLIC_PATH@@'; const v = '@@VERSION@@';";
        assert_eq!(
            module(source, "1.2.3", "https://a.org/").unwrap(),
            "let p = 'https://a.org/'; const v = '1.2.3';"
        );
        assert_eq!(
            module(source, "1.2.3", "").unwrap(),
            "let p = ''; const v = '1.2.3';"
        );
    }

    #[test]
    fn the_element_imports_what_lies_beside_it() {
        let source = "import A, { configure } from './module.js';";
        assert_eq!(
            element_of_sdk(source, "avmsdk.0123456789abcdef.mjs").unwrap(),
            "import A, { configure } from './avmsdk.0123456789abcdef.mjs';"
        );
        for wrong in ["import A from 'avmsdk';", "'./module.js' './module.js'"] {
            assert!(element_of_sdk(wrong, "a.mjs").is_err(), "{wrong}");
        }
    }
}
