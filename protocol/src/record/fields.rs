//! The plain types that fields have.

use super::{Malformed, Wire};
use crate::json::{Number, Object, Value};

impl Wire for Value {
    const WANTED: &'static str = "any value";

    fn read(value: &Value) -> Option<Self> {
        Some(value.clone())
    }

    fn to_value(&self) -> Value {
        self.clone()
    }
}

/// A missing object is an empty one; an empty one is left out.
impl Wire for Object {
    const OPTIONAL: bool = true;
    const WANTED: &'static str = "an object";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Object(object) => Some(object.clone()),
            _ => None,
        }
    }

    fn to_value(&self) -> Value {
        Value::Object(self.clone())
    }

    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}

impl Wire for String {
    const WANTED: &'static str = "a string";

    fn read(value: &Value) -> Option<Self> {
        value.as_str().map(str::to_owned)
    }

    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Wire for bool {
    const WANTED: &'static str = "true or false";

    fn read(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Wire for Number {
    const WANTED: &'static str = "a number";

    fn read(value: &Value) -> Option<Self> {
        value.as_number().cloned()
    }

    fn to_value(&self) -> Value {
        Value::Number(self.clone())
    }
}

impl Wire for u32 {
    const WANTED: &'static str = "a whole number";

    fn read(value: &Value) -> Option<Self> {
        value.as_number().and_then(Number::as_u32)
    }

    fn to_value(&self) -> Value {
        Value::from(*self)
    }
}

/// A missing field and `null` are both `None`; `None` is left out.
impl<T: Wire> Wire for Option<T> {
    const OPTIONAL: bool = true;
    const WANTED: &'static str = T::WANTED;

    fn read(value: &Value) -> Option<Self> {
        Some(T::read(value))
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn is_left_out(&self) -> bool {
        self.is_none()
    }

    fn check(value: &Value) -> Result<(), Malformed> {
        if *value == Value::Null {
            Ok(())
        } else {
            T::check(value)
        }
    }
}

/// A missing list is an empty one; an empty one is written.
impl<T: Wire> Wire for Vec<T> {
    const OPTIONAL: bool = true;
    const WANTED: &'static str = "a list";

    fn read(value: &Value) -> Option<Self> {
        match value {
            // By hand: the standard library's way of collecting takes twice as much code, for each type.
            Value::Array(items) => {
                let mut list = Vec::new();
                for item in items {
                    if let Some(item) = T::read(item) {
                        list.push(item);
                    }
                }
                Some(list)
            }
            _ => None,
        }
    }

    fn to_value(&self) -> Value {
        let mut list = Vec::new();
        for item in self {
            list.push(item.to_value());
        }
        Value::Array(list)
    }

    fn check(value: &Value) -> Result<(), Malformed> {
        match value {
            Value::Array(items) => items.iter().try_for_each(T::check),
            _ => Err(Malformed::wanted(Self::WANTED)),
        }
    }
}
