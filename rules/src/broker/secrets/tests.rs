use super::*;
use crate::broker::observed::Observed;
use crate::broker::testing::*;
use kafkaws_schema::Refinements;

fn suspects(name: &str, text: &str) -> bool {
    suspicion(name, &Value::from(text)).is_some()
}

#[test]
fn names_of_secrets() {
    for name in [
        "ssl.keystore.password",
        "ssl.key.password",
        "listener.name.client.ssl.truststore.password",
        "sasl.jaas.config",
        "listener.name.client.scram-sha-512.sasl.jaas.config",
        "password.encoder.secret",
        "delegation.token.master.key",
        "delegation.token.secret.key",
        "ssl.keystore.key",
        "KAFKA_PASSWORD",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "DB_CREDENTIALS",
        "Api-Key",
    ] {
        assert!(suspects(name, "correct horse"), "{name}");
        assert!(!suspects(name, ""), "{name}: nothing is no secret");
    }
}

#[test]
fn names_that_only_sound_like_it() {
    for name in [
        "delegation.token.expiry.time.ms",
        "password.encoder.iterations",
        "password.encoder.key.length",
        "ssl.keystore.location",
        "ssl.keystore.type",
        "KAFKA_PASSWORD_FILE",
        "SECRET_ARN",
        "message.key",
        "log.cleanup.policy",
        "KAFKA_HEAP_OPTS",
    ] {
        assert!(!suspects(name, "correct horse"), "{name}");
    }
}

#[test]
fn references_are_no_secrets() {
    for text in [
        "${file:/etc/kafka/secrets.properties:keystore}",
        "${secretsmanager:kafka:password}",
        "arn:aws:secretsmanager:eu-west-1:111122223333:secret:kafka-AbCdEf",
        "/run/secrets/keystore",
        "org.apache.kafka.common.security.plain.PlainLoginModule required password=\"${env:P}\";",
    ] {
        assert!(!suspects("ssl.keystore.password", text), "{text}");
    }
}

#[test]
fn values_that_are_secrets_under_any_name() {
    for text in [
        "-----BEGIN PRIVATE KEY-----\nMIIE",
        "-----BEGIN RSA PRIVATE KEY-----",
        "AKIAIOSFODNN7EXAMPLE",
        "key=ASIAIOSFODNN7EXAMPLE;",
        "https://user:hunter2@registry.example.com/path",
    ] {
        assert!(suspects("some.property", text), "{text}");
    }
    for text in [
        "-----BEGIN CERTIFICATE-----",
        "AKIA",
        "AKIAIOSFODNN7EXAMPLEAKIAIOSFODNN7EXAMPLE",
        "akiaiosfodnn7example",
        "https://registry.example.com:8081/a@b:c",
        "https://user@registry.example.com",
        "SASL_SSL://:9093,PLAINTEXT://:9092",
        "https://user:${env:PASSWORD}@registry.example.com",
    ] {
        assert!(!suspects("some.property", text), "{text}");
    }
}

#[test]
fn both_maps_are_searched_and_values_not_repeated() {
    let edits = [
        (
            PROPERTIES,
            properties(&[("ssl.key.password", "correct horse")]),
        ),
        (ENVIRONMENT, properties(&[("TOKEN", "battery staple")])),
    ];
    let said = says(
        &USER_DATA_SECRET,
        None,
        &broker(&edits),
        &Observed::default(),
    );
    let expected = ["properties[\"ssl.key.password\"]", "environment[\"TOKEN\"]"];
    assert_eq!(paths(&said), expected);
    for said in said {
        assert!(!said.detail.contains("horse") && !said.detail.contains("staple"));
    }
}

#[test]
fn a_secret_that_is_made_in_the_same_apply() {
    let password = |value: Value| [(PROPERTIES, Value::map([("ssl.key.password", value)]))];
    let refers = Value::Unknown(Refinements {
        prefix: Some("${file:".into()),
        ..Refinements::NONE
    });
    let other = [(
        PROPERTIES,
        Value::map([("num.partitions", Value::unknown())]),
    )];
    let rows: &[Row<'_>] = &[
        (
            &password(Value::unknown()),
            &["properties[\"ssl.key.password\"]"],
        ),
        (&password(refers), &[]),
        (&other, &[]),
        (&[(PROPERTIES, Value::unknown())], &[]),
    ];
    creates(&USER_DATA_SECRET, &Observed::default(), rows);
}
