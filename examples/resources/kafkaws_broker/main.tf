terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

data "kafkaws_network" "default" {}

variable "ami" {
  description = "An image with the boot agent and Kafka, for arm64."
  type        = string
}

# One broker. Its network interface and its volumes outlive the instance.
resource "kafkaws_broker" "example" {
  cluster_name  = "example"
  broker_id     = 1
  ami           = var.ami
  instance_type = "m7g.2xlarge"
  subnet_id     = data.kafkaws_network.default.subnet_ids[0]

  volumes = [
    { name = "data", size = 500, throughput = 250 },
  ]

  properties = {
    "num.network.threads" = "8"
  }

  listeners = [
    { name = "CLIENT", port = 9092 },
  ]

  health_check = {
    probe   = "console"
    timeout = "10m"
  }

  # For trying it out. Left out, the volumes stay when the broker is destroyed, and the next one of this id takes them over.
  delete_volumes_on_destroy = true
}
