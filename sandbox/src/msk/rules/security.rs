//! Authentication and encryption. Source: developer guide, "Update security settings", whose table
//! says which authentication goes with which encryption.

use super::Verdict;
use crate::msk::shape::{ClientAuthentication, ClientBroker, EncryptionInfo, Provisioned};
use crate::refusal::Refusal;

/// mTLS that is switched on needs certificate authorities, and what is named must be ARNs.
pub(in crate::msk) fn named(authentication: Option<&ClientAuthentication>) -> Verdict {
    let Some(tls) = authentication.and_then(|authentication| authentication.tls.as_ref()) else {
        return Ok(());
    };
    let authorities = tls
        .certificate_authority_arn_list
        .as_deref()
        .unwrap_or_default();
    let refuse = |message: String| {
        Err(Refusal::bad_request(message).parameter("certificateAuthorityArnList"))
    };
    if let Some(other) = authorities.iter().find(|arn| !arn.contains(":acm-pca:")) {
        return refuse(format!(
            "The certificate authority ARN is invalid: {other}."
        ));
    }
    match tls.enabled == Some(true) && authorities.is_empty() {
        false => Ok(()),
        true => refuse("TLS authentication needs at least one certificate authority ARN.".into()),
    }
}

/// The key's ARN, or its bare id.
pub(in crate::msk) fn key(encryption: Option<&EncryptionInfo>) -> Verdict {
    let rest = encryption.and_then(|encryption| encryption.encryption_at_rest.as_ref());
    let Some(key) = rest.map(|rest| rest.data_volume_kms_key_id.as_str()) else {
        return Ok(());
    };
    let arn = key.starts_with("arn:") && key.contains(":kms:");
    match arn || uuid::Uuid::parse_str(key).is_ok() {
        true => Ok(()),
        false => {
            let message = format!("The KMS key is invalid: {key}.");
            Err(Refusal::bad_request(message).parameter("dataVolumeKMSKeyId"))
        }
    }
}

/// Unauthenticated goes with anything; mTLS not with PLAINTEXT; SASL only with TLS; all but
/// unauthenticated need encryption inside the cluster.
pub(in crate::msk) fn authentication_fits_encryption(spec: &Provisioned) -> Verdict {
    let auth = &spec.client_authentication;
    let (sasl, tls) = (auth.scram() || auth.iam(), auth.tls());
    let between = spec.client_broker();
    let refuse =
        |message: &str, parameter: &str| Err(Refusal::bad_request(message).parameter(parameter));
    match () {
        () if !sasl && !tls && !auth.unauthenticated() => refuse(
            "At least one authentication method, or unauthenticated access, must be on.",
            "clientAuthentication",
        ),
        () if sasl && between != ClientBroker::Tls => refuse(
            "SASL authentication needs TLS encryption between clients and brokers.",
            "clientBroker",
        ),
        () if tls && between == ClientBroker::Plaintext => refuse(
            "TLS authentication needs TLS or TLS_PLAINTEXT between clients and brokers.",
            "clientBroker",
        ),
        () if (sasl || tls) && !spec.in_cluster() => refuse(
            "Client authentication needs encryption in transit inside the cluster.",
            "inCluster",
        ),
        () => Ok(()),
    }
}

/// What is fixed at creation. Text: hashicorp/terraform-provider-aws, cdk and CloudFormation threads.
pub(in crate::msk) fn only_what_can_change(
    spec: &Provisioned,
    wanted: Option<&EncryptionInfo>,
) -> Verdict {
    let Some(wanted) = wanted else { return Ok(()) };
    if wanted.encryption_at_rest.is_some() {
        let message = "Updating encryption-at-rest settings on your cluster is not currently \
            supported.";
        return Err(Refusal::bad_request(message).parameter("encryptionAtRest"));
    }
    let in_cluster = wanted
        .encryption_in_transit
        .as_ref()
        .and_then(|transit| transit.in_cluster);
    match in_cluster.is_some_and(|wanted| wanted != spec.in_cluster()) {
        false => Ok(()),
        true => {
            let message = "Updating the inter-broker encryption setting on your cluster is not \
                currently supported.";
            Err(Refusal::bad_request(message).parameter("inCluster"))
        }
    }
}
