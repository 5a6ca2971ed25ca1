terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

data "kafkaws_instance_type" "broker" {
  instance_type = "m7g.2xlarge"
}

# Volumes for it, of a type that need not be in the provider's catalogue.
data "kafkaws_storage_plan" "example" {
  ingress_mib_per_second = 60
  retention_hours        = 72
  instance_type          = data.kafkaws_instance_type.broker.instance_type
  ebs_bandwidth_mbps     = data.kafkaws_instance_type.broker.ebs.baseline_bandwidth_mbps
  network_bandwidth_mbps = data.kafkaws_instance_type.broker.network.baseline_gbps * 1000
}

output "zones" {
  value = data.kafkaws_instance_type.broker.availability_zone_ids
}

output "volumes" {
  value = data.kafkaws_storage_plan.example.recommended
}
