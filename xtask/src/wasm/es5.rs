//! The program as one script in ES5, for browsers and policies without WebAssembly: what `wasm2js` makes of the module in
//! one piece.
//!
//! It hands over a function of the module's imports that answers its exports, as instantiating the module does.

use super::node::Tools;
use super::order::Lent;
use super::paths::Paths;
use super::shrink;
use crate::say;
use anyhow::Context as _;
use std::fs;

/// How `wasm2js` brings the imports, and how it makes use of its function: neither is ES5.
const FIRST: &str = "import * as a from 'a';\n";
const LAST: &str = "\nvar retasmFunc = asmFunc(";

/// The script, minified.
pub(super) fn script(paths: &Paths, tools: &Tools, whole: Vec<u8>) -> anyhow::Result<String> {
    let module = shrink::module(paths, Some(tools), whole, true)?;
    let module = shrink::ordered(paths, Some(tools), module, 1, &Lent::default())?;
    say::step("translate the module to JavaScript with wasm2js");
    let input = paths.work.join("whole.wasm");
    fs::write(&input, module).with_context(|| format!("cannot write: {}", input.display()))?;
    shrink::translated(tools, &classic(&tools.wasm2js(&input)?)?)
}

/// A classic script of the module that `wasm2js` prints.
fn classic(module: &str) -> anyhow::Result<String> {
    let body = module
        .strip_prefix(FIRST)
        .and_then(|rest| rest.split_once(LAST))
        .map(|(body, _)| body)
        .context("what wasm2js prints has another form than expected")?;
    Ok(format!(
        "(function (script) {{\n{body}\nscript.avmsdk(asmFunc);\n}})(document.currentScript);\n"
    ))
}

#[cfg(test)]
mod tests {
    use super::{FIRST, classic};

    #[test]
    fn the_module_becomes_a_script_that_hands_over_its_function() {
        let body = "\n  var bufferView;\nfunction asmFunc(imports) {\n return {};\n}\n";
        let module =
            format!("{FIRST}{body}\nvar retasmFunc = asmFunc({{}});\nexport var m = retasmFunc.m;\n");
        let script = classic(&module).unwrap();
        assert_eq!(
            script,
            format!("(function (script) {{\n{body}\nscript.avmsdk(asmFunc);\n}})(document.currentScript);\n")
        );
        assert!(classic(body).is_err());
        assert!(classic(&format!("{FIRST}{body}")).is_err());
    }
}
