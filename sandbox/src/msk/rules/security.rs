//! Authentication and encryption. Source: developer guide, "Update security settings", whose table
//! says which authentication goes with which encryption.

use super::{Verdict, ensure};
use crate::msk::shape::{ClientAuthentication, ClientBroker, EncryptionInfo, Provisioned};

const AUTHORITIES: &str = "certificateAuthorityArnList";

/// mTLS that is switched on needs certificate authorities, and what is named must be ARNs.
pub(in crate::msk) fn named(authentication: Option<&ClientAuthentication>) -> Verdict {
    let Some(tls) = authentication.and_then(|authentication| authentication.tls.as_ref()) else {
        return Ok(());
    };
    let authorities = tls
        .certificate_authority_arn_list
        .as_deref()
        .unwrap_or_default();
    ensure(
        authorities.iter().all(|arn| arn.contains(":acm-pca:")),
        AUTHORITIES,
        || format!("A certificate authority ARN is invalid: {authorities:?}."),
    )?;
    ensure(
        tls.enabled != Some(true) || !authorities.is_empty(),
        AUTHORITIES,
        || "TLS authentication needs at least one certificate authority ARN.",
    )
}

/// The key's ARN, or its bare id.
pub(in crate::msk) fn key(encryption: Option<&EncryptionInfo>) -> Verdict {
    let rest = encryption.and_then(|encryption| encryption.encryption_at_rest.as_ref());
    let Some(key) = rest.map(|rest| rest.data_volume_kms_key_id.as_str()) else {
        return Ok(());
    };
    let arn = key.starts_with("arn:") && key.contains(":kms:");
    ensure(
        arn || uuid::Uuid::parse_str(key).is_ok(),
        "dataVolumeKMSKeyId",
        || format!("The KMS key is invalid: {key}."),
    )
}

/// Unauthenticated goes with anything; mTLS not with PLAINTEXT; SASL only with TLS; all but
/// unauthenticated need encryption inside the cluster.
pub(in crate::msk) fn authentication_fits_encryption(spec: &Provisioned) -> Verdict {
    let auth = &spec.client_authentication;
    let (sasl, tls) = (auth.scram() || auth.iam(), auth.tls());
    let between = spec.client_broker();
    ensure(
        sasl || tls || auth.unauthenticated(),
        "clientAuthentication",
        || "At least one authentication method, or unauthenticated access, must be on.",
    )?;
    ensure(
        !sasl || between == ClientBroker::Tls,
        "clientBroker",
        || "SASL authentication needs TLS encryption between clients and brokers.",
    )?;
    ensure(
        !tls || between != ClientBroker::Plaintext,
        "clientBroker",
        || "TLS authentication needs TLS or TLS_PLAINTEXT between clients and brokers.",
    )?;
    ensure(
        spec.in_cluster() || !(sasl || tls),
        "inCluster",
        || "Client authentication needs encryption in transit inside the cluster.",
    )
}

/// What is fixed at creation. Texts: CloudFormation roadmap 1688 and the API's own.
pub(in crate::msk) fn only_what_can_change(
    spec: &Provisioned,
    wanted: Option<&EncryptionInfo>,
) -> Verdict {
    let Some(wanted) = wanted else { return Ok(()) };
    ensure(
        wanted.encryption_at_rest.is_none(),
        "encryptionAtRest",
        || "Updating encryption-at-rest settings on your cluster is not currently supported.",
    )?;
    let in_cluster = wanted
        .encryption_in_transit
        .as_ref()
        .and_then(|transit| transit.in_cluster);
    ensure(
        in_cluster.is_none_or(|wanted| wanted == spec.in_cluster()),
        "inCluster",
        || "Updating the inter-broker encryption setting on your cluster is not currently supported.",
    )
}
