//! Whether a program runs with the C library of the image. Built on a newer system it starts on no broker, and only the
//! console of one would say so.

use std::path::Path;

use object::elf::FileHeader64;
use object::read::elf::FileHeader;
use object::{Endianness, elf};

use crate::error::BuildError;

/// Major and minor.
pub(crate) type Version = (u32, u32);

/// Refuses a program that needs a newer glibc than there is. A program that is linked statically needs none.
///
/// # Errors
///
/// [`BuildError::Glibc`], [`BuildError::Elf`], [`BuildError::File`].
pub(crate) fn check(program: &Path, there: Version) -> Result<(), BuildError> {
    let bytes = std::fs::read(program).map_err(BuildError::at(program))?;
    let needed = needed(&bytes).map_err(|error| BuildError::Elf {
        path: program.to_owned(),
        reason: error.to_string(),
    })?;
    match needed {
        Some(needed) if needed > there => Err(BuildError::Glibc {
            path: program.to_owned(),
            needed,
            there,
        }),
        _ => Ok(()),
    }
}

/// Of Debian's version of libc6, such as `2.36-9+deb12u13`.
pub(crate) fn of_package(version: &str) -> Option<Version> {
    let mut numbers = version.split(['.', '-', '+']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// The newest version of glibc that a program asks for, by the versions of its symbols.
fn needed(bytes: &[u8]) -> object::Result<Option<Version>> {
    let header = FileHeader64::<Endianness>::parse(bytes)?;
    let endian = header.endian()?;
    let sections = header.sections(endian, bytes)?;
    let Some((mut libraries, strings)) = sections.gnu_verneed(endian, bytes)? else {
        return Ok(None);
    };
    let strings = sections.strings(endian, bytes, strings)?;
    let mut newest = None;
    while let Some((_, mut versions)) = libraries.next()? {
        while let Some(version) = versions.next()? {
            newest = newest.max(glibc(version.name(endian, strings)?));
        }
    }
    Ok(newest)
}

/// Of `GLIBC_2.34`. `GLIBC_PRIVATE` and versions of other libraries say nothing.
fn glibc(name: &[u8]) -> Option<Version> {
    let name = std::str::from_utf8(name).ok()?;
    of_package(name.strip_prefix("GLIBC_")?)
}

/// Whether a program is for a processor. Source: the ELF header's `e_machine`.
///
/// # Errors
///
/// [`BuildError::Elf`], [`BuildError::File`].
pub(crate) fn machine(
    program: &Path,
) -> Result<Option<kafkaws_image_manifest::Architecture>, BuildError> {
    use kafkaws_image_manifest::Architecture;
    let bytes = std::fs::read(program).map_err(BuildError::at(program))?;
    let header = FileHeader64::<Endianness>::parse(&*bytes);
    let machine = header.and_then(|header| Ok(header.e_machine(header.endian()?)));
    match machine {
        Ok(elf::EM_X86_64) => Ok(Some(Architecture::X86_64)),
        Ok(elf::EM_AARCH64) => Ok(Some(Architecture::Arm64)),
        Ok(_) => Ok(None),
        Err(error) => Err(BuildError::Elf {
            path: program.to_owned(),
            reason: error.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_names_of_symbols_and_packages() {
        assert_eq!(glibc(b"GLIBC_2.2.5"), Some((2, 2)));
        assert_eq!(glibc(b"GLIBC_2.34"), Some((2, 34)));
        for other in [&b"GLIBC_PRIVATE"[..], b"GCC_3.0", b"OPENSSL_3.0.0"] {
            assert_eq!(glibc(other), None);
        }
        assert_eq!(of_package("2.36-9+deb12u13"), Some((2, 36)));
        assert!(of_package("2.100-1") > of_package("2.36-9"));
    }

    #[test]
    fn this_very_program_needs_a_glibc_and_not_one_of_the_future() {
        let program = std::env::current_exe().unwrap();
        let needed = needed(&std::fs::read(&program).unwrap()).unwrap().unwrap();
        assert!(needed >= (2, 17), "{needed:?}");
        assert!(check(&program, needed).is_ok());
        let refused = check(&program, (2, 3)).unwrap_err();
        assert!(refused.to_string().contains("needs glibc"), "{refused}");
        assert!(machine(&program).unwrap().is_some());
    }

    #[test]
    fn what_is_no_program() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "#!/bin/sh").unwrap();
        assert!(matches!(
            check(file.path(), (9, 9)),
            Err(BuildError::Elf { .. })
        ));
        assert!(matches!(machine(file.path()), Err(BuildError::Elf { .. })));
    }
}
