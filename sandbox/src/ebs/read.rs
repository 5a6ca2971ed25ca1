//! GetSnapshotBlock, and the tokens it takes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::desk::{Answer, Desk};
use super::{invalid, storage_failure};
use crate::http::Reply;
use crate::storage::{BLOCK, Digest};

pub(super) fn get(desk: &mut Desk<'_>) -> Answer {
    let snapshot = desk.completed()?;
    let index = desk.index(snapshot.size)?;
    let digest = desk.storage.disks.block(&snapshot.id, index);
    let pairs = desk.request.query_pairs();
    let given = pairs.iter().find(|(name, _)| name == "blockToken");
    let digest = digest.filter(|digest| {
        let token = token(&snapshot.id, index, digest);
        given.is_some_and(|(_, value)| *value == token)
    });
    // A block that was never written has no token at all.
    let digest = digest.ok_or_else(|| {
        let message = format!("The block token is not valid for block {index}");
        invalid("INVALID_BLOCK_TOKEN", message)
    })?;
    let block = desk.storage.disks.read(&digest);
    let block = block.map_err(|error| storage_failure(&error))?;
    Ok(Reply::new(200, "application/octet-stream", &*block)
        .header("x-amz-data-length", BLOCK.to_string())
        .header("x-amz-checksum", digest.base64())
        .header("x-amz-checksum-algorithm", "SHA256"))
}

/// Opaque to clients, and good for this block of this snapshot only.
pub(super) fn token(snapshot: &str, index: u32, digest: &Digest) -> String {
    let text = format!("{snapshot}/{index}/{digest}");
    STANDARD.encode(Digest::of(text.as_bytes()).bytes())
}
