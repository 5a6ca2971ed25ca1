//! Whole plans: ceilings, ranks and reasons.

use proptest::prelude::*;

use super::given;
use super::oracle::{holds, legal};
use crate::{Choice, Limit, Machine, Money, Plan, Price, Prices, Rate, VolumeKind, Workload, plan};

fn prices(gib_months: [&str; 3]) -> Prices {
    let price = |text| Price {
        gib_month: Money::parse(text).unwrap(),
        ..Price::default()
    };
    VolumeKind::ALL
        .into_iter()
        .zip(gib_months.map(price))
        .collect()
}

fn kinds(plan: &Plan) -> Vec<&'static str> {
    plan.choices()
        .map(|choice| choice.layout.kind.name())
        .collect()
}

fn planned(prices: &Prices) -> Plan {
    let machine = Machine::resolve(Some("m7g.4xlarge"), None, None).unwrap();
    plan(&Workload::of_ingress(Rate::from_mib(20)), &machine, prices).unwrap()
}

#[test]
fn without_prices_by_the_stated_order() {
    let plan = planned(&Prices::new());
    assert_eq!(kinds(&plan), ["gp3", "st1", "io2"]);
    assert!(
        plan.recommended
            .reasons
            .iter()
            .any(|reason| reason.contains("without prices"))
    );
}

#[test]
fn with_prices_by_price() {
    let plan = planned(&prices(["0.08", "0.045", "0.125"]));
    assert_eq!(kinds(&plan), ["st1", "gp3", "io2"]);
    let cheapest = plan.recommended.reasons.last().unwrap();
    assert!(cheapest.contains("the least of the types"), "{cheapest}");
    let mut two = prices(["0.08", "0.045", "0.125"]);
    two.remove(&VolumeKind::Io2);
    assert_eq!(kinds(&planned(&two)), ["gp3", "st1", "io2"]);
}

#[test]
fn small_operations_rule_st1_out() {
    let machine = Machine::resolve(Some("m7g.4xlarge"), None, None).unwrap();
    let workload = Workload {
        average_io_kib: Some(16),
        brokers: 3,
        ..Workload::of_ingress(Rate::from_mib(100))
    };
    let plan = plan(&workload, &machine, &Prices::new()).unwrap();
    let st1 = plan
        .choices()
        .find(|choice| choice.layout.kind == VolumeKind::St1);
    assert!(st1.is_none_or(|st1| st1.layout.volumes > 26 / 2), "{st1:?}");
}

/// The instance is the limit long before a gp3 volume is.
#[test]
fn the_ceiling_names_what_runs_out() {
    let machine = Machine::resolve(Some("m7g.large"), None, None).unwrap();
    let workload = Workload::of_ingress(Rate::from_mib(5));
    let plan = plan(&workload, &machine, &Prices::new()).unwrap();
    assert_eq!(plan.recommended.ceiling.limit, Limit::InstanceEbsBandwidth);
    let reasons = plan.recommended.reasons.join("\n");
    assert!(
        reasons.contains("the instance's EBS bandwidth runs out"),
        "{reasons}"
    );
}

/// The plan of the same cluster with this ingress and nothing on top.
fn at(workload: &Workload, ingress: Rate, machine: &Machine, choice: &Choice) -> bool {
    let workload = Workload {
        ingress,
        growth_headroom_percent: 0,
        ..workload.clone()
    };
    plan(&workload, machine, &Prices::new()).is_ok_and(|plan| {
        plan.choices().any(|other| {
            other.layout.kind == choice.layout.kind && other.layout.volumes <= choice.layout.volumes
        })
    })
}

proptest! {
    #[test]
    fn every_choice_holds_and_the_instance_carries_it(workload in given::workload(), machine in given::machine()) {
        let Ok(plan) = plan(&workload, &machine, &Prices::new()) else { return Ok(()) };
        prop_assert!(plan.need.volume_throughput() <= machine.ebs);
        prop_assert!(plan.need.network() <= machine.network);
        prop_assert_eq!(plan.choices().count() + plan.unsuitable.len(), 3);
        for choice in plan.choices() {
            prop_assert!(legal(&choice.layout) && holds(&choice.layout, &plan.need));
            prop_assert!(choice.layout.volumes <= machine.data_volumes.max(1));
            prop_assert!(choice.reasons.iter().all(|reason| reason.ends_with('.')));
        }
    }

    #[test]
    fn the_ceiling_is_where_it_ends(workload in given::workload(), machine in given::machine()) {
        let ingress = workload.ingress.max(Rate::from_mib(1));
        let workload = Workload { ingress, ..workload };
        let Ok(plan) = plan(&workload, &machine, &Prices::new()) else { return Ok(()) };
        for choice in plan.choices() {
            let ceiling = choice.ceiling.ingress.bytes_per_second();
            let below = Rate::bytes(ceiling - ceiling / 1_000);
            let above = Rate::bytes(ceiling + ceiling / 100);
            prop_assert!(at(&workload, below, &machine, choice), "{:?} at {below}", choice);
            prop_assert!(!at(&workload, above, &machine, choice), "{:?} at {above}", choice);
        }
    }

    #[test]
    fn prices_only_reorder(workload in given::workload(), machine in given::machine()) {
        let plain = plan(&workload, &machine, &Prices::new());
        let priced = plan(&workload, &machine, &prices(["0.08", "0.045", "0.125"]));
        let (Ok(plain), Ok(priced)) = (&plain, &priced) else {
            prop_assert_eq!(plain, priced);
            return Ok(());
        };
        let amounts: Vec<_> = priced.choices().map(|choice| choice.monthly_price).collect();
        prop_assert!(amounts.is_sorted(), "{amounts:?}");
        for choice in plain.choices() {
            prop_assert!(priced.choices().any(|other| other.layout == choice.layout));
        }
    }
}
