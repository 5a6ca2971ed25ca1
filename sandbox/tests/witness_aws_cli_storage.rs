//! The AWS CLI carries a disk to S3 and back, and writes a snapshot block by block.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;
mod witness;

use std::fs;

use client::blocks::{BLOCK, base64, block, sum};
use kafkaws_sandbox::Sandbox;
use witness::{has_aws_cli, told};

#[tokio::test]
async fn a_disk_goes_to_s3_in_parts_and_comes_back() {
    if !has_aws_cli() {
        return;
    }
    let sandbox = Sandbox::builder().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (there, back) = (
        folder.path().join("disk.raw"),
        folder.path().join("back.raw"),
    );
    // More than the CLI sends in one piece.
    let disk: Vec<u8> = (0..20 * 1024 * 1024_u32)
        .map(|at| (at / 4099) as u8)
        .collect();
    fs::write(&there, &disk).unwrap();
    told(&sandbox, "s3 mb s3://images");
    told(
        &sandbox,
        &format!("s3 cp --quiet {} s3://images/a/disk.raw", there.display()),
    );
    assert!(told(&sandbox, "s3 ls s3://images/a/").contains("20971520 disk.raw"));
    told(
        &sandbox,
        &format!("s3 cp --quiet s3://images/a/disk.raw {}", back.display()),
    );
    assert!(fs::read(&back).unwrap() == disk);
    assert!(sandbox.calls().count("UploadPart") > 1);
    told(&sandbox, "s3 rb --force s3://images");
    assert!(sandbox.world().is_empty());
}

#[tokio::test]
async fn a_snapshot_is_written_by_hand() {
    if !has_aws_cli() {
        return;
    }
    let sandbox = Sandbox::builder().id_lag(0).start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (data, back) = (folder.path().join("block"), folder.path().join("back"));
    fs::write(&data, block(7)).unwrap();
    let id = told(
        &sandbox,
        "ebs start-snapshot --volume-size 1 --query SnapshotId",
    );
    told(
        &sandbox,
        &format!(
            "ebs put-snapshot-block --snapshot-id {id} --block-index 9 --data-length {BLOCK} --block-data {} \
         --checksum {} --checksum-algorithm SHA256",
            data.display(),
            base64(&sum(&block(7)))
        ),
    );
    told(
        &sandbox,
        &format!("ebs complete-snapshot --snapshot-id {id} --changed-blocks-count 1"),
    );
    told(
        &sandbox,
        &format!("ec2 describe-snapshots --snapshot-ids {id}"),
    );
    told(
        &sandbox,
        &format!("ec2 wait snapshot-completed --snapshot-ids {id}"),
    );
    let token = told(
        &sandbox,
        &format!("ebs list-snapshot-blocks --snapshot-id {id} --query Blocks[0].BlockToken"),
    );
    told(
        &sandbox,
        &format!(
            "ebs get-snapshot-block --snapshot-id {id} --block-index 9 --block-token {token} {}",
            back.display()
        ),
    );
    assert!(fs::read(&back).unwrap() == block(7));
}
