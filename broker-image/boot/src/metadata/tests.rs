use std::net::TcpListener;

use super::testing::Service;
use super::*;
use crate::clock::testing::TestClock;

const QUICK: Duration = Duration::from_millis(200);

fn read(base: &str, clock: &TestClock) -> Result<Instance, MetadataError> {
    Metadata::with_timeout(base, clock, PATIENCE, QUICK).read()
}

#[test]
fn one_token_serves_one_reading() {
    let service = Service::start("{}");
    let instance = read(&service.base, &TestClock::default()).unwrap();
    let expected = Instance {
        user_data: UserData::from_bytes("{}"),
        instance_id: "i-0123456789abcdef0".into(),
        ami_id: "ami-0123456789abcdef0".into(),
        zone_id: Some("euw1-az1".into()),
        address: "127.0.0.1".into(),
    };
    assert_eq!(instance, expected);
    let requests = service.requests();
    assert_eq!(requests.first().unwrap(), "PUT /latest/api/token");
    assert_eq!(
        requests
            .iter()
            .filter(|each| each.starts_with("PUT"))
            .count(),
        1
    );
}

#[test]
fn user_data_is_taken_byte_for_byte() {
    let service = Service::start("");
    let bytes = b" {\"version\": 1}\n\xff".to_vec();
    service.put("user-data", &bytes);
    let instance = read(&service.base, &TestClock::default()).unwrap();
    assert_eq!(instance.user_data.bytes(), bytes);
}

#[test]
fn a_service_that_stumbles_is_asked_again() {
    for statuses in [&[500][..], &[503, 503, 503], &[429], &[200, 401]] {
        let service = Service::start("{}");
        service.fail(statuses);
        let clock = TestClock::default();
        assert!(read(&service.base, &clock).is_ok(), "{statuses:?}");
        assert!(clock.now() > Duration::ZERO, "{statuses:?}");
    }
}

#[test]
fn a_refusal_is_final_and_says_what_to_look_at() {
    let service = Service::start("{}");
    service.fail(&[403]);
    let clock = TestClock::default();
    let error = read(&service.base, &clock).unwrap_err();
    assert!(matches!(error, MetadataError::Forbidden { .. }));
    assert!(error.to_string().contains("HttpEndpoint"), "{error}");
    assert_eq!((clock.now(), service.requests().len()), (Duration::ZERO, 1));
}

#[test]
fn tokens_that_are_never_good_are_an_error_in_the_end() {
    let service = Service::start("{}");
    service.fail(&[200, 401].repeat(100));
    let clock = TestClock::default();
    let error = read(&service.base, &clock).unwrap_err();
    assert!(
        matches!(error, MetadataError::Unauthorized { .. }),
        "{error}"
    );
    assert_eq!(clock.now(), PATIENCE.limit);
}

#[test]
fn an_instance_without_user_data_is_no_broker() {
    let service = Service::start("{}");
    service.take("user-data");
    let error = read(&service.base, &TestClock::default()).unwrap_err();
    assert!(matches!(error, MetadataError::NoUserData));
}

#[test]
fn a_service_that_does_not_know_its_zone() {
    let service = Service::start("{}");
    service.take("meta-data/placement/availability-zone-id");
    let instance = read(&service.base, &TestClock::default()).unwrap();
    assert_eq!(instance.zone_id, None);
}

#[test]
fn nobody_there() {
    let free = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let clock = TestClock::default();
    let error = read(&format!("http://{free}"), &clock).unwrap_err();
    assert!(
        matches!(error, MetadataError::Unreachable { .. }),
        "{error}"
    );
    assert_eq!(clock.now(), PATIENCE.limit);
}

/// As an instance whose hop limit is 1 looks from inside a container.
#[test]
fn a_service_whose_answers_do_not_arrive() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let once = Patience {
        limit: Duration::ZERO,
        ..PATIENCE
    };
    let clock = TestClock::default();
    let error = Metadata::with_timeout(&base, &clock, once, QUICK)
        .read()
        .unwrap_err();
    assert!(matches!(error, MetadataError::Silent { .. }), "{error}");
    assert!(error.to_string().contains("HttpPutResponseHopLimit"));
}
