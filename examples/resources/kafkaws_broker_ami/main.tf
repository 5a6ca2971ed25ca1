terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "image" {
  description = "A raw disk image with its manifest beside it, as `cargo xtask image` writes it."
  type        = string
}

# Another image registers another AMI; the old one stays until no instance runs from it.
resource "kafkaws_broker_ami" "example" {
  name       = "example"
  image_file = var.image
  encrypted  = true

  root_volume = {
    size = 8
  }

  tags = {
    team = "streaming"
  }
}

# Brokers that refer to it are rolled to the new AMI in the same apply: ami = kafkaws_broker_ami.example.ami_id
output "ami_id" {
  value = kafkaws_broker_ami.example.ami_id
}
