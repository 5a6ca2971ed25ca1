//! Which broker something in EC2 belongs to.

use std::fmt;

use crate::aws::tags::Tags;

/// Tag with the name of the cluster: on instances, interfaces and volumes.
pub(crate) const CLUSTER: &str = "kafkaws:cluster";
/// Tag with the broker's id in its cluster: on instances, interfaces and volumes.
pub(crate) const BROKER_ID: &str = "kafkaws:broker-id";
/// Tag with a data volume's name on its broker.
pub(crate) const VOLUME: &str = "kafkaws:volume";

/// A broker of a cluster: what its interface, its volumes and its instance have in common, whatever
/// becomes of each.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Identity {
    /// Name of the cluster.
    pub(crate) cluster: String,
    /// The broker's id in it.
    pub(crate) broker_id: i64,
}

impl Identity {
    /// The broker that something with these tags belongs to.
    pub(crate) fn of(tags: &Tags) -> Option<Self> {
        Some(Self {
            cluster: tags.get(CLUSTER)?.clone(),
            broker_id: tags.get(BROKER_ID)?.parse().ok()?,
        })
    }

    /// The tags that say it.
    pub(crate) fn tags(&self) -> Tags {
        Tags::from([
            (CLUSTER.to_owned(), self.cluster.clone()),
            (BROKER_ID.to_owned(), self.broker_id.to_string()),
        ])
    }

    /// The `Name` tag of its instance and its interface.
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.cluster, self.broker_id)
    }
}

/// The id of `kafkaws_broker`, which import takes too.
impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.cluster, self.broker_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_say_which_broker_it_is() {
        let broker = Identity {
            cluster: "orders".into(),
            broker_id: 7,
        };
        assert_eq!(Identity::of(&broker.tags()), Some(broker.clone()));
        assert_eq!(
            (broker.name(), broker.to_string()),
            ("orders-7".into(), "orders/7".into())
        );
        let mut other = broker.tags();
        other.insert(BROKER_ID.into(), "seven".into());
        assert_eq!(Identity::of(&other), None);
        assert_eq!(Identity::of(&Tags::new()), None);
    }
}
