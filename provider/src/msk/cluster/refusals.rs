//! Plans that would destroy data and that nobody asked for in so many words.

use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path, Value};

use crate::msk::cluster::paths;

/// Refuses a destroy of a protected cluster. The value in the state counts: a configuration that is gone cannot
/// speak, and one that turns protection off in the same step as it destroys is the accident this is for.
pub(super) fn destroy(draft: &mut Draft) {
    if draft.destroys() && protected(draft) {
        draft.diagnostics.push(protection("destroys"));
    }
}

/// Refuses a replacement unless it is allowed, and one of a protected cluster in any case.
pub(super) fn replacement(draft: &mut Draft) {
    if draft.creates() || draft.replace.is_empty() {
        return;
    }
    if draft
        .planned
        .get(&paths::allow_replacement())
        .and_then(Value::as_bool)
        != Some(true)
    {
        for path in std::mem::take(&mut draft.replace) {
            draft.diagnostics.push(refused(path));
        }
        return;
    }
    if protected(draft) {
        draft.diagnostics.push(protection("replaces"));
        return;
    }
    for path in &draft.replace {
        draft.diagnostics.push(
            Diagnostic::warning(
                "The cluster and its data will be destroyed",
                format!("{} allow_replacement is on, so the plan makes another cluster. Topics, messages, offsets \
                         and ACLs of the present one are lost.", reason(path)),
            )
            .at(path.clone()),
        );
    }
}

fn protected(draft: &Draft) -> bool {
    draft
        .prior
        .get(&paths::deletion_protection())
        .and_then(Value::as_bool)
        == Some(true)
}

fn refused(path: Path) -> Diagnostic {
    Diagnostic::error(
        "Amazon MSK cannot make this change on a running cluster",
        format!("{} Only a new cluster could have it, and the present one would be destroyed with its data. Put \
                 the old value back; or make a second cluster beside this one and move the clients; or, if the \
                 data may go, set allow_replacement = true.", reason(&path)),
    )
    .at(path)
}

/// Why AWS has no call for it.
fn reason(path: &Path) -> &'static str {
    match path.to_string().as_str() {
        "cluster_name" => "A cluster keeps its name.",
        "kafka_version" => {
            "Apache Kafka is not downgraded: newer brokers may have written what older ones cannot read."
        }
        "storage_mode" => {
            "Tiered storage is not turned off: AWS has no call that brings the data back to the volumes."
        }
        "broker_node_group_info.instance_type" => {
            "Standard and Express brokers do not turn into each other."
        }
        "broker_node_group_info.client_subnets" => "A cluster stays in its subnets.",
        "broker_node_group_info.security_groups" => {
            "A cluster keeps its security groups; change their rules instead."
        }
        "broker_node_group_info.az_distribution" => {
            "A cluster keeps the distribution of its brokers."
        }
        "encryption_info.encryption_at_rest_kms_key_arn" => {
            "Volumes keep the key they were encrypted with."
        }
        "encryption_info.encryption_in_transit.in_cluster" => {
            "Encryption between brokers is decided at creation."
        }
        _ => "It is decided at creation.",
    }
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
