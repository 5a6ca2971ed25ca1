"""Drives the sandbox with botocore and checks every raw answer against botocore's service models.

botocore's parsers pass over what they do not know; this does not. Usage: witness_botocore.py URL
"""

import base64
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
problems = []
seen = set()


def problem(where, text):
    problems.append(f"{where}: {text}")


def check_json(where, shape, value):
    kind = shape.type_name
    if kind == "structure":
        check_structure(where, shape, value)
    elif kind == "list":
        expect(where, value, list)
        for n, item in enumerate(value if isinstance(value, list) else []):
            check_json(f"{where}[{n}]", shape.member, item)
    elif kind == "map":
        expect(where, value, dict)
    elif kind in ("string", "blob"):
        expect(where, value, str)
        if getattr(shape, "enum", None) and value not in shape.enum:
            problem(where, f"{value!r} is not one of {shape.enum}")
    elif kind == "timestamp":
        expect(where, value, str)
        if isinstance(value, str) and not value.endswith("Z"):
            problem(where, f"{value!r} is not ISO 8601 in UTC")
    elif kind in ("integer", "long"):
        expect(where, value, int)
    elif kind in ("double", "float"):
        expect(where, value, (int, float))
    elif kind == "boolean":
        expect(where, value, bool)


def expect(where, value, kind):
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        problem(where, f"{value!r} is not {kind}")


def check_structure(where, shape, value):
    if not isinstance(value, dict):
        problem(where, f"{value!r} is not an object")
        return
    names = {m.serialization.get("name", key): (key, m) for key, m in shape.members.items()}
    for key, inner in value.items():
        if key not in names:
            problem(where, f"the model has no member {key!r}")
        else:
            check_json(f"{where}.{key}", names[key][1], inner)
    for wire, (key, _) in names.items():
        if key in shape.required_members and wire not in value:
            problem(where, f"the required member {wire!r} is missing")


def check_xml(where, shape, node, names_of):
    for child in node:
        tag = child.tag.split("}")[-1]
        members = {names_of(key, m): m for key, m in shape.members.items()}
        if tag not in members:
            problem(where, f"the model has no element {tag!r}")
            continue
        check_member(f"{where}.{tag}", members[tag], child, names_of)


def check_member(where, member, node, names_of):
    if member.type_name == "structure":
        check_xml(where, member, node, names_of)
    elif member.type_name == "list":
        for item in node:
            check_member(f"{where}[]", member.member, item, names_of)
    else:
        check_text(where, member, node.text or "")


def check_text(where, member, text):
    shapes = {
        "integer": r"-?\d+",
        "long": r"-?\d+",
        "double": r"-?\d+(\.\d+)?",
        "float": r"-?\d+(\.\d+)?",
        "boolean": "true|false",
        "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    }
    if not re.fullmatch(shapes.get(member.type_name, ".*"), text, re.DOTALL):
        problem(where, f"{text!r} is not a {member.type_name}")
    # EC2 itself answers "available" here, which the model does not know; clients wait for it.
    known = where == "DescribeInternetGateways.internetGatewaySet[].attachmentSet[].state"
    if getattr(member, "enum", None) and text not in member.enum and not known:
        problem(where, f"{text!r} is not one of {member.enum[:20]}")


def before_parse(operation_model, response_dict, **_):
    service = operation_model.service_model.service_name
    name = operation_model.name
    if response_dict["status_code"] >= 300:
        return
    seen.add((service, name))
    shape = operation_model.output_shape
    body = response_dict["body"]
    if service == "kafka" and shape is not None:
        check_json(name, shape, json.loads(body or b"{}"))
    elif service == "ec2" and shape is not None:
        root = ElementTree.fromstring(body)
        known = [c for c in root if c.tag.split("}")[-1] not in ("requestId", "return")]
        root[:] = known
        check_xml(name, shape, root, lambda key, m: m.serialization.get("name", key))


session = botocore.session.get_session()
session.register("before-parse", before_parse)


def client(service):
    return session.create_client(
        service,
        region_name="eu-west-1",
        endpoint_url=URL,
        aws_access_key_id="x",
        aws_secret_access_key="y",
        config=Config(retries={"max_attempts": 1}),
    )


kafka, ec2, sts, cloudwatch = (client(s) for s in ("kafka", "ec2", "sts", "cloudwatch"))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        actual = error.response["Error"]["Code"]
        if actual != code:
            problem(call.__name__, f"refused with {actual} and not {code}")
    else:
        problem(call.__name__, f"not refused with {code}")


def settle(arn):
    for _ in range(6):
        info = kafka.describe_cluster_v2(ClusterArn=arn)["ClusterInfo"]
        if info["State"] == "ACTIVE":
            return info
    problem(arn, "never became ACTIVE")


def update(call, arn, **arguments):
    version = settle(arn)["CurrentVersion"]
    operation = call(ClusterArn=arn, CurrentVersion=version, **arguments)["ClusterOperationArn"]
    kafka.describe_cluster_operation(ClusterOperationArn=operation)
    kafka.describe_cluster_operation_v2(ClusterOperationArn=operation)
    settle(arn)


def networks():
    sts.get_caller_identity()
    sts.assume_role(RoleArn="arn:aws:iam::999999999999:role/r", RoleSessionName="session")
    ec2.describe_availability_zones()
    ec2.describe_internet_gateways()
    ec2.describe_route_tables()
    ec2.describe_network_acls()
    ec2.describe_security_groups()
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    ec2.describe_vpc_attribute(VpcId=vpc, Attribute="enableDnsSupport")
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24")["Subnet"]["SubnetId"]
    group = ec2.create_security_group(VpcId=vpc, GroupName="g", Description="d")["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 9098, "ToPort": 9098, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[rule])
    refused("InvalidPermission.Duplicate", ec2.authorize_security_group_ingress, GroupId=group, IpPermissions=[rule])
    ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=[rule])
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    association = ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)["AssociationId"]
    ec2.create_tags(Resources=[vpc], Tags=[{"Key": "a", "Value": "b"}])
    if ec2.describe_vpcs(Filters=[{"Name": "tag:a", "Values": ["b"]}])["Vpcs"][0]["VpcId"] != vpc:
        problem("DescribeVpcs", "a tag filter does not find the VPC")
    ec2.delete_tags(Resources=[vpc], Tags=[{"Key": "a"}])
    ec2.disassociate_route_table(AssociationId=association)
    ec2.delete_route_table(RouteTableId=table)
    ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.delete_internet_gateway(InternetGatewayId=gateway)
    ec2.delete_security_group(GroupId=group)
    ec2.delete_subnet(SubnetId=subnet)
    ec2.delete_vpc(VpcId=vpc)


def look(call, times, **arguments):
    """Looks as often as it takes; what is too new to be seen is not there yet."""
    answer = None
    for _ in range(times):
        try:
            answer = call(**arguments)
        except ClientError:
            answer = None
    return answer


def wait_for(call, wanted, **arguments):
    for _ in range(5):
        answer = look(call, 1, **arguments)
        if answer is not None and wanted in str(answer):
            return answer
    problem(call.__name__, f"never {wanted}: {answer}")
    return answer


def image(architecture):
    name = {"Name": "name", "Values": [f"al2023-ami-2023.9*-{architecture}"]}
    return ec2.describe_images(Owners=["amazon"], Filters=[name])["Images"][0]["ImageId"]


def computers():
    ec2.describe_account_attributes()
    ec2.describe_instance_types()
    ec2.describe_instance_type_offerings(LocationType="availability-zone-id")
    group = ec2.create_placement_group(GroupName="brokers", Strategy="partition", PartitionCount=3)
    ec2.describe_placement_groups(GroupNames=["brokers"])
    ec2.import_key_pair(KeyName="key", PublicKeyMaterial=b"ssh-ed25519 AAAA")
    ec2.describe_key_pairs(KeyNames=["key"])
    subnet = subnets()[0]
    card = ec2.create_network_interface(SubnetId=subnet, ClientToken="eni")["NetworkInterface"]
    card = card["NetworkInterfaceId"]
    wait_for(ec2.describe_network_interfaces, "available", NetworkInterfaceIds=[card])
    ec2.modify_network_interface_attribute(NetworkInterfaceId=card, Description={"Value": "broker"})
    made = ec2.run_instances(
        ImageId=image("arm64"),
        InstanceType="m7g.large",
        MinCount=1,
        MaxCount=1,
        ClientToken="one",
        KeyName="key",
        UserData="#!/bin/sh",
        IamInstanceProfile={"Name": "broker"},
        Placement={"GroupName": "brokers", "PartitionNumber": 2},
        NetworkInterfaces=[{"DeviceIndex": 0, "NetworkInterfaceId": card}],
        MetadataOptions={"HttpTokens": "required", "InstanceMetadataTags": "enabled"},
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"VolumeSize": 20, "Encrypted": True}}],
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "b1"}]}],
    )["Instances"][0]
    if made["Placement"].get("PartitionNumber") != 2 or made["State"]["Name"] != "pending":
        problem("RunInstances", f"{made}")
    instance = made["InstanceId"]
    refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=[instance])
    wait_for(ec2.describe_instances, "'running'", InstanceIds=[instance])
    ec2.describe_tags(Filters=[{"Name": "resource-id", "Values": [instance]}])
    wait_for(ec2.describe_instance_status, "'passed'", InstanceIds=[instance])
    ec2.get_console_output(InstanceId=instance)
    ec2.get_instance_uefi_data(InstanceId=instance)
    ec2.describe_instance_credit_specifications()
    for attribute in ("instanceType", "userData", "disableApiStop", "groupSet", "blockDeviceMapping"):
        ec2.describe_instance_attribute(InstanceId=instance, Attribute=attribute)
    ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": True})
    refused("OperationNotPermitted", ec2.stop_instances, InstanceIds=[instance])
    ec2.modify_instance_attribute(InstanceId=instance, DisableApiStop={"Value": False})
    ec2.modify_instance_metadata_options(InstanceId=instance, HttpPutResponseHopLimit=1)
    disks(instance)
    images(instance)
    ec2.reboot_instances(InstanceIds=[instance])
    ec2.stop_instances(InstanceIds=[instance])
    wait_for(ec2.describe_instances, "'stopped'", InstanceIds=[instance])
    ec2.modify_instance_attribute(InstanceId=instance, UserData={"Value": b"new"})
    ec2.start_instances(InstanceIds=[instance])
    wait_for(ec2.describe_instances, "'running'", InstanceIds=[instance])
    second_card(instance, subnet)
    ec2.terminate_instances(InstanceIds=[instance])
    wait_for(ec2.describe_instances, "'terminated'", InstanceIds=[instance])
    ec2.delete_network_interface(NetworkInterfaceId=card)
    ec2.delete_placement_group(GroupName=group["PlacementGroup"]["GroupName"])
    ec2.delete_key_pair(KeyName="key")
    for volume in ec2.describe_volumes()["Volumes"]:
        ec2.delete_volume(VolumeId=volume["VolumeId"])
        look(ec2.describe_volumes, 2, VolumeIds=[volume["VolumeId"]])


def second_card(instance, subnet):
    card = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
    wait_for(ec2.describe_network_interfaces, "available", NetworkInterfaceIds=[card])
    attachment = ec2.attach_network_interface(
        InstanceId=instance, NetworkInterfaceId=card, DeviceIndex=1
    )["AttachmentId"]
    ec2.describe_network_interfaces(NetworkInterfaceIds=[card])
    ec2.detach_network_interface(AttachmentId=attachment)
    wait_for(ec2.describe_network_interfaces, "'available'", NetworkInterfaceIds=[card])
    ec2.delete_network_interface(NetworkInterfaceId=card)


def disks(instance):
    zone = ec2.describe_instances(InstanceIds=[instance])["Reservations"][0]["Instances"][0]
    zone = zone["Placement"]["AvailabilityZone"]
    volume = ec2.create_volume(AvailabilityZone=zone, Size=100, VolumeType="gp3", ClientToken="v")
    volume = volume["VolumeId"]
    wait_for(ec2.describe_volumes, "'available'", VolumeIds=[volume])
    ec2.attach_volume(InstanceId=instance, VolumeId=volume, Device="/dev/sdf")
    wait_for(ec2.describe_volumes, "'attached'", VolumeIds=[volume])
    ec2.modify_volume(VolumeId=volume, Size=200, Iops=6000, Throughput=250)
    wait_for(ec2.describe_volumes_modifications, "'optimizing'", VolumeIds=[volume])
    ec2.detach_volume(VolumeId=volume)
    wait_for(ec2.describe_volumes, "'available'", VolumeIds=[volume])


def images(instance):
    root = {"Name": "attachment.instance-id", "Values": [instance]}
    root = ec2.describe_volumes(Filters=[root])["Volumes"][0]["VolumeId"]
    snapshot = ec2.create_snapshot(VolumeId=root, Description="root")["SnapshotId"]
    wait_for(ec2.describe_snapshots, "'completed'", SnapshotIds=[snapshot])
    device = {"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot, "VolumeType": "gp3"}}
    image = ec2.register_image(
        Name="broker",
        Architecture="arm64",
        VirtualizationType="hvm",
        EnaSupport=True,
        ImdsSupport="v2.0",
        RootDeviceName="/dev/xvda",
        BlockDeviceMappings=[device],
    )["ImageId"]
    wait_for(ec2.describe_images, "'available'", ImageIds=[image])
    task = ec2.create_replace_root_volume_task(
        InstanceId=instance, ImageId=image, DeleteReplacedRootVolume=True
    )["ReplaceRootVolumeTask"]["ReplaceRootVolumeTaskId"]
    wait_for(
        ec2.describe_replace_root_volume_tasks, "'succeeded'", ReplaceRootVolumeTaskIds=[task]
    )
    refused("InvalidSnapshot.InUse", ec2.delete_snapshot, SnapshotId=snapshot)
    ec2.deregister_image(ImageId=image, DeleteAssociatedSnapshots=True)


def subnets():
    return [s["SubnetId"] for s in ec2.describe_subnets()["Subnets"]]


def provisioned(**more):
    return {
        "KafkaVersion": "3.6.0",
        "NumberOfBrokerNodes": 3,
        "BrokerNodeGroupInfo": {"InstanceType": "kafka.m5.4xlarge", "ClientSubnets": subnets()},
        **more,
    }


def configurations():
    arn = kafka.create_configuration(Name="conf", ServerProperties=b"num.partitions=3\n")["Arn"]
    kafka.update_configuration(Arn=arn, ServerProperties=b"num.partitions=6\n")
    kafka.describe_configuration(Arn=arn)
    read = kafka.describe_configuration_revision(Arn=arn, Revision=2)["ServerProperties"]
    if read != base64.b64encode(b"num.partitions=6\n") and read != b"num.partitions=6\n":
        problem("DescribeConfigurationRevision", f"other properties: {read}")
    kafka.list_configurations()
    kafka.list_configuration_revisions(Arn=arn)
    return arn


def clusters(configuration):
    logs = {"BrokerLogs": {"S3": {"Enabled": True, "Bucket": "b"}}}
    arn = kafka.create_cluster_v2(
        ClusterName="witness", Tags={"a": "b"}, Provisioned=provisioned(LoggingInfo=logs)
    )["ClusterArn"]
    refused("BadRequestException", kafka.get_bootstrap_brokers, ClusterArn=arn)
    settle(arn)
    kafka.list_clusters()
    kafka.list_clusters_v2()
    kafka.describe_cluster(ClusterArn=arn)
    kafka.get_bootstrap_brokers(ClusterArn=arn)
    kafka.list_nodes(ClusterArn=arn)
    info = {"Arn": configuration, "Revision": 1}
    throughput = {"Enabled": True, "VolumeThroughput": 300}
    update(kafka.update_storage, arn, VolumeSizeGB=300, ProvisionedThroughput=throughput)
    update(kafka.update_storage, arn, StorageMode="TIERED")
    update(kafka.update_broker_count, arn, TargetNumberOfBrokerNodes=6)
    update(kafka.update_broker_count, arn, TargetNumberOfBrokerNodes=3)
    update(kafka.update_broker_type, arn, TargetInstanceType="kafka.m7g.4xlarge")
    update(kafka.update_monitoring, arn, EnhancedMonitoring="PER_BROKER")
    update(kafka.update_cluster_configuration, arn, ConfigurationInfo=info)
    update(kafka.update_security, arn, ClientAuthentication={"Sasl": {"Iam": {"Enabled": True}}})
    update(kafka.update_connectivity, arn, ZookeeperAccess={"Enabled": False})
    update(kafka.update_cluster_kafka_version, arn, TargetKafkaVersion="3.9.x")
    update(kafka.update_cluster_kafka_version, arn, TargetKafkaVersion="3.9.x.kraft")
    kafka.list_nodes(ClusterArn=arn)
    kafka.get_bootstrap_brokers(ClusterArn=arn)
    kafka.reboot_broker(ClusterArn=arn, BrokerIds=["1"])
    settle(arn)
    kafka.list_cluster_operations(ClusterArn=arn)
    kafka.list_cluster_operations_v2(ClusterArn=arn)
    kafka.list_kafka_versions()
    kafka.get_compatible_kafka_versions(ClusterArn=arn)
    kafka.tag_resource(ResourceArn=arn, Tags={"c": "d"})
    kafka.untag_resource(ResourceArn=arn, TagKeys=["c"])
    if kafka.list_tags_for_resource(ResourceArn=arn)["Tags"] != {"a": "b"}:
        problem("ListTagsForResource", "other tags")
    refused("NotFoundException", kafka.get_cluster_policy, ClusterArn=arn)
    kafka.list_scram_secrets(ClusterArn=arn)
    ec2.describe_network_interfaces()
    return arn


def metrics():
    metric = {
        "Namespace": "AWS/Kafka",
        "MetricName": "PartitionCount",
        "Dimensions": [{"Name": "Cluster Name", "Value": "witness"}, {"Name": "Broker ID", "Value": "1"}],
    }
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Period": 300, "Stat": "Maximum"}}
    span = {"StartTime": 1_760_000_000, "EndTime": 1_760_003_600}
    result = cloudwatch.get_metric_data(MetricDataQueries=[query], **span)["MetricDataResults"][0]
    if result["Values"] != [0.0] * 12 or result["StatusCode"] != "Complete":
        problem("GetMetricData", f"{result}")
    if result["Timestamps"][0].timestamp() != 1_760_003_400:
        problem("GetMetricData", f"{result['Timestamps'][0]}")
    refused("ValidationError", cloudwatch.get_metric_data, MetricDataQueries=[query], StartTime=2, EndTime=1)


networks()
computers()
configuration = configurations()
arn = clusters(configuration)
metrics()
express = {"InstanceType": "express.m7g.large", "ClientSubnets": subnets()}
other = kafka.create_cluster(
    ClusterName="express", KafkaVersion="3.8.x", NumberOfBrokerNodes=3, BrokerNodeGroupInfo=express
)["ClusterArn"]
update(kafka.update_rebalancing, other, Rebalancing={"Status": "PAUSED"})
refused("BadRequestException", kafka.delete_configuration, Arn=configuration)
for one in (arn, other):
    kafka.delete_cluster(ClusterArn=one)
    kafka.describe_cluster_v2(ClusterArn=one)
    refused("NotFoundException", kafka.describe_cluster_v2, ClusterArn=one)
kafka.delete_configuration(Arn=configuration)
refused("BadRequestException", kafka.describe_configuration, Arn=configuration)

for line in problems:
    print(line)
print(f"{len(seen)} operations seen, {len(problems)} problems")
sys.exit(1 if problems else 0)
