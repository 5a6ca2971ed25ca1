terraform {
  required_version = ">= 1.8"
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

data "kafkaws_network" "default" {}

# Brokers 1 to 6, in the zones of the default VPC: the same zone for the same broker in every run, also
# when a seventh is added.
output "brokers_by_zone" {
  value = provider::kafkaws::az_distribution(range(1, 7), data.kafkaws_network.default.zone_ids)
}
