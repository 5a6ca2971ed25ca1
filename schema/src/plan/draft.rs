//! A plan in the making, which hooks look at and adjust.

use std::collections::BTreeSet;

use crate::conformance;
use crate::diagnostic::Diagnostics;
use crate::object::Attribute;
use crate::path::{Path, Step};
use crate::resource_schema::ResourceSchema;
use crate::sketch::Sketch;
use crate::value::Value;

/// A plan in the making.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The state; null when the resource is to be created.
    pub prior: Value,
    /// The configuration; null when the resource is to be destroyed.
    pub config: Value,
    /// The state after apply, as far as it is known.
    pub planned: Value,
    /// The paths whose change needs a new resource.
    pub replace: BTreeSet<Path>,
    /// What the user is told.
    pub diagnostics: Diagnostics,
    schema: ResourceSchema,
}

impl Draft {
    pub(super) fn new(schema: ResourceSchema, prior: Value, config: Value, planned: Value) -> Self {
        let (replace, diagnostics) = Default::default();
        Self {
            prior,
            config,
            planned,
            replace,
            diagnostics,
            schema,
        }
    }

    /// Whether there is no resource yet.
    pub fn creates(&self) -> bool {
        self.prior.is_null() && !self.planned.is_null()
    }

    /// Whether the resource goes for good.
    pub fn destroys(&self) -> bool {
        self.planned.is_null()
    }

    /// Whether the resource is there and stays, changed or not. A replacement is an update at first:
    /// Terraform asks again for its create.
    pub fn updates(&self) -> bool {
        !self.prior.is_null() && !self.planned.is_null()
    }

    /// Whether Terraform will make a new resource in place of this one.
    pub fn replaces(&self) -> bool {
        self.updates() && !self.replace.is_empty()
    }

    /// Whether what is at `path` differs between prior and planned; an unknown counts as a change.
    pub fn changed(&self, path: &Path) -> bool {
        match (self.prior.reach(path), self.planned.reach(path)) {
            (Some(prior), Some(planned)) => !prior.same(planned),
            (prior, planned) => prior.is_some() || planned.is_some(),
        }
    }

    /// Whether anything changes at all.
    pub fn changes(&self) -> bool {
        !self.prior.same(&self.planned)
    }

    /// Plans the prior value at `path`, and says whether core allows it: the attribute is computed and
    /// not configured, or prior and configured value are both there.
    pub fn keep_prior(&mut self, path: &Path) -> bool {
        let Some(prior) = self.prior.reach(path).cloned() else {
            return false;
        };
        let place_exists = self.planned.get(path).is_some();
        let allowed = place_exists && (self.is_free(path) || self.conforms(path, &prior));
        allowed && self.planned.put(path, prior)
    }

    /// Plans "known after apply" at `path`, and says whether core allows it: the attribute is computed
    /// and not configured.
    pub fn set_unknown(&mut self, path: &Path) -> bool {
        self.planned.get(path).is_some()
            && self.is_free(path)
            && self.planned.put(path, Value::unknown())
    }

    /// The plan with null for what is not known because it was left out: what AWS is asked for, where
    /// the plan itself says "known after apply". Rules judge this; what depends on another resource
    /// stays unknown.
    pub fn asked(&self) -> Value {
        let mut open = Vec::new();
        self.planned.walk(&mut |path, value| {
            if value.is_unknown() && self.is_free(path) {
                open.push(path.clone());
            }
        });
        let mut asked = self.planned.clone();
        open.iter().for_each(|path| {
            asked.put(path, Value::Null);
        });
        asked
    }

    /// The plan, typed and tolerant of unknowns.
    pub fn planned_sketch(&self) -> Sketch<'_> {
        Sketch::new(&self.planned)
    }

    /// The prior state, typed.
    pub fn prior_sketch(&self) -> Sketch<'_> {
        Sketch::new(&self.prior)
    }

    /// The configuration, typed and tolerant of unknowns.
    pub fn config_sketch(&self) -> Sketch<'_> {
        Sketch::new(&self.config)
    }

    /// Whether an attribute on the way to `path` is computed and not configured, so that the provider
    /// decides what is there.
    fn is_free(&self, path: &Path) -> bool {
        let mut attributes: Vec<_> = self.schema.attributes().collect();
        let mut config = &self.config;
        for step in path.steps() {
            if let Step::Attribute(name) = step {
                let Some(attribute) = find(&attributes, name) else {
                    return false;
                };
                if attribute.is_computed() && config.attribute(name).is_null() {
                    return true;
                }
                attributes = attribute
                    .nested()
                    .map_or_else(Vec::new, |it| it.attributes.iter().collect());
            }
            let Some(inner) = config.reach(&Path(vec![step.clone()])) else {
                return false;
            };
            config = inner;
        }
        false
    }

    /// Whether core accepts `value` at `path`, which must be an attribute.
    fn conforms(&self, path: &Path, value: &Value) -> bool {
        let Some(attribute) = self.attribute_at(path) else {
            return false;
        };
        let (prior, config) = (self.prior.reach(path), self.config.reach(path));
        let (Some(prior), Some(config)) = (prior, config) else {
            return false;
        };
        config.is_wholly_known()
            && conformance::attribute_violations(attribute, path, prior, config, value).is_empty()
    }

    fn attribute_at(&self, path: &Path) -> Option<&'static Attribute> {
        let mut attributes: Vec<_> = self.schema.attributes().collect();
        let mut found = None;
        for step in path.steps() {
            found = match step {
                Step::Attribute(name) => Some(find(&attributes, name)?),
                Step::Index(_) | Step::Key(_) => None,
            };
            if let Some(nested) = found.and_then(Attribute::nested) {
                attributes = nested.attributes.iter().collect();
            }
        }
        found
    }
}

fn find(attributes: &[&'static Attribute], name: &str) -> Option<&'static Attribute> {
    attributes
        .iter()
        .find(|attribute| attribute.name == name)
        .copied()
}
