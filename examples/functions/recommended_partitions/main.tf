terraform {
  required_version = ">= 1.8"
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

locals {
  partitions         = 1500
  replication_factor = 3
  per_broker         = provider::kafkaws::recommended_partitions("kafka.m7g.large")
}

# Brokers for all partitions with their copies, in threes for three zones.
output "brokers" {
  value = 3 * ceil(local.partitions * local.replication_factor / local.per_broker / 3)
}
