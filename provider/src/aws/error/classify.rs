//! From the SDK's errors to [`AwsError`].

use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{DispatchFailure, SdkError};
use aws_smithy_types::error::metadata::{ErrorMetadata, ProvideErrorMetadata};
use aws_types::request_id::RequestId;
use std::error::Error;

use super::answer::Answer;
use super::{AwsError, AwsErrorKind};

impl AwsError {
    /// For `map_err`: classifies what the SDK returned from `operation`.
    pub fn during<E>(operation: &'static str) -> impl Fn(SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        move |error| Self::classify(operation, &error)
    }

    /// What an error of the SDK means.
    pub fn classify<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        // Credentials are resolved within the call, so their errors arrive inside its error.
        if let Some(error) = of_credentials(operation, error) {
            return error;
        }
        let mut classified = match error {
            SdkError::ServiceError(refused) => {
                of_answer(operation, refused.err().meta(), refused.raw())
            }
            SdkError::ResponseError(garbled) => {
                of_answer(operation, &ErrorMetadata::builder().build(), garbled.raw())
            }
            SdkError::TimeoutError(_) => Self::new(operation, AwsErrorKind::Timeout, causes(error)),
            SdkError::DispatchFailure(failure) => {
                Self::new(operation, of_dispatch(failure), reason(failure))
            }
            _ => Self::new(operation, AwsErrorKind::Other, causes(error)),
        };
        classified.request_id = request_id(error);
        classified
    }
}

/// EC2 and STS put the id into the body, where only the error's metadata has it.
fn request_id<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Option<String> {
    let id = match error {
        SdkError::ServiceError(refused) => refused
            .err()
            .meta()
            .request_id()
            .or_else(|| refused.raw().request_id()),
        other => other.request_id(),
    };
    id.map(str::to_string)
}

fn of_answer(operation: &'static str, meta: &ErrorMetadata, raw: &HttpResponse) -> AwsError {
    let answer = Answer::of(raw);
    let Some(kind) = kind_of_answer(meta.code(), &answer) else {
        let message = format!("The answer did not come from AWS: {}.", answer.looks());
        return AwsError::new(operation, AwsErrorKind::NotAws, message);
    };
    let message = match meta.message() {
        Some(message) if !message.is_empty() => message.to_string(),
        _ => format!("AWS gave no reason ({}).", answer.looks()),
    };
    AwsError {
        code: meta.code().map(str::to_string),
        ..AwsError::new(operation, kind, message)
    }
}

/// `None`: not an answer of AWS.
///
/// A 404 without an error code is never "missing": a proxy or a wrong endpoint would make the
/// provider drop every cluster from the state.
fn kind_of_answer(code: Option<&str>, answer: &Answer<'_>) -> Option<AwsErrorKind> {
    if answer.is_web_page() {
        return None;
    }
    let kind = match code {
        Some(code) => {
            AwsErrorKind::of_code(code).unwrap_or_else(|| AwsErrorKind::of_status(answer.status))
        }
        None => match AwsErrorKind::of_status(answer.status) {
            kind if kind.is_transient() => kind,
            _ => return None,
        },
    };
    Some(match kind {
        AwsErrorKind::BadRequest { .. } => AwsErrorKind::BadRequest {
            parameter: answer.invalid_parameter(),
        },
        kind => kind,
    })
}

fn of_dispatch(failure: &DispatchFailure) -> AwsErrorKind {
    if failure.is_timeout() {
        AwsErrorKind::Timeout
    } else {
        AwsErrorKind::Unreachable
    }
}

/// Without the SDK's own layers, which say "dispatch failure: io error".
fn reason(failure: &DispatchFailure) -> String {
    match failure.as_connector_error() {
        Some(error) => causes(error.source().unwrap_or(error)),
        None => "no connection".to_string(),
    }
}

fn of_credentials(operation: &'static str, error: &(dyn Error + 'static)) -> Option<AwsError> {
    let chain: Vec<_> = chain(error).collect();
    // A role that could not be assumed: what STS said matters, not that a call needed the role.
    if let Some(refused) = chain
        .iter()
        .rev()
        .find_map(|cause| cause.downcast_ref::<AwsError>())
    {
        return Some(refused.clone());
    }
    // Nothing was sent, so nobody refused anything: a source is broken, too slow, or there is none.
    let missing = chain
        .iter()
        .find_map(|cause| cause.downcast_ref::<CredentialsError>())?;
    Some(AwsError::new(
        operation,
        AwsErrorKind::NoCredentials,
        causes(missing),
    ))
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

/// The causes, outermost first. The SDK's own layers repeat each other ("dispatch failure: io
/// error: client error (Connect)"), so a cause that the text already ends with is left out.
fn causes(error: &(dyn Error + 'static)) -> String {
    let mut text = String::new();
    for cause in chain(error).map(ToString::to_string) {
        if text.ends_with(&cause) {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&cause);
    }
    text
}
