terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

locals {
  name = "tiered"
}

module "msk_cluster" {
  source = "../../modules/msk_cluster"

  name                        = local.name
  kafka_version               = "3.6.0"
  number_of_broker_nodes      = 3
  broker_node_az_distribution = "DEFAULT"
  enhanced_monitoring         = "PER_TOPIC_PER_PARTITION"
  broker_node_storage_info    = { ebs_storage_info = { volume_size = 500 } }
  storage_mode                = "TIERED"
}

output "bootstrap_brokers" {
  description = "Where clients connect, one list per kind of authentication that is on"
  value       = module.msk_cluster.bootstrap_brokers
}
