//! What is measured: how many of which resources, written for us and for the peer.

use std::path::Path;

use kafkaws_acceptance_tests::{KAFKAWS, Neighbour, elements};

use super::image;
use crate::failure::Failure;

/// A number of resources of one kind.
#[derive(Debug)]
pub(super) struct Fixture {
    /// As `--fixture` and the JSON file name it.
    pub(super) name: &'static str,
    kind: Kind,
    objects: usize,
    /// What is compared on it.
    pub(super) scope: Scope,
}

#[derive(Debug)]
enum Kind {
    /// `kafkaws_msk_cluster` against `aws_msk_cluster`.
    Clusters,
    /// `kafkaws_broker_ami` of an image in a file; the peer has nothing like it.
    Image,
    /// `kafkaws_broker_stack`s of six against as many instances, each with a volume and its attachment.
    Brokers,
}

/// What is compared on a fixture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Every work, with the peer.
    Peer,
    /// The same, and plans of terraform's own objects that hold what our state holds.
    PeerAndTerraformAlone,
    /// Making ours, which uploads an image, and what follows.
    OursUploading,
    /// How refreshes of ours grow with their number; making it is not measured.
    OursRefreshing,
}

/// Everything that is measured. 162 brokers are 27 clusters of six.
pub(super) const FIXTURES: [Fixture; 5] = [
    Fixture {
        name: "msk-1",
        kind: Kind::Clusters,
        objects: 1,
        scope: Scope::Peer,
    },
    Fixture {
        name: "msk-27",
        kind: Kind::Clusters,
        objects: 27,
        scope: Scope::PeerAndTerraformAlone,
    },
    Fixture {
        name: "nodes-30",
        kind: Kind::Brokers,
        objects: 30,
        scope: Scope::Peer,
    },
    Fixture {
        name: "nodes-162",
        kind: Kind::Brokers,
        objects: 162,
        scope: Scope::OursRefreshing,
    },
    Fixture {
        name: "image",
        kind: Kind::Image,
        objects: 1,
        scope: Scope::OursUploading,
    },
];

impl Fixture {
    /// The root module for the provider with this address.
    pub(super) fn root(&self, address: &str) -> &'static str {
        match (&self.kind, address == KAFKAWS) {
            (Kind::Clusters, true) => include_str!("fixtures/msk/ours.tf"),
            (Kind::Clusters, false) => include_str!("fixtures/msk/peer.tf"),
            (Kind::Image, _) => include_str!("fixtures/image/ours.tf"),
            (Kind::Brokers, true) => include_str!("fixtures/nodes/ours.tf"),
            (Kind::Brokers, false) => include_str!("fixtures/nodes/peer.tf"),
        }
    }

    /// Its variables, and the files that they name.
    pub(super) fn variables(&self, aws: &Neighbour, folder: &Path) -> Result<String, Failure> {
        match self.kind {
            Kind::Image => Ok(format!("image = {:?}\n", image::write(folder)?)),
            Kind::Clusters | Kind::Brokers => self.in_network(aws),
        }
    }

    /// MiB that making it uploads.
    pub(super) fn upload_mib(&self) -> Option<f64> {
        matches!(self.kind, Kind::Image).then(image::data_mib)
    }

    /// Everybody gets the same network, and nobody has to look for it.
    fn in_network(&self, aws: &Neighbour) -> Result<String, Failure> {
        let subnets = elements(&aws.ec2("DescribeSubnets")?, "subnetId");
        let groups = elements(&aws.ec2("DescribeSecurityGroups")?, "groupId");
        let (subnets, group) = (
            &subnets[..subnets.len().min(3)],
            groups.iter().take(1).collect::<Vec<_>>(),
        );
        let objects = self.objects;
        let ami = match self.kind {
            Kind::Clusters | Kind::Image => String::new(),
            Kind::Brokers => format!("ami             = {:?}\n", public_image(aws)?),
        };
        Ok(format!(
            "objects         = {objects}\nsubnets         = {subnets:?}\nsecurity_groups = {group:?}\n{ami}"
        ))
    }
}

/// A public image for Graviton.
fn public_image(aws: &Neighbour) -> Result<String, Failure> {
    let filter = [
        ("Filter.1.Name", "architecture"),
        ("Filter.1.Value.1", "arm64"),
    ];
    let images = elements(&aws.ec2_with("DescribeImages", &filter)?, "imageId");
    images
        .into_iter()
        .next()
        .ok_or_else(|| Failure::Unexpected("the sandbox has no image for arm64".to_owned()))
}
