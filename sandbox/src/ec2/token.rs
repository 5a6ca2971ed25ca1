//! Client tokens: the same request twice makes one thing.

use serde::{Deserialize, Serialize};

use super::desk::Desk;
use crate::clock::Timestamp;
use crate::refusal::Refusal;

/// EC2 remembers a token for at least a day.
const REMEMBERED_SECONDS: u64 = 24 * 3600;
const LONGEST: usize = 64;

/// What a token made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Used {
    arguments: u64,
    made: Vec<String>,
    at: Timestamp,
}

/// The ids that an earlier request with this token made; `None` when there was none.
pub(super) fn earlier(desk: &Desk<'_>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(key) = key(desk)? else {
        return Ok(None);
    };
    let used = desk.area.compute.tokens.get(&key);
    match used.filter(|used| desk.now.seconds_since(used.at) < REMEMBERED_SECONDS) {
        None => Ok(None),
        Some(used) if used.arguments == desk.form.fingerprint(&["ClientToken", "DryRun"]) => {
            Ok(Some(used.made.clone()))
        }
        Some(_) => {
            let message = "Arguments on this idempotent request are inconsistent with arguments \
                           used in previous request(s).";
            Err(Refusal::new(400, "IdempotentParameterMismatch", message))
        }
    }
}

/// Binds the request's token, if it has one, to what was made. Only success binds.
pub(super) fn remember(desk: &mut Desk<'_>, made: Vec<String>) {
    let Ok(Some(key)) = key(desk) else { return };
    let used = Used {
        arguments: desk.form.fingerprint(&["ClientToken", "DryRun"]),
        made,
        at: desk.now,
    };
    desk.area.compute.tokens.insert(key, used);
}

fn key(desk: &Desk<'_>) -> Result<Option<String>, Refusal> {
    let Some(token) = desk.form.get("ClientToken").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if token.len() > LONGEST || !token.is_ascii() {
        let message = format!(
            "Client token exceeds the maximum allowed length of {LONGEST} ASCII characters"
        );
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    Ok(Some(format!("{}/{token}", desk.form.action())))
}
