//! The engine file, for an engine that is not where the image has it.

use std::path::Path;

use toml::{Table, Value};

/// The absolute path of the engine's program; `None` where the file is not as it should be, which the agent says best.
pub(super) fn command(text: &str) -> Option<String> {
    let table: Table = text.parse().ok()?;
    let command = table.get("broker")?.get("command")?.as_str()?;
    command.starts_with('/').then(|| command.to_owned())
}

/// The same file with another program.
pub(super) fn with_command(text: &str, program: &Path) -> Option<String> {
    let mut table: Table = text.parse().ok()?;
    let command = table.get_mut("broker")?.get_mut("command")?;
    *command = Value::String(program.to_str()?.to_owned());
    Some(table.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "name = 'acme'\n[broker]\ncommand = '/usr/bin/acme'\narguments = ['a b']\n[stop]\nsignal = 'SIGINT'\n";

    #[test]
    fn only_the_program_is_another() {
        assert_eq!(command(FILE).as_deref(), Some("/usr/bin/acme"));
        let text = with_command(FILE, Path::new("/x/usr/bin/acme")).unwrap();
        let (mut before, after) = (
            FILE.parse::<Table>().unwrap(),
            text.parse::<Table>().unwrap(),
        );
        before["broker"]["command"] = "/x/usr/bin/acme".into();
        assert_eq!(before, after);
    }

    #[test]
    fn a_file_that_is_wrong_is_left_to_the_agent() {
        for text in ["", "broker = 1", "[broker]\ncommand = 'acme'", "[broker"] {
            assert_eq!(command(text), None);
        }
    }
}
