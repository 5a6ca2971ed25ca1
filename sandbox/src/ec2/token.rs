//! Client tokens: the same request twice makes one thing.

use std::collections::BTreeMap;

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

/// What was used before, by operation and token.
pub(crate) type Tokens = BTreeMap<String, Used>;

/// A token that comes again with other arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch;

impl Used {
    pub(crate) fn new(arguments: u64, made: Vec<String>, at: Timestamp) -> Self {
        Self {
            arguments,
            made,
            at,
        }
    }

    /// What this token made, while it is remembered.
    pub(crate) fn find<'a>(
        tokens: &'a Tokens,
        key: &str,
        arguments: u64,
        now: Timestamp,
    ) -> Result<Option<&'a Self>, Mismatch> {
        let used = tokens.get(key);
        match used.filter(|used| now.seconds_since(used.at) < REMEMBERED_SECONDS) {
            Some(used) if used.arguments != arguments => Err(Mismatch),
            used => Ok(used),
        }
    }

    pub(crate) fn made(&self) -> &[String] {
        &self.made
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }
}

/// The ids that an earlier request with this token made; `None` when there was none.
pub(super) fn earlier(desk: &Desk<'_>) -> Result<Option<Vec<String>>, Refusal> {
    let Some(key) = key(desk)? else {
        return Ok(None);
    };
    let used = Used::find(&desk.area.compute.tokens, &key, arguments(desk), desk.now);
    used.map(|used| used.map(|used| used.made.clone()))
        .map_err(|Mismatch| {
            let message = "Arguments on this idempotent request are inconsistent with arguments \
                           used in previous request(s).";
            Refusal::new(400, "IdempotentParameterMismatch", message)
        })
}

/// Binds the request's token, if it has one, to what was made. Only success binds.
pub(super) fn remember(desk: &mut Desk<'_>, made: Vec<String>) {
    let Ok(Some(key)) = key(desk) else { return };
    let used = Used::new(arguments(desk), made, desk.now);
    desk.area.compute.tokens.insert(key, used);
}

fn arguments(desk: &Desk<'_>) -> u64 {
    desk.form.fingerprint(&["ClientToken", "DryRun"])
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
