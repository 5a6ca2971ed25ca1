//! Arguments by their place, each with a typed reading.
//!
//! Terraform refuses null arguments itself, but not null elements of a collection.

use std::collections::{BTreeMap, BTreeSet};

use kafkaws_plugin::FunctionError;
use kafkaws_schema::{Attr, Value};

/// The arguments of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arguments<'a>(pub(super) &'a [Value]);

impl Arguments<'_> {
    pub(super) fn text(self, place: usize) -> Result<String, FunctionError> {
        self.read(place)
    }

    pub(super) fn whole(self, place: usize) -> Result<i64, FunctionError> {
        self.read(place)
    }

    pub(super) fn wholes(self, place: usize) -> Result<Vec<i64>, FunctionError> {
        self.read(place)
    }

    pub(super) fn texts(self, place: usize) -> Result<BTreeSet<String>, FunctionError> {
        self.read(place)
    }

    pub(super) fn pairs(self, place: usize) -> Result<BTreeMap<String, String>, FunctionError> {
        self.read(place)
    }

    fn read<T: Attr>(self, place: usize) -> Result<T, FunctionError> {
        let argument = self.0.get(place).unwrap_or(&Value::Null);
        T::read(argument).map_err(|problem| {
            let text = if problem.path.is_root() {
                problem.message
            } else {
                format!("at {}: {}", problem.path, problem.message)
            };
            blame(place, text)
        })
    }
}

/// An error about the argument at this place.
pub(super) fn blame(place: usize, text: impl Into<String>) -> FunctionError {
    match i64::try_from(place) {
        Ok(place) => FunctionError::argument(place, text),
        Err(_) => FunctionError::new(text),
    }
}
