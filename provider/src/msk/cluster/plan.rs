//! What a plan says beyond the engine's passes: `settle` before outputs become unknown, `review` after it.

use std::collections::BTreeMap;

use kafkaws_plugin::Cx;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path, Value};

use crate::aws::cloud::Cloud;
use crate::msk::cluster::model::{Applied, Private, StorageMode};
use crate::msk::cluster::{irreversible, observe, paths, refusals};
use crate::msk::properties;
use crate::msk::types::KafkaVersion;

/// Moves inputs to where they count, and marks the outputs that follow them.
pub(super) fn settle(draft: &mut Draft, private: &Private) {
    open_without_proof(draft);
    forget_unused_throughput(draft);
    if !draft.updates() {
        return;
    }
    keep_moved_version(draft, private);
    keep_moved_storage_mode(draft, private);
    keep_floor(draft);
    properties::keep_equal(draft);
    follow_properties(draft);
    follow_connectivity(draft);
    if private.unfinished {
        missing_outputs(draft);
    }
}

/// Clients need no proof exactly where no way of proving is on; AWS's default depends on the rest.
fn open_without_proof(draft: &mut Draft) {
    let path = paths::unauthenticated();
    if !draft.config.get(&path).is_none_or(Value::is_null) {
        return;
    }
    let ways = [
        draft.planned.get(&paths::sasl_iam()).cloned(),
        draft.planned.get(&paths::sasl_scram()).cloned(),
    ];
    let authorities = draft
        .planned
        .get(&paths::authorities())
        .cloned()
        .unwrap_or(Value::Null);
    let unknown = ways.iter().flatten().any(Value::is_unknown) || authorities.is_unknown();
    let on = ways.iter().flatten().any(|way| way.as_bool() == Some(true))
        || authorities.as_list().is_some_and(|list| !list.is_empty());
    let value = if on {
        Value::Bool(false)
    } else if unknown {
        Value::unknown()
    } else {
        Value::Bool(true)
    };
    if draft
        .planned
        .get(&paths::client_authentication())
        .is_some_and(|v| !v.is_unknown() && !v.is_null())
    {
        draft.planned.put(&path, value);
    }
}

/// While throughput is off it has no value, unless the configuration writes one down.
fn forget_unused_throughput(draft: &mut Draft) {
    let path = paths::volume_throughput();
    let off = draft
        .planned
        .get(&paths::throughput_enabled())
        .and_then(Value::as_bool)
        == Some(false);
    if off && draft.config.get(&path).is_none_or(Value::is_null) {
        draft.planned.put(&path, Value::Null);
    }
}

/// AWS upgrades a cluster whose version is past its support. As long as the configuration says what was applied, nobody
/// asked for the way back, which AWS does not have.
fn keep_moved_version(draft: &mut Draft, private: &Private) {
    let path = paths::kafka_version();
    let (is, was): (Option<KafkaVersion>, _) = (
        draft.prior_sketch().at(&path),
        draft.config_sketch().at::<KafkaVersion>(&path),
    );
    let (Some(is), Some(was), Some(applied)) = (is, was, &private.applied) else {
        return;
    };
    if was.to_string() != applied.kafka_version || !irreversible::downgrades(&is, &was) {
        return;
    }
    keep(
        draft,
        &path,
        Diagnostic::warning(
            "The cluster runs a newer version of Apache Kafka than the configuration says",
            format!(
                "It was upgraded from {was} to {is} outside of Terraform; AWS does so when a version is past its \
                 support. There is no way back, so the plan keeps {is}. Write kafka_version = \"{is}\"."
            ),
        ),
    );
}

fn keep_moved_storage_mode(draft: &mut Draft, private: &Private) {
    let path = paths::storage_mode();
    let is: Option<StorageMode> = draft.prior_sketch().at(&path);
    let was: Option<StorageMode> = draft.config_sketch().at(&path);
    let applied = private
        .applied
        .as_ref()
        .and_then(|applied| applied.storage_mode.as_deref());
    if applied.is_none()
        || was.as_ref().map(StorageMode::as_str) != applied
        || !irreversible::leaves_tiered(&is, &was)
    {
        return;
    }
    keep(
        draft,
        &path,
        Diagnostic::warning(
            "The cluster has tiered storage, and the configuration says otherwise",
            "Tiered storage was turned on outside of Terraform. There is no way back, so the plan keeps it. Write \
         storage_mode = \"TIERED\".",
        ),
    );
}

/// Volumes never shrink: a smaller size than the cluster has is a floor that is met.
fn keep_floor(draft: &mut Draft) {
    if floor(draft).is_some_and(|(prior, wanted)| wanted < prior) {
        draft.keep_prior(&paths::volume_size());
    }
}

/// The size the state has, and the one the configuration says.
fn floor(draft: &Draft) -> Option<(i64, i64)> {
    let size = |value: &Value| value.get(&paths::volume_size()).and_then(Value::as_i64);
    Some((size(&draft.prior)?, size(&draft.config)?))
}

fn keep(draft: &mut Draft, path: &Path, warning: Diagnostic) {
    if draft.keep_prior(path) {
        draft.diagnostics.push(warning.at(path.clone()));
    }
}

/// New properties are a revision that does not exist yet: it is unknown, and never the old one.
fn follow_properties(draft: &mut Draft) {
    let path = paths::server_properties();
    let given = draft.planned.get(&path).is_some_and(|v| !v.is_null());
    let free = draft
        .config
        .get(&paths::configuration_info())
        .is_none_or(Value::is_null);
    if given && free && draft.changed(&path) {
        draft.set_unknown(&paths::configuration_info());
    }
}

/// Bootstrap lists follow the connectivity inside `broker_node_group_info`, and nothing else in there.
fn follow_connectivity(draft: &mut Draft) {
    if draft.changed(&paths::connectivity()) {
        for output in paths::BOOTSTRAP {
            draft.set_unknown(&Path::root().attribute(*output));
        }
    }
}

/// A cluster whose create was cut off has no bootstrap lists yet: the update that goes on waiting brings them.
fn missing_outputs(draft: &mut Draft) {
    for output in paths::BOOTSTRAP.iter().chain(paths::ZOOKEEPER) {
        let path = Path::root().attribute(*output);
        if draft.prior.get(&path).is_none_or(Value::is_null) {
            draft.set_unknown(&path);
        }
    }
}

/// Refusals, tags and rules.
pub(super) async fn review(cx: &Cx<Cloud>, draft: &mut Draft, private: &mut Private) {
    refusals::destroy(draft);
    if draft.destroys() {
        return;
    }
    refusals::replacement(draft);
    keep_zookeeper(draft);
    remember(draft, private);
    let Some(cloud) = cx.try_cloud() else {
        draft.set_unknown(&paths::tags_all());
        return;
    };
    plan_tags(cloud, draft);
    if let Some((prior, wanted)) = floor(draft) {
        draft
            .diagnostics
            .extend(kafkaws_rules::cluster::smaller_than_it_is(
                prior,
                wanted,
                cloud.levels(),
            ));
    }
    let observed = observe::observe(cx, cloud, draft).await;
    let prior = draft.replace.is_empty().then_some(&draft.prior);
    let asked = draft.asked();
    let case = kafkaws_rules::cluster::Case::new(prior, &asked, &observed);
    let verdicts = kafkaws_rules::cluster::judge(&case, cloud.levels());
    draft.diagnostics.extend(verdicts);
}

/// A new version keeps the ZooKeeper nodes, unless it keeps its metadata in KRaft.
fn keep_zookeeper(draft: &mut Draft) {
    let path = paths::kafka_version();
    let prior: Option<KafkaVersion> = draft.prior_sketch().at(&path);
    let planned: Option<KafkaVersion> = draft.planned_sketch().at(&path);
    let (Some(prior), Some(planned)) = (prior, planned) else {
        return;
    };
    let stays = prior.is_kraft() == planned.is_kraft() && draft.replace.is_empty();
    if stays && (planned.is_kraft() || !unfinished(draft)) {
        for output in paths::ZOOKEEPER {
            draft.keep_prior(&Path::root().attribute(*output));
        }
    }
}

/// Whether nodes of a cluster with ZooKeeper are still to come.
fn unfinished(draft: &Draft) -> bool {
    paths::ZOOKEEPER
        .iter()
        .any(|output| draft.prior.attribute(output).is_null())
}

/// The irreversible inputs as the configuration has them: see `keep_moved_version`.
fn remember(draft: &Draft, private: &mut Private) {
    let said = |path: &Path| {
        draft
            .config
            .get(path)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    if let Some(kafka_version) = said(&paths::kafka_version()) {
        private.applied = Some(Applied {
            kafka_version,
            storage_mode: said(&paths::storage_mode()),
        });
    }
}

/// `tags_all` is known as soon as every tag is; with one unknown it is unknown as a whole, since a tag may turn out to be
/// one of `default_tags`.
fn plan_tags(cloud: &Cloud, draft: &mut Draft) {
    let path = paths::tags_all();
    let tags = draft.planned.attribute("tags").clone();
    if !tags.is_wholly_known() {
        draft.set_unknown(&path);
        return;
    }
    let tags: BTreeMap<String, String> = match &tags {
        Value::Map(map) => map
            .iter()
            .filter_map(|(k, v)| Some((k.clone(), v.as_str()?.to_owned())))
            .collect(),
        _ => BTreeMap::new(),
    };
    match cloud.tags().tags_all(&tags) {
        Some(all) => {
            let all = all
                .into_iter()
                .map(|(k, v)| (k, Value::String(v)))
                .collect();
            draft.planned.put(&path, Value::Map(all))
        }
        None => draft.set_unknown(&path),
    };
}
