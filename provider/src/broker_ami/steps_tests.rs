use super::*;
use crate::aws::tags::Tags;
use crate::broker_ami::tags::{CONTENT, OWNER, REGISTRATION, Tagging};
use crate::broker_ami::testing::{DIGEST, inputs};

fn wanted() -> Wanted {
    Wanted::of(&inputs(), DIGEST, None, Tagging::default()).unwrap()
}

fn marked(mut tags: Tags) -> Tags {
    tags.insert(PENDING.to_owned(), MARK.to_owned());
    tags
}

fn snapshot(id: &str, standing: Standing, tags: Tags) -> SeenSnapshot {
    SeenSnapshot {
        id: id.to_owned(),
        standing,
        encrypted: false,
        kms_key_id: None,
        tags,
    }
}

fn image(id: &str, standing: Standing, snapshot: &str, tags: Tags) -> SeenImage {
    SeenImage {
        id: id.to_owned(),
        name: String::new(),
        standing,
        created: String::new(),
        snapshots: vec![snapshot.to_owned()],
        tags,
    }
}

/// Of another image.
fn other(key: &str) -> Tags {
    [(OWNER, "broker"), (key, "another")]
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .into()
}

fn step(images: Vec<SeenImage>, snapshots: Vec<SeenSnapshot>) -> Option<Step> {
    let seen = Seen {
        images,
        snapshots,
        ..Seen::default()
    };
    next(&wanted(), &seen, &BTreeSet::new())
}

#[test]
fn from_nothing_to_a_finished_ami() {
    let one = wanted();
    let (its, of_image) = (marked(one.snapshot_tags()), marked(one.image_tags()));
    let pending = snapshot("snap-1", Standing::Pending, its.clone());
    let ready = snapshot("snap-1", Standing::Ready, its);
    let ami = |standing| image("ami-1", standing, "snap-1", of_image.clone());
    let some = |id: &str| Some(id.to_owned());
    let table = [
        (vec![], vec![], Step::Fill { snapshot: None }),
        (
            vec![],
            vec![pending],
            Step::Fill {
                snapshot: some("snap-1"),
            },
        ),
        (
            vec![],
            vec![ready.clone()],
            Step::Register {
                snapshot: "snap-1".into(),
            },
        ),
        (
            vec![ami(Standing::Pending)],
            vec![ready.clone()],
            Step::Await {
                image: "ami-1".into(),
            },
        ),
        (
            vec![ami(Standing::Ready)],
            vec![ready],
            Step::Finish {
                image: "ami-1".into(),
                ids: vec!["snap-1".into(), "ami-1".into()],
            },
        ),
    ];
    for (images, snapshots, expected) in table {
        assert_eq!(step(images, snapshots), Some(expected));
    }
    let done = image("ami-1", Standing::Ready, "snap-1", one.image_tags());
    let its = snapshot("snap-1", Standing::Ready, one.snapshot_tags());
    assert_eq!(step(vec![done], vec![its]), None);
}

#[test]
fn what_failed_goes_first() {
    let one = wanted();
    let failed = Standing::Failed("timeout".into());
    let lost = snapshot("snap-1", failed.clone(), one.snapshot_tags());
    let drop = Step::DropSnapshot {
        id: "snap-1".into(),
        why: Useless::Failed,
    };
    assert_eq!(step(vec![], vec![lost]), Some(drop));
    let bad = image("ami-1", failed, "snap-1", one.image_tags());
    let drop = Step::DropImage {
        id: "ami-1".into(),
        snapshots: vec!["snap-1".into()],
        why: Useless::Failed,
    };
    assert_eq!(step(vec![bad], vec![]), Some(drop));
}

#[test]
fn a_finished_snapshot_goes_before_one_that_is_not() {
    let tags = wanted().snapshot_tags();
    let both = vec![
        snapshot("snap-1", Standing::Pending, tags.clone()),
        snapshot("snap-2", Standing::Ready, tags),
    ];
    let register = Step::Register {
        snapshot: "snap-2".into(),
    };
    assert_eq!(step(vec![], both), Some(register));
}

#[test]
fn old_amis_go_once_the_new_one_is_there_and_nobody_runs_from_them() {
    let one = wanted();
    let new = image("ami-2", Standing::Ready, "snap-2", marked(one.image_tags()));
    let old = image("ami-1", Standing::Ready, "snap-1", other(REGISTRATION));
    let its = snapshot("snap-2", Standing::Ready, one.snapshot_tags());
    let mut seen = Seen {
        images: vec![old, new],
        snapshots: vec![its],
        ..Seen::default()
    };
    let drop = Step::DropImage {
        id: "ami-1".into(),
        snapshots: vec!["snap-1".into()],
        why: Useless::Old,
    };
    assert_eq!(next(&one, &seen, &BTreeSet::new()), Some(drop));
    let finish = Step::Finish {
        image: "ami-2".into(),
        ids: vec!["ami-2".into()],
    };
    let given_up = BTreeSet::from(["ami-1".to_owned()]);
    assert_eq!(next(&one, &seen, &given_up), Some(finish.clone()));
    let users = BTreeSet::from(["i-1".to_owned()]);
    seen.in_use.insert("ami-1".to_owned(), users);
    assert_eq!(next(&one, &seen, &BTreeSet::new()), Some(finish));
}

#[test]
fn a_snapshot_that_two_amis_have_stays_with_the_other() {
    let one = wanted();
    let new = image("ami-2", Standing::Ready, "snap-1", one.image_tags());
    let old = image("ami-1", Standing::Ready, "snap-1", other(REGISTRATION));
    let its = snapshot("snap-1", Standing::Ready, one.snapshot_tags());
    let drop = Step::DropImage {
        id: "ami-1".into(),
        snapshots: vec![],
        why: Useless::Old,
    };
    assert_eq!(step(vec![old, new], vec![its]), Some(drop));
}

#[test]
fn what_an_apply_of_another_image_left_goes_too() {
    let one = wanted();
    let new = image("ami-2", Standing::Ready, "snap-2", one.image_tags());
    let its = snapshot("snap-2", Standing::Ready, one.snapshot_tags());
    let left = snapshot("snap-1", Standing::Pending, marked(other(CONTENT)));
    let drop = Step::DropSnapshot {
        id: "snap-1".into(),
        why: Useless::LeftOver,
    };
    assert_eq!(step(vec![new], vec![its, left.clone()]), Some(drop));
    // Not before: the new one could still fail.
    let fill = Step::Fill { snapshot: None };
    assert_eq!(step(vec![], vec![left]), Some(fill));
}

#[test]
fn tags_are_brought_up_to_date() {
    let one = wanted();
    let mut tags = one.image_tags();
    tags.insert("stray".to_owned(), "x".to_owned());
    let stray = image("ami-1", Standing::Ready, "snap-1", tags);
    let its = snapshot("snap-1", Standing::Ready, one.snapshot_tags());
    let tag = Step::Tag {
        image: "ami-1".into(),
        snapshots: vec!["snap-1".into()],
    };
    assert_eq!(step(vec![stray], vec![its.clone()]), Some(tag.clone()));
    let whole = image("ami-1", Standing::Ready, "snap-1", one.image_tags());
    let bare = snapshot("snap-1", Standing::Ready, other(CONTENT));
    assert_eq!(step(vec![whole], vec![bare]), Some(tag));
}

#[test]
fn an_import_does_not_go_on_with_a_snapshot_that_was_being_written() {
    let mut one = inputs();
    one.import_snapshot = Some(crate::broker_ami::model::ImportSettings {
        bucket: Some("images".parse().unwrap()),
        key_prefix: None,
        role_name: None,
    });
    let one = Wanted::of(&one, DIGEST, None, Tagging::default()).unwrap();
    let begun = snapshot("snap-1", Standing::Pending, marked(one.snapshot_tags()));
    let mut seen = Seen {
        snapshots: vec![begun],
        ..Seen::default()
    };
    let fill = Step::Fill { snapshot: None };
    assert_eq!(next(&one, &seen, &BTreeSet::new()), Some(fill));
    let its = snapshot("snap-2", Standing::Ready, one.snapshot_tags());
    seen.snapshots.push(its);
    seen.images = vec![image("ami-1", Standing::Ready, "snap-2", one.image_tags())];
    let drop = Step::DropSnapshot {
        id: "snap-1".into(),
        why: Useless::LeftOver,
    };
    assert_eq!(next(&one, &seen, &BTreeSet::new()), Some(drop));
}
