//! What a plan says: whether there will be another AMI.

use kafkaws_plugin::Cx;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Attr, Diagnostic, Model, Path, Value};

use crate::aws::cloud::Cloud;
use crate::broker::plan::plan_tags;
use crate::broker_ami::image::{Facts, Given, ImageProblem, Place};
use crate::broker_ami::kept::{Kept, Planned};
use crate::broker_ami::model::{BrokerAmi, Outputs};
use crate::broker_ami::settle;
use crate::broker_ami::wanted::{ami_name, registration};

/// What another AMI has otherwise, and is not known before it is there.
const OF_AMI: [&str; 3] = ["ami_id", "arn", "snapshot_id"];
/// What the image settles.
const CHOSEN: [&str; 4] = ["architecture", "boot_mode", "engine", "engine_version"];

/// Looks at the image, and says what comes of it.
pub(super) async fn review(cx: &Cx<Cloud>, draft: &mut Draft, kept: &mut Kept) {
    if draft.destroys() {
        return;
    }
    let Some(cloud) = cx.try_cloud() else {
        return;
    };
    plan_tags(cloud, draft);
    let planned = <BrokerAmi as Model>::read(&draft.planned).ok();
    match planned.and_then(|planned| Some((Place::of(&planned)?, planned))) {
        Some((place, planned)) => look(cloud, draft, kept, &place, planned).await,
        None => unknown(draft),
    }
}

async fn look(
    cloud: &Cloud,
    draft: &mut Draft,
    kept: &mut Kept,
    place: &Place,
    planned: BrokerAmi,
) {
    let before = Before::read(draft);
    let given = Given {
        sha256: planned.image_sha256.as_ref(),
        stamp: kept.stamp.as_ref(),
    };
    match place.look(cloud, given).await {
        Ok(Some(facts)) => found(draft, before.as_ref(), planned, &facts, kept, place),
        Ok(None) => missing(draft, before.as_ref(), &planned, place, kept),
        Err(ImageProblem::Aws(error)) if before.is_some() => {
            draft.diagnostics.push(blind(&error.detail(), place));
            missing(draft, before.as_ref(), &planned, place, kept);
        }
        Err(problem) => draft
            .diagnostics
            .push(problem.diagnostic(place.attribute())),
    }
}

/// The state.
struct Before {
    inputs: BrokerAmi,
    outputs: Outputs,
}

impl Before {
    fn read(draft: &Draft) -> Option<Self> {
        draft.updates().then_some(())?;
        Some(Self {
            inputs: <BrokerAmi as Model>::read(&draft.prior).ok()?,
            outputs: <Outputs as Model>::read(&draft.prior).ok()?,
        })
    }

    /// Whether the AMI that there is has this registration.
    fn has(&self, wanted: &str) -> bool {
        let registered = self.outputs.image_hash.as_deref();
        let registered = registered.map(|sha256| registration(&self.inputs, sha256));
        self.outputs.ami_id.is_some() && registered.as_deref() == Some(wanted)
    }
}

fn found(
    draft: &mut Draft,
    before: Option<&Before>,
    mut planned: BrokerAmi,
    facts: &Facts,
    kept: &mut Kept,
    place: &Place,
) {
    leave_out(draft, &mut planned);
    settle::fill(&mut planned, facts);
    let another = before.is_none_or(|before| !before.has(&registration(&planned, &facts.sha256)));
    if another && let Err(problem) = settle::check(&planned, facts) {
        let told = problem.diagnostic(place.attribute());
        return draft.diagnostics.push(told);
    }
    choose(draft, &planned);
    conclude(draft, before, &planned, &facts.sha256, kept);
    if draft.changes() {
        kept.stamp = facts.stamp.clone();
    }
}

/// What the configuration leaves out is the image's to say, whatever an earlier image said.
fn leave_out(draft: &Draft, planned: &mut BrokerAmi) {
    let silent = |name: &str| draft.config.attribute(name).is_null();
    if silent("architecture") {
        planned.architecture = None;
    }
    if silent("boot_mode") {
        planned.boot_mode = None;
    }
    if silent("engine") {
        planned.engine = None;
    }
    if silent("engine_version") {
        planned.engine_version = None;
    }
}

fn choose(draft: &mut Draft, chosen: &BrokerAmi) {
    let chosen = [
        chosen.architecture.write(),
        chosen.boot_mode.write(),
        chosen.engine.write(),
        chosen.engine_version.write(),
    ];
    for (name, value) in CHOSEN.into_iter().zip(chosen) {
        if draft.config.attribute(name).is_null() {
            draft.planned.put(&name.into(), value);
        }
    }
}

/// A file that is not on this machine is what it was; one that was never looked at may yet be built.
fn missing(
    draft: &mut Draft,
    before: Option<&Before>,
    planned: &BrokerAmi,
    place: &Place,
    kept: &mut Kept,
) {
    let said = planned.image_sha256.as_ref().map(ToString::to_string);
    let Some(before) = before else {
        kept.plan = said.map(Planned::Image);
        return;
    };
    let earlier = Place::of(&before.inputs);
    let sha256 = said.or_else(|| before.outputs.image_hash.clone());
    match sha256.filter(|_| earlier.is_none() || earlier.as_ref() == Some(place)) {
        Some(sha256) => {
            draft.diagnostics.push(not_there(place));
            conclude(draft, Some(before), planned, &sha256, kept);
        }
        None => unknown(draft),
    }
}

fn not_there(place: &Place) -> Diagnostic {
    Diagnostic::warning(
        "The image is not there",
        "The plan takes it to be what it was when it was applied. An apply that has to make an AMI of it needs it.",
    )
    .at(Path::root().attribute(place.attribute()))
}

fn blind(why: &str, place: &Place) -> Diagnostic {
    Diagnostic::warning("The image could not be looked at", why.to_owned())
        .at(Path::root().attribute(place.attribute()))
}

/// Everything that hangs on the image is known after apply.
fn unknown(draft: &mut Draft) {
    if !draft.updates() {
        return;
    }
    for name in CHOSEN
        .into_iter()
        .chain(OF_AMI)
        .chain(["image_hash", "ami_name", "old_ami_ids"])
    {
        draft.set_unknown(&name.into());
    }
}

/// The same AMI, or another one.
fn conclude(
    draft: &mut Draft,
    before: Option<&Before>,
    planned: &BrokerAmi,
    sha256: &str,
    kept: &mut Kept,
) {
    let wanted = registration(planned, sha256);
    if let Some(before) = before.filter(|before| before.has(&wanted)) {
        if draft.changes() {
            stays(draft, before);
            kept.plan = Some(Planned::Same);
        }
        return;
    }
    for name in OF_AMI.into_iter().chain(["old_ami_ids"]) {
        draft.set_unknown(&name.into());
    }
    let name = ami_name(planned.name.as_str(), &wanted);
    put(draft, "image_hash", sha256);
    put(draft, "ami_name", &name);
    kept.plan = Some(Planned::Image(sha256.to_owned()));
}

fn put(draft: &mut Draft, name: &str, text: &str) {
    draft.planned.put(&name.into(), Value::from(text));
}

/// Old AMIs may go with any change.
fn stays(draft: &mut Draft, before: &Before) {
    let none_old = before
        .outputs
        .old_ami_ids
        .as_ref()
        .is_some_and(Vec::is_empty);
    let rest = none_old.then_some("old_ami_ids");
    for name in OF_AMI
        .into_iter()
        .chain(["image_hash", "ami_name"])
        .chain(rest)
    {
        draft.keep_prior(&name.into());
    }
}
