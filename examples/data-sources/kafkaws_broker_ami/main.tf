terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "image" {
  description = "A raw disk image with its manifest beside it."
  type        = string
}

# Usually in another configuration, whose pipeline builds images.
resource "kafkaws_broker_ami" "example" {
  name       = "example"
  image_file = var.image
}

# The newest AMI of the engine, whoever made it.
data "kafkaws_broker_ami" "newest" {
  engine       = kafkaws_broker_ami.example.engine
  architecture = "x86_64"

  depends_on = [kafkaws_broker_ami.example]
}

output "ami_id" {
  value = data.kafkaws_broker_ami.newest.ami_id
}
