//! Choices off a tape of random bytes. A shorter tape makes smaller things, so that proptest shrinks a
//! failing schema by shortening its tape.

use std::collections::BTreeMap;

use kafkaws_schema::{Dynamic, Number, Refinements, Type, Value};
use proptest::prelude::ProptestConfig;

/// So many cases, and no file of failures: a tape means something else as soon as a generator changes.
pub(crate) fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(cases)
    }
}

/// Random bytes, read once from front to back; zeros after the end.
pub(crate) struct Tape<'a>(std::slice::Iter<'a, u8>);

impl<'a> Tape<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    /// A number below `n`.
    pub(crate) fn below(&mut self, n: u8) -> u8 {
        self.0.next().map_or(0, |byte| byte % n)
    }

    /// True once in `n`.
    pub(crate) fn once_in(&mut self, n: u8) -> bool {
        self.below(n) == n - 1
    }

    pub(crate) fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        let last = u8::try_from(items.len()).unwrap_or(u8::MAX);
        items[usize::from(self.below(last))].clone()
    }

    pub(crate) fn many<T>(&mut self, most: u8, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| one(self)).collect()
    }

    pub(crate) fn ty(&mut self, depth: u8) -> Type {
        let kinds = if depth == 0 { 3 } else { 9 };
        let boxed = |tape: &mut Self| Box::new(tape.ty(depth - 1));
        match self.below(kinds) {
            0 => Type::String,
            1 => Type::Number,
            2 => Type::Bool,
            3 => Type::List(boxed(self)),
            4 => Type::Set(boxed(self)),
            5 => Type::Map(boxed(self)),
            6 => Type::Tuple(self.many(3, |tape| tape.ty(depth - 1))),
            7 => Type::Object(
                self.many(3, |tape| (tape.word(), tape.ty(depth - 1)))
                    .into_iter()
                    .collect(),
            ),
            _ => Type::Dynamic,
        }
    }

    /// A value of a type: sometimes null, and sometimes unknown when `unknowns`.
    pub(crate) fn value(&mut self, ty: &Type, unknowns: bool) -> Value {
        match self.below(8) {
            6 => Value::Null,
            7 if unknowns => Value::Unknown(self.refinements()),
            _ => self.present(ty, unknowns),
        }
    }

    /// A value of a type: not null, and not unknown as a whole.
    pub(crate) fn present(&mut self, ty: &Type, unknowns: bool) -> Value {
        match ty {
            Type::Bool => Value::Bool(self.once_in(2)),
            Type::Number => Value::Number(self.number()),
            Type::String => Value::String(self.word()),
            Type::List(ty) => Value::List(self.many(3, |tape| tape.value(ty, unknowns))),
            Type::Set(ty) => Value::set(self.many(3, |tape| tape.value(ty, unknowns))),
            Type::Map(ty) => {
                Value::map(self.many(3, |tape| (tape.word(), tape.value(ty, unknowns))))
            }
            Type::Tuple(types) => {
                Value::Tuple(types.iter().map(|ty| self.value(ty, unknowns)).collect())
            }
            Type::Object(types) => {
                let attributes = types
                    .iter()
                    .map(|(name, ty)| (name.clone(), self.value(ty, unknowns)));
                Value::Object(attributes.collect::<BTreeMap<_, _>>())
            }
            Type::Dynamic => {
                let ty = self.ty(1);
                let value = self.value(&ty, unknowns);
                Value::Dynamic(Box::new(Dynamic { ty, value }))
            }
        }
    }

    fn word(&mut self) -> String {
        let words = [
            "a",
            "b",
            "",
            "é",
            "日本",
            "a \"quoted\" ${word}",
            "line\nbreak",
        ];
        let word = self.one_of(&words);
        word.repeat(1 + usize::from(self.once_in(50)) * 300)
    }

    fn number(&mut self) -> Number {
        let texts = [
            "0",
            "1",
            "-1",
            "0.5",
            "0.50",
            "1e3",
            "-129",
            "65536",
            "18446744073709551616",
            "0.1000000000000000000000000000000000000000000000000000000001",
            "-1.5e-300",
        ];
        Number::parse(self.one_of(&texts)).unwrap_or_else(|_| 0_i64.into())
    }

    fn refinements(&mut self) -> Refinements {
        let mut refinements = Refinements::NONE;
        match self.below(5) {
            1 => refinements.null = Some(false),
            // Short: core refuses long payloads, so a long prefix is dropped.
            2 => refinements.prefix = Some(self.one_of(&["arn:", "é", ""]).to_owned()),
            3 => refinements.lower = Some((self.number(), self.once_in(2))),
            4 => (refinements.min_length, refinements.max_length) = (Some(1), Some(300)),
            _ => {}
        }
        refinements
    }
}
