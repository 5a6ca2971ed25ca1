//! What the service tells: a tree of values by path.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::clock::Timestamp;
use crate::ec2::Machine;
use crate::world::{instance_credentials, partition};

/// How long the credentials of an instance profile hold. EC2 renews them long before that.
const CREDENTIALS_SECONDS: u64 = 6 * 3600;

type Tree = BTreeMap<String, Vec<u8>>;

/// A value, or the names below a folder.
pub(super) fn find(machine: &Machine<'_>, path: &str) -> Option<Vec<u8>> {
    let tree = tree(machine);
    tree.get(path).cloned().or_else(|| listing(&tree, path))
}

/// The names in a folder; those of folders end with a slash.
fn listing(tree: &Tree, path: &str) -> Option<Vec<u8>> {
    let folder = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    let below = tree.keys().filter_map(|key| key.strip_prefix(&folder));
    let names: BTreeSet<String> = below
        .map(|rest| {
            rest.split_once('/')
                .map_or_else(|| rest.to_owned(), |(name, _)| format!("{name}/"))
        })
        .collect();
    let names: Vec<String> = names.into_iter().collect();
    (!names.is_empty()).then(|| names.join("\n").into_bytes())
}

fn tree(machine: &Machine<'_>) -> Tree {
    let mut tree = Tree::new();
    let instance = machine.instance;
    if let Some(data) = &instance.user_data {
        tree.insert(
            "user-data".to_owned(),
            STANDARD.decode(data).unwrap_or_default(),
        );
    }
    tree.insert(
        "dynamic/instance-identity/document".to_owned(),
        identity(machine),
    );
    let mut put = |name: &str, value: String| {
        tree.insert(format!("meta-data/{name}"), value.into_bytes());
    };
    itself(machine, &mut put);
    placement(machine, &mut put);
    network(machine, &mut put);
    profile(machine, &mut put);
    if instance.metadata.shows_tags() {
        for (key, value) in &instance.tags {
            put(&format!("tags/instance/{key}"), value.clone());
        }
    }
    tree
}

fn itself(machine: &Machine<'_>, put: &mut impl FnMut(&str, String)) {
    let instance = machine.instance;
    put("ami-id", instance.image.clone());
    put("ami-launch-index", instance.launch_index.to_string());
    put("instance-action", "none".to_owned());
    put("instance-id", instance.id.clone());
    put("instance-life-cycle", "on-demand".to_owned());
    put("instance-type", instance.instance_type.clone());
    put("reservation-id", instance.reservation.clone());
    put("services/domain", "amazonaws.com".to_owned());
    put("services/partition", partition(machine.region).to_owned());
    put("block-device-mapping/root", instance.root_device.clone());
    for (n, device) in machine
        .devices
        .iter()
        .filter(|one| **one != instance.root_device)
        .enumerate()
    {
        put(
            &format!("block-device-mapping/ebs{}", n + 1),
            device.clone(),
        );
    }
}

fn placement(machine: &Machine<'_>, put: &mut impl FnMut(&str, String)) {
    let instance = machine.instance;
    put("placement/availability-zone", instance.zone.clone());
    put("placement/availability-zone-id", instance.zone_id.clone());
    put("placement/region", machine.region.to_owned());
    if let Some(group) = &instance.placement.group {
        put("placement/group-name", group.clone());
    }
    if let Some(partition) = instance.placement.partition {
        put("placement/partition-number", partition.to_string());
    }
}

fn network(machine: &Machine<'_>, put: &mut impl FnMut(&str, String)) {
    for (n, card) in machine.interfaces.iter().enumerate() {
        if n == 0 {
            put("local-ipv4", card.address.clone());
            put("local-hostname", card.private_name(machine.region));
            put("hostname", card.private_name(machine.region));
            put("mac", card.mac());
        }
        let mut of_card = |name: &str, value: String| {
            put(
                &format!("network/interfaces/macs/{}/{name}", card.mac()),
                value,
            );
        };
        of_card("device-number", n.to_string());
        of_card("interface-id", card.id.clone());
        of_card("local-ipv4s", card.address.clone());
        of_card("mac", card.mac());
        of_card("owner-id", machine.account.to_owned());
        of_card("security-group-ids", card.groups.join("\n"));
        of_card("subnet-id", card.subnet.clone());
        of_card("vpc-id", machine.instance.vpc.clone());
        if let Some(address) = &card.public_address {
            put("public-ipv4", address.clone());
        }
    }
}

/// The role of a profile is named like the profile, as the console makes it.
fn profile(machine: &Machine<'_>, put: &mut impl FnMut(&str, String)) {
    let Some(arn) = &machine.instance.profile else {
        return;
    };
    let role = arn.rsplit('/').next().unwrap_or(arn);
    let now = Timestamp::wall();
    let info = json!({
        "Code": "Success", "LastUpdated": now.iso(),
        "InstanceProfileArn": arn, "InstanceProfileId": format!("AIPA{:016X}", crate::id::hash(arn)),
    });
    put("iam/info", info.to_string());
    let credentials = json!({
        "Code": "Success", "LastUpdated": now.iso(), "Type": "AWS-HMAC",
        "AccessKeyId": instance_credentials(machine.account),
        "SecretAccessKey": "sandbox", "Token": "sandbox",
        "Expiration": now.after_seconds(CREDENTIALS_SECONDS).iso(),
    });
    put(
        &format!("iam/security-credentials/{role}"),
        credentials.to_string(),
    );
}

fn identity(machine: &Machine<'_>) -> Vec<u8> {
    let instance = machine.instance;
    let document = json!({
        "accountId": machine.account, "architecture": instance.architecture,
        "availabilityZone": instance.zone, "imageId": instance.image,
        "instanceId": instance.id, "instanceType": instance.instance_type,
        "pendingTime": instance.launched.iso(),
        "privateIp": machine.interfaces.first().map(|card| &card.address),
        "region": machine.region, "version": "2017-09-30",
    });
    document.to_string().into_bytes()
}
