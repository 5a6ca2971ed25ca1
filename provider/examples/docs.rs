//! Writes the registry's pages to the folder that is given: `cargo xtask docs`.
//!
//! A program beside the plugin and not a flag of it: users have no use for it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use kafkaws_plugin::{Entry, Provider, Signature, function_page};
use kafkaws_provider::config::{Environment, ProviderConfig};
use kafkaws_provider::provider::Kafkaws;
use kafkaws_schema::page::Page;
use kafkaws_schema::{Model, Object, ResourceSchema};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os()
        .nth(1)
        .ok_or("which folder should the pages go to?")?;
    let docs = Docs {
        folder: folder.into(),
        examples: examples(),
    };
    let registry = Kafkaws::new(Environment::default()).registry();
    docs.index()?;
    registry
        .resources()
        .try_for_each(|resource| docs.resource(&resource))?;
    registry
        .data_sources()
        .try_for_each(|source| docs.data_source(&source))?;
    registry
        .functions()
        .try_for_each(|(name, signature)| docs.function(name, &signature))?;
    docs.write("guides/rules.md", &kafkaws_rules::page::render())?;
    Ok(())
}

/// The examples are runnable: acceptance tests apply every one of them.
fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

struct Docs {
    folder: PathBuf,
    examples: PathBuf,
}

impl Docs {
    fn index(&self) -> Result<(), Box<dyn Error>> {
        const NOTHING: &Object = &Object {
            doc: "",
            attributes: &[],
        };
        let inputs = ProviderConfig::OBJECT;
        let schema = ResourceSchema {
            version: 0,
            doc: inputs.doc,
            inputs,
            outputs: NOTHING,
        };
        let example = self.example("provider/main.tf")?;
        let page = Page::provider(Kafkaws::TYPE_NAME, schema).example(&example);
        self.write("index.md", &page.render())
    }

    fn resource(&self, entry: &Entry) -> Result<(), Box<dyn Error>> {
        let name = format!("{}_{}", Kafkaws::TYPE_NAME, entry.name);
        let example = self.example(&format!("resources/{name}/main.tf"))?;
        let import = self.example(&format!("resources/{name}/import.sh"))?;
        let import = format!("```shell\n{}\n```", import.trim());
        let page = Page::resource(&name, entry.subcategory, entry.schema)
            .example(&example)
            .import(&import);
        self.write(&format!("resources/{}.md", entry.name), &page.render())
    }

    fn data_source(&self, entry: &Entry) -> Result<(), Box<dyn Error>> {
        let name = format!("{}_{}", Kafkaws::TYPE_NAME, entry.name);
        let example = self.example(&format!("data-sources/{name}/main.tf"))?;
        let page = Page::data_source(&name, entry.subcategory, entry.schema).example(&example);
        self.write(&format!("data-sources/{}.md", entry.name), &page.render())
    }

    fn function(&self, name: &str, signature: &Signature) -> Result<(), Box<dyn Error>> {
        let example = self.example(&format!("functions/{name}/main.tf"))?;
        let page = function_page::render(Kafkaws::TYPE_NAME, name, signature, &example);
        self.write(&format!("functions/{name}.md"), &page)
    }

    /// Every page has an example: one without it does not get written.
    fn example(&self, name: &str) -> Result<String, Box<dyn Error>> {
        let path = self.examples.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Box<dyn Error>> {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&self.folder))?;
        Ok(fs::write(path, text)?)
    }
}
