//! Which operation a method and a path mean. Source: botocore's service model of kafka.

use super::desk::{Answer, Ask, Desk};
use super::{
    bootstrap, configuration, create, delete, describe, nodes, operations, policy, tags, update,
    versions,
};
use crate::http::{Request, path_segment};

pub(super) type Handler = fn(&mut Desk<'_>, &Ask<'_>) -> Answer;

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    pub(super) operation: &'static str,
    method: &'static str,
    /// `{}` stands for one segment.
    path: &'static str,
    /// The status of a success.
    pub(super) status: u16,
    pub(super) handler: Handler,
}

const fn route(
    operation: &'static str,
    method: &'static str,
    path: &'static str,
    handler: Handler,
) -> Route {
    Route {
        operation,
        method,
        path,
        status: 200,
        handler,
    }
}

const fn silent(route: Route) -> Route {
    Route {
        status: 204,
        ..route
    }
}

#[rustfmt::skip]
const ROUTES: &[Route] = &[
    route("CreateCluster", "POST", "/v1/clusters", create::create_cluster),
    route("CreateClusterV2", "POST", "/api/v2/clusters", create::create_cluster_v2),
    route("DescribeCluster", "GET", "/v1/clusters/{}", describe::describe_cluster),
    route("DescribeClusterV2", "GET", "/api/v2/clusters/{}", describe::describe_cluster_v2),
    route("ListClusters", "GET", "/v1/clusters", describe::list_clusters),
    route("ListClustersV2", "GET", "/api/v2/clusters", describe::list_clusters_v2),
    route("DeleteCluster", "DELETE", "/v1/clusters/{}", delete::delete_cluster),
    route("GetBootstrapBrokers", "GET", "/v1/clusters/{}/bootstrap-brokers", bootstrap::get_bootstrap_brokers),
    route("ListNodes", "GET", "/v1/clusters/{}/nodes", nodes::list_nodes),
    route("RebootBroker", "PUT", "/v1/clusters/{}/reboot-broker", update::reboot_broker),
    route("UpdateBrokerCount", "PUT", "/v1/clusters/{}/nodes/count", update::broker_count),
    route("UpdateBrokerStorage", "PUT", "/v1/clusters/{}/nodes/storage", update::broker_storage),
    route("UpdateBrokerType", "PUT", "/v1/clusters/{}/nodes/type", update::broker_type),
    route("UpdateClusterConfiguration", "PUT", "/v1/clusters/{}/configuration", update::configuration),
    route("UpdateClusterKafkaVersion", "PUT", "/v1/clusters/{}/version", update::kafka_version),
    route("UpdateConnectivity", "PUT", "/v1/clusters/{}/connectivity", update::connectivity),
    route("UpdateMonitoring", "PUT", "/v1/clusters/{}/monitoring", update::monitoring),
    route("UpdateRebalancing", "PUT", "/v1/clusters/{}/rebalancing", update::rebalancing),
    route("UpdateSecurity", "PATCH", "/v1/clusters/{}/security", update::security),
    route("UpdateStorage", "PUT", "/v1/clusters/{}/storage", update::storage),
    route("ListClusterOperations", "GET", "/v1/clusters/{}/operations", operations::list),
    route("ListClusterOperationsV2", "GET", "/api/v2/clusters/{}/operations", operations::list_v2),
    route("DescribeClusterOperation", "GET", "/v1/operations/{}", operations::describe),
    route("DescribeClusterOperationV2", "GET", "/api/v2/operations/{}", operations::describe_v2),
    route("CreateConfiguration", "POST", "/v1/configurations", configuration::create),
    route("DescribeConfiguration", "GET", "/v1/configurations/{}", configuration::describe),
    route("ListConfigurations", "GET", "/v1/configurations", configuration::list),
    route("UpdateConfiguration", "PUT", "/v1/configurations/{}", configuration::update),
    route("DeleteConfiguration", "DELETE", "/v1/configurations/{}", configuration::delete),
    route("ListConfigurationRevisions", "GET", "/v1/configurations/{}/revisions", configuration::list_revisions),
    route("DescribeConfigurationRevision", "GET", "/v1/configurations/{}/revisions/{}", configuration::describe_revision),
    route("ListKafkaVersions", "GET", "/v1/kafka-versions", versions::list),
    route("GetCompatibleKafkaVersions", "GET", "/v1/compatible-kafka-versions", versions::compatible),
    route("ListTagsForResource", "GET", "/v1/tags/{}", tags::list),
    silent(route("TagResource", "POST", "/v1/tags/{}", tags::tag)),
    silent(route("UntagResource", "DELETE", "/v1/tags/{}", tags::untag)),
    route("GetClusterPolicy", "GET", "/v1/clusters/{}/policy", policy::get),
    route("PutClusterPolicy", "PUT", "/v1/clusters/{}/policy", policy::put),
    route("DeleteClusterPolicy", "DELETE", "/v1/clusters/{}/policy", policy::delete),
    route("ListScramSecrets", "GET", "/v1/clusters/{}/scram-secrets", policy::list_scram_secrets),
];

/// The route of a request, and the path's labels, decoded.
pub(super) fn find(request: &Request) -> Option<(&'static Route, Vec<String>)> {
    let path = request.path.strip_suffix('/').unwrap_or(&request.path);
    let routes = ROUTES.iter().filter(|route| route.method == request.method);
    routes
        .into_iter()
        .find_map(|route| Some((route, labels(route.path, path)?)))
}

fn labels(template: &str, path: &str) -> Option<Vec<String>> {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut labels = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(labels),
            (Some("{}"), Some(text)) if !text.is_empty() => labels.push(path_segment(text)),
            (Some(one), Some(other)) if one == other => (),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_encoded_arn_is_one_label() {
        let labels = labels(
            "/v1/clusters/{}/nodes",
            "/v1/clusters/arn%3Aaws%2Fa%2Fb/nodes",
        );
        assert_eq!(labels.unwrap(), ["arn:aws/a/b"]);
    }

    #[test]
    fn an_unencoded_arn_is_no_route() {
        assert_eq!(
            labels("/v1/clusters/{}", "/v1/clusters/arn:aws:cluster/a/b"),
            None
        );
    }
}
