//! The functions `server_properties_encode` and `server_properties_decode`.

use kafkaws_plugin::{Function, FunctionError, Parameter, Signature};
use kafkaws_schema::{Type, Value};

use super::arguments::{Arguments, blame};
use super::properties;

const ONLY: usize = 0;

/// A map as the text of `server.properties`.
#[derive(Debug)]
pub struct ServerPropertiesEncode;

/// The text of `server.properties` as a map.
#[derive(Debug)]
pub struct ServerPropertiesDecode;

impl Function for ServerPropertiesEncode {
    const NAME: &'static str = "server_properties_encode";

    fn signature() -> Signature {
        Signature {
            summary: "Writes broker properties as the text of server.properties",
            doc: "Writes a map of broker properties as Kafka's `server.properties`, which is Java's \
                  properties format: one line for each property, in the order of their names, escaped \
                  where needed. `server_properties_decode` reads the same map back.\n\n\
                  Names that no broker property has and values that Kafka would not read back as they \
                  are (with blanks around them, or with characters beyond U+FFFF) are refused.",
            parameters: vec![Parameter {
                name: "properties",
                doc: "Broker properties, name to value. Numbers and booleans are converted.",
                ty: map(),
            }],
            variadic: None,
            returns: Type::String,
        }
    }

    fn call(arguments: &[Value]) -> Result<Value, FunctionError> {
        let pairs = Arguments(arguments).pairs(ONLY)?;
        let text = properties::encode(&pairs).map_err(|error| blame(ONLY, error.to_string()))?;
        Ok(text.into())
    }
}

impl Function for ServerPropertiesDecode {
    const NAME: &'static str = "server_properties_decode";

    fn signature() -> Signature {
        Signature {
            summary: "Reads the text of server.properties as a map",
            doc: "Reads Kafka's `server.properties`, which is Java's properties format, as Kafka reads \
                  it: comments are left out, continued lines joined, escapes resolved, blanks around \
                  values dropped, and of a property that comes twice the last one counts.",
            parameters: vec![Parameter {
                name: "text",
                doc: "The text of a `server.properties`.",
                ty: Type::String,
            }],
            variadic: None,
            returns: map(),
        }
    }

    fn call(arguments: &[Value]) -> Result<Value, FunctionError> {
        let text = Arguments(arguments).text(ONLY)?;
        let reading = kafkaws_rules::properties::read(&text)
            .map_err(|error| blame(ONLY, error.to_string()))?;
        let pairs = reading.properties.into_iter();
        Ok(Value::map(
            pairs.map(|(name, value)| (name, Value::text(&value))),
        ))
    }
}

fn map() -> Type {
    Type::Map(Box::new(Type::String))
}
