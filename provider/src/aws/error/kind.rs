//! What an AWS error means to the provider, whatever the service calls it.

/// What went wrong, as far as it decides what the provider or its user does next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AwsErrorKind {
    /// The service says that the thing does not exist. The only kind that may remove state.
    Missing,
    /// The thing exists already, is in use, or is not in a state that allows the call.
    Conflict,
    /// Too many calls. The SDK's retries are used up by the time this is seen.
    Throttled,
    /// The credentials are good, and do not allow the call.
    Denied,
    /// A quota of the account or a limit of the service is reached.
    LimitExceeded,
    /// The zone has no room for an instance of this type now.
    NoCapacity,
    /// The thing cannot be changed again yet: a modification of a volume runs, or the day's are used up.
    TooSoon,
    /// The service refuses an argument. `parameter` is its name for it, when it says.
    BadRequest {
        /// The argument's name in the API, as the service spells it.
        parameter: Option<String>,
    },
    /// The service failed (5xx) and may recover.
    Unavailable,
    /// No source of the chain has credentials, or one of them is broken; nothing was sent.
    NoCredentials,
    /// The service does not accept the credentials: expired, unknown or wrongly signed.
    BadCredentials,
    /// The answer is not AWS's: a proxy's page, or an endpoint that is something else.
    NotAws,
    /// No complete answer in time.
    Timeout,
    /// No connection: name, route, port or TLS.
    Unreachable,
    /// The provider block cannot serve the call: an attribute is not known yet, or no region.
    NotConfigured,
    /// None of the above; the message is all there is.
    Other,
}

impl AwsErrorKind {
    /// Whether the same call may succeed soon without anybody doing anything.
    pub fn is_transient(&self) -> bool {
        matches!(
            self,
            Self::Throttled | Self::Unavailable | Self::Timeout | Self::Unreachable
        )
    }

    /// Whether the request may have reached the service and been carried out although the answer
    /// is lost. A create that failed so must look for what it made before it tries again.
    pub fn may_have_worked(&self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::Timeout | Self::Unreachable | Self::NotAws
        )
    }

    /// The kind of an error code. `None`: the code is not known, the HTTP status decides.
    ///
    /// MSK answers with modelled exceptions; EC2 and STS with codes whose families are told apart
    /// by suffix (`InvalidSubnetID.NotFound`). Source: the services' botocore models and EC2's
    /// "Error codes" reference.
    pub fn of_code(code: &str) -> Option<Self> {
        exact(code).or_else(|| family(code))
    }

    /// The kind of an answer by its HTTP status, for codes nobody has seen before.
    pub fn of_status(status: u16) -> Self {
        match status {
            400 => Self::BadRequest { parameter: None },
            401 | 403 => Self::Denied,
            404 => Self::Missing,
            409 => Self::Conflict,
            429 => Self::Throttled,
            500..=599 => Self::Unavailable,
            _ => Self::Other,
        }
    }
}

fn exact(code: &str) -> Option<AwsErrorKind> {
    use AwsErrorKind as Kind;
    Some(match code {
        "NotFoundException" | "ResourceNotFoundException" | "ResourceNotFound" => Kind::Missing,
        // Of an image that was deregistered a moment ago.
        "InvalidAMIID.Unavailable" => Kind::Missing,
        "ConflictException" | "DependencyViolation" | "IncorrectState" | "ResourceInUse" => {
            Kind::Conflict
        }
        "IncorrectInstanceState" | "VolumeInUse" | "InvalidVolume.ZoneMismatch" => Kind::Conflict,
        "InsufficientInstanceCapacity" | "InsufficientHostCapacity" | "InsufficientCapacity" => {
            Kind::NoCapacity
        }
        "IncorrectModificationState" | "VolumeModificationRateExceeded" => Kind::TooSoon,
        "TooManyRequestsException"
        | "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestLimitExceeded"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "SlowDown"
        | "EC2ThrottledException" => Kind::Throttled,
        "ForbiddenException"
        | "UnauthorizedException"
        | "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "OptInRequired"
        | "NotAuthorized" => Kind::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidClientTokenId"
        | "AuthFailure"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken"
        | "RequestExpired"
        | "MissingAuthenticationTokenException"
        | "InvalidIdentityToken"
        | "RequestTimeTooSkewed" => Kind::BadCredentials,
        "BadRequestException"
        | "ValidationError"
        | "ValidationException"
        | "MalformedPolicyDocument"
        | "PackedPolicyTooLarge"
        | "MissingParameter" => Kind::BadRequest { parameter: None },
        "LimitExceededException"
        | "ServiceQuotaExceededException"
        | "ConcurrentLimitExceededException" => Kind::LimitExceeded,
        "InternalServerErrorException"
        | "ServiceUnavailableException"
        | "InternalFailure"
        | "InternalError"
        | "ServiceUnavailable"
        | "Unavailable" => Kind::Unavailable,
        "RequestTimeout" | "RequestTimeoutException" => Kind::Timeout,
        _ => return None,
    })
}

fn family(code: &str) -> Option<AwsErrorKind> {
    let ends = |suffixes: &[&str]| suffixes.iter().any(|suffix| code.ends_with(suffix));
    if ends(&[".NotFound", ".NotFoundException"]) {
        Some(AwsErrorKind::Missing)
    } else if ends(&[".InUse", ".Duplicate", ".DuplicateIpAddress"]) {
        Some(AwsErrorKind::Conflict)
    } else if ends(&["LimitExceeded", "QuotaExceeded"]) {
        Some(AwsErrorKind::LimitExceeded)
    } else if code.starts_with("Invalid") || ends(&[".Malformed"]) {
        Some(AwsErrorKind::BadRequest { parameter: None })
    } else {
        None
    }
}
