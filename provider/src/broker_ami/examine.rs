//! Looking at the image once more, in the apply: what was planned is made, and nothing else.

use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::broker_ami::image::{Facts, Given, ImageProblem, Place};
use crate::broker_ami::kept::{Kept, Planned};
use crate::broker_ami::model::BrokerAmi;
use crate::broker_ami::settle;

/// The image that was planned.
///
/// # Errors
///
/// That it is not there, is another one, or is none.
pub(super) async fn examine(
    cloud: &Cloud,
    inputs: &mut BrokerAmi,
    kept: &Kept,
) -> Result<Facts, Diagnostics> {
    let place = Place::of(inputs).ok_or_else(nowhere)?;
    let given = Given {
        sha256: inputs.image_sha256.as_ref(),
        stamp: kept.stamp.as_ref(),
    };
    let looked = looked(cloud, &place, given, kept).await;
    let told = |problem: ImageProblem| problem.diagnostic(place.attribute());
    let facts = looked.map_err(told)?;
    settle::fill(inputs, &facts);
    settle::check(inputs, &facts).map_err(told)?;
    Ok(facts)
}

async fn looked(
    cloud: &Cloud,
    place: &Place,
    given: Given<'_>,
    kept: &Kept,
) -> Result<Facts, ImageProblem> {
    let name = || match place {
        Place::File(path) => path.display().to_string(),
        Place::Object { bucket, key } => format!("s3://{bucket}/{key}"),
    };
    let found = place.look(cloud, given).await?;
    let facts = found.ok_or_else(|| ImageProblem::Missing(name()))?;
    match &kept.plan {
        Some(Planned::Image(planned)) if *planned != facts.sha256 => Err(ImageProblem::Changed {
            image: facts.image,
            planned: planned.clone(),
            actual: facts.sha256,
        }),
        _ => Ok(facts),
    }
}

fn nowhere() -> Diagnostic {
    Diagnostic::error(
        "No image is named",
        "Exactly one of image_file and image_object is needed.",
    )
}
