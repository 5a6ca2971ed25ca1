//! A provider of books on a shelf, which is a directory. Small enough to read, and whole enough that the tests drive
//! the real Terraform through it.

mod book;
mod inventory;
mod shelf;
mod shout;

use std::process::ExitCode;

use kafkaws_plugin::{Provider, Registry};
use kafkaws_schema::{Diagnostic, Diagnostics, Model, Path, Sketch, Value};

use shelf::Shelf;

/// Where the books are.
#[derive(Clone, Debug, Model)]
struct Config {
    /// The directory that is the shelf.
    directory: String,
}

struct Library;

impl Provider for Library {
    const TYPE_NAME: &'static str = "shelf";
    const VERSION: &'static str = "0.0.1";
    type Cloud = Shelf;
    type Config = Config;

    fn address() -> String {
        "example.com/test/shelf".to_owned()
    }

    async fn configure(
        &self,
        config: &Value,
        _terraform: &str,
    ) -> Result<(Shelf, Diagnostics), Diagnostics> {
        let Some(directory) = Sketch::new(config).at::<String>(&Path::of(&["directory"])) else {
            return Err(Diagnostics::default());
        };
        if !std::path::Path::new(&directory).is_dir() {
            let detail = format!("{directory} is not a directory. Create it first.");
            let error = Diagnostic::error("There is no shelf", detail);
            return Err(error.at(Path::of(&["directory"])).into());
        }
        Ok((Shelf::at(directory), Diagnostics::default()))
    }

    fn registry(&self) -> Registry<Shelf> {
        Registry::new()
            .resource::<book::Book>()
            .data_source::<inventory::Inventory>()
            .function::<shout::Shout>()
    }
}

fn main() -> ExitCode {
    kafkaws_plugin::serve(Library)
}
