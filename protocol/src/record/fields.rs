//! The plain types that fields have.

use super::{Malformed, Wire};
use crate::json::{Number, Object, Value};

impl Wire for Value {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        Ok(value)
    }

    fn to_value(&self) -> Value {
        self.clone()
    }
}

impl Wire for Object {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        match value {
            Value::Object(object) => Ok(object),
            _ => Err(Malformed::wanted("an object")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Object(self.clone())
    }

    fn when_missing() -> Option<Self> {
        Some(Object::new())
    }

    fn is_left_out(&self) -> bool {
        self.is_empty()
    }
}

impl Wire for String {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        match value {
            Value::String(text) => Ok(text),
            _ => Err(Malformed::wanted("a string")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.clone())
    }
}

impl Wire for bool {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        match value {
            Value::Bool(value) => Ok(value),
            _ => Err(Malformed::wanted("true or false")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Wire for Number {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        match value {
            Value::Number(number) => Ok(number),
            _ => Err(Malformed::wanted("a number")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Number(self.clone())
    }
}

impl Wire for u32 {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        let number = Number::from_value(value)?;
        number.as_u32().ok_or(Malformed::wanted("a whole number"))
    }

    fn to_value(&self) -> Value {
        Value::from(*self)
    }
}

/// A missing field and `null` are both `None`; `None` is left out.
impl<T: Wire> Wire for Option<T> {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        if value == Value::Null {
            Ok(None)
        } else {
            T::from_value(value).map(Some)
        }
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::to_value)
    }

    fn when_missing() -> Option<Self> {
        Some(None)
    }

    fn is_left_out(&self) -> bool {
        self.is_none()
    }
}

/// A missing list is an empty one; an empty one is written.
impl<T: Wire> Wire for Vec<T> {
    fn from_value(value: Value) -> Result<Self, Malformed> {
        match value {
            Value::Array(items) => items.into_iter().map(T::from_value).collect(),
            _ => Err(Malformed::wanted("a list")),
        }
    }

    fn to_value(&self) -> Value {
        Value::Array(self.iter().map(T::to_value).collect())
    }

    fn when_missing() -> Option<Self> {
        Some(Vec::new())
    }
}
