//! Lists, sets and maps.

use std::collections::{BTreeMap, BTreeSet};

use super::{Attr, mismatch};
use crate::object::{Choice, Rule, Shape};
use crate::path::Step;
use crate::problem::Problem;
use crate::value::Value;

impl<T: Attr> Attr for Vec<T> {
    const SHAPE: Shape = match T::SHAPE {
        Shape::Nested(object) => Shape::NestedList(object),
        _ => Shape::List(T::SHAPE_REF),
    };
    const RULE: Rule = T::RULE;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const SENSITIVE: bool = T::SENSITIVE;

    fn read(value: &Value) -> Result<Self, Problem> {
        let Value::List(items) = value else {
            return Err(mismatch("a list", value));
        };
        let indexed = items.iter().zip(0..);
        indexed
            .map(|(item, index)| T::read(item).map_err(|it| it.within(Step::Index(index))))
            .collect()
    }

    fn write(&self) -> Value {
        Value::list(self.iter().map(T::write))
    }
}

impl<T: Attr + Ord> Attr for BTreeSet<T> {
    const SHAPE: Shape = match T::SHAPE {
        Shape::Nested(_) => panic!("a set of models cannot be addressed: use Vec or BTreeMap"),
        _ => Shape::Set(T::SHAPE_REF),
    };
    const RULE: Rule = T::RULE;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const SENSITIVE: bool = T::SENSITIVE;

    /// Terraform cannot address an element of a set, so a problem of one is a problem of the set.
    fn read(value: &Value) -> Result<Self, Problem> {
        let Value::Set(items) = value else {
            return Err(mismatch("a set", value));
        };
        items
            .iter()
            .map(|item| T::read(item).map_err(|it| Problem::new(it.message)))
            .collect()
    }

    fn write(&self) -> Value {
        Value::set(self.iter().map(T::write))
    }
}

impl<T: Attr> Attr for BTreeMap<String, T> {
    const SHAPE: Shape = match T::SHAPE {
        Shape::Nested(object) => Shape::NestedMap(object),
        _ => Shape::Map(T::SHAPE_REF),
    };
    const RULE: Rule = T::RULE;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const SENSITIVE: bool = T::SENSITIVE;

    fn read(value: &Value) -> Result<Self, Problem> {
        let Value::Map(items) = value else {
            return Err(mismatch("a map", value));
        };
        let read = |(key, item): (&String, &Value)| match T::read(item) {
            Ok(read) => Ok((key.clone(), read)),
            Err(problem) => Err(problem.within(Step::Key(key.clone()))),
        };
        items.iter().map(read).collect()
    }

    fn write(&self) -> Value {
        let written = self
            .iter()
            .map(|(key, item)| (Value::text(key), item.write()));
        Value::map(written.filter_map(|(key, item)| Some((key.as_str()?.to_owned(), item))))
    }
}
