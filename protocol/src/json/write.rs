//! The writer: [`Value`] to text.

use super::Value;

/// The shortest JSON text of a value.
pub fn write(value: &Value) -> String {
    let mut text = String::new();
    write_value(&mut text, value);
    text
}

fn write_value(text: &mut String, value: &Value) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(true) => text.push_str("true"),
        Value::Bool(false) => text.push_str("false"),
        Value::Number(number) => text.push_str(number.as_str()),
        Value::String(string) => write_string(text, string),
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_value(text, item);
            }
            text.push(']');
        }
        Value::Object(object) => {
            text.push('{');
            for (index, (key, item)) in object.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                write_string(text, key);
                text.push(':');
                write_value(text, item);
            }
            text.push('}');
        }
    }
}

fn write_string(text: &mut String, string: &str) {
    text.push('"');
    for letter in string.chars() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\0'..' ' => {
                text.push_str("\\u00");
                let code = letter as u32;
                text.extend(char::from_digit(code >> 4, 16));
                text.extend(char::from_digit(code & 15, 16));
            }
            _ => text.push(letter),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use crate::json::{Value, parse};
    use proptest::prelude::*;

    fn any_json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            any::<String>().prop_map(Into::into),
        ];
        leaf.prop_recursive(5, 64, 8, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..8).prop_map(Into::into),
                prop::collection::hash_map(any::<String>(), inner, 0..8)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(json in any_json()) {
            for text in [json.to_string(), format!("{json:#}")] {
                let value = parse(&text).map_err(|error| TestCaseError::fail(error.to_string()))?;
                let written = super::write(&value);
                prop_assert_eq!(&serde_json::from_str::<serde_json::Value>(&written).ok(), &Some(json.clone()));
                prop_assert_eq!(parse(&written), Ok(value));
            }
        }

        #[test]
        fn agrees_on_what_is_json(text in "[\\[\\]{},:\"\\\\u0-9a-f.eE+ -]{0,12}") {
            // serde_json refuses lone surrogates, which a browser's JSON.parse takes.
            prop_assume!(!text.contains("\\ud"));
            let theirs = serde_json::from_str::<serde_json::Value>(&text);
            // It also refuses numbers beyond f64, which are text to us.
            prop_assume!(!theirs.as_ref().is_err_and(|error| error.to_string().contains("out of range")));
            prop_assert_eq!(parse(&text).is_ok(), theirs.is_ok());
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _: Result<Value, _> = parse(&text);
        }
    }
}
