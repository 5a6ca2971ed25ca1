//! Tags of a cluster: the user's, the provider block's, and the provider's own mark.

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::tags::{OURS, Tags};

/// Key of the tag that a cluster bears from its creation until everything planned is in force. Its value is a hash of
/// what was asked for, so that only the same request finds and finishes what a crash left behind.
pub(super) const PENDING: &str = "kafkaws:pending";

/// Tags that are shown and changed: not AWS's, not the provider's, not those of `ignore_tags`.
pub(super) fn managed(cloud: &Cloud, actual: &Tags, own: &Tags) -> Tags {
    let mut visible = cloud.tags().visible(actual, own);
    visible.retain(|key, _| !key.starts_with(OURS));
    visible
}

/// Tags that the cluster is to have.
pub(super) fn wanted(cloud: &Cloud, own: &Tags) -> Result<Tags, AwsError> {
    cloud.tags().tags_all(own).ok_or_else(|| {
        let message = "default_tags of the provider block are not known yet";
        AwsError::new("kafka:TagResource", AwsErrorKind::NotConfigured, message)
    })
}

/// The part of the actual tags that belongs into `tags`: what the user wrote, and what others added; not what came from
/// `default_tags`, those of an earlier provider block included.
pub(super) fn own(
    managed: &Tags,
    defaults: &Tags,
    written: &Tags,
    prior_all: Option<&Tags>,
) -> Tags {
    let known = |key: &String| prior_all.is_some_and(|tags| tags.contains_key(key));
    managed
        .iter()
        .filter(|(key, value)| {
            written.contains_key(*key) || (!known(key) && defaults.get(*key) != Some(*value))
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> Tags {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn tags_of_the_provider_block_are_not_the_resource_s() {
        let actual = map(&[("team", "a"), ("env", "prod")]);
        let written = map(&[("env", "prod")]);
        assert_eq!(
            own(&actual, &map(&[("team", "a")]), &written, Some(&actual)),
            written
        );
        assert_eq!(
            own(&actual, &map(&[("team", "a")]), &Tags::new(), None),
            written,
            "imported"
        );
    }

    #[test]
    fn a_default_tag_that_changed_is_no_drift_of_tags() {
        let actual = map(&[("team", "a")]);
        let defaults = map(&[("team", "b")]);
        assert_eq!(
            own(&actual, &defaults, &Tags::new(), Some(&actual)),
            Tags::new()
        );
    }

    #[test]
    fn the_same_tag_in_both_stays_where_it_was_written() {
        let actual = map(&[("team", "a")]);
        assert_eq!(own(&actual, &actual, &actual, Some(&actual)), actual);
    }

    #[test]
    fn what_others_added_is_drift() {
        let actual = map(&[("owner", "x")]);
        assert_eq!(
            own(&actual, &Tags::new(), &Tags::new(), Some(&Tags::new())),
            actual
        );
    }
}
