//! What the image's maker must know of an engine file. The agent reads the whole of it.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::content::Content;
use crate::error::BuildError;

/// Where the agent looks for it.
pub(crate) const PATH: &str = "/etc/kafkaws/engine.toml";

/// An engine file. `broker-image/CONTRACT.md` documents its form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EngineFile {
    /// What the engine is called.
    pub name: String,
    /// Where its program is in the image.
    pub command: String,
    /// Whether blank volumes get XFS, whose tools the image needs then.
    pub xfs: bool,
    /// The file itself.
    pub(crate) content: Content,
}

#[derive(Deserialize)]
struct Form {
    name: String,
    broker: Broker,
    #[serde(default)]
    storage: Storage,
}

#[derive(Deserialize)]
struct Broker {
    command: String,
}

#[derive(Default, Deserialize)]
struct Storage {
    filesystem: Option<String>,
}

impl EngineFile {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// [`BuildError::File`], [`BuildError::Toml`], [`BuildError::RelativeCommand`].
    pub fn read(path: &Path) -> Result<Self, BuildError> {
        let text = fs::read_to_string(path).map_err(BuildError::at(path))?;
        let form: Form = toml::from_str(&text).map_err(|source| BuildError::Toml {
            path: path.to_owned(),
            source: Box::new(source),
        })?;
        if !form.broker.command.starts_with('/') {
            return Err(BuildError::RelativeCommand {
                path: path.to_owned(),
                command: form.broker.command,
            });
        }
        Ok(Self {
            name: form.name,
            command: form.broker.command,
            xfs: form.storage.filesystem.as_deref() == Some("xfs"),
            content: Content::from(text.as_str()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<EngineFile, BuildError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        EngineFile::read(file.path())
    }

    #[test]
    fn what_the_image_needs_to_know() {
        let text =
            "name = 'acme'\nbroker.command = '/usr/bin/acme'\nbroker.arguments = ['{port}']\n";
        let engine = read(text).unwrap();
        assert_eq!((engine.name.as_str(), engine.xfs), ("acme", false));
        assert_eq!(engine.command, "/usr/bin/acme");
        assert_eq!(engine.content, Content::from(text));
        assert!(
            read(&format!("{text}storage.filesystem = 'xfs'"))
                .unwrap()
                .xfs
        );
    }

    #[test]
    fn what_is_no_engine_file() {
        let relative = read("name = 'acme'\nbroker.command = 'acme'");
        assert!(matches!(relative, Err(BuildError::RelativeCommand { .. })));
        for text in ["", "name = 'acme'", "{"] {
            assert!(matches!(read(text), Err(BuildError::Toml { .. })), "{text}");
        }
        let absent = EngineFile::read(Path::new("/nowhere"));
        assert!(matches!(absent, Err(BuildError::File { .. })));
    }
}
