terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# Properties that several clusters share. One cluster's own belong into its `server_properties`.
resource "kafkaws_msk_configuration" "shared" {
  name           = "shared"
  kafka_versions = ["3.6.0"]

  server_properties = <<-EOT
    auto.create.topics.enable = false
    default.replication.factor = 3
    min.insync.replicas = 2
  EOT
}

resource "kafkaws_msk_cluster" "example" {
  cluster_name           = "configuration-example"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3

  broker_node_group_info = {
    instance_type = "kafka.m7g.large"
  }

  configuration_info = {
    arn      = kafkaws_msk_configuration.shared.arn
    revision = kafkaws_msk_configuration.shared.latest_revision
  }
}
