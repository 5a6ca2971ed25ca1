//! Whether the broker takes connections.

use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use kafkaws_boot_contract::{Contract, Protocol};

use crate::engine::{Engine, Probe, ResolveError};

/// A broker that is up answers in milliseconds.
const ANSWER: Duration = Duration::from_secs(2);
/// Comes back with the answer.
const CORRELATION: [u8; 4] = *b"boot";
/// How Kafka says that it knows ApiVersions, but not in this version. It is alive.
const UNSUPPORTED_VERSION: [u8; 2] = 35_i16.to_be_bytes();

/// Where and how a broker is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) address: SocketAddr,
    pub(crate) probe: Probe,
}

impl Target {
    /// The broker's first listener.
    pub(crate) fn of(contract: &Contract, engine: &Engine) -> Result<Self, ResolveError> {
        let listener = contract
            .listeners
            .first()
            .ok_or(ResolveError::ListenerMissing)?;
        let address: Ipv4Addr = contract.address.parse().unwrap_or(Ipv4Addr::UNSPECIFIED);
        Ok(Self {
            address: SocketAddr::new(IpAddr::V4(address), listener.port),
            probe: match listener.protocol {
                Protocol::Plaintext | Protocol::SaslPlaintext => engine.health.probe,
                // A handshake would need the authority that signed the broker's certificate, which the contract does
                // not carry.
                Protocol::Ssl | Protocol::SaslSsl => Probe::Tcp,
            },
        })
    }

    /// Asks once.
    ///
    /// # Errors
    ///
    /// What stands in the way: nobody listens, or what listens does not speak Kafka.
    pub(crate) fn ask(&self) -> io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&self.address, ANSWER)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.set_write_timeout(Some(ANSWER))?;
        match self.probe {
            Probe::Tcp => Ok(()),
            Probe::Kafka => api_versions(&mut stream),
        }
    }
}

/// ApiVersions in version 0, which needs nothing but a header and is answered before any authentication.
/// Source: "Kafka protocol guide", request header v1 and ApiVersions.
fn api_versions(stream: &mut (impl Read + Write)) -> io::Result<()> {
    const CLIENT: &[u8] = b"kafkaws-boot";
    let key_and_version = [0, 18, 0, 0];
    let body = [
        &key_and_version[..],
        &CORRELATION,
        &length(CLIENT.len() as u16),
        CLIENT,
    ]
    .concat();
    let size = (body.len() as u32).to_be_bytes();
    stream.write_all(&[&size[..], &body].concat())?;
    let mut head = [0; 10];
    stream.read_exact(&mut head)?;
    match head {
        [_, _, _, _, a, b, c, d, e, f]
            if [a, b, c, d] == CORRELATION
                && ([e, f] == [0, 0] || [e, f] == UNSUPPORTED_VERSION) =>
        {
            Ok(())
        }
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "what listens there does not answer ApiVersions as Kafka does",
        )),
    }
}

fn length(bytes: u16) -> [u8; 2] {
    bytes.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::path::Path;

    use bytes::Bytes;
    use kafka_protocol::ResponseError;
    use kafka_protocol::messages::{
        ApiKey, ApiVersionsRequest, ApiVersionsResponse, RequestHeader, ResponseHeader,
    };
    use kafka_protocol::protocol::{Decodable, Encodable};

    use super::*;

    /// Reads one request whole and answers it.
    fn answering(answer: impl FnOnce(Bytes) -> Vec<u8> + Send + 'static) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut size = [0; 4];
            stream.read_exact(&mut size).unwrap();
            let mut request = vec![0; u32::from_be_bytes(size) as usize];
            stream.read_exact(&mut request).unwrap();
            stream.write_all(&answer(request.into())).unwrap();
        });
        address
    }

    fn ask(address: SocketAddr, probe: Probe) -> io::Result<()> {
        Target { address, probe }.ask()
    }

    /// A broker by another program's codec, which is generated from Kafka's own message definitions. A request that
    /// it cannot read gets no answer.
    fn broker(mut request: Bytes, code: i16) -> Vec<u8> {
        let header = RequestHeader::decode(&mut request, 1).unwrap();
        assert_eq!(header.request_api_key, ApiKey::ApiVersions as i16);
        assert_eq!(header.request_api_version, 0);
        ApiVersionsRequest::decode(&mut request, 0).unwrap();
        assert!(request.is_empty());
        let mut answer = Vec::new();
        let head = ResponseHeader::default().with_correlation_id(header.correlation_id);
        head.encode(&mut answer, 0).unwrap();
        let body = ApiVersionsResponse::default().with_error_code(code);
        body.encode(&mut answer, 0).unwrap();
        let size = u32::try_from(answer.len()).unwrap();
        [&size.to_be_bytes()[..], &answer].concat()
    }

    #[test]
    fn a_broker_that_answers_api_versions() {
        let answered = |code| {
            let address = answering(move |request| broker(request, code));
            ask(address, Probe::Kafka)
        };
        assert!(answered(0).is_ok());
        assert!(answered(ResponseError::UnsupportedVersion.code()).is_ok());
        assert!(answered(ResponseError::BrokerNotAvailable.code()).is_err());
    }

    #[test]
    fn what_is_no_broker() {
        let answers: [&'static [u8]; 4] = [
            b"",
            b"\0\0\0\x0a",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            b"\0\0\0\x0aroot\0\0\0\0\0\0",
        ];
        for answer in answers {
            let address = answering(|_request| answer.to_vec());
            assert!(ask(address, Probe::Kafka).is_err(), "{answer:?}");
        }
    }

    #[test]
    fn a_connection_is_enough_for_tcp_and_nobody_is_not() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        assert!(ask(address, Probe::Tcp).is_ok());
        drop(listener);
        assert!(ask(address, Probe::Tcp).is_err());
    }

    #[test]
    fn the_first_listener_is_asked_and_over_tls_a_connection_has_to_do() {
        let engine = Engine::parse("name = 'x'\nbroker.command = '/bin/x'", Path::new("")).unwrap();
        let cases = [
            ("PLAINTEXT", Probe::Kafka),
            ("SASL_PLAINTEXT", Probe::Kafka),
            ("SSL", Probe::Tcp),
            ("SASL_SSL", Probe::Tcp),
        ];
        for (protocol, probe) in cases {
            let text = format!(
                r#"{{"version":1,"cluster":"o","broker_id":1,"rack":"r","address":"10.0.1.5","volumes":[],
                    "listeners":[{{"name":"A","port":9095,"protocol":"{protocol}"}}]}}"#
            );
            let contract: Contract = serde_json::from_str(&text).unwrap();
            let address = "10.0.1.5:9095".parse().unwrap();
            assert_eq!(
                Target::of(&contract, &engine),
                Ok(Target { address, probe })
            );
        }
    }
}
