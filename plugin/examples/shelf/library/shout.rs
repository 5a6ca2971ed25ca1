//! The function `shout`.

use kafkaws_plugin::{Function, FunctionError, Parameter, Signature};
use kafkaws_schema::{Type, Value};

pub(crate) struct Shout;

impl Function for Shout {
    const NAME: &'static str = "shout";

    fn signature() -> Signature {
        Signature {
            summary: "Says it louder",
            doc: "Joins the words, in capitals.",
            parameters: vec![word("word")],
            variadic: Some(word("words")),
            returns: Type::String,
        }
    }

    fn call(arguments: &[Value]) -> Result<Value, FunctionError> {
        let mut words = Vec::new();
        for (place, argument) in arguments.iter().enumerate() {
            match argument.as_str() {
                Some(text) if !text.is_empty() => words.push(text.to_uppercase()),
                _ => {
                    return Err(FunctionError::argument(
                        place as i64,
                        "Silence cannot be shouted.",
                    ));
                }
            }
        }
        Ok(words.join(" ").into())
    }
}

fn word(name: &'static str) -> Parameter {
    Parameter {
        name,
        doc: "What to say.",
        ty: Type::String,
    }
}
