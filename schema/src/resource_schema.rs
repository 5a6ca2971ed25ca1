//! What a resource declares: inputs and outputs, as one schema.

use crate::attr::Model;
use crate::object::{Attribute, Object, object_type};
use crate::ty::Type;

/// The schema of a resource, a data source or the provider block.
#[derive(Clone, Copy, Debug)]
pub struct ResourceSchema {
    /// Of the state; each step up needs an upgrade.
    pub version: i64,
    /// What the resource is, in Markdown.
    pub doc: &'static str,
    /// What the user sets.
    pub inputs: &'static Object,
    /// What AWS sets.
    pub outputs: &'static Object,
}

/// The outputs of what has none.
const NOTHING: &Object = &Object {
    doc: "",
    attributes: &[],
};

/// Anything with attributes in declaration order: a nested object, or a whole schema.
pub trait Attributes {
    /// In declaration order; of a schema, inputs first.
    fn attributes(&self) -> impl Iterator<Item = &'static Attribute>;
}

impl ResourceSchema {
    /// The schema of the inputs `I` and the outputs `O`, at a version of the state.
    pub const fn of<I: Model, O: Model>(version: i64) -> Self {
        Self {
            version,
            doc: I::OBJECT.doc,
            inputs: I::OBJECT,
            outputs: O::OBJECT,
        }
    }

    /// A schema without outputs: the provider block.
    pub const fn of_inputs<I: Model>() -> Self {
        Self {
            version: 0,
            doc: I::OBJECT.doc,
            inputs: I::OBJECT,
            outputs: NOTHING,
        }
    }

    /// Inputs, then outputs, in declaration order.
    pub fn attributes(&self) -> impl Iterator<Item = &'static Attribute> + use<> {
        self.inputs.attributes.iter().chain(self.outputs.attributes)
    }

    /// The attribute `name`, an input or an output.
    pub fn find(&self, name: &str) -> Option<&'static Attribute> {
        self.attributes().find(|attribute| attribute.name == name)
    }

    /// The type of its values on the wire.
    pub fn ty(&self) -> Type {
        object_type(self.attributes())
    }
}

impl Attributes for ResourceSchema {
    fn attributes(&self) -> impl Iterator<Item = &'static Attribute> {
        Self::attributes(self)
    }
}

impl Attributes for Object {
    fn attributes(&self) -> impl Iterator<Item = &'static Attribute> {
        self.attributes.iter()
    }
}
