//! What the instance under a broker can do.

use kafkaws_catalog::InstanceType;
use kafkaws_catalog::instance_type::InstanceStore;

use crate::error::{Input, PlanError};
use crate::need::Need;
use crate::rate::Rate;

/// Volumes of a type that is not in the catalogue: Nitro's shared limit of 28, less a network
/// interface (source: `INSTANCE_TYPES`).
const ATTACHMENTS_ASSUMED: u32 = 27;

/// The sustained limits of an instance. Bursts last half an hour a day and are not planned on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The instance type, if one was said.
    pub name: Option<String>,
    /// Bandwidth to all EBS volumes together.
    pub ebs: Rate,
    /// Operations per second on all EBS volumes together; `None`: not known.
    pub ebs_iops: Option<u32>,
    /// Network bandwidth, each way. EBS does not share it.
    pub network: Rate,
    /// Data volumes that can be attached beside the root volume.
    pub data_volumes: u32,
    /// Memory in MiB, most of which is page cache on a broker; `None`: not known.
    pub memory_mib: Option<u32>,
    /// Local disks.
    pub instance_store: Option<InstanceStore>,
}

impl Machine {
    /// The machine of a type in the catalogue, or with bandwidths in Mbit/s (decimal), which go before
    /// the catalogue's.
    ///
    /// # Errors
    /// When neither tells both bandwidths.
    pub fn resolve(
        name: Option<&str>,
        ebs_mbps: Option<u32>,
        network_mbps: Option<u32>,
    ) -> Result<Self, PlanError> {
        let known = name.and_then(InstanceType::named);
        let figure = |said: Option<u32>, listed: fn(&InstanceType) -> u32, input| {
            let figure = said.or_else(|| known.map(listed));
            figure.ok_or_else(|| missing(name, input))
        };
        let ebs = figure(ebs_mbps, |it| it.ebs.baseline_mbps, Input::EbsBandwidthMbps)?;
        let network = figure(
            network_mbps,
            |it| it.network.baseline_mbps,
            Input::NetworkBandwidthMbps,
        )?;
        let attachments = known.map_or(ATTACHMENTS_ASSUMED, |it| it.attachments.maximum);
        Ok(Self {
            name: name.map(str::to_owned),
            ebs: Rate::from_mbps(ebs),
            ebs_iops: known.map(|it| it.ebs.baseline_iops),
            network: Rate::from_mbps(network),
            data_volumes: attachments.saturating_sub(1),
            memory_mib: known.map(|it| it.memory_mib),
            instance_store: known.and_then(|it| it.instance_store),
        })
    }

    /// The longest that a written byte can stay in the page cache, in seconds: all memory over the
    /// rate of writing. `None` where the memory is not known or nothing is written.
    pub fn page_cache_seconds(&self, need: &Need) -> Option<u128> {
        let bytes = u128::from(self.memory_mib?) << 20;
        bytes.checked_div(need.write.bytes_per_second())
    }

    /// The type's name, or what stands for it in a sentence.
    pub(crate) fn shown(&self) -> &str {
        self.name.as_deref().unwrap_or("the instance")
    }
}

fn missing(name: Option<&str>, input: Input) -> PlanError {
    match name {
        Some(name) => PlanError::UnknownInstanceType {
            name: name.to_owned(),
            missing: input,
        },
        None => PlanError::NoBandwidth(input),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_goes_before_the_catalogue() {
        let listed = Machine::resolve(Some("m7g.2xlarge"), None, None).unwrap();
        assert_eq!(listed.ebs, Rate::from_mbps(2_500));
        assert_eq!(listed.network, Rate::from_mbps(3_750));
        assert_eq!((listed.data_volumes, listed.ebs_iops), (26, Some(12_000)));
        let said = Machine::resolve(Some("m7g.2xlarge"), Some(1_000), None).unwrap();
        assert_eq!(
            (said.ebs, said.network),
            (Rate::from_mbps(1_000), listed.network)
        );
    }

    #[test]
    fn a_type_that_nobody_knows_needs_both_bandwidths() {
        let unknown = |ebs, network| Machine::resolve(Some("x99.large"), ebs, network);
        let missing = |error: PlanError| error.input();
        assert_eq!(
            missing(unknown(None, Some(1)).unwrap_err()),
            Input::InstanceType
        );
        assert_eq!(
            missing(unknown(Some(1), None).unwrap_err()),
            Input::InstanceType
        );
        assert_eq!(
            unknown(Some(8), Some(16)).unwrap().network,
            Rate::from_mbps(16)
        );
        let nothing = Machine::resolve(None, Some(1), None).unwrap_err();
        assert_eq!(nothing.input(), Input::NetworkBandwidthMbps);
    }
}
