//! Making, changing and removing, and saving the truth when that fails half way.

use kafkaws_schema::{Diagnostic, Diagnostics, ResourceSchema, Value, conformance, plan};

use super::private::Kept;
use super::state::{self, decode, schema, value_of};
use super::{ApplyRequest, Stored, read};
use crate::{Cx, Done, Failure, Resource, State};

pub(super) async fn apply<R: Resource>(cx: &Cx<R::Cloud>, request: ApplyRequest) -> Stored {
    let prior = request.prior.clone();
    let outcome = match (prior.is_null(), request.planned.is_null()) {
        (true, _) => create::<R>(cx, request).await,
        (_, true) => delete::<R>(cx, request).await,
        _ => update::<R>(cx, request).await,
    };
    // Nothing was called when the request could not even be decoded, so whatever was there still
    // is.
    outcome.unwrap_or_else(Stored::nothing)
}

async fn create<R: Resource>(
    cx: &Cx<R::Cloud>,
    request: ApplyRequest,
) -> Result<Stored, Diagnostics> {
    let kept = Kept::<R::Private>::read(request.private)?;
    let inputs = planned_inputs::<R>(&request.planned, &request.config)?;
    match R::create(cx, inputs, kept.value.clone()).await {
        Ok(done) => Ok(finished(&request.planned, kept, done)),
        Err(Failure {
            made: Some(made),
            errors,
        }) => Ok(unfinished(kept, *made, errors)),
        Err(Failure { made: None, errors }) => Err(explained::<R>(errors)),
    }
}

async fn update<R: Resource>(
    cx: &Cx<R::Cloud>,
    request: ApplyRequest,
) -> Result<Stored, Diagnostics> {
    let ApplyRequest {
        prior,
        planned,
        config,
        private,
    } = request;
    let kept = Kept::<R::Private>::read(private.clone())?;
    let inputs = planned_inputs::<R>(&planned, &config)?;
    let before = decode::<R>(&prior, kept.value.clone())?;
    match R::update(cx, before, inputs, kept.value.clone()).await {
        Ok(done) => Ok(finished(&planned, kept, done)),
        Err(Failure {
            made: Some(made),
            errors,
        }) => Ok(unfinished(kept, *made, errors)),
        Err(Failure { made: None, errors }) => {
            Ok(as_it_is_now::<R>(cx, prior, private, explained::<R>(errors)).await)
        }
    }
}

async fn delete<R: Resource>(
    cx: &Cx<R::Cloud>,
    request: ApplyRequest,
) -> Result<Stored, Diagnostics> {
    let kept = Kept::<R::Private>::read(request.private.clone())?;
    let before = decode::<R>(&request.prior, kept.value.clone())?;
    match R::delete(cx, before).await {
        Ok(warnings) => Ok(Stored::nothing(warnings)),
        Err(Failure {
            made: Some(left),
            errors,
        }) => Ok(unfinished(kept, *left, errors)),
        Err(Failure { made: None, errors }) => Ok(Stored {
            state: request.prior,
            private: request.private,
            diagnostics: explained::<R>(errors),
        }),
    }
}

/// The planned inputs with the values of write-only ones, which only the configuration has.
fn planned_inputs<R: Resource>(planned: &Value, config: &Value) -> Result<R::Inputs, Diagnostics> {
    let planned = plan::with_write_only(&schema::<R>(), planned.clone(), config);
    state::inputs::<R>(&planned)
}

/// A success: what was promised stays as promised, and what breaks a promise is our mistake.
fn finished<R: Resource>(planned: &Value, kept: Kept<R::Private>, done: Done<R>) -> Stored {
    let schema = schema::<R>();
    let Done {
        state,
        warnings: mut diagnostics,
    } = done;
    let result = plan::pin(&schema, planned, value_of(&state));
    diagnostics.extend(broken_promises(&schema, planned, &result, R::NAME));
    stored(kept, &state, result, diagnostics)
}

/// A failure that left something behind.
fn unfinished<R: Resource>(kept: Kept<R::Private>, made: State<R>, errors: Diagnostics) -> Stored {
    let value = value_of(&made);
    stored(kept, &made, value, explained::<R>(errors))
}

fn stored<R: Resource>(
    kept: Kept<R::Private>,
    state: &State<R>,
    value: Value,
    mut diagnostics: Diagnostics,
) -> Stored {
    let private = kept.write(&state.private).unwrap_or_else(|errors| {
        diagnostics.extend(errors);
        Vec::new()
    });
    Stored {
        state: value,
        private,
        diagnostics,
    }
}

/// A failed update that does not say what it left: one look tells. When that fails too, the prior
/// state is the best there is.
async fn as_it_is_now<R: Resource>(
    cx: &Cx<R::Cloud>,
    prior: Value,
    private: Vec<u8>,
    mut errors: Diagnostics,
) -> Stored {
    match read::read::<R>(cx, prior.clone(), private.clone()).await {
        Ok(found) if !found.state.is_null() => {
            errors.extend(found.diagnostics);
            Stored {
                state: found.state,
                private: found.private,
                diagnostics: errors,
            }
        }
        Ok(_) => Stored {
            state: prior,
            private,
            diagnostics: errors,
        },
        Err(more) => {
            errors.extend(more);
            Stored {
                state: prior,
                private,
                diagnostics: errors,
            }
        }
    }
}

/// A failure without an error would pass for a success.
fn explained<R: Resource>(mut errors: Diagnostics) -> Diagnostics {
    if !errors.has_errors() {
        let detail = format!("{} failed without saying why.", R::NAME);
        errors.push(Diagnostic::bug("An operation failed", detail));
    }
    errors
}

fn broken_promises(
    schema: &ResourceSchema,
    planned: &Value,
    result: &Value,
    name: &str,
) -> Diagnostics {
    conformance::apply_violations(schema, planned, result)
        .into_iter()
        .map(|violation| {
            Diagnostic::bug(format!("{name} did not become what was planned"), violation)
        })
        .collect()
}
