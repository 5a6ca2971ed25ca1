//! A provider of books on a shelf, which is a directory. Small enough to read, and whole enough
//! that the tests drive the real Terraform through it.

mod library;

use std::process::ExitCode;

fn main() -> ExitCode {
    kafkaws_plugin::serve(library::Library)
}
