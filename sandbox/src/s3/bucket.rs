//! Buckets. A name is one bucket's in all accounts and regions.

use serde::{Deserialize, Serialize};

use super::desk::{Answer, Desk, empty, storage_failure, xml};
use super::documents::{CreateBucketConfiguration, read};
use crate::clock::Timestamp;
use crate::query::Xml;
use crate::refusal::Refusal;

/// The one region whose buckets say no location, and which takes a second create.
const FIRST_REGION: &str = "us-east-1";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) created: Timestamp,
}

pub(super) fn create(desk: &mut Desk<'_>) -> Answer {
    check_name(&desk.bucket)?;
    check_location(desk)?;
    let (account, region) = (&desk.caller.account, &desk.caller.region);
    if let Some(there) = desk.world.buckets.get(&desk.bucket) {
        let own = there.account == *account;
        if !own || there.region != FIRST_REGION || region != FIRST_REGION {
            return Err(taken(own));
        }
    } else {
        let bucket = Bucket {
            name: desk.bucket.clone(),
            account: account.clone(),
            region: region.clone(),
            created: desk.now(),
        };
        desk.world.buckets.insert(bucket.name.clone(), bucket);
    }
    Ok(empty(200).header("location", format!("/{}", desk.bucket)))
}

fn taken(own: bool) -> Refusal {
    match own {
        true => {
            let message = "Your previous request to create the named bucket succeeded and you already own it.";
            Refusal::new(409, "BucketAlreadyOwnedByYou", message)
        }
        false => {
            let message = "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
            Refusal::new(409, "BucketAlreadyExists", message)
        }
    }
}

/// 3 to 63 of lower-case letters, digits, hyphens and dots, and no address.
fn check_name(name: &str) -> Result<(), Refusal> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fits = (3..=63).contains(&name.len())
        && name.chars().all(allowed)
        && name.starts_with(edge)
        && name.ends_with(edge)
        && !name.contains("..")
        && name.parse::<std::net::Ipv4Addr>().is_err();
    match fits {
        true => Ok(()),
        false => {
            let message = "The specified bucket is not valid.";
            Err(Refusal::new(400, "InvalidBucketName", message))
        }
    }
}

/// Outside of the first region, a bucket must be told where it is to be: there.
fn check_location(desk: &Desk<'_>) -> Result<(), Refusal> {
    let region = desk.caller.region.as_str();
    let wanted = match desk.request.body.is_empty() {
        true => None,
        false => read::<CreateBucketConfiguration>(&desk.request.body)?.location_constraint,
    };
    match wanted.as_deref() {
        None if region == FIRST_REGION => Ok(()),
        Some(FIRST_REGION) => {
            let message = "The specified location-constraint is not valid";
            Err(Refusal::new(400, "InvalidLocationConstraint", message))
        }
        Some(wanted) if wanted == region => Ok(()),
        wanted => {
            let wanted = wanted.unwrap_or("unspecified");
            let message = format!(
                "The {wanted} location constraint is incompatible for the region specific endpoint this request was sent to."
            );
            Err(Refusal::new(
                400,
                "IllegalLocationConstraintException",
                message,
            ))
        }
    }
}

pub(super) fn delete(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    if !desk.objects.is_empty(&desk.bucket) {
        let message = "The bucket you tried to delete is not empty";
        return Err(Refusal::new(409, "BucketNotEmpty", message));
    }
    for (id, _) in desk.objects.uploads(&desk.bucket) {
        desk.objects.end_upload(&id).map_err(storage_failure)?;
    }
    desk.world.buckets.remove(&desk.bucket);
    Ok(empty(204))
}

pub(super) fn head(desk: &mut Desk<'_>) -> Answer {
    let region = desk.bucket()?.region.clone();
    Ok(empty(200).header("x-amz-bucket-region", region))
}

pub(super) fn location(desk: &mut Desk<'_>) -> Answer {
    let region = desk.bucket()?.region.as_str();
    let mut text = Xml::default();
    if region != FIRST_REGION {
        text.chars(region);
    }
    Ok(xml("LocationConstraint", text))
}

/// No bucket of the sandbox has versions.
pub(super) fn versioning(desk: &mut Desk<'_>) -> Answer {
    desk.bucket()?;
    Ok(xml("VersioningConfiguration", Xml::default()))
}

pub(super) fn list(desk: &mut Desk<'_>) -> Answer {
    let account = &desk.caller.account;
    let own = desk.world.buckets.values();
    let own = own.filter(|bucket| bucket.account == *account);
    let mut answer = Xml::default();
    answer.nest("Owner", |xml| xml.text("ID", account));
    answer.nest("Buckets", |xml| {
        for bucket in own {
            xml.nest("Bucket", |xml| {
                xml.text("Name", &bucket.name);
                xml.text("CreationDate", bucket.created.iso());
                xml.text("BucketRegion", &bucket.region);
            });
        }
    });
    Ok(xml("ListAllMyBucketsResult", answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for good in ["abc", "my-images.eu", "0a9"] {
            assert_eq!(check_name(good), Ok(()), "{good}");
        }
        let long = "a".repeat(64);
        for bad in [
            "ab",
            "Abc",
            "a_b",
            "-ab",
            "ab.",
            "a..b",
            "10.0.0.1",
            long.as_str(),
        ] {
            assert!(check_name(bad).is_err(), "{bad}");
        }
    }
}
