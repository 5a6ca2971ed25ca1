//! The nested objects of a cluster, from the SDK's types. What AWS leaves out is AWS's default, so that the
//! state always says in full what is in force and nothing left out looks like a change.

use std::collections::BTreeSet;
use std::str::FromStr;

use aws_sdk_kafka::types;
use kafkaws_schema::Bounded;

use super::from_cluster::Unreadable;
use crate::msk::cluster::brokers::{
    AzDistribution, ConnectivityInfo, EbsStorageInfo, NetworkType, ProvisionedThroughput,
    PublicAccess, PublicAccessType, StorageInfo, VpcClientAuthentication, VpcConnectivity, VpcSasl,
};
use crate::msk::cluster::monitoring::{
    BrokerLogs, CloudwatchLogs, EnhancedMonitoring, Exporter, Firehose, LoggingInfo,
    OpenMonitoring, Prometheus, S3,
};
use crate::msk::cluster::security::{
    ClientAuthentication, ClientBroker, EncryptionInTransit, EncryptionInfo, Sasl, Tls,
};

pub(super) fn present<T>(attribute: &'static str, value: Option<T>) -> Result<T, Unreadable> {
    value.ok_or(Unreadable::Absent { attribute })
}

pub(super) fn parsed<T: FromStr>(attribute: &'static str, text: &str) -> Result<T, Unreadable> {
    text.parse().map_err(|_| Unreadable::Value {
        attribute,
        value: text.to_owned(),
    })
}

pub(super) fn bounded<const LO: i64, const HI: i64>(
    attribute: &'static str,
    number: i64,
) -> Result<Bounded<LO, HI>, Unreadable> {
    Bounded::try_from(number).map_err(|_| Unreadable::Value {
        attribute,
        value: number.to_string(),
    })
}

pub(super) fn set<T: FromStr + Ord>(
    attribute: &'static str,
    texts: &[String],
) -> Result<BTreeSet<T>, Unreadable> {
    texts.iter().map(|text| parsed(attribute, text)).collect()
}

pub(super) fn filled<T>(set: BTreeSet<T>) -> Option<BTreeSet<T>> {
    (!set.is_empty()).then_some(set)
}

/// A switch that AWS leaves out is off.
fn on(flag: Option<bool>) -> bool {
    flag.unwrap_or(false)
}

/// AWS returns hosts in another order each time.
pub(crate) fn sorted(hosts: &str) -> String {
    let mut hosts: Vec<&str> = hosts
        .split(',')
        .map(str::trim)
        .filter(|h| !h.is_empty())
        .collect();
    hosts.sort_unstable();
    hosts.join(",")
}

pub(super) fn az_distribution(
    distribution: Option<&types::BrokerAzDistribution>,
) -> Result<AzDistribution, Unreadable> {
    distribution.map_or(Ok(AzDistribution::Default), |d| {
        parsed("az_distribution", d.as_str())
    })
}

/// Storage of Standard brokers. The prior size stays while the actual one is at least that: it is a floor, and
/// growth by autoscaling is not drift.
pub(super) fn storage(
    info: Option<&types::StorageInfo>,
    prior: Option<&StorageInfo>,
) -> Result<Option<StorageInfo>, Unreadable> {
    let Some(ebs) = info.and_then(|i| i.ebs_storage_info()) else {
        return Ok(None);
    };
    let prior = prior.and_then(|p| p.ebs_storage_info.as_ref());
    let floor = prior.and_then(|p| p.volume_size);
    let actual = ebs
        .volume_size()
        .map(|size| bounded("volume_size", i64::from(size)))
        .transpose()?;
    let ebs_storage_info = EbsStorageInfo {
        volume_size: match (floor, actual) {
            (Some(floor), Some(actual)) if actual >= floor => Some(floor),
            (floor, actual) => actual.or(floor),
        },
        provisioned_throughput: throughput(
            ebs.provisioned_throughput(),
            prior.map(|p| &p.provisioned_throughput),
        )?,
    };
    Ok(Some(StorageInfo {
        ebs_storage_info: Some(ebs_storage_info),
    }))
}

/// While throughput is off AWS has no value for it, and the one written in the configuration stays.
fn throughput(
    info: Option<&types::ProvisionedThroughput>,
    prior: Option<&ProvisionedThroughput>,
) -> Result<ProvisionedThroughput, Unreadable> {
    let enabled = info.and_then(|i| i.enabled()).unwrap_or(false);
    let actual = info
        .and_then(|i| i.volume_throughput())
        .map(|value| bounded("volume_throughput", i64::from(value)))
        .transpose()?;
    let kept = prior.and_then(|p| p.volume_throughput);
    Ok(ProvisionedThroughput {
        enabled,
        volume_throughput: if enabled { actual } else { kept },
    })
}

pub(super) fn connectivity(info: &types::ConnectivityInfo) -> Result<ConnectivityInfo, Unreadable> {
    let public = info.public_access().and_then(|p| p.r#type());
    let vpc = info
        .vpc_connectivity()
        .and_then(|v| v.client_authentication());
    let sasl = vpc.and_then(|v| v.sasl());
    Ok(ConnectivityInfo {
        public_access: PublicAccess {
            r#type: public.map_or(Ok(PublicAccessType::Disabled), |p| {
                parsed("public_access.type", p)
            })?,
        },
        vpc_connectivity: VpcConnectivity {
            client_authentication: VpcClientAuthentication {
                sasl: VpcSasl {
                    iam: on(sasl.and_then(|s| s.iam()?.enabled())),
                    scram: on(sasl.and_then(|s| s.scram()?.enabled())),
                },
                tls: on(vpc.and_then(|v| v.tls()?.enabled())),
            },
        },
        network_type: info.network_type().map_or(Ok(NetworkType::Ipv4), |n| {
            parsed("network_type", n.as_str())
        })?,
    })
}

/// `unauthenticated` is always said in full: left out by AWS it means that nothing else is on.
pub(super) fn authentication(
    info: Option<&types::ClientAuthentication>,
) -> Result<ClientAuthentication, Unreadable> {
    let sasl = info.and_then(|i| i.sasl());
    let tls = info.and_then(|i| i.tls());
    let by_tls = tls.and_then(|t| t.enabled()).unwrap_or(true);
    let authorities = tls
        .filter(|_| by_tls)
        .map_or(&[][..], |t| t.certificate_authority_arn_list());
    let mut authentication = ClientAuthentication {
        unauthenticated: info.and_then(|i| i.unauthenticated()?.enabled()),
        sasl: Sasl {
            iam: on(sasl.and_then(|s| s.iam()?.enabled())),
            scram: on(sasl.and_then(|s| s.scram()?.enabled())),
        },
        tls: Tls {
            certificate_authority_arns: set("certificate_authority_arns", authorities)?,
        },
    };
    authentication.unauthenticated = Some(authentication.open());
    Ok(authentication)
}

pub(super) fn encryption(
    info: Option<&types::EncryptionInfo>,
) -> Result<EncryptionInfo, Unreadable> {
    let key = info.and_then(|i| i.encryption_at_rest()?.data_volume_kms_key_id());
    let transit = info.and_then(|i| i.encryption_in_transit());
    Ok(EncryptionInfo {
        encryption_at_rest_kms_key_arn: key
            .map(|key| parsed("encryption_at_rest_kms_key_arn", key))
            .transpose()?,
        encryption_in_transit: EncryptionInTransit {
            client_broker: transit
                .and_then(|t| t.client_broker())
                .map_or(Ok(ClientBroker::Tls), |c| {
                    parsed("client_broker", c.as_str())
                })?,
            in_cluster: transit.and_then(|t| t.in_cluster()).unwrap_or(true),
        },
    })
}

pub(super) fn monitoring(
    level: Option<&types::EnhancedMonitoring>,
) -> Result<EnhancedMonitoring, Unreadable> {
    level.map_or(Ok(EnhancedMonitoring::Default), |l| {
        parsed("enhanced_monitoring", l.as_str())
    })
}

pub(super) fn open_monitoring(info: Option<&types::OpenMonitoringInfo>) -> OpenMonitoring {
    let prometheus = info.and_then(|i| i.prometheus());
    let exporter = |enabled: Option<bool>| Exporter {
        enabled_in_broker: on(enabled),
    };
    OpenMonitoring {
        prometheus: Prometheus {
            jmx_exporter: exporter(prometheus.and_then(|p| p.jmx_exporter()?.enabled_in_broker())),
            node_exporter: exporter(
                prometheus.and_then(|p| p.node_exporter()?.enabled_in_broker()),
            ),
        },
    }
}

/// A destination that is off keeps the name that the configuration gave it: AWS may forget it.
pub(super) fn logging(
    info: Option<&types::LoggingInfo>,
    prior: Option<&LoggingInfo>,
) -> LoggingInfo {
    let logs = info.and_then(|i| i.broker_logs());
    let cloudwatch = logs.and_then(|l| l.cloud_watch_logs());
    let firehose = logs.and_then(|l| l.firehose());
    let s3 = logs.and_then(|l| l.s3());
    let prior = prior.map(|p| &p.broker_logs);
    let cloudwatch_on = on(cloudwatch.and_then(|c| c.enabled()));
    let firehose_on = on(firehose.and_then(|f| f.enabled()));
    let s3_on = on(s3.and_then(|s| s.enabled()));
    let name = |is_on: bool, actual: Option<&str>, kept: Option<&String>| {
        let actual = actual.filter(|name| !name.is_empty()).map(str::to_owned);
        if is_on { actual } else { kept.cloned() }
    };
    LoggingInfo {
        broker_logs: BrokerLogs {
            cloudwatch_logs: CloudwatchLogs {
                enabled: cloudwatch_on,
                log_group: name(
                    cloudwatch_on,
                    cloudwatch.and_then(|c| c.log_group()),
                    prior.and_then(|p| p.cloudwatch_logs.log_group.as_ref()),
                ),
            },
            firehose: Firehose {
                enabled: firehose_on,
                delivery_stream: name(
                    firehose_on,
                    firehose.and_then(|f| f.delivery_stream()),
                    prior.and_then(|p| p.firehose.delivery_stream.as_ref()),
                ),
            },
            s3: S3 {
                enabled: s3_on,
                bucket: name(
                    s3_on,
                    s3.and_then(|s| s.bucket()),
                    prior.and_then(|p| p.s3.bucket.as_ref()),
                ),
                prefix: name(
                    s3_on,
                    s3.and_then(|s| s.prefix()),
                    prior.and_then(|p| p.s3.prefix.as_ref()),
                ),
            },
        },
    }
}
