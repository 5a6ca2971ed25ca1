terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# Region and credentials come from where every AWS tool takes them: the environment, a profile, a role.
provider "kafkaws" {
  default_tags = {
    tags = {
      team = "streaming"
    }
  }

  # A rule's level can be changed by its id: error, warn or off.
  rules = {}
}
