//! What things are made of, as one digest: what is made of the same need not be made again.

use std::path::Path;

use kafkaws_image_builder::Tree;
use kafkaws_image_manifest::Digest;

use crate::failure::Failure;

/// Of a text.
pub(crate) fn of_text(text: &str) -> Digest {
    let mut inputs = Inputs::default();
    inputs.text("text", text);
    // Text lies nowhere where it could not be read.
    inputs
        .digest()
        .unwrap_or_else(|_| Digest::of_bytes(&[0; 32]))
}

/// Things that something is made of, by what they are called.
#[derive(Default)]
pub(crate) struct Inputs(Tree);

impl Inputs {
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.0.file(name, 0, text);
    }

    pub(crate) fn file(&mut self, name: &str, path: &Path) {
        let content = kafkaws_image_builder::Content::Disk(path.to_owned());
        self.0.file(name, 0, content);
    }

    /// Every file below a folder.
    pub(crate) fn folder(&mut self, name: &str, path: &Path) -> Result<(), Failure> {
        for entry in std::fs::read_dir(path).map_err(Failure::at(path))? {
            let path = entry.map_err(Failure::at(path))?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{name}/{file}");
            match path.is_dir() {
                true => self.folder(&name, &path)?,
                false => self.file(&name, &path),
            }
        }
        Ok(())
    }

    pub(crate) fn digest(&self) -> Result<Digest, Failure> {
        Ok(Digest::of_bytes(&self.0.digest()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_input_counts_and_so_does_its_name() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        let file = folder.path().join("deep/file");
        let digest = |content: &str, name: &str| {
            std::fs::write(&file, content).unwrap();
            let mut inputs = Inputs::default();
            inputs.folder(name, folder.path()).unwrap();
            inputs.text("more", "text");
            inputs.digest().unwrap()
        };
        let first = digest("a", "folder");
        assert_eq!(digest("a", "folder"), first);
        assert_ne!(digest("b", "folder"), first);
        assert_ne!(digest("a", "other"), first);
        assert_ne!(of_text("a"), of_text("b"));
    }

    #[test]
    fn what_is_gone_is_an_error() {
        let mut inputs = Inputs::default();
        inputs.file("gone", Path::new("/nowhere"));
        assert!(inputs.digest().is_err());
    }
}
