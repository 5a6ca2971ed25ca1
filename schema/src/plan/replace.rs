//! The pass that collects what needs a new resource.

use std::collections::BTreeSet;

use super::Draft;
use crate::nested::{Place, counterpart, objects, path_to};
use crate::object::{Attribute, Replace};
use crate::path::Path;
use crate::resource_schema::ResourceSchema;
use crate::value::Value;

/// The paths whose change needs a new resource; none when there was no resource or will be none.
pub(super) fn paths(schema: &ResourceSchema, draft: &Draft) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    if draft.updates() {
        let root = Path::root();
        collect(
            schema.inputs.attributes,
            &root,
            &draft.prior,
            &draft.planned,
            &mut found,
        );
    }
    found
}

fn collect(
    attributes: &[Attribute],
    path: &Path,
    prior: &Value,
    planned: &Value,
    found: &mut BTreeSet<Path>,
) {
    for attribute in attributes {
        let path = path.attribute(attribute.name);
        let (before, after) = (
            prior.attribute(attribute.name),
            planned.attribute(attribute.name),
        );
        if before.same(after) {
            continue;
        }
        if let Some(nested) = attribute.nested() {
            for place in places(attribute, before, after) {
                let (before, after) = (counterpart(before, &place), counterpart(after, &place));
                collect(
                    nested.attributes,
                    &path_to(&path, &place),
                    before,
                    after,
                    found,
                );
            }
        }
        if needs_new(attribute.replace, before, after) {
            found.insert(path);
        }
    }
}

/// Where either value has an object: what was removed counts as changed.
fn places(attribute: &Attribute, before: &Value, after: &Value) -> BTreeSet<Place> {
    let both = [before, after].into_iter();
    both.flat_map(|value| objects(&attribute.shape, value))
        .map(|(place, _)| place)
        .collect()
}

/// An unknown planned value may turn out to be a change, so it counts as one; a function that compares
/// two values has nothing to compare yet.
fn needs_new(replace: Replace, before: &Value, after: &Value) -> bool {
    match replace {
        Replace::Never => false,
        Replace::OnChange => true,
        Replace::When(when) => after.is_wholly_known() && when(before, after),
    }
}
