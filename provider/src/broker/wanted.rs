//! From what is written about a broker to what it is to be.

use std::time::Duration;

use crate::broker::model::{Broker, Timeouts};
use crate::broker::node::{Identity, Placement, Wanted};
use crate::broker::tags::Tagging;
use crate::config::GoDuration;

/// How long each wait for AWS may last. Stopping a broker that closes its logs takes the longest.
const PATIENCE: Duration = Duration::from_secs(30 * 60);

impl Broker {
    /// Which broker it is.
    pub(crate) fn identity(&self) -> Identity {
        Identity {
            cluster: self.cluster_name.to_string(),
            broker_id: self.broker_id.get(),
        }
    }

    /// What it is to be.
    pub(super) fn wanted(&self, tags: Tagging) -> Wanted {
        let text = |value: Option<&str>| value.map(str::to_owned);
        let groups = self.security_groups.as_ref();
        Wanted {
            identity: self.identity(),
            stack: None,
            ami: self.ami.to_string(),
            instance_type: self.instance_type.to_string(),
            subnet_id: self.subnet_id.to_string(),
            security_groups: groups.map(|groups| groups.iter().map(ToString::to_string).collect()),
            private_ip: text(self.private_ip.as_deref()),
            iam_instance_profile: text(self.iam_instance_profile.as_deref()),
            key_name: text(self.key_name.as_deref()),
            placement: self.placement_group.as_ref().map(|group| Placement {
                group: group.to_string(),
                partition: self.placement_partition_number.map(|number| number.get()),
            }),
            volumes: self.volumes.clone(),
            properties: self.properties.clone(),
            environment: self.environment.clone(),
            listeners: self.listeners.clone(),
            tags,
            disable_api_termination: self.disable_api_termination,
            may_remove_volumes: self.allow_volume_removal,
            delete_volumes: self.delete_volumes_on_destroy,
            stays_marked: false,
        }
    }

    /// How long a wait may last; `said` picks the limit that the user may have set.
    pub(super) fn limit(&self, said: fn(&Timeouts) -> Option<&GoDuration>) -> Duration {
        self.timeouts
            .as_ref()
            .and_then(said)
            .map_or(PATIENCE, |limit| limit.0)
    }
}
