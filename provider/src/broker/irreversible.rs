//! Changes that EC2 has no way to make on a broker that exists, as questions about two values.

use crate::broker::volumes::Volume;

/// Whether a volume would have to be made anew: its encryption is other, or it is to come from another snapshot.
///
/// Nothing is asked of a key or a snapshot that is not written any more. A key that was not written before may be the one that
/// the volume has: an apply compares it with what EC2 shows.
#[expect(
    clippy::ptr_arg,
    reason = "the model calls it with the type of the attribute"
)]
pub(crate) fn remakes(prior: &Vec<Volume>, planned: &Vec<Volume>) -> bool {
    planned.iter().any(|volume| {
        let before = prior.iter().find(|before| before.name == volume.name);
        before.is_some_and(|before| differs(before, volume).is_some())
    })
}

/// The attribute in which a volume differs that is decided when it is made.
pub(crate) fn differs(prior: &Volume, planned: &Volume) -> Option<&'static str> {
    if prior.encrypted != planned.encrypted {
        return Some("encrypted");
    }
    let key = prior.kms_key_id.is_some() && planned.kms_key_id.is_some();
    if key && prior.kms_key_id != planned.kms_key_id {
        return Some("kms_key_id");
    }
    let snapshot = planned.snapshot_id.is_some() && prior.snapshot_id != planned.snapshot_id;
    snapshot.then_some("snapshot_id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::node::testing::volume;

    #[test]
    fn what_is_decided_when_a_volume_is_made() {
        let key = |id: &str| format!("arn:aws:kms:eu-west-1:123456789012:key/{id}").into();
        let before = || vec![volume("data", [("kms_key_id", key("a"))])];
        let cases = [
            (volume("data", [("kms_key_id", key("a"))]), false),
            (
                volume("data", [("kms_key_id", key("a")), ("size", 500.into())]),
                false,
            ),
            (volume("data", []), false),
            (volume("data", [("kms_key_id", key("b"))]), true),
            (volume("data", [("encrypted", false.into())]), true),
            (
                volume("data", [("snapshot_id", "snap-0123456789abcdef0".into())]),
                true,
            ),
            (volume("logs", [("encrypted", false.into())]), false),
        ];
        for (planned, remade) in cases {
            assert_eq!(
                remakes(&before(), &vec![planned.clone()]),
                remade,
                "{planned:?}"
            );
        }
    }
}
