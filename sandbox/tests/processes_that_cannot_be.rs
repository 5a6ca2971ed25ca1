//! Images that do not boot here, and what is said of them.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::broker_image::{Program, Recipe, instance_type};
use client::brokers::{processes, until};
use client::computers::{Yard, one};

/// The status check of an instance of that image, and what its console says.
fn boot(yard: &Yard, image: &[u8], expected: &str) -> String {
    let image = yard.register("broker", image);
    let instance = yard.launch_broker(&yard.broker(1), &image);
    let said = yard.says(&instance, "kafkaws-sandbox: ");
    assert!(said.contains(expected) && said.contains(&image), "{said}");
    assert!(!yard.console(&instance).contains("kafkaws-boot: "));
    yard.status(&instance);
    yard.status(&instance)
}

#[tokio::test]
async fn an_image_without_the_agent_boots_nothing() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let recipe = Recipe {
        agent: Program::Nothing,
        ..Recipe::default()
    };
    let status = boot(&yard, &tools.image(&recipe), "has no /usr/bin/kafkaws-boot");
    assert_eq!(status, "ok", "as instances without processes are");
}

#[tokio::test]
async fn a_disk_without_partitions_boots_nothing() {
    let Some((_, yard)) = processes().await else {
        return;
    };
    let disk = vec![7; 1024 * 1024];
    assert_eq!(boot(&yard, &disk, "no GPT partition table"), "ok");
}

#[tokio::test]
async fn an_engine_of_another_machine_fails_the_status_check() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    // Of RISC-V, which EC2 has not got.
    let mut elf = b"\x7fELF\x02\x01\x01".to_vec();
    elf.resize(64, 0);
    elf[18] = 243;
    let recipe = Recipe {
        engine: Program::Bytes(&elf),
        ..Recipe::default()
    };
    let status = boot(
        &yard,
        &tools.image(&recipe),
        "its /usr/bin/tiny is built for another machine",
    );
    assert_eq!(status, "impaired");
}

#[tokio::test]
async fn an_engine_that_is_no_program_fails_the_status_check() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let recipe = Recipe {
        engine: Program::Bytes(b"to be done"),
        ..Recipe::default()
    };
    let status = boot(
        &yard,
        &tools.image(&recipe),
        "its /usr/bin/tiny is neither a program nor a script",
    );
    assert_eq!(status, "impaired");
}

#[tokio::test]
async fn an_address_that_is_not_loopback_fails_the_status_check() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let vpc = one(&yard.done("CreateVpc&CidrBlock=10.0.0.0/16"), "vpcId");
    let query =
        format!("CreateSubnet&VpcId={vpc}&CidrBlock=10.0.0.0/24&AvailabilityZone=eu-west-1a");
    let subnet = one(&yard.done(&query), "subnetId");
    let query = format!(
        "RunInstances&MinCount=1&MaxCount=1&InstanceType={}&ImageId={image}&SubnetId={subnet}",
        instance_type()
    );
    let instance = one(&yard.done(&query), "instanceId");
    yard.becomes(&instance, "running");
    let said = yard.says(&instance, "kafkaws-sandbox: ");
    assert!(
        said.contains("10.0.0.254 is no address of loopback"),
        "{said}"
    );
    until("impaired", || yard.status(&instance) == "impaired");
}

#[tokio::test]
async fn a_public_image_boots_nothing_and_says_what_it_is_told_to() {
    let Some((_, yard)) = processes().await else {
        return;
    };
    yard.sandbox.world().set_console("{instance_id} is up\n");
    let instance = yard.instance("");
    assert_eq!(yard.console(&instance), format!("{instance} is up\n"));
    assert_eq!(yard.process(&instance), serde_json::Value::Null);
}

#[tokio::test]
async fn user_data_of_another_broker_is_the_agents_to_refuse() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let image = yard.register("broker", &tools.image(&Recipe::default()));
    let mut broker = yard.broker(1);
    broker.address = "127.0.0.9".to_owned();
    let instance = yard.launch_broker(&broker, &image);
    let line = yard.says(&instance, "kafkaws-boot: failed");
    assert!(line.contains("another broker's boot data"), "{line}");
    yard.says(
        &instance,
        "kafkaws-sandbox: the boot agent ended with exit status: 1",
    );
    until("impaired", || yard.status(&instance) == "impaired");
    let trouble = yard.process(&instance)["trouble"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(trouble.contains("started again"), "{trouble}");
}

#[tokio::test]
async fn an_engine_that_is_not_there_fails_the_status_check() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let recipe = Recipe {
        engine: Program::Nothing,
        ..Recipe::default()
    };
    let status = boot(
        &yard,
        &tools.image(&recipe),
        "names /usr/bin/tiny, which is not in",
    );
    assert_eq!(status, "impaired");
}

#[tokio::test]
async fn an_agent_that_gives_up_is_quoted() {
    let Some((tools, yard)) = processes().await else {
        return;
    };
    let agent = b"#!/bin/sh\necho version GLIBC_9.99 not found >&2\nexit 3\n";
    let recipe = Recipe {
        agent: Program::Bytes(agent),
        ..Recipe::default()
    };
    let image = yard.register("broker", &tools.image(&recipe));
    let instance = yard.launch_broker(&yard.broker(1), &image);
    let said = yard.says(&instance, "kafkaws-sandbox: ");
    let expected = "ended with exit status: 3 (version GLIBC_9.99 not found), and is started again";
    assert!(said.contains(expected), "{said}");
}
