//! Client authentication against encryption.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CERTIFICATE_AUTHORITIES, CLIENT_BROKER, IAM, IN_CLUSTER, SCRAM, UNAUTHENTICATED,
};
use crate::cluster::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// Who authenticates speaks TLS.
pub(crate) const AUTHENTICATION_CLIENT_ENCRYPTION: Rule = Rule {
    id: RuleId("authentication-client-encryption"),
    title: "Client authentication needs TLS between clients and brokers",
    reason: "AWS has no plaintext listener for SASL/IAM, SASL/SCRAM or mutual TLS; SASL alone \
         leaves nothing that a plaintext listener could serve.",
    source: source::UPDATE_SECURITY,
    default_level: Level::Error,
    attributes: &[
        IAM,
        SCRAM,
        CERTIFICATE_AUTHORITIES,
        UNAUTHENTICATED,
        CLIENT_BROKER,
    ],
    judge: client_encryption,
};

/// Who authenticates expects the brokers to be encrypted among themselves.
pub(crate) const AUTHENTICATION_IN_CLUSTER_ENCRYPTION: Rule = Rule {
    id: RuleId("authentication-in-cluster-encryption"),
    title: "Client authentication needs encryption within the cluster",
    reason: "AWS turns on SASL/IAM, SASL/SCRAM and mutual TLS only where the brokers encrypt what \
         they send each other, which is decided when the cluster is created.",
    source: source::UPDATE_SECURITY,
    default_level: Level::Error,
    attributes: &[IAM, SCRAM, CERTIFICATE_AUTHORITIES, IN_CLUSTER],
    judge: in_cluster_encryption,
};

/// Somebody can connect.
pub(crate) const AUTHENTICATION_NONE: Rule = Rule {
    id: RuleId("authentication-none"),
    title: "No client could connect",
    reason: "Every way to authenticate is off, and so is unauthenticated access.",
    source: source::UPDATE_SECURITY,
    default_level: Level::Error,
    attributes: &[IAM, SCRAM, CERTIFICATE_AUTHORITIES, UNAUTHENTICATED],
    judge: none,
};

/// Ways to authenticate as far as they are known.
pub(crate) struct Authentication {
    pub(crate) iam: Option<bool>,
    pub(crate) scram: Option<bool>,
    /// On when certificate authorities are given: there is no other switch.
    pub(crate) mutual_tls: Option<bool>,
    pub(crate) unauthenticated: Option<bool>,
}

impl Authentication {
    pub(crate) fn of(case: &Case<'_>) -> Self {
        Self {
            iam: case.flag(IAM),
            scram: case.flag(SCRAM),
            mutual_tls: case
                .texts(CERTIFICATE_AUTHORITIES)
                .map(|arns| !arns.is_empty()),
            unauthenticated: case.flag(UNAUTHENTICATED),
        }
    }

    /// The ways that are surely on, as users call them, with the attribute of the first.
    pub(crate) fn on(&self) -> Vec<(&'static str, &'static str)> {
        let ways = [
            (self.iam, "SASL/IAM", IAM),
            (self.scram, "SASL/SCRAM", SCRAM),
            (self.mutual_tls, "mutual TLS", CERTIFICATE_AUTHORITIES),
        ];
        ways.into_iter()
            .filter(|(on, ..)| *on == Some(true))
            .map(|(_, name, attribute)| (name, attribute))
            .collect()
    }

    /// Whether every way to authenticate is surely off.
    pub(crate) fn is_off(&self) -> bool {
        [self.iam, self.scram, self.mutual_tls] == [Some(false); 3]
    }
}

pub(crate) fn names(ways: &[(&'static str, &'static str)]) -> String {
    ways.iter()
        .map(|(name, _)| *name)
        .collect::<Vec<_>>()
        .join(" and ")
}

fn client_encryption(case: &Case<'_>) -> Option<Violation> {
    let authentication = Authentication::of(case);
    let on = authentication.on();
    let encryption = case.text(CLIENT_BROKER).filter(|_| !on.is_empty())?;
    let refused = match encryption {
        "PLAINTEXT" => true,
        // Mutual TLS allows a plaintext listener beside it, and so does unauthenticated access.
        "TLS_PLAINTEXT" => {
            authentication.mutual_tls == Some(false)
                && authentication.unauthenticated == Some(false)
        }
        _ => false,
    };
    refused.then(|| {
        let detail = format!("{} is on and client_broker is {encryption}.", names(&on));
        Violation::new(
            CLIENT_BROKER,
            detail,
            "Write client_broker = \"TLS\", which is the default.",
        )
    })
}

fn in_cluster_encryption(case: &Case<'_>) -> Option<Violation> {
    let on = Authentication::of(case).on();
    if on.is_empty() || case.flag(IN_CLUSTER) != Some(false) {
        return None;
    }
    let detail = format!("{} is on and in_cluster is false.", names(&on));
    let (attribute, advice) = if case.creates() {
        (IN_CLUSTER, "Leave in_cluster out: it is true by default.")
    } else {
        let advice = "Take the authentication away: this cluster was created without encryption \
             between its brokers, and only a new cluster can have it.";
        (on.first()?.1, advice)
    };
    Some(Violation::new(attribute, detail, advice))
}

fn none(case: &Case<'_>) -> Option<Violation> {
    let authentication = Authentication::of(case);
    (authentication.is_off() && authentication.unauthenticated == Some(false)).then(|| {
        Violation::new(
            UNAUTHENTICATED,
            "unauthenticated is false, and neither SASL/IAM, SASL/SCRAM nor mutual TLS is on.",
            "Turn one of them on: client_authentication = { sasl = { iam = true } } needs nothing \
                 else.",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn on(way: &'static str) -> (&'static str, Value) {
        (way, true.into())
    }

    fn off(way: &'static str) -> (&'static str, Value) {
        (way, false.into())
    }

    fn clients(encryption: &str) -> (&'static str, Value) {
        (CLIENT_BROKER, encryption.into())
    }

    fn authorities() -> (&'static str, Value) {
        (
            CERTIFICATE_AUTHORITIES,
            texts(&["arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/a"]),
        )
    }

    #[test]
    fn clients_speak_tls() {
        let both = || clients("TLS_PLAINTEXT");
        creates(
            &AUTHENTICATION_CLIENT_ENCRYPTION,
            &Observed::default(),
            &[
                (&[], None),
                (&[clients("PLAINTEXT")], Some(CLIENT_BROKER)),
                (&[both()], Some(CLIENT_BROKER)),
                (&[both(), on(UNAUTHENTICATED)], None),
                (&[both(), (UNAUTHENTICATED, Value::unknown())], None),
                (&[both(), authorities()], None),
                (&[both(), off(IAM), on(SCRAM)], Some(CLIENT_BROKER)),
                (
                    &[off(IAM), authorities(), clients("PLAINTEXT")],
                    Some(CLIENT_BROKER),
                ),
                (&[off(IAM), on(UNAUTHENTICATED), clients("PLAINTEXT")], None),
                (&[(IAM, Value::unknown()), clients("PLAINTEXT")], None),
                (&[(CLIENT_BROKER, Value::unknown())], None),
            ],
        );
    }

    #[test]
    fn brokers_encrypt_among_themselves() {
        let plain = || off(IN_CLUSTER);
        let nothing = Observed::default();
        let rows: &[Row<'_>] = &[
            (&[plain()], Some(IN_CLUSTER)),
            (&[plain(), off(IAM), on(UNAUTHENTICATED)], None),
            (&[(IN_CLUSTER, Value::Null)], None),
            (&[(IN_CLUSTER, Value::unknown())], None),
        ];
        creates(&AUTHENTICATION_IN_CLUSTER_ENCRYPTION, &nothing, rows);
        let open = [plain(), off(IAM), on(UNAUTHENTICATED)];
        let rows: &[Row<'_>] = &[(&[on(SCRAM)], Some(SCRAM)), (&[off(UNAUTHENTICATED)], None)];
        updates(&AUTHENTICATION_IN_CLUSTER_ENCRYPTION, &nothing, &open, rows);
    }

    #[test]
    fn somebody_can_connect() {
        creates(
            &AUTHENTICATION_NONE,
            &Observed::default(),
            &[
                (&[off(IAM)], Some(UNAUTHENTICATED)),
                (&[off(IAM), on(UNAUTHENTICATED)], None),
                (&[off(IAM), authorities()], None),
                (&[off(IAM), (UNAUTHENTICATED, Value::unknown())], None),
                (&[off(IAM), (UNAUTHENTICATED, Value::Null)], None),
                (&[(IAM, Value::unknown())], None),
            ],
        );
    }
}
