//! Splits the bound module in three: what every visitor needs, what is needed once one writes, and what few need. The
//! last two are fetched on demand; whoever has the late part has the one for sending, too.
//!
//! Who calls whom is known exactly; what is called by pointer stays in the first part. What can be reached without going
//! through a listed function (`demand.rs`) is the first part, what can be without going through a late one the part for
//! sending, and the rest the late part. A function that another part calls gets a place in a table, which its own part
//! fills when it is there; those of the first are imported. Neither part has memory or globals of its own. Calling a
//! place that is not filled is a trap: the session asks for a part before it does anything that is in there
//! (docs/decisions/0009-a-second-part-on-demand.md).

use super::demand::{Demand, of_symbol};
use super::names::short;
use crate::say;
use anyhow::{Context as _, bail, ensure};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{self, Instr, Visitor, VisitorMut};
use walrus::{
    ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId,
    GlobalKind, ImportedFunction, InstrLocId, LocalFunction, Module, ModuleConfig, RefType, TableId, TypeId,
    ValType,
};

/// The module's parts. Those on demand import from the exports of the first, all under the empty module name, and what
/// the first imports as that does.
pub(super) struct Parts {
    pub(super) first: Vec<u8>,
    pub(super) sending: Vec<u8>,
    pub(super) late: Vec<u8>,
}

/// The name under which the other parts find the exports of the first.
const FIRST: &str = "";

/// Splits a module that has its names. Fails if one of the parts would be empty, or where it does what is not understood
/// here.
pub(super) fn split(wasm: &[u8]) -> anyhow::Result<Parts> {
    // Planned for each reading anew, as ids are those of one reading; the same bytes give the same plan.
    let [first, sending, late] = [parse(wasm)?, parse(wasm)?, parse(wasm)?];
    let plan = Plan::make(&first)?;
    if std::env::var_os("AVMSDK_EXPLAIN").is_some() {
        plan.explain(&first);
    }
    Ok(Parts {
        first: plan.first(first)?,
        sending: Plan::make(&sending)?.on_demand(Demand::Sending, sending)?,
        late: Plan::make(&late)?.on_demand(Demand::Late, late)?,
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
    /// The functions that other parts call, in the order of their places, and whose they are.
    entries: Vec<(FunctionId, Demand)>,
    /// The functions of the first part that others call, with their names.
    shared: BTreeMap<FunctionId, String>,
    /// The stack pointer, and the names of the functions that read and set it: old engines export no global that
    /// changes.
    globals: BTreeMap<GlobalId, [String; 2]>,
    memory: String,
    table: String,
    /// What each function calls, and where it is.
    calls: BTreeMap<FunctionId, (Option<Demand>, Calls)>,
}

impl Plan {
    fn make(module: &Module) -> anyhow::Result<Self> {
        ensure!(
            module.start.is_none(),
            "the module has a start function, which the split does not understand"
        );
        let calls = assign(module);
        let mut entries = Vec::new();
        for (part, name) in [(Demand::Sending, "sending"), (Demand::Late, "late")] {
            let elsewhere = calls.values().filter(|(at, _)| *at != Some(part));
            let called: BTreeSet<_> = elsewhere.flat_map(|(_, calls)| &calls.functions).collect();
            let before = entries.len();
            entries.extend(called.into_iter().filter_map(|id| {
                let (at, _) = calls.get(id)?;
                (*at == Some(part)).then_some((*id, part))
            }));
            ensure!(
                entries.len() > before,
                "no function of the module is {name}: see `demand.rs`"
            );
        }

        let mut used = Calls::default();
        for (_, calls) in calls.values().filter(|(at, _)| at.is_some()) {
            used.functions.extend(&calls.functions);
            used.globals.extend(&calls.globals);
        }
        let mut names = (0..).map(|at| format!("_{}", short(at)));
        let mut name = || names.next().unwrap_or_default();
        let [memory, table] = [name(), name()];
        let mut globals = BTreeMap::new();
        for id in used.globals {
            let global = module.globals.get(id);
            ensure!(
                global.mutable && global.ty == ValType::I32,
                "a part on demand uses a global that is no stack pointer"
            );
            globals.insert(id, [name(), name()]);
        }
        // What the page gives it gives to all: Chromium 72 to 74 crash where a module calls what another has imported.
        let is_shared = |id: &FunctionId| calls.get(id).is_some_and(|(at, _)| at.is_none());
        let shared = used.functions.into_iter().filter(is_shared);
        let shared = shared.map(|id| (id, name())).collect();
        Ok(Self {
            entries,
            shared,
            globals,
            memory,
            table,
            calls,
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
        self.call_by_places(&mut module, None, table, base);
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

    /// Has all in the module, which becomes that part, call the functions of other parts on demand by their places.
    fn call_by_places(&self, module: &mut Module, part: Option<Demand>, table: TableId, base: i32) {
        let elsewhere = (base..)
            .zip(&self.entries)
            .filter(|(_, (_, at))| Some(*at) != part);
        let places: BTreeMap<FunctionId, (i32, TypeId)> = elsewhere
            .map(|(place, (id, _))| (*id, (place, module.funcs.get(*id).ty())))
            .collect();
        rewrite(module, |instr| {
            let Instr::Call(ir::Call { func }) = instr else {
                return None;
            };
            let (place, ty) = *places.get(func)?;
            let value = ir::Value::I32(place);
            Some(vec![
                ir::Const { value }.into(),
                ir::CallIndirect { ty, table }.into(),
            ])
        });
    }

    fn on_demand(&self, part: Demand, mut module: Module) -> anyhow::Result<Vec<u8>> {
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
        let (table, base) = self.add_places(&mut module);
        let import = module.imports.add(FIRST, &self.table, table);
        module.tables.get_mut(table).import = Some(import);
        module.tables.get_mut(table).elem_segments = Default::default();
        let elements: Vec<_> = module.elements.iter().map(|element| element.id()).collect();
        for id in elements {
            module.elements.delete(id);
        }
        let mut shared: Vec<_> = self.shared.iter().collect();
        // Alike imports in a row take next to nothing. Those that only the other part needs go with what nobody calls.
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
        self.call_by_places(&mut module, Some(part), table, base);
        // The entries of one part stand in a row.
        let own = (base..).zip(&self.entries).filter(|(_, (_, at))| *at == part);
        let (places, own): (Vec<_>, Vec<_>) = own.map(|(place, (id, _))| (place, *id)).unzip();
        let offset = ConstExpr::Value(ir::Value::I32(*places.first().unwrap_or(&base)));
        let element = module.elements.add(
            ElementKind::Active { table, offset },
            ElementItems::Functions(own),
        );
        module.tables.get_mut(table).elem_segments.insert(element);
        walrus::passes::gc::run(&mut module);
        if let Some(global) = module
            .globals
            .iter()
            .find(|it| matches!(it.kind, GlobalKind::Local(_)))
        {
            bail!(
                "a part on demand would have a global of its own: {:?}",
                global.id()
            );
        }
        Ok(module.emit_wasm())
    }

    /// Says which functions are called by parts that may be there without theirs, and from where: each call must wait.
    fn explain(&self, module: &Module) {
        let name = |id: FunctionId| module.funcs.get(id).name.clone().unwrap_or_default();
        for (entry, part) in &self.entries {
            let callers: Vec<_> = self
                .calls
                .iter()
                .filter(|(_, (at, calls))| *at < Some(*part) && calls.functions.contains(entry))
                .map(|(id, (at, _))| match at {
                    Some(at) => format!("{} ({at:?})", name(*id)),
                    None => name(*id),
                })
                .collect();
            if !callers.is_empty() {
                say::note(format!("{part:?}: {} from {}", name(*entry), callers.join(", ")));
            }
        }
    }
}

/// In which part each function is that anybody calls, and what it calls. Imports are in none.
fn assign(module: &Module) -> BTreeMap<FunctionId, (Option<Demand>, Calls)> {
    let exported = module.exports.iter().filter_map(|export| match export.item {
        ExportItem::Function(id) => Some(id),
        _ => None,
    });
    // What is called by pointer may be called by anyone.
    let pointers = module.elements.iter().filter_map(|element| match &element.items {
        ElementItems::Functions(functions) => Some(functions.iter().copied()),
        ElementItems::Expressions(..) => None,
    });
    let roots: BTreeSet<FunctionId> = exported.chain(pointers.flatten()).collect();
    let mut listed = BTreeMap::new();
    for function in module.funcs.iter() {
        let demand = function.name.as_deref().and_then(of_symbol);
        // The first part has it anyway, with all that it calls.
        if let Some(demand) = demand.filter(|_| !roots.contains(&function.id())) {
            listed.insert(function.id(), demand);
        }
    }
    let mut calls: BTreeMap<FunctionId, (Option<Demand>, Calls)> = BTreeMap::new();
    let mut open: Vec<FunctionId> = roots.into_iter().collect();
    // Each part is what can be reached from those before it, but through what is listed for later ones.
    for part in [None, Some(Demand::Sending), Some(Demand::Late)] {
        let mut later = Vec::new();
        while let Some(id) = open.pop() {
            let FunctionKind::Local(function) = &module.funcs.get(id).kind else {
                continue;
            };
            if listed.get(&id).copied() > part {
                later.push(id);
            } else if let Entry::Vacant(place) = calls.entry(id) {
                let mut called = Calls::default();
                ir::dfs_in_order(&mut called, function, function.entry_block());
                open.extend(&called.functions);
                place.insert((part, called));
            }
        }
        open = later;
    }
    calls
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
