//! The numbers of a module's locals: which of them is `$3` and which `$7` means nothing to an engine, and a third of all
//! instructions name one. Numbers that make a function look like the others compress better: 2 % of the module.
//!
//! Locals of one type trade places, so the module keeps its length and all declarations.

use super::likelihood::{CONTEXT, Likelihood};
use anyhow::{Context as _, ensure};
use std::ops::Range;
use wasmparser::{FunctionBody, Operator, Parser, Payload, ValType};

/// How often all functions are gone through: each pass sees what the ones before made of the others.
const PASSES: usize = 2;
/// A larger number would take two bytes.
const MOST: usize = 128;

/// The same module with its locals numbered anew.
pub(super) fn renumber(mut wasm: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    let mut functions = functions(&wasm)?;
    let mut likelihood = Likelihood::new();
    for function in &functions {
        likelihood.learn(&wasm[function.code.clone()]);
    }
    for _ in 0..PASSES {
        for function in &mut functions {
            let code = &mut wasm[function.code.clone()];
            likelihood.forget(code);
            function.improve(code, &likelihood);
            likelihood.learn(code);
        }
    }
    Ok(wasm)
}

/// A function whose locals may trade places.
struct Function {
    /// Its instructions, in the module.
    code: Range<usize>,
    /// The type of each local, and where in the code its number stands. What is handed in is not among them.
    locals: Vec<(ValType, Vec<usize>)>,
}

impl Function {
    /// Lets two locals trade places wherever the function gets more likely by it, as long as that happens.
    fn improve(&mut self, code: &mut [u8], likelihood: &Likelihood) {
        let mut bits: Vec<f64> = (0..code.len()).map(|at| likelihood.bits(code, at)).collect();
        let mut is_better = true;
        while is_better {
            is_better = false;
            for one in 0..self.locals.len() {
                for other in one + 1..self.locals.len() {
                    is_better |= self.trade(one, other, code, &mut bits, likelihood);
                }
            }
        }
    }

    /// Whether two locals have traded places, which they do only where it makes the function more likely.
    fn trade(
        &mut self,
        one: usize,
        other: usize,
        code: &mut [u8],
        bits: &mut [f64],
        likelihood: &Likelihood,
    ) -> bool {
        let [(kind, places), (other_kind, other_places)] = [&self.locals[one], &self.locals[other]];
        let numbers = [places, other_places].map(|places| places.first().map(|place| code[*place]));
        let ([Some(number), Some(other_number)], true) = (numbers, kind == other_kind) else {
            return false;
        };
        swap(code, places, other_places, [number, other_number]);
        // What is foretold from a number changes with it.
        let mut changed: Vec<usize> = places
            .iter()
            .chain(other_places)
            .flat_map(|place| *place..code.len().min(place + CONTEXT + 1))
            .collect();
        changed.sort_unstable();
        changed.dedup();
        let new: Vec<f64> = changed.iter().map(|at| likelihood.bits(code, *at)).collect();
        let gained: f64 = changed.iter().zip(&new).map(|(at, new)| bits[*at] - new).sum();
        // Sums of the same numbers in another order differ by less.
        if gained < 1e-6 {
            swap(code, places, other_places, [other_number, number]);
            return false;
        }
        for (at, new) in changed.into_iter().zip(new) {
            bits[at] = new;
        }
        true
    }
}

/// Gives each the number of the other.
fn swap(code: &mut [u8], places: &[usize], other_places: &[usize], [number, other_number]: [u8; 2]) {
    for place in places {
        code[*place] = other_number;
    }
    for place in other_places {
        code[*place] = number;
    }
}

/// All functions of a module, those with too many locals without any.
fn functions(wasm: &[u8]) -> anyhow::Result<Vec<Function>> {
    let mut types = Vec::new();
    let mut kinds = Vec::new();
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("wasm-opt's output is not wasm")? {
            Payload::TypeSection(section) => {
                for kind in section.into_iter_err_on_gc_types() {
                    types.push(kind?.params().len());
                }
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    kinds.push(kind? as usize);
                }
            }
            Payload::CodeSectionEntry(body) => {
                let kind = kinds.get(functions.len()).and_then(|kind| types.get(*kind));
                functions.push(function(wasm, &body, *kind.context("a function has no type")?)?);
            }
            _ => {}
        }
    }
    Ok(functions)
}

/// One function, which is handed so many parameters.
fn function(wasm: &[u8], body: &FunctionBody<'_>, parameters: usize) -> anyhow::Result<Function> {
    let mut locals = Vec::new();
    for group in body.get_locals_reader()? {
        let (count, kind) = group?;
        locals.extend((0..count).map(|_| (kind, Vec::new())));
    }
    let operators = body.get_operators_reader()?;
    let code = operators.original_position() as usize..body.range().end as usize;
    if parameters + locals.len() > MOST {
        locals.clear();
    }
    for operator in operators.into_iter_with_offsets() {
        let (operator, at) = operator?;
        if let Operator::LocalGet { local_index }
        | Operator::LocalSet { local_index }
        | Operator::LocalTee { local_index } = operator
            && let Some(local) = (local_index as usize).checked_sub(parameters)
            && let Some((_, places)) = locals.get_mut(local)
        {
            let at = at as usize + 1;
            ensure!(
                wasm[at] == local_index as u8,
                "a local's number is written otherwise than expected"
            );
            places.push(at - code.start);
        }
    }
    Ok(Function { code, locals })
}

#[cfg(test)]
#[path = "locals_test.rs"]
mod tests;
