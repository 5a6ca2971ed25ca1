//! Plans that would destroy data and that nobody asked for in so many words.

use std::collections::BTreeSet;

use kafkaws_rules::cluster::replacement::Replacement;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path, Value};

use crate::msk::cluster::paths;
use crate::replacing;

/// Refuses a destroy of a protected cluster. The value in the state counts: a configuration that is gone cannot
/// speak, and one that turns protection off in the same step as it destroys is the accident this is for.
pub(super) fn destroy(draft: &mut Draft) {
    if draft.destroys() && protected(draft) {
        draft.diagnostics.push(protection("destroys"));
    }
}

/// Refuses a replacement unless it is allowed, and one of a protected cluster in any case.
pub(super) fn replacement(draft: &mut Draft) {
    if !replacing::certainly(draft) {
        return;
    }
    if draft
        .planned
        .get(&paths::allow_replacement())
        .and_then(Value::as_bool)
        != Some(true)
    {
        refuse(draft);
        return;
    }
    if protected(draft) {
        draft.diagnostics.push(protection("replaces"));
        return;
    }
    for change in kafkaws_rules::cluster::replacement::would_replace(&draft.prior, &draft.planned) {
        draft.diagnostics.push(allowed(change));
    }
}

fn refuse(draft: &mut Draft) {
    let refusals = kafkaws_rules::cluster::replacement::refuse(&draft.prior, &draft.planned);
    let told: BTreeSet<Path> = refusals
        .iter()
        .filter_map(|refusal| refusal.path.clone())
        .collect();
    draft.diagnostics.extend(refusals);
    for path in std::mem::take(&mut draft.replace) {
        if !told.contains(&path) {
            draft.diagnostics.push(untold(path));
        }
    }
}

/// For an attribute whose model asks for a replacement that no entry of the rules explains.
fn untold(path: Path) -> Diagnostic {
    let detail = "It is decided when the cluster is created. Put the old value back, or set allow_replacement = true \
                  where the cluster's data may go.";
    Diagnostic::error(
        "Amazon MSK cannot make this change on a running cluster",
        detail,
    )
    .at(path)
}

fn allowed(change: Replacement) -> Diagnostic {
    Diagnostic::warning(
        "The cluster and its data will be destroyed",
        format!(
            "{}. {} allow_replacement is on, so the plan makes another cluster. Topics, messages, offsets and ACLs \
             of the present one are lost.",
            change.title, change.reason
        ),
    )
    .at(change.path)
}

fn protected(draft: &Draft) -> bool {
    draft
        .prior
        .get(&paths::deletion_protection())
        .and_then(Value::as_bool)
        == Some(true)
}

/// The refusal of a protected cluster, in plans and in the delete itself.
pub(super) fn protection(verb: &str) -> Diagnostic {
    Diagnostic::error(
        "The cluster is protected from deletion",
        format!(
            "The plan {verb} it, and deletion_protection is on in the state. If it is to go, set \
                 deletion_protection = false, apply that by itself, and plan again."
        ),
    )
    .at(paths::deletion_protection())
}
