//! Names that Terraform keeps for itself: an attribute that has one can never be set.

use kafkaws_schema::Object;

/// In every resource and data source: meta-arguments, and blocks that Terraform reads itself.
const IN_RESOURCES: [&str; 8] = [
    "connection",
    "count",
    "depends_on",
    "for_each",
    "lifecycle",
    "locals",
    "provider",
    "provisioner",
];

/// The attributes of a resource or data source whose names are taken.
pub(super) fn in_resource(object: &Object) -> impl Iterator<Item = &'static str> {
    let attributes = object.attributes.iter().map(|attribute| attribute.name);
    attributes.filter(|name| IN_RESOURCES.contains(name))
}

#[cfg(test)]
mod tests {
    use kafkaws_schema::Model;

    use super::*;

    #[derive(Model)]
    /// A herd.
    struct Herd {
        /// How many.
        count: i64,
        /// What they are called.
        name: String,
    }

    #[test]
    fn a_meta_argument_is_no_attribute() {
        assert_eq!(in_resource(Herd::OBJECT).collect::<Vec<_>>(), ["count"]);
    }
}
