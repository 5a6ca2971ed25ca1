//! Client tokens: the same request twice makes one thing, also when a crash lies between.

use super::wanted::Wanted;
use crate::aws::fleet::Identity;
use crate::aws::idempotency::key;

/// A token for making `kind` of a broker with these arguments, for the `generation`th time: EC2 remembers what a token made
/// for a day, and goes on naming it when it is gone.
pub(super) fn token(
    identity: &Identity,
    kind: &str,
    arguments: &[&str],
    generation: u32,
) -> String {
    let (identity, generation) = (identity.to_string(), generation.to_string());
    let mut all = vec![identity.as_str(), kind, generation.as_str()];
    all.extend(arguments);
    key(&all)
}

/// The mark of an unfinished create: a hash of what cannot be changed later. Whatever else is corrected after a create that
/// failed, the next one finds and finishes what is there.
pub(super) fn mark(wanted: &Wanted) -> String {
    let identity = wanted.identity.to_string();
    let mut all = vec![
        identity.as_str(),
        wanted.stack.as_deref().unwrap_or_default(),
        &wanted.subnet_id,
        wanted.private_ip.as_deref().unwrap_or_default(),
    ];
    for volume in &wanted.volumes {
        all.push(volume.name.as_str());
        all.push(if volume.encrypted {
            "encrypted"
        } else {
            "plain"
        });
        all.push(volume.kms_key_id.as_deref().unwrap_or_default());
        all.push(volume.snapshot_id.as_deref().unwrap_or_default());
    }
    key(&all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::node::testing::{volume, wanted};

    #[test]
    fn the_same_request_has_the_same_token() {
        let identity = wanted().identity;
        let one = token(&identity, "volume", &["a", "b"], 0);
        assert_eq!(one, token(&identity, "volume", &["a", "b"], 0));
        for other in [
            token(&identity, "volume", &["ab"], 0),
            token(&identity, "volume", &["a", "b"], 1),
            token(&identity, "interface", &["a", "b"], 0),
        ] {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn the_mark_outlives_what_can_be_corrected() {
        let marked = mark(&wanted());
        let mut corrected = wanted();
        corrected.ami = "ami-2".into();
        corrected.instance_type = "m7g.xlarge".into();
        corrected.volumes = vec![volume("data", [("size", 500.into())])];
        assert_eq!(mark(&corrected), marked);
        corrected.subnet_id = "subnet-2".into();
        assert_ne!(mark(&corrected), marked);
    }
}
