# By cluster and broker id.
terraform import kafkaws_broker.example example/1
