use super::*;
use crate::broker::observed::Observed;
use crate::broker::testing::*;
use kafkaws_schema::Value;

const WRONG: &[&str] = &["volumes[0]"];
const HOUR: Duration = Duration::from_secs(3600);

/// The usual volume as it is.
fn actual() -> observed::Volume {
    observed::Volume {
        broker_id: 1,
        name: "data".into(),
        volume_id: "vol-1".into(),
        kind: Some("gp3".into()),
        size: Some(500),
        iops: Some(3000),
        throughput: Some(125),
        ..observed::Volume::default()
    }
}

fn in_state(state: ModificationState) -> Observed {
    let modification = Modification {
        state,
        progress: Some(40),
        age: Some(HOUR + HOUR / 2),
    };
    observed(observed::Volume {
        modification: Some(modification),
        ..actual()
    })
}

fn observed(volume: observed::Volume) -> Observed {
    Observed {
        volumes: vec![volume],
        ..Observed::default()
    }
}

#[test]
fn one_at_a_time() {
    let rule = &VOLUME_MODIFICATION_RUNNING;
    for (state, wrong) in [
        (ModificationState::Modifying, WRONG),
        (ModificationState::Optimizing, WRONG),
        (ModificationState::Completed, &[]),
        (ModificationState::Failed, &[]),
    ] {
        let rows: &[Row<'_>] = &[
            (&one_volume(&[("size", 600.into())]), wrong),
            (&one_volume(&[("type", "st1".into())]), wrong),
            (&one_volume(&[("iops", 4000.into())]), wrong),
            (&one_volume(&[("throughput", 250.into())]), wrong),
            (&one_volume(&[("encrypted", false.into())]), &[]),
            (&one_volume(&[("size", Value::unknown())]), &[]),
        ];
        updates(rule, &in_state(state), &[], rows);
    }
    let more = one_volume(&[("size", 600.into())]);
    updates(rule, &Observed::default(), &[], &[(&more, &[])]);
    updates(rule, &observed(actual()), &[], &[(&more, &[])]);
}

/// EC2 may tell of the modification alone: the state knows the rest.
#[test]
fn what_ec2_does_not_tell_the_state_does() {
    let mut seen = in_state(ModificationState::Optimizing);
    let told = seen.volumes.remove(0);
    seen.volumes.push(observed::Volume {
        broker_id: told.broker_id,
        name: told.name,
        modification: told.modification,
        ..observed::Volume::default()
    });
    let rows: &[Row<'_>] = &[
        (&one_volume(&[("size", 600.into())]), WRONG),
        (&one_volume(&[("type", "st1".into())]), WRONG),
        (&one_volume(&[("iops", 4000.into())]), WRONG),
        (&one_volume(&[("iops", 3000.into())]), &[]),
        (&one_volume(&[("throughput", Value::unknown())]), &[]),
        (&one_volume(&[("encrypted", false.into())]), &[]),
    ];
    updates(&VOLUME_MODIFICATION_RUNNING, &seen, &[], rows);
}

#[test]
fn the_text_says_which_volume_and_how_far_it_is() {
    let planned = broker(&one_volume(&[("size", 600.into())]));
    let seen = in_state(ModificationState::Optimizing);
    let said = says(
        &VOLUME_MODIFICATION_RUNNING,
        Some(&broker(&[])),
        &planned,
        &seen,
    );
    let text = "vol-1 (\"data\" of broker 1) is optimizing, 40 % done, begun 1 h 30 min ago";
    assert!(said[0].detail.contains(text), "{}", said[0].detail);
}

/// The first apply grew the volume of broker 1 and stopped: nothing is to be done to it.
#[test]
fn what_has_arrived_is_not_modified_again() {
    let mut seen = in_state(ModificationState::Optimizing);
    seen.volumes[0].size = Some(600);
    let unmodified = observed::Volume {
        broker_id: 2,
        ..actual()
    };
    seen.volumes.push(unmodified);
    let before = stack(&[(BROKERS, Value::from("before"))]);
    let wanted = one_volume(&[("size", 600.into())]);
    let planned = stack(&wanted);
    let said = says(&VOLUME_MODIFICATION_RUNNING, Some(&before), &planned, &seen);
    assert!(said.is_empty(), "{said:#?}");
}

#[test]
fn four_a_day() {
    let rule = &VOLUME_MODIFICATION_QUOTA;
    let spent = |hours: &[u32]| {
        let modifications = Some(hours.iter().map(|hours| HOUR * *hours).collect());
        observed(observed::Volume {
            modifications,
            ..actual()
        })
    };
    let more = one_volume(&[("size", 600.into())]);
    let rows = |expected| [(more.as_slice(), expected)];
    updates(rule, &spent(&[1, 2, 3, 4]), &[], &rows(WRONG));
    updates(rule, &spent(&[1, 2, 3]), &[], &rows(&[]));
    updates(rule, &spent(&[1, 2, 3, 24]), &[], &rows(&[]));
    updates(rule, &spent(&[1, 2, 3, 4, 5]), &[], &rows(WRONG));
    updates(rule, &spent(&[1, 2, 3, 4]), &[], &[(&[], &[])]);
}

#[test]
fn the_text_says_how_long_to_wait() {
    let modifications = [20, 23, 1, 5].map(|hours| HOUR * hours);
    let seen = observed(observed::Volume {
        modifications: Some(modifications.to_vec()),
        ..actual()
    });
    let planned = broker(&one_volume(&[("size", 600.into())]));
    let said = says(
        &VOLUME_MODIFICATION_QUOTA,
        Some(&broker(&[])),
        &planned,
        &seen,
    );
    assert!(
        said[0].detail.contains("Apply again in 1 h."),
        "{}",
        said[0].detail
    );
}

#[test]
fn minutes_are_rounded_up() {
    for (seconds, text) in [
        (1, "1 min"),
        (3600, "1 h"),
        (3601, "1 h 1 min"),
        (0, "0 min"),
    ] {
        assert_eq!(hours_and_minutes(Duration::from_secs(seconds)), text);
    }
}
