//! What a test holds of a running sandbox: its calls, and its world.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::calls::Call;
use crate::ec2::{InstanceEvent, MeddleError, VolumeEvent};
use crate::faults::changes;
use crate::gateway::Gateway;
use crate::meddle::Place;
use crate::msk::{DriftError, Event};
use crate::processes::Processes;

/// The calls at one moment.
#[derive(Clone, Debug, Default)]
pub struct Calls(Vec<Call>);

impl Calls {
    pub(crate) fn new(calls: Vec<Call>) -> Self {
        Self(calls)
    }

    /// How many calls of that operation there were, refused and lost ones too.
    #[must_use]
    pub fn count(&self, operation: &str) -> usize {
        self.0
            .iter()
            .filter(|call| call.operation == operation)
            .count()
    }

    /// All operations in order.
    #[must_use]
    pub fn operations(&self) -> Vec<&str> {
        self.0.iter().map(|call| call.operation.as_str()).collect()
    }

    /// Only the calls that `keep` wants.
    #[must_use]
    pub fn only(self, keep: impl Fn(&Call) -> bool) -> Self {
        Self(self.0.into_iter().filter(keep).collect())
    }

    /// The calls that change something: neither Describe, Get, Head nor List.
    #[must_use]
    pub fn mutating(self) -> Self {
        self.only(|call| changes(&call.operation))
    }

    /// The calls.
    #[must_use]
    pub fn as_slice(&self) -> &[Call] {
        &self.0
    }

    /// The number of calls.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there was none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The world of a running sandbox. Clusters are named; a name that two regions use needs
/// [`WorldHandle::at`].
#[derive(Clone, Debug)]
pub struct WorldHandle {
    gateway: Arc<Gateway>,
    place: Place,
}

impl WorldHandle {
    pub(crate) fn new(gateway: Arc<Gateway>) -> Self {
        Self {
            gateway,
            place: Place::default(),
        }
    }

    /// The same world, with clusters of this place only.
    #[must_use]
    pub fn at(&self, place: Place) -> Self {
        Self {
            gateway: Arc::clone(&self.gateway),
            place,
        }
    }

    /// Whether nothing that somebody made is left, in any region; a default VPC does not count.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.gateway.with_world(|world| world.is_empty())
    }

    /// What there is, as the admin API's `world` shows it.
    #[must_use]
    pub fn summary(&self) -> Value {
        self.gateway.with_world(|world| world.summary())
    }

    /// What runs, by instance, as the admin API's `processes` shows it; nothing where instances are no processes.
    #[must_use]
    pub fn processes(&self) -> Value {
        let processes = self.gateway.processes.as_ref();
        processes.map_or_else(|| json!({}), Processes::list)
    }

    /// Moves the clock: transitions, cool-downs and quotas; whole seconds.
    pub fn advance(&self, by: Duration) {
        self.gateway.with_world(|world| world.advance(by.as_secs()));
    }

    /// So many list calls after a create do not show the cluster yet.
    pub fn set_list_lag(&self, calls: u32) {
        self.gateway.with_world(|world| world.list_lag = calls);
    }

    /// A cluster's whole state, as the state file has it.
    ///
    /// # Errors
    ///
    /// When there is no such cluster, or more than one.
    pub fn cluster(&self, name: &str) -> Result<Value, DriftError> {
        self.gateway
            .with_world(|world| world.cluster(&self.place, name).map(|c| json!(c)))
    }

    /// Something that MSK does by itself.
    ///
    /// # Errors
    ///
    /// When there is no such cluster, or the event does not suit it.
    pub fn happen(&self, name: &str, event: Event) -> Result<(), DriftError> {
        self.gateway
            .with_world(|world| world.happen(&self.place, name, event))
    }

    /// Somebody changes a cluster by hand: a JSON merge patch on what DescribeClusterV2 shows under
    /// `provisioned`, and on `tags`. No rule is asked, and `CurrentVersion` changes.
    ///
    /// # Errors
    ///
    /// When there is no such cluster, or the patched one has another shape.
    pub fn drift(&self, name: &str, patch: Value) -> Result<(), DriftError> {
        self.gateway
            .with_world(|world| world.drift(&self.place, name, patch))
    }

    /// The partitions of every broker, leaders and followers, for refusals and for CloudWatch.
    ///
    /// # Errors
    ///
    /// When there is no such cluster.
    pub fn set_partitions(&self, name: &str, each_broker: u64) -> Result<(), DriftError> {
        self.gateway.with_world(|world| {
            world
                .cluster_mut(&self.place, name)
                .map(|cluster| cluster.fill(each_broker))
        })
    }

    /// So many looks at a new EC2 id find nothing yet.
    pub fn set_id_lag(&self, looks: u32) {
        self.gateway.with_world(|world| world.id_lag = looks);
    }

    /// Something happens to an instance, by id or `Name` tag.
    ///
    /// # Errors
    ///
    /// When there is no such instance, or more than one.
    pub fn befall(&self, instance: &str, event: InstanceEvent) -> Result<(), MeddleError> {
        self.gateway
            .with_world(|world| world.befall(&self.place, instance, event))
    }

    /// Something happens to a volume, by id or `Name` tag.
    ///
    /// # Errors
    ///
    /// When there is no such volume, or more than one.
    pub fn befall_volume(&self, volume: &str, event: VolumeEvent) -> Result<(), MeddleError> {
        self.gateway
            .with_world(|world| world.befall_volume(&self.place, volume, event))
    }

    /// How many instances of a type a zone (`eu-west-1a`) can run, in the account of who assumed no
    /// role; `None` for any number. More is InsufficientInstanceCapacity.
    pub fn set_capacity(&self, instance_type: &str, zone: &str, count: Option<u32>) {
        self.gateway
            .with_world(|world| world.set_capacity(instance_type, zone, count));
    }

    /// The vCPUs that may run; more is VcpuLimitExceeded.
    ///
    /// # Errors
    ///
    /// When nobody has been at this place yet.
    pub fn set_vcpu_limit(&self, vcpus: u32) -> Result<(), MeddleError> {
        self.gateway.with_world(|world| {
            let areas = world.areas_of(&self.place)?;
            areas
                .into_iter()
                .for_each(|area| area.compute.vcpu_limit = vcpus);
            Ok(())
        })
    }

    /// Whether VM Import can assume its service role, `vmimport` or another; at first it can.
    pub fn set_import_role(&self, exists: bool) {
        self.gateway.with_world(|world| world.import_role = exists);
    }

    /// The next launch goes from `pending` to `terminated`, for this reason, such as
    /// `Client.VolumeLimitExceeded`.
    ///
    /// # Errors
    ///
    /// When nobody has been at this place yet.
    pub fn fail_next_launch(&self, code: &str, message: &str) -> Result<(), MeddleError> {
        self.gateway.with_world(|world| {
            let areas = world.areas_of(&self.place)?;
            areas
                .into_iter()
                .for_each(|area| area.fail_next_launch(code, message));
            Ok(())
        })
    }

    /// What every instance writes to its console when it boots, from now on. Filled in are
    /// `{instance_id}`, `{image_id}`, `{boot}` (which boot it is), `{boot_id}` (another UUID at every
    /// boot), `{boot_hash}` (32 hexadecimal digits of the user data's SHA-256), `{user_data}` (decoded)
    /// and `{user_data.NAME}`: a member of user data that is a JSON object. A line whose member is
    /// not there is left out.
    pub fn set_console(&self, text: &str) {
        self.gateway.with_world(|world| world.set_console(text));
    }
}
