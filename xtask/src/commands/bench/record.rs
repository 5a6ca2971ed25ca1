//! What was measured, in the form in which it is written to a file.

use std::collections::BTreeMap;

use serde::Serialize;

/// One work on one fixture, by both.
#[derive(Debug, Serialize)]
pub(super) struct Record {
    /// Such as `plan_noop`.
    pub(super) work: &'static str,
    /// Such as `msk-27`; `none` where there are no resources.
    pub(super) fixture: &'static str,
    /// How often it was done; the figures are medians.
    pub(super) runs: usize,
    /// Our figures.
    pub(super) ours: Figures,
    /// The peer's, where the peer is installed and takes part.
    pub(super) peer: Option<Figures>,
    /// Terraform's with as many objects of its own and no plugin: the part of our figures that no provider
    /// can save.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) terraform_alone: Option<Figures>,
}

impl Record {
    /// Of ours first, and then perhaps the peer's.
    pub(super) fn of(
        work: &'static str,
        fixture: &'static str,
        runs: usize,
        figures: Vec<Figures>,
    ) -> Self {
        let mut figures = figures.into_iter();
        Self {
            work,
            fixture,
            runs,
            ours: figures.next().unwrap_or_default(),
            peer: figures.next(),
            terraform_alone: None,
        }
    }
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
    /// MiB of data in a second of the whole command, terraform's start and end included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) upload_mib_per_s: Option<f64>,
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
            upload_mib_per_s: of(|run| run.upload_mib_per_s),
            ..last
        }
    }
}

impl Figures {
    /// Of a command that uploaded so many MiB.
    pub(super) fn uploading(self, mib: Option<f64>) -> Self {
        let wall = self.wall_s.filter(|wall| *wall > 0.0);
        Self {
            upload_mib_per_s: wall.and_then(|wall| Some(mib? / wall)),
            ..self
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
    fn ours_come_first_and_terraform_alone_is_left_out_where_it_was_not_measured() {
        let figures = |wall| Figures {
            wall_s: Some(wall),
            ..Figures::default()
        };
        let record = Record::of("plan_noop", "msk-27", 5, vec![figures(1.0), figures(2.0)]);
        let written = serde_json::to_value(record).unwrap();
        assert_eq!(written["ours"]["wall_s"], 1.0);
        assert_eq!(written["peer"]["wall_s"], 2.0);
        assert!(written.get("terraform_alone").is_none());
        let alone = serde_json::to_value(Record::of("apply", "nodes-162", 5, vec![]));
        assert!(alone.unwrap()["peer"].is_null());
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
