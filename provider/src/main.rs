//! The plugin that Terraform starts.

use std::process::ExitCode;

use kafkaws_provider::config::Environment;
use kafkaws_provider::provider::Kafkaws;

fn main() -> ExitCode {
    kafkaws_plugin::serve(Kafkaws::new(Environment::of_process()))
}
