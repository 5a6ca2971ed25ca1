//! The schema's tables as the protocol's messages.

use kafkaws_schema::{Attribute, Flags, Object, Presence, Shape};

use crate::function::{Parameter, Signature};
use crate::proto::tfplugin6::schema::object::NestingMode;
use crate::proto::tfplugin6::{self as proto, StringKind, function, schema as messages};

/// A whole schema. Attributes come in the order in which the model declares them.
pub(super) fn schema(version: i64, doc: &str, objects: &[(&Object, Side)]) -> proto::Schema {
    let attributes = objects
        .iter()
        .flat_map(|(object, side)| object.attributes.iter().map(|a| attribute(a, *side)))
        .collect();
    let block = messages::Block {
        attributes,
        description: doc.to_owned(),
        description_kind: StringKind::Markdown.into(),
        ..Default::default()
    };
    proto::Schema {
        version,
        block: Some(block),
    }
}

/// Who gives an attribute its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// The user, or the provider where the model says so.
    User,
    /// The user alone: a provider block is neither planned nor stored.
    UserAlone,
    /// The service alone.
    Service,
}

fn attribute(attribute: &Attribute, side: Side) -> messages::Attribute {
    let Flags {
        required,
        optional,
        computed,
    } = flags(&attribute.presence, side);
    let side = if computed && !optional {
        Side::Service
    } else {
        side
    };
    let nested_type = nested(&attribute.shape, side);
    // Exactly one of the two may be there.
    let r#type = match &nested_type {
        Some(_) => Vec::new(),
        None => attribute.shape.ty().json().into_bytes(),
    };
    messages::Attribute {
        name: attribute.name.to_owned(),
        r#type,
        nested_type,
        description: attribute.doc.to_owned(),
        description_kind: StringKind::Markdown.into(),
        required,
        optional,
        computed,
        sensitive: attribute.sensitive,
        write_only: attribute.write_only,
        deprecated: attribute.deprecated.is_some(),
        deprecation_message: attribute.deprecated.unwrap_or_default().to_owned(),
    }
}

/// Everything within what only the service sets is set by it alone, whatever the nested model says
/// for its own use.
fn flags(presence: &Presence, side: Side) -> Flags {
    match side {
        Side::User => presence.flags(),
        Side::UserAlone => Flags {
            computed: false,
            ..presence.flags()
        },
        Side::Service => Flags {
            required: false,
            optional: false,
            computed: true,
        },
    }
}

fn nested(shape: &Shape, side: Side) -> Option<messages::Object> {
    let (object, nesting) = match shape {
        Shape::Nested(object) => (object, NestingMode::Single),
        Shape::NestedList(object) => (object, NestingMode::List),
        Shape::NestedMap(object) => (object, NestingMode::Map),
        _ => return None,
    };
    let attributes = object
        .attributes
        .iter()
        .map(|inner| attribute(inner, side))
        .collect();
    Some(messages::Object {
        attributes,
        nesting: nesting.into(),
        ..Default::default()
    })
}

pub(super) fn function(signature: &Signature) -> proto::Function {
    proto::Function {
        parameters: signature.parameters.iter().map(parameter).collect(),
        variadic_parameter: signature.variadic.as_ref().map(parameter),
        r#return: Some(function::Return {
            r#type: signature.returns.json().into_bytes(),
        }),
        summary: signature.summary.to_owned(),
        description: signature.doc.to_owned(),
        description_kind: StringKind::Markdown.into(),
        deprecation_message: String::new(),
    }
}

fn parameter(parameter: &Parameter) -> function::Parameter {
    function::Parameter {
        name: parameter.name.to_owned(),
        r#type: parameter.ty.json().into_bytes(),
        description: parameter.doc.to_owned(),
        description_kind: StringKind::Markdown.into(),
        ..Default::default()
    }
}

#[cfg(test)]
mod tests {
    use kafkaws_schema::{Model, Secret};

    use super::*;

    #[derive(Model)]
    /// A lock.
    struct Lock {
        /// Where it is.
        place: String,
        /// How many turns it takes.
        #[tf(default = 2)]
        turns: i64,
        /// What opens it.
        key: Option<Secret<String>>,
        /// Others.
        #[tf(deprecated = "use one")]
        others: Option<Vec<Screw>>,
    }

    #[derive(Model)]
    /// A screw.
    struct Screw {
        /// Its size.
        size: String,
    }

    fn attributes(side: Side) -> Vec<messages::Attribute> {
        schema(0, "", &[(Lock::OBJECT, side)])
            .block
            .unwrap()
            .attributes
    }

    fn who(attribute: &messages::Attribute) -> (bool, bool, bool) {
        (attribute.required, attribute.optional, attribute.computed)
    }

    #[test]
    fn a_default_is_computed_too_except_in_a_provider_block() {
        assert_eq!(who(&attributes(Side::User)[1]), (false, true, true));
        assert_eq!(who(&attributes(Side::UserAlone)[1]), (false, true, false));
    }

    #[test]
    fn what_the_service_sets_it_sets_down_to_the_last_attribute() {
        let attributes = attributes(Side::Service);
        assert_eq!(who(&attributes[0]), (false, false, true));
        let nested = attributes[3].nested_type.as_ref().unwrap();
        assert_eq!(nested.nesting(), NestingMode::List);
        assert_eq!(who(&nested.attributes[0]), (false, false, true));
    }

    #[test]
    fn an_attribute_has_a_type_or_a_nested_type() {
        for attribute in attributes(Side::User) {
            assert_ne!(attribute.r#type.is_empty(), attribute.nested_type.is_none());
        }
    }

    #[test]
    fn secrets_and_deprecations_are_told() {
        let attributes = attributes(Side::User);
        assert!(attributes[2].sensitive && !attributes[0].sensitive);
        assert!(attributes[3].deprecated && !attributes[0].deprecated);
        assert_eq!(attributes[3].deprecation_message, "use one");
    }
}
