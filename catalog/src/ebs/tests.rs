use super::*;

/// AWS's own table of st1, by TiB: base and burst.
#[test]
fn st1_is_as_aws_tabulates_it() {
    for (size_gib, base, burst) in [
        (128, 5, 31),
        (512, 20, 125),
        (1024, 40, 250),
        (2048, 80, 500),
        (5120, 200, 500),
        (10_240, 400, 500),
        (16_384, 500, 500),
    ] {
        assert_eq!(
            ST1.sustained_throughput(size_gib, 500, None),
            base,
            "{size_gib}"
        );
        assert_eq!(
            ST1.burst_throughput(size_gib, 500, Some(9)),
            burst,
            "{size_gib}"
        );
    }
    assert_eq!(SC1.sustained_throughput(16_384, 250, None), 192);
}

#[test]
fn only_gp3_chooses_its_throughput() {
    for kind in VOLUME_TYPES {
        let chosen = matches!(kind.throughput, Throughput::Chosen { .. });
        assert_eq!(chosen, kind.name == "gp3");
        assert_eq!(VolumeType::named(kind.name), Some(kind));
    }
    assert_eq!(GP3.sustained_throughput(500, 3_000, None), 125);
    assert_eq!(GP3.sustained_throughput(500, 3_000, Some(700)), 700);
    assert_eq!(VolumeType::named("standard"), None);
}

#[test]
fn io2_has_the_throughput_of_its_iops() {
    for (iops, throughput) in [
        (100, 25),
        (1_000, 256),
        (15_624, 3_999),
        (15_625, 4_000),
        (256_000, 4_000),
    ] {
        assert_eq!(
            IO2.sustained_throughput(100, iops, None),
            throughput,
            "{iops}"
        );
        assert_eq!(IO2.burst_throughput(100, iops, None), throughput, "{iops}");
    }
}

#[test]
fn iops_go_with_the_size_up_to_the_types_maximum() {
    for (kind, size_gib, least, most) in [
        (&GP3, 1, 3_000, 3_000),
        (&GP3, 20, 3_000, 10_000),
        (&GP3, 160, 3_000, 80_000),
        (&GP3, 65_536, 3_000, 80_000),
        (&GP2, 10, 100, 100),
        (&GP2, 1_000, 3_000, 3_000),
        (&GP2, 16_384, 16_000, 16_000),
        (&IO2, 4, 100, 4_000),
        (&IO2, 65_536, 100, 256_000),
        (&IO1, 100, 100, 5_000),
        (&ST1, 125, 500, 500),
        (&SC1, 16_384, 250, 250),
    ] {
        assert_eq!(
            kind.iops_range(size_gib),
            least..=most,
            "{} {size_gib}",
            kind.name
        );
    }
}

#[test]
fn disks_merge_more_into_one_operation() {
    assert_eq!(GP3.operation_kib(), 256);
    assert_eq!(ST1.operation_kib(), 1_024);
}
