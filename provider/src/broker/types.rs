//! Texts that EC2 gives a form to: a value of these types has that form.

use kafkaws_schema::text;

text!(
    /// Id of an Amazon Machine Image.
    pub AmiId,
    "an image id: ami- and hexadecimal digits",
    |t| t.strip_prefix("ami-").is_some_and(|id| (8..=32).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_hexdigit()))
);

text!(
    /// Name of an EC2 instance type.
    pub InstanceType,
    "an EC2 instance type: m7g.large",
    |t| t.split_once('.').is_some_and(|(family, size)| {
        let part = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        part(family) && part(size)
    })
);

text!(
    /// Name or ARN of an instance profile.
    pub InstanceProfile,
    "the name of an instance profile, or its ARN: arn:aws:iam::ACCOUNT:instance-profile/NAME",
    |t| {
        let name = match t.split_once(":instance-profile/") {
            Some((arn, path)) if arn.starts_with("arn:aws") => path.rsplit('/').next().unwrap_or_default(),
            _ => t,
        };
        (1..=128).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b))
    }
);

text!(
    /// Name of a key pair.
    pub KeyName,
    "1 to 255 characters",
    |t| (1..=255).contains(&t.chars().count())
);

text!(
    /// Name of a placement group.
    pub PlacementGroup,
    "1 to 255 characters",
    |t| (1..=255).contains(&t.chars().count())
);

text!(
    /// Private IPv4 address.
    pub PrivateIp,
    "an IPv4 address: 10.0.1.5",
    |t| t.parse::<std::net::Ipv4Addr>().is_ok()
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_have_their_form() {
        let profiles = [
            ("broker", true),
            (
                "arn:aws:iam::123456789012:instance-profile/kafka/broker",
                true,
            ),
            ("arn:aws:iam::123456789012:role/broker", false),
            ("", false),
        ];
        for (text, fits) in profiles {
            assert_eq!(text.parse::<InstanceProfile>().is_ok(), fits, "{text}");
        }
        for (text, fits) in [
            ("m7g.large", true),
            ("u-6tb1.metal", true),
            ("m7g", false),
            ("M7g.large", false),
        ] {
            assert_eq!(text.parse::<InstanceType>().is_ok(), fits, "{text}");
        }
        assert!("ami-0123456789abcdef0".parse::<AmiId>().is_ok());
        assert!("ami-xyz".parse::<AmiId>().is_err());
        assert!("10.0.1.5".parse::<PrivateIp>().is_ok());
        assert!("10.0.1.500".parse::<PrivateIp>().is_err());
    }
}
