//! Whether a broker's health check has passed since it was down.
//!
//! What a broker runs says nothing about whether it serves. Without a mark that outlives the apply, one whose check failed
//! would look finished to the next, which would go on to the broker after it.

use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags;
use crate::aws::error::AwsError;
use crate::aws::fleet::Seen;
use crate::aws::tags::Tags;
use crate::broker::tags::UNPROVEN;

/// To be called before a broker is taken down. An interface that is made meanwhile bears the mark from the first.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn doubt(cloud: &Cloud, seen: &Seen) -> Result<(), AwsError> {
    let Some(interface) = seen.interface.as_ref() else {
        return Ok(());
    };
    if interface.tags.contains_key(UNPROVEN) {
        return Ok(());
    }
    let mark = Tags::from([(UNPROVEN.to_owned(), "true".to_owned())]);
    ec2_tags::create(cloud, [&interface.id], &mark).await
}

/// To be called when its health check has passed.
///
/// # Errors
///
/// What AWS says.
pub(crate) async fn trust(cloud: &Cloud, seen: &mut Seen) -> Result<(), AwsError> {
    let Some(interface) = seen.interface.as_mut() else {
        return Ok(());
    };
    let marks = [UNPROVEN.to_owned()];
    let untag = ec2_tags::delete(cloud, [&interface.id], &marks);
    cloud.fleet().changing(untag).await?;
    let _mark = interface.tags.remove(UNPROVEN);
    Ok(())
}
