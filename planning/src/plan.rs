//! From a workload to a recommendation.

use std::cmp::Reverse;

use crate::ceiling::{Ceiling, Limit};
use crate::error::PlanError;
use crate::instance_store::LocalDisks;
use crate::layout::{Layout, VolumeKind};
use crate::machine::Machine;
use crate::need::{Need, operation_bytes};
use crate::price::{Money, Prices};
use crate::rate::Rate;
use crate::sizing::Unsuitable;
use crate::words;
use crate::workload::Workload;

/// Brokers up to which a larger cluster is advised.
const MOST_BROKERS: u32 = 10_000;

/// One volume type's layout, and what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The smallest layout that holds the data and the throughput.
    pub layout: Layout,
    /// Where it ends.
    pub ceiling: Ceiling,
    /// What the whole cluster's volumes cost a month; `None`: the type has no price.
    pub monthly_price: Option<Money>,
    /// Why it is as it is, and why it has its rank, in sentences.
    pub reasons: Vec<String>,
}

/// A plan of a cluster's storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// What each broker must hold and move.
    pub need: Need,
    /// The first in rank.
    pub recommended: Choice,
    /// The other types that serve, in rank.
    pub others: Vec<Choice>,
    /// The types that do not, and why.
    pub unsuitable: Vec<Unsuitable>,
    /// Whether instance store would serve.
    pub local_disks: LocalDisks,
    /// The longest that a written byte can stay in the page cache, in seconds.
    pub page_cache_seconds: Option<u128>,
}

impl Plan {
    /// Every type that serves, in rank.
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        std::iter::once(&self.recommended).chain(&self.others)
    }
}

/// Plans.
///
/// # Errors
/// When an input makes no sense, the instance cannot carry its share, or no volume type can.
pub fn plan(workload: &Workload, machine: &Machine, prices: &Prices) -> Result<Plan, PlanError> {
    workload.check()?;
    let need = Need::of(workload);
    carries(workload, &need, machine)?;
    let (mut choices, mut unsuitable) = (Vec::new(), Vec::new());
    for kind in VolumeKind::ALL {
        match layout(kind, &need, machine) {
            Ok(layout) => choices.push(choice(workload, &need, layout, machine, prices)),
            Err(reason) => unsuitable.push(reason),
        }
    }
    rank(&mut choices);
    words::give_reasons(&mut choices, workload, &need, machine);
    let mut choices = choices.into_iter();
    let Some(recommended) = choices.next() else {
        return Err(PlanError::NoVolumeType(unsuitable));
    };
    Ok(Plan {
        recommended,
        others: choices.collect(),
        unsuitable,
        local_disks: LocalDisks::of(workload, &need, machine),
        page_cache_seconds: machine.page_cache_seconds(&need),
        need,
    })
}

fn layout(kind: VolumeKind, need: &Need, machine: &Machine) -> Result<Layout, Unsuitable> {
    let layout = Layout::smallest(kind, need, machine.data_volumes)?;
    let operation = operation_bytes(need.average_io_kib, kind.limits().operation_kib());
    let needed = need
        .volume_throughput()
        .bytes_per_second()
        .div_ceil(operation);
    match machine.ebs_iops {
        Some(iops) if needed > iops.into() => Err(Unsuitable {
            kind,
            volumes: layout.volumes,
            limit: Limit::InstanceEbsIops,
        }),
        _ => Ok(layout),
    }
}

fn choice(
    workload: &Workload,
    need: &Need,
    layout: Layout,
    machine: &Machine,
    prices: &Prices,
) -> Choice {
    let price = prices.get(&layout.kind);
    Choice {
        ceiling: Ceiling::of(workload, need, &layout, machine),
        monthly_price: price.map(|price| price.of(&layout, workload.brokers)),
        reasons: Vec::new(),
        layout,
    }
}

/// By price where each has one; otherwise as they come, which is the order of [`VolumeKind::ALL`].
/// At the same price the one that goes further comes first.
fn rank(choices: &mut [Choice]) {
    if choices.iter().all(|choice| choice.monthly_price.is_some()) {
        choices.sort_by_key(|choice| (choice.monthly_price, Reverse(choice.ceiling.ingress)));
    }
}

/// Whether the instance carries its share, whatever the volumes.
fn carries(workload: &Workload, need: &Need, machine: &Machine) -> Result<(), PlanError> {
    let exceeded = [Limit::InstanceEbsBandwidth, Limit::Network]
        .into_iter()
        .find(|limit| !fits(*limit, need, machine));
    let Some(limit) = exceeded else {
        return Ok(());
    };
    let (needed, available) = bandwidth(limit, need, machine);
    let enough = |brokers| {
        let larger = Workload {
            brokers,
            ..workload.clone()
        };
        fits(limit, &Need::of(&larger), machine)
    };
    Err(PlanError::TooMuchForTheInstance {
        limit,
        needed: needed.to_string(),
        available: available.rounded_down().to_string(),
        machine: machine.shown().to_owned(),
        enough_brokers: least(workload.brokers, enough),
    })
}

fn fits(limit: Limit, need: &Need, machine: &Machine) -> bool {
    let (needed, available) = bandwidth(limit, need, machine);
    needed <= available
}

/// What is needed, and what there is.
fn bandwidth(limit: Limit, need: &Need, machine: &Machine) -> (Rate, Rate) {
    match limit {
        Limit::Network => (need.network(), machine.network),
        _ => (need.volume_throughput(), machine.ebs),
    }
}

/// The least number of brokers from `low` on that fits; more brokers never fit worse.
fn least(mut low: u32, fits: impl Fn(u32) -> bool) -> Option<u32> {
    let mut high = MOST_BROKERS;
    if low > high || !fits(high) {
        return None;
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if fits(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}
