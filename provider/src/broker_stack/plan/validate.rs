//! What is wrong with a configuration whatever the provider block says.

use kafkaws_schema::{Diagnostic, Diagnostics, Path, Sketch, Value};

use crate::aws::tags::wrong_tags;
use crate::broker_stack::ids::BrokerIds;

pub(in crate::broker_stack) fn validate(config: &Sketch<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(range(config));
    diagnostics.extend(subnets(config));
    diagnostics.extend(addresses(config));
    diagnostics.extend(wrong_tags(config));
    diagnostics
}

fn range(config: &Sketch<'_>) -> Option<Diagnostic> {
    let path = Path::root().attribute("broker_ids");
    let ids: BrokerIds = config.at(&path)?;
    (ids.first > ids.last).then(|| {
        let detail = format!(
            "first is {} and last is {}: swap them.",
            ids.first.get(),
            ids.last.get()
        );
        Diagnostic::error("The range of broker ids ends before it begins", detail).at(path)
    })
}

fn subnets(config: &Sketch<'_>) -> Option<Diagnostic> {
    let path = Path::root().attribute("subnet_ids");
    let ids = config.known(&path)?.as_list()?;
    let why = if ids.is_empty() {
        "Name a subnet in each Availability Zone that brokers are to be in."
    } else if (1..ids.len()).any(|at| ids[..at].contains(&ids[at])) {
        "A subnet is named twice. To put more brokers into a zone than into the others, name another subnet of it."
    } else {
        return None;
    };
    Some(Diagnostic::error("The brokers have no place, or one twice", why).at(path))
}

/// Keys are broker ids, and an address is one broker's.
fn addresses(config: &Sketch<'_>) -> Vec<Diagnostic> {
    let path = Path::root().attribute("private_ips");
    let Some(Value::Map(given)) = config.known(&path) else {
        return Vec::new();
    };
    let ids: Option<BrokerIds> = config.at(&"broker_ids".into());
    let ids = ids.unwrap_or_else(BrokerIds::usual);
    let is_id = |key: &str| {
        let id = key.parse::<i64>().ok().filter(|id| id.to_string() == key);
        id.is_some_and(|id| ids.contains(id))
    };
    let wrong = given.keys().filter(|key| !is_id(key));
    let wrong = wrong.map(|key| {
        let detail =
            format!("The keys of private_ips are broker ids of the stack, which are in {ids}.");
        Diagnostic::error(format!("{key:?} is no broker of the stack"), detail)
            .at(path.key(key.clone()))
    });
    wrong.collect()
}
