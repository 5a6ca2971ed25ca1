//! Whether a program of an image can run on this machine.

use std::path::Path;

use object::Endianness;
use object::elf::{EM_AARCH64, EM_X86_64, FileHeader64, Machine};
use object::read::elf::{FileHeader, ProgramHeader};

use super::ImageError;

/// The machines that EC2 has, with its names.
const MACHINES: [(Machine, &str); 2] = [(EM_X86_64, "x86_64"), (EM_AARCH64, "arm64")];

/// EC2's name of this machine's architecture.
fn here() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        other => other,
    }
}

/// Judges a program by its first bytes: an ELF file of this machine whose loader is here, or a script.
pub(super) fn check(path: &str, head: &[u8]) -> Result<(), ImageError> {
    if head.starts_with(b"#!") {
        return Ok(());
    }
    // Both machines are little-endian and of 64 bits.
    let header = FileHeader64::<Endianness>::parse(head);
    let header = header.map_err(|_| ImageError::NoProgram(path.to_owned()))?;
    let machine = header.e_machine.get(Endianness::Little);
    let known = MACHINES.iter().find(|(number, _)| *number == machine);
    if known.is_none_or(|(_, name)| *name != here()) {
        return Err(ImageError::OtherMachine {
            path: path.to_owned(),
            built_for: known.map_or("another machine", |(_, name)| name),
            here: here(),
        });
    }
    match loader(header, head) {
        Some(loader) if !Path::new(&loader).exists() => Err(ImageError::NoLoader {
            path: path.to_owned(),
            loader,
        }),
        _ => Ok(()),
    }
}

/// What loads a program's libraries; none of one that is linked statically.
fn loader(header: &FileHeader64<Endianness>, head: &[u8]) -> Option<String> {
    let endian = Endianness::Little;
    let segments = header.program_headers(endian, head).ok()?;
    let loader = segments
        .iter()
        .find_map(|segment| segment.interpreter(endian, head).ok().flatten());
    Some(String::from_utf8_lossy(loader?).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header, and one program header that names a loader.
    fn elf(machine: Machine, loader: &str) -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
        bytes.resize(64 + 56, 0);
        let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
        put(18, &machine.0.to_le_bytes());
        // Where program headers begin, how large one is, how many there are.
        put(32, &64_u64.to_le_bytes());
        put(54, &56_u16.to_le_bytes());
        put(56, &1_u16.to_le_bytes());
        // PT_INTERP, its place and its size.
        put(64, &3_u32.to_le_bytes());
        put(64 + 8, &120_u64.to_le_bytes());
        put(64 + 32, &(loader.len() as u64 + 1).to_le_bytes());
        bytes.extend(loader.as_bytes());
        bytes.push(0);
        bytes
    }

    #[test]
    fn programs_of_this_machine_and_scripts_run() {
        let (own, foreign) = match here() {
            "arm64" => (EM_AARCH64, EM_X86_64),
            _ => (EM_X86_64, EM_AARCH64),
        };
        assert!(check("/a", &elf(own, "/proc/self/exe")).is_ok());
        assert!(check("/a", b"#!/bin/sh\n").is_ok());
        let error = check("/a", &elf(own, "/lib/ld-none.so.1")).unwrap_err();
        assert!(
            error.to_string().contains("needs /lib/ld-none.so.1,"),
            "{error}"
        );
        let error = check("/usr/bin/acme", &elf(foreign, "")).unwrap_err();
        assert!(matches!(error, ImageError::OtherMachine { .. }), "{error}");
        let error = check("/a", &elf(Machine(243), "")).unwrap_err();
        assert!(error.to_string().contains("another machine"), "{error}");
    }

    #[test]
    fn anything_else_is_no_program() {
        let machine = std::fs::read("/proc/self/exe").unwrap();
        assert!(check("/a", &machine[..256 * 1024]).is_ok());
        for bytes in [&b"text"[..], b"", b"\x7fELF", &machine[..40]] {
            assert!(matches!(check("/a", bytes), Err(ImageError::NoProgram(_))));
        }
    }
}
