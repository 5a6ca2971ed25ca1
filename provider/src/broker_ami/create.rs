//! Making the first AMI.
//!
//! Terraform destroys on its next run whatever a create returns together with an error. So a create that did not come to its end returns nothing:
//! what it made bears a mark, by which the next one finds it and goes on.

use std::time::{Duration, SystemTime};

use kafkaws_plugin::{Cx, Done, Failure, State};
use kafkaws_schema::{Diagnostic, Path};

use crate::aws::cloud::Cloud;
use crate::broker_ami::BrokerAmiResource;
use crate::broker_ami::examine::examine;
use crate::broker_ami::image::Facts;
use crate::broker_ami::kept::Kept;
use crate::broker_ami::model::{BrokerAmi, Timeouts};
use crate::broker_ami::run::Run;
use crate::broker_ami::seen::{Seen, SeenImage};
use crate::broker_ami::tags::Tagging;
use crate::broker_ami::wanted::{Wanted, maker, registration};
use crate::broker_ami::{image::Place, state};
use crate::config::GoDuration;

/// Uploading some hundred MiB, and what EC2 then takes.
const PATIENCE: Duration = Duration::from_secs(60 * 60);

type Made = Result<Done<BrokerAmiResource>, Failure<BrokerAmiResource>>;

pub(super) async fn create(cx: &Cx<Cloud>, mut inputs: BrokerAmi, kept: Kept) -> Made {
    let cloud = cx.cloud()?;
    let doing = format!("creating the broker AMI {:?}", inputs.name.as_str());
    let seen = Seen::look(cloud, inputs.name.as_str()).await;
    let seen = seen.map_err(|error| error.diagnostic(&doing))?;
    let facts = examine(cloud, &mut inputs, &kept).await?;
    if let Some(finished) = finished_elsewhere(&inputs, &facts, &seen) {
        return Err(taken(&inputs, &finished.id).into());
    }
    let limit = limit(&inputs, |timeouts| timeouts.create.as_ref());
    make(cx, inputs, &facts, &doing, limit).await
}

/// Whose AMIs are finished is known by whoever finished them, but for what this very create finished a moment ago.
fn finished_elsewhere<'a>(
    inputs: &BrokerAmi,
    facts: &Facts,
    seen: &'a Seen,
) -> Option<&'a SeenImage> {
    let ours = maker(&inputs.name, &registration(inputs, &facts.sha256));
    let now = SystemTime::now();
    let mut images = seen.images.iter();
    images.find(|image| !image.is_marked() && !ours.just_made(&image.tags, now))
}

/// Makes what is missing, whatever there is.
pub(super) async fn make(
    cx: &Cx<Cloud>,
    inputs: BrokerAmi,
    facts: &Facts,
    doing: &str,
    limit: Duration,
) -> Made {
    let kept = Kept::applied(facts.stamp.clone());
    reach(cx, inputs, &facts.sha256, Some(facts), doing, limit, kept).await
}

/// The same, of an image that need not be looked at.
pub(super) async fn reach(
    cx: &Cx<Cloud>,
    inputs: BrokerAmi,
    sha256: &str,
    facts: Option<&Facts>,
    doing: &str,
    limit: Duration,
    kept: Kept,
) -> Made {
    let cloud = cx.cloud()?;
    let tags = Tagging::of(cloud, &inputs.tags).map_err(|error| error.diagnostic(doing))?;
    let attribute = Place::of(&inputs).map_or("image_file", |place| place.attribute());
    let wanted = Wanted::of(&inputs, sha256, facts, tags).ok_or_else(|| unnamed(doing))?;
    let reached = Run::new(cx, cloud, &wanted, limit).finished().await;
    let reached = reached.map_err(|fault| fault.diagnostic(doing, attribute))?;
    let state: State<BrokerAmiResource> =
        state::complete(cloud, inputs, &wanted, &reached.seen, kept)
            .await
            .map_err(|error| error.diagnostic(doing))?;
    Ok(Done {
        state,
        warnings: reached.warnings,
    })
}

/// How long each wait may last; `said` picks the limit that the user may have set.
pub(super) fn limit(inputs: &BrokerAmi, said: fn(&Timeouts) -> Option<&GoDuration>) -> Duration {
    let timeouts = inputs.timeouts.as_ref();
    timeouts.and_then(said).map_or(PATIENCE, |limit| limit.0)
}

fn unnamed(doing: &str) -> Diagnostic {
    Diagnostic::error(
        doing,
        "Exactly one of image_file and image_object is needed, and a bucket to import a file.",
    )
}

fn taken(inputs: &BrokerAmi, id: &str) -> Diagnostic {
    let name = inputs.name.as_str();
    Diagnostic::error(
        format!("There is a broker AMI {name:?} already"),
        format!(
            "It was not made by this configuration. EC2 has {id} with its tags. To manage it here, import it, and put the address of this \
             resource in the place of ADDRESS:\n\n  terraform import ADDRESS {id}\n\nOr choose another name."
        ),
    )
    .at(Path::root().attribute("name"))
}
