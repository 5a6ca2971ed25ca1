//! Images that every account finds: two releases for each architecture, so that tests can go from one
//! to the next, and an old one that boots only as a PC did.

use super::{Device, Image, ImageState};
use crate::clock::Timestamp;
use crate::ec2::network::Tags;
use crate::ec2::phase::Phase;
use crate::ec2::volume::Shape;
use crate::id;

/// Amazon's account for these images.
pub(super) const OWNER: &str = "137112412989";

/// Name, architecture, boot mode, IMDSv2 only.
const IMAGES: [(&str, &str, Option<&str>, bool); 5] = [
    (
        "al2023-ami-2023.8.20250804.0-kernel-6.1-arm64",
        "arm64",
        Some("uefi"),
        true,
    ),
    (
        "al2023-ami-2023.9.20251105.0-kernel-6.1-arm64",
        "arm64",
        Some("uefi"),
        true,
    ),
    (
        "al2023-ami-2023.8.20250804.0-kernel-6.1-x86_64",
        "x86_64",
        Some("uefi-preferred"),
        true,
    ),
    (
        "al2023-ami-2023.9.20251105.0-kernel-6.1-x86_64",
        "x86_64",
        Some("uefi-preferred"),
        true,
    ),
    (
        "amzn2-ami-hvm-2.0.20250721.2-x86_64-gp2",
        "x86_64",
        None,
        false,
    ),
];

pub(super) fn images(region: &str) -> Vec<Image> {
    IMAGES.iter().map(|image| build(region, image)).collect()
}

fn build(region: &str, row: &(&str, &str, Option<&str>, bool)) -> Image {
    let (name, architecture, boot_mode, imds_v2) = row;
    let seed = format!("{region}/{name}");
    let (kind, iops, throughput) = match imds_v2 {
        true => ("gp3", Some(3_000), Some(125)),
        false => ("gp2", None, None),
    };
    let root = Device {
        name: "/dev/xvda".to_owned(),
        snapshot: Some(id::seeded("snap", &seed)),
        shape: Shape {
            kind: kind.to_owned(),
            size: 8,
            iops,
            throughput,
        },
        encrypted: false,
        delete_on_termination: true,
    };
    Image {
        id: id::seeded("ami", &seed),
        name: (*name).to_owned(),
        description: None,
        owner: OWNER.to_owned(),
        public: true,
        architecture: (*architecture).to_owned(),
        virtualization: "hvm".to_owned(),
        boot_mode: boot_mode.map(str::to_owned),
        ena: true,
        sriov: Some("simple".to_owned()),
        imds_v2: *imds_v2,
        tpm: None,
        root_device: root.name.clone(),
        devices: vec![root],
        created: released(name),
        phase: Phase::at(ImageState::Available),
        unseen: 0,
        tags: Tags::new(),
    }
}

/// The date in the name, so that "most recent" finds the newest.
fn released(name: &str) -> Timestamp {
    let dated = |part: &&str| part.len() == 8 && part.chars().all(|c| c.is_ascii_digit());
    let days = name.split('.').find(dated).and_then(|date| {
        let number: u64 = date.parse().ok()?;
        let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
        Some((year - 1970) * 365 + month * 30 + day)
    });
    Timestamp::default().after_seconds(days.unwrap_or_default() * 24 * 3600)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_and_newer_releases_are_younger() {
        let (first, second) = (images("eu-west-1"), images("eu-west-1"));
        assert_eq!(first[0].id, second[0].id);
        assert!(first[1].created > first[0].created);
        assert_ne!(first[0].id, images("us-east-1")[0].id);
    }
}
