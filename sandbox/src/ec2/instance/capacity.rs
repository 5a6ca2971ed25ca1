//! Room for instances: in the zone, in the account, in a placement group.

use super::Instance;
use crate::ec2::instance_type::{self, InstanceType, is_offered};
use crate::ec2::zones::zones;
use crate::refusal::Refusal;
use crate::world::Area;

/// A type that EC2 has, and has in this zone.
pub(super) fn offered(
    area: &Area,
    kind: &str,
    zone: &str,
) -> Result<&'static InstanceType, Refusal> {
    let Some(found) = instance_type::find(kind) else {
        let message = format!("Invalid value '{kind}' for InstanceType.");
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    };
    if is_offered(&area.region, kind, zone) {
        return Ok(found);
    }
    let message = format!(
        "Your requested instance type ({kind}) is not supported in your requested Availability Zone ({zone}). \
         Please retry your request by not specifying an Availability Zone or choosing {}.",
        others(area, zone, |other| is_offered(&area.region, kind, other))
    );
    Err(Refusal::new(400, "Unsupported", message))
}

fn others(area: &Area, zone: &str, fits: impl Fn(&str) -> bool) -> String {
    let others = zones(&area.region).into_iter().map(|other| other.name);
    let others: Vec<String> = others
        .filter(|other| other != zone && fits(other))
        .collect();
    others.join(", ")
}

/// How many of the `wanted` instances fit now: `least` must.
pub(super) fn available(
    area: &Area,
    kind: &InstanceType,
    zone: &str,
    least: usize,
    wanted: usize,
) -> Result<usize, Refusal> {
    quota(area, kind, least)?;
    let free = free(area, &kind.name, zone).min(wanted);
    match free >= least {
        true => Ok(free),
        false => Err(insufficient(area, kind, zone)),
    }
}

fn free(area: &Area, kind: &str, zone: &str) -> usize {
    let capacity = &area.compute.capacity;
    let most = capacity
        .get(&format!("{kind}/{zone}"))
        .or(capacity.get(&format!("{kind}/*")));
    let instances = area.compute.instances.values();
    let there =
        instances.filter(|one| one.occupies() && one.instance_type == kind && one.zone == zone);
    most.map_or(usize::MAX, |most| {
        (*most as usize).saturating_sub(there.count())
    })
}

fn insufficient(area: &Area, kind: &InstanceType, zone: &str) -> Refusal {
    let name = &kind.name;
    let elsewhere = others(area, zone, |other| {
        is_offered(&area.region, name, other) && free(area, name, other) > 0
    });
    let message = format!(
        "We currently do not have sufficient {name} capacity in the Availability Zone you requested ({zone}). \
         Our system will be working on provisioning additional capacity. You can currently get {name} capacity by \
         not specifying an Availability Zone in your request or choosing {elsewhere}."
    );
    Refusal::new(500, "InsufficientInstanceCapacity", message)
}

/// The service quota counts vCPUs of instances that are not stopped.
fn quota(area: &Area, kind: &InstanceType, more: usize) -> Result<(), Refusal> {
    let of = |instance: &Instance| {
        instance_type::find(&instance.instance_type).map_or(0, |kind| kind.vcpus)
    };
    let instances = area.compute.instances.values();
    let used: u32 = instances.filter(|one| one.occupies()).map(of).sum();
    let wanted = u32::try_from(more)
        .unwrap_or(u32::MAX)
        .saturating_mul(kind.vcpus);
    let limit = area.compute.vcpu_limit;
    match used.saturating_add(wanted) <= limit {
        true => Ok(()),
        false => Err(Refusal::new(
            400,
            "VcpuLimitExceeded",
            format!(
                "You have requested more vCPU capacity than your current vCPU limit of {limit} allows for the \
                 instance bucket that the specified instance type belongs to. Please visit \
                 http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."
            ),
        )),
    }
}
