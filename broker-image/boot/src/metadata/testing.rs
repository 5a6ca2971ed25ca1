//! A metadata service for tests, as strict as the real one about tokens.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// The service, on a port of its own. It ends with the test's process.
pub(crate) struct Service {
    pub(crate) base: String,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    answers: BTreeMap<String, Vec<u8>>,
    /// Statuses for the next requests, before anything else is looked at.
    failures: Vec<u16>,
    tokens: usize,
    requests: Vec<String>,
}

struct Request {
    method: String,
    path: String,
    headers: BTreeMap<String, String>,
}

impl Service {
    pub(crate) fn start(user_data: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Mutex::new(Shared::default()));
        let served = Arc::clone(&shared);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let _ = answer(stream.unwrap(), &served);
            }
        });
        let service = Self { base, shared };
        service.put("user-data", user_data);
        service.put("meta-data/instance-id", "i-0123456789abcdef0");
        service.put("meta-data/ami-id", "ami-0123456789abcdef0");
        service.put("meta-data/local-ipv4", "127.0.0.1");
        service.put("meta-data/placement/availability-zone-id", "euw1-az1");
        service
    }

    pub(crate) fn put(&self, path: &str, body: impl AsRef<[u8]>) {
        let path = format!("/latest/{path}");
        self.shared
            .lock()
            .unwrap()
            .answers
            .insert(path, body.as_ref().to_vec());
    }

    pub(crate) fn take(&self, path: &str) {
        let path = format!("/latest/{path}");
        self.shared.lock().unwrap().answers.remove(&path).unwrap();
    }

    /// The next requests fail with these.
    pub(crate) fn fail(&self, statuses: &[u16]) {
        let mut shared = self.shared.lock().unwrap();
        shared.failures = statuses.iter().rev().copied().collect();
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.shared.lock().unwrap().requests)
    }
}

fn answer(stream: TcpStream, shared: &Mutex<Shared>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    // The client keeps its connection only for as long as it is answered on it.
    let Some(request) = read(&mut reader)? else {
        return Ok(());
    };
    let (status, body) = shared.lock().unwrap().answer(&request);
    let head = format!(
        "HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    (&stream).write_all(&[head.as_bytes(), &body].concat())
}

fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    let mut words = first.split_whitespace().map(str::to_owned);
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        headers.insert(name.to_lowercase(), value.to_owned());
    }
    Ok(Some(Request {
        method: words.next().unwrap(),
        path: words.next().unwrap(),
        headers,
    }))
}

impl Shared {
    fn answer(&mut self, request: &Request) -> (u16, Vec<u8>) {
        self.requests
            .push(format!("{} {}", request.method, request.path));
        if let Some(status) = self.failures.pop() {
            return (status, Vec::new());
        }
        match (request.method.as_str(), request.path.as_str()) {
            ("PUT", "/latest/api/token") => self.token(request),
            ("GET", path) if self.knows(request.headers.get("x-aws-ec2-metadata-token")) => {
                let body = self.answers.get(path);
                body.map_or((404, Vec::new()), |body| (200, body.clone()))
            }
            ("GET", _) => (401, Vec::new()),
            _ => (405, Vec::new()),
        }
    }

    fn token(&mut self, request: &Request) -> (u16, Vec<u8>) {
        if request.headers.contains_key("x-forwarded-for") {
            return (403, Vec::new());
        }
        let ttl = request.headers.get("x-aws-ec2-metadata-token-ttl-seconds");
        match ttl.and_then(|ttl| ttl.parse::<u32>().ok()) {
            Some(1..=21600) => {
                self.tokens += 1;
                (200, format!("token-{}", self.tokens).into_bytes())
            }
            _ => (400, Vec::new()),
        }
    }

    fn knows(&self, token: Option<&String>) -> bool {
        (1..=self.tokens).any(|number| token == Some(&format!("token-{number}")))
    }
}
