//! ImportSnapshot.

use super::source::{invalid, named, object};
use super::{Import, ImportState, Source, describe, snapshot};
use crate::ec2::change::{Made, required, tags_of};
use crate::ec2::desk::Desk;
use crate::ec2::filter;
use crate::ec2::phase::Phase;
use crate::ec2::snapshot::storage_failure;
use crate::ec2::token;
use crate::ec2::volume::kms_arn;
use crate::id;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::storage::Object;

/// The role that VM Import assumes when no other is named.
const DEFAULT_ROLE: &str = "vmimport";
/// The service quota of tasks at a time.
const MOST_ACTIVE: usize = 5;
const GIB: u64 = 1 << 30;
/// What is no raw disk, by what it begins with.
const SIGNATURES: [(&[u8], &str); 5] = [
    (b"KDMV", "VMDK"),
    (b"# Disk Descriptor", "VMDK"),
    (b"conectix", "VHD"),
    (b"QFI\xfb", "QCOW2"),
    (b"\x1f\x8b", "GZIP"),
];

pub(in crate::ec2) fn start(desk: &mut Desk<'_>) -> Made {
    let made = match token::earlier(desk)?.and_then(|ids| ids.into_iter().next()) {
        Some(id) => id,
        None => make(desk)?,
    };
    let task = desk.area.compute.imports.get(&made);
    let task = task.ok_or_else(|| filter::not_found::<Import>(&made))?;
    let mut xml = Xml::default();
    describe::render(&mut xml, task);
    Ok(xml)
}

fn make(desk: &mut Desk<'_>) -> Result<String, Refusal> {
    check_format(desk)?;
    let source = named(desk.form)?;
    check_role(desk)?;
    let key = key(desk)?;
    let object = object(desk, &source)?;
    room(desk)?;
    let problem = problem(desk, &object)?;
    let task = task(desk, source, &object, key, problem);
    if task.problem.is_none() {
        let filled = desk.storage.fill(&task.snapshot.id, &object);
        filled.map_err(|error| storage_failure(&error))?;
    }
    let id = task.id.clone();
    desk.area.compute.imports.insert(id.clone(), task);
    token::remember(desk, vec![id.clone()]);
    Ok(id)
}

/// Raw disks only: the sandbox reads no other format.
fn check_format(desk: &Desk<'_>) -> Result<(), Refusal> {
    let format = required(desk.form, "DiskContainer.Format")?;
    match format.to_ascii_uppercase().as_str() {
        "RAW" => Ok(()),
        "VHD" | "VHDX" | "VMDK" => Err(Refusal::not_simulated("disk formats other than RAW")),
        _ => Err(invalid(format!(
            "The disk image format '{format}' is not supported."
        ))),
    }
}

/// There is no IAM here: an admin call says whether VM Import can assume its role.
fn check_role(desk: &Desk<'_>) -> Result<(), Refusal> {
    let role = desk.form.get("RoleName").filter(|name| !name.is_empty());
    let role = role.unwrap_or(DEFAULT_ROLE);
    match desk.import_role {
        true => Ok(()),
        false => Err(invalid(format!(
            "The service role {role} provided does not exist or does not have sufficient permissions"
        ))),
    }
}

fn key(desk: &Desk<'_>) -> Result<Option<String>, Refusal> {
    let encrypted = desk.form.get("Encrypted") == Some("true");
    let key = desk.form.get("KmsKeyId").filter(|key| !key.is_empty());
    match (encrypted, key) {
        (false, Some(_)) => Err(invalid("KmsKeyId requires Encrypted to be set.")),
        (false, None) => Ok(None),
        (true, key) => Ok(Some(kms_arn(desk.area, key.map(str::to_owned)))),
    }
}

fn room(desk: &Desk<'_>) -> Result<(), Refusal> {
    let tasks = desk.area.compute.imports.values();
    let active = tasks.filter(|task| task.phase.state.is_active());
    match active.count() < MOST_ACTIVE {
        true => Ok(()),
        false => {
            let message = format!(
                "The limit of {MOST_ACTIVE} concurrent import snapshot tasks has been reached."
            );
            Err(Refusal::new(400, "ResourceCountLimitExceeded", message))
        }
    }
}

/// What validation will find.
fn problem(desk: &Desk<'_>, object: &Object) -> Result<Option<String>, Refusal> {
    let size = object.size();
    let start = desk.storage.objects.read(object, 0, size.min(64));
    let start = start.map_err(|error| storage_failure(&error))?;
    let other = SIGNATURES
        .iter()
        .find(|(bytes, _)| start.starts_with(bytes));
    Ok(match (other, size) {
        (Some((_, name)), _) => Some(format!(
            "ClientError: Disk validation failed [{name} file given as RAW]"
        )),
        (None, 0) => Some("ClientError: Disk validation failed [Empty disk image]".to_owned()),
        (None, _) => None,
    })
}

fn task(
    desk: &Desk<'_>,
    source: Source,
    object: &Object,
    key: Option<String>,
    problem: Option<String>,
) -> Import {
    let form = desk.form;
    let bytes = object.size();
    let id = id::random("import-snap");
    let size = bytes.div_ceil(GIB).max(1);
    Import {
        description: form.get("Description").unwrap_or_default().to_owned(),
        disk_description: form.get("DiskContainer.Description").map(str::to_owned),
        source,
        bytes,
        phase: course(desk, size, problem.is_some()),
        problem,
        ended: None,
        snapshot: snapshot(id::random("snap"), &id, &desk.area.account, size, key),
        tags: tags_of(form, "import-snapshot-task"),
        id,
    }
}

/// Minutes, and more for each GiB; what is no disk ends after it was looked at.
fn course(desk: &Desk<'_>, size: u64, fails: bool) -> Phase<ImportState> {
    let phase = Phase::passing(ImportState::Pending, desk.now, 20, ImportState::Validating);
    match fails {
        true => phase
            .and_then(60, ImportState::Deleting)
            .and_then(10, ImportState::Deleted),
        false => phase
            .and_then(60, ImportState::Converting)
            .and_then(120 + 20 * size, ImportState::Completed),
    }
}
