//! From a Metadata response to a [`ClusterView`].

use std::collections::BTreeMap;
use std::sync::Arc;

use kafka_protocol::ResponseError;
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{BrokerId, MetadataResponse};

use crate::{Answer, Cause, ClusterView, Endpoint, Partition, Step, TopicError};

/// What the response for all topics says.
pub(crate) fn view(response: &MetadataResponse, version: i16) -> Result<ClusterView, Cause> {
    if response.error_code != 0 {
        return Err(Cause::ErrorCode {
            step: Step::Metadata,
            code: response.error_code,
        });
    }
    let brokers = response.brokers.iter().map(broker);
    let brokers: BTreeMap<i32, Endpoint> = brokers.collect::<Result<_, _>>()?;
    let mut view = ClusterView {
        cluster_id: response.cluster_id.as_ref().map(ToString::to_string),
        brokers,
        ..ClusterView::default()
    };
    for topic in &response.topics {
        add_topic(&mut view, topic, version)?;
    }
    view.partitions
        .sort_by(|a, b| (&a.topic, a.index).cmp(&(&b.topic, b.index)));
    view.topic_errors.sort();
    Ok(view)
}

fn malformed(reason: String) -> Cause {
    Cause::NotKafka(Answer::Malformed {
        step: Step::Metadata,
        reason,
    })
}

fn broker(broker: &MetadataResponseBroker) -> Result<(i32, Endpoint), Cause> {
    let id = broker.node_id.0;
    let port = u16::try_from(broker.port)
        .map_err(|_| malformed(format!("broker {id} has the port {}", broker.port)))?;
    Ok((id, Endpoint::new(broker.host.to_string(), port)))
}

fn add_topic(
    view: &mut ClusterView,
    topic: &MetadataResponseTopic,
    version: i16,
) -> Result<(), Cause> {
    // Only who asks for a topic by its id can get one without a name.
    let name = topic.name.as_ref();
    let name = name.ok_or_else(|| malformed("a topic has no name".to_owned()))?;
    let name: Arc<str> = Arc::from(name.as_str());
    if topic.error_code != 0 {
        view.topic_errors.push(TopicError {
            topic: name.to_string(),
            error_code: topic.error_code,
        });
    }
    for found in &topic.partitions {
        let partition = partition(&view.brokers, &name, found, version);
        view.partitions.push(partition);
    }
    Ok(())
}

fn partition(
    brokers: &BTreeMap<i32, Endpoint>,
    topic: &Arc<str>,
    found: &MetadataResponsePartition,
    version: i16,
) -> Partition {
    let replicas = ids(&found.replica_nodes);
    // Brokers before Kafka 1.0 do not say who is offline; those that are down they do not list.
    let offline = if version >= 5 {
        ids(&found.offline_replicas)
    } else {
        let gone = replicas.iter().filter(|id| !brokers.contains_key(id));
        gone.copied().collect()
    };
    Partition {
        topic: Arc::clone(topic),
        index: found.partition_index,
        leader: leader(found),
        replicas,
        isr: ids(&found.isr_nodes),
        offline,
        error_code: found.error_code,
    }
}

/// With these errors some brokers name the leader that was.
fn leader(found: &MetadataResponsePartition) -> Option<i32> {
    let lost = [
        ResponseError::LeaderNotAvailable.code(),
        ResponseError::ListenerNotFound.code(),
    ];
    let id = found.leader_id.0;
    (id >= 0 && !lost.contains(&found.error_code)).then_some(id)
}

fn ids(nodes: &[BrokerId]) -> Vec<i32> {
    nodes.iter().map(|id| id.0).collect()
}
