//! Texts with a form.

use kafkaws_schema::text;

text!(
    /// The id of an AWS account.
    pub AccountId,
    "an account id of 12 digits",
    is_account
);

text!(
    /// The name of an AWS region.
    pub RegionName,
    "the name of an AWS region, like \"eu-central-1\"",
    is_region
);

text!(
    /// The ARN of an IAM role.
    pub RoleArn,
    "the ARN of an IAM role, like \"arn:aws:iam::123456789012:role/name\"",
    |text: &str| is_iam_arn(text, "role/", is_account)
);

text!(
    /// The ARN of an IAM policy; AWS's own have `aws` in place of the account.
    pub PolicyArn,
    "the ARN of an IAM policy, like \"arn:aws:iam::aws:policy/ReadOnlyAccess\"",
    |text: &str| is_iam_arn(text, "policy/", |account| {
        account == "aws" || is_account(account)
    })
);

text!(
    /// The name of a role session, or a source identity.
    pub SessionName,
    "2 to 64 letters, digits and any of +=,.@-_",
    |text: &str| (2..=64).contains(&text.len()) && text.bytes().all(is_session_byte)
);

text!(
    /// An external id of a trust policy.
    pub ExternalId,
    "2 to 1224 letters, digits and any of +=,.@:/-_",
    |text: &str| (2..=1224).contains(&text.len())
        && text.bytes().all(|byte| is_session_byte(byte) || matches!(byte, b':' | b'/'))
);

text!(
    /// The URL of an endpoint.
    pub EndpointUrl,
    "a URL with scheme http or https and a host, like \"http://127.0.0.1:4566\"",
    |text: &str| authority(text).is_some() && !text.contains(['?', '#'])
);

text!(
    /// The URL of a proxy.
    pub ProxyUrl,
    "a URL with scheme http or https and a host, like \"http://proxy.example.com:3128\"",
    |text: &str| authority(text).is_some()
);

text!(
    /// A product for the user agent.
    pub UserAgent,
    "a name, or a name, a slash and a version, of letters, digits and any of !#$%&'*+-.^_`|~",
    |text: &str| text.len() <= 128 && text.splitn(2, '/').all(is_token)
);

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_region(text: &str) -> bool {
    let mut parts = text.split('-').rev();
    let number = parts.next().is_some_and(|part| part.parse::<u8>().is_ok());
    let words: Vec<_> = parts.collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    number && words.len() >= 2 && words.iter().all(word)
}

fn is_iam_arn(text: &str, resource: &str, account: impl Fn(&str) -> bool) -> bool {
    let parts: Vec<_> = text.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", owner, named] = parts[..] else {
        return false;
    };
    let name = named.strip_prefix(resource);
    partition.starts_with("aws") && account(owner) && name.is_some_and(|name| !name.is_empty())
}

fn is_session_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+=,.@-_".contains(&byte)
}

/// The characters of an HTTP token, which is what a user agent's products are made of.
fn is_token(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(allowed)
}

/// Host and port of an http(s) URL. `None` for anything a client could not connect to.
pub(crate) fn authority(url: &str) -> Option<&str> {
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = rest.get(..end)?.rsplit('@').next()?;
    let visible = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    let port = port(authority).is_none_or(|port| port.parse::<u16>().is_ok());
    (visible(rest) && !host(authority).is_empty() && port).then_some(authority)
}

/// The host of an authority, without the brackets of an IPv6 address.
pub(crate) fn host(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(bracketed) => bracketed.split_once(']').map_or("", |(host, _)| host),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn port(authority: &str) -> Option<&str> {
    let after_host = authority.rsplit(']').next().unwrap_or_default();
    after_host.split_once(':').map(|(_, port)| port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions() {
        for good in [
            "eu-central-1",
            "us-gov-west-1",
            "ap-southeast-5",
            "mx-central-1",
        ] {
            assert!(good.parse::<RegionName>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "eu-central-1a",
            "eu central 1",
            "EU-CENTRAL-1",
            "frankfurt",
            "eu-1",
            "1",
        ] {
            assert!(bad.parse::<RegionName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn role_arns() {
        let good = [
            "arn:aws:iam::123456789012:role/a",
            "arn:aws-cn:iam::123456789012:role/p/a",
        ];
        for arn in good {
            assert!(arn.parse::<RoleArn>().is_ok(), "{arn}");
        }
        let bad = [
            "",
            "role/a",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::123456789012:user/a",
            "arn:aws:iam:eu-west-1:123456789012:role/a",
            "arn:aws:iam::12345:role/a",
            "arn:aws:sts::123456789012:assumed-role/a/b",
        ];
        for arn in bad {
            assert!(arn.parse::<RoleArn>().is_err(), "{arn}");
        }
        assert!(
            "arn:aws:iam::aws:policy/ReadOnlyAccess"
                .parse::<PolicyArn>()
                .is_ok()
        );
    }

    #[test]
    fn endpoint_urls() {
        let good = [
            "http://127.0.0.1:4566",
            "https://kafka.eu-west-1.amazonaws.com/",
            "http://[::1]:80/x",
        ];
        for url in good {
            assert!(url.parse::<EndpointUrl>().is_ok(), "{url}");
        }
        let bad = [
            "",
            "localhost:4566",
            "ftp://x",
            "http://",
            "http:///x",
            "https://a b",
            "http://x:port",
            "http://x:70000",
            "http://[::1",
            "https://x/?y",
            "HTTP",
        ];
        for url in bad {
            assert!(url.parse::<EndpointUrl>().is_err(), "{url}");
        }
    }

    #[test]
    fn user_agents() {
        assert!("ci/1.4".parse::<UserAgent>().is_ok());
        assert!("ci".parse::<UserAgent>().is_ok());
        for bad in ["", "ci/", "a b", "a/b/c", "ci/1.4\r\nx: y"] {
            assert!(bad.parse::<UserAgent>().is_err(), "{bad:?}");
        }
    }
}
