//! A chain of upgrades, and every way for it not to be one.

use kafkaws_schema::upgrade::{Broken, Chain, Upgrade, UpgradeError};
use kafkaws_schema::{Model, Path, ResourceSchema};

/// As released first.
#[derive(Model)]
struct V0 {
    /// Size, as text.
    size: String,
}

/// With a number.
#[derive(Model)]
struct V1 {
    /// Size.
    size: i64,
}

/// With a unit.
#[derive(Model)]
struct V2 {
    /// Size in GiB.
    size_gib: i64,
}

/// What AWS assigns.
#[derive(Model)]
#[outputs(of = V2)]
struct Outputs {
    /// ARN.
    #[tf(stable)]
    arn: Option<String>,
}

const SCHEMA: ResourceSchema = ResourceSchema::of::<V2, Outputs>(2);

fn first() -> Upgrade {
    Upgrade::new(0, 1, |(old, outputs): (V0, Outputs)| {
        (
            V1 {
                size: old.size.parse().unwrap_or(0),
            },
            outputs,
        )
    })
}

fn second() -> Upgrade {
    Upgrade::new(1, 2, |(old, outputs): (V1, Outputs)| {
        (V2 { size_gib: old.size }, outputs)
    })
}

fn same(from: i64, to: i64) -> Upgrade {
    Upgrade::new(from, to, |state: (V2, Outputs)| state)
}

#[test]
fn every_old_version_becomes_the_current_one() {
    let chain = Chain::prove(&SCHEMA, vec![second(), first()]).unwrap();
    for (version, state) in [
        (0, r#"{"size": "500", "arn": "arn:1"}"#),
        (1, r#"{"size": 500, "arn": "arn:1"}"#),
        (2, r#"{"size_gib": 500, "arn": "arn:1"}"#),
    ] {
        let upgraded = chain.upgrade(version, state.as_bytes()).unwrap();
        assert_eq!(
            upgraded.attribute("size_gib"),
            &500.into(),
            "from version {version}"
        );
        assert_eq!(upgraded.attribute("arn"), &"arn:1".into());
    }
}

#[test]
fn a_state_that_does_not_fit_says_where() {
    let chain = Chain::prove(&SCHEMA, vec![first(), second()]).unwrap();
    let upgrade = |version, state: &str| chain.upgrade(version, state.as_bytes()).unwrap_err();
    assert!(matches!(
        upgrade(1, r#"{"colour": 1}"#),
        UpgradeError::Decode { version: 1, .. }
    ));
    assert!(matches!(upgrade(3, "{}"), UpgradeError::NoStep(3)));
    match upgrade(1, "{}") {
        UpgradeError::Convert { version: 1, cause } => assert_eq!(cause.path, Path::from("size")),
        other => panic!("{other}"),
    }
}

#[test]
fn a_chain_is_whole_or_refused() {
    let mismatch = || {
        Upgrade::new(1, 2, |(_, outputs): (V2, Outputs)| {
            (V2 { size_gib: 1 }, outputs)
        })
    };
    let wrong_end = || Upgrade::new(1, 2, |state: (V1, Outputs)| state);
    let cases = [
        (vec![], Broken::Gap(0)),
        (vec![first()], Broken::Gap(1)),
        (vec![second()], Broken::Gap(0)),
        (vec![first(), second(), second()], Broken::Fork(1)),
        (
            vec![first(), second(), same(1, 1)],
            Broken::Loop { from: 1, to: 1 },
        ),
        (vec![first(), same(1, 0)], Broken::Loop { from: 1, to: 0 }),
        (vec![same(0, 2)], Broken::Jump { from: 0, to: 2 }),
        (
            vec![first(), second(), same(2, 3)],
            Broken::Island {
                from: 2,
                current: 2,
            },
        ),
        (
            vec![first(), second(), same(7, 8)],
            Broken::Island {
                from: 7,
                current: 2,
            },
        ),
        (vec![first(), mismatch()], Broken::Mismatch(1)),
        (vec![first(), wrong_end()], Broken::Mismatch(2)),
    ];
    for (steps, broken) in cases {
        let steps_shown = format!("{steps:?}");
        assert_eq!(
            Chain::prove(&SCHEMA, steps).unwrap_err(),
            broken,
            "{steps_shown}"
        );
    }
}

#[test]
fn version_0_needs_no_steps() {
    let schema = ResourceSchema::of::<V2, Outputs>(0);
    let chain = Chain::prove(&schema, vec![]).unwrap();
    assert!(chain.upgrade(0, br#"{"size_gib": 1}"#).is_ok());
}
