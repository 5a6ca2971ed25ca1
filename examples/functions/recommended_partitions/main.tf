terraform {
  required_version = ">= 1.8"
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

locals {
  brokers            = 6
  partitions         = 1500
  replication_factor = 3
  per_broker         = provider::kafkaws::recommended_partitions("kafka.m7g.large")
}

# Whether the cluster may have that many partitions, with their copies.
output "partitions_fit" {
  value = local.partitions * local.replication_factor <= local.brokers * local.per_broker
}
