//! Numbers with a unit, as configurations give them.

use kafkaws_planning::{Money, Rate};
use kafkaws_schema::{Attr, Number, Problem, Rule, Shape, Value};

/// MiB/s, more than zero.
#[derive(Clone, Debug)]
pub struct MebibytesPerSecond {
    written: Number,
    rate: Rate,
}

/// The price of something for a month, in any currency.
#[derive(Clone, Debug)]
pub struct MonthlyPrice {
    written: Number,
    money: Money,
}

const RATE: &str = "more than 0, and less than a trillion";
const PRICE: &str = "a price such as 0.08, not negative";

impl MebibytesPerSecond {
    /// In bytes per second, rounded up.
    pub fn rate(&self) -> Rate {
        self.rate
    }
}

impl MonthlyPrice {
    /// To a billionth of the currency's unit.
    pub fn money(&self) -> Money {
        self.money
    }
}

impl Attr for MebibytesPerSecond {
    const SHAPE: Shape = Shape::Number;
    const RULE: Rule = Rule::Text(RATE);

    fn read(value: &Value) -> Result<Self, Problem> {
        let written = Number::read(value)?;
        let rate = Rate::parse_mib(written.text())
            .filter(|rate| *rate > Rate::default())
            .ok_or_else(|| refused(&written, RATE))?;
        Ok(Self { written, rate })
    }

    fn write(&self) -> Value {
        Value::Number(self.written.clone())
    }
}

impl Attr for MonthlyPrice {
    const SHAPE: Shape = Shape::Number;
    const RULE: Rule = Rule::Text(PRICE);

    fn read(value: &Value) -> Result<Self, Problem> {
        let written = Number::read(value)?;
        let money = Money::parse(written.text()).map_err(|_| refused(&written, PRICE))?;
        Ok(Self { written, money })
    }

    fn write(&self) -> Value {
        Value::Number(self.written.clone())
    }
}

fn refused(number: &Number, rule: &str) -> Problem {
    Problem::new(format!("{number} is not accepted: it must be {rule}"))
}
