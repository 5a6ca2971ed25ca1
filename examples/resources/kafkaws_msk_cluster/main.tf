terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# Three brokers in three zones of the default VPC. Give client_subnets and security_groups for another.
resource "kafkaws_msk_cluster" "example" {
  cluster_name           = "example"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
  enhanced_monitoring    = "PER_TOPIC_PER_PARTITION"
  storage_mode           = "TIERED"

  broker_node_group_info = {
    instance_type = "kafka.m7g.large"
    storage_info = {
      ebs_storage_info = {
        # A floor: storage that has grown by itself is left alone.
        volume_size = 500
      }
    }
  }

  client_authentication = {
    sasl = { iam = true }
  }

  # The configuration and its revisions belong to the cluster: a Kafka upgrade with new properties is
  # one apply.
  server_properties = <<-EOT
    auto.create.topics.enable = false
    default.replication.factor = 3
    min.insync.replicas = 2
  EOT

  open_monitoring = {
    prometheus = {
      jmx_exporter  = { enabled_in_broker = true }
      node_exporter = { enabled_in_broker = true }
    }
  }

  tags = {
    environment = "production"
  }
}

output "bootstrap_brokers_sasl_iam" {
  description = "Where clients that sign in with IAM connect"
  value       = kafkaws_msk_cluster.example.bootstrap_brokers_sasl_iam
}
