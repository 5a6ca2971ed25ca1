//! Random schemas. Tables are static, so they are leaked: a few thousand small ones per run.

use kafkaws_schema::{
    Attribute, Changes, Object, Presence, Replace, ResourceSchema, Rule, Shape, Value,
};

use crate::tape::Tape;

const INPUTS: [&str; 5] = ["a", "b", "c", "d", "e"];
const OUTPUTS: [&str; 3] = ["x", "y", "z"];

pub(super) fn schema(tape: &mut Tape<'_>) -> ResourceSchema {
    let inputs = object(tape, &INPUTS, 2);
    let names: Vec<_> = inputs
        .attributes
        .iter()
        .map(|attribute| attribute.name)
        .collect();
    let outputs = OUTPUTS.iter().take(usize::from(tape.below(4)));
    let outputs: Vec<_> = outputs.map(|name| output(tape, name, &names)).collect();
    let outputs = leak(Object {
        doc: "Outputs.",
        attributes: Vec::leak(outputs),
    });
    ResourceSchema {
        version: 0,
        doc: "A random resource.",
        inputs,
        outputs,
    }
}

fn object(tape: &mut Tape<'_>, names: &'static [&'static str], depth: u8) -> &'static Object {
    let most = u8::try_from(names.len()).unwrap_or(u8::MAX);
    let names = names.iter().take(1 + usize::from(tape.below(most)));
    let attributes: Vec<_> = names.map(|name| input(tape, name, depth)).collect();
    leak(Object {
        doc: "An object.",
        attributes: Vec::leak(attributes),
    })
}

fn input(tape: &mut Tape<'_>, name: &'static str, depth: u8) -> Attribute {
    let shape = shape(tape, depth);
    let presence = match tape.below(4) {
        0 => Presence::OptionalComputed,
        1 => Presence::Default(default(&shape)),
        2 => Presence::Required,
        _ => Presence::Optional,
    };
    let replace = match tape.below(3) {
        0 => Replace::Never,
        1 => Replace::OnChange,
        _ => Replace::When(|prior, planned| prior.is_wholly_known() && planned.is_wholly_known()),
    };
    let plain = matches!(presence, Presence::Required | Presence::Optional);
    let write_only = plain && matches!(shape, Shape::String) && tape.once_in(3);
    attribute(name, shape, presence, replace, write_only)
}

fn output(tape: &mut Tape<'_>, name: &'static str, inputs: &[&'static str]) -> Attribute {
    let changes = match tape.below(3) {
        0 => Changes::Stable,
        1 => Changes::Volatile,
        _ => Changes::With(Vec::leak(tape.many(2, |tape| tape.one_of(inputs)))),
    };
    attribute(
        name,
        shape(tape, 0),
        Presence::Computed(changes),
        Replace::Never,
        false,
    )
}

fn attribute(
    name: &'static str,
    shape: Shape,
    presence: Presence,
    replace: Replace,
    write_only: bool,
) -> Attribute {
    Attribute {
        name,
        doc: "An attribute.",
        shape,
        presence,
        replace,
        sensitive: false,
        write_only,
        deprecated: None,
        rule: Rule::None,
        choices: &[],
        check: |_| Ok(()),
    }
}

fn shape(tape: &mut Tape<'_>, depth: u8) -> Shape {
    match tape.below(if depth == 0 { 6 } else { 9 }) {
        0 => Shape::String,
        1 => Shape::Number,
        2 => Shape::Bool,
        3 => Shape::List(&Shape::String),
        4 => Shape::Set(&Shape::Number),
        5 => Shape::Map(&Shape::Bool),
        6 => Shape::Nested(object(tape, &INPUTS[..3], depth - 1)),
        7 => Shape::NestedList(object(tape, &INPUTS[..3], depth - 1)),
        _ => Shape::NestedMap(object(tape, &INPUTS[..3], depth - 1)),
    }
}

/// An empty object stands for one whose attributes all have their own default.
fn default(shape: &Shape) -> fn() -> Value {
    match shape {
        Shape::String => || "default".into(),
        Shape::Number => || 7.into(),
        Shape::Bool => || true.into(),
        Shape::List(_) | Shape::NestedList(_) => || Value::list([]),
        Shape::Set(_) => || Value::set([]),
        Shape::Map(_) | Shape::NestedMap(_) => || Value::map::<&str>([]),
        Shape::Nested(_) => || Value::object::<&str>([]),
    }
}

fn leak<T>(it: T) -> &'static T {
    Box::leak(Box::new(it))
}
