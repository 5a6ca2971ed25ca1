//! What fake brokers say, and how they misbehave.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use kafka_protocol::ResponseError;
use serde::Deserialize;

/// A cluster as its brokers tell it. All brokers tell the same.
///
/// As JSON, every field may be left out:
///
/// ```
/// use kafkaws_health::testing::{Fault, World};
///
/// let world: World = serde_json::from_str(r#"{
///     "brokers": {"1": {"port": 19092}, "2": {"fault": "hang"}, "3": {"fault": {"close_after": 8}}},
///     "topics": {"orders": {"partitions": [{"leader": 1, "replicas": [1, 2], "isr": [1]}]}}
/// }"#)?;
/// assert_eq!(world.brokers[&2].fault, Some(Fault::Hang));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct World {
    /// Names the cluster.
    pub cluster_id: String,
    /// By id.
    pub brokers: BTreeMap<i32, FakeBroker>,
    /// By name.
    pub topics: BTreeMap<String, FakeTopic>,
    /// The versions of Metadata that brokers know: the oldest and the newest.
    pub metadata_versions: (i16, i16),
}

impl Default for World {
    fn default() -> Self {
        Self {
            cluster_id: "fake".to_owned(),
            brokers: BTreeMap::new(),
            topics: BTreeMap::new(),
            metadata_versions: (0, 13),
        }
    }
}

/// A broker in metadata.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FakeBroker {
    /// What it advertises; when left out, the address of the listener that is asked.
    pub host: Option<String>,
    /// What it advertises; when left out, the port where it listens.
    pub port: Option<u16>,
    /// Its rack.
    pub rack: Option<String>,
    /// Whether metadata lists it: a broker that is down is not listed.
    pub listed: bool,
    /// How it misbehaves.
    pub fault: Option<Fault>,
}

impl Default for FakeBroker {
    fn default() -> Self {
        Self {
            host: None,
            port: None,
            rack: None,
            listed: true,
            fault: None,
        }
    }
}

/// A topic in metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FakeTopic {
    /// Kafka's; 0 is none.
    pub error_code: i16,
    /// As `__consumer_offsets` is.
    pub internal: bool,
    /// The client may not describe it: it is not in a list of all, and refused when named. It need not
    /// exist for that.
    pub hidden: bool,
    /// By index.
    pub partitions: Vec<FakePartition>,
}

/// A partition in metadata.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FakePartition {
    /// Nobody when left out.
    pub leader: Option<i32>,
    /// The preferred leader first.
    pub replicas: Vec<i32>,
    /// Those in sync.
    pub isr: Vec<i32>,
    /// Those that are down.
    pub offline: Vec<i32>,
    /// Kafka's; 0 is none.
    pub error_code: i16,
}

/// How a broker misbehaves.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Takes every request and answers none.
    Hang,
    /// Answers ApiVersions, and nothing after it.
    HangAfterApiVersions,
    /// Is a web server.
    Http,
    /// Sends these bytes for an answer.
    Garbage(Vec<u8>),
    /// Answers, and hangs up after this many bytes of its answers.
    CloseAfter(usize),
    /// Knows ApiVersions in version 0 alone, and says so without a list, as Kafka before 2.4.
    OldApiVersions,
    /// Answers another request than the one that was sent.
    WrongCorrelation,
    /// Answers ApiVersions with this error code.
    ErrorCode(i16),
    /// Takes requests other than ApiVersions after a login alone, by one of these mechanisms.
    Login(Vec<String>),
}

impl World {
    /// Brokers that are well, and no topics.
    pub fn of(ids: impl IntoIterator<Item = i32>) -> Self {
        let brokers = ids.into_iter().map(|id| (id, FakeBroker::default()));
        Self {
            brokers: brokers.collect(),
            ..Self::default()
        }
    }

    /// The same with one more topic, in sync, its leaders and replicas dealt out over the brokers.
    #[must_use]
    pub fn with_topic(mut self, name: &str, partitions: usize, replication_factor: usize) -> Self {
        let ids: Vec<i32> = self.brokers.keys().copied().collect();
        let dealt = (0..partitions).map(|index| {
            let from_here = ids.iter().cycle().skip(index % ids.len().max(1));
            let many = replication_factor.min(ids.len());
            FakePartition::in_sync(from_here.take(many).copied().collect())
        });
        let topic = FakeTopic {
            partitions: dealt.collect(),
            internal: name.starts_with("__"),
            ..FakeTopic::default()
        };
        self.topics.insert(name.to_owned(), topic);
        self
    }

    /// Lets each broker advertise the port where it really listens, unless it says another.
    pub fn advertise(&mut self, listening: &BTreeMap<i32, SocketAddr>) {
        for (id, broker) in &mut self.brokers {
            broker.port = broker.port.or(listening.get(id).map(SocketAddr::port));
        }
    }

    /// What metadata says once a broker is down.
    pub fn lose(&mut self, id: i32) {
        self.list(id, false);
        self.partitions_of(id).for_each(|p| p.lose(id));
    }

    /// A broker that was lost is back, and its replicas are not in sync yet.
    pub fn return_behind(&mut self, id: i32) {
        self.list(id, true);
        self.partitions_of(id).for_each(|p| p.return_behind(id));
    }

    /// A broker that was lost is back and in sync.
    pub fn recover(&mut self, id: i32) {
        self.return_behind(id);
        self.partitions_of(id).for_each(|p| p.catch_up(id));
    }

    /// Lets a broker misbehave, or ends that.
    pub fn set_fault(&mut self, id: i32, fault: Option<Fault>) {
        if let Some(broker) = self.brokers.get_mut(&id) {
            broker.fault = fault;
        }
    }

    fn list(&mut self, id: i32, listed: bool) {
        if let Some(broker) = self.brokers.get_mut(&id) {
            broker.listed = listed;
        }
    }

    fn partitions_of(&mut self, id: i32) -> impl Iterator<Item = &mut FakePartition> {
        let all = self.topics.values_mut().flat_map(|t| &mut t.partitions);
        all.filter(move |p| p.replicas.contains(&id))
    }
}

impl FakePartition {
    /// All of the replicas in sync, the first of them the leader.
    pub fn in_sync(replicas: Vec<i32>) -> Self {
        Self {
            leader: replicas.first().copied(),
            isr: replicas.clone(),
            replicas,
            ..Self::default()
        }
    }

    /// As Kafka does it: the last one in sync stays in the ISR, without a leader.
    fn lose(&mut self, id: i32) {
        if !self.offline.contains(&id) {
            self.offline.push(id);
        }
        if self.isr.len() > 1 {
            self.isr.retain(|other| *other != id);
        }
        if self.leader == Some(id) {
            self.elect();
        }
    }

    fn return_behind(&mut self, id: i32) {
        self.offline.retain(|other| *other != id);
        if self.leader.is_none() {
            self.elect();
        }
    }

    fn catch_up(&mut self, id: i32) {
        if !self.isr.contains(&id) {
            self.isr.push(id);
        }
    }

    fn elect(&mut self) {
        let offline = &self.offline;
        let alive = self.isr.iter().find(|id| !offline.contains(id));
        self.leader = alive.copied();
        self.error_code = match self.leader {
            Some(_) => 0,
            None => ResponseError::LeaderNotAvailable.code(),
        };
    }
}
