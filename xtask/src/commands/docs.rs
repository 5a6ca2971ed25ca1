//! `cargo xtask docs`: the registry pages, generated from the provider's schema.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::failure::Failure;
use crate::{artifacts, console, place, process};

/// How `docs` runs.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Change nothing; fail when a page is not what the schema says.
    #[arg(long)]
    check: bool,
}

/// Pages by their path under docs/.
type Pages = BTreeMap<PathBuf, String>;

/// Writes the pages, or compares them.
pub(crate) fn run(options: &Options) -> Result<std::process::ExitCode, Failure> {
    use std::process::ExitCode;
    if options.check {
        return check().map(|current| {
            if current {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            }
        });
    }
    let folder = place::checkout().join("docs");
    generate(&folder)?;
    console::line(format_args!(
        "wrote {} pages to {}",
        pages(&folder)?.len(),
        folder.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Whether docs/ is what the schema says; names each page that is not.
pub(crate) fn check() -> Result<bool, Failure> {
    let fresh = tempfile::tempdir().map_err(Failure::at(std::env::temp_dir()))?;
    generate(fresh.path())?;
    let (wanted, committed) = (
        pages(fresh.path())?,
        pages(&place::checkout().join("docs"))?,
    );
    let stale = stale(&wanted, &committed);
    for page in &stale {
        console::line(format_args!(
            "docs/{} is out of date: run `cargo xtask docs`",
            page.display()
        ));
    }
    Ok(stale.is_empty())
}

/// The provider knows its schema: a program beside it, with the same code, writes the pages.
fn generate(folder: &Path) -> Result<(), Failure> {
    let mut docs = Command::new(artifacts::docs()?);
    docs.arg(folder).current_dir(place::checkout());
    process::run(&mut docs)
}

fn pages(folder: &Path) -> Result<Pages, Failure> {
    let mut found = Pages::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).map_err(Failure::at(&next))? {
            let path = entry.map_err(Failure::at(&next))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(name) = path.strip_prefix(folder) {
                let text = std::fs::read_to_string(&path).map_err(Failure::at(&path))?;
                found.insert(name.to_path_buf(), text);
            }
        }
    }
    Ok(found)
}

/// Pages that are missing, different, or no longer generated. Guides are written by hand.
fn stale<'a>(wanted: &'a Pages, committed: &'a Pages) -> Vec<&'a Path> {
    let changed = wanted
        .iter()
        .filter(|(name, text)| committed.get(*name) != Some(*text));
    let dead = committed
        .iter()
        .filter(|(name, _)| !wanted.contains_key(*name));
    let dead = dead.filter(|(name, _)| !name.starts_with("guides"));
    changed
        .chain(dead)
        .map(|(name, _)| name.as_path())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pages: &[(&str, &str)]) -> Pages {
        pages
            .iter()
            .map(|(name, text)| (name.into(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn missing_changed_and_dead_pages_are_stale_and_guides_are_not() {
        let wanted = of(&[
            ("index.md", "a"),
            ("resources/new.md", "b"),
            ("resources/same.md", "c"),
        ]);
        let committed = of(&[
            ("index.md", "old"),
            ("resources/same.md", "c"),
            ("resources/dead.md", "d"),
            ("guides/moving.md", "e"),
        ]);
        let names: Vec<_> = stale(&wanted, &committed)
            .iter()
            .map(|p| p.to_string_lossy())
            .collect();
        assert_eq!(names, ["index.md", "resources/new.md", "resources/dead.md"]);
    }
}
