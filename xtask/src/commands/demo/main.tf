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

variable "ami" {
  description = "Image of the self-managed brokers"
  type        = string
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

data "kafkaws_network" "default" {}

# Beside it, brokers of one's own: in three zones, on volumes and addresses that outlive their instances.
resource "kafkaws_broker_stack" "demo" {
  cluster_name           = "demo"
  number_of_broker_nodes = 3
  ami                    = var.ami
  instance_type          = "m7g.large"
  subnet_ids             = data.kafkaws_network.default.subnet_ids
  security_groups        = data.kafkaws_network.default.security_group_ids

  volumes = [{ name = "data", type = "gp3", size = 100 }]

  # The brokers of the local AWS boot nothing: their consoles say that they are ready, and nobody can ask
  # them what they hold.
  health_check              = { probe = "console" }
  allow_unverified          = true
  delete_volumes_on_destroy = true
}

output "bootstrap" {
  description = "Where clients of the self-managed brokers connect"
  value       = kafkaws_broker_stack.demo.bootstrap
}

output "bootstrap_brokers_tls" {
  description = "Where clients connect"
  value       = kafkaws_msk_cluster.demo.bootstrap_brokers_tls
}
