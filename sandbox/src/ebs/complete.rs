//! CompleteSnapshot: no more blocks; checks that all arrived.

use serde_json::json;

use super::desk::{Answer, Desk};
use super::invalid;
use crate::ec2::{Phase, SnapshotState};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::storage::{Blocks, Digest};

/// What EBS takes to complete a snapshot whose blocks are all there.
const SECONDS: u64 = 60;

/// A second call is refused, because the snapshot is not open any more: who lost the first answer
/// looks at the snapshot.
pub(super) fn complete(desk: &mut Desk<'_>) -> Answer {
    desk.upload()?;
    let written = desk.storage.disks.own(&desk.snapshot);
    check_count(desk, &written)?;
    check_sum(desk, &written)?;
    let now = desk.now;
    let snapshot = desk.upload()?;
    if let Some(upload) = &mut snapshot.upload {
        upload.sealed = true;
    }
    let (pending, completed) = (SnapshotState::Pending, SnapshotState::Completed);
    snapshot.phase = Phase::passing(pending, now, SECONDS, completed);
    Ok(Reply::json(202, &json!({ "Status": "pending" })))
}

fn check_count(desk: &Desk<'_>, written: &Blocks) -> Result<(), Refusal> {
    let count = desk.header("x-amz-changedblockscount")?;
    match count.parse() == Ok(written.len()) {
        true => Ok(()),
        false => {
            let message = format!(
                "ChangedBlocksCount is {count}, but {} blocks were written",
                written.len()
            );
            Err(invalid("INVALID_PARAMETER_VALUE", message))
        }
    }
}

/// The checksum over all blocks is optional, and worth nothing without saying how it was made.
fn check_sum(desk: &Desk<'_>, written: &Blocks) -> Result<(), Refusal> {
    let header = |name: &str| desk.request.header(name);
    let Some(sum) = header("x-amz-checksum") else {
        return Ok(());
    };
    let known = header("x-amz-checksum-algorithm") == Some("SHA256")
        && header("x-amz-checksum-aggregation-method") == Some("LINEAR");
    if !known {
        let message = "A checksum requires the algorithm SHA256 and the aggregation method LINEAR";
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    match Digest::linear(written.values()).base64() == sum {
        true => Ok(()),
        false => {
            let message = "The checksum does not match the checksums of the blocks";
            Err(invalid("INVALID_PARAMETER_VALUE", message))
        }
    }
}
