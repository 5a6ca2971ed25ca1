//! DescribeInstances.

use std::collections::BTreeMap;

use super::{Instance, render};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, looked_at, select};
use crate::ec2::interface::Interface;
use crate::ec2::life;
use crate::ec2::network::Tags;
use crate::ec2::phase::Named;
use crate::ec2::volume::Volume;
use crate::query::Xml;
use crate::world::Area;

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let views = views(desk.area);
    let ids = looked_at(
        views.iter(),
        desk.form,
        &["instance-state-name", "instance-state-code"],
    );
    let hidden = life::look_at_instances(desk, &ids);
    let mut views = self::views(desk.area);
    views.retain(|view| !hidden.contains(&view.instance.id));
    let (chosen, token) = select(views.iter(), desk.form)?;
    let mut reservations: BTreeMap<&str, Vec<&Instance>> = BTreeMap::new();
    for view in chosen {
        reservations
            .entry(&view.instance.reservation)
            .or_default()
            .push(view.instance);
    }
    let mut xml = Xml::default();
    xml.items("reservationSet", reservations, |xml, (id, instances)| {
        xml.append(render::reservation(desk.area, id, &instances));
    });
    xml.maybe("nextToken", token.as_deref());
    Ok(xml)
}

/// An instance with what filters may ask of its parts.
struct View<'a> {
    instance: &'a Instance,
    interfaces: Vec<&'a Interface>,
    volumes: Vec<&'a Volume>,
}

fn views(area: &Area) -> Vec<View<'_>> {
    area.compute
        .instances
        .values()
        .map(|instance| View {
            instance,
            interfaces: area.compute.interfaces_of(&instance.id),
            volumes: area.compute.volumes_of(&instance.id),
        })
        .collect()
}

impl Listed for Instance {
    const ID_PARAMETER: &'static str = "InstanceId";
    const NOT_FOUND: &'static str = "InvalidInstanceID.NotFound";
    const NOUN: &'static str = "instance ID";
    const MALFORMED: Option<(&'static str, &'static str)> =
        Some(("i-", "InvalidInstanceID.Malformed"));

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let some = |text: &Option<String>| text.iter().cloned().collect();
        Some(match filter {
            "instance-id" => vec![self.id.clone()],
            "instance-state-name" => vec![self.phase.state.name().to_owned()],
            "instance-state-code" => vec![self.phase.state.code().to_string()],
            "instance-type" => vec![self.instance_type.clone()],
            "image-id" => vec![self.image.clone()],
            "subnet-id" => vec![self.subnet.clone()],
            "vpc-id" => vec![self.vpc.clone()],
            "availability-zone" => vec![self.zone.clone()],
            "availability-zone-id" => vec![self.zone_id.clone()],
            "reservation-id" => vec![self.reservation.clone()],
            "client-token" => some(&self.token),
            "key-name" => some(&self.key_name),
            "placement-group-name" => some(&self.placement.group),
            "placement-partition-number" => self
                .placement
                .partition
                .iter()
                .map(u64::to_string)
                .collect(),
            "iam-instance-profile.arn" => some(&self.profile),
            "architecture" => vec![self.architecture.clone()],
            "root-device-name" => vec![self.root_device.clone()],
            "launch-time" => vec![self.launched.iso()],
            "tenancy" => vec!["default".to_owned()],
            "state-reason-code" => self
                .reason
                .iter()
                .map(|reason| reason.code.clone())
                .collect(),
            _ => return None,
        })
    }
}

impl Listed for View<'_> {
    const ID_PARAMETER: &'static str = Instance::ID_PARAMETER;
    const NOT_FOUND: &'static str = Instance::NOT_FOUND;
    const NOUN: &'static str = Instance::NOUN;
    const MALFORMED: Option<(&'static str, &'static str)> = Instance::MALFORMED;

    fn id(&self) -> &str {
        &self.instance.id
    }

    fn tags(&self) -> &Tags {
        &self.instance.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let interfaces = || self.interfaces.iter();
        let primary = interfaces().take(1);
        Some(match filter {
            "private-ip-address" | "network-interface.addresses.private-ip-address" => {
                interfaces().map(|one| one.address.clone()).collect()
            }
            "ip-address" => primary
                .filter_map(|one| one.public_address.clone())
                .collect(),
            "network-interface.network-interface-id" => {
                interfaces().map(|one| one.id.clone()).collect()
            }
            "instance.group-id" | "group-id" | "network-interface.group-id" => {
                interfaces().flat_map(|one| one.groups.clone()).collect()
            }
            "block-device-mapping.volume-id" => {
                self.volumes.iter().map(|one| one.id.clone()).collect()
            }
            "block-device-mapping.device-name" => self
                .volumes
                .iter()
                .filter_map(|one| one.device().map(str::to_owned))
                .collect(),
            other => return self.instance.values(other),
        })
    }
}
