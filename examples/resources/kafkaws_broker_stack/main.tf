terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "ami" {
  description = "Image of the brokers, for arm64"
  type        = string
}

# The default VPC and a subnet in each of three zones.
data "kafkaws_network" "example" {
  availability_zone_count = 3
}

# Three brokers in three zones. A new AMI, type or property is rolled through them one at a time; a
# dead instance comes back with its address and its data.
resource "kafkaws_broker_stack" "example" {
  cluster_name           = "example"
  number_of_broker_nodes = 3
  subnet_ids             = data.kafkaws_network.example.subnet_ids
  security_groups        = [data.kafkaws_network.example.default_security_group_id]
  ami                    = var.ami
  instance_type          = "m7g.large"

  volumes = [
    { name = "data", size = 500 },
  ]

  properties = {
    "default.replication.factor" = "3"
    "min.insync.replicas"        = "2"
  }

  # The console needs no way to the brokers. With one, probe = "kafka" also waits until all
  # partitions are in sync.
  health_check = {
    probe       = "console"
    timeout     = "20m"
    settle_time = "30s"
  }

  # For trying it out. Left out, the volumes stay when brokers go, and the next ones of these ids take
  # them over.
  delete_volumes_on_destroy = true

  tags = {
    environment = "production"
  }
}

output "bootstrap" {
  description = "Where clients connect"
  value       = kafkaws_broker_stack.example.bootstrap
}

output "brokers" {
  description = "What each broker runs"
  value       = kafkaws_broker_stack.example.brokers
}
