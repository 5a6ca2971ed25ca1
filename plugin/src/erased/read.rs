//! Looking at what is there, without seeing changes where there are none.

use kafkaws_schema::{Diagnostics, Value, plan};

use super::Stored;
use super::private::Kept;
use super::state::{decode, schema, value_of};
use crate::{Cx, Found, Resource};

pub(super) async fn read<R: Resource>(
    cx: &Cx<R::Cloud>,
    prior: Value,
    private: Vec<u8>,
) -> Result<Stored, Diagnostics> {
    let kept = Kept::<R::Private>::read(private)?;
    let state = decode::<R>(&prior, kept.value.clone())?;
    match R::read(cx, state).await? {
        Found::Gone => Ok(Stored::nothing(Diagnostics::default())),
        Found::State(state, diagnostics) => Ok(Stored {
            state: steady::<R>(&prior, value_of(&state)),
            private: kept.write(&state.private)?,
            diagnostics,
        }),
    }
}

/// Keeps prior spellings: a number that is written in another way, or a set in another order, is no
/// change.
fn steady<R: Resource>(prior: &Value, read: Value) -> Value {
    let read = plan::steady(&schema::<R>(), prior, read);
    if read.same(prior) {
        prior.clone()
    } else {
        read
    }
}
