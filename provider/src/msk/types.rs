//! Texts that AWS gives a form to: a value of these types has that form.

use kafkaws_schema::{parsed, text};

text!(
    /// Name of a cluster, unique in an account and Region.
    pub ClusterName,
    "1 to 64 letters, digits and hyphens, the first a letter or digit",
    |t| (1..=64).contains(&t.len())
        && t.starts_with(|c: char| c.is_ascii_alphanumeric())
        && t.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
);

text!(
    /// Name of a configuration: never reusable while another configuration bears it.
    pub ConfigurationName,
    "letters, digits and hyphens, the first a letter or digit",
    |t| t.starts_with(|c: char| c.is_ascii_alphanumeric())
        && t.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
);

text!(
    /// Amazon Resource Name of any service.
    pub Arn,
    "an ARN: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE",
    |t| {
        let parts: Vec<&str> = t.splitn(6, ':').collect();
        parts.len() == 6
            && parts[0] == "arn"
            && parts[1].starts_with("aws")
            && !parts[2].is_empty()
            && !parts[5].is_empty()
            && !t.contains(char::is_whitespace)
    }
);

text!(
    /// ARN of a KMS key. AWS reports the key behind an alias, which would look like a change of the key.
    pub KmsKeyArn,
    "the ARN of a KMS key, not of an alias: arn:aws:kms:REGION:ACCOUNT:key/ID",
    |t| t.starts_with("arn:aws") && t.contains(":kms:") && t.contains(":key/")
);

text!(
    /// Id of a subnet.
    pub SubnetId,
    "a subnet id: subnet- and hexadecimal digits",
    |t| has_id(t, "subnet-")
);

text!(
    /// Id of a security group.
    pub SecurityGroupId,
    "a security group id: sg- and hexadecimal digits",
    |t| has_id(t, "sg-")
);

parsed!(
    /// Apache Kafka version as Amazon MSK spells it.
    pub KafkaVersion(kafkaws_catalog::KafkaVersion),
    "an Apache Kafka version as Amazon MSK spells it: 3.6.0, 3.9.x, 3.9.x.kraft, 2.8.2.tiered"
);

parsed!(
    /// Size of the brokers.
    pub BrokerType(kafkaws_catalog::BrokerType),
    "a broker size: kafka.m7g.large, kafka.t3.small, express.m7g.xlarge"
);

fn has_id(text: &str, prefix: &str) -> bool {
    text.strip_prefix(prefix)
        .is_some_and(|id| (8..=32).contains(&id.len()) && id.chars().all(|c| c.is_ascii_hexdigit()))
}

/// The name in a cluster's ARN: `arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID`.
pub(crate) fn cluster_name_of(arn: &str) -> Option<&str> {
    resource_of(arn, "cluster").map(|(name, _)| name)
}

/// The UUID in a cluster's ARN, with the number AWS appends to it.
pub(crate) fn cluster_uuid_of(arn: &str) -> Option<&str> {
    resource_of(arn, "cluster").map(|(_, uuid)| uuid)
}

fn resource_of<'a>(arn: &'a str, kind: &str) -> Option<(&'a str, &'a str)> {
    let resource = arn.splitn(6, ':').nth(5)?;
    let (found, rest) = resource.split_once('/')?;
    (found == kind).then(|| rest.split_once('/')).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_arn_gives_its_name_and_uuid() {
        let arn = "arn:aws:kafka:eu-west-1:123456789012:cluster/orders/0b2a-11-3";
        assert_eq!(cluster_name_of(arn), Some("orders"));
        assert_eq!(cluster_uuid_of(arn), Some("0b2a-11-3"));
        for other in [
            "orders",
            "arn:aws:kafka:r:1:configuration/x/y",
            "arn:aws:kafka:r:1:cluster/x",
        ] {
            assert_eq!(cluster_name_of(other), None, "{other}");
        }
    }

    #[test]
    fn names_and_ids_have_their_form() {
        for (text, fits) in [
            ("orders-1", true),
            ("-orders", false),
            ("a_b", false),
            ("", false),
        ] {
            assert_eq!(text.parse::<ClusterName>().is_ok(), fits, "{text}");
        }
        assert!("subnet-0123456789abcdef0".parse::<SubnetId>().is_ok());
        assert!("subnet-xyz".parse::<SubnetId>().is_err());
        assert!(
            "arn:aws:kms:eu-west-1:123456789012:key/abc"
                .parse::<Arn>()
                .is_ok()
        );
        assert!("arn:aws:kms".parse::<Arn>().is_err());
    }
}
