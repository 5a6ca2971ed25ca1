# By ARN, or by name.
terraform import kafkaws_msk_cluster.example arn:aws:kafka:eu-west-1:123456789012:cluster/example/11111111-2222-3333-4444-555555555555-1
terraform import kafkaws_msk_cluster.example example
