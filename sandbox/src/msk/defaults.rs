//! What MSK fills in when a create leaves it out. A minimal cluster comes back with all of this.

use super::broker_type::BrokerType;
use super::kafka_version::KafkaVersion;
use super::settings::Switch;
use super::shape::{
    BrokerLogs, BrokerNodeGroupInfo, BrokerSoftwareInfo, ClientAuthentication, ConnectivityInfo,
    Distribution, EbsStorageInfo, Enabled, EncryptionAtRest, EncryptionInTransit, EncryptionInfo,
    LoggingInfo, NetworkType, OpenMonitoring, Prometheus, Provisioned, ProvisionedRequest,
    ProvisionedThroughput, PublicAccess, Rebalancing, RebalancingStatus, Sasl, StorageInfo,
    StorageMode, Tls, VpcClientAuthentication, VpcConnectivity,
};
use crate::id;
use crate::world::{Area, partition};

/// GiB of each broker when a Standard cluster is made without StorageInfo.
const VOLUME_SIZE: i64 = 100;

/// The cluster that a request asks for.
pub(super) fn fill_in(area: &Area, request: ProvisionedRequest) -> Provisioned {
    let express = BrokerType::find(&request.broker_node_group_info.instance_type)
        .is_some_and(BrokerType::is_express);
    let zookeeper = KafkaVersion::find(&request.kafka_version).is_some_and(|v| !v.is_kraft());
    let configuration = request.configuration_info;
    Provisioned {
        broker_node_group_info: group(area, request.broker_node_group_info, express),
        rebalancing: express.then(|| {
            request.rebalancing.unwrap_or(Rebalancing {
                status: Some(RebalancingStatus::Active),
            })
        }),
        current_broker_software_info: BrokerSoftwareInfo {
            configuration_arn: configuration.as_ref().map(|info| info.arn.clone()),
            configuration_revision: configuration.map(|info| info.revision),
            kafka_version: request.kafka_version,
        },
        client_authentication: client_authentication(request.client_authentication),
        encryption_info: encryption(area, request.encryption_info),
        enhanced_monitoring: request.enhanced_monitoring.unwrap_or_default(),
        open_monitoring: open_monitoring(request.open_monitoring),
        logging_info: request.logging_info.map(logging),
        number_of_broker_nodes: request.number_of_broker_nodes,
        storage_mode: (!express).then(|| request.storage_mode.unwrap_or(StorageMode::Local)),
        zookeeper_access: zookeeper,
    }
}

fn group(area: &Area, group: BrokerNodeGroupInfo, express: bool) -> BrokerNodeGroupInfo {
    let subnet = |id: &String| area.network.subnets.get(id);
    let zone_ids = group
        .client_subnets
        .iter()
        .filter_map(subnet)
        .map(|s| s.zone_id.clone());
    let vpc = group
        .client_subnets
        .first()
        .and_then(subnet)
        .map(|subnet| subnet.vpc.clone());
    let default_group = vpc.and_then(|vpc| Some(area.network.default_group(&vpc)?.id.clone()));
    let given = group.security_groups.filter(|groups| !groups.is_empty());
    BrokerNodeGroupInfo {
        broker_az_distribution: Some(Distribution::Default),
        zone_ids: Some(zone_ids.collect()),
        security_groups: given.or_else(|| Some(default_group.into_iter().collect())),
        storage_info: (!express).then(|| storage(&group.instance_type, group.storage_info)),
        connectivity_info: Some(connectivity(group.connectivity_info)),
        client_subnets: group.client_subnets,
        instance_type: group.instance_type,
    }
}

/// Brokers that could have provisioned throughput come back with it switched off; others without it.
fn storage(instance_type: &str, info: Option<StorageInfo>) -> StorageInfo {
    let ebs = info
        .and_then(|info| info.ebs_storage_info)
        .unwrap_or_default();
    let capable = BrokerType::find(instance_type).is_some_and(|size| size.throughput.is_some());
    let off = ProvisionedThroughput {
        enabled: Some(false),
        volume_throughput: None,
    };
    let throughput = ebs
        .provisioned_throughput
        .filter(|given| given.enabled == Some(true));
    StorageInfo {
        ebs_storage_info: Some(EbsStorageInfo {
            provisioned_throughput: throughput.or_else(|| capable.then_some(off)),
            volume_size: Some(ebs.volume_size.unwrap_or(VOLUME_SIZE)),
        }),
    }
}

pub(super) fn connectivity(info: Option<ConnectivityInfo>) -> ConnectivityInfo {
    let info = info.unwrap_or_default();
    let vpc = info
        .vpc_connectivity
        .and_then(|vpc| vpc.client_authentication)
        .unwrap_or_default();
    let disabled = PublicAccess {
        r#type: Some("DISABLED".to_owned()),
    };
    ConnectivityInfo {
        public_access: Some(
            info.public_access
                .filter(|a| a.r#type.is_some())
                .unwrap_or(disabled),
        ),
        vpc_connectivity: Some(VpcConnectivity {
            client_authentication: Some(VpcClientAuthentication {
                sasl: Some(sasl(vpc.iam(), vpc.scram())),
                tls: Enabled::some(vpc.tls()),
            }),
        }),
        network_type: Some(info.network_type.unwrap_or(NetworkType::Ipv4)),
    }
}

fn sasl(iam: bool, scram: bool) -> Sasl {
    Sasl {
        iam: Enabled::some(iam),
        scram: Enabled::some(scram),
    }
}

/// A create that says nothing about authentication makes an open cluster, of which MSK shows
/// nothing; one that names a kind of it closes the cluster to everybody else.
pub(super) fn client_authentication(given: Option<ClientAuthentication>) -> ClientAuthentication {
    let Some(given) = given else {
        return ClientAuthentication::default();
    };
    let tls = tls(given.tls.as_ref());
    let authenticated = given.iam() || given.scram() || tls.enabled == Some(true);
    let open = match &given.unauthenticated {
        Some(_) => given.unauthenticated.is_on(),
        None => !authenticated,
    };
    ClientAuthentication {
        sasl: given
            .sasl
            .as_ref()
            .map(|_| sasl(given.iam(), given.scram())),
        tls: Some(tls),
        unauthenticated: Enabled::some(open),
    }
}

/// Named authorities switch TLS on, unless the request says that it is off.
fn tls(given: Option<&Tls>) -> Tls {
    let given = given.cloned().unwrap_or_default();
    let authorities = given.certificate_authority_arn_list.unwrap_or_default();
    let enabled = given.enabled.unwrap_or(!authorities.is_empty());
    Tls {
        certificate_authority_arn_list: Some(authorities),
        enabled: Some(enabled),
    }
}

fn encryption(area: &Area, given: Option<EncryptionInfo>) -> EncryptionInfo {
    let given = given.unwrap_or_default();
    let transit = given.encryption_in_transit.unwrap_or_default();
    let key = given
        .encryption_at_rest
        .map(|rest| rest.data_volume_kms_key_id);
    EncryptionInfo {
        encryption_at_rest: Some(EncryptionAtRest {
            data_volume_kms_key_id: key_arn(area, key.as_deref()),
        }),
        encryption_in_transit: Some(EncryptionInTransit {
            client_broker: Some(transit.client_broker.unwrap_or_default()),
            in_cluster: Some(transit.in_cluster.unwrap_or(true)),
        }),
    }
}

/// The ARN of the key: without one, that of the key behind the alias `aws/kafka`.
fn key_arn(area: &Area, key: Option<&str>) -> String {
    let Area {
        account, region, ..
    } = area;
    let id = match key {
        Some(arn) if arn.starts_with("arn:") => return arn.to_owned(),
        Some(id) => id.to_owned(),
        None => id::seeded_uuid(&format!("{account}/{region}/alias/aws/kafka")),
    };
    format!("arn:{}:kms:{region}:{account}:key/{id}", partition(region))
}

pub(super) fn open_monitoring(given: Option<OpenMonitoring>) -> OpenMonitoring {
    let given = given.unwrap_or_default().prometheus;
    OpenMonitoring {
        prometheus: Prometheus {
            jmx_exporter: Some(given.jmx_exporter.unwrap_or_default()),
            node_exporter: Some(given.node_exporter.unwrap_or_default()),
        },
    }
}

/// Destinations that were not named come back switched off.
pub(super) fn logging(given: LoggingInfo) -> LoggingInfo {
    let logs = given.broker_logs;
    LoggingInfo {
        broker_logs: BrokerLogs {
            cloud_watch_logs: Some(logs.cloud_watch_logs.unwrap_or_default()),
            firehose: Some(logs.firehose.unwrap_or_default()),
            s3: Some(logs.s3.unwrap_or_default()),
        },
    }
}
