//! Between a stored value and the models: decoding, encoding, upgrading, importing, taking over.

use kafkaws_schema::codec::{Cause, CodecError};
use kafkaws_schema::upgrade::{Broken, Chain, UpgradeError};
use kafkaws_schema::{Diagnostic, Diagnostics, Model, Problem, ResourceSchema, Value, plan};

use super::private::Kept;
use super::{Stored, with_defaults};
use crate::{Cx, Moved, Resource, State};

pub(super) const fn schema<R: Resource>() -> ResourceSchema {
    ResourceSchema::of::<R::Inputs, R::Outputs>(R::VERSION)
}

/// The inputs in `value`, which may hold unknown values where the service chooses.
pub(super) fn inputs<R: Resource>(value: &Value) -> Result<R::Inputs, Diagnostics> {
    R::Inputs::read(value).map_err(|p| problem(p, Diagnostic::bug, "Cannot read the planned value"))
}

/// The state in `value`.
pub(super) fn decode<R: Resource>(
    value: &Value,
    private: R::Private,
) -> Result<State<R>, Diagnostics> {
    let summary = "Cannot read the stored state";
    let inputs = R::Inputs::read(value).map_err(|p| problem(p, Diagnostic::bug, summary))?;
    let outputs = R::Outputs::read(value).map_err(|p| problem(p, Diagnostic::bug, summary))?;
    Ok(State {
        inputs,
        outputs,
        private,
    })
}

/// The value that is stored for `state`.
pub(super) fn value_of<R: Resource>(state: &State<R>) -> Value {
    let value = merged(state.inputs.write(), state.outputs.write());
    without_write_only::<R>(value)
}

/// What is write-only must be null in everything that core stores.
fn without_write_only<R: Resource>(value: Value) -> Value {
    plan::with_write_only(&schema::<R>(), value, &Value::Null)
}

/// One object with the attributes of both.
pub(super) fn merged(inputs: Value, outputs: Value) -> Value {
    match (inputs, outputs) {
        (Value::Object(mut inputs), Value::Object(outputs)) => {
            inputs.extend(outputs);
            Value::Object(inputs)
        }
        (inputs, _) => inputs,
    }
}

/// A value that its model refuses.
pub(super) fn problem(
    problem: Problem,
    kind: fn(String, String) -> Diagnostic,
    summary: &str,
) -> Diagnostics {
    kind(summary.to_owned(), problem.message)
        .at(problem.path)
        .into()
}

pub(super) async fn import<R: Resource>(
    cx: &Cx<R::Cloud>,
    id: &str,
) -> Result<Stored, Diagnostics> {
    let state = R::import(cx, id).await?;
    fresh(&state)
}

pub(super) fn adopt<R: Resource>(source: &Moved) -> Result<Stored, Diagnostics> {
    let state = R::adopt(source).unwrap_or_else(|| Err(not_ours::<R>(source)))?;
    fresh(&state)
}

/// A state that was not stored by us before.
fn fresh<R: Resource>(state: &State<R>) -> Result<Stored, Diagnostics> {
    let private = Kept::<R::Private>::read(Vec::new())?.write(&state.private)?;
    Ok(Stored {
        state: value_of(state),
        private,
        diagnostics: Diagnostics::default(),
    })
}

fn not_ours<R: Resource>(source: &Moved) -> Diagnostics {
    let accepted = match R::ADOPTS {
        [] => "It takes over no other type.".to_owned(),
        types => format!("It takes over: {}.", types.join(", ")),
    };
    let detail = format!(
        "{} cannot take over a {} of {}. {accepted} Import it instead: `terraform state rm` the \
         old resource, and write an `import` block for the new one.",
        R::NAME,
        source.type_name,
        source.provider,
    );
    Diagnostic::error("Cannot move this resource", detail).into()
}

/// The state of a state file, as this version has it.
pub(super) fn upgrade<R: Resource>(version: i64, state: &[u8]) -> Result<Value, Diagnostics> {
    if version > R::VERSION {
        return Err(newer::<R>(version));
    }
    let chain = chain::<R>().map_err(|broken| {
        Diagnostic::bug("Cannot upgrade the stored state", format!("{broken}."))
    })?;
    let upgraded = chain.upgrade(version, state).map_err(unreadable)?;
    // An attribute with a default may come with a release that leaves the version as it is.
    Ok(with_defaults(&schema::<R>(), &upgraded))
}

pub(super) fn chain<R: Resource>() -> Result<Chain, Broken> {
    Chain::prove(&schema::<R>(), R::upgrades())
}

fn newer<R: Resource>(version: i64) -> Diagnostics {
    let detail = format!(
        "It has version {version} of the schema of {}, and this provider knows versions up to {}. \
         Use the provider version that wrote it, or a newer one.",
        R::NAME,
        R::VERSION,
    );
    Diagnostic::error("The stored state is newer than this provider", detail).into()
}

fn unreadable(error: UpgradeError) -> Diagnostics {
    let advice = match &error {
        // Within one version attributes are only ever added.
        UpgradeError::Decode {
            cause:
                CodecError {
                    cause: Cause::Extra(_),
                    ..
                },
            ..
        } => "A newer version of the provider may have written it: use that one.",
        _ => {
            "If it was edited by hand, correct it; otherwise remove the resource with `terraform \
             state rm` and import it again."
        }
    };
    Diagnostic::error("Cannot read the stored state", format!("{error}. {advice}")).into()
}
