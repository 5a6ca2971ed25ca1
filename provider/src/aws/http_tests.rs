//! Connections as the provider block wants them, against servers that answer one thing.

use super::cloud::Cloud;
use super::error::{AwsError, AwsErrorKind};
use crate::config::Environment;
use crate::config::testing::{block, endpoints};
use kafkaws_schema::Value;
use rustls_pki_types::PrivateKeyDer;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;

const NO_CLUSTERS: &str = r#"{"clusterInfoList":[]}"#;

async fn answer(mut stream: impl AsyncRead + AsyncWrite + Unpin, seen: UnboundedSender<String>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    seen.send(String::from_utf8(head).unwrap()).unwrap();
    let text = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{NO_CLUSTERS}",
        NO_CLUSTERS.len()
    );
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
}

/// A server's port, and the heads of the requests it gets.
async fn server(tls: Option<TlsAcceptor>) -> (u16, UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (sender, seen) = unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            match &tls {
                Some(tls) => match tls.accept(stream).await {
                    Ok(stream) => answer(stream, sender.clone()).await,
                    Err(_) => continue,
                },
                None => answer(stream, sender.clone()).await,
            }
        }
    });
    (port, seen)
}

async fn list(
    url: &str,
    written: impl IntoIterator<Item = (&'static str, Value)>,
    environment: Environment,
) -> Result<(), AwsError> {
    let usual = [
        ("region", Value::from("eu-west-1")),
        ("endpoints", endpoints(url)),
        ("access_key", "AKIDTEST".into()),
        ("secret_key", "secret".into()),
        ("max_retries", 0.into()),
    ];
    let written = block(usual.into_iter().chain(written));
    let cloud = Cloud::configure(&written, environment).await.unwrap();
    cloud.clusters().find_by_name("orders").await.map(|_| ())
}

#[tokio::test]
async fn calls_say_who_calls() {
    let (port, mut seen) = server(None).await;
    let written = [("user_agent", Value::from("ci/1.4"))];
    list(
        &format!("http://127.0.0.1:{port}"),
        written,
        Environment::default(),
    )
    .await
    .unwrap();
    let head = seen.recv().await.unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert!(head.contains(&format!("lib/kafkaws/{version}")), "{head}");
    assert!(head.contains("lib/ci/1.4"), "{head}");
}

#[tokio::test]
async fn a_proxy_is_used_and_loopback_is_reached_without() {
    let (proxy, mut asked) = server(None).await;
    let (direct, mut seen) = server(None).await;
    let proxies = [("HTTP_PROXY", &*format!("127.0.0.1:{proxy}"))];
    let url = "http://kafka.example.test";
    list(url, [], Environment::from(proxies)).await.unwrap();
    let head = asked.recv().await.unwrap();
    assert!(head.starts_with("GET http://kafka.example.test/"), "{head}");
    let near = format!("http://127.0.0.1:{direct}");
    list(&near, [], Environment::from(proxies)).await.unwrap();
    assert!(seen.recv().await.unwrap().starts_with("GET /"));
    assert!(asked.try_recv().is_err(), "the proxy was asked once");
}

#[tokio::test]
async fn hosts_of_no_proxy_are_reached_without() {
    let (proxy, mut asked) = server(None).await;
    let proxy = Value::from(format!("http://127.0.0.1:{proxy}"));
    let written = [("http_proxy", proxy), ("no_proxy", "kafka.invalid".into())];
    let error = list("http://kafka.invalid", written, Environment::default())
        .await
        .unwrap_err();
    assert!(error.kind.is_transient(), "{error}");
    assert!(asked.try_recv().is_err());
}

/// A server for `localhost` whose certificate nobody's system trusts, and that certificate.
fn unknown_authority() -> (TlsAcceptor, tempfile::NamedTempFile) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_string()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let bundle = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(bundle.path(), made.cert.pem()).unwrap();
    (TlsAcceptor::from(Arc::new(config)), bundle)
}

#[tokio::test]
async fn a_bundle_is_trusted_and_what_is_not_in_it_is_refused() {
    let (tls, bundle) = unknown_authority();
    let (port, mut seen) = server(Some(tls)).await;
    let url = format!("https://localhost:{port}");
    let with = |file: &tempfile::NamedTempFile| {
        [(
            "custom_ca_bundle",
            Value::from(file.path().to_str().unwrap()),
        )]
    };
    list(&url, with(&bundle), Environment::default())
        .await
        .unwrap();
    assert!(seen.recv().await.is_some());
    let (_, other) = unknown_authority();
    let error = list(&url, with(&other), Environment::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::Unreachable);
    assert!(error.message.contains("certificate"), "{}", error.message);
    assert!(error.detail().contains("custom_ca_bundle"));
}

#[tokio::test]
async fn an_endpoint_that_nobody_listens_at_is_told_soon_whatever_max_retries_says() {
    let vacant = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let begun = std::time::Instant::now();
    let written = [("max_retries", 100.into())];
    let url = format!("http://{vacant}");
    let error = list(&url, written, Environment::default())
        .await
        .unwrap_err();
    assert_eq!(error.kind, AwsErrorKind::Unreachable);
    let start = format!("no connection to {vacant}: ");
    assert!(error.message.starts_with(&start), "{}", error.message);
    assert!(error.message.contains("refused"), "{}", error.message);
    assert!(begun.elapsed() < std::time::Duration::from_secs(20));
}
