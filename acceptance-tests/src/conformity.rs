//! Whether Terraform code uses a provider as its schema says: every example and module is checked.
//!
//! `terraform validate` finds these mistakes too, but only in what it evaluates: it needs a whole root
//! module with its variables. This reads any `.tf` file by itself, and also tells of an attribute that
//! is written as a block, for which terraform has only "Unsupported block type".

use std::fmt;
use std::path::{Path, PathBuf};

use hcl::{Block, Body, Expression, ObjectKey};
use serde_json::Value;

use crate::Trouble;

/// Arguments that belong to Terraform and not to the provider.
const META: [&str; 5] = ["alias", "count", "depends_on", "for_each", "provider"];
/// Blocks that belong to Terraform and not to the provider.
const META_BLOCKS: [&str; 5] = [
    "lifecycle",
    "provisioner",
    "connection",
    "dynamic",
    "timeouts",
];

/// One disagreement between code and schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// Where in it, such as `resource.kafkaws_msk_cluster.this.storage_mode`.
    pub place: String,
    /// What is wrong there.
    pub problem: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: {}: {}",
            self.file.display(),
            self.place,
            self.problem
        )
    }
}

/// Every `.tf` file below a folder, sorted.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Trouble> {
    let mut found = Vec::new();
    let entries = std::fs::read_dir(folder).map_err(Trouble::at(folder))?;
    for entry in entries {
        let path = entry.map_err(Trouble::at(folder))?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "tf") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Reads one file as HCL.
pub fn read(file: &Path) -> Result<Body, Trouble> {
    let text = std::fs::read_to_string(file).map_err(Trouble::at(file))?;
    hcl::parse(&text).map_err(|source| Trouble::Hcl {
        path: file.to_path_buf(),
        source,
    })
}

/// What one file does against the schema of one provider; `provider` is its part of
/// `terraform providers schema -json`, and `kind` its type name, such as `kafkaws`.
#[must_use]
pub fn check(file: &Path, body: &Body, kind: &str, provider: &Value) -> Vec<Finding> {
    let mut reader = Reader {
        file,
        findings: Vec::new(),
    };
    for block in body.blocks() {
        let labels: Vec<&str> = block.labels.iter().map(|label| label.as_str()).collect();
        let place = format!("{}.{}", block.identifier.as_str(), labels.join("."));
        let name = labels.first().copied().unwrap_or_default();
        let schema = match block.identifier.as_str() {
            "resource" => &provider["resource_schemas"][name],
            "data" => &provider["data_source_schemas"][name],
            "provider" if name == kind => &provider["provider"],
            _ => continue,
        };
        let ours = name == kind || name.starts_with(&format!("{kind}_"));
        if schema.is_null() && ours {
            reader.find(&place, "the provider has nothing of this name");
        } else if ours {
            reader.block(&place, block, &schema["block"]);
        }
    }
    reader.findings
}

struct Reader<'a> {
    file: &'a Path,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn find(&mut self, place: &str, problem: &'static str) {
        let (file, place) = (self.file.to_path_buf(), place.to_owned());
        self.findings.push(Finding {
            file,
            place,
            problem,
        });
    }

    fn block(&mut self, place: &str, block: &Block, schema: &Value) {
        let (attributes, blocks) = (&schema["attributes"], &schema["block_types"]);
        let mut given = Vec::new();
        for attribute in block.body.attributes() {
            let name = attribute.key.as_str();
            given.push(name);
            if !META.contains(&name) {
                self.attribute(&format!("{place}.{name}"), &attribute.expr, name, schema);
            }
        }
        for inner in block.body.blocks() {
            let name = inner.identifier.as_str();
            let place = format!("{place}.{name}");
            match () {
                () if !blocks[name].is_null() => self.block(&place, inner, &blocks[name]["block"]),
                () if !attributes[name].is_null() => {
                    self.find(&place, "is an attribute: write it with `=`");
                }
                () if META_BLOCKS.contains(&name) => {}
                () => self.find(&place, "is not in the schema"),
            }
        }
        self.missing(place, attributes, &given);
    }

    fn attribute(&mut self, place: &str, value: &Expression, name: &str, schema: &Value) {
        let attribute = &schema["attributes"][name];
        match () {
            () if !schema["block_types"][name].is_null() => {
                self.find(place, "is a block: write it without `=`");
            }
            () if attribute.is_null() => self.find(place, "is not in the schema"),
            () if attribute["required"] != true && attribute["optional"] != true => {
                self.find(place, "is computed and cannot be set");
            }
            () => self.nested(place, value, &attribute["nested_type"]),
        }
    }

    /// Only what is written out can be checked; `var.x` is `terraform validate`'s business.
    fn nested(&mut self, place: &str, value: &Expression, nested: &Value) {
        match value {
            Expression::Object(object) if nested["nesting_mode"] == "single" => {
                let mut given = Vec::new();
                for (key, value) in object {
                    let Some(name) = key_name(key) else { continue };
                    self.attribute(&format!("{place}.{name}"), value, &name, nested);
                    given.push(name);
                }
                let given: Vec<&str> = given.iter().map(String::as_str).collect();
                self.missing(place, &nested["attributes"], &given);
            }
            Expression::Array(items) if nested["nesting_mode"] == "list" => {
                let one = serde_json::json!({
                    "nesting_mode": "single", "attributes": nested["attributes"],
                });
                items.iter().for_each(|item| self.nested(place, item, &one));
            }
            _ => {}
        }
    }

    fn missing(&mut self, place: &str, attributes: &Value, given: &[&str]) {
        let Some(attributes) = attributes.as_object() else {
            return;
        };
        for (name, attribute) in attributes {
            if attribute["required"] == true && !given.contains(&name.as_str()) {
                self.find(&format!("{place}.{name}"), "is required and absent");
            }
        }
    }
}

fn key_name(key: &ObjectKey) -> Option<String> {
    match key {
        ObjectKey::Identifier(name) => Some(name.to_string()),
        ObjectKey::Expression(Expression::String(name)) => Some(name.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Value {
        let string = |word: &str| serde_json::json!({"type": "string", word: true});
        let nested = serde_json::json!({"optional": true, "nested_type": {
            "nesting_mode": "single", "attributes": {"enabled": string("required")},
        }});
        serde_json::json!({"resource_schemas": {"kafkaws_topic": {"block": {"attributes": {
            "name": string("required"), "arn": string("computed"), "access": nested,
        }, "block_types": {"old": {"block": {}}}}}}})
    }

    fn problems(inside: &str) -> Vec<(String, &'static str)> {
        let text = format!("resource \"kafkaws_topic\" \"t\" {{\n{inside}\n}}\n");
        let findings = check(
            Path::new("main.tf"),
            &hcl::parse(&text).unwrap(),
            "kafkaws",
            &schema(),
        );
        let start = "resource.kafkaws_topic.t.";
        findings
            .into_iter()
            .map(|one| (one.place.replace(start, ""), one.problem))
            .collect()
    }

    #[test]
    fn good_code_has_no_findings() {
        assert_eq!(
            problems("count = 2\nname = var.x\naccess = { enabled = true }"),
            []
        );
    }

    #[test]
    fn every_kind_of_mistake_is_found_at_its_place() {
        let cases = [
            ("", "name", "is required and absent"),
            ("name = 1\nnmae = 2", "nmae", "is not in the schema"),
            ("name = 1\narn = 2", "arn", "is computed and cannot be set"),
            (
                "name = 1\naccess {\n}",
                "access",
                "is an attribute: write it with `=`",
            ),
            (
                "name = 1\nold = 2",
                "old",
                "is a block: write it without `=`",
            ),
            (
                "name = 1\naccess = {}",
                "access.enabled",
                "is required and absent",
            ),
            (
                "name = 1\naccess = { enabled = 1, x = 1 }",
                "access.x",
                "is not in the schema",
            ),
        ];
        for (code, place, problem) in cases {
            assert_eq!(problems(code), [(place.to_owned(), problem)], "{code}");
        }
    }

    #[test]
    fn a_type_that_the_provider_lacks_is_found() {
        let body = hcl::parse("data \"kafkaws_topic\" \"t\" {}").unwrap();
        let findings = check(Path::new("main.tf"), &body, "kafkaws", &schema());
        assert_eq!(findings[0].problem, "the provider has nothing of this name");
    }
}
