//! What each volume type allows. Sources: the EC2 API model (CreateVolume, ModifyVolume) and the EBS
//! user guide, "Amazon EBS volume types".

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// What a volume is made of; sizes in GiB, throughput in MiB/s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Shape {
    /// `gp3`, `st1`, ..
    pub(crate) kind: String,
    pub(crate) size: u64,
    pub(crate) iops: Option<u64>,
    pub(crate) throughput: Option<u64>,
}

struct Limits {
    size: RangeInclusive<u64>,
    /// The range, and the most per GiB.
    iops: Option<(RangeInclusive<u64>, u64)>,
    throughput: Option<RangeInclusive<u64>>,
}

/// What every gp3 volume has at no charge.
const GP3_IOPS: u64 = 3_000;
const GP3_THROUGHPUT: u64 = 125;

fn limits(kind: &str) -> Option<Limits> {
    let (size, iops, throughput) = match kind {
        "gp3" => (1..=65_536, Some((3_000..=80_000, 500)), Some(125..=2_000)),
        "gp2" => (1..=16_384, None, None),
        "io1" => (4..=16_384, Some((100..=64_000, 50)), None),
        "io2" => (4..=65_536, Some((100..=256_000, 1_000)), None),
        "st1" | "sc1" => (125..=16_384, None, None),
        "standard" => (1..=1_024, None, None),
        _ => return None,
    };
    Some(Limits {
        size,
        iops,
        throughput,
    })
}

/// The hard disk types hold no root.
pub(crate) fn can_boot(kind: &str) -> bool {
    !matches!(kind, "st1" | "sc1")
}

impl Shape {
    /// IOPS and throughput that a volume has when it becomes, or stays, this type and none are named.
    pub(crate) fn kept_by(&self, kind: &str) -> (Option<u64>, Option<u64>) {
        match kind {
            "gp3" | "io1" | "io2" if kind == self.kind => (self.iops, self.throughput),
            _ => (None, None),
        }
    }

    /// Checks what was asked for, and fills in what the type has without being asked.
    pub(crate) fn checked(self) -> Result<Self, Refusal> {
        let Some(limits) = limits(&self.kind) else {
            let message = format!(
                "Unsupported volume type '{}' for volume creation.",
                self.kind
            );
            return Err(Refusal::new(400, "UnknownVolumeType", message));
        };
        self.check_size(&limits.size)?;
        let iops = self.checked_iops(&limits)?;
        let throughput = self.checked_throughput(&limits, iops)?;
        Ok(Self {
            iops,
            throughput,
            ..self
        })
    }

    fn check_size(&self, allowed: &RangeInclusive<u64>) -> Result<(), Refusal> {
        let Self { kind, size, .. } = self;
        let (least, most) = (allowed.start(), allowed.end());
        let (word, limit, bound) = match size {
            _ if size < least => ("small", "minimum", least),
            _ if size > most => ("large", "maximum", most),
            _ => return Ok(()),
        };
        Err(invalid(format!(
            "Volume of {size}GiB is too {word} for volume type {kind}; {limit} is {bound}GiB."
        )))
    }

    fn checked_iops(&self, limits: &Limits) -> Result<Option<u64>, Refusal> {
        let Self {
            kind, size, iops, ..
        } = self;
        let Some((range, ratio)) = &limits.iops else {
            if iops.is_some() {
                let message = format!("The parameter iops is not supported for {kind} volumes.");
                return Err(combination(message));
            }
            // gp2 has 3 per GiB.
            return Ok((kind == "gp2").then(|| (3 * size).clamp(100, 16_000)));
        };
        let Some(iops) = iops.or((kind == "gp3").then_some(GP3_IOPS)) else {
            let message = format!("The parameter iops must be specified for {kind} volumes.");
            return Err(Refusal::new(400, "MissingParameter", message));
        };
        check_iops(kind, iops, range)?;
        // The first 3000 of gp3 need no size.
        let free = if kind == "gp3" { GP3_IOPS } else { 0 };
        if iops > free && iops > size * ratio {
            let per_gib = exact(iops, *size);
            let message = format!(
                "Iops to volume size ratio of {per_gib} is too high; maximum is {ratio} IOPS per GiB."
            );
            return Err(invalid(message));
        }
        Ok(Some(iops))
    }

    /// At most 0.25 MiB/s per IOPS.
    fn checked_throughput(
        &self,
        limits: &Limits,
        iops: Option<u64>,
    ) -> Result<Option<u64>, Refusal> {
        let Self {
            kind, throughput, ..
        } = self;
        let Some(range) = &limits.throughput else {
            return match throughput {
                None => Ok(None),
                Some(_) => Err(combination(format!(
                    "The parameter throughput is not supported for {kind} volumes."
                ))),
            };
        };
        let throughput = throughput.unwrap_or(GP3_THROUGHPUT);
        if !range.contains(&throughput) {
            let (least, most) = (range.start(), range.end());
            return Err(invalid(format!(
                "Throughput of {throughput} MiB/s is not supported for {kind} volumes; it must be between {least} and {most}."
            )));
        }
        let iops = iops.unwrap_or_default();
        if throughput * 4 > iops {
            return Err(invalid(format!(
                "Throughput to iops ratio of {} is too high; maximum is 0.250000 MiB/s per iops.",
                exact(throughput, iops)
            )));
        }
        Ok(Some(throughput))
    }
}

fn check_iops(kind: &str, iops: u64, range: &RangeInclusive<u64>) -> Result<(), Refusal> {
    let (least, most) = (range.start(), range.end());
    match iops {
        _ if iops < *least => Err(invalid(format!(
            "Volume iops of {iops} is too low; minimum is {least} for volume type {kind}."
        ))),
        _ if iops > *most => Err(invalid(format!(
            "Volume iops of {iops} is too high; maximum is {most} for volume type {kind}."
        ))),
        _ => Ok(()),
    }
}

/// A ratio with six decimals.
fn exact(part: u64, whole: u64) -> String {
    let millionths = part.saturating_mul(1_000_000) / whole.max(1);
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}

fn invalid(message: String) -> Refusal {
    Refusal::new(400, "InvalidParameterValue", message)
}

fn combination(message: String) -> Refusal {
    Refusal::new(400, "InvalidParameterCombination", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(kind: &str, size: u64, iops: Option<u64>, throughput: Option<u64>) -> Shape {
        Shape {
            kind: kind.into(),
            size,
            iops,
            throughput,
        }
    }

    #[test]
    fn defaults_of_each_type() {
        let rows = [
            ("gp3", 10, Some(3_000), Some(125)),
            ("gp2", 10, Some(100), None),
            ("gp2", 1_000, Some(3_000), None),
            ("gp2", 10_000, Some(16_000), None),
            ("st1", 125, None, None),
        ];
        for (kind, size, iops, throughput) in rows {
            let made = shape(kind, size, None, None).checked().unwrap();
            assert_eq!(
                (made.iops, made.throughput),
                (iops, throughput),
                "{kind} {size}"
            );
        }
    }

    #[test]
    fn the_edges_of_the_limits() {
        let rows = [
            (shape("gp3", 65_536, Some(80_000), Some(2_000)), true),
            (shape("gp3", 65_537, None, None), false),
            (shape("gp3", 6, Some(3_000), None), true),
            (shape("gp3", 6, Some(3_001), None), false),
            (shape("gp3", 160, Some(80_000), Some(2_000)), true),
            (shape("gp3", 159, Some(80_000), None), false),
            (shape("gp3", 100, Some(3_000), Some(750)), true),
            (shape("gp3", 100, Some(3_000), Some(751)), false),
            (shape("gp3", 100, Some(2_999), None), false),
            (shape("io2", 10, None, None), false),
            (shape("io2", 10, Some(10_000), None), true),
            (shape("io2", 10, Some(10_001), None), false),
            (shape("io1", 10, Some(501), None), false),
            (shape("io2", 100, Some(1_000), Some(500)), false),
            (shape("st1", 124, None, None), false),
            (shape("st1", 125, Some(500), None), false),
            (shape("gp9", 125, None, None), false),
        ];
        for (shape, good) in rows {
            assert_eq!(shape.clone().checked().is_ok(), good, "{shape:?}");
        }
    }

    #[test]
    fn ratios_are_told_with_six_decimals() {
        assert_eq!(exact(751, 3_000), "0.250333");
    }
}
