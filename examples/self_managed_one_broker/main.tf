terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "ami" {
  description = "Image of the brokers, for Graviton"
  type        = string
}

data "kafkaws_network" "default" {}

# One broker, for a test environment. Its network interface and its volume are its identity: when the instance
# is gone, the next apply launches another onto them.
resource "kafkaws_broker" "test" {
  cluster_name    = "test"
  broker_id       = 1
  ami             = var.ami
  instance_type   = "m7g.large"
  subnet_id       = data.kafkaws_network.default.subnet_ids[0]
  security_groups = data.kafkaws_network.default.security_group_ids

  volumes = [{ name = "data", type = "gp3", size = 50 }]

  properties = { "offsets.topic.replication.factor" = "1" }

  # Nobody would miss what is on it.
  delete_volumes_on_destroy = true
}

output "endpoint" {
  description = "Where clients connect"
  value       = kafkaws_broker.test.endpoint
}

output "limits" {
  description = "What its volume can do, and what limits it"
  value       = kafkaws_broker.test.volume_performance
}
