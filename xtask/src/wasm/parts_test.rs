//! The module's parts, run as the bridge runs them: split, without names, in Node.

use super::border::{Bare, without_names};
use super::split::split;
use std::io::Write as _;
use std::process::Command;
use walrus::ir::{BinaryOp, MemArg, StoreKind, Value};
use walrus::{
    ConstExpr, DataKind, ElementItems, ElementKind, FunctionBuilder, FunctionId, GlobalId, MemoryId, Module,
    RefType, ValType,
};

/// The symbol of a method of the session.
pub(super) fn symbol(module: &str, name: &str) -> String {
    let [module, name] = [module, name].map(|it| format!("{}{it}", it.len()));
    format!("_RNvMNtNtCs1_14avmsdk_session7session{module}NtB4_7Session{name}")
}

/// A module that is made of small functions. Each answers what it is given, as all that it calls have changed it one after
/// the other, and a number of its own more.
pub(super) struct Toy {
    module: Module,
    memory: MemoryId,
    stack: GlobalId,
}

impl Toy {
    fn new() -> Self {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 1, None, None);
        module.exports.add("memory", memory);
        let at = |at| ConstExpr::Value(Value::I32(at));
        let stack = module.globals.add_local(ValType::I32, true, false, at(1024));
        let offset = at(4096);
        module.data.add(DataKind::Active { memory, offset }, vec![42]);
        Self {
            module,
            memory,
            stack,
        }
    }

    fn function(&mut self, name: &str, number: i32, called: &[FunctionId]) -> FunctionId {
        self.any(name, number, called, false)
    }

    /// One that takes four bytes of the stack, of which it gives nothing back, and puts its number there.
    fn with_stack(&mut self, name: &str, number: i32, called: &[FunctionId]) -> FunctionId {
        self.any(name, number, called, true)
    }

    fn any(&mut self, name: &str, number: i32, called: &[FunctionId], has_stack: bool) -> FunctionId {
        let Self {
            module,
            memory,
            stack,
        } = self;
        let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        builder.name(name.to_owned());
        let argument = module.locals.add(ValType::I32);
        let mut body = builder.func_body();
        if has_stack {
            let there = MemArg { align: 4, offset: 0 };
            body.global_get(*stack)
                .i32_const(4)
                .binop(BinaryOp::I32Sub)
                .global_set(*stack)
                .global_get(*stack)
                .i32_const(number)
                .store(*memory, StoreKind::I32 { atomic: false }, there);
        }
        body.local_get(argument);
        for id in called {
            body.call(*id);
        }
        body.i32_const(number).binop(BinaryOp::I32Add);
        builder.finish(vec![argument], &mut module.funcs)
    }

    fn export(&mut self, name: &str, called: FunctionId) {
        let id = self.function(name, 0, &[called]);
        self.module.exports.add(name, id);
    }

    /// Exports a function that calls the one in the table's first place, which this takes.
    fn export_by_pointer(&mut self, name: &str, called: FunctionId) {
        let module = &mut self.module;
        let table = module.tables.add_local(false, 1, Some(1), RefType::FUNCREF);
        let offset = ConstExpr::Value(Value::I32(0));
        let element = module.elements.add(
            ElementKind::Active { table, offset },
            ElementItems::Functions(vec![called]),
        );
        module.tables.get_mut(table).elem_segments.insert(element);
        let ty = module.funcs.get(called).ty();
        let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32], &[ValType::I32]);
        let argument = module.locals.add(ValType::I32);
        let mut body = builder.func_body();
        body.local_get(argument).i32_const(0).call_indirect(ty, table);
        let id = builder.finish(vec![argument], &mut module.funcs);
        module.exports.add(name, id);
    }

    fn wasm(mut self) -> Vec<u8> {
        let wasm = self.module.emit_wasm();
        wasmparser::validate(&wasm).unwrap();
        wasm
    }
}

/// A module of three parts, in which each calls the others. Numbers tell by their digits who was called how often; `host`
/// is the page's.
pub(super) fn toy() -> Vec<u8> {
    let mut toy = Toy::new();
    let ty = toy.module.types.add(&[ValType::I32], &[ValType::I32]);
    let (host, _) = toy.module.add_import_func("env", "host", ty);
    let early = toy.function("early", 1, &[]);
    let of_late = toy.function("of_late", 10, &[]);
    let of_sending = toy.function("of_sending", 100, &[]);
    let of_both = toy.with_stack("of_both", 1000, &[]);
    let pump = toy.with_stack(
        &symbol("send", "pump"),
        10_000,
        &[early, host, of_sending, of_both],
    );
    let of_late_all_the_same = toy.function(&symbol("send", "retry"), 100_000, &[]);
    let fill_in = toy.with_stack(
        &symbol("fill_in", "fill_in"),
        1_000_000,
        &[early, host, of_late, of_both, of_late_all_the_same, pump],
    );
    let form = toy.function(&symbol("forms", "form"), 10_000_000, &[]);
    let posted = toy.function(&symbol("posted", "posted"), 100_000_000, &[form]);
    toy.function(&symbol("fill_in", "nobody"), 1, &[of_late]);
    toy.function(&symbol("send", "nobody"), 1, &[of_sending]);
    let pointed = toy.function(&symbol("send", "pointed"), 7, &[early]);
    toy.export("write", pump);
    toy.export("rare", fill_in);
    toy.export("told", posted);
    toy.export_by_pointer("point", pointed);
    toy.wasm()
}

/// A module of one function, which is called from outside.
pub(super) fn calling(name: &str) -> Vec<u8> {
    let mut toy = Toy::new();
    let called = toy.function(name, 1, &[]);
    toy.export("go", called);
    toy.wasm()
}

/// What a script prints that is given the parts and the bridge, where `make(SENDING)` and `make(LATE)` make one of those on
/// demand.
pub(super) fn run(bare: &Bare, script: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("first", &bare.parts.first),
        ("sending", &bare.parts.sending),
        ("late", &bare.parts.late),
    ];
    let [first, sending, late] = files.map(|(name, wasm)| {
        wasmparser::validate(wasm).unwrap();
        let path = folder.path().join(name);
        std::fs::File::create(&path).unwrap().write_all(wasm).unwrap();
        path
    });
    let bridge = crate::wasm::paths::Paths::find()
        .unwrap()
        .host
        .join("bridge/wasm.js");
    let bridge = std::fs::read_to_string(bridge)
        .unwrap()
        .replace("@@SENDING_AT@@", &bare.sending_at.to_string())
        .replace("@@LATE_AT@@", &bare.late_at.to_string());
    let script = format!(
        "var wasm_bindgen = {{}}; {bridge}
        const bytes = (path) => require('fs').readFileSync(path);
        const files = {{ [SENDING.name]: {sending:?}, [LATE.name]: {late:?} }};
        given = {{ env: {{ host: (number) => number + 2 }} }};
        first = new WebAssembly.Instance(new WebAssembly.Module(bytes({first:?})), given).exports;
        const make = (part) => new WebAssembly.Instance(new WebAssembly.Module(bytes(files[part.name])), lent(+part.at));
        const attempt = (name) => {{
          try {{ return first[name](0); }} catch (error) {{ return error.constructor.name; }}
        }};
        {script}",
    );
    let done = Command::new("node").args(["-e", &script]).output().unwrap();
    String::from_utf8_lossy(&[done.stdout, done.stderr].concat())
        .trim()
        .to_owned()
}

const SAY: &str = "const say = () => console.log(...['write', 'rare', 'told', 'point'].map(attempt)); say();";

#[test]
fn each_part_calls_the_others_once_they_are_there() {
    let bare = without_names(&split(&toy()).unwrap()).unwrap();
    let said = |first, second| {
        run(
            &bare,
            &format!("{SAY} make({first}); say(); make({second}); say();"),
        )
    };
    let lines = [
        // What is called by pointer is in the first part.
        "RuntimeError RuntimeError RuntimeError 8",
        "11103 RuntimeError RuntimeError 8",
        "11103 1112116 110000000 8",
    ];
    assert_eq!(said("SENDING", "LATE"), lines.join("\n"));
    // The late one may come first, and be of use once the other is there.
    let lines = [lines[0], lines[0], lines[2]];
    assert_eq!(said("LATE", "SENDING"), lines.join("\n"));
}

#[test]
fn the_parts_have_one_stack_and_one_memory() {
    let bare = without_names(&split(&toy()).unwrap()).unwrap();
    let script = "const memory = new Int32Array(first._a.buffer);
        memory[1024] = 43;
        make(SENDING); make(LATE);
        first.write(0); first.rare(0);
        console.log(memory.slice(249, 256).join(), memory[1024]);";
    // From the end: `pump` and what it calls, then the late one, what both call for it, and `pump` again.
    assert_eq!(run(&bare, script), "0,1000,10000,1000,1000000,1000,10000 43");
}

#[test]
fn both_parts_may_be_made_at_once() {
    let bare = without_names(&split(&toy()).unwrap()).unwrap();
    let script = "const [sending, late] = [lent(+SENDING.at), lent(+LATE.at)].map((one) => one['']);
        const both = (one) => sending[''] === one(SENDING) && late[''] === one(LATE);
        console.log(both(() => first._a), both(() => first._b), both((part) => first._b.get(+part.at)));";
    assert_eq!(run(&bare, script), "true true true");
}

#[test]
fn each_part_is_fetched_once_and_again_where_that_failed() {
    let bare = without_names(&split(&toy()).unwrap()).unwrap();
    let script = format!(
        "let isCut = true;
        const asked = [];
        fetch = (name) => {{
          asked.push(name);
          return isCut ? Promise.reject(new Error('cut')) : Promise.resolve(new Response(bytes(files[name])));
        }};
        {SAY}
        const failed = () => 'failed';
        (async () => {{
          console.log(await loadSending().catch(failed), await loadSecond().catch(failed));
          isCut = false;
          await Promise.all([loadSending(), loadSecond(), loadSending()]);
          await loadSecond();
          console.log(asked.join());
          say();
        }})();"
    );
    let lines = [
        "RuntimeError RuntimeError RuntimeError 8",
        "failed failed",
        "@@SENDING@@,@@LATE@@,@@SENDING@@,@@LATE@@",
        "11103 1112116 110000000 8",
    ];
    assert_eq!(run(&bare, &script), lines.join("\n"));
}

#[test]
fn the_program_in_one_piece_has_both_from_the_beginning() {
    let bare = without_names(&split(&toy()).unwrap()).unwrap();
    let script = "fetch = () => { throw new Error('asked'); };
        var script = { src: 'https://cdn.test/runtime.js' };
        wasm_bindgen.bind = (make) => make({});
        instantiate(undefined, () => Promise.resolve(() => ({})))
          .then(() => Promise.all([loadSending(), loadSecond()]))
          .then((parts) => console.log(parts.length));";
    assert_eq!(run(&bare, script), "2");
}
