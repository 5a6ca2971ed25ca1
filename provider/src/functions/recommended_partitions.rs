//! The function `recommended_partitions`.

use kafkaws_catalog::BrokerType;
use kafkaws_plugin::{Function, FunctionError, Parameter, Signature};
use kafkaws_schema::{Type, Value};

use super::arguments::{Arguments, blame};

const BROKER_TYPE: usize = 0;

/// How many partitions AWS recommends on a broker.
#[derive(Debug)]
pub struct RecommendedPartitions;

impl Function for RecommendedPartitions {
    const NAME: &'static str = "recommended_partitions";

    fn signature() -> Signature {
        Signature {
            summary: "How many partitions AWS recommends on a broker of an MSK broker type",
            doc: "Gives the number of partitions, leaders and followers together, that AWS recommends \
                  not to exceed on one broker of this type ([Standard brokers]\
                  (https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html), \
                  [Express brokers]\
                  (https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices-express.html)).\
                  \n\nA topic with 12 partitions and a replication factor of 3 counts 36, spread over \
                  the brokers of the cluster.",
            parameters: vec![Parameter {
                name: "broker_type",
                doc: "An MSK broker type, such as `kafka.m7g.large` or `express.m7g.large`.",
                ty: Type::String,
            }],
            variadic: None,
            returns: Type::Number,
        }
    }

    fn call(arguments: &[Value]) -> Result<Value, FunctionError> {
        let text = Arguments(arguments).text(BROKER_TYPE)?;
        let broker_type: BrokerType = text
            .parse()
            .map_err(|error| blame(BROKER_TYPE, format!("{error}.")))?;
        let limits = broker_type.limits().ok_or_else(|| {
            let text = format!(
                "AWS had published no recommendation for {broker_type} when this version of the \
                 provider was made."
            );
            blame(BROKER_TYPE, text)
        })?;
        Ok(Value::from(i64::from(limits.recommended_partitions)))
    }
}
