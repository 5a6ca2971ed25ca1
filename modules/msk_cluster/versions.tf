terraform {
  # Moving state across resource types, which moved.tf does, came with 1.8.
  required_version = ">= 1.8"

  required_providers {
    kafkaws = {
      source  = "kafkaws/kafkaws"
      version = ">= 0.1.0"
    }
  }
}
