//! The broker that goes into an image: a program of the user's, or one that cargo installs.

use std::path::{Path, PathBuf};
use std::process::Command;

use kafkaws_image_builder::EngineFile;
use serde::Deserialize;

use crate::failure::Failure;
use crate::tools::toolchain;
use crate::{console, place, process};

/// A broker.
#[derive(Debug)]
pub(super) struct Engine {
    /// How it is run.
    pub(super) file: EngineFile,
    /// Its program.
    pub(super) program: PathBuf,
    /// Its version.
    pub(super) version: String,
}

/// How cargo makes a broker: the form of `broker-image/engines/<name>/build.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Build {
    version: String,
    /// The oldest compiler that will do, such as `1.96`.
    rust: String,
    package: String,
    features: Vec<String>,
    binary: String,
}

impl Engine {
    /// A program that is there.
    pub(super) fn given(file: &Path, program: &Path, version: &str) -> Result<Self, Failure> {
        std::fs::metadata(program).map_err(Failure::at(program))?;
        Ok(Self {
            file: EngineFile::read(file)?,
            program: program.to_owned(),
            version: version.to_owned(),
        })
    }

    /// Whether one of `broker-image/engines/` was built on this machine.
    pub(super) fn is_built(name: &str) -> Result<bool, Failure> {
        let (_, build) = read(name)?;
        Ok(build.program()?.is_file())
    }

    /// One of `broker-image/engines/`, built if it was not before.
    pub(super) fn shipped(name: &str) -> Result<Self, Failure> {
        let (file, build) = read(name)?;
        let program = build.program()?;
        if !program.is_file() {
            build.install()?;
        }
        Ok(Self {
            file,
            program,
            version: build.version,
        })
    }
}

fn read(name: &str) -> Result<(EngineFile, Build), Failure> {
    let folder = place::checkout().join("broker-image/engines").join(name);
    let path = folder.join("build.toml");
    let text = std::fs::read_to_string(&path).map_err(Failure::at(&path))?;
    let build = toml::from_str(&text)
        .map_err(|error| Failure::Unexpected(format!("{}: {error}", path.display())))?;
    Ok((EngineFile::read(&folder.join("engine.toml"))?, build))
}

impl Build {
    /// Outside the checkout: it takes a quarter of an hour, and every checkout has the same.
    fn root(&self) -> Result<PathBuf, Failure> {
        Ok(place::cache()?.join(format!("{}-{}", self.package, self.version)))
    }

    fn program(&self) -> Result<PathBuf, Failure> {
        Ok(self.root()?.join("bin").join(&self.binary))
    }

    fn install(&self) -> Result<(), Failure> {
        let toolchain = toolchain::with_rust(&self.rust)?;
        let root = self.root()?;
        console::line(format_args!(
            "building {} {} into {}: this takes a quarter of an hour, once",
            self.package,
            self.version,
            root.display()
        ));
        // A build folder of its own: the workspace's would be built anew by another compiler. The same for every attempt,
        // so that one that was interrupted goes on where it was.
        let target = root.join("target");
        let mut install = self.command(toolchain.cargo());
        install
            .arg("--root")
            .arg(&root)
            .env("CARGO_TARGET_DIR", &target);
        process::run(&mut install)?;
        // Gigabytes that nothing reads again; failing to remove them harms nobody.
        let _ = std::fs::remove_dir_all(target);
        Ok(())
    }

    fn command(&self, mut cargo: Command) -> Command {
        cargo
            .args([
                "install",
                "--locked",
                &self.package,
                "--version",
                &self.version,
            ])
            .args([
                "--no-default-features",
                "--features",
                &self.features.join(","),
            ]);
        cargo
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_engine_that_is_shipped_can_be_read() {
        let folder = place::checkout().join("broker-image/engines");
        for engine in std::fs::read_dir(folder).unwrap() {
            let name = engine.unwrap().file_name().into_string().unwrap();
            let (file, build) = read(&name).unwrap();
            assert_eq!(file.name, name);
            assert!(file.command.ends_with(&format!("/{}", build.binary)));
        }
    }

    #[test]
    fn what_cargo_is_told() {
        let build: Build = toml::from_str(
            "version = '1.2.3'\nrust = '1.90'\npackage = 'acme'\nfeatures = ['a', 'b']\nbinary = 'broker'",
        )
        .unwrap();
        let command = build.command(Command::new("cargo"));
        let expected =
            "cargo install --locked acme --version 1.2.3 --no-default-features --features a,b";
        assert_eq!(process::text(&command), expected);
        assert!(build.program().unwrap().ends_with("acme-1.2.3/bin/broker"));
    }
}
