//! What rules want to know about AWS, read for plans that change something it bears on.
//!
//! Nothing here fails a plan or alters a planned value: what cannot be read is left out, and the rules that need it are
//! silent. Only the partition count says so, since there silence could be taken for consent.

use std::collections::{BTreeMap, BTreeSet};

use kafkaws_catalog::KafkaVersion;
use kafkaws_plugin::Cx;
use kafkaws_rules::cluster::{Observed, Subnet};
use kafkaws_rules::properties;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path, Value};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::versions::Offered;
use crate::msk::cluster::{partitions, paths, placement};
use crate::msk::revisions::text_of;
use crate::msk::types::BrokerType;

pub(super) async fn observe(cx: &Cx<Cloud>, cloud: &Cloud, draft: &mut Draft) -> Observed {
    if draft.planned.same(&draft.prior) || cx.stop().is_cancelled() {
        return Observed::default();
    }
    let wanted = Wanted::by(draft);
    let (subnets, volume_size, configuration, versions, compatible, partitions) = futures::join!(
        read_subnets(cloud, &wanted),
        read_volume_size(cloud, &wanted),
        read_configuration(cloud, &wanted),
        read_versions(cloud, &wanted),
        read_compatible(cloud, &wanted),
        read_partitions(cloud, &wanted),
    );
    let partitions_per_broker = partitions.unwrap_or_else(|error| {
        draft.diagnostics.push(partitions_unknown(&error));
        None
    });
    Observed {
        zones_to_pick: zones_to_pick(cloud, draft).await,
        region: cloud.region().await.ok().map(str::to_owned),
        subnets: subnets.unwrap_or_default(),
        partitions_per_broker,
        volume_size: volume_size.ok().flatten(),
        configuration: configuration.ok().flatten(),
        kafka_versions: versions.ok().flatten(),
        compatible_versions: compatible.ok().flatten(),
    }
}

/// What this plan gives reason to read: `None` where it does not.
#[derive(Debug, Default)]
struct Wanted {
    subnets: Option<Vec<String>>,
    /// Only public access asks for public subnets.
    public: bool,
    configuration: Option<(String, i64)>,
    versions: bool,
    /// ARN of a running cluster whose storage changes.
    volume_size: Option<String>,
    /// ARN of a running cluster whose version changes.
    compatible: Option<String>,
    /// ARN and name of a running cluster whose version, type or configuration changes.
    partitions: Option<(String, String)>,
}

impl Wanted {
    fn by(draft: &Draft) -> Self {
        let changes = |path: Path| draft.creates() || draft.changed(&path);
        let arn = || draft.prior.attribute("arn").as_str().map(str::to_owned);
        let version = changes(paths::kafka_version());
        let rolls = [
            paths::kafka_version(),
            paths::instance_type(),
            paths::server_properties(),
            paths::configuration_info(),
        ]
        .into_iter()
        .any(|path| draft.changed(&path));
        let name = draft
            .prior
            .attribute("cluster_name")
            .as_str()
            .map(str::to_owned);
        Self {
            subnets: subnets(draft)
                .filter(|_| changes(paths::subnets()) || changes(paths::connectivity())),
            public: is_public(draft),
            configuration: configuration(draft),
            versions: version,
            volume_size: arn().filter(|_| draft.updates() && draft.changed(&paths::volume_size())),
            compatible: arn().filter(|_| draft.updates() && version),
            partitions: arn().zip(name).filter(|_| draft.updates() && rolls),
        }
    }
}

/// A new cluster without subnets gets them when it is created.
async fn zones_to_pick(cloud: &Cloud, draft: &Draft) -> Option<usize> {
    let left_out = draft
        .config
        .get(&paths::subnets())
        .is_none_or(Value::is_null);
    let brokers = draft.planned.attribute("number_of_broker_nodes").as_i64()?;
    let broker_type: BrokerType = draft.planned_sketch().at(&paths::instance_type())?;
    let usual = cloud.network().usual_zones().await.ok()?;
    (draft.creates() && left_out).then(|| placement::zones(brokers, &broker_type, usual))
}

fn is_public(draft: &Draft) -> bool {
    draft
        .planned
        .get(&paths::public_access())
        .and_then(Value::as_str)
        == Some("SERVICE_PROVIDED_EIPS")
}

fn subnets(draft: &Draft) -> Option<Vec<String>> {
    let ids = draft.planned.get(&paths::subnets())?.as_list()?;
    ids.iter()
        .map(|id| id.as_str().map(str::to_owned))
        .collect()
}

fn configuration(draft: &Draft) -> Option<(String, i64)> {
    let info = draft.planned.get(&paths::configuration_info())?;
    Some((
        info.attribute("arn").as_str()?.to_owned(),
        info.attribute("revision").as_i64()?,
    ))
}

async fn read_subnets(
    cloud: &Cloud,
    wanted: &Wanted,
) -> Result<BTreeMap<String, Subnet>, AwsError> {
    let Some(ids) = &wanted.subnets else {
        return Ok(BTreeMap::new());
    };
    let found = cloud.network().subnets_by_id(ids).await?;
    let public = match found.first().filter(|_| wanted.public) {
        Some(subnet) => Some(cloud.network().public_subnets(&subnet.vpc_id, ids).await?),
        None => None,
    };
    let facts = found.into_iter().map(|subnet| {
        let public = public.as_ref().map(|public| public.contains(&subnet.id));
        (
            subnet.id,
            Subnet {
                zone_id: Some(subnet.zone_id),
                public,
            },
        )
    });
    Ok(facts.collect())
}

async fn read_volume_size(cloud: &Cloud, wanted: &Wanted) -> Result<Option<i64>, AwsError> {
    let Some(arn) = &wanted.volume_size else {
        return Ok(None);
    };
    let found = cloud.clusters().find(arn).await?;
    let size = found.as_ref().and_then(|cluster| {
        let storage = cluster
            .provisioned()?
            .broker_node_group_info()?
            .storage_info()?;
        storage.ebs_storage_info()?.volume_size()
    });
    Ok(size.map(i64::from))
}

async fn read_configuration(
    cloud: &Cloud,
    wanted: &Wanted,
) -> Result<Option<properties::Properties>, AwsError> {
    let Some((arn, revision)) = &wanted.configuration else {
        return Ok(None);
    };
    let text = text_of(cloud.kafka().await?, arn, *revision).await?;
    Ok(text
        .and_then(|text| properties::read(&text).ok())
        .map(|reading| reading.properties))
}

async fn read_versions(cloud: &Cloud, wanted: &Wanted) -> Result<Option<Offered>, AwsError> {
    match wanted.versions {
        true => Ok(Some(cloud.versions().offered().await?.clone())),
        false => Ok(None),
    }
}

async fn read_compatible(
    cloud: &Cloud,
    wanted: &Wanted,
) -> Result<Option<BTreeSet<KafkaVersion>>, AwsError> {
    let Some(arn) = &wanted.compatible else {
        return Ok(None);
    };
    let call = cloud
        .kafka()
        .await?
        .get_compatible_kafka_versions()
        .cluster_arn(arn)
        .send();
    let found = call
        .await
        .map_err(AwsError::during("kafka:GetCompatibleKafkaVersions"))?;
    let targets = found
        .compatible_kafka_versions()
        .iter()
        .flat_map(|from| from.target_versions());
    Ok(Some(
        targets.filter_map(|version| version.parse().ok()).collect(),
    ))
}

async fn read_partitions(cloud: &Cloud, wanted: &Wanted) -> Result<Option<u32>, AwsError> {
    match &wanted.partitions {
        Some((arn, name)) => partitions::most_per_broker(cloud, arn, name).await,
        None => Ok(None),
    }
}

fn partitions_unknown(error: &AwsError) -> Diagnostic {
    Diagnostic::warning(
        "the number of partitions per broker could not be read",
        format!(
            "AWS refuses a new version, configuration or smaller size for brokers with more partitions than their size \
             allows, and whether that is so here is not known. {}",
            error.detail()
        ),
    )
}
