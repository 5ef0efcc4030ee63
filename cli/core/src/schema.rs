//! The JSON Schemas of the documents that `avmsdk` prints and keeps: `docs/schemas/`, whole.
//!
//! A file there refers to others by their `$id`. What is handed out brings these along, as the specification has it
//! (<https://json-schema.org/draft/2020-12/json-schema-core#name-bundling>): nobody has to fetch anything.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

macro_rules! schemas {
    ($($name:literal),+ $(,)?) => {
        const SCHEMAS: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../docs/schemas/", $name, ".json"))),)+
        ];
    };
}

schemas![
    "configure",
    "csp",
    "csp-check",
    "csp-merge",
    "deploy",
    "deploy-plan",
    "dev",
    "error",
    "init",
    "man",
    "manifest",
    "progress",
    "prune-plan",
    "release",
    "releases",
    "untold",
    "verify",
];

const COMMON: &str = include_str!("../../../docs/schemas/common.json");

/// The names of the documents: `deploy-plan` is that of `avmsdk.deploy-plan/1`.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCHEMAS.iter().map(|(name, _)| *name)
}

/// The schema of a document, with all that it refers to; `None` for a name that is unknown.
#[must_use]
pub fn bundled(name: &str) -> Option<Value> {
    let (_, text) = SCHEMAS.iter().find(|(known, _)| *known == name)?;
    let mut schema: Value = serde_json::from_str(text).ok()?;
    let others: BTreeMap<String, Value> = SCHEMAS
        .iter()
        .map(|(_, text)| *text)
        .chain([COMMON])
        .filter_map(|text| {
            let schema: Value = serde_json::from_str(text).ok()?;
            Some((schema.get("$id")?.as_str()?.to_owned(), schema))
        })
        .collect();
    let mut brought = BTreeMap::new();
    let mut wanted = references(&schema);
    while let Some(id) = wanted.pop() {
        if let (Some(other), false) = (others.get(&id), brought.contains_key(&id)) {
            wanted.extend(references(other));
            brought.insert(id, other.clone());
        }
    }
    if !brought.is_empty() {
        let own = schema.as_object_mut()?;
        let definitions = own
            .entry("$defs")
            .or_insert_with(|| Value::Object(Map::new()))
            .as_object_mut()?;
        definitions.extend(brought);
    }
    Some(schema)
}

/// The ids of other schemas that this one refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(map) => map
            .iter()
            .flat_map(|(key, value)| match value.as_str() {
                Some(reference) if key == "$ref" => {
                    let id = reference.split('#').next().unwrap_or_default();
                    (!id.is_empty()).then(|| id.to_owned()).into_iter().collect()
                }
                _ => references(value),
            })
            .collect(),
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_schema_is_there_with_all_that_it_refers_to() {
        for name in names() {
            let schema = bundled(name).expect(name);
            assert_eq!(schema["title"], format!("avmsdk.{name}/1"));
            for id in references(&schema) {
                let is_here = schema["$id"] == id || schema["$defs"][&id]["$id"] == id;
                assert!(is_here, "{name} lacks {id}");
            }
        }
        assert!(bundled("common").is_none());
        let plan = bundled("deploy-plan").unwrap();
        assert_eq!(plan["$defs"]["urn:avmsdk:release:1"]["title"], "avmsdk.release/1");
    }
}
