//! Which answers are worth asking again for.

use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};
use aws_smithy_types::retry::ErrorKind;

/// Retries every 429 and 503, whatever the operation models.
///
/// MSK models TooManyRequests for some operations only, and sends it for all of them; a 429 that an
/// operation does not model has no code that the SDK's own classifiers know.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RetryBusy;

impl ClassifyRetry for RetryBusy {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        match context
            .response()
            .map(|response| response.status().as_u16())
        {
            Some(429) => RetryAction::retryable_error(ErrorKind::ThrottlingError),
            Some(503) => RetryAction::retryable_error(ErrorKind::ServerError),
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "busy service"
    }

    /// Before the SDK's: what they find in the answer's code says more than its status.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_before(RetryClassifierPriority::http_status_code_classifier())
    }
}

/// Does not retry what only time or another type cures.
///
/// EC2 says that a zone has no room for an instance with status 500, which the SDK would ask again for until its retries are
/// used up: minutes, while a broker is down and waits to be started with the type that it had.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AcceptNoCapacity;

impl ClassifyRetry for AcceptNoCapacity {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let body = context
            .response()
            .and_then(|response| response.body().bytes());
        let says = |code: &str| body.is_some_and(|body| contains(body, code.as_bytes()));
        match [
            "<Code>InsufficientInstanceCapacity<",
            "<Code>InsufficientHostCapacity<",
        ]
        .into_iter()
        .any(says)
        {
            true => RetryAction::RetryForbidden,
            false => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "no capacity"
    }

    /// After the others: the last one that has something to say decides.
    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
