//! Files that hold a disk, and are none: formats of other tools, told by how they begin.

/// What begins so is no raw disk. Each starts a file format whose specification gives these bytes.
const FORMATS: [(&[u8], &str); 10] = [
    (b"QFI\xfb", "QCOW2"),
    (b"KDMV", "VMDK"),
    (b"COWD", "VMDK"),
    (b"# Disk DescriptorFile", "VMDK"),
    (b"conectix", "VHD"),
    (b"vhdxfile", "VHDX"),
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"PK\x03\x04", "ZIP"),
];

/// The name of the format, if the file begins like one.
pub(super) fn format(head: &[u8]) -> Option<&'static str> {
    FORMATS
        .iter()
        .find(|(start, _)| head.starts_with(start))
        .map(|(_, name)| *name)
}
