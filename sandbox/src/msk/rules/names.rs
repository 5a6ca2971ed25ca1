//! Names of clusters and configurations.

use super::{Verdict, ensure};

/// 1 to 64 characters (service model) of `^[0-9A-Za-z][0-9A-Za-z-]{0,}$` (developer guide).
pub(in crate::msk) fn check(name: &str, parameter: &str) -> Verdict {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let fits = (1..=64).contains(&name.len()) && letters && !name.starts_with('-');
    ensure(fits, parameter, || {
        format!(
            "The name {name:?} is invalid: it must have 1 to 64 letters, digits and hyphens, and \
             not begin with a hyphen."
        )
    })
}
