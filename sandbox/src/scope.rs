//! Who calls, which service and which region: read from the SigV4 credential scope.

use crate::http::Request;

/// The services behind the one port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Kafka,
    Sts,
    Ec2,
    Ebs,
    S3,
    Monitoring,
}

impl Service {
    const ALL: [Self; 6] = [
        Self::Kafka,
        Self::Sts,
        Self::Ec2,
        Self::Ebs,
        Self::S3,
        Self::Monitoring,
    ];

    /// The name that clients sign with.
    pub(crate) fn signing_name(self) -> &'static str {
        match self {
            Self::Kafka => "kafka",
            Self::Sts => "sts",
            Self::Ec2 => "ec2",
            Self::Ebs => "ebs",
            Self::S3 => "s3",
            Self::Monitoring => "monitoring",
        }
    }

    fn from_signing_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|service| service.signing_name() == name)
    }

    /// For requests that are not signed: the API version in a form body names the service, any path
    /// is MSK's.
    pub(crate) fn from_contents(request: &Request) -> Self {
        let body = String::from_utf8_lossy(&request.body);
        let smithy = request.header("smithy-protocol").is_some();
        match () {
            () if body.contains("Version=2011-06-15") => Self::Sts,
            () if body.contains("Version=2016-11-15") => Self::Ec2,
            () if smithy || body.contains("Version=2010-08-01") => Self::Monitoring,
            () => Self::Kafka,
        }
    }
}

/// The credential scope of a signed request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key: String,
    pub(crate) region: String,
    /// As signed; the sandbox may not know it.
    pub(crate) service: String,
}

impl Scope {
    /// Reads the Authorization header, or the query of a presigned URL. The signature is not checked:
    /// any credentials are taken.
    pub(crate) fn of(request: &Request) -> Option<Self> {
        match request.header("authorization") {
            Some(header) => {
                let credential = header.split_once("Credential=")?.1;
                Self::parse(credential.split([',', ' ']).next()?)
            }
            None => {
                let pairs = request.query_pairs().into_iter();
                let mut credentials = pairs.filter(|(name, _)| name == "X-Amz-Credential");
                Self::parse(&credentials.next()?.1)
            }
        }
    }

    fn parse(credential: &str) -> Option<Self> {
        // An access key cannot hold a slash, so the scope is the last four of five parts.
        let [access_key, _date, region, service, "aws4_request"] =
            credential.split('/').collect::<Vec<_>>()[..]
        else {
            return None;
        };
        Some(Self {
            access_key: access_key.into(),
            region: region.into(),
            service: service.into(),
        })
    }

    pub(crate) fn known_service(&self) -> Option<Service> {
        Service::from_signing_name(&self.service)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(value: &str) -> Request {
        let headers = vec![("authorization".to_owned(), value.to_owned())];
        Request {
            headers,
            ..Request::default()
        }
    }

    #[test]
    fn the_scope_names_key_region_and_service() {
        let request = signed(
            "AWS4-HMAC-SHA256 Credential=AKIA/20260101/eu-west-1/kafka/aws4_request, \
             SignedHeaders=host, Signature=00",
        );
        let scope = Scope::of(&request).unwrap();
        assert_eq!(
            (scope.access_key.as_str(), scope.region.as_str()),
            ("AKIA", "eu-west-1")
        );
        assert_eq!(scope.known_service(), Some(Service::Kafka));
    }

    #[test]
    fn a_presigned_url_has_its_scope_in_the_query() {
        let request = Request {
            query: "X-Amz-Credential=AKIA%2F20260101%2Feu-west-1%2Fs3%2Faws4_request".into(),
            ..Request::default()
        };
        let scope = Scope::of(&request).unwrap();
        assert_eq!(scope.known_service(), Some(Service::S3));
    }

    #[test]
    fn another_kind_of_authorization_has_no_scope() {
        assert_eq!(Scope::of(&signed("Bearer x")), None);
        assert_eq!(Scope::of(&Request::default()), None);
    }
}
