//! TLS to brokers.

use std::fmt;
use std::io;
use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::{Cause, Step, frame};

/// Whom to trust on an SSL listener. The broker's certificate must carry the host that is asked.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ClientConfig>,
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").finish_non_exhaustive()
    }
}

/// Why there is nobody to trust.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TrustError {
    /// Not PEM.
    #[error(
        "the CA certificate cannot be read ({0}): give it as PEM, from -----BEGIN CERTIFICATE-----"
    )]
    Pem(#[source] rustls_pki_types::pem::Error),
    /// PEM without a certificate: a key, or nothing at all.
    #[error(
        "there is no certificate in the CA certificate: it begins with -----BEGIN CERTIFICATE-----"
    )]
    Empty,
    /// A certificate that cannot be a trust anchor, or a TLS setup that is not possible.
    #[error("the CA certificate cannot be used: {0}")]
    Unusable(#[source] rustls::Error),
    /// The system has no roots.
    #[error(
        "this machine's trusted certificates cannot be read ({0}): install them (ca-certificates), set \
         SSL_CERT_FILE, or give the CA certificate itself"
    )]
    NoSystemRoots(String),
}

impl Tls {
    /// Trusts what is signed by these certificates, and nothing else.
    ///
    /// # Errors
    ///
    /// [`TrustError::Pem`], [`TrustError::Empty`] and [`TrustError::Unusable`].
    pub fn from_ca_pem(pem: &str) -> Result<Self, TrustError> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let certificate = certificate.map_err(TrustError::Pem)?;
            roots.add(certificate).map_err(TrustError::Unusable)?;
        }
        if roots.is_empty() {
            return Err(TrustError::Empty);
        }
        Self::trusting(roots)
    }

    /// Trusts what this machine trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` are respected). Reads files.
    ///
    /// # Errors
    ///
    /// [`TrustError::NoSystemRoots`].
    pub fn system() -> Result<Self, TrustError> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        // Some systems carry roots that webpki does not read: the others are good all the same.
        let (added, _ignored) = roots.add_parsable_certificates(found.certs);
        if added == 0 {
            let reasons: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
            return Err(TrustError::NoSystemRoots(if reasons.is_empty() {
                "there are none".to_owned()
            } else {
                reasons.join("; ")
            }));
        }
        Self::trusting(roots)
    }

    fn trusting(roots: RootCertStore) -> Result<Self, TrustError> {
        // Named, because a process-wide default would have to be installed by the program.
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TrustError::Unusable)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self {
            config: Arc::new(config),
        })
    }

    pub(crate) async fn shake_hands(
        &self,
        host: &str,
        stream: TcpStream,
    ) -> Result<TlsStream<TcpStream>, Cause> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Cause::NoServerName(host.to_owned()))?;
        TlsConnector::from(Arc::clone(&self.config))
            .connect(name, stream)
            .await
            .map_err(failed)
    }
}

/// A plain-text listener takes the handshake for a message of absurd length and hangs up; other
/// servers answer with something that is no TLS record.
fn failed(error: io::Error) -> Cause {
    match frame::broken(error, Step::TlsHandshake) {
        Cause::Closed { .. } | Cause::Tls(rustls::Error::InvalidMessage(_)) => Cause::NoTls,
        other => other,
    }
}
