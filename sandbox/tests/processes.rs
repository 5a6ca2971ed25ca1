//! Instances as processes: what runs is what the image holds, and follows what EC2 says of the instance.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::io::Write;

use client::Client;
use client::broker_image::{Recipe, tools};
use client::brokers::{Broker, lives, processes, until};
use client::computers::{Yard, yard, yard_of};
use kafkaws_sandbox::{Compute, InstanceEvent};

fn agent_of(yard: &Yard, instance: &str) -> u64 {
    yard.process(instance)["process"].as_u64().unwrap()
}

#[tokio::test]
async fn a_stopped_instance_is_dead_and_started_again_has_its_data() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let (broker, instance) = yard.serving(&image);
    assert!(broker.address.starts_with("127.") && broker.answers());
    let (agent, ready) = (agent_of(&yard, &instance), yard.says(&instance, ": ready"));
    let left = yard.stopped_file(&instance, &broker);
    yard.done(&format!("StopInstances&InstanceId.1={instance}"));
    yard.comes_to(&instance, "stopped");
    assert!(!lives(agent) && !broker.answers());
    // By the signal of the engine file, which the agent sends: it was an orderly stop.
    assert_eq!(std::fs::read_to_string(&left).unwrap(), "2");
    assert!(
        yard.console(&instance).contains(&ready),
        "the console of the last boot stays"
    );
    yard.done(&format!("StartInstances&InstanceId.1={instance}"));
    yard.becomes(&instance, "running");
    until("another boot", || yard.says(&instance, ": ready") != ready);
    assert!(broker.answers() && left.exists());
    yard.done(&format!("TerminateInstances&InstanceId.1={instance}"));
    yard.comes_to(&instance, "terminated");
    assert!(!broker.answers());
    assert_eq!(yard.process(&instance), serde_json::Value::Null);
}

#[tokio::test]
async fn a_killed_instance_leaves_its_volume_to_the_next_one() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let (broker, instance) = yard.serving(&image);
    let (agent, left) = (
        agent_of(&yard, &instance),
        yard.stopped_file(&instance, &broker),
    );
    let data = left.with_file_name("precious");
    std::fs::write(&data, "data").unwrap();
    yard.sandbox
        .world()
        .befall(&instance, InstanceEvent::Kill)
        .unwrap();
    assert!(!lives(agent) && !broker.answers(), "at once");
    assert!(!left.exists(), "without a word to the engine");
    let next = yard.launch_broker(&broker, &image);
    yard.says(&next, "kafkaws-boot: ready");
    assert!(broker.answers());
    assert_eq!(
        yard.stopped_file(&next, &broker).with_file_name("precious"),
        data
    );
    assert!(data.exists());
}

#[tokio::test]
async fn a_new_root_boots_its_own_programs() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let other = Recipe {
        behaviour: "stubborn",
        ..Recipe::default()
    };
    let other = yard.register("other", &tools.image(&other));
    let (broker, instance) = yard.serving(&image);
    let before = yard.says(&instance, ": ready");
    yard.done(&format!(
        "CreateReplaceRootVolumeTask&InstanceId={instance}&ImageId={other}"
    ));
    until("succeeded", || {
        yard.done("DescribeReplaceRootVolumeTasks")
            .contains("succeeded")
    });
    until("another boot", || yard.says(&instance, ": ready") != before);
    yard.says(&instance, &format!("from {other}"));
    assert!(broker.answers());
    // This engine does not stop when it is told to, and until it has stopped the instance has not either.
    yard.done(&format!("StopInstances&InstanceId.1={instance}"));
    yard.becomes(&instance, "stopping");
    assert!(broker.answers());
    yard.comes_to(&instance, "stopped");
    assert!(!broker.answers());
    yard.says(&instance, "did not stop within 2 seconds and is killed");
}

#[tokio::test]
async fn a_machine_that_stops_by_itself_fails_its_status_check_until_it_is_rebooted() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let (broker, instance) = yard.serving(&image);
    until("ok", || yard.status(&instance) == "ok");
    let agent = i32::try_from(agent_of(&yard, &instance)).unwrap();
    let agent = rustix::process::Pid::from_raw(agent).unwrap();
    rustix::process::kill_process(agent, rustix::process::Signal::KILL).unwrap();
    until("impaired", || yard.status(&instance) == "impaired");
    yard.says(&instance, "the machine stopped");
    assert!(!broker.answers());
    yard.done(&format!("RebootInstances&InstanceId.1={instance}"));
    until("ok again", || {
        yard.status(&instance) == "ok" && broker.answers()
    });
}

/// The test writes into the log as an engine that complains all day.
#[tokio::test]
async fn a_log_that_grows_and_grows_keeps_its_end() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let (broker, instance) = yard.serving(&image);
    let log = yard.process(&instance)["log"].as_str().unwrap().to_owned();
    let mut file = std::fs::File::options().append(true).open(&log).unwrap();
    file.write_all(&b"no such topic\n".repeat(1_500_000))
        .unwrap();
    let length = || std::fs::metadata(&log).unwrap().len();
    until("a shorter log", || length() < 2 * 1024 * 1024);
    until("its end", || length() >= 1024 * 1024);
    assert!(broker.answers());
}

#[tokio::test]
async fn two_sandboxes_have_addresses_of_their_own() {
    let Some((tools, one)) = processes().await else {
        return;
    };
    let other = yard_of(Compute::Processes).await;
    let image = tools.image(&Recipe::default());
    let (first, second) = (
        one.register("broker", &image),
        other.register("broker", &image),
    );
    let (first, _) = one.serving(&first);
    let (second, _) = other.serving(&second);
    assert_ne!(first.address, second.address);
    assert!(first.answers() && second.answers());
    drop(one);
    assert!(!first.answers() && second.answers());
}

#[tokio::test]
async fn a_fixed_address_and_another_region() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let any = yard.broker(1).address;
    let fixed = any
        .rsplit_once('.')
        .map(|(net, _)| format!("{net}.77"))
        .unwrap();
    let query = format!(
        "CreateNetworkInterface&SubnetId={}&PrivateIpAddress={fixed}",
        yard.subnet('a')
    );
    let interface = client::computers::one(&yard.done(&query), "networkInterfaceId");
    let broker = Broker {
        interface,
        address: fixed,
        ..yard.broker(2)
    };
    let instance = yard.launch_broker(&broker, &image);
    yard.says(&instance, "kafkaws-boot: ready");
    assert!(broker.answers());
    let elsewhere = Client {
        region: "us-east-1",
        ..yard.client
    };
    let query = "Action=DescribeVpcs&Version=2016-11-15";
    let (here, there) = (
        yard.client.form("ec2", query).body,
        elsewhere.form("ec2", query).body,
    );
    let range = |xml: &str| client::computers::one(xml, "cidrBlock");
    assert!(range(&there).starts_with("127.") && range(&here) != range(&there));
}

#[tokio::test]
async fn without_processes_nothing_of_an_image_runs() {
    let Some(tools) = tools() else { return };
    let yard = yard().await;
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let broker = yard.broker(1);
    let instance = yard.launch_broker(&broker, &image);
    assert!(broker.address.starts_with("172.31."));
    assert!(
        yard.console(&instance)
            .starts_with("kafkaws-boot: ready cluster=orders")
    );
    assert_eq!(
        yard.client
            .admin("GET", "processes", &serde_json::Value::Null)
            .json(),
        serde_json::json!({})
    );
}
