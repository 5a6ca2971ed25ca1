//! The questions.

use std::collections::BTreeMap;
use std::sync::Arc;

use kafka_protocol::ResponseError;
use kafka_protocol::messages::metadata_response::{
    MetadataResponseBroker, MetadataResponsePartition, MetadataResponseTopic,
};
use kafka_protocol::messages::{BrokerId, MetadataRequest, MetadataResponse};

use crate::codec::{Metadata, SaslHandshake};
use crate::conversation::Deadline;
use crate::dial::dial;
use crate::negotiation::{Known, known};
use crate::{
    Access, Answer, Cause, ClusterView, Endpoint, Failure, Partition, ProbeError, Step, TopicError,
    sasl,
};

/// What the cluster looks like to the first of the endpoints that answers; they are asked one after
/// the other, each within the access's timeout.
///
/// # Errors
///
/// [`ProbeError`] with a failure for each endpoint when none answers.
pub async fn cluster(access: &Access) -> Result<ClusterView, ProbeError> {
    let mut failures = Vec::new();
    for endpoint in &access.endpoints {
        match view_from(endpoint, access).await {
            Ok(view) => return Ok(view),
            Err(cause) => failures.push(failure(endpoint, cause)),
        }
    }
    Err(ProbeError { failures })
}

/// Whether a Kafka broker serves at `endpoint`, with the TLS and the timeout of `access` (whose own
/// endpoints are not asked). A listener that wants a login answers this much without one.
///
/// # Errors
///
/// [`ProbeError`] with one failure.
pub async fn answers(endpoint: &Endpoint, access: &Access) -> Result<(), ProbeError> {
    let deadline = Deadline::within(access.timeout);
    let asked = async {
        let mut conversation = dial(endpoint, access.tls.as_ref(), deadline).await?;
        known(&mut conversation).await
    };
    asked.await.map(|_| ()).map_err(|cause| ProbeError {
        failures: vec![failure(endpoint, cause)],
    })
}

fn failure(endpoint: &Endpoint, cause: Cause) -> Failure {
    Failure {
        endpoint: endpoint.clone(),
        cause,
    }
}

async fn view_from(endpoint: &Endpoint, access: &Access) -> Result<ClusterView, Cause> {
    let deadline = Deadline::within(access.timeout);
    let mut conversation = dial(endpoint, access.tls.as_ref(), deadline).await?;
    let known = known(&mut conversation).await?;
    let version = known.newest::<Metadata>()?;
    // Before version 4 there is no such choice; who names no topic makes none either way.
    let everything = MetadataRequest::default()
        .with_topics(None)
        .with_allow_auto_topic_creation(version < 4);
    match conversation.ask::<Metadata>(&everything, version).await {
        Ok(response) => view(&response, version),
        Err(Cause::Closed { step }) => {
            drop(conversation);
            let login = login(endpoint, access, &known, deadline).await;
            Err(login.unwrap_or(Cause::Closed { step }))
        }
        Err(cause) => Err(cause),
    }
}

/// The login that the listener wants, if that is why it hung up.
async fn login(
    endpoint: &Endpoint,
    access: &Access,
    known: &Known,
    deadline: Deadline,
) -> Option<Cause> {
    let version = known.newest::<SaslHandshake>().ok()?;
    let conversation = dial(endpoint, access.tls.as_ref(), deadline).await;
    let mechanisms = sasl::mechanisms(&mut conversation.ok()?, version).await?;
    Some(Cause::SaslRequired { mechanisms })
}

fn view(response: &MetadataResponse, version: i16) -> Result<ClusterView, Cause> {
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
