//! Bool, whole number, number, string, and their absence.

use super::{Attr, mismatch};
use crate::number::Number;
use crate::object::{Choice, Rule, Shape};
use crate::problem::Problem;
use crate::value::Value;

impl Attr for bool {
    const SHAPE: Shape = Shape::Bool;

    fn read(value: &Value) -> Result<Self, Problem> {
        value.as_bool().ok_or_else(|| mismatch("a bool", value))
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Attr for i64 {
    const SHAPE: Shape = Shape::Number;

    fn read(value: &Value) -> Result<Self, Problem> {
        match value {
            Value::Number(number) => number
                .as_i64()
                .ok_or_else(|| Problem::new(format!("{number} is not accepted: it must be whole"))),
            other => Err(mismatch("a number", other)),
        }
    }

    fn write(&self) -> Value {
        Value::from(*self)
    }
}

impl Attr for Number {
    const SHAPE: Shape = Shape::Number;

    fn read(value: &Value) -> Result<Self, Problem> {
        match value {
            Value::Number(number) => Ok(number.clone()),
            other => Err(mismatch("a number", other)),
        }
    }

    fn write(&self) -> Value {
        Value::Number(self.clone())
    }
}

impl Attr for String {
    const SHAPE: Shape = Shape::String;

    fn read(value: &Value) -> Result<Self, Problem> {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| mismatch("a string", value))
    }

    /// In NFC, since what AWS returned is written by this too.
    fn write(&self) -> Value {
        Value::text(self)
    }
}

impl<T: Attr> Attr for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const RULE: Rule = T::RULE;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const SENSITIVE: bool = T::SENSITIVE;
    const WRITE_ONLY: bool = T::WRITE_ONLY;
    const OPTIONAL: bool = true;

    fn read(value: &Value) -> Result<Self, Problem> {
        if value.is_null() {
            Ok(None)
        } else {
            T::read(value).map(Some)
        }
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, T::write)
    }
}
