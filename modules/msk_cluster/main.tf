locals {
  # Java properties text; a backslash starts an escape there.
  server_properties = join("\n", [
    for name, value in var.configuration_server_properties :
    "${name} = ${replace(value, "\\", "\\\\")}"
  ])

  manages_configuration = var.create_configuration && length(var.configuration_server_properties) > 0

  gives_subnets         = length(var.broker_node_client_subnets) > 0
  gives_security_groups = length(var.broker_node_security_groups) > 0

  # Nothing is looked up where the caller says everything.
  vpcs = local.gives_subnets && local.gives_security_groups ? [] : compact([var.vpc_id])

  found_subnets         = one([for found in terraform_data.network : found.input.subnet_ids])
  found_security_groups = one([for found in terraform_data.network : found.input.security_group_ids])
}

data "kafkaws_network" "this" {
  for_each = toset(local.vpcs)

  vpc_id = each.key
}

# What was found stays found: a cluster cannot change its subnets, so one that is added to the VPC later
# must not be a change. Another VPC is another instance, and the plan says what that would mean.
resource "terraform_data" "network" {
  for_each = data.kafkaws_network.this

  input = {
    subnet_ids         = each.value.subnet_ids
    security_group_ids = each.value.security_group_ids
  }

  lifecycle {
    ignore_changes = [input]
  }
}

resource "kafkaws_msk_cluster" "this" {
  cluster_name           = var.name
  kafka_version          = var.kafka_version
  number_of_broker_nodes = var.number_of_broker_nodes
  enhanced_monitoring    = var.enhanced_monitoring
  storage_mode           = var.storage_mode
  rebalancing            = var.rebalancing

  broker_node_group_info = {
    instance_type     = var.broker_node_instance_type
    az_distribution   = var.broker_node_az_distribution
    storage_info      = var.broker_node_storage_info
    connectivity_info = var.broker_node_connectivity_info

    # Null without a vpc_id: both are picked from the default VPC when the cluster is created, and never
    # again.
    client_subnets  = local.gives_subnets ? var.broker_node_client_subnets : local.found_subnets
    security_groups = local.gives_security_groups ? var.broker_node_security_groups : local.found_security_groups
  }

  client_authentication = var.client_authentication

  encryption_info = {
    encryption_at_rest_kms_key_arn = var.encryption_at_rest_kms_key_arn
    encryption_in_transit = {
      client_broker = var.encryption_in_transit_client_broker
      in_cluster    = var.encryption_in_transit_in_cluster
    }
  }

  # The provider owns this configuration and its revisions, so that properties and a Kafka upgrade are
  # one apply.
  server_properties = local.manages_configuration ? local.server_properties : null

  configuration_info = var.configuration_arn == null ? null : {
    arn      = var.configuration_arn
    revision = var.configuration_revision
  }

  logging_info = {
    broker_logs = {
      cloudwatch_logs = {
        enabled   = var.cloudwatch_logs_enabled
        log_group = var.cloudwatch_logs_enabled ? var.cloudwatch_log_group_name : null
      }
      firehose = {
        enabled         = var.firehose_logs_enabled
        delivery_stream = var.firehose_delivery_stream
      }
      s3 = {
        enabled = var.s3_logs_enabled
        bucket  = var.s3_logs_bucket
        prefix  = var.s3_logs_prefix
      }
    }
  }

  open_monitoring = {
    prometheus = {
      jmx_exporter  = { enabled_in_broker = var.jmx_exporter_enabled }
      node_exporter = { enabled_in_broker = var.node_exporter_enabled }
    }
  }

  tags                = var.tags
  deletion_protection = var.deletion_protection
  allow_replacement   = var.allow_replacement
  timeouts            = var.timeouts
}
