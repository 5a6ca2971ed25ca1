//! SSL listeners.

use kafkaws_health::testing::{FakeCluster, Fault, World};
use kafkaws_health::{Access, Answer, Cause, Endpoint, Tls, TrustError, answers, cluster};
use rustls::{CertificateError, Error};

use super::{SHORT, cause, cause_of_one};

async fn start(names: &[&str]) -> FakeCluster {
    let world = World::of([1, 2]).with_topic("orders", 3, 2);
    FakeCluster::start_tls(world, names).await.unwrap()
}

#[tokio::test]
async fn an_own_authority() {
    let fake = start(&["127.0.0.1", "localhost"]).await;
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(view.partitions.len(), 3);
    let by_name = Endpoint::new("localhost", fake.endpoint(2).unwrap().port);
    answers(&by_name, &fake.access()).await.unwrap();
}

#[tokio::test]
async fn another_authority() {
    let fake = start(&["127.0.0.1"]).await;
    let other = start(&["127.0.0.1"]).await;
    let access = Access::plain(fake.endpoint(1));
    let access = access.with_tls(Tls::from_ca_pem(other.ca_pem().unwrap()).unwrap());
    let cause = cause(&access).await;
    // Same names, other keys.
    assert!(
        matches!(&cause, Cause::Tls(Error::InvalidCertificate(_))),
        "{cause:?}"
    );
}

#[tokio::test]
async fn another_name() {
    let fake = start(&["broker-1.internal"]).await;
    let cause = cause_of_one(&fake, &fake.access()).await;
    let wrong_name = matches!(
        &cause,
        Cause::Tls(Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
        ))
    );
    assert!(wrong_name, "{cause:?}");
    assert!(
        cause
            .to_string()
            .contains("by a name that its certificate carries"),
        "{cause}"
    );
}

#[tokio::test]
async fn tls_where_there_is_none() {
    let fake = start(&["127.0.0.1"]).await;
    let plain = FakeCluster::start(World::of([1])).await.unwrap();
    let tls = Tls::from_ca_pem(fake.ca_pem().unwrap()).unwrap();
    let access = plain.access().with_tls(tls);
    assert!(matches!(cause(&access).await, Cause::NoTls));
    plain.change(|world| world.set_fault(1, Some(Fault::Http)));
    assert!(matches!(cause(&access).await, Cause::NoTls));
}

#[tokio::test]
async fn no_tls_where_there_is() {
    let fake = start(&["127.0.0.1"]).await;
    let access = Access::plain(fake.endpoint(1)).with_timeout(SHORT);
    let cause = cause(&access).await;
    assert!(matches!(cause, Cause::TlsExpected), "{cause:?}");
}

/// Faults behind the handshake are told as without TLS.
#[tokio::test]
async fn a_web_server_with_tls() {
    let fake = start(&["127.0.0.1"]).await;
    fake.change(|world| world.set_fault(1, Some(Fault::Http)));
    let cause = cause_of_one(&fake, &fake.access()).await;
    assert!(matches!(cause, Cause::NotKafka(Answer::Http)), "{cause:?}");
}

#[test]
fn what_is_no_authority() {
    let key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    for nothing in ["", "no PEM", key] {
        let error = Tls::from_ca_pem(nothing).unwrap_err();
        assert!(matches!(error, TrustError::Empty), "{error:?}");
    }
    let torn = "-----BEGIN CERTIFICATE-----\nAAAA\n";
    let error = Tls::from_ca_pem(torn).unwrap_err();
    assert!(matches!(error, TrustError::Pem(_)), "{error:?}");
    let wrong = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let error = Tls::from_ca_pem(wrong).unwrap_err();
    assert!(matches!(error, TrustError::Unusable(_)), "{error:?}");
}

/// Whatever this machine trusts, it is not an authority that was made a moment ago.
#[tokio::test]
async fn the_systems_roots() {
    let fake = start(&["127.0.0.1"]).await;
    match Tls::system() {
        Ok(tls) => {
            let access = Access::plain(fake.endpoint(1)).with_tls(tls);
            let cause = cause(&access).await;
            let unknown = Cause::Tls(CertificateError::UnknownIssuer.into()).to_string();
            assert_eq!(cause.to_string(), unknown);
        }
        Err(error) => assert!(matches!(error, TrustError::NoSystemRoots(_)), "{error:?}"),
    }
}
