//! Layouts: they hold, nothing smaller does, and they grow with the ingress.

use proptest::prelude::*;

use super::given;
use super::oracle::{holds, largest, legal};
use crate::{Layout, Need, Rate, VolumeKind, Workload};

fn fails(layout: Layout, need: &Need) -> bool {
    !legal(&layout) || !holds(&layout, need)
}

/// Every layout with one figure less.
fn smaller(layout: Layout) -> Vec<Layout> {
    let size_gib = layout.size_gib - 1;
    let iops = layout.iops.map(|iops| iops - 1);
    let throughput_mib = layout.throughput_mib.map(|mib| mib - 1);
    let mut found = vec![Layout { size_gib, ..layout }];
    found.extend(iops.map(|_| Layout { iops, ..layout }));
    found.extend(throughput_mib.map(|_| Layout {
        throughput_mib,
        ..layout
    }));
    found
}

proptest! {
    #[test]
    fn a_layout_is_legal_and_holds(need in given::need(), kind in given::kind(), most in 1u32..40) {
        match Layout::smallest(kind, &need, most) {
            Ok(layout) => {
                prop_assert!(legal(&layout) && layout.volumes <= most, "{layout:?}");
                prop_assert!(holds(&layout, &need), "{layout:?} for {need:?}");
            }
            Err(_) => prop_assert!(!holds(&largest(kind, most), &need), "{kind:?} refused {need:?}"),
        }
    }

    #[test]
    fn nothing_smaller_does(need in given::need(), kind in given::kind()) {
        let Ok(layout) = Layout::smallest(kind, &need, 60) else {
            return Ok(());
        };
        for less in smaller(layout) {
            prop_assert!(fails(less, &need), "{less:?} would do for {need:?}");
        }
        if layout.volumes > 1 {
            prop_assert!(!holds(&largest(kind, layout.volumes - 1), &need));
        }
    }

    #[test]
    fn more_ingress_never_takes_less(workload in given::workload(), kind in given::kind(), percent in 101u128..400) {
        let more = Workload {
            ingress: Rate::bytes(workload.ingress.bytes_per_second() * percent / 100),
            ..workload.clone()
        };
        let layout = |workload| Layout::smallest(kind, &Need::of(workload), 30);
        let (Ok(before), after) = (layout(&workload), layout(&more)) else {
            prop_assert!(layout(&more).is_err(), "more ingress made it possible");
            return Ok(());
        };
        let Ok(after) = after else { return Ok(()) };
        prop_assert!(before.volumes <= after.volumes);
        if before.volumes == after.volumes {
            prop_assert!(before.size_gib <= after.size_gib);
            prop_assert!(before.iops <= after.iops);
            prop_assert!(before.throughput_mib <= after.throughput_mib);
        }
        // Rounding each volume up may cost a GiB for each of them, and no more.
        prop_assert!(before.total_gib() < after.total_gib() + u64::from(before.volumes));
    }
}

/// By hand: ingress in MiB/s, hours, then volumes, GiB, IOPS and MiB/s of each.
#[test]
fn by_hand() {
    for (kind, mib, hours, volumes, size_gib, iops, throughput_mib) in [
        // 10 MiB/s for a day are 843.75 GiB.
        (VolumeKind::Gp3, 10, 24, 1, 844, Some(3_000), Some(125)),
        (
            VolumeKind::Gp3,
            1_000,
            1,
            1,
            3_516,
            Some(4_000),
            Some(1_000),
        ),
        (
            VolumeKind::Gp3,
            3_000,
            1,
            2,
            5_274,
            Some(6_000),
            Some(1_500),
        ),
        // 100 MiB/s take 2.5 TiB of st1, whatever the data.
        (VolumeKind::St1, 100, 1, 1, 2_560, None, None),
        (VolumeKind::St1, 1, 1, 1, 125, None, None),
        (VolumeKind::St1, 501, 1, 2, 6_413, None, None),
        // 1000 MiB/s are 3906.25 IOPS of 0.256 MiB/s, but 4000 operations of 256 KiB.
        (VolumeKind::Io2, 1_000, 1, 1, 3_516, Some(4_000), None),
        (VolumeKind::Io2, 1, 1, 1, 4, Some(100), None),
    ] {
        let workload = Workload {
            consumer_fan_out: 0,
            replication_factor: 1,
            retention_hours: hours,
            brokers: 1,
            growth_headroom_percent: 0,
            disk_read_percent: 0,
            disk_used_percent: 100,
            ..Workload::of_ingress(Rate::from_mib(mib))
        };
        let found = Layout::smallest(kind, &Need::of(&workload), 10).unwrap();
        assert_eq!(
            (
                found.volumes,
                found.size_gib,
                found.iops,
                found.throughput_mib
            ),
            (volumes, size_gib, iops, throughput_mib),
            "{kind:?} {mib} MiB/s"
        );
    }
}
