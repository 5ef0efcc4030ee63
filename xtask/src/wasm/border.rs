//! How the module's parts know each other once all are small. Names cost two kilobytes, three hundred of them on either
//! side; so there are none. What a part on demand has of the first stands at the end of the table, for the one that sends
//! and then for the late one, each in the order of the part's imports, which all have the empty name: the bridge, which is
//! told where either begins, hands them over one after the other (`runtime/host/src/bridge/wasm.js`), as engines ask for
//! them in their order. What the page gives has names in all.

use super::split::Parts;
use anyhow::{Context as _, bail, ensure};
use std::collections::BTreeMap;
use std::ops::Range;
use wasm_encoder::{
    Encode as _, EntityType, ExportKind, ExportSection, ImportSection, MemoryType, Module, RawSection,
    RefType, SectionId, TableSection, TableType,
};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

/// The parts without names.
pub(super) struct Bare {
    pub(super) parts: Parts,
    /// Where in the table that begins which the part for sending imports.
    pub(super) sending_at: u64,
    /// The same of the late part.
    pub(super) late_at: u64,
}

/// Takes the names away. `parts` know each other by the names of `split`: the exports of the first that the others
/// import, of which two, memory and table, remain.
pub(super) fn without_names(parts: &Parts) -> anyhow::Result<Bare> {
    let [mut names, late] = [imported(&parts.sending)?, imported(&parts.late)?];
    // What ends the one list and begins the other stands there once (`order.rs`).
    let overlap = (0..=names.len()).find(|at| late.starts_with(&names[*at..]));
    let late_begins = overlap.unwrap_or(names.len());
    names.extend_from_slice(&late[names.len() - late_begins..]);
    let (first, sending_at) = first(&parts.first, &names)?;
    let on_demand = |wasm| on_demand(wasm, names.len() as u64);
    Ok(Bare {
        parts: Parts {
            first,
            sending: on_demand(&parts.sending)?,
            late: on_demand(&parts.late)?,
        },
        sending_at,
        late_at: sending_at + late_begins as u64,
    })
}

/// The functions that a module imports of the first part, by name and in their order.
fn imported(wasm: &[u8]) -> anyhow::Result<Vec<String>> {
    let (mut before, mut names) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(imports) = payload? {
            for import in imports.into_imports() {
                let import = import?;
                match import.ty {
                    TypeRef::Func(_) if !import.module.is_empty() => {}
                    TypeRef::Func(_) => names.push(import.name.to_owned()),
                    // They are handed over before all functions.
                    _ if !names.is_empty() => {
                        bail!("a part imports a function before `{}`", import.name)
                    }
                    ty => before.push(ty),
                }
            }
        }
    }
    ensure!(
        matches!(before[..], [TypeRef::Memory(_), TypeRef::Table(_)]),
        "the bridge hands over memory and table, and a part imports {before:?}"
    );
    Ok(names)
}

fn on_demand(wasm: &[u8], more: u64) -> anyhow::Result<Vec<u8>> {
    let mut module = Module::new();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        let Payload::ImportSection(imports) = &payload else {
            copy(&mut module, wasm, &payload);
            continue;
        };
        let mut section = ImportSection::new();
        for import in imports.clone().into_imports() {
            let import = import?;
            let ty = match import.ty {
                TypeRef::Func(ty) => EntityType::Function(ty),
                TypeRef::Memory(memory) => EntityType::Memory(MemoryType {
                    minimum: memory.initial,
                    maximum: memory.maximum,
                    memory64: memory.memory64,
                    shared: memory.shared,
                    page_size_log2: memory.page_size_log2,
                }),
                TypeRef::Table(table) => EntityType::Table(grown(&table, more)),
                other => bail!("a part imports what is not understood: {other:?}"),
            };
            let name = if import.module.is_empty() { "" } else { import.name };
            section.import(import.module, name, ty);
        }
        module.section(&section);
    }
    Ok(module.finish())
}

/// The first part with these of its functions at the end of its table, and where they begin there.
fn first(wasm: &[u8], names: &[String]) -> anyhow::Result<(Vec<u8>, u64)> {
    let mut module = Module::new();
    let mut functions = BTreeMap::new();
    let (mut place, mut elements) = (None, &[][..]);
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        match &payload {
            Payload::TableSection(tables) => {
                let mut section = TableSection::new();
                for table in tables.clone() {
                    let table = table?;
                    place = Some(table.ty.initial);
                    section.table(grown(&table.ty, names.len() as u64));
                }
                module.section(&section);
            }
            Payload::ExportSection(exports) => {
                let mut section = ExportSection::new();
                for export in exports.clone() {
                    let export = export?;
                    let kind = match export.kind {
                        ExternalKind::Func if names.iter().any(|name| name == export.name) => {
                            functions.insert(export.name, export.index);
                            continue;
                        }
                        ExternalKind::Func => ExportKind::Func,
                        ExternalKind::Memory => ExportKind::Memory,
                        ExternalKind::Table => ExportKind::Table,
                        other => bail!("the first part exports what is not understood: {other:?}"),
                    };
                    section.export(export.name, kind, export.index);
                }
                module.section(&section);
            }
            Payload::ElementSection(section) => elements = part(wasm, &section.range()),
            Payload::CodeSectionStart { .. } => {
                let place = place.context("the first part has no table")?;
                let mut places = Vec::new();
                for name in names {
                    let function = functions.get(name.as_str());
                    places
                        .push(*function.with_context(|| format!("the first part does not export: {name}"))?);
                }
                let data = with_places(elements, place, &places)?;
                module.section(&RawSection {
                    id: SectionId::Element.into(),
                    data: &data,
                });
                copy(&mut module, wasm, &payload);
            }
            _ => copy(&mut module, wasm, &payload),
        }
    }
    Ok((module.finish(), place.context("the first part has no table")?))
}

/// A section of elements with one more, these functions from a place of the table on.
fn with_places(elements: &[u8], place: u64, functions: &[u32]) -> anyhow::Result<Vec<u8>> {
    let mut reader = wasmparser::BinaryReader::new(elements, 0);
    let count = if elements.is_empty() {
        0
    } else {
        reader.read_var_u32()?
    };
    let mut data = Vec::new();
    (count + 1).encode(&mut data);
    data.extend_from_slice(&elements[reader.original_position() as usize..]);
    // Active, in the one table.
    data.push(0);
    wasm_encoder::ConstExpr::i32_const(i32::try_from(place)?).encode(&mut data);
    functions.encode(&mut data);
    Ok(data)
}

fn grown(table: &wasmparser::TableType, more: u64) -> TableType {
    TableType {
        element_type: RefType::FUNCREF,
        table64: table.table64,
        minimum: table.initial + more,
        maximum: table.maximum.map(|most| most + more),
        shared: table.shared,
    }
}

/// Leaves a section as it is.
fn copy(module: &mut Module, wasm: &[u8], payload: &Payload<'_>) {
    if let Some((id, range)) = payload.as_section() {
        module.section(&RawSection {
            id,
            data: part(wasm, &range),
        });
    }
}

fn part<'a>(wasm: &'a [u8], range: &Range<u64>) -> &'a [u8] {
    &wasm[range.start as usize..range.end as usize]
}

#[cfg(test)]
#[path = "border_test.rs"]
mod tests;
