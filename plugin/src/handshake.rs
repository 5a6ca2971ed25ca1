//! What Terraform tells a plugin through its environment, and the line with which the plugin
//! answers.

use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{self, PemObject};

/// The variable by which go-plugin tells "started by Terraform" from "started by a person".
pub(crate) const COOKIE_NAME: &str = "TF_PLUGIN_MAGIC_COOKIE";
const COOKIE_VALUE: &str = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";

/// The version of go-plugin's handshake itself.
const CORE_VERSION: u32 = 1;

/// The major version of the Terraform plugin protocol that we serve.
pub(crate) const PROTOCOL_VERSION: u32 = 6;

/// The environment as Terraform set it for one plugin process.
#[derive(Debug, Default)]
pub(crate) struct Environment {
    /// PEM of the only client that may call; `None` when Terraform runs with
    /// `TF_DISABLE_PLUGIN_TLS`.
    pub(crate) client_certificate: Option<String>,
    /// Where Terraform wants sockets; `None` means the temporary directory.
    pub(crate) socket_dir: Option<PathBuf>,
    /// The group, by name or number, that may connect.
    pub(crate) socket_group: Option<String>,
    /// Whether the caller knows the seventh field of the line. Older ones glue it to the sixth.
    pub(crate) knows_multiplexing: bool,
}

impl Environment {
    /// Reads the variables with `var`, or `None` when the cookie is missing or wrong.
    pub(crate) fn read(var: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        if set(COOKIE_NAME).as_deref() != Some(COOKIE_VALUE) {
            return None;
        }
        Some(Self {
            client_certificate: set("PLUGIN_CLIENT_CERT"),
            socket_dir: set("PLUGIN_UNIX_SOCKET_DIR").map(PathBuf::from),
            socket_group: set("PLUGIN_UNIX_SOCKET_GROUP"),
            knows_multiplexing: set("PLUGIN_MULTIPLEX_GRPC").is_some(),
        })
    }

    /// The certificate of the only client that may call.
    ///
    /// # Errors
    /// When the variable holds something that is not a certificate in PEM.
    pub(crate) fn pinned_client(&self) -> Result<Option<CertificateDer<'static>>, pem::Error> {
        self.client_certificate
            .as_deref()
            .map(|text| CertificateDer::from_pem_slice(text.as_bytes()))
            .transpose()
    }

    /// The line for stdout, its newline included.
    ///
    /// We answer with our own version even when the caller does not list it: the caller then
    /// reports the mismatch in its own words, with the versions it knows.
    pub(crate) fn line(&self, socket: &str, certificate: Option<&CertificateDer<'_>>) -> String {
        // go-plugin decodes without padding and fails on a padded text.
        let certificate = certificate
            .map(|der| STANDARD_NO_PAD.encode(der))
            .unwrap_or_default();
        let multiplex = if self.knows_multiplexing {
            "|false"
        } else {
            ""
        };
        format!("{CORE_VERSION}|{PROTOCOL_VERSION}|unix|{socket}|grpc|{certificate}{multiplex}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Option<Environment> {
        Environment::read(|name| {
            pairs
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_the_cookie_nobody_called_us() {
        assert!(environment(&[]).is_none());
        assert!(environment(&[(COOKIE_NAME, "something else")]).is_none());
        assert!(environment(&[(COOKIE_NAME, COOKIE_VALUE)]).is_some());
    }

    #[test]
    fn an_empty_client_certificate_means_plaintext() {
        let e = environment(&[(COOKIE_NAME, COOKIE_VALUE), ("PLUGIN_CLIENT_CERT", "")]).unwrap();
        assert!(e.pinned_client().unwrap().is_none());
    }

    #[test]
    fn a_client_certificate_that_is_none_is_an_error() {
        let e =
            environment(&[(COOKIE_NAME, COOKIE_VALUE), ("PLUGIN_CLIENT_CERT", "junk")]).unwrap();
        assert!(e.pinned_client().is_err());
    }

    #[test]
    fn the_line_has_six_fields_and_a_seventh_only_for_those_who_know_it() {
        let old = environment(&[(COOKIE_NAME, COOKIE_VALUE)]).unwrap();
        assert_eq!(old.line("/tmp/s", None), "1|6|unix|/tmp/s|grpc|\n");
        let der = CertificateDer::from(vec![0xfb, 0xff]);
        assert_eq!(old.line("/tmp/s", Some(&der)), "1|6|unix|/tmp/s|grpc|+/8\n");
        let new = environment(&[
            (COOKIE_NAME, COOKIE_VALUE),
            ("PLUGIN_MULTIPLEX_GRPC", "true"),
        ]);
        assert_eq!(
            new.unwrap().line("/tmp/s", None),
            "1|6|unix|/tmp/s|grpc||false\n"
        );
    }
}
