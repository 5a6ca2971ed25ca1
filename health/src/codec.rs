//! The requests that are made, between Rust and bytes.

use bytes::{BufMut, Bytes, BytesMut};
use kafka_protocol::messages::{
    ApiKey, ApiVersionsRequest, ApiVersionsResponse, MetadataRequest, MetadataResponse,
    RequestHeader, ResponseHeader, SaslHandshakeRequest, SaslHandshakeResponse,
};
use kafka_protocol::protocol::{Decodable, Encodable, HeaderVersion, StrBytes};

use crate::shape::{Walk, Walked};
use crate::{Answer, Cause, Step, Versions};

/// Brokers show it in their request logs and quotas.
const CLIENT_ID: &str = "kafkaws";

/// A request of Kafka's.
pub(crate) trait Api {
    const KEY: ApiKey;
    const STEP: Step;
    /// What is used of the versions that the codec knows.
    const VERSIONS: Versions;
    /// The longest answer that is believed, in bytes.
    const LIMIT: usize;
    type Request: Encodable + HeaderVersion;
    type Response: Decodable + HeaderVersion;

    /// Walks over a response's body of one of [`Api::VERSIONS`]. It must know every array in it: see
    /// [`crate::shape`].
    fn walk(walk: &mut Walk<'_>, version: i16) -> Walked;

    /// Whether the body of this version is in the compact encoding.
    fn is_flexible(version: i16) -> bool;
}

/// Which requests a broker knows.
pub(crate) struct ApiVersions;

impl Api for ApiVersions {
    const KEY: ApiKey = ApiKey::ApiVersions;
    const STEP: Step = Step::ApiVersions;
    const VERSIONS: Versions = Versions { min: 0, max: 4 };
    // Kafka 4 has about 90 requests of 7 bytes each.
    const LIMIT: usize = 64 * 1024;
    type Request = ApiVersionsRequest;
    type Response = ApiVersionsResponse;

    fn walk(walk: &mut Walk<'_>, version: i16) -> Walked {
        walk.skip(2)?;
        walk.array(6, |api| {
            api.skip(6)?;
            api.tags()
        })?;
        walk.skip_if(version >= 1, 4)?;
        walk.tags_of(|tag, field| match tag {
            // Supported and finalized features: a name and two versions.
            0 | 2 => {
                field.array(6, |feature| {
                    feature.text()?;
                    feature.skip(4)?;
                    feature.tags()
                })?;
                field.end()
            }
            1 => field.skip(8).and_then(|()| field.end()),
            3 => field.skip(1).and_then(|()| field.end()),
            _ => Ok(()),
        })
    }

    fn is_flexible(version: i16) -> bool {
        version >= 3
    }
}

/// Brokers, topics and partitions.
pub(crate) struct Metadata;

impl Api for Metadata {
    const KEY: ApiKey = ApiKey::Metadata;
    const STEP: Step = Step::Metadata;
    // In version 0 (Kafka 0.9) brokers leave out replicas that are down: everything looks replicated.
    const VERSIONS: Versions = Versions { min: 1, max: 13 };
    // A partition of three replicas has about 45 bytes: this is 700,000 of them.
    const LIMIT: usize = 32 * 1024 * 1024;
    type Request = MetadataRequest;
    type Response = MetadataResponse;

    fn walk(walk: &mut Walk<'_>, version: i16) -> Walked {
        walk.skip_if(version >= 3, 4)?;
        walk.array(9, |broker| {
            broker.skip(4)?;
            broker.text()?;
            broker.skip(4)?;
            broker.text()?;
            broker.tags()
        })?;
        if version >= 2 {
            walk.text()?;
        }
        walk.skip(4)?;
        walk.array(4, |topic| walk_topic(topic, version))?;
        walk.skip_if((8..=10).contains(&version), 4)?;
        walk.skip_if(version >= 13, 2)?;
        walk.tags()
    }

    fn is_flexible(version: i16) -> bool {
        version >= 9
    }
}

fn walk_topic(topic: &mut Walk<'_>, version: i16) -> Walked {
    topic.skip(2)?;
    topic.text()?;
    topic.skip_if(version >= 10, 16)?;
    topic.skip(1)?;
    topic.array(10, |partition| walk_partition(partition, version))?;
    topic.skip_if(version >= 8, 4)?;
    topic.tags()
}

fn walk_partition(partition: &mut Walk<'_>, version: i16) -> Walked {
    partition.skip(10)?;
    partition.skip_if(version >= 7, 4)?;
    let lists = if version >= 5 { 3 } else { 2 };
    for _ in 0..lists {
        partition.array(4, |id| id.skip(4))?;
    }
    partition.tags()
}

/// Which logins a listener takes, if any.
pub(crate) struct SaslHandshake;

impl Api for SaslHandshake {
    const KEY: ApiKey = ApiKey::SaslHandshake;
    const STEP: Step = Step::SaslHandshake;
    const VERSIONS: Versions = Versions { min: 0, max: 1 };
    const LIMIT: usize = 64 * 1024;
    type Request = SaslHandshakeRequest;
    type Response = SaslHandshakeResponse;

    fn walk(walk: &mut Walk<'_>, _version: i16) -> Walked {
        walk.skip(2)?;
        walk.array(2, Walk::text)
    }

    fn is_flexible(_version: i16) -> bool {
        false
    }
}

/// A request as it goes over the wire, its length first.
pub(crate) fn request<A: Api>(
    body: &A::Request,
    version: i16,
    correlation: i32,
) -> Result<Bytes, Cause> {
    let header = RequestHeader::default()
        .with_request_api_key(A::KEY as i16)
        .with_request_api_version(version)
        .with_correlation_id(correlation)
        .with_client_id(Some(StrBytes::from_static_str(CLIENT_ID)));
    let unwritable = |reason: String| Cause::Unwritable {
        step: A::STEP,
        reason,
    };
    let mut message = BytesMut::new();
    header
        .encode(&mut message, A::Request::header_version(version))
        .and_then(|()| body.encode(&mut message, version))
        .map_err(|error| unwritable(error.to_string()))?;
    let length = i32::try_from(message.len()).map_err(|error| unwritable(error.to_string()))?;
    let mut framed = BytesMut::with_capacity(4 + message.len());
    framed.put_i32(length);
    framed.put(message);
    Ok(framed.freeze())
}

/// The body of a response's message, which begins with its header.
pub(crate) fn response<A: Api>(message: Bytes, version: i16) -> Result<A::Response, Cause> {
    let malformed = |reason: String| {
        Cause::NotKafka(Answer::Malformed {
            step: A::STEP,
            reason,
        })
    };
    let header = A::Response::header_version(version);
    walked::<A>(&message, version, header).map_err(|error| malformed(error.to_string()))?;
    let mut rest = message;
    ResponseHeader::decode(&mut rest, header)
        .and_then(|_| A::Response::decode(&mut rest, version))
        .map_err(|error| malformed(error.to_string()))
}

fn walked<A: Api>(message: &[u8], version: i16, header: i16) -> Walked {
    let mut walk = Walk::new(message, header >= 1);
    walk.skip(4)?;
    walk.tags()?;
    let mut walk = walk.flexible(A::is_flexible(version));
    A::walk(&mut walk, version)?;
    walk.end()
}

#[cfg(test)]
mod tests;
