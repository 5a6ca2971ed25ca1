//! Terraform's side of the protocol, in one process: drives a provider as core does, with plain
//! values.
//!
//! A test of a resource needs neither the terraform binary nor a socket. Whatever core would refuse
//! (an invalid plan, an inconsistent result, an unknown value in a state) panics here with core's
//! reason.

mod calls;
mod change;
mod config;
mod lifecycle;
mod messages;
mod proposed;
mod storage;

use std::fmt;
use std::sync::Arc;

use kafkaws_schema::{Diagnostics, Path, ResourceSchema, Value};

use crate::grpc::Service;
use crate::operations::Operations;
use crate::{Provider, Registry};

/// A provider, and core's part played by the test.
pub struct Harness<P: Provider> {
    service: Service<P>,
    registry: Registry<P::Cloud>,
}

/// What a state file holds of one resource.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its attributes.
    pub value: Value,
    /// The provider's own bytes.
    pub private: Vec<u8>,
    /// Whether the next apply replaces it.
    pub tainted: bool,
}

/// What a plan will do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    NoOp,
    /// Make one.
    Create,
    /// Change it in place.
    Update,
    /// Remove it and make another.
    Replace,
    /// Remove it.
    Delete,
}

/// A plan, as `terraform plan` shows it and `terraform apply` takes it.
#[derive(Clone, Debug)]
pub struct Planned {
    /// The type without the provider's prefix.
    pub name: String,
    /// What will be done.
    pub action: Action,
    /// What there was.
    pub prior: Option<Stored>,
    /// The configuration, with null where the test wrote nothing.
    pub config: Value,
    /// What there will be, unknown values included.
    pub value: Value,
    /// The provider's own bytes for the apply.
    pub private: Vec<u8>,
    /// The attributes whose change needs another resource.
    pub replace: Vec<Path>,
    /// What the user is told. With errors there is nothing to apply.
    pub diagnostics: Diagnostics,
}

/// What came out of an apply or a refresh.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the state file holds now.
    pub stored: Option<Stored>,
    /// What the user is told.
    pub diagnostics: Diagnostics,
}

impl<P: Provider> Harness<P> {
    /// A provider that nobody configured yet.
    pub fn new(provider: P) -> Self {
        let registry = provider.registry();
        Self {
            service: Service::new(provider, Arc::new(Operations::default())),
            registry,
        }
    }

    /// The schema of the resource `name`.
    ///
    /// # Panics
    /// When there is none.
    pub fn schema(&self, name: &str) -> ResourceSchema {
        let mut entries = self.registry.resources();
        let Some(entry) = entries.find(|entry| entry.name == name) else {
            panic!("the provider has no resource {name}");
        };
        entry.schema
    }

    fn data_schema(&self, name: &str) -> ResourceSchema {
        let mut entries = self.registry.data_sources();
        let Some(entry) = entries.find(|entry| entry.name == name) else {
            panic!("the provider has no data source {name}");
        };
        entry.schema
    }

    fn full_name(name: &str) -> String {
        format!("{}_{name}", P::TYPE_NAME)
    }
}

impl Outcome {
    /// What is stored, of an outcome without errors.
    ///
    /// # Panics
    /// When there are errors, or nothing is stored.
    #[track_caller]
    pub fn unwrap(self) -> Stored {
        assert!(!self.diagnostics.has_errors(), "{:#?}", self.diagnostics);
        match self.stored {
            Some(stored) => stored,
            None => panic!("nothing is stored"),
        }
    }
}

impl<P: Provider> fmt::Debug for Harness<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness")
            .field("registry", &self.registry)
            .finish_non_exhaustive()
    }
}
