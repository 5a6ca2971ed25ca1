terraform {
  required_version = ">= 1.8"
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

resource "kafkaws_msk_configuration" "example" {
  name = "encoded-example"

  server_properties = provider::kafkaws::server_properties_encode({
    "auto.create.topics.enable"  = false
    "default.replication.factor" = 3
    "min.insync.replicas"        = 2
  })
}
