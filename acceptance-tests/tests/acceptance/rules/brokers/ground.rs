//! Addresses and images that rules are broken with.

use kafkaws_acceptance_tests::{Neighbour, Site, Trouble, elements};

/// In the sandbox each look moves a state on by one; none takes more.
const LOOKS: usize = 3;

/// The site, and what a neighbour has made there.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    pub(super) site: Site,
    /// An address in the first subnet that an interface has.
    pub(super) taken: String,
    /// The first address of the first subnet, which AWS keeps for its router.
    pub(super) router: String,
    /// An address in the first subnet that nothing has.
    pub(super) free: String,
    /// An image that needs a BIOS, for Intel and AMD.
    pub(super) bios: String,
    /// An image without ENA, for Intel and AMD.
    pub(super) without_ena: String,
    card: String,
    volume: String,
    snapshot: String,
}

impl Ground {
    /// Makes an interface, and two images of an empty volume.
    pub(super) fn made_by(neighbour: &Neighbour) -> Result<Self, Trouble> {
        let site = Site::of(neighbour)?;
        let subnet = site.subnets.first().cloned().unwrap_or_default();
        let card = neighbour.ec2_with("CreateNetworkInterface", &[("SubnetId", &subnet)])?;
        let volume = one(
            &neighbour.ec2_with(
                "CreateVolume",
                &[
                    ("AvailabilityZone", &site.zones[0]),
                    ("Size", "8"),
                    ("VolumeType", "gp3"),
                ],
            )?,
            "volumeId",
        )?;
        looks(neighbour, "DescribeVolumes")?;
        let made = neighbour.ec2_with("CreateSnapshot", &[("VolumeId", &volume)])?;
        let snapshot = one(&made, "snapshotId")?;
        looks(neighbour, "DescribeSnapshots")?;
        let ground = Self {
            taken: one(&card, "privateIpAddress")?,
            router: address(neighbour, &subnet, 1)?,
            free: address(neighbour, &subnet, 99)?,
            bios: image(
                neighbour,
                &snapshot,
                "bios",
                &[("BootMode", "legacy-bios"), ("EnaSupport", "true")],
            )?,
            without_ena: image(neighbour, &snapshot, "without-ena", &[])?,
            card: one(&card, "networkInterfaceId")?,
            site,
            volume,
            snapshot,
        };
        looks(neighbour, "DescribeImages")?;
        looks(neighbour, "DescribeNetworkInterfaces")?;
        Ok(ground)
    }

    /// Takes away what was made.
    pub(super) fn removed_by(&self, neighbour: &Neighbour) -> Result<(), Trouble> {
        let gone = [
            ("DeregisterImage", "ImageId", &self.bios),
            ("DeregisterImage", "ImageId", &self.without_ena),
            ("DeleteSnapshot", "SnapshotId", &self.snapshot),
            ("DeleteVolume", "VolumeId", &self.volume),
            ("DeleteNetworkInterface", "NetworkInterfaceId", &self.card),
        ];
        for (action, parameter, id) in gone {
            neighbour.ec2_with(action, &[(parameter, id)])?;
        }
        looks(neighbour, "DescribeVolumes")
    }
}

/// Everything is looked at until nothing is under way.
fn looks(neighbour: &Neighbour, action: &str) -> Result<(), Trouble> {
    (0..LOOKS).try_for_each(|_| neighbour.ec2(action).map(drop))
}

fn image(
    neighbour: &Neighbour,
    snapshot: &str,
    name: &str,
    more: &[(&str, &str)],
) -> Result<String, Trouble> {
    let mut parameters = vec![
        ("Name", name),
        ("Architecture", "x86_64"),
        ("VirtualizationType", "hvm"),
        ("RootDeviceName", "/dev/xvda"),
        ("BlockDeviceMapping.1.DeviceName", "/dev/xvda"),
        ("BlockDeviceMapping.1.Ebs.SnapshotId", snapshot),
        ("BlockDeviceMapping.1.Ebs.VolumeType", "gp3"),
    ];
    parameters.extend(more);
    one(
        &neighbour.ec2_with("RegisterImage", &parameters)?,
        "imageId",
    )
}

/// An address of a subnet by its last number: `172.31.0.1` of `172.31.0.0/20`.
fn address(neighbour: &Neighbour, subnet: &str, last: u8) -> Result<String, Trouble> {
    let shown = neighbour.ec2_with("DescribeSubnets", &[("SubnetId.1", subnet)])?;
    let range = one(&shown, "cidrBlock")?;
    let network = range.split('/').next().unwrap_or_default();
    let (start, _) = network.rsplit_once('.').unwrap_or_default();
    Ok(format!("{start}.{last}"))
}

fn one(answer: &str, element: &str) -> Result<String, Trouble> {
    let found = elements(answer, element).into_iter().next();
    found.ok_or_else(|| Trouble::Unmet(format!("no {element} in {answer}")))
}
