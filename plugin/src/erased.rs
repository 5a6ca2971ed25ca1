//! Resources and data sources without their types: what the RPC code sees.

mod apply;
mod data;
mod plan;
mod private;
mod read;
mod state;
mod write_only;

use std::marker::PhantomData;

use kafkaws_schema::upgrade::Broken;
use kafkaws_schema::{Diagnostics, Path, ResourceSchema, Sketch, Value, validate};

use crate::{Cx, DataSource, Moved, Resource};
pub(crate) use data::with_defaults;
pub(crate) use write_only::places as write_only_places;

/// What core hands over for a plan.
#[derive(Debug)]
pub(crate) struct PlanRequest {
    pub(crate) prior: Value,
    pub(crate) config: Value,
    pub(crate) proposed: Value,
    pub(crate) private: Vec<u8>,
}

/// A plan.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) planned: Value,
    pub(crate) replace: Vec<Path>,
    pub(crate) private: Vec<u8>,
    pub(crate) diagnostics: Diagnostics,
}

/// What core hands over for an apply.
#[derive(Debug)]
pub(crate) struct ApplyRequest {
    pub(crate) prior: Value,
    pub(crate) planned: Value,
    pub(crate) config: Value,
    pub(crate) private: Vec<u8>,
}

/// What core stores, and what it tells the user. A null state with an error among the diagnostics
/// means that the prior state stays; without one, that there is nothing.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) state: Value,
    pub(crate) private: Vec<u8>,
    pub(crate) diagnostics: Diagnostics,
}

impl Stored {
    fn nothing(diagnostics: Diagnostics) -> Self {
        Self {
            state: Value::Null,
            private: Vec::new(),
            diagnostics,
        }
    }
}

/// A resource whose model is hidden.
#[tonic::async_trait]
pub(crate) trait ErasedResource<C>: Send + Sync {
    fn schema(&self) -> ResourceSchema;
    fn subcategory(&self) -> &'static str;
    fn validate(&self, config: &Value) -> Diagnostics;
    async fn plan(&self, cx: &Cx<C>, request: PlanRequest) -> Result<Plan, Diagnostics>;
    async fn apply(&self, cx: &Cx<C>, request: ApplyRequest) -> Stored;
    async fn read(&self, cx: &Cx<C>, state: Value, private: Vec<u8>)
    -> Result<Stored, Diagnostics>;
    async fn import(&self, cx: &Cx<C>, id: &str) -> Result<Stored, Diagnostics>;
    fn adopt(&self, source: &Moved) -> Result<Stored, Diagnostics>;
    fn upgrade(&self, version: i64, state: &[u8]) -> Result<Value, Diagnostics>;
    /// Whether states of every older version can be upgraded.
    fn check_upgrades(&self) -> Result<(), Broken>;
}

/// A data source whose model is hidden.
#[tonic::async_trait]
pub(crate) trait ErasedDataSource<C>: Send + Sync {
    fn schema(&self) -> ResourceSchema;
    fn subcategory(&self) -> &'static str;
    fn validate(&self, config: &Value) -> Diagnostics;
    async fn read(&self, cx: &Cx<C>, config: &Value) -> Result<Value, Diagnostics>;
}

/// Carries the type that the erased one hides.
pub(crate) struct Typed<T>(PhantomData<fn() -> T>);

impl<T> Typed<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

#[tonic::async_trait]
impl<R: Resource> ErasedResource<R::Cloud> for Typed<R> {
    fn schema(&self) -> ResourceSchema {
        state::schema::<R>()
    }

    fn subcategory(&self) -> &'static str {
        R::SUBCATEGORY
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        let mut diagnostics = validate(&state::schema::<R>(), config);
        diagnostics.extend(R::validate(&Sketch::new(config)));
        diagnostics
    }

    async fn plan(&self, cx: &Cx<R::Cloud>, request: PlanRequest) -> Result<Plan, Diagnostics> {
        plan::plan::<R>(cx, request).await
    }

    async fn apply(&self, cx: &Cx<R::Cloud>, request: ApplyRequest) -> Stored {
        apply::apply::<R>(cx, request).await
    }

    async fn read(
        &self,
        cx: &Cx<R::Cloud>,
        state: Value,
        private: Vec<u8>,
    ) -> Result<Stored, Diagnostics> {
        read::read::<R>(cx, state, private).await
    }

    async fn import(&self, cx: &Cx<R::Cloud>, id: &str) -> Result<Stored, Diagnostics> {
        state::import::<R>(cx, id).await
    }

    fn adopt(&self, source: &Moved) -> Result<Stored, Diagnostics> {
        state::adopt::<R>(source)
    }

    fn upgrade(&self, version: i64, state: &[u8]) -> Result<Value, Diagnostics> {
        state::upgrade::<R>(version, state)
    }

    fn check_upgrades(&self) -> Result<(), Broken> {
        state::chain::<R>().map(drop)
    }
}

#[tonic::async_trait]
impl<D: DataSource> ErasedDataSource<D::Cloud> for Typed<D> {
    fn schema(&self) -> ResourceSchema {
        data::schema::<D>()
    }

    fn subcategory(&self) -> &'static str {
        D::SUBCATEGORY
    }

    fn validate(&self, config: &Value) -> Diagnostics {
        let mut diagnostics = validate(&data::schema::<D>(), config);
        diagnostics.extend(D::validate(&Sketch::new(config)));
        diagnostics
    }

    async fn read(&self, cx: &Cx<D::Cloud>, config: &Value) -> Result<Value, Diagnostics> {
        data::read::<D>(cx, config).await
    }
}
