use super::{MOST, renumber};
use proptest::prelude::*;
use std::collections::BTreeMap;
use wasm_encoder::{CodeSection, Function, FunctionSection, Module, TypeSection, ValType};
use wasmparser::{Operator, Parser, Payload, Validator};

/// A function with two parameters and locals of two kinds: each step copies a number to another place of its kind.
type Steps = Vec<(bool, u32, u32)>;

const PARAMETERS: u32 = 2;

/// A module of functions with so many locals of each kind, first whole numbers, then fractions.
fn module(locals: u32, functions: &[Steps]) -> Vec<u8> {
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32; PARAMETERS as usize], []);
    let mut declared = FunctionSection::new();
    let mut code = CodeSection::new();
    for steps in functions {
        declared.function(0);
        let mut body = Function::new([(locals, ValType::I32), (locals, ValType::F64)]);
        for (is_whole, from, to) in steps {
            let place = |number: u32| match is_whole {
                true => number % (PARAMETERS + locals),
                false => PARAMETERS + locals + number % locals,
            };
            body.instructions().local_get(place(*from)).local_set(place(*to));
        }
        body.instructions().end();
        code.function(&body);
    }
    let mut module = Module::new();
    module.section(&types).section(&declared).section(&code);
    module.finish()
}

/// The locals that each function names, in the order in which it does.
fn named(wasm: &[u8]) -> Vec<Vec<u32>> {
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload.unwrap() {
            let operators = body.get_operators_reader().unwrap().into_iter();
            let locals = operators.filter_map(|operator| match operator.unwrap() {
                Operator::LocalGet { local_index } | Operator::LocalSet { local_index } => Some(local_index),
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
            (true, 0, one),
            (true, one, other),
            (true, other, one),
            (true, 1, other),
        ]
    };
    let wasm = module(2, &[of(2, 3), of(3, 2), of(2, 3)]);
    assert_ne!(named(&wasm)[0], named(&wasm)[1]);
    let renumbered = named(&renumber(wasm).unwrap());
    assert_eq!(renumbered, vec![renumbered[0].clone(); 3]);
}

#[test]
fn a_function_with_numbers_of_two_bytes_stays() {
    let locals = MOST as u32;
    let steps = [
        vec![(true, 2, 3), (true, 3, 2), (true, 129, 2)],
        vec![(true, 3, 2), (true, 2, 3)],
    ];
    let wasm = module(locals, &steps);
    assert_eq!(renumber(wasm.clone()).unwrap(), wasm);
}

proptest! {
    // The tables of counts are large.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn each_function_stays_what_it_was_but_for_the_names(
        locals in 1..20_u32,
        functions in prop::collection::vec(prop::collection::vec((any::<bool>(), any::<u32>(), any::<u32>()), 0..40), 1..6),
    ) {
        let wasm = module(locals, &functions);
        let renumbered = renumber(wasm.clone()).unwrap();
        Validator::new().validate_all(&renumbered).unwrap();
        prop_assert_eq!(renumbered.len(), wasm.len());
        for (before, after) in named(&wasm).iter().zip(named(&renumbered)) {
            prop_assert_eq!(before.len(), after.len());
            let mut names = BTreeMap::new();
            let mut back = BTreeMap::new();
            for (one, other) in before.iter().zip(after) {
                prop_assert_eq!(*names.entry(*one).or_insert(other), other);
                prop_assert_eq!(*back.entry(other).or_insert(*one), *one);
                prop_assert!(*one >= PARAMETERS || *one == other, "a parameter stays what it is");
            }
        }
    }
}
