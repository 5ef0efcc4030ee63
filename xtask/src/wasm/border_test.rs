use super::without_names;
use crate::wasm::split::Parts;
use std::io::Write as _;
use std::process::Command;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, MemorySection, MemoryType, Module, RefType, TableSection, TableType,
    TypeSection, ValType,
};

const TABLE: TableType = TableType {
    element_type: RefType::FUNCREF,
    table64: false,
    minimum: 2,
    maximum: Some(2),
    shared: false,
};
const MEMORY: MemoryType = MemoryType {
    minimum: 1,
    maximum: None,
    memory64: false,
    shared: false,
    page_size_log2: None,
};

fn types() -> TypeSection {
    let mut types = TypeSection::new();
    types.ty().function([], [ValType::I32]);
    types
}

/// Three functions that answer 10, 20 and 30; `second` of them may be in the table already, and `go` calls the place
/// that the second part fills.
fn first(has_elements: bool) -> Vec<u8> {
    let mut functions = FunctionSection::new();
    functions.function(0).function(0).function(0).function(0);
    let mut tables = TableSection::new();
    tables.table(TABLE);
    let mut memories = MemorySection::new();
    memories.memory(MEMORY);
    let mut exports = ExportSection::new();
    exports
        .export("go", ExportKind::Func, 3)
        .export("_a", ExportKind::Memory, 0)
        .export("_b", ExportKind::Table, 0)
        .export("_c", ExportKind::Func, 0)
        .export("_d", ExportKind::Func, 1)
        .export("_e", ExportKind::Func, 2);
    let mut elements = ElementSection::new();
    elements.active(
        None,
        &ConstExpr::i32_const(0),
        Elements::Functions([1][..].into()),
    );
    let mut code = CodeSection::new();
    for number in [10, 20, 30] {
        let mut body = Function::new([]);
        body.instructions().i32_const(number).end();
        code.function(&body);
    }
    let mut body = Function::new([]);
    body.instructions().i32_const(1).call_indirect(0, 0).end();
    code.function(&body);
    let mut module = Module::new();
    module
        .section(&types())
        .section(&functions)
        .section(&tables)
        .section(&memories)
        .section(&exports);
    if has_elements {
        module.section(&elements);
    }
    module.section(&code);
    module.finish()
}

/// Answers what the first of its imports says, less what the second says.
fn second(imports: &[&str]) -> Vec<u8> {
    let mut section = ImportSection::new();
    section.import("", "_a", EntityType::Memory(MEMORY));
    section.import("", "_b", EntityType::Table(TABLE));
    for name in imports {
        section.import("", name, EntityType::Function(0));
    }
    let mut functions = FunctionSection::new();
    functions.function(0);
    let mut elements = ElementSection::new();
    elements.active(
        None,
        &ConstExpr::i32_const(1),
        Elements::Functions([2][..].into()),
    );
    let mut code = CodeSection::new();
    let mut body = Function::new([]);
    body.instructions().call(0).call(1).i32_sub().end();
    code.function(&body);
    let mut module = Module::new();
    module
        .section(&types())
        .section(&section)
        .section(&functions)
        .section(&elements)
        .section(&code);
    module.finish()
}

/// What `go` answers where both run, handed over as the bridge does it.
fn run(parts: &Parts) -> String {
    let folder = tempfile::tempdir().unwrap();
    let [first, second] = [("first", &parts.first), ("second", &parts.second)].map(|(name, wasm)| {
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(wasm).unwrap();
        path
    });
    let bridge = crate::wasm::paths::Paths::find()
        .unwrap()
        .host
        .join("bridge/wasm.js");
    let script = format!(
        "var wasm_bindgen = {{}}; {}
        const read = (path) => new WebAssembly.Module(require('fs').readFileSync(path));
        first = new WebAssembly.Instance(read({first:?})).exports;
        const module = read({second:?});
        new WebAssembly.Instance(module, lent(module));
        console.log(first.go(), Object.keys(first).join());",
        std::fs::read_to_string(bridge).unwrap()
    );
    let done = Command::new("node").args(["-e", &script]).output().unwrap();
    String::from_utf8_lossy(&[done.stdout, done.stderr].concat())
        .trim()
        .to_owned()
}

#[test]
fn functions_go_over_the_border_in_their_order_and_without_names() {
    for has_elements in [true, false] {
        for (imports, wanted) in [(["_c", "_d"], -10), (["_e", "_c"], 20), (["_d", "_e"], -10)] {
            let parts = Parts {
                first: first(has_elements),
                second: second(&imports),
            };
            let bare = without_names(&parts).unwrap();
            // What the second does not import is still there.
            let kept = ["_c", "_d", "_e"]
                .into_iter()
                .find(|name| !imports.contains(name));
            assert_eq!(
                run(&bare),
                format!("{wanted} go,_a,_b,{}", kept.unwrap()),
                "{imports:?}"
            );
        }
    }
}

#[test]
fn what_the_first_lacks_is_named() {
    let parts = Parts {
        first: first(true),
        second: second(&["_c", "_z"]),
    };
    let error = without_names(&parts).map(|_| ()).unwrap_err().to_string();
    assert_eq!(error, "the first part does not export: _z");
}
