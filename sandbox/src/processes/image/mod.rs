//! What a broker's image holds: the boot agent, the engine file, and the engine.

mod disk;
mod engine;
mod program;
mod root;

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ext4_view::Ext4;
use thiserror::Error;

use crate::storage::{Blocks, Digest, Storage};

const AGENT: &str = "/usr/bin/kafkaws-boot";
const ENGINE: &str = "/etc/kafkaws/engine.toml";

/// Bytes of a program that are copied at a time.
const PIECE: usize = 256 * 1024;

/// Why an image does not boot here.
#[derive(Debug, Error)]
pub(super) enum ImageError {
    #[error("it has no GPT partition table")]
    NoTable,
    #[error("no partition of its GPT is marked as a Linux root")]
    NoRoot,
    #[error("its root file system cannot be read as ext4: {0}")]
    Filesystem(String),
    #[error("its root file system has no {0}")]
    NoFile(&'static str),
    #[error("its engine file names {0}, which is not in its root file system")]
    NoEngine(String),
    #[error("its {0} is not executable")]
    NotExecutable(String),
    #[error("its {0} is neither a program nor a script")]
    NoProgram(String),
    #[error("its {path} is built for {built_for}, and this machine is {here}")]
    OtherMachine {
        path: String,
        built_for: &'static str,
        here: &'static str,
    },
    #[error("its {path} needs {loader}, which this machine has not got")]
    NoLoader { path: String, loader: String },
    #[error("its files cannot be taken out: {0}")]
    Io(#[from] io::Error),
}

impl ImageError {
    /// It is no image of a broker, so nobody expects it to boot.
    pub(super) fn is_foreign(&self) -> bool {
        use ImageError::{Filesystem, NoFile, NoRoot, NoTable};
        matches!(self, NoTable | NoRoot | Filesystem(_) | NoFile(_))
    }
}

/// Where the files of an image are.
#[derive(Clone, Debug)]
pub(super) struct Extracted {
    pub(super) agent: PathBuf,
    /// The engine file, with the engine's program as it lies here.
    pub(super) engine: PathBuf,
}

/// The images whose files have been taken out, each in a folder that its contents name.
#[derive(Debug)]
pub(super) struct Images {
    folder: PathBuf,
    storage: Arc<Storage>,
    writing: Mutex<()>,
}

impl Images {
    pub(super) fn new(folder: PathBuf, storage: Arc<Storage>) -> Self {
        Self {
            folder,
            storage,
            writing: Mutex::new(()),
        }
    }

    /// Whether the disk of that snapshot holds anything. A public image's does not.
    pub(super) fn has_contents(&self, snapshot: &str) -> bool {
        !self.storage.disks.is_blank(snapshot)
    }

    /// Keeps programs from being written. A process that is started meanwhile would hold the file open for
    /// writing for a moment, in which nobody can execute it.
    pub(super) fn quiet(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files of an image by its root's snapshot, taken out if nobody has done so yet.
    ///
    /// # Errors
    ///
    /// What the image lacks, or that this machine cannot run it.
    pub(super) fn of(&self, snapshot: &str) -> Result<Extracted, ImageError> {
        let blocks = self.storage.disks.blocks(snapshot);
        let folder = self.folder.join(name(&blocks));
        let _quiet = self.quiet();
        if !folder.is_dir() {
            self.take_out(blocks, &folder)?;
        }
        Ok(Extracted {
            agent: below(&folder.join("root"), AGENT)?,
            engine: folder.join("engine.toml"),
        })
    }

    /// Renamed into place: a folder that is there is whole.
    fn take_out(&self, blocks: Blocks, folder: &Path) -> Result<(), ImageError> {
        let root = root::open(&self.storage, blocks)?;
        let beside = folder.with_extension("new");
        if beside.exists() {
            fs::remove_dir_all(&beside)?;
        }
        let files = beside.join("root");
        for path in [AGENT, ENGINE] {
            if !root.exists(path)? {
                return Err(ImageError::NoFile(path));
            }
        }
        copy_program(&root, AGENT, &files)?;
        let text = root.read_to_string(ENGINE)?;
        let command = engine::command(&text);
        if let Some(command) = &command {
            copy_program(&root, command, &files)?;
        }
        let final_place = command.map(|command| below(&folder.join("root"), &command));
        let rewritten = match final_place.transpose()? {
            Some(program) => engine::with_command(&text, &program),
            None => None,
        };
        fs::write(beside.join("engine.toml"), rewritten.unwrap_or(text))?;
        Ok(fs::rename(&beside, folder)?)
    }
}

/// The same blocks at the same places are the same image, whichever snapshot they are of.
fn name(blocks: &Blocks) -> String {
    let lines = blocks
        .iter()
        .map(|(index, digest)| format!("{index} {digest}\n"));
    Digest::of(lines.collect::<String>().as_bytes()).to_string()
}

/// A path of the image below a folder of ours, and nowhere else.
fn below(folder: &Path, path: &str) -> io::Result<PathBuf> {
    let mut place = folder.to_owned();
    for part in Path::new(path).components() {
        match part {
            Component::Normal(name) => place.push(name),
            Component::RootDir | Component::CurDir => (),
            Component::ParentDir | Component::Prefix(_) => {
                return Err(io::Error::other(format!("{path} leads elsewhere")));
            }
        }
    }
    Ok(place)
}

fn copy_program(root: &Ext4, path: &str, files: &Path) -> Result<(), ImageError> {
    let to = below(files, path)?;
    if !root.exists(path)? {
        return Err(ImageError::NoEngine(path.to_owned()));
    }
    if root.metadata(path)?.mode() & 0o111 == 0 {
        return Err(ImageError::NotExecutable(path.to_owned()));
    }
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create(&to)?;
    copy(root, path, &mut file)?;
    Ok(file.set_permissions(Permissions::from_mode(0o755))?)
}

fn copy(root: &Ext4, path: &str, to: &mut File) -> Result<(), ImageError> {
    let mut from = root.open(path)?;
    let mut piece = vec![0; PIECE];
    let mut checked = false;
    loop {
        let mut filled = 0;
        // The reader stops at each block of the file system.
        while filled < piece.len() {
            match from.read_bytes(&mut piece[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        if !checked {
            program::check(path, &piece[..filled])?;
            checked = true;
        }
        if filled == 0 {
            return Ok(());
        }
        to.write_all(&piece[..filled])?;
    }
}
