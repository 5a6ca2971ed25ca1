use super::*;

/// Rows read off `aws ec2 describe-instance-types`, as a check on the table's columns.
#[test]
fn rows_say_what_the_api_says() {
    let m7g = InstanceType::named("m7g.2xlarge").unwrap();
    assert_eq!((m7g.architecture, m7g.vcpus), (Architecture::Arm64, 8));
    assert_eq!(m7g.memory_mib, 32_768);
    assert_eq!(
        (m7g.ebs.baseline_mbps, m7g.ebs.maximum_mbps),
        (2500, 10_000)
    );
    assert_eq!(
        (m7g.ebs.baseline_iops, m7g.ebs.maximum_iops),
        (12_000, 40_000)
    );
    assert_eq!(
        (m7g.network.baseline_mbps, m7g.network.peak_mbps),
        (3750, 15_000)
    );
    assert_eq!(m7g.attachments.maximum, 27);
    assert!(m7g.attachments.shared_with_interfaces && m7g.instance_store.is_none());
    let m8g = InstanceType::named("m8g.16xlarge").unwrap();
    assert_eq!(m8g.attachments.maximum, 48);
    assert!(!m8g.attachments.shared_with_interfaces);
    let d3 = InstanceType::named("d3.xlarge").unwrap();
    let store = d3.instance_store.unwrap();
    assert_eq!((store.total_gb(), store.medium), (5940, Medium::Hdd));
    assert_eq!(d3.boot_modes(), ["legacy-bios", "uefi"]);
}

#[test]
fn names_are_found_and_come_once() {
    let mut names: Vec<_> = all().map(|known| known.name).collect();
    assert!(names.len() > 80, "{}", names.len());
    for name in &names {
        assert_eq!(
            InstanceType::named(name).map(|known| known.name),
            Some(*name)
        );
    }
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
    assert_eq!(InstanceType::named("kafka.m7g.large"), None);
}

/// A typing error in a row shows as a figure out of proportion.
#[test]
fn figures_are_in_proportion() {
    for known in all() {
        let InstanceType {
            name, ebs, network, ..
        } = known;
        assert!(ebs.baseline_mbps <= ebs.maximum_mbps, "{name}");
        assert!(ebs.baseline_iops <= ebs.maximum_iops, "{name}");
        assert!(network.baseline_mbps <= network.peak_mbps, "{name}");
        let bytes_each = u64::from(ebs.baseline_mbps) * 125_000 / u64::from(ebs.baseline_iops);
        assert!(
            (15_000..=36_000).contains(&bytes_each),
            "{name}: {bytes_each}"
        );
        let per_vcpu = known.memory_mib / known.vcpus;
        assert!((512..=8192).contains(&per_vcpu), "{name}: {per_vcpu} MiB");
        assert!((3..=64).contains(&known.attachments.maximum), "{name}");
    }
}

#[test]
fn families_tell_what_bursts_and_what_boots() {
    let burstable: Vec<_> = all()
        .filter(|known| known.is_burstable())
        .map(InstanceType::family)
        .collect();
    assert!(
        burstable
            .iter()
            .all(|family| ["t3", "t4g"].contains(family))
    );
    for known in all().filter(|known| known.architecture == Architecture::Arm64) {
        assert_eq!(known.boot_modes(), ["uefi"], "{}", known.name);
    }
}
