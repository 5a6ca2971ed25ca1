//! What was measured, in the form in which it is written to a file.

use std::collections::BTreeMap;

use serde::Serialize;

/// One work on one fixture, by both.
#[derive(Debug, Serialize)]
pub(super) struct Record {
    /// Such as `plan_noop`.
    pub(super) work: &'static str,
    /// Such as `msk-27`; `none` where there are no clusters.
    pub(super) fixture: String,
    /// Our figures.
    pub(super) ours: Figures,
    /// The peer's, where the peer is installed.
    pub(super) peer: Option<Figures>,
}

/// Medians. What a work does not have, or this system cannot tell, is null.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Figures {
    /// Seconds from start to end.
    pub(super) wall_s: Option<f64>,
    /// Seconds of CPU of terraform and its plugins; the kernel counts in hundredths.
    pub(super) cpu_s: Option<f64>,
    /// Largest resident memory of one plugin process.
    pub(super) plugin_peak_mib: Option<f64>,
    /// Largest resident memory of terraform itself.
    pub(super) terraform_peak_mib: Option<f64>,
    /// Calls that reached the sandbox.
    pub(super) api_calls: Option<usize>,
    /// The same, by operation, in one of the runs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) api_calls_by_operation: BTreeMap<String, usize>,
    /// Size of the executable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) binary_bytes: Option<u64>,
}

impl Figures {
    /// The median of each figure over runs of the same work.
    pub(super) fn median(runs: &[Self]) -> Self {
        let of = |pick: fn(&Self) -> Option<f64>| median(runs.iter().filter_map(pick).collect());
        let last = runs.last().cloned().unwrap_or_default();
        Self {
            wall_s: of(|run| run.wall_s),
            cpu_s: of(|run| run.cpu_s),
            plugin_peak_mib: of(|run| run.plugin_peak_mib),
            terraform_peak_mib: of(|run| run.terraform_peak_mib),
            ..last
        }
    }
}

/// The middle value; the lower of the two middle ones of an even number.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_and_nothing_has_none() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]), Some(2.0));
        assert_eq!(median(Vec::new()), None);
    }

    #[test]
    fn a_record_has_the_members_that_readers_of_the_file_know() {
        let figures = Figures {
            wall_s: Some(0.1),
            api_calls: Some(1),
            ..Figures::default()
        };
        let ours = serde_json::to_value(figures).unwrap();
        let names: Vec<_> = ours
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect();
        assert_eq!(
            names,
            [
                "api_calls",
                "cpu_s",
                "plugin_peak_mib",
                "terraform_peak_mib",
                "wall_s"
            ]
        );
    }
}
