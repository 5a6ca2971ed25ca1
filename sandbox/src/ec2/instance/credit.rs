//! DescribeInstanceCreditSpecifications: how burstable instances pay for their bursts.

use super::Instance;
use crate::ec2::change::Made;
use crate::ec2::desk::{Desk, known};
use crate::ec2::filter::{select, write};
use crate::ec2::instance_type;
use crate::refusal::Refusal;

fn is_burstable(instance: &Instance) -> bool {
    instance_type::find(&instance.instance_type).is_some_and(|kind| kind.is_burstable())
}

/// Asking for one that is not burstable is an error; asking for all leaves those out.
pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    for id in desk.form.list("InstanceId") {
        let instance = known(&mut desk.area.compute.instances, &id)?;
        if !is_burstable(instance) {
            let message = format!("The instance '{id}' is not a burstable performance instance.");
            return Err(Refusal::new(400, "InvalidParameterCombination", message));
        }
    }
    let instances = desk.area.compute.instances.values();
    let page = select(instances.filter(|one| is_burstable(one)), desk.form)?;
    Ok(write("instanceCreditSpecificationSet", page, |xml, one| {
        xml.text("instanceId", &one.id);
        xml.text("cpuCredits", &one.credits);
    }))
}
