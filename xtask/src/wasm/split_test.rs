use super::split;
use std::collections::BTreeSet;
use walrus::ir::Value;
use walrus::{ConstExpr, ExportItem, FunctionBuilder, FunctionId, FunctionKind, Module, ValType};

const LATE: &str = "_RNvMNtNtCs1_14avmsdk_session7session7fill_inNtB4_7Session7fill_in";

/// A module in which `page` calls a late function and `both`, and the late one calls `both`, the host, and `only`.
fn module(late: &str) -> Vec<u8> {
    let mut module = Module::default();
    let memory = module.memories.add_local(false, false, 1, None, None);
    module.exports.add("memory", memory);
    let zero = ConstExpr::Value(Value::I32(1024));
    let stack = module.globals.add_local(ValType::I32, true, false, zero);
    let ty = module.types.add(&[ValType::I32], &[ValType::I32]);
    let (host, _) = module.add_import_func("env", "host", ty);
    let function = |module: &mut Module, name: &str, called: &[FunctionId], has_stack: bool| {
        let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        builder.name(name.to_owned());
        let argument = module.locals.add(ValType::I32);
        let mut body = builder.func_body();
        if has_stack {
            body.global_get(stack).global_set(stack);
        }
        body.local_get(argument);
        for id in called {
            body.call(*id);
        }
        builder.finish(vec![argument], &mut module.funcs)
    };
    let both = function(&mut module, "both", &[], false);
    let only = function(&mut module, "only", &[], true);
    let late = function(&mut module, late, &[both, host, only], true);
    let page = function(&mut module, "page", &[late, both], true);
    module.exports.add("page", page);
    let wasm = module.emit_wasm();
    wasmparser::validate(&wasm).unwrap();
    wasm
}

fn read(wasm: &[u8]) -> Module {
    wasmparser::validate(wasm).unwrap();
    Module::from_buffer(wasm).unwrap()
}

#[test]
fn each_part_has_what_it_needs_and_asks_the_other_for_the_rest() {
    let parts = split(&module(LATE)).unwrap();
    let (first, second) = (read(&parts.first), read(&parts.second));

    // `page`, `both`, the two for the stack pointer; the late function and `only`.
    assert_eq!(
        (
            first.funcs.iter_local().count(),
            second.funcs.iter_local().count()
        ),
        (4, 2)
    );
    assert_eq!(first.tables.iter().next().unwrap().initial, 1);
    assert!(
        first.elements.iter().next().is_none(),
        "the place is empty until the second part comes"
    );
    let places = second.elements.iter().next().unwrap();
    assert!(matches!(&places.items, walrus::ElementItems::Functions(them) if them.len() == 1));
    assert_eq!(
        (second.globals.iter().count(), second.data.iter().count()),
        (0, 0)
    );
    // Nothing in there touches the memory, so it is not asked for.
    assert_eq!(second.memories.iter().count(), 0);

    let exports: BTreeSet<_> = first.exports.iter().map(|export| export.name.clone()).collect();
    let (of_first, of_host): (Vec<_>, Vec<_>) =
        second.imports.iter().partition(|import| import.module.is_empty());
    for import in &of_first {
        assert!(exports.contains(&import.name), "{}", import.name);
    }
    // The table, `both`, reading and setting the stack pointer.
    assert_eq!(of_first.len(), 4);
    let named = |import: &&walrus::Import| (import.module.clone(), import.name.clone());
    assert_eq!(
        of_host.iter().map(named).collect::<Vec<_>>(),
        [("env".to_owned(), "host".to_owned())]
    );
    assert_eq!(first.imports.iter().count(), 0, "only the late one asks the host");
    assert!(exports.contains("page") && exports.contains("memory"));
}

#[test]
fn no_import_is_lent_to_the_second_part_as_it_is() {
    let first = read(&split(&module(LATE)).unwrap().first);
    for export in first.exports.iter() {
        if let ExportItem::Function(id) = export.item {
            let function = first.funcs.get(id);
            assert!(matches!(function.kind, FunctionKind::Local(_)), "{}", export.name);
        }
    }
}

#[test]
fn the_same_module_is_split_in_the_same_way() {
    let [one, other] = [split(&module(LATE)).unwrap(), split(&module(LATE)).unwrap()];
    assert_eq!((one.first, one.second), (other.first, other.second));
}

#[test]
fn a_module_without_late_functions_is_refused() {
    let error = split(&module("early")).err().unwrap().to_string();
    assert!(error.contains("no function of the module is late"), "{error}");
}
