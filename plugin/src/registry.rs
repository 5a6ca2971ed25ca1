//! Everything a provider offers, by name, in an order that never changes.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use kafkaws_schema::{ResourceSchema, Value, check_schema};

use crate::erased::{ErasedDataSource, ErasedResource, Typed};
use crate::function::{Function, FunctionError, Signature};
use crate::{DataSource, Resource};

/// The resources, data sources and functions of a provider, sorted by name.
pub struct Registry<C> {
    resources: BTreeMap<&'static str, Arc<dyn ErasedResource<C>>>,
    data_sources: BTreeMap<&'static str, Arc<dyn ErasedDataSource<C>>>,
    functions: BTreeMap<&'static str, Registered>,
    repeated: Vec<&'static str>,
}

/// A function without its type.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Registered {
    pub(crate) signature: fn() -> Signature,
    pub(crate) call: fn(&[Value]) -> Result<Value, FunctionError>,
}

/// What the documentation and checks of a whole provider see of a resource or data source.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The type without the provider's prefix.
    pub name: &'static str,
    /// The heading that its page goes under.
    pub subcategory: &'static str,
    /// Its attributes.
    pub schema: ResourceSchema,
}

impl<C: Send + Sync + 'static> Registry<C> {
    /// Without anything in it.
    pub fn new() -> Self {
        Self {
            resources: BTreeMap::new(),
            data_sources: BTreeMap::new(),
            functions: BTreeMap::new(),
            repeated: Vec::new(),
        }
    }

    /// With one more resource.
    #[must_use]
    pub fn resource<R: Resource<Cloud = C>>(mut self) -> Self {
        if self
            .resources
            .insert(R::NAME, Arc::new(Typed::<R>::new()))
            .is_some()
        {
            self.repeated.push(R::NAME);
        }
        self
    }

    /// With one more data source.
    #[must_use]
    pub fn data_source<D: DataSource<Cloud = C>>(mut self) -> Self {
        if self
            .data_sources
            .insert(D::NAME, Arc::new(Typed::<D>::new()))
            .is_some()
        {
            self.repeated.push(D::NAME);
        }
        self
    }

    /// With one more function.
    #[must_use]
    pub fn function<F: Function>(mut self) -> Self {
        let function = Registered {
            signature: F::signature,
            call: F::call,
        };
        if self.functions.insert(F::NAME, function).is_some() {
            self.repeated.push(F::NAME);
        }
        self
    }

    /// The resources, by name.
    pub fn resources(&self) -> impl Iterator<Item = Entry> {
        self.resources.iter().map(|(name, resource)| Entry {
            name,
            subcategory: resource.subcategory(),
            schema: resource.schema(),
        })
    }

    /// The data sources, by name.
    pub fn data_sources(&self) -> impl Iterator<Item = Entry> {
        self.data_sources.iter().map(|(name, data_source)| Entry {
            name,
            subcategory: data_source.subcategory(),
            schema: data_source.schema(),
        })
    }

    /// The functions, by name.
    pub fn functions(&self) -> impl Iterator<Item = (&'static str, Signature)> {
        self.functions
            .iter()
            .map(|(name, function)| (*name, (function.signature)()))
    }

    /// What is wrong with the provider as a whole: names that are taken, schemas with mistakes, states
    /// that cannot be upgraded. Empty in every release; a test asserts it, and Terraform is told otherwise.
    pub fn problems(&self) -> Vec<String> {
        let twice = self
            .repeated
            .iter()
            .map(|name| format!("{name} is registered twice"));
        let broken = self.resources.iter().filter_map(|(name, resource)| {
            resource
                .check_upgrades()
                .err()
                .map(|broken| format!("{name}: {broken}"))
        });
        let entries = self.resources().chain(self.data_sources());
        twice
            .chain(broken)
            .chain(entries.flat_map(mistakes))
            .collect()
    }

    pub(crate) fn find_resource(&self, name: &str) -> Option<Arc<dyn ErasedResource<C>>> {
        self.resources.get(name).cloned()
    }

    pub(crate) fn find_data_source(&self, name: &str) -> Option<Arc<dyn ErasedDataSource<C>>> {
        self.data_sources.get(name).cloned()
    }

    pub(crate) fn find_function(&self, name: &str) -> Option<Registered> {
        self.functions.get(name).copied()
    }
}

impl<C: Send + Sync + 'static> Default for Registry<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C> fmt::Debug for Registry<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("resources", &self.resources.keys())
            .field("data_sources", &self.data_sources.keys())
            .field("functions", &self.functions.keys())
            .finish()
    }
}

fn mistakes(entry: Entry) -> impl Iterator<Item = String> {
    let Entry { name, schema, .. } = entry;
    let found = check_schema(&schema).into_iter();
    found.map(move |mistake| format!("{name}: {mistake}"))
}
