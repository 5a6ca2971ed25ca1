//! Arbitrary-precision numbers that keep their text.
//!
//! Terraform's numbers have 512 bits. A number that only passes through must come out as it went in:
//! through an `f64`, `1 - 0.99` comes back changed and core reports "planned value does not match
//! config value". So a [`Number`] *is* its decimal text, and only comparison looks inside.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// Larger exponents overflow core's own big floats; no honest configuration comes near.
const MAX_EXPONENT: i64 = 1_000_000;

/// Digits of `i64::MAX`.
const MAX_I64_DIGITS: usize = 19;

/// A decimal number as text. Equality and order are numeric: `0.50 == 0.5`, `1e3 == 1000`.
#[derive(Clone, Debug)]
pub struct Number(String);

/// The text is not a finite decimal number with an exponent within ±1,000,000.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a decimal number")]
pub struct NotANumber(pub String);

impl Number {
    /// Reads decimal text: sign, digits, fraction, exponent. The text is kept as it is.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        match Magnitude::of(text) {
            Some(_) => Ok(Self(text.to_owned())),
            None => Err(NotANumber(text.chars().take(64).collect())),
        }
    }

    /// The shortest decimal text that reads back as the same float; an error for NaN and infinities.
    pub fn from_f64(float: f64) -> Result<Self, NotANumber> {
        Self::parse(&float.to_string())
    }

    /// The text, as it came.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The value if it is whole and fits: `1e3` and `1000.0` are both 1000.
    pub fn as_i64(&self) -> Option<i64> {
        let magnitude = self.magnitude();
        if magnitude.digits.is_empty() {
            return Some(0);
        }
        let whole = usize::try_from(magnitude.point).ok()?;
        if whole < magnitude.digits.len() || whole > MAX_I64_DIGITS {
            return None;
        }
        let sign = if magnitude.negative { "-" } else { "" };
        let digits = std::str::from_utf8(&magnitude.digits).ok()?;
        format!("{sign}{digits:0<whole$}").parse().ok()
    }

    /// The nearest float; for arithmetic only, never for text.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// The text if JSON's grammar allows it, otherwise the same number in scientific form: `+007.5`
    /// and `.5` are decimal text to Terraform, and no JSON.
    pub(crate) fn json_text(&self) -> String {
        if serde_json::from_str::<serde_json::Number>(&self.0).is_ok() {
            return self.0.clone();
        }
        let Magnitude {
            negative,
            digits,
            point,
        } = self.magnitude();
        let sign = if negative { "-" } else { "" };
        let shift = point - i64::try_from(digits.len()).unwrap_or(i64::MAX);
        match std::str::from_utf8(&digits) {
            Ok(digits) if !digits.is_empty() => format!("{sign}{digits}e{shift}"),
            _ => "0".to_owned(),
        }
    }

    fn magnitude(&self) -> Magnitude {
        Magnitude::of(&self.0).unwrap_or_default()
    }
}

/// A number as `±0.digits × 10^point`, digits without zeros at either end: one form per number.
#[derive(Debug, Default, PartialEq, Eq)]
struct Magnitude {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Magnitude {
    fn of(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent_of(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?;
        Some(Self::trimmed(negative, &digits, point))
    }

    fn trimmed(negative: bool, digits: &[u8], point: i64) -> Self {
        let Some(first) = digits.iter().position(|digit| *digit != b'0') else {
            return Self::default();
        };
        let last = digits
            .iter()
            .rposition(|digit| *digit != b'0')
            .unwrap_or(first);
        let skipped = i64::try_from(first).unwrap_or(i64::MAX);
        Self {
            negative,
            digits: digits[first..=last].to_vec(),
            point: point.saturating_sub(skipped),
        }
    }

    /// Order of the absolute values.
    fn size(&self, other: &Self) -> Ordering {
        match (self.digits.is_empty(), other.digits.is_empty()) {
            (true, true) => Ordering::Equal,
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (false, false) => self
                .point
                .cmp(&other.point)
                .then_with(|| self.digits.cmp(&other.digits)),
        }
    }
}

fn exponent_of(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent: i64 = text.parse().ok()?;
    (exponent.abs() <= MAX_EXPONENT).then_some(exponent)
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let (left, right) = (self.magnitude(), other.magnitude());
        match (left.negative, right.negative) {
            (false, false) => left.size(&right),
            (true, true) => right.size(&left),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Number {}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        Self::parse(text)
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self(integer.to_string())
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        Self(integer.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap()
    }

    #[test]
    fn equal_whatever_the_spelling() {
        for (left, right) in [
            ("0.50", "0.5"),
            ("1e3", "1000"),
            ("-0", "0"),
            ("0e9", "0.000"),
            ("12.5E-1", "1.25"),
            ("+7", "7"),
            ("001", "1"),
        ] {
            assert_eq!(number(left), number(right), "{left} and {right}");
        }
    }

    #[test]
    fn ordered_by_value() {
        let texts = [
            "-1e9",
            "-10",
            "-9.99",
            "-0.1",
            "0",
            "1e-7",
            "0.1",
            "2",
            "10",
            "18446744073709551616",
        ];
        let numbers: Vec<_> = texts.map(number).into();
        assert!(numbers.is_sorted_by(|left, right| left < right));
    }

    #[test]
    fn never_through_a_float() {
        let precise = "0.01000000000000000000000000000000000000000000000000000000000000000001";
        assert_ne!(number(precise), number("0.01"));
        assert_eq!(number(precise).text(), precise);
    }

    #[test]
    fn whole_numbers_that_fit() {
        for (text, whole) in [
            ("1000", Some(1000)),
            ("1e3", Some(1000)),
            ("10.0", Some(10)),
            ("-3", Some(-3)),
            ("0", Some(0)),
            ("0.5", None),
            ("1e19", None),
            ("1e1000000", None),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("-9223372036854775808", Some(i64::MIN)),
        ] {
            assert_eq!(number(text).as_i64(), whole, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_decimal() {
        for text in [
            "",
            "-",
            ".",
            "e1",
            "1e",
            "1e+",
            "0x1f",
            "inf",
            "NaN",
            "1_000",
            "1e1000001",
            "--1",
            "1.2.3",
        ] {
            assert!(Number::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn floats_by_their_shortest_text() {
        assert_eq!(Number::from_f64(0.1).unwrap().text(), "0.1");
        assert!(Number::from_f64(f64::NAN).is_err());
        assert!(Number::from_f64(f64::INFINITY).is_err());
    }
}
