//! Instance types: a few dozen that brokers run on.

mod describe;
mod offering;

use std::sync::OnceLock;

pub(super) use describe::describe;
pub(super) use offering::{describe as offerings, is_offered};

/// How many volumes an instance takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slots {
    /// Only volumes count.
    Dedicated(usize),
    /// With one interface; every further interface takes a volume's place.
    Shared(usize),
}

/// Bandwidth to EBS: Mbit/s, MB/s (decimal), IOPS.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bandwidth {
    pub(super) mbps: String,
    pub(super) throughput: String,
    pub(super) iops: String,
}

/// The numbers that nobody reckons with stay text, as they go out again.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InstanceType {
    pub(super) name: String,
    pub(super) vcpus: u32,
    pub(super) threads: u32,
    pub(super) memory_mib: String,
    pub(super) clock_ghz: String,
    pub(super) baseline: Bandwidth,
    pub(super) maximum: Bandwidth,
    pub(super) slots: Slots,
    pub(super) interfaces: usize,
    pub(super) addresses: String,
    /// `Up to 12.5 Gigabit`
    pub(super) network: String,
    pub(super) network_baseline: String,
    pub(super) network_peak: String,
    /// Count, GB each, `ssd` or `hdd`.
    pub(super) disks: Option<(u64, u64, String)>,
}

impl InstanceType {
    pub(super) fn family(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    /// Graviton: a `g` after the generation.
    pub(super) fn is_arm(&self) -> bool {
        let after = self
            .family()
            .trim_start_matches(|c: char| c.is_ascii_lowercase());
        after.contains('g')
    }

    pub(super) fn architecture(&self) -> &'static str {
        if self.is_arm() { "arm64" } else { "x86_64" }
    }

    pub(super) fn boot_modes(&self) -> &'static [&'static str] {
        if self.is_arm() {
            &["uefi"]
        } else {
            &["legacy-bios", "uefi"]
        }
    }

    pub(super) fn is_burstable(&self) -> bool {
        self.family().starts_with('t')
    }
}

/// All types, in the table's order.
pub(super) fn all() -> &'static [InstanceType] {
    static ALL: OnceLock<Vec<InstanceType>> = OnceLock::new();
    ALL.get_or_init(|| {
        let lines = include_str!("types.txt").lines();
        lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(read)
            .collect()
    })
}

pub(super) fn find(name: &str) -> Option<&'static InstanceType> {
    all().iter().find(|kind| kind.name == name)
}

/// One line of the table, whose first line names the columns.
fn read(line: &str) -> Option<InstanceType> {
    let columns: Vec<&str> = line.split_whitespace().collect();
    let text = |n: usize| columns.get(n).map(|text| (*text).to_owned());
    let bandwidth = |n: usize| {
        Some(Bandwidth {
            mbps: text(n)?,
            throughput: text(n + 1)?,
            iops: text(n + 2)?,
        })
    };
    let slots = text(11)?.parse().ok()?;
    Some(InstanceType {
        name: text(0)?,
        vcpus: text(1)?.parse().ok()?,
        threads: text(2)?.parse().ok()?,
        memory_mib: text(3)?,
        clock_ghz: text(4)?,
        baseline: bandwidth(5)?,
        maximum: bandwidth(8)?,
        slots: if text(12)? == "dedicated" {
            Slots::Dedicated(slots)
        } else {
            Slots::Shared(slots)
        },
        interfaces: text(13)?.parse().ok()?,
        addresses: text(14)?,
        network: text(15)?.replace('_', " "),
        network_baseline: text(16)?,
        network_peak: text(17)?,
        disks: disks(columns.get(18)?),
    })
}

/// `2x7500ssd`
fn disks(text: &str) -> Option<(u64, u64, String)> {
    let (count, rest) = text.split_once('x')?;
    let digits = rest.find(|c: char| c.is_ascii_alphabetic())?;
    let (size, kind) = rest.split_at(digits);
    Some((count.parse().ok()?, size.parse().ok()?, kind.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        let lines = include_str!("types.txt")
            .lines()
            .filter(|line| !line.starts_with('#'));
        assert_eq!(lines.count(), all().len());
    }

    #[test]
    fn what_names_tell() {
        let rows = [
            ("m7g.large", true, false),
            ("m7i.large", false, false),
            ("im4gn.xlarge", true, false),
            ("i3en.large", false, false),
            ("t4g.micro", true, true),
            ("d3.xlarge", false, false),
        ];
        for (name, arm, burstable) in rows {
            let kind = find(name).unwrap();
            assert_eq!(
                (kind.is_arm(), kind.is_burstable()),
                (arm, burstable),
                "{name}"
            );
        }
        assert_eq!(
            find("i3en.6xlarge").unwrap().disks,
            Some((2, 7_500, "ssd".into()))
        );
    }
}
