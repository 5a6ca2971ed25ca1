//! To and from the SDK's types. Every model is taken apart in full, so that a new attribute does not
//! compile until each mapping has decided about it.

mod from_cluster;
mod parts;

pub(crate) use parts::sorted;
mod to_request;

pub(crate) use from_cluster::{Seen, Unreadable, seen};
pub(crate) use to_request::{
    authentication, configuration_info, connectivity, create_request, logging, open_monitoring,
    throughput,
};
