//! Terraform's numbers, to a billionth.
//!
//! Terraform computes in binary with 512 bits, so `0.08 * 0.9` arrives with 150 digits of noise.

/// One, in billionths.
pub(crate) const ONE: u128 = 1_000_000_000;

const PLACES: usize = 9;
const MOST_DIGITS: usize = 12;

/// The number in billionths, rounded to the nearest. `None`: not plain decimal text, negative, or a
/// trillion and more.
pub(crate) fn billionths(text: &str) -> Option<u128> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > MOST_DIGITS || !digits(whole) || !digits(fraction) {
        return None;
    }
    let (kept, rest) = fraction.split_at(fraction.len().min(PLACES));
    let whole: u128 = whole.parse().ok()?;
    let kept: u128 = format!("{kept:0<PLACES$}").parse().ok()?;
    let up = u128::from(rest.bytes().next().is_some_and(|digit| digit >= b'5'));
    Some(whole * ONE + kept + up)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn to_the_nearest_billionth() {
        for (text, expected) in [
            ("0", Some(0)),
            ("12.5", Some(12_500_000_000)),
            ("0.0720000000000000000000000000001", Some(72_000_000)),
            ("0.0719999999999999999999", Some(72_000_000)),
            ("0.99999999951", Some(ONE)),
            ("0.0000000004", Some(0)),
            ("", None),
            (".5", None),
            ("-1", None),
            ("1e3", None),
            ("1234567890123", None),
        ] {
            assert_eq!(billionths(text), expected, "{text}");
        }
    }
}
