use super::split;
use crate::wasm::parts_test::{calling, symbol, toy};
use std::collections::BTreeSet;
use walrus::{ElementItems, ExportItem, FunctionKind, Module};

fn read(wasm: &[u8]) -> Module {
    wasmparser::validate(wasm).unwrap();
    Module::from_buffer(wasm).unwrap()
}

/// What a part imports under that module name.
fn imports(module: &Module, of: &str) -> Vec<String> {
    let imports = module.imports.iter().filter(|import| import.module == of);
    imports.map(|import| import.name.clone()).collect()
}

#[test]
fn each_part_has_what_it_needs_and_asks_the_others_for_the_rest() {
    let parts = split(&toy()).unwrap();
    let [first, sending, late] = [&parts.first, &parts.sending, &parts.late].map(|part| read(part));

    let count = |module: &Module| module.funcs.iter_local().count();
    // Four exports, `early` and what is called by pointer, the two for the stack pointer; `pump`, `posted`, and what only
    // they call or the late part, too; three late functions and what only they call.
    assert_eq!([&first, &sending, &late].map(count), [8, 4, 4]);
    // One place is the module's own.
    let [of_first, of_sending, of_late] =
        [&first, &sending, &late].map(|module| module.tables.iter().next().unwrap().initial);
    assert_eq!([of_first, of_sending, of_late], [6; 3]);
    let filled = [&first, &sending, &late].map(|module| {
        let all: Vec<_> = module.elements.iter().map(|element| &element.items).collect();
        match all[..] {
            [ElementItems::Functions(them)] => them.len(),
            _ => 0,
        }
    });
    // `pump`, `posted` and what the late part calls of it as well.
    assert_eq!(filled, [1, 3, 2]);
    for part in [&sending, &late] {
        assert_eq!((part.globals.iter().count(), part.data.iter().count()), (0, 0));
        assert_eq!(part.memories.iter().count(), 1);
        // Memory, table, `early`, reading and setting the stack pointer.
        assert_eq!(imports(part, "").len(), 5);
        assert_eq!(imports(part, "env"), ["host"]);
    }

    let exports: BTreeSet<_> = first.exports.iter().map(|export| export.name.clone()).collect();
    for import in [imports(&sending, ""), imports(&late, "")].concat() {
        assert!(exports.contains(&import), "{import}");
    }
    assert_eq!(first.imports.iter().count(), 0, "only the others ask the host");
    assert!(exports.contains("write") && exports.contains("memory"));
}

#[test]
fn no_import_is_lent_to_another_part_as_it_is() {
    let first = read(&split(&toy()).unwrap().first);
    for export in first.exports.iter() {
        if let ExportItem::Function(id) = export.item {
            let function = first.funcs.get(id);
            assert!(matches!(function.kind, FunctionKind::Local(_)), "{}", export.name);
        }
    }
}

#[test]
fn the_same_module_is_split_in_the_same_way() {
    let [one, other] = [split(&toy()).unwrap(), split(&toy()).unwrap()];
    assert_eq!(
        [one.first, one.sending, one.late],
        [other.first, other.sending, other.late]
    );
}

#[test]
fn a_module_without_one_of_the_parts_is_refused() {
    for (listed, wanted) in [
        (
            ("send", "pump"),
            "no function of the module is late: see `demand.rs`",
        ),
        (
            ("fill_in", "fill_in"),
            "no function of the module is sending: see `demand.rs`",
        ),
    ] {
        let module = calling(&symbol(listed.0, listed.1));
        let error = split(&module).err().unwrap().to_string();
        assert_eq!(error, wanted);
    }
}
