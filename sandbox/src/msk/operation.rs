//! Cluster operations: the record of every update.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::shape::Provisioned;
use crate::clock::Timestamp;

/// One operation. States and types are free strings in the service model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Operation {
    pub(crate) arn: String,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    /// `MutableClusterInfo` before and after: only what differs.
    pub(crate) source: Value,
    pub(crate) target: Value,
    pub(crate) error: Option<(String, String)>,
}

const STEPS: [&str; 3] = ["INITIALIZE_UPDATE", "CLUSTER_UPDATE", "FINALIZE_UPDATE"];

impl Operation {
    pub(crate) fn begin(&mut self) {
        if self.state == "PENDING" {
            self.state = self.named("IN_PROGRESS");
        }
    }

    pub(crate) fn complete(&mut self, now: Timestamp) {
        if self.ended.is_none() {
            self.state = self.named("COMPLETE");
            self.ended = Some(now);
        }
    }

    pub(crate) fn fail(&mut self, code: &str, message: &str, now: Timestamp) {
        self.state = self.named("FAILED");
        self.ended = Some(now);
        self.error = Some((code.to_owned(), message.to_owned()));
    }

    /// A reboot has its own words for its states.
    fn named(&self, end: &str) -> String {
        let start = if self.kind == "REBOOT_NODE" {
            "REBOOT"
        } else {
            "UPDATE"
        };
        format!("{start}_{end}")
    }

    fn steps(&self) -> Value {
        let status = match (self.ended.is_some(), self.state.as_str()) {
            (true, _) => "COMPLETED",
            (false, "PENDING") => "PENDING",
            (false, _) => "IN_PROGRESS",
        };
        let step = |name| json!({ "stepName": name, "stepInfo": { "stepStatus": status } });
        STEPS.into_iter().map(step).collect()
    }

    fn error_info(&self) -> Value {
        let (code, text) = match &self.error {
            Some(error) => error,
            None => return Value::Null,
        };
        json!({ "errorCode": code, "errorString": text })
    }

    /// DescribeClusterOperation and ListClusterOperations.
    pub(crate) fn v1(&self, cluster: &str) -> Value {
        json!({
            "clientRequestId": uuid::Uuid::nil().to_string(),
            "clusterArn": cluster,
            "creationTime": self.started.iso(),
            "endTime": self.ended.map(Timestamp::iso),
            "errorInfo": self.error_info(),
            "operationArn": self.arn,
            "operationState": self.state,
            "operationSteps": self.steps(),
            "operationType": self.kind,
            "sourceClusterInfo": self.source,
            "targetClusterInfo": self.target,
        })
    }

    /// DescribeClusterOperationV2: the summary, and the details inside `provisioned`.
    pub(crate) fn v2(&self, cluster: &str) -> Value {
        let mut info = self.v2_summary(cluster);
        info["errorInfo"] = self.error_info();
        info["provisioned"] = json!({
            "operationSteps": self.steps(),
            "sourceClusterInfo": self.source,
            "targetClusterInfo": self.target,
        });
        info
    }

    /// ListClusterOperationsV2.
    pub(crate) fn v2_summary(&self, cluster: &str) -> Value {
        json!({
            "clusterArn": cluster,
            "clusterType": "PROVISIONED",
            "startTime": self.started.iso(),
            "endTime": self.ended.map(Timestamp::iso),
            "operationArn": self.arn,
            "operationState": self.state,
            "operationType": self.kind,
        })
    }
}

/// `MutableClusterInfo` of what differs between two specs, for either side.
pub(crate) fn differences(spec: &Provisioned, other: &Provisioned) -> Value {
    let (mine, theirs) = (mutable(spec), mutable(other));
    mine.into_iter()
        .filter(|(key, value)| theirs.get(key) != Some(value))
        .collect()
}

fn mutable(spec: &Provisioned) -> Map<String, Value> {
    let group = &spec.broker_node_group_info;
    let volume = spec.ebs().map(|ebs| {
        json!([{
            "kafkaBrokerNodeId": "All",
            "volumeSizeGB": ebs.volume_size,
            "provisionedThroughput": ebs.provisioned_throughput,
        }])
    });
    let all = json!({
        "brokerEBSVolumeInfo": volume,
        "clientAuthentication": spec.client_authentication,
        "configurationInfo": spec.configuration(),
        "connectivityInfo": group.connectivity_info,
        "encryptionInfo": spec.encryption_info,
        "enhancedMonitoring": spec.enhanced_monitoring,
        "instanceType": group.instance_type,
        "kafkaVersion": spec.kafka_version(),
        "loggingInfo": spec.logging_info,
        "numberOfBrokerNodes": spec.number_of_broker_nodes,
        "openMonitoring": spec.open_monitoring,
        "rebalancing": spec.rebalancing,
        "storageMode": spec.storage_mode,
        "zookeeperAccess": { "enabled": spec.zookeeper_access },
    });
    match all {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_hold_only_what_differs() {
        let one = Provisioned {
            number_of_broker_nodes: 3,
            ..Provisioned::default()
        };
        let other = Provisioned {
            number_of_broker_nodes: 6,
            ..Provisioned::default()
        };
        assert_eq!(
            differences(&one, &other),
            json!({ "numberOfBrokerNodes": 3 })
        );
        assert_eq!(differences(&one, &one), json!({}));
    }
}
