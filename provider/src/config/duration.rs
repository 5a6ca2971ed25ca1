//! Durations as Terraform users write them: Go's `2h30m`.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use thiserror::Error;

/// A length of time in Go's notation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Length(pub Duration);

impl FromStr for Length {
    type Err = NoDuration;

    fn from_str(text: &str) -> Result<Self, NoDuration> {
        length(text).map(Self).ok_or(NoDuration)
    }
}

/// Hours, minutes and seconds; the parts that are zero are left out: `1h30m`, `45s`, `0.25s`.
impl fmt::Display for Length {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = self.0.as_secs();
        let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
        let fraction = format!("{:09}", self.0.subsec_nanos());
        let fraction = fraction.trim_end_matches('0');
        if hours > 0 {
            write!(formatter, "{hours}h")?;
        }
        if minutes > 0 {
            write!(formatter, "{minutes}m")?;
        }
        match (seconds, fraction) {
            (0, "") if whole > 0 => Ok(()),
            (seconds, "") => write!(formatter, "{seconds}s"),
            (seconds, fraction) => write!(formatter, "{seconds}.{fraction}s"),
        }
    }
}

/// Text that is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a duration is numbers with units, like \"30s\", \"90m\" or \"2h30m\"")]
pub struct NoDuration;

/// Go's grammar without the sign: `0`, or one or more of number and unit. No timeout is negative.
fn length(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut rest = text;
    let mut nanoseconds = 0u128;
    while !rest.is_empty() {
        let (number, after) = split(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, after) = split(after, |c| !c.is_ascii_digit() && c != '.');
        nanoseconds = nanoseconds.checked_add(scaled(number, nanoseconds_of(unit)?)?)?;
        rest = after;
    }
    let nanoseconds = u64::try_from(nanoseconds).ok()?;
    (!text.is_empty()).then(|| Duration::from_nanos(nanoseconds))
}

fn split(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

fn nanoseconds_of(unit: &str) -> Option<u128> {
    Some(match unit {
        "ns" => 1,
        // Go takes both code points that look like a Greek mu.
        "us" | "\u{b5}s" | "\u{3bc}s" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    })
}

/// `number` of a unit, in whole nanoseconds. Digits beyond a nanosecond are cut off, as Go does.
fn scaled(number: &str, unit: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let digits: String = fraction.chars().take(12).collect();
    let whole = if whole.is_empty() {
        0
    } else {
        whole.parse::<u64>().ok()?
    };
    let part = if digits.is_empty() {
        0
    } else {
        digits.parse::<u128>().ok()?
    };
    let scale = 10u128.checked_pow(u32::try_from(digits.len()).ok()?)?;
    u128::from(whole)
        .checked_mul(unit)?
        .checked_add(part.checked_mul(unit)? / scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_go_reads() {
        let table = [
            ("0", 0),
            ("30s", 30_000),
            ("90m", 5_400_000),
            ("2h30m", 9_000_000),
            ("1.5h", 5_400_000),
            (".5s", 500),
            ("1.s", 1_000),
            ("1h0m0.25s", 3_600_250),
            ("250ms", 250),
            ("2000us", 2),
            ("2000\u{b5}s", 2),
            ("3000000ns", 3),
        ];
        for (text, milliseconds) in table {
            assert_eq!(
                text.parse(),
                Ok(Length(Duration::from_millis(milliseconds))),
                "{text}"
            );
        }
    }

    #[test]
    fn writes_what_it_reads() {
        for text in [
            "0s",
            "45s",
            "0.25s",
            "2h",
            "90s",
            "2h30m",
            "1h1m1.000000001s",
        ] {
            let length: Length = text.parse().unwrap();
            assert_eq!(length.to_string().parse(), Ok(length), "{text}");
        }
        assert_eq!(Length(Duration::from_secs(9000)).to_string(), "2h30m");
        assert_eq!(Length(Duration::ZERO).to_string(), "0s");
    }

    #[test]
    fn a_duration_of_a_configuration_keeps_its_text() {
        let written: super::super::GoDuration = "90m".parse().unwrap();
        assert_eq!(written.to_string(), "90m");
        assert_eq!(written, "1h30m".parse().unwrap());
    }

    #[test]
    fn refuses_what_is_no_duration() {
        let huge = "9".repeat(400) + "h";
        for text in [
            "", "5", "h", "1x", "-1h", "1h-5m", "1.2.3s", ".s", "2 h", "1d", "1e3s", &huge,
        ] {
            assert_eq!(text.parse::<Length>(), Err(NoDuration), "{text:?}");
        }
    }
}
