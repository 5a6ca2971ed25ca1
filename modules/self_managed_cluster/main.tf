locals {
  # Nothing is looked up where the caller says everything.
  vpcs  = length(var.subnet_ids) > 0 ? [] : [coalesce(var.vpc_id, "default")]
  found = one([for found in terraform_data.network : found.input])

  subnet_ids = length(var.subnet_ids) > 0 ? var.subnet_ids : local.found

  # The largest stack carries the cluster alone before another is beside it and after one is gone.
  brokers = max([for stack in var.stacks : stack.number_of_broker_nodes]...)
  plan    = one(data.kafkaws_storage_plan.this[*].recommended)

  planned_volumes = local.plan == null ? [] : [
    for number in range(local.plan.volume_count) : {
      name        = "data-${number + 1}"
      type        = local.plan.type
      size        = local.plan.size
      iops        = local.plan.iops
      throughput  = local.plan.throughput
      encrypted   = true
      kms_key_id  = var.kms_key_id
      snapshot_id = null
    }
  ]

  volumes = var.storage_plan == null ? var.volumes : local.planned_volumes
}

data "kafkaws_network" "this" {
  for_each = toset(local.vpcs)

  vpc_id                  = each.key == "default" ? null : each.key
  availability_zone_count = var.availability_zone_count
}

# What was found stays found: a subnet that is added to the VPC later must not move a broker, and one that
# goes must not look as if the brokers in it could. Another VPC is another instance.
resource "terraform_data" "network" {
  for_each = data.kafkaws_network.this

  input = each.value.subnet_ids

  lifecycle {
    ignore_changes = [input]
  }
}

data "kafkaws_storage_plan" "this" {
  count = var.storage_plan == null ? 0 : 1

  ingress_mib_per_second  = var.storage_plan.ingress_mib_per_second
  consumer_fan_out        = var.storage_plan.consumer_fan_out
  replication_factor      = var.storage_plan.replication_factor
  retention_hours         = var.storage_plan.retention_hours
  growth_headroom_percent = var.storage_plan.growth_headroom_percent
  prices                  = var.storage_plan.prices
  brokers                 = local.brokers
  instance_type           = var.instance_type
}

resource "kafkaws_broker_stack" "this" {
  for_each = var.stacks

  cluster_name           = var.name
  broker_ids             = each.value.broker_ids
  number_of_broker_nodes = each.value.number_of_broker_nodes
  private_ips            = each.value.private_ips

  ami           = each.value.ami == null ? var.ami : each.value.ami
  instance_type = coalesce(each.value.instance_type, var.instance_type)
  volumes       = each.value.volumes == null ? local.volumes : each.value.volumes

  subnet_ids           = local.subnet_ids
  security_groups      = var.security_groups
  placement_group      = var.placement_group
  iam_instance_profile = var.iam_instance_profile
  key_name             = var.key_name

  listeners    = var.listeners
  properties   = merge(var.properties, each.value.properties)
  environment  = merge(var.environment, each.value.environment)
  health_check = var.health_check

  tags                      = merge(var.tags, each.value.tags)
  disable_api_termination   = var.disable_api_termination
  delete_volumes_on_destroy = var.delete_volumes_on_destroy
  allow_volume_removal      = var.allow_volume_removal
  allow_unverified          = var.allow_unverified
  timeouts                  = var.timeouts

  lifecycle {
    precondition {
      condition     = each.value.ami != null || var.ami != null
      error_message = "Give ami, or one to each stack: brokers need an image."
    }

    precondition {
      condition     = (var.storage_plan == null) != (length(var.volumes) == 0) || each.value.volumes != null
      error_message = "Give either volumes or storage_plan: one of them says what disks the brokers have."
    }
  }
}
