//! The size of what a broker is told at boot.

use crate::broker::Rule;
use crate::broker::attributes::{CLUSTER_NAME, ENVIRONMENT, LISTENERS, PROPERTIES};
use crate::broker::case::Case;
use crate::field::{known, lookup, path};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_boot_contract::{
    Contract, ContractError, Listener, MAX_BYTES, Protocol, UserData, VERSION, Volume,
};
use kafkaws_catalog::source;
use kafkaws_schema::Value;
use std::collections::BTreeMap;

/// As much as EC2 takes.
pub(crate) const USER_DATA_SIZE: Rule = Rule {
    id: RuleId("user-data-size"),
    title: "The boot data is larger than EC2 takes",
    reason: "A broker reads its properties, environment and listeners from the instance's user data, \
         which has 16 KiB.",
    source: source::USER_DATA,
    default_level: Level::Error,
    attributes: &[PROPERTIES, ENVIRONMENT, LISTENERS],
    judge: size,
};

/// What is not known yet counts as empty, so the figure is a lower bound.
fn size(case: &Case<'_>) -> Vec<Violation> {
    let Err(ContractError::TooLarge(bytes)) = UserData::of(&contract(case)) else {
        return Vec::new();
    };
    let largest = match texts(case, ENVIRONMENT) > texts(case, PROPERTIES) {
        true => ENVIRONMENT,
        false => PROPERTIES,
    };
    let detail = format!("{bytes} bytes or more, and EC2 takes {MAX_BYTES}.");
    let advice = "Move what is long, such as certificates, into the image or a file that the broker \
         fetches at boot, and leave out properties that have Kafka's default value.";
    vec![Violation::at(path(largest), detail, advice)]
}

fn contract(case: &Case<'_>) -> Contract {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let volumes = case.volumes().unwrap_or_default();
    Contract {
        version: VERSION,
        cluster: case.text(CLUSTER_NAME).unwrap_or_default().to_owned(),
        broker_id: 0,
        rack: String::new(),
        address: String::new(),
        listeners: case
            .elements(LISTENERS)
            .unwrap_or_default()
            .iter()
            .map(|listener| Listener {
                name: text(listener.attribute("name")),
                port: 0,
                protocol: Protocol::Ssl,
                advertised_host: known(lookup(listener, "advertised_host")).map(text),
            })
            .collect(),
        volumes: volumes
            .iter()
            .map(|volume| Volume {
                name: volume.name().unwrap_or_default().to_owned(),
                volume_id: String::new(),
            })
            .collect(),
        properties: map(case, PROPERTIES),
        environment: map(case, ENVIRONMENT),
    }
}

fn map(case: &Case<'_>, attribute: &str) -> BTreeMap<String, String> {
    case.entries(attribute)
        .map(|(name, value)| {
            let value = value.as_str().unwrap_or_default();
            (name.to_owned(), value.to_owned())
        })
        .collect()
}

fn texts(case: &Case<'_>, attribute: &str) -> usize {
    let of_one = |(name, value): (String, String)| name.len() + value.len();
    map(case, attribute).into_iter().map(of_one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;

    #[test]
    fn as_much_as_ec2_takes() {
        let long = |bytes: usize| properties(&[("x", &"y".repeat(bytes))]);
        let half = |attribute| (attribute, long(MAX_BYTES / 2));
        let many = Value::map((0..300).map(|n| (format!("n.{n}"), Value::unknown())));
        let rows: &[Row<'_>] = &[
            (&[(PROPERTIES, long(MAX_BYTES - 500))], &[]),
            (&[(PROPERTIES, long(MAX_BYTES))], &["properties"]),
            (&[(ENVIRONMENT, long(MAX_BYTES))], &["environment"]),
            (&[half(PROPERTIES), half(ENVIRONMENT)], &["properties"]),
            (&[half(PROPERTIES), (ENVIRONMENT, many)], &[]),
            (&[half(PROPERTIES), (ENVIRONMENT, Value::unknown())], &[]),
        ];
        creates(&USER_DATA_SIZE, &Observed::default(), rows);
    }
}
