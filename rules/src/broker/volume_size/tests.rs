use super::*;
use crate::broker::observed::{self, Observed};
use crate::broker::testing::*;
use kafkaws_schema::Value;

fn sized(kind: &str, gib: i64) -> [(&'static str, Value); 1] {
    one_volume(&[("type", kind.into()), ("size", gib.into())])
}

#[test]
fn within_the_bounds_of_its_type() {
    let wrong: &[&str] = &["volumes[0].size"];
    let unknown = one_volume(&[("size", Value::unknown())]);
    let rows: &[Row<'_>] = &[
        (&sized("gp3", 1), &[]),
        (&sized("gp3", 0), wrong),
        (&sized("gp3", 65_536), &[]),
        (&sized("gp3", 65_537), wrong),
        (&sized("gp2", 16_385), wrong),
        (&sized("io2", 3), wrong),
        (&sized("st1", 124), wrong),
        (&sized("st1", 125), &[]),
        (&sized("sc1", 100), wrong),
        (&sized("gp9", 1_000_000), &[]),
        (&unknown, &[]),
        (&[(VOLUMES, Value::unknown())], &[]),
    ];
    creates(&VOLUME_SIZE, &Observed::default(), rows);
}

#[test]
fn only_the_volume_that_changes_is_judged() {
    let with = |size: i64| {
        let wrong_for_long = volume(&[("name", "old".into()), ("size", 0.into())]);
        let changing = volume(&[("size", size.into())]);
        [(VOLUMES, Value::list([wrong_for_long, changing]))]
    };
    let rows: &[Row<'_>] = &[(&with(0), &["volumes[1].size"]), (&with(501), &[])];
    updates(&VOLUME_SIZE, &Observed::default(), &with(500), rows);
}

#[test]
fn never_smaller() {
    let wrong: &[&str] = &["volumes[0].size"];
    let renamed = one_volume(&[("name", "log".into()), ("size", 100.into())]);
    let rows: &[Row<'_>] = &[
        (&sized("gp3", 499), wrong),
        (&sized("st1", 499), wrong),
        (&sized("gp3", 500), &[]),
        (&sized("gp3", 501), &[]),
        (&renamed, &[]),
        (&[(VOLUMES, Value::unknown())], &[]),
    ];
    updates(&VOLUME_SHRINK, &Observed::default(), &[], rows);
}

/// Somebody grew a volume of one broker of the stack: that one could not follow.
#[test]
fn never_smaller_than_any_broker_has() {
    let actual = |broker_id, size| observed::Volume {
        broker_id,
        name: "data".into(),
        size: Some(size),
        ..observed::Volume::default()
    };
    let observed = Observed {
        volumes: vec![actual(1, 500), actual(2, 900)],
        ..Observed::default()
    };
    let (prior, planned) = (stack(&[]), stack(&sized("gp3", 800)));
    let said = says(&VOLUME_SHRINK, Some(&prior), &planned, &observed);
    assert_eq!(paths(&said), ["volumes[0].size"]);
    assert!(
        said[0]
            .detail
            .contains("800 GiB, and the volume has 900 GiB")
    );
    let planned = stack(&sized("gp3", 900));
    assert!(says(&VOLUME_SHRINK, Some(&prior), &planned, &observed).is_empty());
}

#[test]
fn the_warning_for_a_kept_size_follows_the_level() {
    let at = crate::field::path(VOLUMES).index(0);
    let usual = Levels::default();
    let warning = smaller_than_it_is(&at, 2662, 1000, &usual).unwrap();
    assert!(!warning.is_error());
    assert_eq!(warning.path, Some(at.attribute("size")));
    assert!(
        warning
            .detail
            .contains("1000 GiB, and the volume has 2662 GiB")
    );
    assert_eq!(smaller_than_it_is(&at, 1000, 1000, &usual), None);
    let off = Levels::parse([("volume-shrink", "off")]).unwrap();
    assert_eq!(smaller_than_it_is(&at, 2662, 1000, &off), None);
}
