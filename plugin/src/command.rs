//! What the binary does when a person starts it.

use std::ffi::OsString;

/// What the arguments ask for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// No arguments: Terraform starts plugins so.
    Plugin,
    Debug,
    Version,
    Help,
    Unknown(String),
}

impl Command {
    /// Reads the arguments, without the program's name.
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let Some(first) = arguments.into_iter().next() else {
            return Self::Plugin;
        };
        match first.to_string_lossy().as_ref() {
            // Go's flag package takes one dash or two, and tools that start plugins write either.
            "--debug" | "-debug" => Self::Debug,
            "--version" | "-version" | "-V" => Self::Version,
            "--help" | "-help" | "-h" => Self::Help,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

/// What `--help` prints.
pub(crate) fn help(type_name: &str, version: &str, address: &str) -> String {
    format!(
        "terraform-provider-{type_name} {version}

This is a Terraform provider. Terraform starts it; there is nothing to do with it by hand.
To use it, require it in a configuration and run `terraform init`:

  terraform {{
    required_providers {{
      {type_name} = {{
        source = \"{address}\"
      }}
    }}
  }}

Options:
  --version  print the version
  --debug    wait for Terraform to attach, as under a debugger; prints the variable it needs
  --help     print this
"
    )
}

/// What a start without arguments and without Terraform prints.
pub(crate) fn not_for_people(type_name: &str) -> String {
    format!(
        "This is a Terraform provider. Terraform starts it when a configuration requires it; run \
         `terraform init`.\n\
         See `terraform-provider-{type_name} --help` for the little that can be done by hand.\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Command {
        Command::read(arguments.iter().map(OsString::from))
    }

    #[test]
    fn arguments_are_understood_with_one_dash_or_two() {
        assert_eq!(read(&[]), Command::Plugin);
        assert_eq!(read(&["-debug"]), Command::Debug);
        assert_eq!(read(&["--version"]), Command::Version);
        assert_eq!(read(&["-h"]), Command::Help);
        assert_eq!(read(&["apply"]), Command::Unknown("apply".to_owned()));
    }

    #[test]
    fn help_can_be_pasted_into_a_configuration() {
        let help = help("kafkaws", "1.2.3", "registry.terraform.io/kafkaws/kafkaws");
        assert!(
            help.contains("source = \"registry.terraform.io/kafkaws/kafkaws\""),
            "{help}"
        );
        assert!(
            help.starts_with("terraform-provider-kafkaws 1.2.3\n"),
            "{help}"
        );
    }
}
