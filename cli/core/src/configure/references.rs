//! Files that name each other by names and hashes made from their bytes.
//!
//! A file refers to another when its text holds the other's hashed file name or its integrity string.
//! A file is settled after all files that it refers to, so that each new name and each new integrity
//! string stands in a file before that file's own bytes are hashed.

use super::ConfigureError;
use crate::package::{PackagePath, hash_in_name};
use crate::rewrite::Swap;
use base64::{Engine as _, prelude::BASE64_STANDARD};
use memchr::memmem;
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;

/// A file before it is settled.
pub(super) struct Step {
    pub(super) path: PackagePath,
    /// The bytes that other files' integrity strings were made from.
    pub(super) current: Cow<'static, [u8]>,
    /// The bytes to go on with; references are looked for in these.
    pub(super) text: Cow<'static, [u8]>,
}

/// A file with its final bytes and name.
pub(super) struct Settled {
    pub(super) old_path: PackagePath,
    pub(super) path: PackagePath,
    pub(super) bytes: Cow<'static, [u8]>,
    pub(super) is_changed: bool,
}

/// Settles every file: swaps in the new names and integrity strings of what it refers to, has `finish`
/// make its final bytes, and where they changed, `rename` its path.
pub(super) fn settle(
    steps: Vec<Step>,
    finish: impl Fn(&PackagePath, Cow<'static, [u8]>) -> Result<Cow<'static, [u8]>, ConfigureError>,
    rename: impl Fn(&PackagePath, &[u8]) -> PackagePath,
) -> Result<Vec<Settled>, ConfigureError> {
    let integrities: Vec<String> = steps.iter().map(|step| integrity(&step.current)).collect();
    let mut swap = Swap::default();
    let mut settled = Vec::with_capacity(steps.len());
    let order = order(&steps, &integrities)?;
    let mut steps: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    for index in order {
        let Some(Step {
            path,
            current,
            mut text,
        }) = steps[index].take()
        else {
            continue;
        };
        if swap.is_in(&text) {
            swap.apply(text.to_mut());
        }
        let bytes = finish(&path, text)?;
        let is_changed = bytes != current;
        let new_path = if is_changed {
            rename(&path, &bytes)
        } else {
            path.clone()
        };
        if is_changed {
            swap.add(integrities[index].clone(), integrity(&bytes));
            swap.add(path.name().to_owned(), new_path.name().to_owned());
        }
        settled.push(Settled {
            old_path: path,
            path: new_path,
            bytes,
            is_changed,
        });
    }
    Ok(settled)
}

/// The value of an `integrity` attribute: <https://www.w3.org/TR/SRI/#the-integrity-attribute>.
fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

/// The indexes of `steps`, each after those that it refers to.
fn order(steps: &[Step], integrities: &[String]) -> Result<Vec<usize>, ConfigureError> {
    let refers = |from: usize, to: usize| {
        let name = steps[to].path.name();
        let holds = |text: &str| memmem::find(&steps[from].text, text.as_bytes()).is_some();
        (from != to && hash_in_name(name).is_some() && holds(name)) || holds(&integrities[to])
    };
    let mut order = Vec::with_capacity(steps.len());
    let mut waiting: Vec<(usize, Vec<usize>)> = (0..steps.len())
        .map(|from| (from, (0..steps.len()).filter(|to| refers(from, *to)).collect()))
        .collect();
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(_, needs)| needs.iter().all(|need| order.contains(need)));
        if ready.is_empty() {
            let names: Vec<_> = rest
                .iter()
                .map(|(index, _)| steps[*index].path.as_str())
                .collect();
            return Err(ConfigureError::Cycle(names.join(", ")));
        }
        order.extend(ready.into_iter().map(|(index, _)| index));
        waiting = rest;
    }
    Ok(order)
}
