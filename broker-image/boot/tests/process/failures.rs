//! Boots that must fail: each with a clear line on the console, and nothing written.

use std::fs;

use kafkaws_boot_contract::console::Line;
use serde_json::json;

use crate::stage::{Stage, VOLUME};

/// Nothing of this boot is on the volume.
fn untouched(stage: &Stage) {
    assert_eq!(fs::read_dir(stage.volume()).unwrap().count(), 0);
}

#[test]
fn no_metadata_service() {
    let mut stage = Stage::new("serve").impatient();
    stage.service.base = "http://127.0.0.1:9".to_owned();
    let (boot, reason) = stage.fails();
    assert_eq!(
        (
            boot.cluster.as_str(),
            boot.broker_id,
            boot.boot_hash.as_str()
        ),
        ("?", -1, "?")
    );
    assert!(
        reason.starts_with("no metadata service at http://127.0.0.1:9"),
        "{reason}"
    );
    untouched(&stage);
}

#[test]
fn an_instance_without_user_data() {
    let stage = Stage::new("serve");
    stage.service.take("user-data");
    let (_, reason) = stage.fails();
    assert!(
        reason.starts_with("this instance has no user data"),
        "{reason}"
    );
    untouched(&stage);
}

#[test]
fn a_newer_contract() {
    let stage = Stage::new("serve");
    let newer = r#"{"version": 2, "clusters": {"orders": {}}}"#;
    stage.service.put("user-data", newer);
    let (boot, reason) = stage.fails();
    let hash = kafkaws_boot_contract::UserData::from_bytes(newer).hash();
    assert_eq!((boot.broker_id, boot.boot_hash), (-1, hash));
    assert!(reason.contains("a boot contract of version 2"), "{reason}");
    untouched(&stage);
}

#[test]
fn user_data_that_is_something_else() {
    let stage = Stage::new("serve");
    stage.service.put("user-data", "#cloud-config\n");
    let (_, reason) = stage.fails();
    assert!(
        reason.starts_with("the user data is not a boot contract"),
        "{reason}"
    );
    untouched(&stage);
}

#[test]
fn a_volume_with_a_name_that_leads_elsewhere() {
    let stage = Stage::new("serve");
    stage.tell("/volumes/0/name", json!("../../etc"));
    let (_, reason) = stage.fails();
    assert!(
        reason.starts_with("`volumes[0].name` of the boot contract is \"../../etc\""),
        "{reason}"
    );
    untouched(&stage);
}

#[test]
fn the_boot_data_of_another_broker() {
    let stage = Stage::new("serve");
    stage.service.put("meta-data/local-ipv4", "10.0.1.5");
    let (boot, reason) = stage.fails();
    assert_eq!((boot.cluster.as_str(), boot.broker_id), ("orders", 1));
    assert!(reason.contains("another broker's boot data"), "{reason}");
    untouched(&stage);
}

#[test]
fn a_volume_that_is_never_attached() {
    let stage = Stage::new("serve").impatient();
    fs::remove_dir(stage.volume()).unwrap();
    let (_, reason) = stage.fails();
    assert!(reason.contains(&format!("data ({VOLUME})")), "{reason}");
}

#[test]
fn a_volume_with_somebody_elses_files() {
    let stage = Stage::new("serve");
    fs::write(stage.volume().join("precious"), "data").unwrap();
    let (_, reason) = stage.fails();
    assert!(
        reason.contains("is not blank and not ours") && reason.contains("precious"),
        "{reason}"
    );
    assert_eq!(fs::read_dir(stage.volume()).unwrap().count(), 1);
}

#[test]
fn an_engine_that_is_not_there_or_wrong() {
    let stage = Stage::new("serve");
    stage.engine_with("[broker]", "[brokr]");
    let (_, reason) = stage.fails();
    assert!(reason.contains("unknown field `brokr`"), "{reason}");
    fs::remove_file(stage.path("engine.toml")).unwrap();
    let (_, reason) = stage.fails();
    assert!(reason.contains("engine.toml cannot be read"), "{reason}");
    untouched(&stage);
}

#[test]
fn properties_for_an_engine_that_takes_none() {
    let stage = Stage::new("serve");
    let mut agent = stage.boot();
    assert!(matches!(agent.reported(), Line::Ready(_)));
    agent.let_go();
    agent.ended();
    let data = fs::read_to_string(stage.path("run/broker.json")).unwrap();
    stage.tell("/properties", json!({"a": "1"}));
    let (_, reason) = stage.fails();
    assert!(
        reason.contains("takes no broker properties, and the boot data sets a"),
        "{reason}"
    );
    assert_eq!(
        fs::read_to_string(stage.path("run/broker.json")).unwrap(),
        data
    );
}

#[test]
fn a_broker_that_never_listens_is_reported_once_and_kept() {
    let stage = Stage::new("deaf");
    stage.engine_with("ready_within = '20s'", "ready_within = '300ms'");
    let mut agent = stage.boot();
    let Line::Failed(boot, reason) = agent.reported() else {
        panic!("ready")
    };
    assert_eq!(boot.cluster, "orders");
    let expected = format!("the broker did not take connections at {}", stage.address);
    assert!(reason.starts_with(&expected), "{reason}");
    agent.let_go();
    assert!(agent.line().contains("stopped with exit status: 0"));
    assert!(agent.ended().success());
}

#[test]
fn an_engine_that_cannot_be_run_says_so_and_is_tried_again() {
    let stage = Stage::new("serve");
    stage.engine_with("/examples/tiny_engine", "/examples/no_such_engine");
    let agent = stage.boot();
    agent.line();
    let said = agent.line();
    assert!(
        said.contains("the broker ended with exit status: 1 and is started again"),
        "{said}"
    );
}
