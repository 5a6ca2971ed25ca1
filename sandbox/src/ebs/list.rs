//! ListSnapshotBlocks and ListChangedBlocks: which blocks there are, with the tokens to read them.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::desk::{Answer, Desk, completed, find};
use super::invalid;
use super::read::token;
use crate::http::Reply;
use crate::refusal::Refusal;
use crate::storage::{BLOCK, Blocks};

/// Block tokens are good for a week.
const TOKEN_SECONDS: u64 = 7 * 24 * 3600;
const MOST_RESULTS: usize = 10_000;

pub(super) fn blocks(desk: &mut Desk<'_>) -> Answer {
    let snapshot = desk.completed()?;
    let blocks = desk.storage.disks.blocks(&snapshot.id);
    let indexes: Vec<u32> = blocks.keys().copied().collect();
    let show = |index: u32| {
        let token = blocks
            .get(&index)
            .map(|digest| token(&snapshot.id, index, digest));
        json!({ "BlockIndex": index, "BlockToken": token })
    };
    page(desk, &indexes, "Blocks", snapshot.size, show)
}

/// Without a first snapshot, what differs from a blank volume.
pub(super) fn changed(desk: &mut Desk<'_>) -> Answer {
    let second = desk.completed()?;
    let first = query(desk, "firstSnapshotId");
    let first = first
        .map(|id| completed(find(desk.area, &id)?))
        .transpose()?;
    let before = first.as_ref().map(|one| desk.storage.disks.blocks(&one.id));
    let before = before.unwrap_or_default();
    let after = desk.storage.disks.blocks(&second.id);
    let indexes = differing(&before, &after);
    let show = |index: u32| {
        let mut block = json!({ "BlockIndex": index });
        if let (Some(first), Some(digest)) = (&first, before.get(&index)) {
            block["FirstBlockToken"] = token(&first.id, index, digest).into();
        }
        if let Some(digest) = after.get(&index) {
            block["SecondBlockToken"] = token(&second.id, index, digest).into();
        }
        block
    };
    page(desk, &indexes, "ChangedBlocks", second.size, show)
}

fn differing(before: &Blocks, after: &Blocks) -> Vec<u32> {
    let all: BTreeSet<u32> = before.keys().chain(after.keys()).copied().collect();
    let differs = |index: &u32| before.get(index) != after.get(index);
    all.into_iter().filter(differs).collect()
}

fn page(
    desk: &Desk<'_>,
    indexes: &[u32],
    member: &str,
    size: u64,
    show: impl Fn(u32) -> Value,
) -> Answer {
    let most = most(desk)?;
    let start = start(desk)?;
    let mut rest = indexes.iter().copied().filter(|index| *index >= start);
    let blocks: Vec<Value> = rest.by_ref().take(most).map(show).collect();
    let mut answer = json!({
        member: blocks,
        "ExpiryTime": desk.now.after_seconds(TOKEN_SECONDS).unix(),
        "VolumeSize": size,
        "BlockSize": BLOCK,
    });
    if let Some(next) = rest.next() {
        answer["NextToken"] = STANDARD.encode(next.to_string()).into();
    }
    Ok(Reply::json(200, &answer))
}

fn most(desk: &Desk<'_>) -> Result<usize, Refusal> {
    let Some(text) = query(desk, "maxResults") else {
        return Ok(MOST_RESULTS);
    };
    let most = text.parse().ok();
    most.filter(|most| (100..=MOST_RESULTS).contains(most))
        .ok_or_else(|| {
            let message = format!("MaxResults must be between 100 and {MOST_RESULTS}");
            invalid("INVALID_PARAMETER_VALUE", message)
        })
}

/// The page token goes before StartingBlockIndex.
fn start(desk: &Desk<'_>) -> Result<u32, Refusal> {
    if let Some(token) = query(desk, "pageToken") {
        let bytes = STANDARD.decode(token).unwrap_or_default();
        let index = String::from_utf8(bytes).unwrap_or_default().parse();
        return index.map_err(|_| invalid("INVALID_PAGE_TOKEN", "The page token is invalid"));
    }
    let text = query(desk, "startingBlockIndex").unwrap_or_else(|| "0".to_owned());
    text.parse().map_err(|_| {
        let message = "StartingBlockIndex is not a block index";
        invalid("INVALID_PARAMETER_VALUE", message)
    })
}

fn query(desk: &Desk<'_>, name: &str) -> Option<String> {
    let pairs = desk.request.query_pairs().into_iter();
    pairs
        .filter(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value)
        .next()
}
