terraform {
  required_version = ">= 1.8"
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

locals {
  properties = provider::kafkaws::server_properties_decode(<<-EOT
    # What every cluster of ours has.
    default.replication.factor = 3
    min.insync.replicas        = 2
  EOT
  )
}

# The same with one property changed.
output "properties" {
  value = provider::kafkaws::server_properties_encode(merge(local.properties, {
    "min.insync.replicas" = 1
  }))
}
