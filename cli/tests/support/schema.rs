//! Holds documents against their published schemas, more strictly than these ask of others: a field that no schema
//! tells of is an error here.

#![expect(clippy::unwrap_used, reason = "tests")]

use serde_json::{Value, json};
use std::process::Command;

/// Panics with all that does not fit.
pub(crate) fn check(document: &Value) {
    let schema = document["schema"].as_str().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_avmsdk"))
        .args(["schema", schema])
        .output()
        .unwrap();
    assert!(output.status.success(), "{schema} has no schema");
    let mut published: Value = serde_json::from_slice(&output.stdout).unwrap();
    close(&mut published);
    let validator = jsonschema::validator_for(&published).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(document)
        .map(|fault| format!("{} at `{}`", fault, fault.instance_path()))
        .collect();
    assert!(faults.is_empty(), "{schema}: {faults:#?} in {document:#}");
}

/// Lets no object hold what its schema does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            map.values_mut().for_each(close);
            if map.get("properties").is_some_and(Value::is_object) && map.contains_key("type") {
                map.insert("additionalProperties".to_owned(), json!(false));
            }
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        _ => {}
    }
}
