//! Who gets in: the client that Terraform announced, and nobody else.

use std::sync::Arc;

use futures::StreamExt;
use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, PKCS_ECDSA_P521_SHA512};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use rustls_pki_types::{PrivatePkcs8KeyDer, ServerName};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_stream::wrappers::ReceiverStream;

use super::*;
use crate::connection::{Connection, incoming};
use crate::socket::Socket;

/// A certificate as go-plugin makes it: ECDSA P-521, and a CA.
struct Client {
    certificate: CertificateDer<'static>,
    key: KeyPair,
}

impl Client {
    fn new() -> Self {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P521_SHA512).unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self { certificate, key }
    }
}

/// A plugin that waits for `client`.
struct Plugin {
    _dir: TempDir,
    socket: Socket,
    certificate: CertificateDer<'static>,
    connections: ReceiverStream<std::io::Result<Connection>>,
}

impl Plugin {
    fn waiting_for(client: &Client) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (socket, listener) = Socket::bind(Some(dir.path()), None).unwrap();
        let identity = Identity::new(client.certificate.clone()).unwrap();
        let connections = incoming(listener, Some(identity.config));
        Self {
            _dir: dir,
            socket,
            certificate: identity.certificate,
            connections,
        }
    }

    async fn dial(
        &self,
        client: Option<&Client>,
        version: &'static SupportedProtocolVersion,
    ) -> std::io::Result<TlsStream<UnixStream>> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_protocol_versions(&[version])
            .unwrap()
            .with_root_certificates(roots);
        let mut config = match client {
            None => config.with_no_client_auth(),
            Some(client) => {
                let key = PrivatePkcs8KeyDer::from(client.key.serialize_der());
                config
                    .with_client_auth_cert(vec![client.certificate.clone()], key.into())
                    .unwrap()
            }
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        let stream = UnixStream::connect(self.socket.path()).await?;
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config))
            .connect(name, stream)
            .await
    }
}

async fn is_refused(dialled: std::io::Result<TlsStream<UnixStream>>) -> bool {
    match dialled {
        Err(_) => true,
        // With TLS 1.3 a client learns only from the first read that it was not let in.
        Ok(mut stream) => !matches!(stream.read(&mut [0; 1]).await, Ok(1)),
    }
}

#[tokio::test]
async fn the_announced_client_is_let_in_with_both_versions() {
    for version in [&TLS12, &TLS13] {
        let client = Client::new();
        let mut plugin = Plugin::waiting_for(&client);
        let mut stream = plugin.dial(Some(&client), version).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut connection = plugin.connections.next().await.unwrap().unwrap();
        stream.write_all(b"hello").await.unwrap();
        let mut heard = [0; 5];
        connection.read_exact(&mut heard).await.unwrap();
        assert_eq!(&heard, b"hello");
    }
}

#[tokio::test]
async fn strangers_are_refused_and_hold_nobody_up() {
    for version in [&TLS12, &TLS13] {
        let client = Client::new();
        let mut plugin = Plugin::waiting_for(&client);
        // Connects, and never says a word.
        let _silent = UnixStream::connect(plugin.socket.path()).await.unwrap();
        let stranger = Client::new();
        assert!(is_refused(plugin.dial(Some(&stranger), version).await).await);
        assert!(is_refused(plugin.dial(None, version).await).await);
        let mut plain = UnixStream::connect(plugin.socket.path()).await.unwrap();
        plain
            .write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
            .await
            .unwrap();
        let _welcome = plugin.dial(Some(&client), version).await.unwrap();
        let connection = plugin.connections.next().await.unwrap().unwrap();
        assert!(matches!(connection, Connection::Tls(_)));
        let nobody_else = futures::poll!(plugin.connections.next());
        assert!(nobody_else.is_pending());
    }
}

#[tokio::test]
async fn the_certificate_of_the_announced_client_without_its_key_is_worth_nothing() {
    let client = Client::new();
    let plugin = Plugin::waiting_for(&client);
    let thief = Client {
        certificate: client.certificate.clone(),
        key: Client::new().key,
    };
    // rustls itself checks that the key fits, so the theft is tried with a resolver that does not.
    assert!(is_refused(dial_with_wrong_key(&plugin, thief).await).await);
}

async fn dial_with_wrong_key(
    plugin: &Plugin,
    thief: Client,
) -> std::io::Result<TlsStream<UnixStream>> {
    #[derive(Debug)]
    struct Wrong(Arc<rustls::sign::CertifiedKey>);
    impl rustls::client::ResolvesClientCert for Wrong {
        fn resolve(
            &self,
            _: &[&[u8]],
            _: &[SignatureScheme],
        ) -> Option<Arc<rustls::sign::CertifiedKey>> {
            Some(Arc::clone(&self.0))
        }
        fn has_certs(&self) -> bool {
            true
        }
    }
    let key = PrivatePkcs8KeyDer::from(thief.key.serialize_der()).into();
    let key = rustls::crypto::aws_lc_rs::sign::any_supported_type(&key).unwrap();
    let certified = rustls::sign::CertifiedKey::new(vec![thief.certificate], key);
    let mut roots = RootCertStore::empty();
    roots.add(plugin.certificate.clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_client_cert_resolver(Arc::new(Wrong(Arc::new(certified))));
    let stream = UnixStream::connect(plugin.socket.path()).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}
