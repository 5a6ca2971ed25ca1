//! Tags. Source: AWS general reference, "Tag naming limits and requirements".

use std::collections::BTreeMap;

use super::{Verdict, ensure};

const MOST: usize = 50;
const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;
const PARAMETER: &str = "tags";

/// 50 tags; keys of 1 to 128 characters that do not begin with `aws:`; values of up to 256.
pub(in crate::msk) fn check(
    there: &BTreeMap<String, String>,
    added: &BTreeMap<String, String>,
) -> Verdict {
    let new = added.keys().filter(|key| !there.contains_key(*key)).count();
    ensure(there.len() + new <= MOST, PARAMETER, || {
        format!("A resource can have up to {MOST} tags.")
    })?;
    added.iter().try_for_each(|(key, value)| tag(key, value))
}

fn tag(key: &str, value: &str) -> Verdict {
    ensure(
        (1..=LONGEST_KEY).contains(&key.chars().count()),
        PARAMETER,
        || format!("The tag key {key:?} must have 1 to {LONGEST_KEY} characters."),
    )?;
    ensure(value.chars().count() <= LONGEST_VALUE, PARAMETER, || {
        format!("The value of tag {key} has more than {LONGEST_VALUE} characters.")
    })?;
    ensure(
        !key.to_ascii_lowercase().starts_with("aws:"),
        PARAMETER,
        || format!("The tag key {key} begins with aws:, which is reserved."),
    )
}
