//! Whole numbers within bounds.

use std::fmt;
use std::str::FromStr;

use crate::attr::{Attr, broken};
use crate::object::{Rule, Shape};
use crate::problem::Problem;
use crate::value::Value;

/// A whole number from `LO` to `HI`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bounded<const LO: i64, const HI: i64>(i64);

impl<const LO: i64, const HI: i64> Bounded<LO, HI> {
    /// A number written in the program. One from outside goes through `TryFrom<i64>`.
    ///
    /// # Panics
    ///
    /// When it is out of bounds; in a constant that is a compile error.
    pub const fn new(number: i64) -> Self {
        assert!(
            LO <= number && number <= HI,
            "the number is out of its bounds"
        );
        Self(number)
    }

    /// The number.
    pub const fn get(self) -> i64 {
        self.0
    }
}

impl<const LO: i64, const HI: i64> TryFrom<i64> for Bounded<LO, HI> {
    type Error = Problem;

    fn try_from(number: i64) -> Result<Self, Problem> {
        if (LO..=HI).contains(&number) {
            Ok(Self(number))
        } else {
            Err(broken(number, &format!("between {LO} and {HI}")))
        }
    }
}

impl<const LO: i64, const HI: i64> From<Bounded<LO, HI>> for i64 {
    fn from(bounded: Bounded<LO, HI>) -> i64 {
        bounded.0
    }
}

impl<const LO: i64, const HI: i64> FromStr for Bounded<LO, HI> {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let number: i64 = text.parse().map_err(|_| broken(text, "a whole number"))?;
        Self::try_from(number)
    }
}

impl<const LO: i64, const HI: i64> fmt::Display for Bounded<LO, HI> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<const LO: i64, const HI: i64> Attr for Bounded<LO, HI> {
    const SHAPE: Shape = Shape::Number;
    const RULE: Rule = Rule::Between(LO, HI);

    fn read(value: &Value) -> Result<Self, Problem> {
        Self::try_from(i64::read(value)?)
    }

    fn write(&self) -> Value {
        Value::from(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_included() {
        type Size = Bounded<1, 16_384>;
        assert_eq!(Size::read(&1.into()).unwrap(), Size::new(1));
        assert_eq!(Size::read(&16_384.into()).unwrap().get(), 16_384);
        let problem = Size::read(&20_000.into()).unwrap_err();
        assert_eq!(
            problem.message,
            "20000 is not accepted: it must be between 1 and 16384"
        );
    }
}
