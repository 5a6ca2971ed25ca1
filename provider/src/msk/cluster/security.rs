//! Who may connect, and how data is encrypted.

use std::collections::BTreeSet;

use kafkaws_schema::{Choice, Model};

use crate::msk::types::{Arn, KmsKeyArn};

/// How clients prove who they are. Several ways may be on together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct ClientAuthentication {
    /// Whether clients may connect without proving who they are. Left out, they may where no other way is on.
    #[tf(computed)]
    pub unauthenticated: Option<bool>,
    /// SASL.
    #[tf(default = Sasl::default())]
    pub sasl: Sasl,
    /// Mutual TLS.
    #[tf(default = Tls::default())]
    pub tls: Tls,
}

/// SASL. Both ways need TLS between clients and brokers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Sasl {
    /// Whether IAM identities may connect.
    #[tf(default = false)]
    pub iam: bool,
    /// Whether users with a secret in AWS Secrets Manager may connect.
    #[tf(default = false)]
    pub scram: bool,
}

/// Mutual TLS.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Tls {
    /// ARNs of the ACM Private CAs whose certificates clients may show. Empty: mutual TLS is off.
    #[tf(default = BTreeSet::new())]
    pub certificate_authority_arns: BTreeSet<Arn>,
}

/// How data is encrypted at rest and on its way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct EncryptionInfo {
    /// ARN of the KMS key that encrypts the volumes. Left out, AWS takes its own key `aws/kafka`.
    #[tf(computed, replace)]
    pub encryption_at_rest_kms_key_arn: Option<KmsKeyArn>,
    /// Encryption on the way.
    #[tf(default = EncryptionInTransit::default())]
    pub encryption_in_transit: EncryptionInTransit,
}

/// Encryption on the way.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct EncryptionInTransit {
    /// Between clients and brokers.
    #[tf(default = ClientBroker::Tls)]
    pub client_broker: ClientBroker,
    /// Whether brokers encrypt what they say to each other.
    #[tf(default = true, replace)]
    pub in_cluster: bool,
}

/// Encryption between clients and brokers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum ClientBroker {
    /// TLS only.
    Tls,
    /// TLS, and plaintext beside it.
    TlsPlaintext,
    /// Plaintext only.
    Plaintext,
}

impl Default for EncryptionInTransit {
    fn default() -> Self {
        Self {
            client_broker: ClientBroker::Tls,
            in_cluster: true,
        }
    }
}

impl ClientAuthentication {
    /// Whether any way of proving who one is is on.
    pub(crate) fn proves(&self) -> bool {
        let Self {
            unauthenticated: _,
            sasl,
            tls,
        } = self;
        sasl.iam || sasl.scram || !tls.certificate_authority_arns.is_empty()
    }

    /// Whether clients may connect without proof: AWS's default is that they may where nothing else is on.
    pub(crate) fn open(&self) -> bool {
        self.unauthenticated.unwrap_or(!self.proves())
    }
}
