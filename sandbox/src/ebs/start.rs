//! StartSnapshot.

use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Answer, Desk, completed, find};
use super::{invalid, storage_failure};
use crate::clock::Timestamp;
use crate::ec2::{
    Mismatch, NO_VOLUME, Phase, Snapshot, SnapshotState, Tags, Upload, Used, kms_arn,
};
use crate::http::Reply;
use crate::id;
use crate::refusal::Refusal;
use crate::storage::BLOCK;

/// 64 TiB, the largest volume, in GiB.
const LARGEST_VOLUME: u64 = 65_536;
const DEFAULT_TIMEOUT_MINUTES: u64 = 60;
/// The service quota of pending snapshots.
const MOST_PENDING: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Wish {
    volume_size: Option<u64>,
    parent_snapshot_id: Option<String>,
    #[serde(default)]
    tags: Vec<Tag>,
    description: Option<String>,
    client_token: Option<String>,
    encrypted: Option<bool>,
    kms_key_arn: Option<String>,
    timeout: Option<u64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Tag {
    key: String,
    #[serde(default)]
    value: String,
}

pub(super) fn start(desk: &mut Desk<'_>) -> Answer {
    let wish: Wish = serde_json::from_slice(&desk.request.body).map_err(|error| {
        let message = format!("The request body cannot be read: {error}");
        invalid("INVALID_PARAMETER_VALUE", message)
    })?;
    wish.check()?;
    let (id, at) = match earlier(desk, &wish)? {
        Some(made) => made,
        None => make(desk, &wish)?,
    };
    let owner = desk.area.account.clone();
    let key = wish.key(desk)?;
    Ok(Reply::json(201, &wish.answer(&id, at, &owner, key)))
}

/// What the same request with the same token made: its answer comes again, whatever has become of
/// the snapshot.
fn earlier(desk: &Desk<'_>, wish: &Wish) -> Result<Option<(String, Timestamp)>, Refusal> {
    let Some(key) = wish.token_key() else {
        return Ok(None);
    };
    let used = Used::find(&desk.area.compute.tokens, &key, arguments(desk), desk.now);
    let used = used.map_err(|Mismatch| {
        let message = "The client token was used before with other parameters.";
        Refusal::conflict(message)
    })?;
    Ok(used.and_then(|used| Some((used.made().first()?.clone(), used.at()))))
}

/// The same for the same members in any order.
fn arguments(desk: &Desk<'_>) -> u64 {
    let body = serde_json::from_slice::<Value>(&desk.request.body).unwrap_or_default();
    id::hash(&body.to_string())
}

fn make(desk: &mut Desk<'_>, wish: &Wish) -> Result<(String, Timestamp), Refusal> {
    room(desk)?;
    let key = wish.key(desk)?;
    let timeout_minutes = wish.timeout.unwrap_or(DEFAULT_TIMEOUT_MINUTES);
    let snapshot = Snapshot {
        id: id::random("snap"),
        owner: desk.area.account.clone(),
        volume: NO_VOLUME.to_owned(),
        size: wish.volume_size.unwrap_or_default(),
        description: wish.description.clone().unwrap_or_default(),
        encrypted: key.is_some(),
        kms_key: key,
        started: desk.now,
        phase: waiting(desk.now, timeout_minutes),
        unseen: desk.lag,
        upload: Some(Upload {
            timeout_minutes,
            sealed: false,
        }),
        tags: wish.tags(),
    };
    let disks = &desk.storage.disks;
    disks
        .create(&snapshot.id, wish.parent_snapshot_id.as_deref())
        .map_err(|error| storage_failure(&error))?;
    let id = snapshot.id.clone();
    if let Some(key) = wish.token_key() {
        let used = Used::new(arguments(desk), vec![id.clone()], desk.now);
        desk.area.compute.tokens.insert(key, used);
    }
    desk.area.compute.snapshots.insert(id.clone(), snapshot);
    Ok((id, desk.now))
}

/// Pending until it is completed, or until nothing has been written for too long.
pub(super) fn waiting(now: Timestamp, minutes: u64) -> Phase<SnapshotState> {
    let (pending, error) = (SnapshotState::Pending, SnapshotState::Error);
    Phase::expiring(pending, now, minutes * 60, error)
}

fn room(desk: &Desk<'_>) -> Result<(), Refusal> {
    let snapshots = desk.area.compute.snapshots.values();
    let pending = snapshots.filter(|one| one.phase.state == SnapshotState::Pending);
    match pending.count() < MOST_PENDING {
        true => Ok(()),
        false => {
            let message = format!("You have reached the limit of {MOST_PENDING} pending snapshots");
            Err(Refusal::new(
                400,
                "ConcurrentLimitExceededException",
                message,
            ))
        }
    }
}

impl Wish {
    fn check(&self) -> Result<(), Refusal> {
        if !self
            .volume_size
            .is_some_and(|size| (1..=LARGEST_VOLUME).contains(&size))
        {
            let message = format!("VolumeSize must be between 1 and {LARGEST_VOLUME} GiB");
            return Err(invalid("INVALID_VOLUME_SIZE", message));
        }
        match self.problem() {
            Some(problem) => Err(invalid("INVALID_PARAMETER_VALUE", problem)),
            None => self.check_tags(),
        }
    }

    fn problem(&self) -> Option<&'static str> {
        let long = |text: &Option<String>| text.as_ref().is_some_and(|text| text.len() > 255);
        let token = self.client_token.as_deref().unwrap_or("-");
        Some(match () {
            () if token.is_empty() || token.contains(char::is_whitespace) => {
                "ClientToken is empty or has spaces"
            }
            () if long(&self.client_token) => "ClientToken has more than 255 characters",
            () if long(&self.description) => "Description has more than 255 characters",
            () if self
                .timeout
                .is_some_and(|minutes| !(10..=4320).contains(&minutes)) =>
            {
                "Timeout must be between 10 and 4320 minutes"
            }
            () if self.encrypted.is_some() && self.parent_snapshot_id.is_some() => {
                "Encrypted cannot be specified with ParentSnapshotId"
            }
            () if self.kms_key_arn.is_some() && self.encrypted != Some(true) => {
                "KmsKeyArn requires Encrypted to be true"
            }
            () => return None,
        })
    }

    fn check_tags(&self) -> Result<(), Refusal> {
        let bad = |tag: &&Tag| {
            let lengths =
                (1..=127).contains(&tag.key.chars().count()) && tag.value.chars().count() <= 255;
            !lengths || tag.key.starts_with("aws:")
        };
        match self.tags.iter().find(bad) {
            Some(tag) => Err(invalid(
                "INVALID_TAG",
                format!("The tag '{}' is invalid", tag.key),
            )),
            None if self.tags.len() > 50 => Err(invalid("INVALID_TAG", "More than 50 tags")),
            None => Ok(()),
        }
    }

    fn tags(&self) -> Tags {
        let pair = |tag: &Tag| (tag.key.clone(), tag.value.clone());
        self.tags.iter().map(pair).collect()
    }

    fn token_key(&self) -> Option<String> {
        let token = self.client_token.as_ref()?;
        Some(format!("StartSnapshot/{token}"))
    }

    /// The key, when the snapshot is encrypted: a child's is its parent's.
    fn key(&self, desk: &mut Desk<'_>) -> Result<Option<String>, Refusal> {
        if let Some(parent) = &self.parent_snapshot_id {
            let parent = completed(find(desk.area, parent)?)?;
            if self.volume_size < Some(parent.size) {
                let message = "VolumeSize is smaller than that of the parent snapshot";
                return Err(invalid("INVALID_VOLUME_SIZE", message));
            }
            return Ok(parent.kms_key);
        }
        let encrypted = self.encrypted == Some(true);
        Ok(encrypted.then(|| kms_arn(desk.area, self.kms_key_arn.clone())))
    }

    /// The original answer, which nothing that happened since changes.
    fn answer(&self, id: &str, at: Timestamp, owner: &str, key: Option<String>) -> Value {
        let tag = |tag: &Tag| json!({ "Key": tag.key, "Value": tag.value });
        let tags: Vec<Value> = self.tags.iter().map(tag).collect();
        let mut answer = json!({
            "SnapshotId": id,
            "OwnerId": owner,
            "Status": "pending",
            "StartTime": at.unix(),
            "VolumeSize": self.volume_size,
            "BlockSize": BLOCK,
            "Tags": tags,
        });
        let optional = [
            ("Description", &self.description),
            ("ParentSnapshotId", &self.parent_snapshot_id),
            ("KmsKeyArn", &key),
        ];
        for (name, text) in optional {
            if let Some(text) = text {
                answer[name] = text.as_str().into();
            }
        }
        answer
    }
}
