terraform {
  required_version = ">= 1.8"

  required_providers {
    kafkaws = {
      source  = "kafkaws/kafkaws"
      version = ">= 0.1.0"
    }
  }
}
