//! AutoMTLS: each side makes a certificate for one process's life and accepts nothing but the
//! other's.

use std::sync::Arc;

use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, aws_lc_rs, verify_tls12_signature,
    verify_tls13_signature,
};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, ServerConfig, SignatureScheme,
};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};

/// Why no TLS server could be set up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    #[error("making the plugin's own certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    #[error("setting up TLS: {0}")]
    Setup(#[from] rustls::Error),
}

/// The server's side of AutoMTLS.
pub(crate) struct Identity {
    /// Goes into the handshake line: the client trusts exactly this one.
    pub(crate) certificate: CertificateDer<'static>,
    pub(crate) config: Arc<ServerConfig>,
}

impl Identity {
    /// A fresh key and certificate, and a configuration that lets in only `client`.
    pub(crate) fn new(client: CertificateDer<'static>) -> Result<Self, TlsError> {
        let key = KeyPair::generate()?;
        // Go verifies the name against the SAN and refuses a certificate that has only a common
        // name.
        let mut params = CertificateParams::new(vec!["localhost".to_owned()])?;
        params
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        let certificate = params.self_signed(&key)?.der().clone();
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()?
            .with_client_cert_verifier(Arc::new(Pinned::new(client, &provider)))
            .with_single_cert(
                vec![certificate.clone()],
                PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            )?;
        // grpc-go 1.67, which Terraform 1.14 has, hangs up on a server that does not negotiate
        // HTTP/2.
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            certificate,
            config: Arc::new(config),
        })
    }
}

/// Accepts one certificate, byte for byte.
///
/// webpki cannot do this: go-plugin's client certificate says that it is a CA, and webpki refuses a
/// CA as the other end. Making client certificates optional instead, as is sometimes done, lets
/// every local process call.
#[derive(Debug)]
struct Pinned {
    client: CertificateDer<'static>,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Pinned {
    fn new(client: CertificateDer<'static>, provider: &CryptoProvider) -> Self {
        Self {
            client,
            algorithms: provider.signature_verification_algorithms,
        }
    }
}

impl ClientCertVerifier for Pinned {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        if *end_entity == self.client {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests;
