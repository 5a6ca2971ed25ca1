//! The docs page of a schema, in the shape the registry knows from tfplugindocs.
//!
//! It prints everything the table says: presence, default, rule, choices, replacement, sensitivity,
//! deprecation. So the committed page is the golden file of the schema: no change to it goes unseen.

mod attribute;
mod hcl;

use std::collections::VecDeque;
use std::fmt::Write;

use crate::object::{Attribute, Object};
use crate::path::Path;
use crate::resource_schema::ResourceSchema;

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The provider block.
    Provider,
    /// A managed resource.
    Resource,
    /// A data source.
    DataSource,
}

/// A page to be written.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    kind: Kind,
    /// The type's full name, or the provider's.
    name: &'a str,
    subcategory: &'a str,
    schema: ResourceSchema,
    example: &'a str,
    import: &'a str,
}

impl<'a> Page<'a> {
    /// The page of the provider block.
    pub const fn provider(name: &'a str, schema: ResourceSchema) -> Self {
        Self {
            kind: Kind::Provider,
            name,
            subcategory: "",
            schema,
            example: "",
            import: "",
        }
    }

    /// The page of a resource: `kafkaws_msk_cluster`.
    pub const fn resource(name: &'a str, subcategory: &'a str, schema: ResourceSchema) -> Self {
        Self {
            kind: Kind::Resource,
            name,
            subcategory,
            schema,
            example: "",
            import: "",
        }
    }

    /// The page of a data source.
    pub const fn data_source(name: &'a str, subcategory: &'a str, schema: ResourceSchema) -> Self {
        Self {
            kind: Kind::DataSource,
            name,
            subcategory,
            schema,
            example: "",
            import: "",
        }
    }

    /// With a configuration that works, in HCL.
    #[must_use]
    pub const fn example(self, example: &'a str) -> Self {
        Self { example, ..self }
    }

    /// With a text about importing, in Markdown.
    #[must_use]
    pub const fn import(self, import: &'a str) -> Self {
        Self { import, ..self }
    }

    /// The page, in Markdown.
    pub fn render(&self) -> String {
        let mut page = self.front();
        if !self.example.trim().is_empty() {
            let example = self.example.trim();
            let _ = write!(page, "\n## Example Usage\n\n```terraform\n{example}\n```\n");
        }
        page.push_str("\n## Schema\n");
        page.push_str(&schema(&self.schema));
        if !self.import.trim().is_empty() {
            let _ = write!(page, "\n## Import\n\n{}\n", self.import.trim());
        }
        page
    }

    /// Front matter, heading and description.
    fn front(&self) -> String {
        let Self {
            name, subcategory, ..
        } = self;
        let provider = name.split('_').next().unwrap_or(name);
        let (title, heading) = match self.kind {
            Kind::Provider => (format!("{name} Provider"), format!("{name} Provider")),
            Kind::Resource => (
                format!("{name} Resource - {provider}"),
                format!("{name} (Resource)"),
            ),
            Kind::DataSource => (
                format!("{name} Data Source - {provider}"),
                format!("{name} (Data Source)"),
            ),
        };
        let doc = self.schema.doc;
        let summary = doc
            .split("\n\n")
            .next()
            .unwrap_or_default()
            .replace('\n', "\n  ");
        format!(
            "---\npage_title: \"{title}\"\nsubcategory: \"{subcategory}\"\n\
             description: |-\n  {summary}\n---\n\n# {heading}\n\n{doc}\n"
        )
    }
}

/// A nested schema still to be written, and what its heading names.
struct Pending {
    path: Path,
    object: &'static Object,
}

/// All attributes by who sets them, then each nested schema under its anchor.
fn schema(schema: &ResourceSchema) -> String {
    let mut text = String::new();
    let mut pending = VecDeque::new();
    let attributes: Vec<_> = schema.attributes().collect();
    groups(&mut text, &attributes, &Path::root(), &mut pending);
    while let Some(Pending { path, object }) = pending.pop_front() {
        let anchor = anchor(&path);
        let _ = write!(
            text,
            "\n<a id=\"{anchor}\"></a>\n### Nested Schema for `{path}`\n"
        );
        let attributes: Vec<_> = object.attributes.iter().collect();
        let mut inner = VecDeque::new();
        groups(&mut text, &attributes, &path, &mut inner);
        // Depth first: what is nested stands right after what nests it.
        inner
            .into_iter()
            .rev()
            .for_each(|nested| pending.push_front(nested));
    }
    text
}

/// The three groups of tfplugindocs: headings at the top, labels within nested schemas.
fn groups(
    text: &mut String,
    attributes: &[&'static Attribute],
    path: &Path,
    pending: &mut VecDeque<Pending>,
) {
    for group in ["Required", "Optional", "Read-Only"] {
        let members: Vec<_> = attributes
            .iter()
            .filter(|it| group_of(it) == group)
            .collect();
        if members.is_empty() {
            continue;
        }
        let heading = if path.is_root() {
            format!("### {group}")
        } else {
            format!("{group}:")
        };
        let _ = write!(text, "\n{heading}\n\n");
        for attribute in members {
            let inner = path.attribute(attribute.name);
            text.push_str(&attribute::line(attribute, &anchor(&inner)));
            let nested = attribute.nested().map(|object| Pending {
                path: inner,
                object,
            });
            pending.extend(nested);
        }
    }
}

fn group_of(attribute: &Attribute) -> &'static str {
    let flags = attribute.presence.flags();
    match (flags.required, flags.optional) {
        (true, _) => "Required",
        (_, true) => "Optional",
        _ => "Read-Only",
    }
}

fn anchor(path: &Path) -> String {
    format!("nestedatt--{}", path.to_string().replace('.', "--"))
}
