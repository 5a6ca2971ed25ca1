terraform import kafkaws_msk_configuration.shared arn:aws:kafka:eu-west-1:123456789012:configuration/shared/11111111-2222-3333-4444-555555555555-1
