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
    User,
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

/// Everything within what only the service sets is set by it alone, whatever the nested model says for its own use.
fn flags(presence: &Presence, side: Side) -> Flags {
    match side {
        Side::User => presence.flags(),
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
