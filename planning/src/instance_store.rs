//! When the host's own disks would serve in place of EBS.

use kafkaws_catalog::instance_type::{self, InstanceStore, InstanceType};

use crate::machine::Machine;
use crate::need::{GIB, Need};
use crate::rate::Rate;
use crate::workload::Workload;

/// How many other types are named.
const TYPES_NAMED: usize = 3;

/// What brokers on instance store give up and gain (source: `INSTANCE_STORE`).
const TRADE_OFFS: [&str; 5] = [
    "Stopping, hibernating or terminating the instance, moving it to another host, and the failure of \
     a disk lose the data: the broker copies everything back from the other brokers before it is in \
     sync again.",
    "The data survives only on other brokers, so every topic needs a replication factor of 2 or more, \
     and 3 to survive a second failure while the first broker copies.",
    "A new AMI or instance type is a new disk: rolling the cluster means one full copy for each broker.",
    "The size is the instance type's: storage grows only with larger or more instances.",
    "There is no charge beyond the instance, no limit by EBS bandwidth, and less latency than EBS has. \
     AWS does not publish its throughput in the API: measure it.",
];

/// Whether instance store would serve, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalDisks {
    /// Whether the planned instance's own disks hold the data, and copies elsewhere replace what they
    /// lose.
    pub serves: bool,
    /// Why, or why not.
    pub reason: String,
    /// What the planned instance has, in GiB, rounded down; 0 without instance store.
    pub available_gib: u128,
    /// The smallest types of the catalogue whose disks hold the data and whose network carries it.
    pub types: Vec<&'static str>,
    /// What it means to use them.
    pub trade_offs: &'static [&'static str],
}

impl LocalDisks {
    /// Looks at the machine's disks, and at those of the catalogue.
    pub fn of(workload: &Workload, need: &Need, machine: &Machine) -> Self {
        let available_gib = machine.instance_store.as_ref().map_or(0, gib);
        let replicated = workload.replication_factor > 1;
        let serves = replicated && available_gib >= need.data_gib();
        Self {
            serves,
            reason: reason(need, machine, available_gib, replicated),
            available_gib,
            types: if replicated { types(need) } else { Vec::new() },
            trade_offs: &TRADE_OFFS,
        }
    }
}

fn reason(need: &Need, machine: &Machine, available_gib: u128, replicated: bool) -> String {
    let (needed, name) = (need.data_gib(), machine.shown());
    if !replicated {
        return "With a replication factor of 1 the first lost disk loses data for good."
            .to_owned();
    }
    match available_gib {
        0 => format!("{name} has no instance store."),
        gib if gib < needed => {
            format!("{name} has {gib} GiB of instance store, and a broker needs {needed} GiB.")
        }
        gib => format!(
            "{name} has {gib} GiB of instance store, which hold the {needed} GiB of a broker."
        ),
    }
}

/// Whole GiB of all disks together: disks are sold in GB.
fn gib(store: &InstanceStore) -> u128 {
    u128::from(store.total_gb()) * 1_000_000_000 / GIB
}

fn types(need: &Need) -> Vec<&'static str> {
    let holds = |known: &&InstanceType| {
        known.instance_store.as_ref().map_or(0, gib) >= need.data_gib()
            && Rate::from_mbps(known.network.baseline_mbps) >= need.network()
    };
    let mut found: Vec<_> = instance_type::all()
        .filter(|known| known.instance_store.is_some())
        .filter(holds)
        .collect();
    found.sort_by_key(|known| (known.vcpus, known.memory_mib, known.name));
    found
        .iter()
        .take(TYPES_NAMED)
        .map(|known| known.name)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(replication_factor: u32, instance_type: &str) -> LocalDisks {
        let workload = Workload {
            replication_factor,
            retention_hours: 24,
            ..Workload::of_ingress(Rate::from_mib(10))
        };
        let machine = Machine::resolve(Some(instance_type), None, None).unwrap();
        LocalDisks::of(&workload, &Need::of(&workload), &machine)
    }

    #[test]
    fn serves_where_it_is_large_enough_and_others_hold_copies() {
        // 10 MiB/s with a quarter on top, for a day, on disks 85 percent full: 1241 GiB.
        let fits = look(3, "is4gen.xlarge");
        assert!(fits.serves && fits.available_gib == 3_492, "{fits:?}");
        assert!(!look(3, "i4i.large").serves);
        assert_eq!(look(3, "m7g.large").available_gib, 0);
        let alone = look(1, "is4gen.xlarge");
        assert!(!alone.serves && alone.types.is_empty() && alone.reason.contains("factor of 1"));
    }

    #[test]
    fn the_smallest_types_are_named() {
        let found = look(3, "m7g.large");
        assert_eq!(found.types.len(), TYPES_NAMED);
        for name in found.types {
            assert!(look(3, name).serves, "{name}");
        }
    }
}
