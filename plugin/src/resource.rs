//! What a resource is to the plugin: a model, and what happens when one is planned, made, read,
//! changed and removed.

use std::fmt;
use std::future::Future;

use kafkaws_schema::plan::Draft;
use kafkaws_schema::upgrade::Upgrade;
use kafkaws_schema::{Diagnostics, Model, Sketch};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Cx;

/// A managed resource.
///
/// Everything has a default but the four verbs. None of them ever sees an unknown value or a
/// message of the protocol.
pub trait Resource: Sized + Send + Sync + 'static {
    /// The type without the provider's prefix: `msk_cluster` is `kafkaws_msk_cluster` in Terraform.
    const NAME: &'static str;
    /// The version of the stored state. Raise it together with a step in [`Resource::upgrades`].
    const VERSION: i64 = 0;
    /// The heading of the registry's navigation that the docs page goes under.
    const SUBCATEGORY: &'static str;
    /// Types of other providers that [`Resource::adopt`] takes over, as `hashicorp/aws
    /// aws_msk_cluster`. Printed when somebody moves another one.
    const ADOPTS: &'static [&'static str] = &[];

    /// What the provider makes of its configuration.
    type Cloud: Send + Sync + 'static;
    /// What the user writes.
    type Inputs: Model + Clone + Send + 'static;
    /// What the service adds.
    type Outputs: Model + Clone + Send + 'static;
    /// What the provider keeps for itself beside the state, as JSON. `()` for nothing.
    type Private: Serialize + DeserializeOwned + Default + Clone + PartialEq + Send + 'static;

    /// Checks beyond those of single attributes. Runs in `terraform validate` too, on an
    /// unconfigured provider.
    fn validate(_config: &Sketch<'_>) -> Diagnostics {
        Diagnostics::default()
    }

    /// First hook of a plan, before outputs become unknown and replacement is decided: it may move
    /// inputs back to their prior values, or mark outputs as changing. Not called for a destroy.
    fn settle(_draft: &mut Draft, _private: &Self::Private) {}

    /// Last hook of a plan: rules, refusals, warnings. Also called for a destroy, with a null plan.
    fn review(
        _cx: &Cx<Self::Cloud>,
        _draft: &mut Draft,
        _private: &mut Self::Private,
    ) -> impl Future<Output = ()> + Send {
        async {}
    }

    /// Makes a new one. Inputs that the service chooses are `None`. Write-only inputs have their
    /// values.
    ///
    /// # Errors
    /// With [`Failure::made`] when something exists by now: Terraform stores it, and replaces it on
    /// the next apply.
    fn create(
        cx: &Cx<Self::Cloud>,
        planned: Self::Inputs,
        private: Self::Private,
    ) -> impl Future<Output = Result<Done<Self>, Failure<Self>>> + Send;

    /// Looks at the real one.
    ///
    /// # Errors
    /// When it could not be looked at. A thing that is not there is [`Found::Gone`], no error.
    fn read(
        cx: &Cx<Self::Cloud>,
        prior: State<Self>,
    ) -> impl Future<Output = Result<Found<Self>, Diagnostics>> + Send;

    /// Changes one in place.
    ///
    /// # Errors
    /// With [`Failure::made`] when what it became is known. Otherwise the plugin reads it once more
    /// and stores what is really there.
    fn update(
        cx: &Cx<Self::Cloud>,
        prior: State<Self>,
        planned: Self::Inputs,
        private: Self::Private,
    ) -> impl Future<Output = Result<Done<Self>, Failure<Self>>> + Send;

    /// Removes one. One that is gone already is a success. Returns warnings.
    ///
    /// # Errors
    /// With [`Failure::made`] for what is left of it. Otherwise the prior state stays.
    fn delete(
        cx: &Cx<Self::Cloud>,
        prior: State<Self>,
    ) -> impl Future<Output = Result<Diagnostics, Failure<Self>>> + Send;

    /// The state for an id that the user gave. It may be partial: [`Resource::read`] follows at
    /// once.
    ///
    /// # Errors
    /// When the id says nothing to us.
    fn import(
        cx: &Cx<Self::Cloud>,
        id: &str,
    ) -> impl Future<Output = Result<State<Self>, Diagnostics>> + Send;

    /// Takes over the state of another provider's resource (`moved` block). `None`: not one of
    /// [`Resource::ADOPTS`].
    fn adopt(_source: &Moved) -> Option<Result<State<Self>, Diagnostics>> {
        None
    }

    /// How states of older versions become one of this version: one step per version.
    fn upgrades() -> Vec<Upgrade> {
        Vec::new()
    }
}

/// One resource as it was stored or is about to be.
pub struct State<R: Resource> {
    /// What the user wrote, with what the service chose in its place.
    pub inputs: R::Inputs,
    /// What the service added.
    pub outputs: R::Outputs,
    /// What the provider keeps for itself.
    pub private: R::Private,
}

/// A create or update that went well.
pub struct Done<R: Resource> {
    /// What there is now.
    pub state: State<R>,
    /// What the user should know all the same.
    pub warnings: Diagnostics,
}

/// A create, update or delete that did not go well.
pub struct Failure<R: Resource> {
    /// What exists all the same.
    pub made: Option<Box<State<R>>>,
    /// Why it failed.
    pub errors: Diagnostics,
}

/// What a read met.
pub enum Found<R: Resource> {
    /// It does not exist any more. Terraform plans a new one.
    Gone,
    /// It exists, and this is what the user should know about it.
    State(State<R>, Diagnostics),
}

/// A state of another resource type, named by a `moved` block.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The address of the provider it comes from, `registry.terraform.io/hashicorp/aws`.
    pub provider: String,
    /// The type it had there.
    pub type_name: String,
    /// The version of its schema there.
    pub version: i64,
    /// Its state, as it lies in the state file.
    pub state: serde_json::Value,
}

impl<R: Resource> From<State<R>> for Done<R> {
    fn from(state: State<R>) -> Self {
        Self {
            state,
            warnings: Diagnostics::default(),
        }
    }
}

impl<R: Resource> Failure<R> {
    /// A failure that left something behind.
    pub fn leaving(made: State<R>, errors: Diagnostics) -> Self {
        Self {
            made: Some(Box::new(made)),
            errors,
        }
    }
}

impl<R: Resource> From<Diagnostics> for Failure<R> {
    fn from(errors: Diagnostics) -> Self {
        Self { made: None, errors }
    }
}

impl<R: Resource> From<kafkaws_schema::Diagnostic> for Failure<R> {
    fn from(error: kafkaws_schema::Diagnostic) -> Self {
        Diagnostics::from(error).into()
    }
}

impl<R: Resource> Clone for State<R> {
    fn clone(&self) -> Self {
        Self {
            inputs: self.inputs.clone(),
            outputs: self.outputs.clone(),
            private: self.private.clone(),
        }
    }
}

// The values themselves stay out of debug output: they may be secrets.
macro_rules! debug_by_name {
    ($($name:ident),*) => {$(
        impl<R: Resource> fmt::Debug for $name<R> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "<{}>"), R::NAME)
            }
        }
    )*};
}

debug_by_name!(State, Done, Failure, Found);
