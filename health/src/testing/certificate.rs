//! A certificate authority for one test.

use std::io;
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, IsCa, KeyPair,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls_pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::TlsAcceptor;

/// The brokers' side of TLS, and whom clients must trust.
#[derive(Clone)]
pub(super) struct Certified {
    pub(super) ca_pem: String,
    pub(super) acceptor: TlsAcceptor,
}

impl Certified {
    /// A fresh authority and a certificate of it for `names` (DNS names and addresses).
    pub(super) fn new(names: &[&str]) -> io::Result<Self> {
        let authority = authority().map_err(io::Error::other)?;
        let config = server(names, &authority)?;
        Ok(Self {
            ca_pem: authority.pem(),
            acceptor: TlsAcceptor::from(Arc::new(config)),
        })
    }
}

fn authority() -> Result<CertifiedIssuer<'static, KeyPair>, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name = DistinguishedName::new();
    params
        .distinguished_name
        .push(DnType::CommonName, "Fake cluster's authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate()?)
}

fn server(names: &[&str], authority: &CertifiedIssuer<'_, KeyPair>) -> io::Result<ServerConfig> {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let signed = CertificateParams::new(names).and_then(|p| p.signed_by(&key, authority));
    let certificate = signed.map_err(io::Error::other)?.der().clone();
    ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .map_err(io::Error::other)
}
