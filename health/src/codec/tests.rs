//! The walk lets through what the codec writes, and nothing that could hurt the codec.

use kafka_protocol::messages::api_versions_response::{
    ApiVersion, FinalizedFeatureKey, SupportedFeatureKey,
};
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{BrokerId, TopicName};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::Index;

use super::*;

fn written<A: Api>(body: &A::Response, version: i16) -> Bytes
where
    A::Response: Encodable,
{
    let mut message = BytesMut::new();
    let header = ResponseHeader::default().with_correlation_id(7);
    header
        .encode(&mut message, A::Response::header_version(version))
        .unwrap();
    body.encode(&mut message, version).unwrap();
    message.freeze()
}

fn text() -> impl Strategy<Value = StrBytes> {
    "[a-z._-]{0,200}".prop_map(StrBytes::from_string)
}

fn tags() -> impl Strategy<Value = std::collections::BTreeMap<i32, Bytes>> {
    let bytes = vec(any::<u8>(), 0..9).prop_map(Bytes::from);
    btree_map(10..300_i32, bytes, 0..3)
}

fn ids() -> impl Strategy<Value = Vec<BrokerId>> {
    vec(any::<i32>().prop_map(BrokerId), 0..5)
}

prop_compose! {
    fn partition()(index in any::<i32>(), error in any::<i16>(), leader in any::<i32>(),
        replicas in ids(), isr in ids(), offline in ids(), tags in tags()) -> MetadataResponsePartition {
        MetadataResponsePartition::default()
            .with_partition_index(index)
            .with_error_code(error)
            .with_leader_id(BrokerId(leader))
            .with_replica_nodes(replicas)
            .with_isr_nodes(isr)
            .with_offline_replicas(offline)
            .with_unknown_tagged_fields(tags)
    }
}

prop_compose! {
    fn metadata()(
        brokers in vec((any::<i32>(), text(), any::<i32>(), proptest::option::of(text()), tags()), 0..4),
        topics in vec((text(), any::<i16>(), vec(partition(), 0..4), tags()), 0..4),
        cluster in proptest::option::of(text()), tags in tags(),
    ) -> MetadataResponse {
        let brokers = brokers.into_iter().map(|(id, host, port, rack, tags)| {
            MetadataResponseBroker::default()
                .with_node_id(BrokerId(id))
                .with_host(host)
                .with_port(port)
                .with_rack(rack)
                .with_unknown_tagged_fields(tags)
        });
        let topics = topics.into_iter().map(|(name, error, partitions, tags)| {
            MetadataResponseTopic::default()
                .with_name(Some(TopicName(name)))
                .with_error_code(error)
                .with_partitions(partitions)
                .with_unknown_tagged_fields(tags)
        });
        MetadataResponse::default()
            .with_brokers(brokers.collect())
            .with_topics(topics.collect())
            .with_cluster_id(cluster)
            .with_unknown_tagged_fields(tags)
    }
}

prop_compose! {
    fn api_versions()(
        apis in vec((any::<i16>(), any::<i16>(), any::<i16>(), tags()), 0..100),
        features in vec((text(), any::<i16>(), any::<i16>()), 0..4),
        epoch in any::<i64>(), migration in any::<bool>(), tags in tags(),
    ) -> ApiVersionsResponse {
        let apis = apis.into_iter().map(|(key, min, max, tags)| {
            ApiVersion::default()
                .with_api_key(key)
                .with_min_version(min)
                .with_max_version(max)
                .with_unknown_tagged_fields(tags)
        });
        let supported = features.iter().cloned().map(|(name, min, max)| {
            SupportedFeatureKey::default().with_name(name).with_min_version(min).with_max_version(max)
        });
        let finalized = features.iter().cloned().map(|(name, min, max)| {
            FinalizedFeatureKey::default()
                .with_name(name)
                .with_min_version_level(min)
                .with_max_version_level(max)
        });
        ApiVersionsResponse::default()
            .with_api_keys(apis.collect())
            .with_supported_features(supported.collect())
            .with_finalized_features(finalized.collect())
            .with_finalized_features_epoch(epoch)
            .with_zk_migration_ready(migration)
            .with_unknown_tagged_fields(tags)
    }
}

/// The codec refuses tags where the version has none.
fn untagged(mut response: MetadataResponse) -> MetadataResponse {
    response.unknown_tagged_fields.clear();
    for broker in &mut response.brokers {
        broker.unknown_tagged_fields.clear();
    }
    for topic in &mut response.topics {
        topic.unknown_tagged_fields.clear();
        for partition in &mut topic.partitions {
            partition.unknown_tagged_fields.clear();
        }
    }
    response
}

/// Reads as any answer that could be waited for; whether it can be read does not matter.
fn read_in_all_versions(message: &Bytes) {
    fn read<A: Api>(message: &Bytes) {
        for version in A::VERSIONS.min..=A::VERSIONS.max {
            let _ = response::<A>(message.clone(), version);
        }
    }
    read::<Metadata>(message);
    read::<ApiVersions>(message);
    read::<SaslHandshake>(message);
}

fn changed(message: &Bytes, changes: &[(Index, u8)]) -> Bytes {
    let mut bytes = message.to_vec();
    for (place, byte) in changes {
        let place = place.index(bytes.len());
        bytes[place] = *byte;
    }
    Bytes::from(bytes)
}

proptest! {
    #[test]
    fn metadata_that_is_written_is_read(given in metadata(), version in 1..=13_i16) {
        let given = if version < 9 { untagged(given) } else { given };
        let message = written::<Metadata>(&given, version);
        let read = response::<Metadata>(message.clone(), version).unwrap();
        prop_assert_eq!(read.topics.len(), given.topics.len());
        prop_assert_eq!(written::<Metadata>(&read, version), message);
    }

    #[test]
    fn api_versions_that_are_written_are_read(given in api_versions(), version in 3..=4_i16) {
        let message = written::<ApiVersions>(&given, version);
        prop_assert_eq!(response::<ApiVersions>(message, version).unwrap(), given);
    }

    #[test]
    fn anything_cut_off_is_refused(given in metadata(), cut in any::<Index>()) {
        let message = written::<Metadata>(&given, 12);
        let short = message.slice(..cut.index(message.len()));
        prop_assert!(response::<Metadata>(short, 12).is_err());
    }

    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..400)) {
        read_in_all_versions(&Bytes::from(bytes));
    }

    /// High bytes in the right place are enormous lengths.
    #[test]
    fn damaged_metadata_is_read_or_refused(
        given in metadata(), version in 1..=13_i16,
        changes in vec((any::<Index>(), prop_oneof![Just(0xff), Just(0x7f), any::<u8>()]), 1..6),
    ) {
        let given = if version < 9 { untagged(given) } else { given };
        read_in_all_versions(&changed(&written::<Metadata>(&given, version), &changes));
    }

    #[test]
    fn damaged_api_versions_are_read_or_refused(
        given in api_versions(),
        changes in vec((any::<Index>(), prop_oneof![Just(0xff), Just(0x7f), any::<u8>()]), 1..6),
    ) {
        read_in_all_versions(&changed(&written::<ApiVersions>(&given, 3), &changes));
    }
}

/// Twelve bytes that announce two thousand million elements: the codec alone would ask for a hundred
/// gigabytes.
#[test]
fn an_array_is_no_longer_than_its_message() {
    let huge = [0x7f, 0xff, 0xff, 0xff];
    let plain = [&[0, 0, 0, 7][..], &huge, &[0; 4]].concat();
    let compact = [
        &[0, 0, 0, 7, 0, 0, 0, 0, 0][..],
        &[0xff, 0xff, 0xff, 0xff, 0x0f],
    ]
    .concat();
    let feature = [
        &[0, 0, 0, 7, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5][..],
        &[0xff; 4],
        &[0x0f],
    ]
    .concat();
    for (message, version, reads) in [
        (plain, 1, response::<Metadata> as fn(_, _) -> Result<_, _>),
        (compact, 12, response::<Metadata>),
    ] {
        let refused = reads(Bytes::from(message), version).unwrap_err();
        assert!(refused.to_string().contains("an array of"), "{refused}");
    }
    let refused = response::<ApiVersions>(Bytes::from(feature), 3).unwrap_err();
    assert!(refused.to_string().contains("an array of"), "{refused}");
}

/// Byte for byte as Kafka's protocol guide has it: key, version, correlation id, client id, and in
/// version 3 tags and the client's name and version.
#[test]
fn requests_on_the_wire() {
    let first = request::<ApiVersions>(&ApiVersionsRequest::default(), 0, 1).unwrap();
    let expected = [
        &[0, 0, 0, 17, 0, 18, 0, 0, 0, 0, 0, 1, 0, 7][..],
        b"kafkaws",
    ]
    .concat();
    assert_eq!(first, expected);
    let everything = MetadataRequest::default()
        .with_topics(None)
        .with_allow_auto_topic_creation(false);
    let second = request::<Metadata>(&everything, 4, 2).unwrap();
    let head = [&[0, 0, 0, 22, 0, 3, 0, 4, 0, 0, 0, 2, 0, 7][..], b"kafkaws"].concat();
    assert_eq!(second, [&head[..], &[0xff, 0xff, 0xff, 0xff, 0]].concat());
}
