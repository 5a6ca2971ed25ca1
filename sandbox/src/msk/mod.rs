//! Amazon MSK: REST-JSON, API version 2018-11-14.

mod bootstrap;
mod broker_type;
mod cluster;
mod configuration;
mod create;
mod defaults;
mod delete;
mod describe;
mod desk;
mod drift;
mod kafka_version;
mod nodes;
mod operation;
mod operations;
mod page;
mod policy;
mod route;
mod rules;
mod settings;
mod shape;
mod tags;
mod update;
mod versions;

use serde_json::{Value, json};

use crate::faults::Faults;
use crate::gateway::Asked;
use crate::http::{Reply, Request};
use crate::refusal::Refusal;
use crate::world::World;

pub(crate) use cluster::Cluster;
pub(crate) use configuration::Configuration;
pub use drift::{DriftError, Event};

use desk::{Ask, Desk};

/// The operation, and the name of what it is about.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    let Some((route, labels)) = route::find(request) else {
        return ("Unknown".to_owned(), None);
    };
    let named_in_path = labels.first().map(|arn| desk::name_in(arn).to_owned());
    (
        route.operation.to_owned(),
        named_in_path.or_else(|| name_in_body(request)),
    )
}

/// Creates name their resource in the body.
fn name_in_body(request: &Request) -> Option<String> {
    let body: Value = serde_json::from_slice(&request.body).ok()?;
    let name = body.get("clusterName").or_else(|| body.get("name"))?;
    name.as_str().map(str::to_owned)
}

pub(crate) fn answer(
    world: &mut World,
    faults: &Faults,
    asked: &Asked,
    request: &Request,
) -> Result<Reply, Refusal> {
    let Some((route, labels)) = route::find(request) else {
        let message = format!(
            "Unable to determine service/operation name: {}",
            request.path
        );
        return Err(Refusal::new(404, "UnknownOperationException", message));
    };
    if request.method != "GET" {
        world.now = world.now.tick();
    }
    let ask = Ask {
        labels,
        query: request.query_pairs(),
        body: &request.body,
    };
    let mut desk = Desk::open(world, faults, asked);
    desk.catch_up();
    let body = (route.handler)(&mut desk, &ask)?;
    Ok(reply(route.status, body))
}

fn reply(status: u16, mut body: Value) -> Reply {
    if status == 204 {
        return Reply::new(204, "application/json", Vec::new());
    }
    leave_out_nulls(&mut body);
    Reply::json(status, &body)
}

/// A refusal as MSK words it: the code in a header, the rest in the body.
pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let body = json!({ "message": refusal.message, "invalidParameter": refusal.parameter });
    reply(refusal.status, body).header("x-amzn-errortype", &refusal.code)
}

/// MSK leaves out what is not there.
fn leave_out_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(leave_out_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(leave_out_nulls),
        _ => (),
    }
}
