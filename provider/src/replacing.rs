//! Plans that would destroy what there is and make another.

use kafkaws_schema::Value;
use kafkaws_schema::plan::Draft;

/// Whether a plan replaces what there is, once values that are not known yet are out of what asks for it. Such a value replaces nothing: it
/// mostly turns out to be what it was (subnets of a VPC that is being changed), and where it does not, the plan that Terraform makes during
/// apply refuses it before anything is touched.
pub(crate) fn certainly(draft: &mut Draft) -> bool {
    let planned = &draft.planned;
    draft
        .replace
        .retain(|path| planned.get(path).is_some_and(Value::is_wholly_known));
    !draft.creates() && !draft.replace.is_empty()
}
