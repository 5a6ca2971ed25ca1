use super::*;
use crate::aws::fleet::Attachment;
use crate::aws::tags::Tags;
use crate::broker::node::testing::{INSTANCE, complete, volume, wanted};
use crate::broker::node::{Health, disrupts};
use crate::broker::tags::{NAME, PENDING};

/// The steps as words, without what they carry.
fn words(wanted: &Wanted, seen: &Seen) -> Vec<String> {
    let word = |step: &Step| {
        let text = format!("{step:?}");
        let end = text.find([' ', '{', '(']).unwrap_or(text.len());
        text[..end].to_owned()
    };
    steps(wanted, seen).iter().map(word).collect()
}

fn instance(seen: &mut Seen) -> &mut SeenInstance {
    seen.instance.as_mut().unwrap()
}

/// What a change of what is wanted takes, of a broker that is complete.
fn after(change: impl FnOnce(&mut Wanted)) -> Vec<String> {
    let mut wanted = wanted();
    let seen = complete(&wanted);
    change(&mut wanted);
    words(&wanted, &seen)
}

/// What it takes after something has become of a broker that was complete.
fn given(happened: impl FnOnce(&mut Seen)) -> Vec<String> {
    let wanted = wanted();
    let mut seen = complete(&wanted);
    happened(&mut seen);
    words(&wanted, &seen)
}

const NOTHING: [&str; 0] = [];
const RESTART: [&str; 3] = ["Stop", "BootData", "Start"];

#[test]
fn nothing_to_do_for_what_is_as_wanted() {
    assert_eq!(after(|_| ()), NOTHING);
    assert_eq!(Health::of(&complete(&wanted())), Health::Ok);
}

#[test]
fn identity_comes_before_the_instance() {
    let made = words(&wanted(), &Seen::default());
    assert_eq!(
        made,
        ["CreateInterface", "CreateVolume", "Launch", "Attach"]
    );
}

#[test]
fn changes_that_a_running_broker_takes() {
    let online = after(|wanted| wanted.security_groups = Some(["sg-2".to_owned()].into()));
    assert_eq!(online, ["SecurityGroups"]);
    let grown = |wanted: &mut Wanted| wanted.volumes = vec![volume("data", [("size", 200.into())])];
    assert_eq!(after(grown), ["ModifyVolume"]);
    assert_eq!(
        after(|wanted| wanted.disable_api_termination = true),
        ["Protect"]
    );
    let tagged = |wanted: &mut Wanted| {
        wanted.tags.all.insert("team".into(), "data".into());
    };
    assert_eq!(
        after(tagged),
        ["Tag", "Tag", "Tag", "Tag"],
        "interface, instance, volume, root"
    );
    assert_eq!(
        after(|wanted| wanted.security_groups = None),
        NOTHING,
        "as AWS has it"
    );
}

#[test]
fn a_new_image_goes_before_new_boot_data() {
    assert_eq!(after(|wanted| wanted.ami = "ami-2".into()), ["ReplaceRoot"]);
    let both = after(|wanted| {
        wanted.ami = "ami-2".into();
        wanted.properties.insert("a".into(), "b".into());
        wanted.instance_type = "m7g.xlarge".into();
    });
    assert_eq!(
        both,
        ["ReplaceRoot", "Stop", "ChangeType", "BootData", "Start"]
    );
}

#[test]
fn boot_data_and_type_take_a_stop() {
    let data = after(|wanted| drop(wanted.properties.insert("a".into(), "b".into())));
    assert_eq!(data, RESTART);
    let larger = after(|wanted| wanted.instance_type = "m7g.xlarge".into());
    assert_eq!(larger, ["Stop", "ChangeType", "Start"]);
}

#[test]
fn a_volume_more_is_attached_before_the_restart() {
    let more = after(|wanted| wanted.volumes.push(volume("logs", [])));
    assert_eq!(more, [&["CreateVolume", "Attach"], &RESTART[..]].concat());
}

#[test]
fn a_volume_less_goes_only_where_that_is_allowed() {
    let less = |wanted: &mut Wanted| wanted.volumes = Vec::new();
    assert_eq!(after(less), RESTART, "kept, and not mounted");
    let allowed = after(|wanted| {
        less(wanted);
        wanted.may_remove_volumes = true;
    });
    assert_eq!(allowed, ["Stop", "Detach", "BootData", "Start", "Discard"]);
}

#[test]
fn what_only_a_new_instance_has() {
    let anew = ["Terminate", "Launch", "Attach"];
    assert_eq!(after(|wanted| wanted.key_name = Some("k".into())), anew);
    assert_eq!(after(|wanted| wanted.iam_instance_profile = None), anew);
    let placed = |wanted: &mut Wanted| {
        wanted.placement = Some(super::super::Placement {
            group: "spread".into(),
            partition: None,
        });
    };
    assert_eq!(after(placed), anew);
    let stranded = given(|seen| {
        instance(seen).root_volume = None;
        seen.root_task = Some(RootTask {
            image_id: Some("ami-2".into()),
            state: TaskState::FailedDetached,
            count: 1,
        });
    });
    assert_eq!(stranded, anew);
}

#[test]
fn what_became_of_an_instance_is_repaired() {
    let trouble = |trouble: Trouble| given(|seen| instance(seen).trouble = Some(trouble));
    assert_eq!(
        trouble(Trouble::Impaired("system".into())),
        ["Stop", "Start"]
    );
    assert_eq!(trouble(Trouble::Retiring("soon".into())), ["Stop", "Start"]);
    assert_eq!(
        given(|seen| instance(seen).power = Power::Stopped),
        ["Start"]
    );
    let gone = |seen: &mut Seen| {
        seen.instance = None;
        seen.volumes
            .values_mut()
            .for_each(|volume| volume.attachment = None);
    };
    assert_eq!(given(gone), ["Launch", "Attach"]);
}

#[test]
fn a_stopped_broker_runs_before_its_root_is_replaced() {
    let mut wanted = wanted();
    let mut seen = complete(&wanted);
    instance(&mut seen).power = Power::Stopped;
    wanted.ami = "ami-2".into();
    wanted.instance_type = "m7g.xlarge".into();
    wanted.properties.insert("a".into(), "b".into());
    let expected = [&["ChangeType", "Start", "ReplaceRoot"], &RESTART[..]].concat();
    assert_eq!(words(&wanted, &seen), expected);
}

#[test]
fn a_root_that_was_replaced_before_a_crash_is_not_replaced_again() {
    let mut wanted = wanted();
    let mut seen = complete(&wanted);
    wanted.ami = "ami-2".into();
    seen.root_task = Some(RootTask {
        image_id: Some("ami-2".into()),
        state: TaskState::Succeeded,
        count: 1,
    });
    assert_eq!(words(&wanted, &seen), ["MarkImage"]);
}

#[test]
fn what_a_destroy_left_is_taken_over() {
    let wanted = wanted();
    let mut left = complete(&wanted).volumes.remove("data").unwrap();
    left.attachment = None;
    let seen = Seen {
        released: vec![left],
        ..Seen::default()
    };
    let taken = words(&wanted, &seen);
    assert_eq!(
        taken,
        ["CreateInterface", "AdoptVolume", "Launch", "Attach"]
    );
}

#[test]
fn a_volume_on_another_instance_is_not_attached_here() {
    let elsewhere = given(|seen| {
        let volume = seen.volumes.values_mut().next().unwrap();
        volume.attachment = Some(Attachment {
            instance_id: "i-2".into(),
            device: "/dev/sdf".into(),
            settled: true,
        });
    });
    assert_eq!(elsewhere, ["Attach"]);
}

#[test]
fn a_change_of_a_volume_says_everything_at_once() {
    let seen = complete(&wanted()).volumes.remove("data").unwrap();
    let change = |wanted: Volume| change_of(&wanted, &seen);
    assert_eq!(change(volume("data", [])), None);
    assert_eq!(
        change(volume("data", [("size", 50.into())])),
        None,
        "never smaller"
    );
    let larger = volume("data", [("size", 200.into()), ("iops", 4000.into())]);
    let all = VolumeChange {
        size: Some(200),
        iops: Some(4000),
        ..VolumeChange::default()
    };
    assert_eq!(change(larger), Some(all));
    let disk = change(volume(
        "data",
        [("type", "st1".into()), ("size", 500.into())],
    ));
    let all = VolumeChange {
        kind: Some("st1".into()),
        size: Some(500),
        ..VolumeChange::default()
    };
    assert_eq!(disk, Some(all), "no IOPS of another type");
}

#[test]
fn the_mark_of_an_unfinished_create_goes_last() {
    let marked = given(|seen| {
        let interface = seen.interface.as_mut().unwrap();
        interface.tags.insert(PENDING.into(), "x".into());
        interface.tags.remove(NAME);
    });
    assert_eq!(marked, ["Tag", "Finish"]);
}

#[test]
fn tags_of_others_go_and_those_of_the_provider_stay() {
    let retagged = {
        let wanted = wanted();
        let mut seen = complete(&wanted);
        instance(&mut seen).tags.insert("owner".into(), "x".into());
        steps(&wanted, &seen)
    };
    let expected = Step::Tag {
        id: INSTANCE.into(),
        set: Tags::new(),
        remove: vec!["owner".into()],
    };
    assert_eq!(retagged, [expected]);
}

#[test]
fn only_what_takes_the_broker_down_needs_its_health_to_be_waited_for() {
    let mut wanted = wanted();
    let seen = complete(&wanted);
    wanted.volumes = vec![volume("data", [("size", 200.into())])];
    assert!(!disrupts(&steps(&wanted, &seen)));
    wanted.ami = "ami-2".into();
    assert!(disrupts(&steps(&wanted, &seen)));
}

#[test]
fn a_profile_may_be_named_or_given_by_its_arn() {
    let arn = Some("arn:aws:iam::123456789012:instance-profile/kafka/broker");
    for (wanted, same) in [
        (Some("broker"), true),
        (arn, true),
        (Some("other"), false),
        (None, false),
    ] {
        assert_eq!(same_profile(wanted, arn), same, "{wanted:?}");
    }
}
