use super::*;
use crate::broker_ami::testing::{DIGEST, inputs};

#[test]
fn a_registration_outlives_what_a_registered_ami_takes() {
    let one = registration(&inputs(), DIGEST);
    let mut other = inputs();
    other.tags = Tags::from([("team".to_owned(), "data".to_owned())]);
    other.image_file = Some("elsewhere.raw".parse().unwrap());
    other.image_sha256 = Some(DIGEST.parse().unwrap());
    other.engine_version = Some("0.9".parse().unwrap());
    assert_eq!(registration(&other, DIGEST), one);
}

#[test]
fn everything_else_is_another_ami() {
    type Change = fn(&mut BrokerAmi);
    let one = registration(&inputs(), DIGEST);
    let changes: [Change; 8] = [
        |it| it.name = "other".parse().unwrap(),
        |it| it.architecture = Some(Architecture::Arm64),
        |it| it.boot_mode = Some(BootMode::LegacyBios),
        |it| it.encrypted = true,
        |it| it.root_volume.size = Some(20.try_into().unwrap()),
        |it| it.root_volume.throughput = Some(250.try_into().unwrap()),
        |it| it.root_volume.delete_on_termination = false,
        |it| it.root_device_name = crate::broker_ami::types::RootDevice::Sda1,
    ];
    for change in changes {
        let mut other = inputs();
        change(&mut other);
        assert_ne!(registration(&other, DIGEST), one, "{other:?}");
    }
    assert_ne!(registration(&inputs(), &"11".repeat(32)), one);
}

#[test]
fn the_root_volume_needs_no_other_snapshot() {
    let mut other = inputs();
    other.root_volume.size = Some(20.try_into().unwrap());
    assert_eq!(content(&other, DIGEST), content(&inputs(), DIGEST));
    other.encrypted = true;
    assert_ne!(content(&other, DIGEST), content(&inputs(), DIGEST));
}

#[test]
fn a_file_is_written_unless_it_is_to_be_imported() {
    let wanted = Wanted::of(&inputs(), DIGEST, None, Tagging::default()).unwrap();
    assert_eq!(wanted.way, Way::Blocks);
    let mut imported = inputs();
    imported.import_snapshot = Some(crate::broker_ami::model::ImportSettings {
        bucket: Some("images".parse().unwrap()),
        key_prefix: None,
        role_name: None,
    });
    let wanted = Wanted::of(&imported, DIGEST, None, Tagging::default()).unwrap();
    let key = format!("kafkaws-images/{}.raw", wanted.content);
    let way = Way::Import {
        bucket: "images".into(),
        key,
        role: "vmimport".into(),
        upload: true,
    };
    assert_eq!(wanted.way, way);
}

#[test]
fn names_of_amis_fit_into_what_ec2_takes() {
    let mut long = inputs();
    long.name = "n".repeat(115).parse().unwrap();
    let wanted = Wanted::of(&long, DIGEST, None, Tagging::default()).unwrap();
    assert_eq!(wanted.ami_name().len(), 128);
}

#[test]
fn the_providers_tags_win_and_the_users_name_does() {
    let mut one = inputs();
    one.engine = Some("nisshi".parse().unwrap());
    let mut tags = Tagging::default();
    tags.all = Tags::from([(NAME.to_owned(), "mine".to_owned())]);
    let wanted = Wanted::of(&one, DIGEST, None, tags).unwrap();
    let all = wanted.image_tags();
    assert_eq!(all.get(NAME).map(String::as_str), Some("mine"));
    assert_eq!(all.get(ENGINE).map(String::as_str), Some("nisshi"));
    assert_eq!(all.get(OWNER).map(String::as_str), Some("broker"));
    assert_eq!(all.get(REGISTRATION), Some(&wanted.registration));
    assert_eq!(wanted.snapshot_tags().get(CONTENT), Some(&wanted.content));
}
