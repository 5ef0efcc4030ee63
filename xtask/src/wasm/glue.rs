//! Makes wasm-bindgen's glue ours: without loading, in ES5, for a module that is WebAssembly or JavaScript.
//!
//! The bridge loads the program and hands over how it is instantiated. Each change must be possible just as often as
//! is said here: a wasm-bindgen whose glue has another form stops the build.

use anyhow::{bail, ensure};

/// From where to where the glue is cut, and what stands there instead: how it finds, fetches and compiles the module, and
/// how it hands texts over. Those are encoded by the browser and then copied, in place of letter by letter and, from the
/// first that is not ASCII, into a place that is made larger and then smaller: 0.2 KB for texts of which few are long.
const CUT: [(&str, &str, &str); 4] = [
    (
        "function passStringToWasm0(",
        "let stack_pointer",
        "function passStringToWasm0(text) {
        const bytes = cachedTextEncoder.encode(text);
        WASM_VECTOR_LEN = bytes.length;
        const ptr = wasm.__wbindgen_malloc(WASM_VECTOR_LEN, 1) >>> 0;
        getUint8ArrayMemory0().set(bytes, ptr);
        return ptr;
    }
    function returnString(arg0, ptr1) {
        getDataViewMemory0().setInt32((arg0 >>> 0) + 4, WASM_VECTOR_LEN, true);
        getDataViewMemory0().setInt32(arg0 >>> 0, ptr1, true);
    }
    let stack_pointer",
    ),
    (
        "if (!('encodeInto' in cachedTextEncoder)) {",
        "let WASM_VECTOR_LEN",
        "let WASM_VECTOR_LEN",
    ),
    ("let script_src;", "}\n", ""),
    (
        "let wasmModule, wasmInstance, wasm;",
        "return Object.assign(__wbg_init, { initSync }, exports);\n",
        "let wasm;
    exports.bind = function (instantiate) {
        return instantiate(__wbg_get_imports()).then(function (instance) {
            return wasm = instance.exports;
        });
    };
    return exports;
",
    ),
];

/// What the glue is called as a module, which each import of the program repeats.
pub(super) const NAME: &str = "a";

/// What is replaced, and how often. Memory that grows leaves its views behind, which the glue sees by what only
/// WebAssembly does to them: in JavaScript the old buffer stays as it was, and what is written there is lost.
const REPLACED: [(&str, &str, usize); 5] = [
    // `NAME`
    ("\"./runtime_bg.js\":", "a:", 1),
    // Nobody reads it.
    ("'out of js stack'", "", 1),
    (
        ".buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)",
        ".buffer !== wasm.memory.buffer",
        1,
    ),
    (".byteLength === 0", ".buffer !== wasm.memory.buffer", 1),
    // Older engines have no `fill`.
    (
        "new Array(1024).fill(undefined)",
        "Array.apply(null, new Array(1024))",
        1,
    ),
];

/// What else the glue gives a text along, which [`CUT`] has no use for.
const ALONG: &str = ", wasm.__wbindgen_malloc, wasm.__wbindgen_realloc)";

/// How each function hands back a text, which is made one for all.
const RETURNED: &str = "var len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
";

/// The glue as the bridge needs it.
pub(super) fn adapt(glue: &str) -> anyhow::Result<String> {
    ensure!(
        !glue.contains("__wbindgen_start"),
        "the glue has another form than expected: the program has a start of its own"
    );
    let mut glue = glue.to_owned();
    for (from, to, instead) in CUT {
        let cut = glue.split_once(from).and_then(|(before, rest)| {
            let (_, after) = rest.split_once(to)?;
            Some([before, instead, after].concat())
        });
        let Some(cut) = cut else {
            bail!("the glue has another form than expected: it lacks `{from}`");
        };
        glue = cut;
    }
    for (from, to, times) in REPLACED {
        let found = glue.matches(from).count();
        ensure!(
            found == times,
            "the glue has another form than expected: `{from}` stands there {found} times"
        );
        glue = glue.replace(from, to);
    }
    ensure!(
        glue.contains(ALONG),
        "the glue has another form than expected: no text is handed over"
    );
    glue = unguarded(&glue.replace(ALONG, ")"))?;
    // No two variables of a function have one name but where they never meet; minifying refuses all else of newer
    // syntax.
    for word in ["let ", "const "] {
        glue = glue.replace(word, "var ");
    }
    ensure!(
        glue.contains(RETURNED),
        "the glue has another form than expected: no text is handed back"
    );
    Ok(glue.replace(RETURNED, "returnString(arg0, ptr1);\n"))
}

/// The glue without what gives back the texts of a call of which one could not be handed over: nothing enters the program
/// again after that (`runtime/host/src/bridge/wasm.js`).
fn unguarded(glue: &str) -> anyhow::Result<String> {
    let mut left = String::with_capacity(glue.len());
    let mut lines = glue.lines();
    let mut found = 0;
    while let Some(line) = lines.next() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let (catch, end) = (format!("{indent}}} catch (e) {{"), format!("{indent}}}"));
        let is_end = |line: &&str| line.starts_with(&end);
        if line.trim() != "try {" || lines.clone().find(is_end) != Some(&catch) {
            left.push_str(line);
            left.push('\n');
            continue;
        }
        for body in lines.by_ref().take_while(|line| *line != catch) {
            left.push_str(body);
            left.push('\n');
        }
        let cut: Vec<_> = lines.by_ref().take_while(|line| *line != end).collect();
        ensure!(
            cut.last().is_some_and(|line| line.trim() == "throw e;"),
            "the glue has another form than expected: it catches an error for good"
        );
        found += 1;
    }
    ensure!(
        found > 0,
        "the glue has another form than expected: it guards no texts"
    );
    Ok(left)
}

#[cfg(test)]
mod tests {
    use super::adapt;

    const GLUE: &str = "let wasm_bindgen = (function(exports) {
    let script_src;
    if (x) {
        script_src = new URL(document.currentScript.src, location.href).toString();
    }
    function __wbg_get_imports() {
        return { \"./runtime_bg.js\": {} };
    }
    const heap = new Array(1024).fill(undefined);
    if (stack_pointer == 1) throw new Error('out of js stack');
    function getDataViewMemory0() {
        if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer.detached === true || (cachedDataViewMemory0.buffer.detached === undefined && cachedDataViewMemory0.buffer !== wasm.memory.buffer)) {}
    }
    function getUint8ArrayMemory0() {
        if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {}
    }
    function key(arg0, arg1) {
        const ptr1 = passStringToWasm0(arg1, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
const len1 = WASM_VECTOR_LEN;
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 1, len1, true);
getDataViewMemory0().setInt32((arg0 >>> 0) + 4 * 0, ptr1, true);
    }
    function call(name, list) {
        let ptr0;
        try {
            ptr0 = passStringToWasm0(name, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
        } catch (e) {
            if (ptr0) wasm.__wbindgen_free(ptr0);
            throw e;
        }
        try {
            wasm.call(ptr0);
        } finally {
            wasm.__wbindgen_add_to_stack_pointer(16);
        }
    }
    function passStringToWasm0(arg, malloc, realloc) {
        if (realloc === undefined) {}
    }
    let stack_pointer = 1024;
    if (!('encodeInto' in cachedTextEncoder)) {
        cachedTextEncoder.encodeInto = function (arg, view) {};
    }
    let WASM_VECTOR_LEN = 0;
    let wasmModule, wasmInstance, wasm;
    function __wbg_finalize_init(instance, module) {
        wasmInstance = instance;
        wasm = instance.exports;
        wasmModule = module;
        return wasm;
    }
    async function __wbg_load(module, imports) {}
    function initSync(module) {}
    return Object.assign(__wbg_init, { initSync }, exports);
})();";

    #[test]
    fn loading_goes_views_are_kept_and_all_is_es5() {
        let glue = adapt(GLUE).unwrap();
        insta::assert_snapshot!(glue, @r"
        var wasm_bindgen = (function(exports) {
                function __wbg_get_imports() {
                return { a: {} };
            }
            var heap = Array.apply(null, new Array(1024));
            if (stack_pointer == 1) throw new Error();
            function getDataViewMemory0() {
                if (cachedDataViewMemory0 === null || cachedDataViewMemory0.buffer !== wasm.memory.buffer) {}
            }
            function getUint8ArrayMemory0() {
                if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.buffer !== wasm.memory.buffer) {}
            }
            function key(arg0, arg1) {
                var ptr1 = passStringToWasm0(arg1);
        returnString(arg0, ptr1);
            }
            function call(name, list) {
                var ptr0;
                    ptr0 = passStringToWasm0(name);
                try {
                    wasm.call(ptr0);
                } finally {
                    wasm.__wbindgen_add_to_stack_pointer(16);
                }
            }
            function passStringToWasm0(text) {
                var bytes = cachedTextEncoder.encode(text);
                WASM_VECTOR_LEN = bytes.length;
                var ptr = wasm.__wbindgen_malloc(WASM_VECTOR_LEN, 1) >>> 0;
                getUint8ArrayMemory0().set(bytes, ptr);
                return ptr;
            }
            function returnString(arg0, ptr1) {
                getDataViewMemory0().setInt32((arg0 >>> 0) + 4, WASM_VECTOR_LEN, true);
                getDataViewMemory0().setInt32(arg0 >>> 0, ptr1, true);
            }
            var stack_pointer = 1024;
            var WASM_VECTOR_LEN = 0;
            var wasm;
            exports.bind = function (instantiate) {
                return instantiate(__wbg_get_imports()).then(function (instance) {
                    return wasm = instance.exports;
                });
            };
            return exports;
        })();
        ");
    }

    #[test]
    fn another_form_of_the_glue_is_refused() {
        for (part, wanted) in [
            ("let script_src;", "it lacks `let script_src;`"),
            (".byteLength === 0", "`.byteLength === 0` stands there 0 times"),
        ] {
            let error = adapt(&GLUE.replace(part, "")).unwrap_err().to_string();
            assert!(error.ends_with(wanted), "{error}");
        }
        let error = adapt(&GLUE.replace(super::ALONG, ")")).unwrap_err().to_string();
        assert!(error.ends_with("no text is handed over"), "{error}");
        let started = GLUE.replace("wasmInstance = instance;", "instance.exports.__wbindgen_start();");
        let error = adapt(&started).unwrap_err().to_string();
        assert!(error.ends_with("a start of its own"), "{error}");
        let error = adapt(&GLUE.replace("len1", "len")).unwrap_err().to_string();
        assert!(error.ends_with("no text is handed back"), "{error}");
        let error = adapt(&GLUE.replace("throw e;", "")).unwrap_err().to_string();
        assert!(error.ends_with("catches an error for good"), "{error}");
        let twice = GLUE.replace("const heap", "x.byteLength === 0; const heap");
        let error = adapt(&twice).unwrap_err().to_string();
        assert!(error.ends_with("2 times"), "{error}");
    }
}
