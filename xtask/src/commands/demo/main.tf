terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "kafka_version" {
  description = "Kafka version of the brokers"
  type        = string
  default     = "3.6.0"
}

variable "volume_size" {
  description = "GiB of local storage per broker; older data goes to tiered storage"
  type        = number
  default     = 500
}

variable "enhanced_monitoring" {
  description = "Level of the metrics in CloudWatch"
  type        = string
  default     = "PER_TOPIC_PER_PARTITION"
}

# Subnets and security groups are left out: the default VPC's are taken.
resource "kafkaws_msk_cluster" "demo" {
  cluster_name           = "demo"
  kafka_version          = var.kafka_version
  number_of_broker_nodes = 3
  enhanced_monitoring    = var.enhanced_monitoring
  storage_mode           = "TIERED"

  broker_node_group_info = {
    instance_type = "kafka.m5.large"
    storage_info  = { ebs_storage_info = { volume_size = var.volume_size } }
  }

  server_properties = <<-EOT
    auto.create.topics.enable = false
    default.replication.factor = 3
    min.insync.replicas = 2
  EOT
}

output "bootstrap_brokers_tls" {
  description = "Where clients connect"
  value       = kafkaws_msk_cluster.demo.bootstrap_brokers_tls
}
