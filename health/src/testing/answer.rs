//! What a fake broker answers to one request.

use std::net::SocketAddr;

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::ResponseError;
use kafka_protocol::messages::api_versions_response::ApiVersion;
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{
    ApiKey, ApiVersionsResponse, BrokerId, MetadataRequest, MetadataResponse, RequestHeader,
    ResponseHeader, SaslHandshakeResponse, TopicName,
};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};

use super::world::{FakePartition, FakeTopic, Fault, World};

/// Of ApiVersions, in any broker that is not old.
const API_VERSIONS: (i16, i16) = (0, 4);

/// What happens on the connection.
pub(super) enum Reply {
    /// An answer, without its length.
    Message(Bytes),
    /// Bytes that are not an answer, and the end of the connection.
    Raw(Vec<u8>),
    /// Nothing, ever.
    Silence,
    /// The end of the connection.
    Close,
}

/// A request, as far as a fake broker reads it.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) api: ApiKey,
    pub(super) version: i16,
    correlation: i32,
    body: Bytes,
}

impl Request {
    /// `None` for what is no request of Kafka's.
    pub(super) fn read(message: &Bytes) -> Option<Self> {
        let key = i16::from_be_bytes(message.get(0..2)?.try_into().ok()?);
        let version = i16::from_be_bytes(message.get(2..4)?.try_into().ok()?);
        let api = ApiKey::try_from(key).ok()?;
        let header = api.request_header_version(version);
        let mut body = message.clone();
        let header = RequestHeader::decode(&mut body, header).ok()?;
        Some(Self {
            api,
            version,
            correlation: header.correlation_id,
            body,
        })
    }

    /// What the broker `id` replies, which listens at `here`.
    pub(super) fn reply(&self, world: &World, id: i32, here: SocketAddr) -> Reply {
        let fault = world.brokers.get(&id).and_then(|b| b.fault.as_ref());
        match (fault, self.api) {
            (Some(Fault::Hang), _) => Reply::Silence,
            (Some(Fault::HangAfterApiVersions), api) if api != ApiKey::ApiVersions => {
                Reply::Silence
            }
            (Some(Fault::Http), _) => Reply::Raw(
                b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .to_vec(),
            ),
            (Some(Fault::Garbage(bytes)), _) => Reply::Raw(bytes.clone()),
            (_, ApiKey::ApiVersions) => self.api_versions(world, fault),
            (_, ApiKey::SaslHandshake) => self.sasl_handshake(fault),
            // A listener with a login hangs up on everything that comes before it.
            (Some(Fault::Login(_)), _) => Reply::Close,
            (_, ApiKey::Metadata) => self.metadata(world, here),
            // Real brokers hang up on what they did not offer.
            _ => Reply::Close,
        }
        .corrupted(fault)
    }

    fn api_versions(&self, world: &World, fault: Option<&Fault>) -> Reply {
        let old = fault == Some(&Fault::OldApiVersions);
        let newest = if old { 0 } else { API_VERSIONS.1 };
        let unsupported = !(API_VERSIONS.0..=newest).contains(&self.version);
        let error_code = match fault {
            Some(Fault::ErrorCode(code)) => *code,
            _ if unsupported => ResponseError::UnsupportedVersion.code(),
            _ => 0,
        };
        let apis = [
            (ApiKey::Metadata, world.metadata_versions),
            (ApiKey::SaslHandshake, (0, 1)),
            (ApiKey::ApiVersions, (API_VERSIONS.0, newest)),
        ];
        let listed = apis.map(|(api, (min, max))| api_version(api, min, max));
        let answer = ApiVersionsResponse::default()
            .with_error_code(error_code)
            .with_api_keys(if unsupported && old {
                Vec::new()
            } else {
                listed.to_vec()
            });
        // The answer to an unknown version is in version 0, so that any client can read it.
        self.message(&answer, if unsupported { 0 } else { self.version })
    }

    fn sasl_handshake(&self, fault: Option<&Fault>) -> Reply {
        let answer = match fault {
            Some(Fault::Login(mechanisms)) => SaslHandshakeResponse::default()
                .with_error_code(ResponseError::UnsupportedSaslMechanism.code())
                .with_mechanisms(mechanisms.iter().cloned().map(StrBytes::from).collect()),
            _ => SaslHandshakeResponse::default()
                .with_error_code(ResponseError::IllegalSaslState.code()),
        };
        self.message(&answer, self.version)
    }

    fn metadata(&self, world: &World, here: SocketAddr) -> Reply {
        let (oldest, newest) = world.metadata_versions;
        if !(oldest..=newest).contains(&self.version) {
            return Reply::Close;
        }
        let Ok(asked) = MetadataRequest::decode(&mut self.body.clone(), self.version) else {
            return Reply::Close;
        };
        let answer = brokers(world, here).with_topics(topics(world, asked, self.version));
        self.message(&answer, self.version)
    }

    fn message<R: Encodable + HeaderVersion>(&self, body: &R, version: i16) -> Reply {
        let mut message = BytesMut::new();
        let encoded = ResponseHeader::default()
            .with_correlation_id(self.correlation)
            .encode(&mut message, R::header_version(version))
            .and_then(|()| body.encode(&mut message, version));
        match encoded {
            Ok(()) => Reply::Message(message.freeze()),
            // A world that this version cannot say.
            Err(_) => Reply::Close,
        }
    }
}

impl Reply {
    fn corrupted(self, fault: Option<&Fault>) -> Self {
        match (self, fault) {
            (Self::Message(message), Some(Fault::WrongCorrelation)) => {
                let mut other = BytesMut::with_capacity(message.len());
                other.put_i32(-1);
                other.put_slice(message.get(4..).unwrap_or_default());
                Self::Message(other.freeze())
            }
            (reply, _) => reply,
        }
    }
}

fn api_version(api: ApiKey, min: i16, max: i16) -> ApiVersion {
    ApiVersion::default()
        .with_api_key(api as i16)
        .with_min_version(min)
        .with_max_version(max)
}

fn brokers(world: &World, here: SocketAddr) -> MetadataResponse {
    let listed = world.brokers.iter().filter(|(_, broker)| broker.listed);
    let brokers = listed.map(|(id, broker)| {
        let host = broker.host.clone();
        MetadataResponseBroker::default()
            .with_node_id(BrokerId(*id))
            .with_host(host.unwrap_or_else(|| here.ip().to_string()).into())
            .with_port(i32::from(broker.port.unwrap_or(here.port())))
            .with_rack(broker.rack.clone().map(StrBytes::from))
    });
    MetadataResponse::default()
        .with_cluster_id(Some(world.cluster_id.clone().into()))
        .with_brokers(brokers.collect())
}

/// All that may be seen, or those that are named. In version 0 nothing named is all.
fn topics(world: &World, asked: MetadataRequest, version: i16) -> Vec<MetadataResponseTopic> {
    match asked.topics {
        Some(named) if version > 0 || !named.is_empty() => {
            let names = named.into_iter().filter_map(|topic| topic.name);
            names.map(|name| named_topic(world, &name)).collect()
        }
        _ => {
            let seen = world.topics.iter().filter(|(_, topic)| !topic.hidden);
            seen.map(|(name, t)| topic(name, t)).collect()
        }
    }
}

fn named_topic(world: &World, name: &str) -> MetadataResponseTopic {
    let refused = |error: ResponseError| FakeTopic {
        error_code: error.code(),
        ..FakeTopic::default()
    };
    match world.topics.get(name) {
        Some(found) if found.hidden => {
            topic(name, &refused(ResponseError::TopicAuthorizationFailed))
        }
        Some(found) => topic(name, found),
        None => topic(name, &refused(ResponseError::UnknownTopicOrPartition)),
    }
}

fn topic(name: &str, topic: &FakeTopic) -> MetadataResponseTopic {
    let indexed = topic.partitions.iter().zip(0..);
    MetadataResponseTopic::default()
        .with_name(Some(TopicName(StrBytes::from(name.to_owned()))))
        .with_error_code(topic.error_code)
        .with_is_internal(topic.internal)
        .with_partitions(indexed.map(|(p, index)| partition(p, index)).collect())
}

fn partition(partition: &FakePartition, index: i32) -> MetadataResponsePartition {
    let ids = |ids: &[i32]| ids.iter().copied().map(BrokerId).collect::<Vec<_>>();
    MetadataResponsePartition::default()
        .with_partition_index(index)
        .with_error_code(partition.error_code)
        .with_leader_id(BrokerId(partition.leader.unwrap_or(-1)))
        .with_replica_nodes(ids(&partition.replicas))
        .with_isr_nodes(ids(&partition.isr))
        .with_offline_replicas(ids(&partition.offline))
}
