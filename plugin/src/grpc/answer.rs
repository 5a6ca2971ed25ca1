//! What every RPC has in common: a span, a caught panic, and diagnostics instead of a gRPC status.

use std::fmt;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use kafkaws_schema::{Diagnostic, Diagnostics};
use tonic::{Response, Status};
use tracing::Instrument;

use super::wire;
use crate::panics;
use crate::proto::tfplugin6::*;

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// A response that says no.
pub(super) trait Refusal: Default {
    /// Says why. Everything else is left out, which core takes for "as before".
    fn refuse(diagnostics: Diagnostics) -> Self;
}

/// Runs the work of one RPC.
///
/// A gRPC status would reach the user as "Plugin error: unexpected error", so there is none for
/// anything that can be said in a diagnostic, panics included.
pub(super) async fn answer<T: Refusal>(
    rpc: &'static str,
    type_name: &str,
    work: impl Future<Output = Result<T, Diagnostics>>,
) -> Result<Response<T>, Status> {
    let request = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let name = Named(rpc);
    let span = tracing::info_span!("rpc", tf_rpc = %name, tf_req_id = request, tf_type = type_name);
    let timed = async {
        let start = Instant::now();
        let outcome = panics::catch(work).await;
        tracing::debug!(
            tf_req_duration_ms = start.elapsed().as_millis() as u64,
            "answered"
        );
        outcome
    };
    let response = match timed.instrument(span).await {
        Ok(Ok(response)) => response,
        Ok(Err(diagnostics)) => T::refuse(diagnostics),
        Err(panic) => T::refuse(panicked(&panic).into()),
    };
    Ok(Response::new(response))
}

/// The name of an RPC as the protocol spells it, which is how Terraform's own logs name it too.
struct Named(&'static str);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for word in self.0.split('_') {
            let (first, rest) = word.split_at(1);
            write!(f, "{}{rest}", first.to_ascii_uppercase())?;
        }
        Ok(())
    }
}

/// What the user sees of a caught panic.
pub(super) fn panicked(panic: &str) -> Diagnostic {
    Diagnostic::bug(
        "The provider panicked",
        format!("It stopped in the middle of this: {panic}."),
    )
}

macro_rules! refusals {
    ($($messages:ident),*) => {$(
        impl Refusal for $messages::Response {
            fn refuse(diagnostics: Diagnostics) -> Self {
                let mut response = Self::default();
                response.diagnostics = wire::diagnostics(diagnostics);
                response
            }
        }
    )*};
}

refusals!(
    get_metadata,
    get_provider_schema,
    get_resource_identity_schemas,
    get_functions,
    validate_provider_config,
    validate_resource_config,
    validate_data_resource_config,
    validate_ephemeral_resource_config,
    configure_provider,
    upgrade_resource_state,
    import_resource_state,
    move_resource_state,
    read_resource,
    plan_resource_change,
    apply_resource_change,
    read_data_source,
    open_ephemeral_resource,
    renew_ephemeral_resource,
    close_ephemeral_resource
);

impl Refusal for stop_provider::Response {
    fn refuse(diagnostics: Diagnostics) -> Self {
        Self {
            error: sentences(&diagnostics),
        }
    }
}

impl Refusal for call_function::Response {
    fn refuse(diagnostics: Diagnostics) -> Self {
        let error = FunctionError {
            text: sentences(&diagnostics),
            function_argument: None,
        };
        Self {
            result: None,
            error: Some(error),
        }
    }
}

fn sentences(diagnostics: &Diagnostics) -> String {
    let texts: Vec<_> = diagnostics
        .iter()
        .map(|said| format!("{}: {}", said.summary, said.detail))
        .collect();
    texts.join("\n")
}
