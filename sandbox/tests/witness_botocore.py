"""Drives MSK, EC2, STS and CloudWatch of the sandbox with botocore. Usage: witness_botocore.py URL"""

import base64

from witness_model import client, finish, look, problem, refused, wait_for

kafka, ec2, sts, cloudwatch = (client(s) for s in ("kafka", "ec2", "sts", "cloudwatch"))


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

finish()
