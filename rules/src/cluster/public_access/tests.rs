use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::*;
use kafkaws_schema::Value;

fn public() -> (&'static str, Value) {
    (PUBLIC_ACCESS, "SERVICE_PROVIDED_EIPS".into())
}

#[test]
fn the_version_has_it() {
    let old = || (KAFKA_VERSION, Value::from("2.5.1"));
    let rows: &[Row<'_>] = &[
        (&[public(), old()], Some(PUBLIC_ACCESS)),
        (&[public()], None),
        (&[old()], None),
        (&[(PUBLIC_ACCESS, Value::unknown()), old()], None),
    ];
    creates(&PUBLIC_ACCESS_KAFKA_VERSION, &Observed::default(), rows);
}

#[test]
fn everybody_authenticates() {
    let unauthenticated = || (UNAUTHENTICATED, Value::from(true));
    let rows: &[Row<'_>] = &[
        (&[public()], None),
        (&[public(), unauthenticated()], Some(UNAUTHENTICATED)),
        (&[public(), (IAM, Value::from(false))], Some(PUBLIC_ACCESS)),
        (&[public(), (IAM, Value::unknown())], None),
        (&[unauthenticated()], None),
    ];
    creates(&PUBLIC_ACCESS_AUTHENTICATION, &Observed::default(), rows);
    let turned_on: &[Row<'_>] = &[(&[public()], Some(UNAUTHENTICATED))];
    let before = [unauthenticated()];
    updates(
        &PUBLIC_ACCESS_AUTHENTICATION,
        &Observed::default(),
        &before,
        turned_on,
    );
}

#[test]
fn everything_is_encrypted() {
    let rows: &[Row<'_>] = &[
        (&[public()], None),
        (
            &[public(), (CLIENT_BROKER, "TLS_PLAINTEXT".into())],
            Some(CLIENT_BROKER),
        ),
        (&[public(), (IN_CLUSTER, false.into())], Some(IN_CLUSTER)),
        (&[public(), (CLIENT_BROKER, Value::unknown())], None),
        (&[(CLIENT_BROKER, "TLS_PLAINTEXT".into())], None),
    ];
    creates(&PUBLIC_ACCESS_ENCRYPTION, &Observed::default(), rows);
}

#[test]
fn the_subnets_lead_to_the_internet() {
    let rule = &PUBLIC_ACCESS_SUBNETS;
    let seen = |third_is_public| {
        placed(&[
            ("subnet-a", "use1-az1", true),
            ("subnet-b", "use1-az2", true),
            ("subnet-c", "use1-az4", third_is_public),
        ])
    };
    let unknown = [public(), (CLIENT_SUBNETS, Value::unknown())];
    creates(rule, &seen(true), &[(&[public()], None)]);
    creates(
        rule,
        &seen(false),
        &[
            (&[public()], Some(PUBLIC_ACCESS)),
            (&[], None),
            (&unknown, None),
        ],
    );
    creates(rule, &Observed::default(), &[(&[public()], None)]);
}

#[test]
fn who_has_no_acl_gets_nothing() {
    let scram = || (SCRAM, Value::from(true));
    let with = |text: &str| [public(), scram(), (SERVER_PROPERTIES, text.into())];
    let nothing = Observed::default();
    let rows: &[Row<'_>] = &[
        (&[public()], None),
        (&[public(), scram()], Some(PUBLIC_ACCESS)),
        (
            &with("allow.everyone.if.no.acl.found=true"),
            Some(PUBLIC_ACCESS),
        ),
        (&with("num.partitions=3"), Some(PUBLIC_ACCESS)),
        (&with("allow.everyone.if.no.acl.found=False"), None),
        (
            &[public(), scram(), (SERVER_PROPERTIES, Value::unknown())],
            None,
        ),
        (&[scram()], None),
    ];
    creates(&PUBLIC_ACCESS_ACLS, &nothing, rows);
    let attached = [(CONFIGURATION_ARN, Value::from("arn")), scram()];
    let open = configured("allow.everyone.if.no.acl.found=true");
    updates(
        &PUBLIC_ACCESS_ACLS,
        &open,
        &attached,
        &[(&[public()], Some(PUBLIC_ACCESS))],
    );
    updates(
        &PUBLIC_ACCESS_ACLS,
        &nothing,
        &attached,
        &[(&[public()], None)],
    );
}
