//! What a plan says beyond the engine's passes: `settle` before outputs become unknown, `review` after it.

mod entries;
mod facts;
mod refusals;
mod told;
mod validate;

use std::collections::BTreeMap;

use kafkaws_plugin::Cx;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path, Sketch, Value};

use super::forecast::{Forecast, forecast};
use super::model::BrokerStack;
use super::outputs::{Outputs, StackBroker, by_id};
use super::roll::Work;
use super::spread::subnet_of;
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::network::Subnet;
use crate::broker::plan::{smaller, with_image};

pub(super) use refusals::protection;
pub(super) use validate::validate;

/// A plan with every value known that brokers are made of, but for the image.
pub(super) struct Case {
    prior: BrokerStack,
    planned: BrokerStack,
    brokers: BTreeMap<String, StackBroker>,
}

impl Case {
    /// `None` where something is not known yet, or there is no stack before or after.
    fn of(draft: &Draft) -> Option<Self> {
        if !draft.updates() {
            return None;
        }
        let root = Path::root();
        let outputs: Outputs = draft.prior_sketch().at(&root)?;
        let planned = with_image(&draft.planned);
        Some(Self {
            prior: draft.prior_sketch().at(&root)?,
            planned: Sketch::new(&planned).at(&root)?,
            brokers: outputs.brokers.unwrap_or_default(),
        })
    }

    fn forecast(&self) -> BTreeMap<i64, Forecast> {
        forecast(&self.prior, &by_id(&self.brokers), &self.planned)
    }
}

/// Plans what each broker will be. One that will be something else makes it a plan with changes, whatever the configuration
/// changes.
pub(super) fn settle(draft: &mut Draft) {
    if draft.updates() {
        for (path, ..) in smaller(draft) {
            draft.keep_prior(&path.attribute("size"));
        }
    }
    if let Some(case) = Case::of(draft) {
        let planned = entries::planned(&case, &case.forecast(), &BTreeMap::new());
        if !planned.same(draft.prior.attribute("brokers")) {
            draft.planned.put(&brokers(), planned);
        }
    }
}

/// Refusals, what will be, what will be down, and rules.
pub(super) async fn review(cx: &Cx<Cloud>, draft: &mut Draft) {
    if draft.destroys() {
        refusals::destroy(draft);
        return;
    }
    refusals::room(draft);
    refusals::identity(draft);
    let cloud = cx.try_cloud();
    let case = Case::of(draft);
    if let Some(case) = &case {
        refusals::changes(draft, case);
        let forecast = case.forecast();
        let places = places(cloud.map(|cloud| &**cloud), draft, &case.planned, &forecast).await;
        outputs(draft, entries::planned(case, &forecast, &places));
        told::tell(draft, case, &forecast);
    }
    let Some(cloud) = cloud else {
        draft.set_unknown(&tags_all());
        return;
    };
    tags(cloud, draft);
    for (path, actual, size) in smaller(draft) {
        let told = kafkaws_rules::broker::smaller_than_it_is(&path, actual, size, cloud.levels());
        draft.diagnostics.extend(told);
    }
    if !draft.prior.same(&draft.planned) {
        judge(cloud, draft).await;
    }
}

async fn judge(cloud: &Cloud, draft: &mut Draft) {
    let observed = facts::gather(cloud, draft).await;
    let asked = draft.asked();
    let case = kafkaws_rules::broker::Case::new(Some(&draft.prior), &asked, &observed);
    let told = kafkaws_rules::broker::judge(&case, cloud.levels());
    draft.diagnostics.extend(told);
}

/// The subnets of brokers that are to be made. Subnets that are not known yet leave them open.
async fn places(
    cloud: Option<&Cloud>,
    draft: &mut Draft,
    planned: &BrokerStack,
    forecast: &BTreeMap<i64, Forecast>,
) -> BTreeMap<i64, Subnet> {
    // What was begun already stays where it is.
    let made = |forecast: &Forecast| forecast.work == Work::Make && forecast.compared.is_none();
    let ids: Vec<i64> = forecast
        .iter()
        .filter(|(_, it)| made(it))
        .map(|(id, _)| *id)
        .collect();
    let (Some(cloud), false) = (cloud, ids.is_empty()) else {
        return BTreeMap::new();
    };
    let subnets: Vec<String> = planned.subnet_ids.iter().map(ToString::to_string).collect();
    match cloud.network().subnets_by_id(&subnets).await {
        Ok(subnets) => ids
            .into_iter()
            .filter_map(|id| Some((id, subnet_of(id, &subnets).ok()?.clone())))
            .collect(),
        Err(error) => {
            draft.diagnostics.push(unreadable(&error));
            BTreeMap::new()
        }
    }
}

fn unreadable(error: &AwsError) -> Diagnostic {
    error
        .diagnostic("reading the subnets of the brokers")
        .at(Path::root().attribute("subnet_ids"))
}

/// `brokers` and what follows from it. Without a change they stay known, which the engine could not tell.
fn outputs(draft: &mut Draft, planned: Value) {
    if planned.same(draft.prior.attribute("brokers")) {
        for output in ["brokers", "bootstrap", "az_distribution"] {
            draft.keep_prior(&Path::root().attribute(output));
        }
        return;
    }
    draft.planned.put(
        &Path::root().attribute("bootstrap"),
        entries::bootstrap(&planned),
    );
    draft.planned.put(
        &Path::root().attribute("az_distribution"),
        entries::az_distribution(&planned),
    );
    draft.planned.put(&brokers(), planned);
}

/// `tags_all` is known as soon as every tag is; with one unknown it is unknown as a whole, since a tag may turn out to be
/// one of `default_tags`.
fn tags(cloud: &Cloud, draft: &mut Draft) {
    let own = draft
        .planned_sketch()
        .at::<BTreeMap<String, String>>(&"tags".into());
    match own.and_then(|own| cloud.tags().tags_all(&own)) {
        Some(all) => {
            let all = all
                .into_iter()
                .map(|(key, value)| (key, Value::String(value)));
            draft.planned.put(&tags_all(), Value::Map(all.collect()));
        }
        None => drop(draft.set_unknown(&tags_all())),
    }
}

fn brokers() -> Path {
    Path::root().attribute("brokers")
}

fn tags_all() -> Path {
    Path::root().attribute("tags_all")
}
