//! The function `az_distribution`.

use kafkaws_planning::zones::{ZonesError, distribute};
use kafkaws_plugin::{Function, FunctionError, Parameter, Signature};
use kafkaws_schema::{Type, Value};

use super::arguments::{Arguments, blame};

const BROKER_IDS: usize = 0;
const ZONE_IDS: usize = 1;

/// Spreads brokers over Availability Zones.
#[derive(Debug)]
pub struct AzDistribution;

impl Function for AzDistribution {
    const NAME: &'static str = "az_distribution";

    fn signature() -> Signature {
        Signature {
            summary: "Spreads brokers over Availability Zones, each staying where its volumes are",
            doc: "Gives the ids of the brokers of each Availability Zone, by the zone's id.\n\n\
                  A broker's zone follows from its id alone: the id modulo the number of zones counts \
                  through the zones in the order of their ids. So a broker stays in its zone, where its \
                  volumes are, when brokers are added or removed and when the zones are listed in \
                  another order. Another set of zones moves brokers. Brokers whose ids follow one \
                  another are spread evenly.",
            parameters: vec![
                Parameter {
                    name: "broker_ids",
                    doc: "Ids of brokers: whole numbers from 0 on, each once.",
                    ty: Type::List(Box::new(Type::Number)),
                },
                Parameter {
                    name: "zone_ids",
                    doc: "Ids of Availability Zones, such as `use1-az1`, in any order.",
                    ty: Type::Set(Box::new(Type::String)),
                },
            ],
            variadic: None,
            returns: Type::Map(Box::new(Type::List(Box::new(Type::Number)))),
        }
    }

    fn call(arguments: &[Value]) -> Result<Value, FunctionError> {
        let arguments = Arguments(arguments);
        let (brokers, zones) = (arguments.wholes(BROKER_IDS)?, arguments.texts(ZONE_IDS)?);
        let found = distribute(&brokers, &zones).map_err(|error| {
            let place = match error {
                ZonesError::NoZones => ZONE_IDS,
                ZonesError::NotABroker(_) | ZonesError::Twice(_) => BROKER_IDS,
            };
            blame(place, error.to_string())
        })?;
        Ok(Value::map(found.into_iter().map(|(zone, brokers)| {
            (zone, Value::list(brokers.into_iter().map(Value::from)))
        })))
    }
}
