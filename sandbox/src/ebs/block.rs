//! PutSnapshotBlock: writes a block, over what was there.

use super::desk::{Answer, Desk};
use super::start::waiting;
use super::{invalid, storage_failure};
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::storage::{BLOCK, Digest};

pub(super) fn put(desk: &mut Desk<'_>) -> Answer {
    let size = desk.upload()?.size;
    let index = desk.index(size)?;
    let digest = checked(desk)?;
    let (id, body) = (&desk.snapshot, &desk.request.body);
    desk.storage
        .disks
        .write(id, index, digest, body)
        .map_err(|error| storage_failure(&error))?;
    let now = desk.now;
    let snapshot = desk.upload()?;
    let minutes = snapshot
        .upload
        .as_ref()
        .map(|upload| upload.timeout_minutes);
    // The time allowed runs from the last block.
    snapshot.phase = waiting(now, minutes.unwrap_or_default());
    Ok(Reply::new(201, "application/json", Vec::new())
        .header("x-amz-checksum", digest.base64())
        .header("x-amz-checksum-algorithm", "SHA256"))
}

/// The digest of a whole block that is what the client says it is. The body is not signed: only its
/// checksum proves it.
fn checked(desk: &Desk<'_>) -> Result<Digest, Refusal> {
    let block = BLOCK.to_string();
    if desk.header("x-amz-data-length")? != block || desk.request.body.len() != BLOCK {
        let message = format!("The only supported data length is {BLOCK}");
        return Err(invalid("INVALID_BLOCK", message));
    }
    if desk.header("x-amz-checksum-algorithm")? != "SHA256" {
        let message = "The only supported checksum algorithm is SHA256";
        return Err(invalid("INVALID_PARAMETER_VALUE", message));
    }
    let digest = Digest::of(&desk.request.body);
    match desk.header("x-amz-checksum")? == digest.base64() {
        true => Ok(digest),
        false => {
            let message = "The checksum does not match the block data";
            Err(invalid("INVALID_BLOCK", message))
        }
    }
}
