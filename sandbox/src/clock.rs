//! The time of the world, which is not the time of the wall.

use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Duration, OffsetDateTime};

/// How time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Clock {
    /// Looking at a resource moves that resource on, and nothing else. Cool-downs and quotas move by
    /// the admin API only.
    #[default]
    Fast,
    /// Wall time, with durations as AWS has them: a create takes 20 minutes.
    Real,
}

/// A point in the world's time, in milliseconds since 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    /// The wall's time.
    pub(crate) fn wall() -> Self {
        let nanoseconds = OffsetDateTime::now_utc().unix_timestamp_nanos();
        Self(i64::try_from(nanoseconds / 1_000_000).unwrap_or(i64::MAX))
    }

    /// This time, so many seconds later.
    pub(crate) fn after_seconds(self, seconds: u64) -> Self {
        let milliseconds = i64::try_from(seconds)
            .unwrap_or(i64::MAX)
            .saturating_mul(1000);
        Self(self.0.saturating_add(milliseconds))
    }

    /// One millisecond later: enough to tell two events apart, too little for any cool-down.
    pub(crate) fn tick(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Whole seconds from an earlier time to this one; 0 when it is not earlier.
    pub(crate) fn seconds_since(self, earlier: Self) -> u64 {
        u64::try_from(self.0.saturating_sub(earlier.0) / 1000).unwrap_or(0)
    }

    /// Seconds since 1970, as REST-JSON has it where a model says nothing else.
    pub(crate) fn unix(self) -> f64 {
        // 53 bits hold the milliseconds of the next 285,000 years.
        self.0 as f64 / 1000.0
    }

    /// As HTTP headers have it, RFC 9110.
    pub(crate) fn http(self) -> String {
        let format = format_description!(
            "[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT"
        );
        let moment = OffsetDateTime::UNIX_EPOCH.checked_add(Duration::milliseconds(self.0));
        moment
            .and_then(|moment| moment.format(format).ok())
            .unwrap_or_default()
    }

    /// ISO 8601 in UTC with milliseconds, as MSK and STS send it.
    pub(crate) fn iso(self) -> String {
        let since = Duration::milliseconds(self.0);
        let moment = OffsetDateTime::UNIX_EPOCH.checked_add(since);
        moment
            .and_then(|moment| moment.format(&Rfc3339).ok())
            .unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_is_utc_with_milliseconds() {
        assert_eq!(
            Timestamp(1_700_000_000_123).iso(),
            "2023-11-14T22:13:20.123Z"
        );
    }

    #[test]
    fn http_dates_are_in_gmt() {
        let date = Timestamp(784_111_777_000).http();
        assert_eq!(date, "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn seconds_since_never_goes_below_zero() {
        let later = Timestamp(5_000);
        assert_eq!(later.seconds_since(Timestamp(1_500)), 3);
        assert_eq!(Timestamp(0).seconds_since(later), 0);
    }
}
