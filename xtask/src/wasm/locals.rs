//! The numbers of a module's locals: which of them is `$3` and which `$7` means nothing to an engine, and a third of all
//! instructions name one. Numbers that make a function look like the others compress better: 2 % of the module.
//!
//! What is declared stays, so the module keeps its length.

use super::flow::{Flow, MOST};
use super::likelihood::{CONTEXT, Likelihood};
use super::webs::{self, Web};
use anyhow::{Context as _, ensure};
use std::ops::Range;
use wasmparser::{FunctionBody, Parser, Payload, ValType};

/// How often all functions are gone through: each pass sees what the ones before made of the others.
const PASSES: usize = 2;
/// How often the moves of one function are tried at most.
const ROUNDS: usize = 4;

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

/// A function, with what of it may get other numbers.
struct Function {
    /// Its instructions, in the module.
    code: Range<usize>,
    /// The kind of each local.
    kinds: Vec<ValType>,
    /// So many of them are parameters.
    parameters: usize,
    /// None where a number would take two bytes.
    webs: Vec<Web>,
}

/// Webs, and the numbers that they would get.
type Move = Vec<(usize, usize)>;

impl Function {
    /// Makes every move that makes the function more likely.
    fn improve(&mut self, code: &mut [u8], likelihood: &Likelihood) {
        let mut bits: Vec<f64> = (0..code.len()).map(|at| likelihood.bits(code, at)).collect();
        for _ in 0..ROUNDS {
            let mut is_better = false;
            for one in self.parameters..self.kinds.len() {
                for other in one + 1..self.kinds.len() {
                    let exchange = self.exchange(one, other);
                    is_better |= self.make(exchange, code, &mut bits, likelihood);
                }
            }
            for web in 0..self.webs.len() {
                for number in 0..self.kinds.len() {
                    if let Some(step) = self.step(web, number) {
                        is_better |= self.make(step, code, &mut bits, likelihood);
                    }
                }
            }
            if !is_better {
                break;
            }
        }
    }

    /// Two locals trade numbers; neither is a parameter.
    fn exchange(&self, one: usize, other: usize) -> Move {
        if self.kinds[one] != self.kinds[other] {
            return Vec::new();
        }
        let webs = self.webs.iter().enumerate();
        webs.filter_map(|(at, web)| match web.number {
            number if number == one => Some((at, other)),
            number if number == other => Some((at, one)),
            _ => None,
        })
        .collect()
    }

    /// One web gets another number, and the one that would be in its way gets that which it had.
    fn step(&self, web: usize, number: usize) -> Option<Move> {
        let from = self.webs[web].number;
        if number == from || !self.may_have(web, number) {
            return None;
        }
        let mut in_the_way = self.at(web, number);
        let Some(other) = in_the_way.next() else {
            return Some(vec![(web, number)]);
        };
        let is_free = in_the_way.next().is_none() && self.at(other, from).all(|it| it == web);
        (is_free && self.may_have(other, from)).then(|| vec![(web, number), (other, from)])
    }

    /// Whether a web may ever have this number.
    fn may_have(&self, web: usize, number: usize) -> bool {
        let web = &self.webs[web];
        let is_parameter = |number| number < self.parameters;
        // What is zero at first is no parameter, and a parameter is where it is.
        self.kinds[number] == web.kind
            && !(web.is_given && (is_parameter(number) || is_parameter(web.number)))
    }

    /// The webs with this number that may live at the same time as one.
    fn at(&self, web: usize, number: usize) -> impl Iterator<Item = usize> {
        let apart = self.webs[web].apart.iter().copied();
        apart.filter(move |other| self.webs[*other].number == number)
    }

    /// Makes a move if the function gets more likely by it; says whether it did.
    fn make(&mut self, mut webs: Move, code: &mut [u8], bits: &mut [f64], likelihood: &Likelihood) -> bool {
        // What is foretold from a number changes with it.
        let places = webs.iter().flat_map(|(web, _)| &self.webs[*web].places);
        let mut changed: Vec<usize> = places
            .flat_map(|place| *place..code.len().min(place + CONTEXT + 1))
            .collect();
        changed.sort_unstable();
        changed.dedup();
        self.trade(&mut webs, code);
        let new: Vec<f64> = changed.iter().map(|at| likelihood.bits(code, *at)).collect();
        let gained: f64 = changed.iter().zip(&new).map(|(at, new)| bits[*at] - new).sum();
        // Sums of the same numbers in another order differ by less.
        if gained < 1e-6 {
            self.trade(&mut webs, code);
            return false;
        }
        for (at, new) in changed.into_iter().zip(new) {
            bits[at] = new;
        }
        true
    }

    /// Gives webs these numbers, and keeps there those that they had.
    fn trade(&mut self, webs: &mut Move, code: &mut [u8]) {
        for (web, number) in webs {
            let web = &mut self.webs[*web];
            for place in &web.places {
                code[*place] = *number as u8;
            }
            std::mem::swap(&mut web.number, number);
        }
    }
}

/// All functions of a module.
fn functions(wasm: &[u8]) -> anyhow::Result<Vec<Function>> {
    let mut types = Vec::new();
    let mut kinds = Vec::new();
    let mut functions = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("wasm-opt's output is not wasm")? {
            Payload::TypeSection(section) => {
                for kind in section.into_iter_err_on_gc_types() {
                    types.push(kind?.params().to_vec());
                }
            }
            Payload::FunctionSection(section) => {
                for kind in section {
                    kinds.push(kind? as usize);
                }
            }
            Payload::CodeSectionEntry(body) => {
                let kind = kinds.get(functions.len()).and_then(|kind| types.get(*kind));
                functions.push(function(wasm, &body, kind.context("a function has no type")?)?);
            }
            _ => {}
        }
    }
    Ok(functions)
}

/// One function, which is handed such parameters.
fn function(wasm: &[u8], body: &FunctionBody<'_>, parameters: &[ValType]) -> anyhow::Result<Function> {
    let mut kinds = parameters.to_vec();
    for group in body.get_locals_reader()? {
        let (count, kind) = group?;
        kinds.extend((0..count).map(|_| kind));
    }
    let start = body.get_operators_reader()?.original_position();
    let code = start as usize..body.range().end as usize;
    let webs = if kinds.len() > MOST {
        Vec::new()
    } else {
        webs::find(&Flow::read(body)?, &kinds)
    };
    for web in &webs {
        let is_there = |place: &usize| wasm[code.start + place] == web.number as u8;
        ensure!(
            web.places.iter().all(is_there),
            "a local's number is written otherwise than expected"
        );
    }
    Ok(Function {
        code,
        kinds,
        parameters: parameters.len(),
        webs,
    })
}

#[cfg(test)]
#[path = "locals_test.rs"]
mod tests;
