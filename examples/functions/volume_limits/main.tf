terraform {
  required_version = ">= 1.8"
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

locals {
  size   = 4096
  limits = provider::kafkaws::volume_limits("gp3", local.size)
}

# The most that a volume of this size can be given.
output "fastest_volume" {
  value = {
    type       = "gp3"
    size       = local.size
    iops       = local.limits.maximum_iops
    throughput = local.limits.maximum_throughput
  }
}
