//! Classification of real answers, through the SDK's own deserialisers.

use super::canned::{Canned, config, describe, json, keys};
use super::*;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_kafka::config::SharedCredentialsProvider;

#[tokio::test]
async fn what_msk_answers() {
    use AwsErrorKind as Kind;
    let parameter = Some("clusterArn".to_string());
    let table = [
        (
            404,
            r#"{"__type":"NotFoundException","message":"m"}"#,
            Kind::Missing,
        ),
        (
            409,
            r#"{"__type":"ConflictException","message":"m"}"#,
            Kind::Conflict,
        ),
        (
            429,
            r#"{"__type":"TooManyRequestsException","message":"m"}"#,
            Kind::Throttled,
        ),
        (
            403,
            r#"{"__type":"ForbiddenException","message":"m"}"#,
            Kind::Denied,
        ),
        (
            401,
            r#"{"__type":"UnauthorizedException","message":"m"}"#,
            Kind::Denied,
        ),
        (
            403,
            r#"{"__type":"AccessDeniedException","Message":"m"}"#,
            Kind::Denied,
        ),
        (
            503,
            r#"{"__type":"ServiceUnavailableException","message":"m"}"#,
            Kind::Unavailable,
        ),
        (
            500,
            r#"{"__type":"InternalServerErrorException","message":"m"}"#,
            Kind::Unavailable,
        ),
        (
            403,
            r#"{"__type":"ExpiredTokenException","message":"m"}"#,
            Kind::BadCredentials,
        ),
        (
            403,
            r#"{"__type":"UnrecognizedClientException","message":"m"}"#,
            Kind::BadCredentials,
        ),
        (
            403,
            r#"{"__type":"SignatureDoesNotMatch","message":"m"}"#,
            Kind::BadCredentials,
        ),
        (
            400,
            r#"{"__type":"BadRequestException","message":"m"}"#,
            Kind::BadRequest { parameter: None },
        ),
        (
            400,
            r#"{"__type":"BadRequestException","message":"m","invalidParameter":"clusterArn"}"#,
            Kind::BadRequest { parameter },
        ),
        (
            418,
            r#"{"__type":"NobodyKnows","message":"m"}"#,
            Kind::Other,
        ),
        (
            404,
            r#"{"__type":"NobodyKnows","message":"m"}"#,
            Kind::Missing,
        ),
    ];
    for (status, body, kind) in table {
        let error = json(status, body).await;
        assert_eq!(error.kind, kind, "{body}");
        assert_eq!(error.message, "m", "{body}");
        assert_eq!(error.request_id.as_deref(), Some("id-1"), "{body}");
    }
}

#[tokio::test]
async fn what_is_not_from_aws_is_never_missing() {
    let page = "<!DOCTYPE html><html><body>Not here</body></html>";
    let answers = [
        (404, "text/html; charset=utf-8", page),
        (200, "text/html", page),
        (200, "", "  <HTML>"),
        (404, "application/json", "{}"),
        (404, "text/plain", "404 page not found"),
        (403, "application/json", r#"{"error":"proxy says no"}"#),
        (502, "text/html", "<html>Bad gateway</html>"),
    ];
    for (status, content_type, body) in answers {
        let error = describe(
            Canned::Answer {
                status,
                content_type,
                body,
            },
            keys(),
        )
        .await;
        assert_eq!(error.kind, AwsErrorKind::NotAws, "{status} {body}");
        let told = error.diagnostic("reading MSK cluster \"a\"");
        assert!(told.detail.contains("endpoints"), "{}", told.detail);
        assert!(
            !told.detail.contains("Not here"),
            "a page's content is not repeated"
        );
    }
}

#[tokio::test]
async fn busy_services_may_answer_without_a_code() {
    for (status, kind) in [
        (429, AwsErrorKind::Throttled),
        (503, AwsErrorKind::Unavailable),
    ] {
        assert_eq!(json(status, "").await.kind, kind);
    }
}

#[tokio::test]
async fn connections_that_fail() {
    assert_eq!(
        describe(Canned::Refused, keys()).await.kind,
        AwsErrorKind::Unreachable
    );
    let slow = describe(Canned::Slow, keys()).await;
    assert_eq!(slow.kind, AwsErrorKind::Timeout);
    assert!(slow.kind.is_transient() && slow.kind.may_have_worked());
}

#[derive(Debug)]
struct Failing(fn() -> CredentialsError);

impl aws_credential_types::provider::ProvideCredentials for Failing {
    fn provide_credentials<'a>(
        &'a self,
    ) -> aws_credential_types::provider::future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        aws_credential_types::provider::future::ProvideCredentials::ready(Err((self.0)()))
    }
}

async fn without(credentials: fn() -> CredentialsError) -> AwsError {
    describe(
        Canned::Refused,
        SharedCredentialsProvider::new(Failing(credentials)),
    )
    .await
}

#[tokio::test]
async fn credentials_that_nobody_has() {
    let error = without(|| CredentialsError::not_loaded("nothing")).await;
    assert_eq!(error.kind, AwsErrorKind::NoCredentials);
    let told = error.diagnostic("reading MSK cluster \"a\"");
    assert_eq!(
        told.summary, "no AWS credentials",
        "the same words for every resource"
    );
    for source in [
        "AWS_ACCESS_KEY_ID",
        "AWS_PROFILE",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "EC2",
    ] {
        assert!(told.detail.contains(source), "{}", told.detail);
    }
    let wrong = without(|| CredentialsError::invalid_configuration("profile x is a loop")).await;
    assert_eq!(wrong.kind, AwsErrorKind::NoCredentials);
    assert!(
        wrong.message.contains("profile x is a loop"),
        "{}",
        wrong.message
    );
}

#[tokio::test]
async fn a_role_that_cannot_be_assumed_says_what_sts_said() {
    let error = without(|| {
        let refused = AwsError::new("sts:AssumeRole", AwsErrorKind::Denied, "not trusted");
        CredentialsError::provider_error(refused)
    })
    .await;
    assert_eq!(
        (error.operation, error.kind),
        ("sts:AssumeRole", AwsErrorKind::Denied)
    );
}

#[tokio::test]
async fn what_ec2_answers() {
    let body = "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>no vpc</Message>\
                </Error></Errors><RequestID>ec2-1</RequestID></Response>";
    let canned = Canned::Answer {
        status: 400,
        content_type: "text/xml",
        body,
    };
    let ec2 = aws_sdk_ec2::Client::new(&config(canned, keys()));
    let call = ec2.describe_vpcs().send().await;
    let error = call
        .map_err(AwsError::during("ec2:DescribeVpcs"))
        .unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (AwsErrorKind::Missing, "no vpc")
    );
    assert_eq!(error.code.as_deref(), Some("InvalidVpcID.NotFound"));
}

#[test]
fn families_of_codes() {
    use AwsErrorKind as Kind;
    let table = [
        ("InvalidSubnetID.NotFound", Some(Kind::Missing)),
        ("InvalidGroup.InUse", Some(Kind::Conflict)),
        ("VolumeLimitExceeded", Some(Kind::LimitExceeded)),
        ("RequestLimitExceeded", Some(Kind::Throttled)),
        (
            "InvalidParameterValue",
            Some(Kind::BadRequest { parameter: None }),
        ),
        ("InvalidClientTokenId", Some(Kind::BadCredentials)),
        ("UnauthorizedOperation", Some(Kind::Denied)),
        ("Whatever", None),
    ];
    for (code, kind) in table {
        assert_eq!(AwsErrorKind::of_code(code), kind, "{code}");
    }
}

#[tokio::test]
async fn told_with_what_to_do_and_what_to_quote() {
    let body = r#"{"__type":"ForbiddenException","message":"User x is not authorized"}"#;
    let told = json(403, body)
        .await
        .diagnostic("reading MSK cluster \"a\"");
    assert_eq!(told.summary, "reading MSK cluster \"a\"");
    for part in [
        "User x is not authorized",
        "kafka:DescribeClusterV2",
        "id-1",
    ] {
        assert!(told.detail.contains(part), "{}", told.detail);
    }
    let body = r#"{"__type":"TooManyRequestsException","message":"slow down"}"#;
    assert!(json(429, body).await.detail().contains("max_retries"));
}
