//! The mark on a broker whose create has finished.

use aws_sdk_ec2::types::Tag;
use kafkaws_sandbox::Sandbox;

use crate::scene::cloud;

const MADE: &str = "kafkaws:made";
/// Seconds: longer than any create may be found again.
const LONG: u64 = 7200;

/// The create that made the broker with this interface is hours ago.
pub(crate) async fn age(sandbox: &Sandbox, interface: &str) {
    let cloud = cloud(sandbox).await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let found = ec2
        .describe_network_interfaces()
        .network_interface_ids(interface);
    let found = found.send().await.unwrap();
    let mut tags = found.network_interfaces()[0].tag_set().iter();
    let mark = tags.find(|tag| tag.key() == Some(MADE)).unwrap();
    let (hash, at) = mark.value().unwrap().split_once(' ').unwrap();
    let at = at.parse::<u64>().unwrap() - LONG;
    let aged = Tag::builder().key(MADE).value(format!("{hash} {at}"));
    let tagging = ec2.create_tags().resources(interface).tags(aged.build());
    drop(tagging.send().await.unwrap());
}
