//! What happens to instances that nobody asked for: deaths, failing checks, events, no capacity.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::time::Duration;

use client::between;
use client::computers::{TYPE, Yard, one, yard};
use kafkaws_sandbox::{Check, EventCode, FaultAction, FaultRule, InstanceEvent};
use serde_json::json;

fn status(yard: &Yard, instance: &str) -> String {
    yard.done(&format!(
        "DescribeInstanceStatus&InstanceId.1={instance}&IncludeAllInstances=true"
    ))
}

/// The words of the system's, the instance's and the volumes' checks.
fn checks(yard: &Yard, instance: &str) -> Vec<String> {
    let words = between(&status(yard, instance), "status");
    let known = ["ok", "impaired", "initializing", "not-applicable"];
    let details = words
        .iter()
        .enumerate()
        .filter(|(_, word)| known.contains(&word.as_str()));
    let mut words: Vec<String> = details.map(|(_, word)| word.clone()).collect();
    // `initializing` is the word of the details as well.
    if words.len() > 3 {
        words = words.into_iter().step_by(2).collect();
    }
    words
}

#[tokio::test]
async fn a_killed_instance_leaves_what_outlives_it() {
    let yard = yard().await;
    let instance = yard.instance("&DisableApiTermination=true&TagSpecification.1.ResourceType=instance\
                                  &TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=broker-1");
    let volume = yard.volume("&Size=10");
    yard.done(&format!(
        "AttachVolume&InstanceId={instance}&VolumeId={volume}&Device=/dev/sdf"
    ));
    yard.sandbox
        .world()
        .befall("broker-1", InstanceEvent::Kill)
        .unwrap();
    assert_eq!(one(&yard.describe(&instance), "name"), "terminated");
    yard.volume_becomes(&volume, "available");
    assert!(
        yard.sandbox
            .world()
            .befall("broker-1", InstanceEvent::Kill)
            .is_err()
    );
}

#[tokio::test]
async fn checks_start_fail_and_pass_again() {
    let yard = yard().await;
    let id = one(&yard.done(&yard.launch("")), "instanceId");
    yard.becomes(&id, "running");
    yard.sandbox.world().advance(Duration::from_secs(120));
    assert_eq!(checks(&yard, &id), ["ok"; 3]);
    let befall = |event| yard.sandbox.world().befall(&id, event).unwrap();
    befall(InstanceEvent::Impair(Check::System));
    befall(InstanceEvent::Impair(Check::Ebs));
    assert_eq!(checks(&yard, &id), ["impaired", "ok", "impaired"]);
    let act = |verb: &str| drop(yard.done(&format!("{verb}Instances&InstanceId.1={id}")));
    act("Reboot");
    assert_eq!(checks(&yard, &id)[0], "impaired", "the host is the same");
    act("Stop");
    yard.becomes(&id, "stopped");
    assert_eq!(checks(&yard, &id), ["not-applicable"; 3]);
    let running_only = format!("DescribeInstanceStatus&InstanceId.1={id}");
    assert!(between(&yard.done(&running_only), "instanceId").is_empty());
    act("Start");
    yard.becomes(&id, "running");
    yard.sandbox.world().advance(Duration::from_secs(120));
    assert_eq!(checks(&yard, &id), ["ok"; 3], "another host");
}

#[tokio::test]
async fn a_retirement_is_announced_and_stops_the_instance_at_its_time() {
    let yard = yard().await;
    let id = yard.instance("");
    let event = InstanceEvent::Schedule {
        code: EventCode::InstanceRetirement,
        in_seconds: 3_600,
    };
    yard.sandbox.world().befall(&id, event).unwrap();
    let query =
        "DescribeInstanceStatus&Filter.1.Name=event.code&Filter.1.Value.1=instance-retirement";
    assert_eq!(one(&yard.done(query), "instanceId"), id);
    yard.sandbox.world().advance(Duration::from_secs(3_600));
    let shown = yard.becomes(&id, "stopped");
    assert!(shown.contains("Server.ScheduledStop"));
    assert!(one(&status(&yard, &id), "description").starts_with("[Completed]"));
}

#[tokio::test]
async fn a_zone_runs_out_of_capacity_for_launches_and_starts() {
    let yard = yard().await;
    let first = yard.instance("");
    let world = yard.sandbox.world();
    world.set_capacity(TYPE, "eu-west-1a", Some(1));
    let launch = yard.launch(&format!("&SubnetId={}", yard.subnet('a')));
    let message = yard.refused(&launch, "InsufficientInstanceCapacity");
    assert!(
        message.contains("choosing eu-west-1b, eu-west-1c"),
        "{message}"
    );
    assert_eq!(yard.call(&launch).status, 500);
    yard.done(&format!("StopInstances&InstanceId.1={first}"));
    yard.becomes(&first, "stopped");
    world.set_capacity(TYPE, "eu-west-1a", Some(0));
    let start = format!("StartInstances&InstanceId.1={first}");
    yard.refused(&start, "InsufficientInstanceCapacity");
    world.set_capacity(TYPE, "eu-west-1a", None);
    yard.done(&start);
    world.set_vcpu_limit(3).unwrap();
    yard.refused(&launch, "VcpuLimitExceeded");
}

#[tokio::test]
async fn as_many_as_there_is_room_for_are_launched() {
    let yard = yard().await;
    yard.sandbox
        .world()
        .set_capacity(TYPE, "eu-west-1a", Some(2));
    let more = format!("&SubnetId={}", yard.subnet('a'));
    let launch = yard.launch(&more).replace("MaxCount=1", "MaxCount=5");
    assert_eq!(between(&yard.done(&launch), "instanceId").len(), 2);
}

#[tokio::test]
async fn a_launch_may_end_at_once_and_says_why() {
    let yard = yard().await;
    let world = yard.sandbox.world();
    yard.subnet('a');
    world
        .fail_next_launch("Client.VolumeLimitExceeded", "Volume limit exceeded")
        .unwrap();
    let id = one(&yard.done(&yard.launch("")), "instanceId");
    let shown = yard.becomes(&id, "terminated");
    assert!(
        shown.contains("<code>Client.VolumeLimitExceeded</code>"),
        "{shown}"
    );
    assert!(world.is_empty());
}

#[tokio::test]
async fn a_fault_keeps_an_instance_in_its_state() {
    let yard = yard().await;
    let id = yard.instance("");
    yard.sandbox.add_fault(FaultRule {
        resource: Some(id.clone()),
        state: Some("stopping".into()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    });
    yard.done(&format!("StopInstances&InstanceId.1={id}"));
    let states = [(); 5].map(|()| one(&yard.describe(&id), "name"));
    assert_eq!(states, ["stopping"; 5]);
    yard.sandbox.clear_faults();
    yard.becomes(&id, "stopped");
}

#[tokio::test]
async fn the_console_tells_of_each_boot() {
    let yard = yard().await;
    yard.client.admin(
        "POST",
        "ec2/console",
        &json!({ "text": "{instance_id} boot {boot}: {user_data}" }),
    );
    let id = yard.instance("&UserData=cmVhZHk%3D");
    let read = || {
        use base64::Engine;
        let shown = yard.done(&format!("GetConsoleOutput&InstanceId={id}&Latest=true"));
        let text = base64::engine::general_purpose::STANDARD.decode(one(&shown, "output"));
        String::from_utf8(text.unwrap()).unwrap()
    };
    assert_eq!(read(), format!("{id} boot 1: ready"));
    yard.done(&format!("RebootInstances&InstanceId.1={id}"));
    assert_eq!(read(), format!("{id} boot 2: ready"));
    let event = json!({ "console": "kernel panic" });
    yard.client
        .admin("POST", &format!("ec2/instances/{id}/events"), &event);
    assert_eq!(read(), "kernel panic");
}

/// What the boot agent of a broker says, unless a test says otherwise.
#[tokio::test]
async fn a_broker_s_console_says_that_it_is_ready() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let yard = yard().await;
    let read = |id: &str| {
        let shown = yard.done(&format!("GetConsoleOutput&InstanceId={id}&Latest=true"));
        String::from_utf8(STANDARD.decode(one(&shown, "output")).unwrap()).unwrap()
    };
    let data = STANDARD.encode(r#"{"broker_id":2,"cluster":"orders"}"#);
    let data = data.replace('=', "%3D").replace('+', "%2B");
    let id = yard.instance(&format!("&UserData={data}"));
    let first = read(&id);
    // printf %s '{"broker_id":2,"cluster":"orders"}' | sha256sum
    let start = "kafkaws-boot: ready cluster=orders broker=2 \
                 boot_hash=1d72e4eb4e3d6a337612ac582106f5c4 boot_id=";
    assert!(first.starts_with(start), "{first}");
    yard.done(&format!("RebootInstances&InstanceId.1={id}"));
    let second = read(&id);
    assert!(
        second.starts_with(start) && second != first,
        "another boot_id"
    );
    assert_eq!(read(&yard.instance("")), "", "no broker, no agent");
}

#[tokio::test]
async fn the_admin_api_reaches_everything() {
    let yard = yard().await;
    let id = yard.instance("");
    let volume = yard.volume("&Size=10");
    let rows = [
        (
            format!("ec2/instances/{id}/events"),
            json!({ "impair": "instance" }),
            200,
        ),
        (format!("ec2/instances/{id}/events"), json!("heal"), 200),
        (
            format!("ec2/instances/{id}/events"),
            json!({ "schedule": { "code": "instance-stop", "in_seconds": 9 } }),
            200,
        ),
        (format!("ec2/instances/{id}/events"), json!("explode"), 400),
        ("ec2/instances/i-1/events".into(), json!("kill"), 404),
        (format!("ec2/volumes/{volume}/events"), json!("settle"), 200),
        ("ec2/volumes/vol-1/events".into(), json!("settle"), 404),
        (
            "ec2/capacity".into(),
            json!({ "instance_type": TYPE, "zone": "eu-west-1a", "count": 0 }),
            200,
        ),
        (
            "ec2/launches".into(),
            json!({ "code": "X", "message": "y" }),
            200,
        ),
        (
            "ec2/launches?region=us-east-1".into(),
            json!({ "code": "X", "message": "y" }),
            409,
        ),
        ("ec2/limits".into(), json!({ "vcpus": 8 }), 200),
        ("consistency".into(), json!({ "id_lag": 2 }), 200),
    ];
    for (path, body, status) in rows {
        let answer = yard.client.admin("POST", &path, &body);
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
    }
    let world = yard.client.admin("GET", "world", &json!({})).json();
    assert_eq!(world["regions"][0]["instances"][&id]["state"], "running");
}

#[tokio::test]
async fn calls_are_logged_by_id_or_by_the_name_they_give() {
    let yard = yard().await;
    let id = yard.instance("&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=Name&TagSpecification.1.Tag.1.Value=b1");
    yard.done(&format!("StopInstances&InstanceId.1={id}"));
    let calls = yard.sandbox.calls().mutating();
    let named: Vec<_> = calls
        .as_slice()
        .iter()
        .map(|call| call.resource.as_deref())
        .collect();
    assert_eq!(named, [Some("b1"), Some(id.as_str())]);
}
