use super::*;
use crate::config::testing::block;

fn settled<const N: usize, const E: usize>(
    written: [(&'static str, Value); N],
    environment: [(&str, &str); E],
) -> Settings {
    resolve(&block(written), Environment::from(environment)).unwrap()
}

fn endpoints(kafka: &str) -> Value {
    let nulls = ["ec2", "sts", "cloudwatch"].map(|name| (name, Value::Null));
    Value::object([("kafka", Value::from(kafka))].into_iter().chain(nulls))
}

#[test]
fn nothing_written_and_nothing_set_leaves_all_to_the_sdk() {
    let settings = settled([], []);
    assert_eq!((settings.region, settings.profile), (None, None));
    assert!(settings.credentials.is_none());
    assert_eq!(settings.max_attempts, 11);
    assert_eq!(settings.default_tags, Some(BTreeMap::new()));
    assert_eq!(settings.transport, Transport::default());
    assert!(settings.unknown.is_empty());
    assert!(!settings.loopback);
}

#[test]
fn the_region_comes_from_the_block_then_the_environment() {
    let written = || [("region", Value::from("eu-west-1"))];
    let both = [
        ("AWS_REGION", "us-east-1"),
        ("AWS_DEFAULT_REGION", "us-west-2"),
    ];
    assert_eq!(
        settled(written(), both).region.as_deref(),
        Some("eu-west-1")
    );
    assert_eq!(settled([], both).region.as_deref(), Some("us-east-1"));
    let default = [("AWS_REGION", ""), ("AWS_DEFAULT_REGION", "us-west-2")];
    assert_eq!(settled([], default).region.as_deref(), Some("us-west-2"));
}

#[test]
fn tries_are_retries_and_one() {
    let table = [
        (Value::Null, "", 11),
        (Value::Null, "4", 4),
        (Value::Null, "0", 11),
        (Value::Null, "many", 11),
        (Value::from(0), "4", 1),
        (Value::from(25), "4", 26),
    ];
    for (retries, environment, tries) in table {
        let settings = settled(
            [("max_retries", retries)],
            [("AWS_MAX_ATTEMPTS", environment)],
        );
        assert_eq!(settings.max_attempts, tries);
    }
}

#[test]
fn proxies_come_from_the_block_then_the_environment() {
    let environment = [
        ("HTTPS_PROXY", "http://a:1"),
        ("http_proxy", "b:2"),
        ("NO_PROXY", "intern.example.com"),
    ];
    let transport = settled([("https_proxy", "http://c:3".into())], environment).transport;
    assert_eq!(transport.https_proxy.as_deref(), Some("http://c:3"));
    assert_eq!(transport.http_proxy.as_deref(), Some("http://b:2"));
    assert_eq!(transport.no_proxy.as_deref(), Some("intern.example.com"));
}

#[test]
fn an_endpoint_on_this_machine_is_looked_at_often() {
    for url in [
        "http://127.0.0.1:4566",
        "http://localhost:1/x",
        "http://[::1]:80",
        "http://127.9.9.9",
    ] {
        assert!(
            settled([("endpoints", endpoints(url))], []).loopback,
            "{url}"
        );
        assert!(settled([], [("AWS_ENDPOINT_URL", url)]).loopback, "{url}");
    }
    let far = "https://kafka.eu-west-1.amazonaws.com";
    assert!(!settled([("endpoints", endpoints(far))], []).loopback);
    let near = [
        ("AWS_ENDPOINT_URL_KAFKA", "http://127.0.0.1:1"),
        ("AWS_ENDPOINT_URL", far),
    ];
    assert!(
        settled([], near).loopback,
        "the service's own variable goes first"
    );
    assert!(
        !settled([("endpoints", endpoints(far))], near).loopback,
        "the block goes first"
    );
}

#[test]
fn static_credentials_are_taken_whole() {
    let settings = settled(
        [
            ("access_key", "AKID".into()),
            ("secret_key", "shh".into()),
            ("token", "t".into()),
        ],
        [],
    );
    let credentials = settings.credentials.unwrap();
    assert_eq!(credentials.access_key, "AKID");
    assert_eq!(credentials.secret_key.expose(), "shh");
    assert!(!format!("{credentials:?}").contains("shh"));
}

#[test]
fn every_attribute_may_be_unknown() {
    for attribute in ProviderConfig::OBJECT.attributes {
        let name = attribute.name;
        let settings = settled([(name, Value::unknown())], [("AWS_REGION", "eu-west-1")]);
        let blamed = settings.unknown == [Path::from(name)];
        assert_eq!(blamed, !NOT_FOR_CALLS.contains(&name), "{name}");
    }
}

#[test]
fn default_tags_with_an_unknown_value_are_not_known_at_all() {
    let tags = Value::map([("team", Value::from("a")), ("build", Value::unknown())]);
    let block = Value::object([("tags", tags)]);
    assert_eq!(settled([("default_tags", block)], []).default_tags, None);
}

#[test]
fn what_does_not_decode_is_told_at_its_path() {
    let problems = resolve(
        &block([("region", "Frankfurt".into())]),
        Environment::default(),
    );
    let problems: Vec<_> = problems.unwrap_err().into_iter().collect();
    assert_eq!(problems[0].path, Some(Path::from("region")));
    assert!(
        problems[0].detail.contains("eu-central-1"),
        "{}",
        problems[0].detail
    );
}

#[test]
fn a_bundle_that_cannot_be_read_is_told_before_any_call() {
    let missing = [("AWS_CA_BUNDLE", "/nonexistent.pem")];
    let problems = resolve(&block([]), Environment::from(missing)).unwrap_err();
    assert_eq!(
        problems.iter().next().unwrap().path,
        Some(Path::from("custom_ca_bundle"))
    );
}

#[test]
fn variables_of_the_wrong_form_are_told_before_any_call() {
    let table = [
        ("AWS_REGION", "Frankfurt", "region"),
        ("AWS_DEFAULT_REGION", "eu-west-1a", "region"),
        ("AWS_ENDPOINT_URL", "localhost:4566", "endpoints"),
        ("AWS_ENDPOINT_URL_KAFKA", "ftp://x", "endpoints.kafka"),
    ];
    for (name, value, path) in table {
        let problems = resolve(&block([]), Environment::from([(name, value)])).unwrap_err();
        let problem = problems.iter().next().unwrap();
        assert_eq!(problem.path.as_ref().unwrap().to_string(), path);
        assert!(problem.detail.contains(name), "{}", problem.detail);
        assert!(problem.detail.contains(value), "{}", problem.detail);
    }
    let overruled = block([("region", Value::from("eu-west-1"))]);
    assert!(resolve(&overruled, Environment::from([("AWS_REGION", "Frankfurt")])).is_ok());
}

#[test]
fn files_that_are_not_there_are_told() {
    let files = Value::list([Value::from("/nonexistent/credentials")]);
    let written = block([("shared_credentials_files", files)]);
    let problems = resolve(&written, Environment::default()).unwrap_err();
    let path = Path::from("shared_credentials_files").index(0);
    assert_eq!(problems.iter().next().unwrap().path, Some(path));
}
