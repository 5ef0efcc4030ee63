//! Splits the bound module in two: what every visitor needs, and what is fetched when it is first needed.
//!
//! Who calls whom is known exactly; what is called by pointer stays in the first part. A late function that the first
//! part calls gets a place in a table, which the second part fills when it is there; what only late functions call
//! goes with them. The second part has no memory and no globals of its own. Calling a place that is not filled is a
//! trap: the session asks for the second part before it does anything that is in there
//! (docs/decisions/0009-a-second-part-on-demand.md).

use super::late::is_late;
use super::names::short;
use crate::say;
use anyhow::{Context as _, bail, ensure};
use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{self, Instr, Visitor, VisitorMut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId,
    GlobalKind, ImportedFunction, InstrLocId, LocalFunction, Module, ModuleConfig, RefType, TableId, TypeId,
    ValType,
};

/// The module's parts. The second imports from the exports of the first, all under the empty module name, and what the
/// first imports as that does.
pub(super) struct Parts {
    pub(super) first: Vec<u8>,
    pub(super) second: Vec<u8>,
}

/// The name under which the second part finds the exports of the first.
const FIRST: &str = "";

/// Splits a module that has its names. Fails if none of its functions is late, or where it does what is not
/// understood here.
pub(super) fn split(wasm: &[u8]) -> anyhow::Result<Parts> {
    // Planned for each reading anew, as ids are those of one reading; the same bytes give the same plan.
    let [first, second] = [parse(wasm)?, parse(wasm)?];
    Ok(Parts {
        first: Plan::make(&first)?.first(first)?,
        second: Plan::make(&second)?.second(second)?,
    })
}

fn parse(wasm: &[u8]) -> anyhow::Result<Module> {
    let mut config = ModuleConfig::new();
    config
        .generate_producers_section(false)
        .generate_name_section(false);
    config.parse(wasm).context("the bound module is not understood")
}

/// Which function is where, and by which name the parts know each other.
struct Plan {
    /// The late functions that the first part calls, in the order of their places.
    entries: Vec<FunctionId>,
    /// The functions of the first part that the second calls, with their names.
    shared: BTreeMap<FunctionId, String>,
    /// The stack pointer, and the names of the functions that read and set it: old engines export no global that
    /// changes.
    globals: BTreeMap<GlobalId, [String; 2]>,
    memory: String,
    table: String,
}

impl Plan {
    fn make(module: &Module) -> anyhow::Result<Self> {
        ensure!(
            module.start.is_none(),
            "the module has a start function, which the split does not understand"
        );
        let late: BTreeSet<FunctionId> = module
            .funcs
            .iter()
            .filter(|function| function.name.as_deref().is_some_and(is_late))
            .map(|function| function.id())
            .collect();
        let exported = module.exports.iter().filter_map(|export| match export.item {
            ExportItem::Function(id) => Some(id),
            _ => None,
        });
        // What is called by pointer may be called by anyone.
        let pointers = module.elements.iter().filter_map(|element| match &element.items {
            ElementItems::Functions(functions) => Some(functions.iter().copied()),
            ElementItems::Expressions(..) => None,
        });
        let first = reach(module, exported.chain(pointers.flatten()).collect(), &late);
        let entries: Vec<_> = late
            .iter()
            .copied()
            .filter(|id| {
                first
                    .iter()
                    .any(|caller| calls(module, *caller).functions.contains(id))
            })
            .collect();
        ensure!(
            !entries.is_empty(),
            "no function of the module is late: see `late.rs`"
        );
        let second = reach(module, entries.clone(), &BTreeSet::new());
        if std::env::var_os("AVMSDK_EXPLAIN").is_some() {
            explain(module, &entries, &first);
        }

        let mut used = Calls::default();
        for id in second.difference(&first) {
            let calls = calls(module, *id);
            used.functions.extend(calls.functions);
            used.globals.extend(calls.globals);
        }
        let mut names = (0..).map(|at| format!("_{}", short(at)));
        let mut name = || names.next().unwrap_or_default();
        let [memory, table] = [name(), name()];
        let mut globals = BTreeMap::new();
        for id in used.globals {
            let global = module.globals.get(id);
            ensure!(
                global.mutable && global.ty == ValType::I32,
                "the second part uses a global that is no stack pointer"
            );
            globals.insert(id, [name(), name()]);
        }
        // What the page gives it gives to both: Chromium 72 to 74 crash where a module calls what another has imported.
        let is_shared = |id: &FunctionId| is_local(module, *id) && !is_moved(*id, &first, &second);
        let shared = used.functions.into_iter().filter(is_shared);
        let shared = shared.map(|id| (id, name())).collect();
        Ok(Self {
            entries,
            shared,
            globals,
            memory,
            table,
        })
    }

    fn first(&self, mut module: Module) -> anyhow::Result<Vec<u8>> {
        let (table, base) = self.add_places(&mut module);
        module.exports.add(&self.table, table);
        let memory = module
            .memories
            .iter()
            .next()
            .context("the module has no memory")?
            .id();
        module.exports.add(&self.memory, memory);
        for (id, name) in &self.shared {
            module.exports.add(name, *id);
        }
        for (global, [get, set]) in &self.globals {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[ValType::I32]);
            builder.func_body().global_get(*global);
            let id = builder.finish(Vec::new(), &mut module.funcs);
            module.exports.add(get, id);
            let value = module.locals.add(ValType::I32);
            let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[]);
            builder.func_body().local_get(value).global_set(*global);
            let id = builder.finish(vec![value], &mut module.funcs);
            module.exports.add(set, id);
        }
        let types: Vec<TypeId> = self.entries.iter().map(|id| module.funcs.get(*id).ty()).collect();
        rewrite(&mut module, |instr| {
            let Instr::Call(ir::Call { func }) = instr else {
                return None;
            };
            let place = self.entries.iter().position(|entry| entry == func)?;
            let ty = types[place];
            let value = ir::Value::I32(base + place as i32);
            Some(vec![
                ir::Const { value }.into(),
                ir::CallIndirect { ty, table }.into(),
            ])
        });
        walrus::passes::gc::run(&mut module);
        Ok(module.emit_wasm())
    }

    /// Makes room in the table, which is made where there is none: the first wasm has one at most. Answers the first
    /// place.
    fn add_places(&self, module: &mut Module) -> (TableId, i32) {
        let places = self.entries.len() as u64;
        let table = module.tables.iter().next().map(|table| table.id());
        let table = table.unwrap_or_else(|| module.tables.add_local(false, 0, Some(0), RefType::FUNCREF));
        let base = module.tables.get(table).initial;
        let it = module.tables.get_mut(table);
        it.initial = base + places;
        it.maximum = it.maximum.map(|most| most + places);
        (table, base as i32)
    }

    fn second(&self, mut module: Module) -> anyhow::Result<Vec<u8>> {
        let exports: Vec<_> = module.exports.iter().map(|export| export.id()).collect();
        for id in exports {
            module.exports.delete(id);
        }
        let data: Vec<_> = module.data.iter().map(|data| data.id()).collect();
        for id in data {
            module.data.delete(id);
        }
        let memory = module
            .memories
            .iter()
            .next()
            .context("the module has no memory")?
            .id();
        let import = module.imports.add(FIRST, &self.memory, memory);
        let memory = module.memories.get_mut(memory);
        memory.data_segments = Default::default();
        memory.import = Some(import);
        let mut shared: Vec<_> = self.shared.iter().collect();
        // Alike imports in a row take next to nothing.
        shared.sort_by_key(|(id, _)| module.funcs.get(**id).ty());
        for (id, name) in shared {
            let import = module.imports.add(FIRST, name, *id);
            let function = module.funcs.get_mut(*id);
            let ty = function.ty();
            function.kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
        let mut accessors = BTreeMap::new();
        for (global, [get, set]) in &self.globals {
            let reads = module.types.add(&[], &[ValType::I32]);
            let sets = module.types.add(&[ValType::I32], &[]);
            let (get, _) = module.add_import_func(FIRST, get, reads);
            let (set, _) = module.add_import_func(FIRST, set, sets);
            accessors.insert(*global, [get, set]);
        }
        rewrite(&mut module, |instr| {
            let (global, at) = match instr {
                Instr::GlobalGet(get) => (get.global, 0),
                Instr::GlobalSet(set) => (set.global, 1),
                _ => return None,
            };
            let func = accessors.get(&global)?[at];
            Some(vec![ir::Call { func }.into()])
        });
        let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
        for id in elements {
            module.elements.delete(id);
        }
        let (table, base) = self.add_places(&mut module);
        let import = module.imports.add(FIRST, &self.table, table);
        module.tables.get_mut(table).import = Some(import);
        module.tables.get_mut(table).elem_segments = Default::default();
        let offset = ConstExpr::Value(ir::Value::I32(base));
        let element = module.elements.add(
            ElementKind::Active { table, offset },
            ElementItems::Functions(self.entries.clone()),
        );
        module.tables.get_mut(table).elem_segments.insert(element);
        walrus::passes::gc::run(&mut module);
        if let Some(global) = module
            .globals
            .iter()
            .find(|it| matches!(it.kind, GlobalKind::Local(_)))
        {
            bail!(
                "the second part would have a global of its own: {:?}",
                global.id()
            );
        }
        Ok(module.emit_wasm())
    }
}

/// Says which late functions the first part calls, and from where: each call must wait for the second part.
fn explain(module: &Module, entries: &[FunctionId], first: &BTreeSet<FunctionId>) {
    let name = |id: FunctionId| module.funcs.get(id).name.clone().unwrap_or_default();
    for entry in entries {
        let callers = first
            .iter()
            .filter(|id| calls(module, **id).functions.contains(entry));
        let callers: Vec<_> = callers.map(|id| name(*id)).collect();
        say::note(format!("{} from {}", name(*entry), callers.join(", ")));
    }
}

fn is_local(module: &Module, id: FunctionId) -> bool {
    matches!(module.funcs.get(id).kind, FunctionKind::Local(_))
}

fn is_moved(id: FunctionId, first: &BTreeSet<FunctionId>, second: &BTreeSet<FunctionId>) -> bool {
    second.contains(&id) && !first.contains(&id)
}

/// What a function calls and touches.
#[derive(Default)]
struct Calls {
    functions: BTreeSet<FunctionId>,
    globals: BTreeSet<GlobalId>,
}

impl<'a> Visitor<'a> for Calls {
    fn visit_function_id(&mut self, id: &FunctionId) {
        self.functions.insert(*id);
    }

    fn visit_global_id(&mut self, id: &GlobalId) {
        self.globals.insert(*id);
    }
}

fn calls(module: &Module, id: FunctionId) -> Calls {
    let mut calls = Calls::default();
    if let FunctionKind::Local(function) = &module.funcs.get(id).kind {
        ir::dfs_in_order(&mut calls, function, function.entry_block());
    }
    calls
}

/// All that these functions call, themselves included; no way leads through those of `barred`. Imports belong to
/// neither part.
fn reach(module: &Module, from: Vec<FunctionId>, barred: &BTreeSet<FunctionId>) -> BTreeSet<FunctionId> {
    let mut reached = BTreeSet::new();
    let mut open = from;
    while let Some(id) = open.pop() {
        if is_local(module, id) && !barred.contains(&id) && reached.insert(id) {
            open.extend(calls(module, id).functions);
        }
    }
    reached
}

/// Puts other instructions in the place of some.
fn rewrite(module: &mut Module, replacement: impl Fn(&Instr) -> Option<Vec<Instr>>) {
    struct Blocks(Vec<ir::InstrSeqId>);
    impl VisitorMut for Blocks {
        fn start_instr_seq_mut(&mut self, block: &mut ir::InstrSeq) {
            self.0.push(block.id());
        }
    }
    for (_, function) in module.funcs.iter_local_mut() {
        let mut blocks = Blocks(Vec::new());
        let entry = function.entry_block();
        ir::dfs_pre_order_mut(&mut blocks, function, entry);
        for block in blocks.0 {
            replace(function, block, &replacement);
        }
    }
}

fn replace(
    function: &mut LocalFunction,
    block: ir::InstrSeqId,
    replacement: impl Fn(&Instr) -> Option<Vec<Instr>>,
) {
    let block = function.block_mut(block);
    let mut instrs: Vec<(Instr, InstrLocId)> = Vec::with_capacity(block.instrs.len());
    for (instr, place) in block.instrs.drain(..) {
        match replacement(&instr) {
            Some(instead) => instrs.extend(instead.into_iter().map(|instr| (instr, place))),
            None => instrs.push((instr, place)),
        }
    }
    block.instrs = instrs;
}

#[cfg(test)]
#[path = "split_test.rs"]
mod tests;
