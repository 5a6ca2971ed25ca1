//! The admin API: what tests and people do to the world from outside.

mod clusters;
mod computers;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::calls::Call;
use crate::faults::FaultRule;
use crate::gateway::Gateway;
use crate::http::{Reply, Request};
use crate::msk::DriftError;
use crate::processes::Processes;

/// Why an admin call was refused: a status and a sentence.
type Refused = (u16, String);
type Answer = Result<Value, Refused>;

pub(crate) fn answer(gateway: &Gateway, request: &Request) -> Reply {
    match dispatch(gateway, request) {
        Ok(body) => Reply::json(200, &body),
        Err((status, message)) => Reply::json(status, &json!({ "error": message })),
    }
}

fn dispatch(gateway: &Gateway, request: &Request) -> Answer {
    let path: Vec<&str> = request.path.trim_matches('/').split('/').skip(1).collect();
    match (request.method.as_str(), path.as_slice()) {
        ("GET", ["calls"]) => Ok(calls(gateway, request)),
        ("DELETE", ["calls"]) => clear(|| gateway.calls.clear()),
        ("GET", ["faults"]) => Ok(json!(gateway.faults.rules())),
        ("POST", ["faults"]) => add_faults(gateway, request),
        ("DELETE", ["faults"]) => clear(|| gateway.faults.clear()),
        ("GET", ["clock"]) => Ok(gateway.with_world(|world| json!({ "now": world.now.iso() }))),
        ("POST", ["clock", "advance"]) => advance(gateway, request),
        ("POST", ["consistency"]) => consistency(gateway, request),
        ("GET", ["world"]) => Ok(gateway.with_world(|world| world.summary())),
        ("GET", ["processes"]) => Ok(processes(gateway)),
        (_, ["msk", "clusters", name, rest @ ..]) => clusters::answer(gateway, request, name, rest),
        ("POST", ["ec2", rest @ ..]) => computers::answer(gateway, request, rest),
        _ => Err((
            404,
            format!("there is no {} {}", request.method, request.path),
        )),
    }
}

fn clear(what: impl FnOnce()) -> Answer {
    what();
    Ok(json!({}))
}

/// All calls, or those that the query names: `?operation=ListClustersV2&region=eu-west-1`.
fn calls(gateway: &Gateway, request: &Request) -> Value {
    let wanted = request.query_pairs();
    let fits = |call: &Call| {
        wanted.iter().all(|(key, value)| match key.as_str() {
            "service" => call.service == *value,
            "operation" => call.operation == *value,
            "region" => call.region == *value,
            "resource" => call.resource.as_ref() == Some(value),
            _ => true,
        })
    };
    let calls: Vec<Call> = gateway.calls.all().into_iter().filter(fits).collect();
    json!({ "count": calls.len(), "calls": calls })
}

/// What runs, by instance; nothing where instances are no processes.
fn processes(gateway: &Gateway) -> Value {
    let processes = gateway.processes.as_ref();
    processes.map_or_else(|| json!({}), Processes::list)
}

/// One rule, or a list of rules.
fn add_faults(gateway: &Gateway, request: &Request) -> Answer {
    let body: Value = read(request)?;
    let rules = if body.is_array() { body } else { json!([body]) };
    let rules: Vec<FaultRule> = serde_json::from_value(rules).map_err(unreadable)?;
    rules.into_iter().for_each(|rule| gateway.faults.add(rule));
    Ok(json!(gateway.faults.rules()))
}

#[derive(Debug, Deserialize)]
struct Advance {
    seconds: u64,
}

fn advance(gateway: &Gateway, request: &Request) -> Answer {
    let Advance { seconds } = read(request)?;
    Ok(gateway.with_world(|world| {
        world.advance(seconds);
        json!({ "now": world.now.iso() })
    }))
}

/// What is left out stays.
#[derive(Debug, Deserialize)]
struct Consistency {
    list_lag: Option<u32>,
    id_lag: Option<u32>,
}

fn consistency(gateway: &Gateway, request: &Request) -> Answer {
    let Consistency { list_lag, id_lag } = read(request)?;
    Ok(gateway.with_world(|world| {
        world.list_lag = list_lag.unwrap_or(world.list_lag);
        world.id_lag = id_lag.unwrap_or(world.id_lag);
        json!({ "list_lag": world.list_lag, "id_lag": world.id_lag })
    }))
}

fn read<T: DeserializeOwned>(request: &Request) -> Result<T, Refused> {
    serde_json::from_slice(&request.body).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> Refused {
    (400, format!("the body cannot be read: {error}"))
}

fn refused(error: &DriftError) -> Refused {
    let status = match error {
        DriftError::NoCluster(_) => 404,
        DriftError::Ambiguous(_) => 409,
        DriftError::Shape(_) | DriftError::NoVersion(_) | DriftError::NoVolumes => 400,
    };
    (status, error.to_string())
}
