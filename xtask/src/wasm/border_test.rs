use super::without_names;
use crate::wasm::parts_test::run;
use crate::wasm::split::Parts;
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, MemorySection, MemoryType, Module, RefType, TableSection, TableType,
    TypeSection, ValType,
};

const TABLE: TableType = TableType {
    element_type: RefType::FUNCREF,
    table64: false,
    minimum: 3,
    maximum: Some(3),
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

/// Three functions that answer 10, 20 and 30; the second of them may be in the table already, and `write` and `rare` call
/// the places that the other parts fill.
fn first(has_elements: bool) -> Vec<u8> {
    let mut functions = FunctionSection::new();
    functions
        .function(0)
        .function(0)
        .function(0)
        .function(0)
        .function(0);
    let mut tables = TableSection::new();
    tables.table(TABLE);
    let mut memories = MemorySection::new();
    memories.memory(MEMORY);
    let mut exports = ExportSection::new();
    exports
        .export("write", ExportKind::Func, 3)
        .export("rare", ExportKind::Func, 4)
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
    for place in [1, 2] {
        let mut body = Function::new([]);
        body.instructions().i32_const(place).call_indirect(0, 0).end();
        code.function(&body);
    }
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

/// Answers what the first of its imports says, less what the second says, at that place of the table.
fn on_demand(imports: &[&str], place: i32) -> Vec<u8> {
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
        &ConstExpr::i32_const(place),
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

fn parts(has_elements: bool, sending: &[&str], late: &[&str]) -> Parts {
    Parts {
        first: first(has_elements),
        sending: on_demand(sending, 1),
        late: on_demand(late, 2),
    }
}

#[test]
fn functions_go_over_the_borders_in_their_order_and_without_names() {
    let made = "make(SENDING); make(LATE);
        console.log(first.write(), first.rare(), Object.keys(first).join());";
    for has_elements in [true, false] {
        // What ends the one list and begins the other stands in the table once.
        for (sending, late, late_at, wanted) in [
            (["_c", "_d"], ["_c", "_d"], 3, "-10 -10 write,rare,_a,_b,_e"),
            (["_e", "_c"], ["_d", "_e"], 5, "20 -10 write,rare,_a,_b"),
            (["_d", "_c"], ["_c", "_d"], 4, "10 -10 write,rare,_a,_b,_e"),
        ] {
            let bare = without_names(&parts(has_elements, &sending, &late)).unwrap();
            assert_eq!((bare.sending_at, bare.late_at), (3, late_at));
            // What the others do not import is still there.
            assert_eq!(run(&bare, made), wanted, "{sending:?} {late:?}");
        }
    }
}

#[test]
fn what_the_first_lacks_is_named() {
    let error = without_names(&parts(true, &["_c", "_d"], &["_c", "_z"])).err();
    assert_eq!(error.unwrap().to_string(), "the first part does not export: _z");
}

#[test]
fn a_part_that_has_not_what_the_bridge_hands_over_first_is_refused() {
    let parts = Parts {
        late: first(true),
        ..parts(true, &["_c", "_d"], &[])
    };
    let error = without_names(&parts).err().unwrap().to_string();
    assert!(error.contains("a part imports []"), "{error}");
}
