//! The provider: its block, and what it offers.

pub(crate) mod book;
mod inventory;
pub(crate) mod shelf;
mod shout;

use kafkaws_plugin::{Provider, Registry};
use kafkaws_schema::{Diagnostic, Diagnostics, Model, Path, Sketch, Value};

use shelf::Shelf;

/// Where the books are.
#[derive(Clone, Debug, Model)]
pub(crate) struct Config {
    /// The directory that is the shelf.
    directory: String,
}

pub(crate) struct Library;

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
        // For the test of a crash: nothing catches a panic here.
        assert!(
            std::env::var_os("SHELF_FALLS_OVER").is_none(),
            "the whole shelf fell over"
        );
        Registry::new()
            .resource::<book::Book>()
            .data_source::<inventory::Inventory>()
            .function::<shout::Shout>()
    }
}
