//! Plans that would destroy a broker and that nobody asked for in so many words.

use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Model, Path, Value};

use crate::broker::irreversible;
use crate::broker::model::Broker;
use crate::broker::volumes::Volume;
use crate::replacing;

/// Refuses a destroy of a protected broker. The value in the state counts: a configuration that is gone cannot speak.
pub(super) fn destroy(draft: &mut Draft) {
    if draft.destroys() && is_protected(draft) {
        draft.diagnostics.push(protection("destroys"));
    }
}

/// Refuses a replacement unless it is allowed, and one of a protected broker in any case.
pub(super) fn replacement(draft: &mut Draft) {
    if !replacing::certainly(draft) {
        return;
    }
    let allowed = draft.planned.attribute("allow_replacement").as_bool() == Some(true);
    if allowed && is_protected(draft) {
        draft.diagnostics.push(protection("replaces"));
    } else if allowed {
        let paths = draft.replace.clone();
        let told: Vec<Diagnostic> = paths.into_iter().map(|path| warned(draft, path)).collect();
        draft.diagnostics.extend(told);
    } else {
        let paths = std::mem::take(&mut draft.replace);
        let refused: Vec<Diagnostic> = paths.into_iter().map(|path| refused(draft, path)).collect();
        draft.diagnostics.extend(refused);
    }
}

fn refused(draft: &Draft, path: Path) -> Diagnostic {
    let path = exact(draft, path);
    let why = why(&path);
    Diagnostic::error(
        "This change needs another broker",
        format!(
            "{why} Put the old value back, or set allow_replacement = true where the broker may be destroyed and another made. \
             Its volumes stay unless delete_volumes_on_destroy is set, and the other broker takes them over only with the same \
             cluster_name and broker_id in the same Availability Zone."
        ),
    )
    .at(path)
}

fn warned(draft: &Draft, path: Path) -> Diagnostic {
    let path = exact(draft, path);
    let stay = draft.prior.attribute("delete_volumes_on_destroy").as_bool() != Some(true);
    let data = match stay {
        true => {
            "Its volumes stay, and the other one takes them over if it has the same identity and zone."
        }
        false => "Its volumes are deleted with their data.",
    };
    Diagnostic::warning(
        "The broker will be destroyed and another made",
        format!("{} {data}", why(&path)),
    )
    .at(path)
}

/// The attribute of a volume that asks for another one, rather than all volumes.
fn exact(draft: &Draft, path: Path) -> Path {
    if path != Path::root().attribute("volumes") {
        return path;
    }
    let volumes = |value: &Value| {
        <Broker as Model>::read(value)
            .map(|broker| broker.volumes)
            .unwrap_or_default()
    };
    let (prior, planned): (Vec<Volume>, Vec<Volume>) =
        (volumes(&draft.prior), volumes(&draft.planned));
    let mut found = (0..).zip(&planned).filter_map(|(index, volume)| {
        let before = prior.iter().find(|before| before.name == volume.name)?;
        Some(
            path.index(index)
                .attribute(irreversible::differs(before, volume)?),
        )
    });
    found.next().unwrap_or(path)
}

fn why(path: &Path) -> &'static str {
    let name = path.to_string();
    if name.starts_with("volumes") {
        return "It is decided when a volume is made. Give the volume another name for a new one beside it.";
    }
    match name.as_str() {
        "subnet_id" => {
            "The broker's interface and volumes are in the Availability Zone of its subnet, and cannot leave it."
        }
        "private_ip" => "The address is its network interface's, and is decided when that is made.",
        _ => "It is what tells this broker from others.",
    }
}

fn is_protected(draft: &Draft) -> bool {
    draft.prior.attribute("disable_api_termination").as_bool() == Some(true)
}

/// The refusal of a protected broker, in plans and in the delete itself.
pub(super) fn protection(verb: &str) -> Diagnostic {
    Diagnostic::error(
        "The broker is protected from termination",
        format!(
            "The plan {verb} it, and disable_api_termination is on in the state. If it is to go, set \
             disable_api_termination = false, apply that by itself, and plan again."
        ),
    )
    .at(Path::root().attribute("disable_api_termination"))
}
