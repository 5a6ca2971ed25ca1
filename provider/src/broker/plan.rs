//! What a plan says beyond the engine's passes: `settle` before outputs become unknown, `review` after it.

use kafkaws_plugin::Cx;
use kafkaws_rules::broker::Case;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Attr, Model, Path, Value};

use crate::aws::cloud::Cloud;
use crate::aws::tags::Tags;
use crate::broker::model::{Broker, Outputs};
use crate::broker::node::{Health, Step, Wanted, boot, unwritable};
use crate::broker::performance::performance;
use crate::broker::tags::Tagging;
use crate::broker::{facts, forecast, refusals};

/// In the place of an image that the same apply makes: its id is not known, and all else can be told.
pub(crate) const NEW_IMAGE: &str = "ami-00000000000000000";
/// Outputs that another instance has otherwise.
const OF_INSTANCE: [&str; 1] = ["instance_id"];
/// Outputs that another interface has otherwise.
const OF_INTERFACE: [&str; 4] = [
    "network_interface_id",
    "address",
    "availability_zone",
    "availability_zone_id",
];

/// Moves sizes to where they count, and asks for the repair of what refresh found.
pub(super) fn settle(draft: &mut Draft) {
    if !draft.updates() {
        return;
    }
    for (path, ..) in smaller(draft) {
        draft.keep_prior(&path.attribute("size"));
    }
    if unhealthy(draft) != Health::Ok {
        draft
            .planned
            .put(&"health".into(), Health::Ok.as_str().into());
    }
    settle_boot_hash(draft);
}

/// Volumes that are larger than the configuration wants, where the state has the same volume in the same place: path, actual and
/// wanted size. Elsewhere a rule refuses.
pub(crate) fn smaller(draft: &Draft) -> Vec<(Path, i64, i64)> {
    let elements = |value: &Value| {
        value
            .attribute("volumes")
            .as_list()
            .map(<[Value]>::to_vec)
            .unwrap_or_default()
    };
    let pairs = elements(&draft.prior)
        .into_iter()
        .zip(elements(&draft.config))
        .enumerate();
    let found = pairs.filter_map(|(index, (before, wanted))| {
        let same = before.attribute("name").same(wanted.attribute("name"));
        let (actual, size) = (
            before.attribute("size").as_i64()?,
            wanted.attribute("size").as_i64()?,
        );
        let path = Path::root()
            .attribute("volumes")
            .index(i64::try_from(index).ok()?);
        (same && size < actual).then_some((path, actual, size))
    });
    found.collect()
}

fn unhealthy(draft: &Draft) -> Health {
    let health = draft
        .prior
        .attribute("health")
        .as_str()
        .and_then(Health::named);
    health.unwrap_or(Health::Ok)
}

/// An instance that boots with other data than the state's inputs make is drift: nothing else shows it.
fn settle_boot_hash(draft: &mut Draft) {
    let Some(hash) = wanted(draft, Tagging::default()).and_then(|(prior, outputs, wanted)| {
        let seen = forecast::seen(&prior, &outputs, &wanted);
        boot::user_data(&wanted, &seen)
            .ok()
            .flatten()
            .map(|data| data.hash())
    }) else {
        return;
    };
    let before = draft.prior.attribute("boot_hash").as_str();
    if before.is_some_and(|before| before != hash) {
        draft.planned.put(&"boot_hash".into(), hash.into());
    }
}

/// The state, and what is wanted; `None` while a part of the plan is not known, but for the image.
fn wanted(draft: &Draft, tags: Tagging) -> Option<(Broker, Outputs, Wanted)> {
    let prior = <Broker as Model>::read(&draft.prior).ok()?;
    let outputs = <Outputs as Model>::read(&draft.prior).ok()?;
    let planned = <Broker as Model>::read(&with_image(&draft.planned)).ok()?;
    Some((prior, outputs, planned.wanted(tags)))
}

/// What is planned, with [`NEW_IMAGE`] for an image that is not known yet.
pub(crate) fn with_image(planned: &Value) -> Value {
    let mut planned = planned.clone();
    if planned.attribute("ami").is_unknown() {
        planned.put(&"ami".into(), NEW_IMAGE.into());
    }
    planned
}

/// Refusals, rules, and what will be.
pub(super) async fn review(cx: &Cx<Cloud>, draft: &mut Draft) {
    refusals::destroy(draft);
    if draft.destroys() {
        return;
    }
    refusals::replacement(draft);
    let untouched = draft.prior.same(&draft.planned);
    if !untouched {
        name(draft);
    }
    let Some(cloud) = cx.try_cloud() else {
        return;
    };
    plan_tags(cloud, draft);
    for (path, actual, size) in smaller(draft) {
        let told = kafkaws_rules::broker::smaller_than_it_is(&path, actual, size, cloud.levels());
        draft.diagnostics.extend(told);
    }
    if draft.updates() && !draft.prior.same(&draft.planned) {
        review_update(cloud, draft);
    }
    if draft.updates() && draft.prior.same(&draft.planned) {
        return;
    }
    too_much_boot_data(draft);
    judge(cloud, draft).await;
}

/// What is known of every broker before it is there.
fn name(draft: &mut Draft) {
    let planned = &draft.planned;
    let (cluster, id) = (
        planned.attribute("cluster_name").as_str(),
        planned.attribute("broker_id").as_i64(),
    );
    if let (Some(cluster), Some(id)) = (cluster, id) {
        let id = format!("{cluster}/{id}");
        draft.planned.put(&"id".into(), id.into());
    }
    draft
        .planned
        .put(&"health".into(), Health::Ok.as_str().into());
}

/// What stays is known, and what will happen is told.
fn review_update(cloud: &Cloud, draft: &mut Draft) {
    let own: Tags = Attr::read(draft.planned.attribute("tags")).unwrap_or_default();
    let Ok(tags) = Tagging::of(cloud, &own) else {
        return;
    };
    let Some((prior, outputs, wanted)) = wanted(draft, tags) else {
        return;
    };
    if draft.replaces() {
        return;
    }
    let steps = forecast::steps(&prior, &outputs, &wanted);
    draft
        .diagnostics
        .extend(forecast::warning(&wanted, unhealthy(draft), &steps));
    keep(draft, &steps);
    describe(draft, &prior, &outputs, &wanted);
}

fn keep(draft: &mut Draft, steps: &[Step]) {
    let groups = [
        (!forecast::launches(steps), &OF_INSTANCE[..]),
        (!forecast::moves(steps), &OF_INTERFACE[..]),
        (!forecast::changes_volumes(steps), &["volume_ids"][..]),
    ];
    for (stays, outputs) in groups {
        for output in outputs.iter().filter(|_| stays) {
            let path = Path::root().attribute(*output);
            // What is null has not been chosen yet.
            if !draft.prior.attribute(output).is_null() {
                draft.keep_prior(&path);
            }
        }
    }
}

/// What follows from the rest.
fn describe(draft: &mut Draft, prior: &Broker, outputs: &Outputs, wanted: &Wanted) {
    let figures = performance(&wanted.volumes, &wanted.instance_type);
    draft
        .planned
        .put(&"volume_performance".into(), figures.write());
    let address = draft.planned.attribute("address").as_str();
    let endpoint = wanted
        .listeners
        .first()
        .zip(address)
        .map(|(first, address)| first.endpoint(address));
    if let Some(endpoint) = endpoint {
        draft.planned.put(&"endpoint".into(), endpoint.into());
    }
    let seen = forecast::seen(prior, outputs, wanted);
    if let Ok(Some(data)) = boot::user_data(wanted, &seen) {
        draft.planned.put(&"boot_hash".into(), data.hash().into());
    }
}

fn too_much_boot_data(draft: &mut Draft) {
    let Ok(planned) = <Broker as Model>::read(&with_image(&draft.planned)) else {
        return;
    };
    if let Err(error) = boot::check(&planned.wanted(Tagging::default())) {
        draft.diagnostics.push(unwritable(&error));
    }
}

async fn judge(cloud: &Cloud, draft: &mut Draft) {
    let observed = Box::pin(facts::gather(cloud, draft)).await;
    let prior = draft.replace.is_empty().then_some(&draft.prior);
    let asked = draft.asked();
    let case = Case::new(prior, &asked, &observed);
    let told = kafkaws_rules::broker::judge(&case, cloud.levels());
    draft.diagnostics.extend(told);
}

/// `tags_all` is known as soon as every tag is; with one unknown it is unknown as a whole, since a tag may turn out to be one of
/// `default_tags`.
pub(crate) fn plan_tags(cloud: &Cloud, draft: &mut Draft) {
    let path = Path::root().attribute("tags_all");
    let own: Option<Tags> = draft.planned_sketch().at(&Path::root().attribute("tags"));
    match own.and_then(|own| cloud.tags().tags_all(&own)) {
        Some(all) => drop(draft.planned.put(&path, all.write())),
        None => drop(draft.set_unknown(&path)),
    }
}
