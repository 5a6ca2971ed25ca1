//! A broker's image in miniature: GPT and ext4, with the real boot agent and the engine of its own tests.

use std::fs;
use std::io::Cursor;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use gpt::GptConfig;
use gpt::mbr::ProtectiveMBR;
use gpt::partition_types::{LINUX_ROOT_ARM_64, LINUX_ROOT_X64};

use super::Client;
use super::blocks::BLOCK;
use super::computers::one;

/// Bytes of the root file system: both programs with their debug information, and some air.
const ROOT: u64 = 64 * 1024 * 1024;
const SECTOR: u64 = 512;

/// The programs that an image is made with.
pub(crate) struct Tools {
    agent: PathBuf,
    engine: PathBuf,
    mkfs: PathBuf,
}

/// What lies in the place of a program.
pub(crate) enum Program<'a> {
    /// The one that cargo built.
    Built,
    Nothing,
    Bytes(&'a [u8]),
}

impl Program<'_> {
    fn write(&self, built: &Path, to: &Path) {
        match self {
            Self::Built => drop(fs::copy(built, to).unwrap()),
            Self::Nothing => return,
            Self::Bytes(bytes) => fs::write(to, bytes).unwrap(),
        }
        fs::set_permissions(to, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

/// What an image is to be like.
pub(crate) struct Recipe<'a> {
    /// What the engine does: `serve`, `stubborn` and so on.
    pub(crate) behaviour: &'a str,
    /// How long the agent gives the engine to stop.
    pub(crate) within: &'a str,
    /// The boot agent.
    pub(crate) agent: Program<'a>,
    pub(crate) engine: Program<'a>,
}

impl Default for Recipe<'_> {
    fn default() -> Self {
        Self {
            behaviour: "serve",
            within: "2s",
            agent: Program::Built,
            engine: Program::Built,
        }
    }
}

/// The tools, or the printed reason why the test is skipped.
#[allow(clippy::print_stdout)] // `cargo xtask test` counts this line.
pub(crate) fn tools() -> Option<Tools> {
    let found = find();
    found.map_err(|missing| println!("skipped: {missing}")).ok()
}

fn find() -> Result<Tools, String> {
    if !cfg!(target_os = "linux") {
        return Err("instances are processes on Linux only".to_owned());
    }
    // A test runs as `target/debug/deps/…`; programs and examples lie one folder up.
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap();
    let build = "build it: cargo build -p kafkaws-boot --bins --examples";
    let program = |path: PathBuf| match path.is_file() {
        true => Ok(path),
        false => Err(format!("{} was not found; {build}", path.display())),
    };
    Ok(Tools {
        agent: program(built.join("kafkaws-boot"))?,
        engine: program(built.join("examples/tiny_engine"))?,
        mkfs: mkfs().ok_or("mkfs.ext4 was not found; install e2fsprogs")?,
    })
}

fn mkfs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders
        .map(|folder| folder.join("mkfs.ext4"))
        .find(|file| file.is_file())
}

impl Tools {
    /// The bytes of an image.
    pub(crate) fn image(&self, recipe: &Recipe<'_>) -> Vec<u8> {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("root");
        self.lay_out(&tree, recipe);
        let file = folder.path().join("root.ext4");
        let made = Command::new(&self.mkfs)
            .args(["-q", "-F", "-L", "kafkaws-root", "-d"])
            .args([&tree, &file])
            .arg(format!("{}k", ROOT / 1024))
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        partitioned(&fs::read(file).unwrap())
    }

    fn lay_out(&self, tree: &Path, recipe: &Recipe<'_>) {
        fs::create_dir_all(tree.join("usr/bin")).unwrap();
        fs::create_dir_all(tree.join("etc/kafkaws")).unwrap();
        let programs = tree.join("usr/bin");
        recipe
            .agent
            .write(&self.agent, &programs.join("kafkaws-boot"));
        recipe.engine.write(&self.engine, &programs.join("tiny"));
        let file = format!(
            "name = 'tiny'\n[broker]\ncommand = '/usr/bin/tiny'\n\
             arguments = ['{{address}}:{{port}}', '{{data_dir}}', '{}']\n\
             [stop]\nsignal = 'SIGINT'\nwithin = '{}'\n",
            recipe.behaviour, recipe.within
        );
        fs::write(tree.join("etc/kafkaws/engine.toml"), file).unwrap();
    }
}

fn partitioned(root: &[u8]) -> Vec<u8> {
    // A MiB before, as partitioning tools leave, and room for the second table behind.
    let size = root.len() as u64 + 2 * 1024 * 1024;
    let mut disk = Cursor::new(vec![0; usize::try_from(size).unwrap()]);
    let sectors = u32::try_from(size / SECTOR - 1).unwrap();
    ProtectiveMBR::with_lb_size(sectors)
        .overwrite_lba0(&mut disk)
        .unwrap();
    let config = GptConfig::new().writable(true);
    let mut table = config.create_from_device(disk, None).unwrap();
    let kind = if architecture() == "arm64" {
        LINUX_ROOT_ARM_64
    } else {
        LINUX_ROOT_X64
    };
    let id = table
        .add_partition("root", root.len() as u64, kind, 0, Some(2048))
        .unwrap();
    let start = usize::try_from(table.partitions()[&id].first_lba * SECTOR).unwrap();
    let mut disk = table.write().unwrap().into_inner();
    disk[start..start + root.len()].copy_from_slice(root);
    disk
}

/// EC2's name of this machine's architecture.
pub(crate) fn architecture() -> &'static str {
    if cfg!(target_arch = "aarch64") {
        "arm64"
    } else {
        "x86_64"
    }
}

/// A type of this machine's architecture.
pub(crate) fn instance_type() -> &'static str {
    if cfg!(target_arch = "aarch64") {
        "m7g.large"
    } else {
        "m7i.large"
    }
}

impl Client {
    /// Uploads an image and registers it; the AMI.
    pub(crate) fn register(&self, name: &str, image: &[u8]) -> String {
        let snapshot = self.start_snapshot();
        let mut count = 0;
        for (index, block) in image.chunks(BLOCK).enumerate() {
            if block.iter().any(|byte| *byte != 0) {
                let mut whole = block.to_vec();
                whole.resize(BLOCK, 0);
                self.put_block(&snapshot, u32::try_from(index).unwrap(), &whole);
                count += 1;
            }
        }
        self.complete(&snapshot, count);
        self.register_snapshot(name, &snapshot)
    }

    /// Registers an image of a snapshot; the AMI.
    pub(crate) fn register_snapshot(&self, name: &str, snapshot: &str) -> String {
        let query = format!(
            "RegisterImage&Name={name}&RootDeviceName=/dev/xvda&BlockDeviceMapping.1.DeviceName=/dev/xvda\
             &BlockDeviceMapping.1.Ebs.SnapshotId={snapshot}&BlockDeviceMapping.1.Ebs.VolumeType=gp3\
             &Architecture={}&VirtualizationType=hvm&EnaSupport=true&BootMode=uefi&ImdsSupport=v2.0",
            architecture()
        );
        let ami = one(&self.done(&query), "imageId");
        let look = format!("DescribeImages&ImageId.1={ami}");
        self.done(&look);
        assert!(self.done(&look).contains("available"));
        ami
    }
}
