//! What cannot be planned says what to change, and the change helps.

use proptest::prelude::*;

use super::given;
use crate::{Input, Limit, Machine, PlanError, Prices, Rate, Workload, plan};

fn refusal(change: impl Fn(&mut Workload)) -> PlanError {
    let mut workload = Workload::of_ingress(Rate::from_mib(5));
    change(&mut workload);
    let machine = Machine::resolve(Some("m7g.large"), None, None).unwrap();
    plan(&workload, &machine, &Prices::new()).unwrap_err()
}

type Change = fn(&mut Workload);

const CASES: [(Change, Input); 8] = [
    (|it| it.ingress = Rate::default(), Input::Ingress),
    (|it| it.replication_factor = 0, Input::ReplicationFactor),
    (|it| it.retention_hours = 0, Input::RetentionHours),
    (|it| it.brokers = 0, Input::Brokers),
    (|it| it.brokers = 2, Input::Brokers),
    (|it| it.disk_used_percent = 101, Input::DiskUsedPercent),
    (|it| it.disk_read_percent = 101, Input::DiskReadPercent),
    (|it| it.average_io_kib = Some(0), Input::AverageIoKib),
];

#[test]
fn each_input_by_its_name() {
    for (change, input) in CASES {
        let error = refusal(change);
        assert_eq!(error.input(), input, "{error}");
        assert!(!error.advice().is_empty());
    }
}

#[test]
fn a_small_instance_is_told_with_both_figures() {
    let error = refusal(|it| it.ingress = Rate::from_mib(100));
    let PlanError::TooMuchForTheInstance {
        limit,
        enough_brokers,
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!(*limit, Limit::InstanceEbsBandwidth);
    let brokers = enough_brokers.unwrap();
    assert!(brokers > 3);
    let text = error.to_string();
    assert!(
        text.contains("150 MiB/s") && text.contains("m7g.large sustains 75.1 MiB/s"),
        "{text}"
    );
    assert!(error.advice().contains(&brokers.to_string()));
}

/// 22.5 MiB/s are 5760 operations of 4 KiB, and m7g.large sustains 3600.
#[test]
fn small_operations_exceed_the_instance_before_its_bandwidth() {
    let error = refusal(|it| {
        it.ingress = Rate::from_mib(15);
        it.average_io_kib = Some(4);
    });
    let PlanError::NoVolumeType(reasons) = &error else {
        panic!("{error:?}");
    };
    assert_eq!(reasons.len(), 3);
    assert!(
        reasons.iter().all(|it| it.limit == Limit::InstanceEbsIops),
        "{reasons:?}"
    );
    assert!(
        error
            .to_string()
            .contains("gp3 takes more operations per second than the instance's")
    );
}

#[test]
fn more_data_than_any_volumes_hold() {
    let machine = Machine::resolve(Some("m8g.16xlarge"), None, None).unwrap();
    let workload = Workload {
        retention_hours: 100_000,
        ..Workload::of_ingress(Rate::from_mib(500))
    };
    let error = plan(&workload, &machine, &Prices::new()).unwrap_err();
    assert!(
        matches!(&error, PlanError::NoVolumeType(reasons) if reasons.len() == 3),
        "{error:?}"
    );
    assert!(
        error
            .to_string()
            .contains("47 gp3 volumes have too little size"),
        "{error}"
    );
    assert!(error.advice().contains("retention_hours"));
}

proptest! {
    #[test]
    fn as_many_brokers_as_advised_are_enough_and_one_less_is_not(workload in given::workload(), machine in given::machine()) {
        let refused = plan(&workload, &machine, &Prices::new());
        let Err(PlanError::TooMuchForTheInstance { limit, enough_brokers: Some(enough), .. }) = refused else {
            return Ok(());
        };
        let hits = |brokers| {
            let workload = Workload { brokers, ..workload.clone() };
            matches!(
                plan(&workload, &machine, &Prices::new()),
                Err(PlanError::TooMuchForTheInstance { limit: other, .. }) if other == limit
            )
        };
        prop_assert!(!hits(enough));
        prop_assert!(hits(enough - 1));
    }

    /// Whatever is asked for, the answer is a plan or a reason.
    #[test]
    fn no_figure_is_too_large_to_answer(ingress in any::<u128>(), hours in any::<u32>(), brokers in any::<u32>(), growth in any::<u32>(), copies in any::<u32>()) {
        let workload = Workload {
            retention_hours: hours,
            brokers,
            replication_factor: copies,
            growth_headroom_percent: growth,
            ..Workload::of_ingress(Rate::bytes(ingress))
        };
        let machine = Machine::resolve(Some("m7g.large"), None, None).unwrap();
        let _ = plan(&workload, &machine, &Prices::new());
    }
}
