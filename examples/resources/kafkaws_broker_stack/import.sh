# By the name of the cluster and the range of broker ids.
terraform import kafkaws_broker_stack.example example/1-1000
