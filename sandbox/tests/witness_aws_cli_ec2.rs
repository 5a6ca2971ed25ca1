//! The AWS CLI makes a broker by hand: an interface, a volume, an instance on both.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod witness;

use kafkaws_sandbox::Sandbox;
use witness::{has_aws_cli, told, tried};

#[tokio::test]
async fn a_broker_is_made_by_hand_and_taken_away() {
    if !has_aws_cli() {
        return;
    }
    let sandbox = Sandbox::builder().id_lag(0).start().await.unwrap();
    let aws_told = |command: &str| told(&sandbox, &format!("ec2 {command}"));
    let subnet = aws_told(
        "describe-subnets --filters Name=availability-zone,Values=eu-west-1a --query Subnets[0].SubnetId",
    );
    let image = aws_told(
        "describe-images --owners amazon --filters Name=architecture,Values=arm64 --query Images[0].ImageId",
    );
    let card = aws_told(&format!(
        "create-network-interface --subnet-id {subnet} --query NetworkInterface.NetworkInterfaceId"
    ));
    let volume = aws_told(
        "create-volume --availability-zone eu-west-1a --size 125 --volume-type st1 --query VolumeId",
    );
    let instance = aws_told(&format!(
        "run-instances --image-id {image} --instance-type m7g.large --client-token t --network-interfaces \
         DeviceIndex=0,NetworkInterfaceId={card} --query Instances[0].InstanceId"
    ));
    let looks = [
        format!("describe-instances --instance-ids {instance}"),
        format!("describe-volumes --volume-ids {volume}"),
    ];
    for look in looks.iter().cycle().take(4) {
        aws_told(look);
    }
    let attach = format!("attach-volume --instance-id {instance} --volume-id {volume} --device");
    let refused = tried(&sandbox, &format!("ec2 {attach} /dev/xvda"));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("already in use"));
    aws_told(&format!("{attach} /dev/sdf"));
    aws_told(&format!("terminate-instances --instance-ids {instance}"));
    // Looked at twice before `wait`, which sleeps 15 seconds between its own looks.
    aws_told(&looks[0]);
    aws_told(&looks[0]);
    aws_told(&format!(
        "wait instance-terminated --instance-ids {instance}"
    ));
    aws_told(&format!("wait volume-available --volume-ids {volume}"));
    aws_told(&format!("delete-volume --volume-id {volume}"));
    aws_told(&looks[1]);
    aws_told(&format!(
        "delete-network-interface --network-interface-id {card}"
    ));
    assert!(
        !tried(&sandbox, &format!("ec2 {}", looks[1]))
            .status
            .success()
    );
    assert!(sandbox.world().is_empty());
}
