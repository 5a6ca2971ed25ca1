//! The metadata service of the machine under test, as strict as EC2's about tokens.
//!
//! qemu starts a program for each connection to 169.254.169.254 and connects it to standard input and output. That program is
//! this one: [`answer_one`]. What it answers lies in a folder, so that it can change while the machine runs.

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::place;

/// The only token. Whoever has not asked for it does not know it.
const TOKEN: &str = "AQAEAEnYqTkfsXvIjTRa0q6bVR8lV9mNm";

/// The folder of one machine's service.
pub(super) struct Service {
    folder: PathBuf,
}

impl Service {
    pub(super) fn new(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(Failure::at(folder))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// The command that qemu runs for each connection, quoted as qemu reads it.
    pub(super) fn command(&self) -> String {
        let program = place::program();
        format!(
            "'{}' metadata '{}'",
            program.display(),
            self.folder.display()
        )
    }

    /// Answers a path below `/latest/` with a text from now on.
    pub(super) fn put(&self, path: &str, text: &str) -> Result<(), Failure> {
        let file = file(&self.folder, path);
        // At once: a machine may be asking.
        let unfinished = file.with_extension("unfinished");
        std::fs::write(&unfinished, text).map_err(Failure::at(&unfinished))?;
        std::fs::rename(&unfinished, &file).map_err(Failure::at(&file))
    }

    /// Answers nobody any more, as where there is no such service.
    pub(super) fn close(&self) -> Result<(), Failure> {
        std::fs::remove_dir_all(&self.folder).map_err(Failure::at(&self.folder))
    }

    pub(super) fn open(&self) -> Result<(), Failure> {
        std::fs::create_dir_all(&self.folder).map_err(Failure::at(&self.folder))
    }
}

fn file(folder: &Path, path: &str) -> PathBuf {
    folder.join(path.replace('/', "|"))
}

/// Reads one request and answers it, unless the folder is gone.
pub(crate) fn answer_one(
    folder: &Path,
    request: impl BufRead,
    mut reply: impl Write,
) -> std::io::Result<()> {
    let mut lines = request.lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        match line.split_once(':') {
            Some((name, value)) => headers.push((name.to_lowercase(), value.trim().to_owned())),
            None => break,
        }
    }
    if !folder.is_dir() {
        return Ok(());
    }
    let (status, body) = answer(folder, &first, &headers);
    let length = body.len();
    write!(
        reply,
        "HTTP/1.1 {status} -\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )?;
    reply.flush()
}

fn answer(folder: &Path, first: &str, headers: &[(String, String)]) -> (u16, String) {
    let header = |name: &str| {
        let found = headers.iter().find(|(each, _)| each == name);
        found.map(|(_, value)| value.as_str())
    };
    let mut words = first.split(' ');
    match (words.next(), words.next()) {
        // A request that came through a proxy may be somebody else's.
        _ if header("x-forwarded-for").is_some() => (403, String::new()),
        (Some("PUT"), Some("/latest/api/token")) => {
            let seconds = header("x-aws-ec2-metadata-token-ttl-seconds").map(str::parse::<u32>);
            match seconds {
                Some(Ok(1..=21_600)) => (200, TOKEN.to_owned()),
                _ => (400, String::new()),
            }
        }
        (Some("GET"), Some(path)) if header("x-aws-ec2-metadata-token") == Some(TOKEN) => {
            let path = path.strip_prefix("/latest/").unwrap_or("?");
            let text = std::fs::read_to_string(file(folder, path));
            text.map_or((404, String::new()), |text| (200, text))
        }
        (Some("GET"), Some(_)) => (401, String::new()),
        _ => (405, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(folder: &Path, request: &str) -> String {
        let mut reply = Vec::new();
        let request = format!("{request}\r\n\r\nmore");
        answer_one(folder, request.as_bytes(), &mut reply).unwrap();
        String::from_utf8(reply).unwrap()
    }

    #[test]
    fn nothing_is_told_without_a_token() {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::new(folder.path()).unwrap();
        service.put("meta-data/ami-id", "ami-1").unwrap();
        let ask = |request: &str| ask(folder.path(), request);
        let put = "PUT /latest/api/token HTTP/1.1\r\nX-aws-ec2-metadata-token-ttl-seconds: 60";
        let get = "GET /latest/meta-data/ami-id HTTP/1.1";
        assert!(ask(put).ends_with(TOKEN));
        assert!(ask("PUT /latest/api/token HTTP/1.1").starts_with("HTTP/1.1 400 "));
        assert!(ask(&format!("{put}\r\nX-Forwarded-For: a")).starts_with("HTTP/1.1 403 "));
        assert!(ask(get).starts_with("HTTP/1.1 401 "));
        let token = format!("\r\nX-aws-ec2-metadata-token: {TOKEN}");
        assert!(ask(&format!("{get}{token}")).ends_with("\r\n\r\nami-1"));
        assert!(ask(&format!("GET /latest/user-data{token}")).starts_with("HTTP/1.1 404 "));
        assert!(ask(&format!("DELETE /latest/user-data{token}")).starts_with("HTTP/1.1 405 "));
    }

    #[test]
    fn a_service_that_is_closed_says_nothing_until_it_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let service = Service::new(&folder.path().join("service")).unwrap();
        service.close().unwrap();
        assert_eq!(ask(&service.folder, "GET / HTTP/1.1"), "");
        service.open().unwrap();
        assert!(ask(&service.folder, "GET / HTTP/1.1").starts_with("HTTP/1.1 401 "));
    }
}
