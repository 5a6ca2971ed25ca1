//! Programs of the system that the agent runs: everything that takes root's rights goes through here.

use std::ffi::OsStr;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use thiserror::Error;

/// What a program said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Output {
    /// Exit code; `None` when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs programs.
pub(crate) trait Tools {
    /// Runs a program to its end. No shell reads the arguments.
    fn output(&self, program: &str, arguments: &[&OsStr]) -> io::Result<Output>;
}

/// Why a program did not do its work.
#[derive(Debug, Error)]
pub(crate) enum ToolError {
    #[error("the program {0} could not be run: {1}")]
    Absent(String, #[source] io::Error),
    #[error("{program} ended with {}: {said}", code.map_or("a signal".to_owned(), |code| format!("code {code}")))]
    Failed {
        program: String,
        code: Option<i32>,
        said: String,
    },
}

/// Arguments that end with a path, as those of most programs here do.
pub(crate) fn arguments<'a>(words: &[&'a str], path: &'a Path) -> Vec<&'a OsStr> {
    let words = words.iter().map(|word| OsStr::new(*word));
    words.chain([path.as_os_str()]).collect()
}

/// Runs a program that has to succeed.
pub(crate) fn run(
    tools: &dyn Tools,
    program: &str,
    arguments: &[&OsStr],
) -> Result<String, ToolError> {
    let output = said(tools, program, arguments)?;
    match output.code {
        Some(0) => Ok(output.stdout),
        code => Err(ToolError::Failed {
            program: program.to_owned(),
            code,
            said: output.stderr.trim().to_owned(),
        }),
    }
}

/// Runs a program whose exit code means something.
pub(crate) fn said(
    tools: &dyn Tools,
    program: &str,
    arguments: &[&OsStr],
) -> Result<Output, ToolError> {
    tools
        .output(program, arguments)
        .map_err(|error| ToolError::Absent(program.to_owned(), error))
}

/// The machine's own programs.
#[derive(Debug)]
pub(crate) struct Programs;

impl Tools for Programs {
    fn output(&self, program: &str, arguments: &[&OsStr]) -> io::Result<Output> {
        let output = Command::new(program)
            .args(arguments)
            // What they say is read here; a locale would change it.
            .env("LC_ALL", "C")
            .env("PATH", search_path())
            .stdin(Stdio::null())
            .output()?;
        Ok(Output {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }
}

/// `PATH`, and where the tools of filesystems are, which is not on every user's.
fn search_path() -> std::ffi::OsString {
    let mut path = std::env::var_os("PATH").unwrap_or_default();
    path.push(":/usr/sbin:/sbin:/usr/bin:/bin");
    path
}

#[cfg(test)]
pub(crate) mod testing {
    use std::cell::RefCell;

    use super::{OsStr, Output, Tools, io};

    type Answer = Box<dyn Fn(&[String]) -> Option<Output>>;

    /// Tools that answer what they are told to, and keep what they were asked.
    #[derive(Default)]
    pub(crate) struct Scripted {
        answers: Vec<Answer>,
        calls: RefCell<Vec<String>>,
    }

    impl Scripted {
        /// Answers every command line that begins so. What is told later is asked first; nothing told: success.
        pub(crate) fn when(self, begins: &'static str, code: i32, stdout: &'static str) -> Self {
            self.on(begins, move |_| Output {
                code: Some(code),
                stdout: stdout.into(),
                stderr: if code == 0 {
                    String::new()
                } else {
                    "no\n".into()
                },
            })
        }

        pub(crate) fn on(
            mut self,
            begins: &'static str,
            answer: impl Fn(&[String]) -> Output + 'static,
        ) -> Self {
            self.answers.insert(
                0,
                Box::new(move |line| line.join(" ").starts_with(begins).then(|| answer(line))),
            );
            self
        }

        pub(crate) fn calls(&self) -> Vec<String> {
            self.calls.take()
        }
    }

    impl Tools for Scripted {
        fn output(&self, program: &str, arguments: &[&OsStr]) -> io::Result<Output> {
            let arguments = arguments
                .iter()
                .map(|each| each.to_string_lossy().into_owned());
            let line: Vec<_> = std::iter::once(program.to_owned())
                .chain(arguments)
                .collect();
            self.calls.borrow_mut().push(line.join(" "));
            let answered = self.answers.iter().find_map(|answer| answer(&line));
            let success = Output {
                code: Some(0),
                ..Output::default()
            };
            Ok(answered.unwrap_or(success))
        }
    }
}
