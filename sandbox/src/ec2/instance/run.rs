//! RunInstances.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::mapping::Disk;
use super::metadata::MetadataOptions;
use super::network::Card;
use super::{
    Health, Instance, InstanceState, Placement, capacity, image_fit, mapping, network, render,
};
use crate::ec2::change::{Made, number, required, tags_of, without};
use crate::ec2::desk::Desk;
use crate::ec2::image::{self, Image};
use crate::ec2::instance_type::InstanceType;
use crate::ec2::network::Subnet;
use crate::ec2::phase::Phase;
use crate::ec2::{filter, key_pair, placement, token};
use crate::id;
use crate::refusal::Refusal;
use crate::world::partition;

/// User data before base64. Source: user guide, "Run commands at launch".
pub(super) const LONGEST_USER_DATA: usize = 16 * 1024;

/// What EC2 takes for a request that names no type.
const DEFAULT_TYPE: &str = "m1.small";

pub(in crate::ec2) fn run(desk: &mut Desk<'_>) -> Made {
    let made = match token::earlier(desk)? {
        Some(made) => made,
        None => launch(desk)?,
    };
    let instances: Vec<&Instance> = made
        .iter()
        .filter_map(|id| desk.area.compute.instances.get(id))
        .collect();
    match instances.first() {
        Some(first) => Ok(render::reservation(
            desk.area,
            &first.reservation,
            &instances,
        )),
        None => Err(filter::not_found::<Instance>(
            made.first().map_or("", String::as_str),
        )),
    }
}

/// What a launch may ask for and would not get here.
const NOT_SIMULATED: [&str; 9] = [
    "LaunchTemplate.",
    "InstanceMarketOptions.",
    "Ipv6Address",
    "HibernationOptions.",
    "EnclaveOptions.",
    "SecondaryInterface.",
    "Placement.HostId",
    "Placement.HostResourceGroupArn",
    "Placement.Tenancy",
];

/// All that was checked before anything is made.
struct Plan {
    image: Image,
    kind: &'static InstanceType,
    subnet: Subnet,
    cards: Vec<Card>,
    disks: Vec<Disk>,
    placement: Placement,
    count: usize,
}

fn launch(desk: &mut Desk<'_>) -> Result<Vec<String>, Refusal> {
    let plan = plan(desk)?;
    let reservation = id::random("r");
    // A launch of several either makes them all or none.
    let before = desk.area.compute.clone();
    let mut made = Vec::new();
    for index in 0..plan.count {
        match one(desk, &plan, &reservation, index) {
            Ok(id) => made.push(id),
            Err(refusal) => {
                desk.area.compute = before;
                return Err(refusal);
            }
        }
    }
    token::remember(desk, made.clone());
    Ok(made)
}

fn plan(desk: &mut Desk<'_>) -> Result<Plan, Refusal> {
    let form = desk.form;
    let (least, most) = counts(desk)?;
    without(form, &NOT_SIMULATED)?;
    check_user_data(form.get("UserData"))?;
    let image = image::launchable(desk.area, required(form, "ImageId")?)?;
    let (cards, subnet) = network::cards(desk, most)?;
    let kind = form.get("InstanceType").unwrap_or(DEFAULT_TYPE);
    let kind = capacity::offered(desk.area, kind, &subnet.zone)?;
    image_fit::check(&image, kind)?;
    key_pair::exists(desk.area, form.get("KeyName"))?;
    let disks = mapping::disks(desk.area, form, &image)?;
    let placement = placement::seat(desk.area, form, &subnet.zone, kind)?;
    if cards.len() > kind.interfaces {
        let message = format!(
            "Interface count {} exceeds the limit for {}",
            cards.len(),
            kind.name
        );
        return Err(Refusal::new(400, "AttachmentLimitExceeded", message));
    }
    let count = capacity::available(desk.area, kind, &subnet.zone, least, most)?;
    Ok(Plan {
        image,
        kind,
        subnet,
        cards,
        disks,
        placement,
        count,
    })
}

fn counts(desk: &Desk<'_>) -> Result<(usize, usize), Refusal> {
    let count = |name: &str| -> Result<usize, Refusal> {
        required(desk.form, name)?;
        let count = number(desk.form, name)?.unwrap_or_default();
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    };
    let (least, most) = (count("MinCount")?, count("MaxCount")?);
    match (1..=most).contains(&least) && most <= 1_000 {
        true => Ok((least, most)),
        false => {
            let message = format!(
                "Value ({least}) for parameter minCount is invalid. It must be from 1 to maxCount, which is at most 1000."
            );
            Err(Refusal::new(400, "InvalidParameterValue", message))
        }
    }
}

/// Base64 of at most 16 KiB.
pub(super) fn check_user_data(data: Option<&str>) -> Result<(), Refusal> {
    let Some(text) = data else { return Ok(()) };
    let Ok(raw) = STANDARD.decode(text) else {
        let message = "Invalid BASE64 encoding of user data.";
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    };
    match raw.len() <= LONGEST_USER_DATA {
        true => Ok(()),
        false => {
            let message = "User data is limited to 16384 bytes";
            Err(Refusal::new(400, "InvalidParameterValue", message))
        }
    }
}

fn one(
    desk: &mut Desk<'_>,
    plan: &Plan,
    reservation: &str,
    index: usize,
) -> Result<String, Refusal> {
    let instance = build(desk, plan, reservation, index)?;
    network::plug(desk, &instance, &plan.cards)?;
    mapping::plug(desk, &instance, plan.disks.clone())?;
    let id = instance.id.clone();
    desk.area.compute.instances.insert(id.clone(), instance);
    Ok(id)
}

fn build(
    desk: &mut Desk<'_>,
    plan: &Plan,
    reservation: &str,
    index: usize,
) -> Result<Instance, Refusal> {
    let (form, now) = (desk.form, desk.now);
    let on = |name: &str| form.get(name) == Some("true");
    let reason = desk.area.compute.doomed_launch.take();
    let after = if reason.is_some() {
        InstanceState::Terminated
    } else {
        InstanceState::Running
    };
    let metadata = MetadataOptions::of_image(plan.image.imds_v2).with(form, "MetadataOptions.")?;
    Ok(Instance {
        id: id::random("i"),
        reservation: reservation.to_owned(),
        launch_index: index,
        token: form.get("ClientToken").map(str::to_owned),
        image: plan.image.id.clone(),
        architecture: plan.image.architecture.clone(),
        boot_mode: plan.image.boot_mode.clone(),
        instance_type: plan.kind.name.clone(),
        key_name: form.get("KeyName").map(str::to_owned),
        launched: now,
        zone: plan.subnet.zone.clone(),
        zone_id: plan.subnet.zone_id.clone(),
        subnet: plan.subnet.id.clone(),
        vpc: plan.subnet.vpc.clone(),
        placement: plan.placement.clone(),
        phase: Phase::passing(InstanceState::Pending, now, 15, after),
        reason,
        root_device: plan.image.root_device.clone(),
        profile: profile(desk),
        user_data: form
            .get("UserData")
            .filter(|text| !text.is_empty())
            .map(str::to_owned),
        protected_from_termination: on("DisableApiTermination"),
        protected_from_stop: on("DisableApiStop"),
        terminates_on_shutdown: form.get("InstanceInitiatedShutdownBehavior") == Some("terminate"),
        metadata,
        monitoring: on("Monitoring.Enabled"),
        recovers: form.get("MaintenanceOptions.AutoRecovery") != Some("disabled"),
        credits: credits(desk),
        health: Health::booting(now),
        console: String::new(),
        up: false,
        boots: 0,
        terminated: None,
        doomed_replacement: None,
        alive: false,
        unseen: desk.lag,
        tags: tags_of(form, "instance"),
    })
}

/// T3 and later burst without limit unless the request says otherwise.
fn credits(desk: &Desk<'_>) -> String {
    let asked = desk.form.get("CreditSpecification.CpuCredits");
    asked.unwrap_or("unlimited").to_owned()
}

/// By ARN, or by name.
fn profile(desk: &Desk<'_>) -> Option<String> {
    let (account, region) = (&desk.area.account, &desk.area.region);
    let by_name = desk
        .form
        .get("IamInstanceProfile.Name")
        .filter(|name| !name.is_empty());
    let arn = by_name.map(|name| {
        format!(
            "arn:{}:iam::{account}:instance-profile/{name}",
            partition(region)
        )
    });
    desk.form
        .get("IamInstanceProfile.Arn")
        .map(str::to_owned)
        .or(arn)
}
