//! Compiles the protocol files without `protoc`, so that a machine needs nothing but Rust.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let files = protox::compile(["tfplugin6.proto", "plugin.proto"], ["proto"])?;
    tonic_prost_build::configure()
        // Maps are sorted: schemas that come out the same on every run can be compared.
        .btree_map(".")
        // What this file does not implement is answered with UNIMPLEMENTED.
        .generate_default_stubs(true)
        .compile_fds(files)?;
    Ok(())
}
