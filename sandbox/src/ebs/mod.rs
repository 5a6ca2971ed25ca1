//! The EBS direct APIs: snapshots written and read block by block. REST-JSON, version 2019-11-02.

mod block;
mod complete;
mod desk;
mod list;
mod read;
mod start;

use std::io;

use serde_json::json;

use crate::faults::Faults;
use crate::gateway::Asked;
use crate::http::{Reply, Request, path_segment};
use crate::refusal::Refusal;
use crate::storage::Storage;
use crate::world::World;

use desk::{Answer, Desk};

type Handler = fn(&mut Desk<'_>) -> Answer;

/// The operation, and the snapshot that it is about.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    match route(request) {
        Some(route) => (route.operation.to_owned(), route.snapshot),
        None => ("Unknown".to_owned(), None),
    }
}

pub(crate) fn answer(
    world: &mut World,
    faults: &Faults,
    storage: &Storage,
    asked: &Asked,
    request: &Request,
) -> Answer {
    let Some(route) = route(request) else {
        let message = "Unable to determine service/operation name to be authorized";
        return Err(Refusal::new(404, "UnknownOperationException", message));
    };
    if request.method != "GET" {
        world.now = world.now.tick();
    }
    let (clock, now, lag) = (world.clock, world.now, world.id_lag);
    let mut desk = Desk {
        area: world.area(&asked.caller.account, &asked.caller.region),
        storage,
        faults,
        clock,
        now,
        lag,
        request,
        snapshot: route.snapshot.unwrap_or_default(),
        block: route.block.unwrap_or_default(),
    };
    desk.catch_up();
    (route.handler)(&mut desk)
}

/// An operation, and what its path names.
struct Route {
    operation: &'static str,
    handler: Handler,
    snapshot: Option<String>,
    block: Option<String>,
}

/// Source: botocore's service model of ebs.
fn route(request: &Request) -> Option<Route> {
    let path: Vec<&str> = request.path.trim_matches('/').split('/').collect();
    let (operation, handler, snapshot, block): (_, Handler, _, _) =
        match (request.method.as_str(), path.as_slice()) {
            ("POST", ["snapshots"]) => ("StartSnapshot", start::start, None, None),
            ("PUT", ["snapshots", id, "blocks", block]) => {
                ("PutSnapshotBlock", block::put, Some(id), Some(block))
            }
            ("POST", ["snapshots", "completion", id]) => {
                ("CompleteSnapshot", complete::complete, Some(id), None)
            }
            ("GET", ["snapshots", id, "blocks"]) => {
                ("ListSnapshotBlocks", list::blocks, Some(id), None)
            }
            ("GET", ["snapshots", id, "blocks", block]) => {
                ("GetSnapshotBlock", read::get, Some(id), Some(block))
            }
            ("GET", ["snapshots", id, "changedblocks"]) => {
                ("ListChangedBlocks", list::changed, Some(id), None)
            }
            _ => return None,
        };
    Some(Route {
        operation,
        handler,
        snapshot: snapshot.map(|text| path_segment(text)),
        block: block.map(|text| path_segment(text)),
    })
}

/// A refusal: the code in a header, the rest in the body.
pub(crate) fn refuse(refusal: &Refusal) -> Reply {
    let mut body = json!({ "Message": refusal.message });
    if let Some(reason) = refusal.reason {
        body["Reason"] = reason.into();
    }
    Reply::json(refusal.status, &body).header("x-amzn-errortype", &refusal.code)
}

pub(crate) fn throttle() -> Refusal {
    Refusal::new(400, "RequestThrottledException", "Rate exceeded").reason("ACCOUNT_THROTTLED")
}

/// A request that these APIs cannot take.
fn invalid(reason: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(400, "ValidationException", message).reason(reason)
}

/// A full disk of this machine is a failure of the service.
fn storage_failure(error: &io::Error) -> Refusal {
    Refusal::new(500, "InternalServerException", error.to_string())
}
