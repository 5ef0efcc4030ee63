use super::renumber;
use crate::wasm::flow::MOST;
use proptest::prelude::*;
use std::process::Command;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, ImportSection, InstructionSink, Module, TypeSection, ValType,
};
use wasmparser::{Operator, Parser, Payload, Validator};

/// So many whole numbers, the two or three parameters among them, and then so many that are twice as wide.
const LOCALS: u32 = 6;

/// What a function does. A number of a local stands for one of the kind that is needed.
#[derive(Debug, Clone)]
enum Step {
    /// One gets the difference of two others.
    Set(u32, u32, u32),
    /// Likewise, and the value is told too.
    Tee(u32, u32, u32),
    /// The same for the wide ones.
    Wide(u32, u32, u32),
    /// What is told is what the function answers in the end.
    Tell(u32),
    TellWide(u32),
    If(u32, Vec<Step>, Vec<Step>),
    Block(Vec<Step>),
    Loop(Vec<Step>),
    /// To the end of a block or the beginning of a loop, if a local says so; by a table if there are two.
    Leave(u32, u32, Option<u32>),
    /// Likewise, whatever a local says: what comes behind it never runs.
    Go(u32),
    Return(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let any = 0..64_u32;
    let one = prop_oneof![
        4 => (any.clone(), any.clone(), any.clone()).prop_map(|(to, one, other)| Step::Set(to, one, other)),
        1 => (any.clone(), any.clone(), any.clone()).prop_map(|(to, one, other)| Step::Tee(to, one, other)),
        2 => (any.clone(), any.clone(), any.clone()).prop_map(|(to, one, other)| Step::Wide(to, one, other)),
        3 => any.clone().prop_map(Step::Tell),
        1 => any.clone().prop_map(Step::TellWide),
        2 => (any.clone(), any.clone(), prop::option::of(any.clone())).prop_map(|(on, to, or)| Step::Leave(on, to, or)),
        1 => any.clone().prop_map(Step::Go),
        1 => any.clone().prop_map(Step::Return),
    ];
    let nested = one.prop_recursive(4, 40, 8, move |inner| {
        let steps = prop::collection::vec(inner, 0..8);
        prop_oneof![
            (any.clone(), steps.clone(), steps.clone())
                .prop_map(|(on, then, other)| Step::If(on, then, other)),
            steps.clone().prop_map(Step::Block),
            steps.prop_map(Step::Loop),
        ]
    });
    prop::collection::vec(nested, 0..14)
}

/// A module whose functions do these, each exported by its number: `(i32, i32) -> i32`.
fn module(functions: &[Vec<Step>]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32; 2], [ValType::I32]);
    types.ty().function([ValType::I32; 3], [ValType::I32]);
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    imports.import("", "unused", EntityType::Function(2));
    let mut declared = FunctionSection::new();
    let mut globals = GlobalSection::new();
    let mut exports = ExportSection::new();
    let mut code = CodeSection::new();
    let kind = GlobalType {
        val_type: ValType::I32,
        mutable: true,
        shared: false,
    };
    // What was told, and how often a loop may still begin anew.
    globals.global(kind, &ConstExpr::i32_const(0));
    globals.global(kind, &ConstExpr::i32_const(0));
    for (at, steps) in functions.iter().enumerate() {
        let kind = at as u32 % 2;
        declared.function(kind);
        exports.export(&at.to_string(), ExportKind::Func, at as u32 + 1);
        let mut body = Function::new([(LOCALS - 2 - kind, ValType::I32), (LOCALS, ValType::I64)]);
        let mut to = body.instructions();
        to.i32_const(0).global_set(0).i32_const(20).global_set(1);
        write(&mut to, steps, 0);
        to.global_get(0).end();
        code.function(&body);
    }
    let mut module = Module::new();
    module
        .section(&types)
        .section(&imports)
        .section(&declared)
        .section(&globals)
        .section(&exports)
        .section(&code);
    module.finish()
}

/// Writes what stands in so many blocks.
fn write(to: &mut InstructionSink<'_>, steps: &[Step], depth: u32) {
    let [whole, wide] = [
        |number: &u32| number % LOCALS,
        |number: &u32| LOCALS + number % LOCALS,
    ];
    for step in steps {
        match step {
            Step::Set(local, one, other) => {
                to.local_get(whole(one))
                    .local_get(whole(other))
                    .i32_sub()
                    .i32_const(1)
                    .i32_add()
                    .local_set(whole(local));
            }
            Step::Tee(local, one, other) => {
                to.local_get(whole(one))
                    .local_get(whole(other))
                    .i32_xor()
                    .local_tee(whole(local));
                tell(to);
            }
            Step::Wide(local, one, other) => {
                to.local_get(wide(one))
                    .local_get(wide(other))
                    .i64_sub()
                    .i64_const(7)
                    .i64_add()
                    .local_set(wide(local));
            }
            Step::Tell(local) => {
                to.local_get(whole(local));
                tell(to);
            }
            Step::TellWide(local) => {
                to.local_get(wide(local)).i32_wrap_i64();
                tell(to);
            }
            Step::If(on, then, other) => {
                to.local_get(whole(on)).if_(BlockType::Empty);
                write(to, then, depth + 1);
                if !other.is_empty() {
                    to.else_();
                    write(to, other, depth + 1);
                }
                to.end();
            }
            Step::Block(steps) => {
                to.block(BlockType::Empty);
                write(to, steps, depth + 1);
                to.end();
            }
            Step::Loop(steps) => {
                to.loop_(BlockType::Empty);
                // At last it is over.
                to.global_get(1)
                    .i32_eqz()
                    .if_(BlockType::Empty)
                    .global_get(0)
                    .return_()
                    .end();
                to.global_get(1).i32_const(1).i32_sub().global_set(1);
                write(to, steps, depth + 1);
                to.end();
            }
            Step::Leave(on, by, or) if depth > 0 => match or {
                Some(or) => {
                    to.block(BlockType::Empty)
                        .local_get(whole(on))
                        .br_table([by % depth + 1, or % depth + 1, 0], 0)
                        .end();
                }
                None => {
                    to.local_get(whole(on)).i32_const(3).i32_and().br_if(by % depth);
                }
            },
            Step::Go(by) if depth > 0 => {
                to.br(by % depth);
            }
            Step::Leave(..) | Step::Go(_) => {}
            Step::Return(on) => {
                to.local_get(whole(on))
                    .i32_const(7)
                    .i32_and()
                    .i32_eqz()
                    .if_(BlockType::Empty);
                to.global_get(0).return_().end();
            }
        }
    }
}

/// Takes a number down.
fn tell(to: &mut InstructionSink<'_>) {
    to.global_get(0).i32_const(31).i32_mul().i32_add().global_set(0);
}

/// What each function of a module answers to some numbers.
fn answers(modules: [&[u8]; 2]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let paths = modules.map(|wasm| {
        let path = folder.path().join(format!("{:p}.wasm", wasm));
        std::fs::write(&path, wasm).unwrap();
        path
    });
    let script = format!(
        "console.log({paths:?}.map((path) => {{
          const all = new WebAssembly.Instance(new WebAssembly.Module(require('fs').readFileSync(path)), {{ '': {{ unused() {{}} }} }}).exports;
          return Object.values(all).map((one) => [[0, 0], [1, 2], [7, -3], [-9, 4]].map(([a, b]) => one(a, b))).join();
        }}).join('\\n'))"
    );
    let done = Command::new("node").args(["-e", &script]).output().unwrap();
    String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned()
}

/// The locals that each function names, in the order in which it does.
fn named(wasm: &[u8]) -> Vec<Vec<u32>> {
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload.unwrap() {
            let operators = body.get_operators_reader().unwrap().into_iter();
            let locals = operators.filter_map(|operator| match operator.unwrap() {
                Operator::LocalGet { local_index }
                | Operator::LocalSet { local_index }
                | Operator::LocalTee { local_index } => Some(local_index),
                _ => None,
            });
            functions.push(locals.collect());
        }
    }
    functions
}

#[test]
fn functions_that_do_alike_become_the_same_bytes() {
    let of = |one, other| {
        vec![
            Step::Set(one, 0, 1),
            Step::Set(other, one, 0),
            Step::Set(one, one, other),
            Step::Tell(one),
            Step::Tell(other),
        ]
    };
    let wasm = module(&[of(3, 4), of(4, 3), of(3, 4)]);
    assert_ne!(named(&wasm)[0], named(&wasm)[1]);
    let renumbered = named(&renumber(wasm).unwrap());
    assert_eq!(renumbered, vec![renumbered[0].clone(); 3]);
}

#[test]
fn one_local_for_two_things_may_become_two() {
    // The second function uses for both what the others use for one.
    let of = |one, other| {
        vec![
            Step::Set(one, 0, 1),
            Step::Tell(one),
            Step::Set(other, 1, 1),
            Step::Tell(other),
        ]
    };
    let wasm = module(&[of(3, 4), of(3, 3), of(3, 4), of(3, 4)]);
    let renumbered = named(&renumber(wasm).unwrap());
    assert_eq!(renumbered, vec![renumbered[0].clone(); 4]);
}

/// Three functions with so many locals, of which the second uses two the other way round.
fn with_locals(count: usize) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut declared = FunctionSection::new();
    let mut code = CodeSection::new();
    for locals in [[1, 0], [0, 1], [1, 0]] {
        declared.function(0);
        let mut body = Function::new([(count as u32, ValType::I32)]);
        for local in locals {
            body.instructions()
                .i32_const(5)
                .local_set(local)
                .local_get(local)
                .drop();
        }
        body.instructions().local_get(count as u32 - 1).drop().end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&declared).section(&code);
    module.finish()
}

#[test]
fn a_function_with_numbers_of_two_bytes_stays() {
    let wasm = with_locals(MOST + 1);
    assert_eq!(renumber(wasm.clone()).unwrap(), wasm);
    let most = named(&renumber(with_locals(MOST)).unwrap());
    assert_eq!(most, vec![most[0].clone(); 3]);
}

#[test]
fn what_is_newer_than_the_first_wasm_is_refused() {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut declared = FunctionSection::new();
    declared.function(0);
    let mut body = Function::new([]);
    body.instructions().return_call(0).end();
    let mut code = CodeSection::new();
    code.function(&body);
    let mut module = Module::new();
    module.section(&types).section(&declared).section(&code);
    let error = renumber(module.finish()).unwrap_err().to_string();
    assert!(error.contains("ReturnCall"), "{error}");
}

proptest! {
    // Each case starts Node.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn functions_do_what_they_did(functions in prop::collection::vec(steps(), 2..8)) {
        let wasm = module(&functions);
        let renumbered = renumber(wasm.clone()).unwrap();
        Validator::new().validate_all(&renumbered).unwrap();
        prop_assert_eq!(renumbered.len(), wasm.len());
        let answers = answers([&wasm, &renumbered]);
        let lines: Vec<_> = answers.lines().collect();
        prop_assert!(matches!(lines[..], [one, other] if one == other), "{}", answers);
    }
}
