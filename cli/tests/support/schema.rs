//! Holds documents against their published schemas, more strictly than these ask of others: a field that no schema
//! tells of is an error here.

#![expect(clippy::unwrap_used, reason = "tests")]

use boon::{Compiler, Schemas};
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
    let id = published["$id"].as_str().unwrap().to_owned();
    let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
    compiler.add_resource(&id, published).unwrap();
    let compiled = compiler.compile(&id, &mut schemas).unwrap();
    if let Err(faults) = schemas.validate(document, compiled) {
        panic!("{schema}: {faults:#} in {document:#}");
    }
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
