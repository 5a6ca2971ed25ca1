terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# One provider per region.
provider "kafkaws" {
  alias  = "ireland"
  region = "eu-west-1"
}

provider "kafkaws" {
  alias  = "frankfurt"
  region = "eu-central-1"
}

module "ireland" {
  source    = "../../modules/msk_cluster"
  providers = { kafkaws = kafkaws.ireland }

  name                   = "orders"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
}

module "frankfurt" {
  source    = "../../modules/msk_cluster"
  providers = { kafkaws = kafkaws.frankfurt }

  name                   = "orders"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
}
