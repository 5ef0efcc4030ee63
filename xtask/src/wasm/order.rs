//! The order of a module's functions: each after the one that it is most like. An engine does not care, and what is
//! alike and near is compressed better: 0.8 % of the first part. With which function it begins decides where all others
//! stand, and moves the sum by 0.3 KB either way, as nobody can foresee: several are tried.
//!
//! Imports stand in rows of one type. In the parts on demand each row is as the first part has its functions, and what
//! both import is last in the one and first in the other: the first part lists them in this order, once (`border.rs`).

use anyhow::Context as _;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::{CustomSection, NameMap, NameSection, Section as _};
use wasmparser::{ExternalKind, Import, Parser, Payload, TypeRef};

/// So many bytes in a row are compared.
const GRAM: usize = 4;

/// Orders begin with short functions: the shortest of each third of a tenth.
const APART: usize = 30;

/// Where a part on demand has what another imports as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shared {
    First,
    Last,
}

/// What is known of a module's imports: the places that they have in the first part, and which another imports too.
#[derive(Debug, Default)]
pub(super) struct Lent {
    places: BTreeMap<String, u32>,
    others: BTreeSet<String>,
    shared: Option<Shared>,
}

impl Lent {
    /// What `first` lends to a part beside another.
    pub(super) fn of(first: &[u8], other: &[u8], shared: Shared) -> anyhow::Result<Self> {
        let mut others = BTreeSet::new();
        for payload in Parser::new(0).parse_all(other) {
            if let Payload::ImportSection(imports) = payload? {
                for import in imports.into_imports() {
                    let import = import?;
                    if import.module.is_empty() && matches!(import.ty, TypeRef::Func(_)) {
                        others.insert(import.name.to_owned());
                    }
                }
            }
        }
        Ok(Self {
            places: exported(first)?,
            others,
            shared: Some(shared),
        })
    }

    /// What imports are sorted by. `ty` is told apart in the same way in each part.
    fn rank(&self, import: &Import<'_>, ty: String) -> (bool, String, Option<u32>) {
        let is_own = import.module.is_empty();
        let is_shared = is_own && self.others.contains(import.name);
        let place = self.places.get(import.name).filter(|_| is_own);
        let is_behind = match self.shared {
            Some(Shared::First) => !is_shared,
            Some(Shared::Last) => is_shared,
            None => false,
        };
        (is_behind, ty, place.copied())
    }
}

/// The module in so many orders, with names for its functions by which wasm-opt sorts them
/// (`--reorder-functions-by-name`).
pub(super) fn named(wasm: &[u8], orders: usize, lent: &Lent) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut types = Vec::new();
    let mut imported = Vec::new();
    let mut grams = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.context("wasm-opt's output is not wasm")? {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    types.push(ty?.to_string());
                }
            }
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    if let TypeRef::Func(ty) = import.ty {
                        let ty = types.get(ty as usize).cloned().unwrap_or_default();
                        imported.push((lent.rank(&import, ty), imported.len()));
                    }
                }
            }
            Payload::CodeSectionEntry(body) => grams.push(grams_of(body.as_bytes())),
            _ => {}
        }
    }
    imported.sort_unstable();
    let imported: Vec<usize> = imported.into_iter().map(|(_, function)| function).collect();
    let all = chains(&grams, orders).into_iter().map(|order| {
        let own = order.into_iter().map(|function| imported.len() + function);
        with_names(wasm, &imported.iter().copied().chain(own).collect::<Vec<_>>())
    });
    Ok(all.collect())
}

/// The functions that a module exports, by name.
fn exported(wasm: &[u8]) -> anyhow::Result<BTreeMap<String, u32>> {
    let mut functions = BTreeMap::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ExportSection(exports) = payload? {
            for export in exports {
                let export = export?;
                if export.kind == ExternalKind::Func {
                    functions.insert(export.name.to_owned(), export.index);
                }
            }
        }
    }
    Ok(functions)
}

/// The module with a name for each function, which says its place in the order.
fn with_names(wasm: &[u8], order: &[usize]) -> Vec<u8> {
    let mut names = vec![String::new(); order.len()];
    for (place, function) in order.iter().enumerate() {
        names[*function] = format!("{place:06}");
    }
    let mut map = NameMap::new();
    for (function, name) in (0..).zip(&names) {
        map.append(function, name);
    }
    let mut section = NameSection::new();
    section.functions(&map);
    let mut named = wasm.to_vec();
    let section = section.as_custom();
    CustomSection {
        name: section.name,
        data: Cow::Borrowed(&section.data),
    }
    .append_to(&mut named);
    named
}

/// All rows of bytes in it, sorted, each once.
fn grams_of(body: &[u8]) -> Vec<u32> {
    let mut grams: Vec<u32> = body
        .windows(GRAM)
        .map(|gram| gram.iter().fold(0, |number, byte| number << 8 | u32::from(*byte)))
        .collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// So many orders, each of which begins with another function.
fn chains(grams: &[Vec<u32>], orders: usize) -> Vec<Vec<usize>> {
    let all = grams.len();
    let mut by_length: Vec<usize> = (0..all).collect();
    by_length.sort_by_key(|function| grams[*function].len());
    let mut likenesses = vec![vec![0.0; all]; all];
    for one in 0..all {
        for other in 0..one {
            let is = likeness(&grams[one], &grams[other]);
            (likenesses[one][other], likenesses[other][one]) = (is, is);
        }
    }
    let mut beginnings: Vec<usize> = (0..orders).map(|at| at * all / APART).collect();
    beginnings.dedup();
    beginnings
        .into_iter()
        .filter_map(|at| by_length.get(at))
        .map(|first| chain(&likenesses, *first))
        .collect()
}

/// The order that begins with this function.
fn chain(likeness: &[Vec<f64>], first: usize) -> Vec<usize> {
    let mut left: Vec<usize> = (0..likeness.len()).filter(|it| *it != first).collect();
    let mut order = vec![first];
    let mut last = first;
    while !left.is_empty() {
        let mut best = (0, f64::MIN);
        for (at, function) in left.iter().enumerate() {
            let is = likeness[last][*function];
            if is > best.1 {
                best = (at, is);
            }
        }
        last = left.remove(best.0);
        order.push(last);
    }
    order
}

/// Of all that either has, the part that both have.
fn likeness(one: &[u32], other: &[u32]) -> f64 {
    let (mut at, mut shared) = (0, 0);
    for gram in other {
        while one.get(at).is_some_and(|of_one| of_one < gram) {
            at += 1;
        }
        shared += usize::from(one.get(at) == Some(gram));
    }
    shared as f64 / (1 + one.len() + other.len() - shared) as f64
}

#[cfg(test)]
mod tests {
    use super::{Lent, Shared, chains, grams_of, likeness, named};
    use wasmparser::{KnownCustom, Name, Parser, Payload};

    #[test]
    fn what_is_alike_follows_each_other() {
        let grams: Vec<_> = [&b"abcdefgh"[..], b"12345", b"abcdefghi", b"123456789"]
            .iter()
            .map(|body| grams_of(body))
            .collect();
        assert_eq!(chains(&grams, 1), [[1, 3, 0, 2]]);
        assert!(chains(&[], 1).is_empty());
        assert!(likeness(&grams[0], &grams[2]) > 0.7);
        assert_eq!(likeness(&grams[0], &grams[1]).to_bits(), 0);
    }

    #[test]
    fn orders_begin_with_different_functions_and_have_all() {
        let grams: Vec<_> = (0..90u8)
            .map(|length| grams_of(&(0..length).collect::<Vec<u8>>()))
            .collect();
        let orders = chains(&grams, 8);
        let first: Vec<usize> = orders.iter().map(|order| order[0]).collect();
        assert_eq!(first, [0, 3, 6, 9, 12, 15, 18, 21]);
        for mut order in orders {
            order.sort_unstable();
            assert_eq!(order, (0..90).collect::<Vec<_>>());
        }
    }

    #[test]
    fn every_function_of_the_module_has_a_name_of_its_own() {
        let wasm = wat();
        let named = named(&wasm, 1, &Lent::default()).unwrap();
        assert_eq!(names_of(&named[0]), ["000000", "000002", "000001"]);
    }

    /// A part that imports these, each with one parameter or none.
    fn part(imports: &[(&str, &str, bool)]) -> Vec<u8> {
        use wasm_encoder::{EntityType, ImportSection, Module, TypeSection, ValType};
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], []);
        types.ty().function([], []);
        let mut section = ImportSection::new();
        for (module, name, has_parameter) in imports {
            section.import(module, name, EntityType::Function(u32::from(!has_parameter)));
        }
        let mut module = Module::new();
        module.section(&types).section(&section);
        module.finish()
    }

    /// A first part that exports functions by these names.
    fn lender(names: &[&str]) -> Vec<u8> {
        use wasm_encoder::{
            CodeSection, ExportKind, ExportSection, Function, FunctionSection, Module, TypeSection,
        };
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut exports, mut code) =
            (FunctionSection::new(), ExportSection::new(), CodeSection::new());
        for (at, name) in (0..).zip(names) {
            functions.function(0);
            exports.export(name, ExportKind::Func, at);
            let mut body = Function::new([]);
            body.instructions().end();
            code.function(&body);
        }
        let mut module = Module::new();
        module
            .section(&types)
            .section(&functions)
            .section(&exports)
            .section(&code);
        module.finish()
    }

    #[test]
    fn what_two_parts_import_is_last_in_the_one_and_first_in_the_other_in_the_same_order() {
        let first = lender(&["a", "b", "c", "d", "e", "f"]);
        // The host's `b` is another.
        let sending = [
            ("", "b", true),
            ("", "a", false),
            ("page", "b", true),
            ("", "c", true),
            ("", "f", false),
        ];
        let late = [
            ("", "f", false),
            ("", "e", true),
            ("", "c", true),
            ("", "d", false),
            ("", "b", true),
        ];
        let ranked = |own: &[(&'static str, &'static str, bool)], other: &[(&str, &str, bool)], shared| {
            let lent = Lent::of(&first, &part(other), shared).unwrap();
            let wasm = named(&with_code(&part(own)), 1, &lent).unwrap().remove(0);
            let mut names: Vec<_> = names_of(&wasm).into_iter().zip(own).collect();
            names.sort();
            let names = names
                .into_iter()
                .map(|(_, (module, name, _))| [*module, *name].concat());
            names.collect::<Vec<_>>()
        };
        let before = ranked(&sending, &late, Shared::Last);
        let after = ranked(&late, &sending, Shared::First);
        assert_eq!(before[2..], after[..3], "{before:?} {after:?}");
        let mut both = after[..3].to_vec();
        both.sort();
        assert_eq!(both, ["b", "c", "f"]);
    }

    fn names_of(wasm: &[u8]) -> Vec<String> {
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(wasm) {
            if let Payload::CustomSection(section) = payload.unwrap()
                && let KnownCustom::Name(reader) = section.as_known()
            {
                for part in reader {
                    if let Name::Function(map) = part.unwrap() {
                        names.extend(map.into_iter().map(|it| it.unwrap().name.to_owned()));
                    }
                }
            }
        }
        names
    }

    /// With one function of its own, without which there is no order.
    fn with_code(part: &[u8]) -> Vec<u8> {
        use wasm_encoder::{CodeSection, Function, FunctionSection, Section as _};
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        functions.function(1);
        let mut body = Function::new([]);
        body.instructions().end();
        code.function(&body);
        let mut wasm = part.to_vec();
        for (id, section) in [
            (functions.id(), &functions as &dyn wasm_encoder::Encode),
            (code.id(), &code),
        ] {
            wasm.push(id);
            section.encode(&mut wasm);
        }
        wasm
    }

    /// One import, then a function of some length and a short one.
    fn wat() -> Vec<u8> {
        use wasm_encoder::{
            CodeSection, EntityType, Function, FunctionSection, ImportSection, Module, TypeSection,
        };
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("", "a", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        functions.function(0).function(0);
        let mut code = CodeSection::new();
        for length in [9, 3] {
            let mut body = Function::new([]);
            for number in 0..length {
                body.instructions().i32_const(number).drop();
            }
            body.instructions().end();
            code.function(&body);
        }
        let mut module = Module::new();
        module
            .section(&types)
            .section(&imports)
            .section(&functions)
            .section(&code);
        module.finish()
    }
}
