//! Whether a program of an image can run on this machine.

use super::ImageError;

/// The machines of ELF headers that EC2 has, with EC2's names. Source: the System V ABI, `e_machine`.
const MACHINES: [(u16, &str); 2] = [(62, "x86_64"), (183, "arm64")];

/// EC2's name of this machine's architecture.
fn here() -> &'static str {
    match std::env::consts::ARCH {
        "aarch64" => "arm64",
        other => other,
    }
}

/// Judges a program by its first bytes: an ELF file of this machine, or a script.
pub(super) fn check(path: &str, head: &[u8]) -> Result<(), ImageError> {
    if head.starts_with(b"#!") {
        return Ok(());
    }
    let machine = match head {
        // In the byte order of the machine, which is little-endian on both.
        [0x7f, b'E', b'L', b'F', ..] => head
            .get(18..20)
            .map(|two| u16::from_le_bytes([two[0], two[1]])),
        _ => None,
    };
    let known = |machine| MACHINES.iter().find(|(number, _)| *number == machine);
    match machine.map(known) {
        Some(Some((_, name))) if *name == here() => Ok(()),
        Some(other) => Err(ImageError::OtherMachine {
            path: path.to_owned(),
            built_for: other.map_or("another machine", |(_, name)| name),
            here: here(),
        }),
        None => Err(ImageError::NoProgram(path.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elf(machine: u16) -> Vec<u8> {
        let mut head = vec![0; 64];
        head[..4].copy_from_slice(b"\x7fELF");
        head[18..20].copy_from_slice(&machine.to_le_bytes());
        head
    }

    #[test]
    fn programs_of_this_machine_and_scripts_run() {
        let (own, foreign) = if here() == "arm64" {
            (183, 62)
        } else {
            (62, 183)
        };
        assert!(check("/a", &elf(own)).is_ok());
        assert!(check("/a", b"#!/bin/sh\n").is_ok());
        let error = check("/usr/bin/acme", &elf(foreign)).unwrap_err();
        assert!(matches!(error, ImageError::OtherMachine { .. }), "{error}");
        let error = check("/a", &elf(243)).unwrap_err();
        assert!(error.to_string().contains("another machine"), "{error}");
        for bytes in [&b"text"[..], b"", b"\x7fELF"] {
            assert!(matches!(check("/a", bytes), Err(ImageError::NoProgram(_))));
        }
    }
}
