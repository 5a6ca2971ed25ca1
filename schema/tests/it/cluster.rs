//! The model the tests share: a small cluster with one of everything.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use kafkaws_schema::{
    Bounded, Choice, Model, ResourceSchema, Value, WriteOnly, json, parsed, text,
};

pub(crate) const SCHEMA: ResourceSchema = ResourceSchema::of::<Cluster, Outputs>(0);

/// A value of the cluster's type; what the JSON leaves out is null.
#[expect(clippy::unwrap_used, reason = "a test's own JSON")]
pub(crate) fn value(json: &serde_json::Value) -> Value {
    json::of_json(json, &SCHEMA.ty()).unwrap()
}

text!(pub(crate) Name, "1 to 64 letters, digits and hyphens", |text| {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
});

parsed!(pub(crate) Version(Numbers), "a Kafka version, such as 3.9.0");

/// The numbers of a version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Numbers(Vec<u32>);

impl FromStr for Numbers {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split('.')
            .map(str::parse)
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

impl fmt::Display for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<_> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&texts.join("."))
    }
}

fn is_downgrade(prior: &Version, planned: &Version) -> bool {
    planned < prior
}

/// A cluster.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Cluster {
    /// Name of the cluster,
    /// unique within the account.
    #[tf(replace)]
    pub(crate) name: Name,
    /// Kafka version.
    #[tf(replace_when = is_downgrade)]
    pub(crate) kafka_version: Version,
    /// The brokers.
    pub(crate) brokers: Brokers,
    /// Key that encrypts data at rest.
    #[tf(computed, replace)]
    pub(crate) kms_key_arn: Option<String>,
    /// Granularity of metrics.
    #[tf(default = Monitoring::Default)]
    pub(crate) r#type: Monitoring,
    /// Who may connect.
    #[tf(default = Sasl { iam: false, scram: false })]
    pub(crate) sasl: Sasl,
    /// Where data is kept.
    #[tf(computed)]
    pub(crate) storage: Option<Storage>,
    /// Where to listen.
    pub(crate) listeners: Option<Vec<Listener>>,
    /// Users by name.
    pub(crate) users: Option<BTreeMap<String, User>>,
    /// Tags.
    #[tf(deprecated = "use labels")]
    pub(crate) tags: Option<BTreeMap<String, String>>,
}

/// The brokers of a cluster.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Brokers {
    /// How many.
    pub(crate) count: Bounded<1, 60>,
    /// Where.
    #[tf(replace)]
    pub(crate) subnets: BTreeSet<String>,
    /// Volume of each, in GiB.
    #[tf(computed)]
    pub(crate) size: Option<i64>,
}

/// Where data is kept.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Storage {
    /// Size in GiB.
    #[tf(computed)]
    pub(crate) size: Option<i64>,
    /// Provisioned throughput.
    #[tf(default = Throughput { enabled: false, rate: None })]
    pub(crate) throughput: Throughput,
}

/// Provisioned throughput.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Throughput {
    /// Whether it is provisioned.
    #[tf(default = false)]
    pub(crate) enabled: bool,
    /// In MiB per second.
    pub(crate) rate: Option<i64>,
}

/// Where to listen.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Listener {
    /// Name of the listener.
    #[tf(replace)]
    pub(crate) name: String,
    /// Port; AWS picks one when it is left out.
    #[tf(computed)]
    pub(crate) port: Option<Bounded<1, 65535>>,
}

/// A user.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct User {
    /// The password.
    pub(crate) password: WriteOnly<String>,
    /// Change it to send the password again.
    #[tf(default = 1)]
    pub(crate) password_version: i64,
}

/// Authentication by SASL.
#[derive(Clone, Debug, PartialEq, Model)]
pub(crate) struct Sasl {
    /// By IAM.
    #[tf(default = false)]
    pub(crate) iam: bool,
    /// By SCRAM.
    #[tf(default = false)]
    pub(crate) scram: bool,
}

/// Granularity of metrics.
#[derive(Clone, Copy, Debug, PartialEq, Choice)]
pub(crate) enum Monitoring {
    /// Per cluster.
    Default,
    /// Per broker.
    PerBroker,
}

/// What AWS assigns.
#[derive(Clone, Debug, PartialEq, Model)]
#[outputs(of = Cluster)]
pub(crate) struct Outputs {
    /// ARN.
    #[tf(stable)]
    pub(crate) arn: String,
    /// Where to connect.
    #[tf(changes_with = [brokers, r#type])]
    pub(crate) endpoints: Option<String>,
    /// Counts changes.
    #[tf(volatile)]
    pub(crate) revision: i64,
}
