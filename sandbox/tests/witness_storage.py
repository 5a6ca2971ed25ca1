"""Drives the EBS direct APIs of the sandbox with botocore. Usage: witness_storage.py URL"""

import base64
import hashlib

from witness_model import client, finish, problem, refused, wait_for

ebs, ec2 = (client(s) for s in ("ebs", "ec2"))
BLOCK = 512 * 1024


def digest(data):
    return hashlib.sha256(data).digest()


def text(data):
    return base64.b64encode(data).decode()


def put(snapshot, index, data):
    proof = {"Checksum": text(digest(data)), "ChecksumAlgorithm": "SHA256"}
    place = {"SnapshotId": snapshot, "BlockIndex": index}
    return ebs.put_snapshot_block(BlockData=data, DataLength=len(data), **place, **proof)


def snapshot_of(blocks, **more):
    made = ebs.start_snapshot(VolumeSize=1, Timeout=10, Tags=[{"Key": "a", "Value": "b"}], **more)
    snapshot = made["SnapshotId"]
    if made["BlockSize"] != BLOCK or made["Status"] != "pending":
        problem("StartSnapshot", f"{made}")
    # Once for the eventual consistency of a new id.
    refused("ResourceNotFoundException", put, snapshot=snapshot, index=0, data=blocks[0])
    for index, data in blocks.items():
        put(snapshot, index, data)
    total = digest(b"".join(digest(blocks[index]) for index in sorted(blocks)))
    ebs.complete_snapshot(
        SnapshotId=snapshot,
        ChangedBlocksCount=len(blocks),
        Checksum=text(total),
        ChecksumAlgorithm="SHA256",
        ChecksumAggregationMethod="LINEAR",
    )
    wait_for(ec2.describe_snapshots, "'completed'", SnapshotIds=[snapshot])
    return snapshot


def read(snapshot):
    blocks = {}
    for block in ebs.list_snapshot_blocks(SnapshotId=snapshot)["Blocks"]:
        index = block["BlockIndex"]
        answer = ebs.get_snapshot_block(
            SnapshotId=snapshot, BlockIndex=index, BlockToken=block["BlockToken"]
        )
        blocks[index] = answer["BlockData"].read()
        if answer["Checksum"] != text(digest(blocks[index])) or answer["DataLength"] != BLOCK:
            problem("GetSnapshotBlock", f"block {index} is not what its headers say")
    return blocks


def blocks():
    first = {0: b"a" * BLOCK, 2047: b"b" * BLOCK}
    one = snapshot_of(first, Description="one", ClientToken="one", Encrypted=True)
    if read(one) != first:
        problem("GetSnapshotBlock", "other blocks than were written")
    refused("ConflictException", ebs.start_snapshot, VolumeSize=2, ClientToken="one")
    refused("ValidationException", put, snapshot=one, index=1, data=b"c" * BLOCK)
    two = snapshot_of({0: b"c" * BLOCK}, ParentSnapshotId=one)
    changed = ebs.list_changed_blocks(FirstSnapshotId=one, SecondSnapshotId=two)["ChangedBlocks"]
    if [block["BlockIndex"] for block in changed] != [0]:
        problem("ListChangedBlocks", f"{changed}")
    for snapshot in (one, two):
        ec2.delete_snapshot(SnapshotId=snapshot)


blocks()
finish()
