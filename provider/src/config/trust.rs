//! The certificates of `custom_ca_bundle`.

use kafkaws_schema::{Diagnostic, Path};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

/// Reads a bundle and proves that it can be used: the HTTP client takes what it is given on faith
/// and panics on the first request.
///
/// # Errors
///
/// A diagnostic at `custom_ca_bundle` when the file cannot be read, holds no certificate, or holds
/// one that is damaged.
pub(super) fn read_bundle(file: &str) -> Result<Vec<u8>, Diagnostic> {
    let pem = std::fs::read(file).map_err(|error| problem(file, &error.to_string()))?;
    check(&pem).map_err(|reason| problem(file, &reason))?;
    Ok(pem)
}

fn check(pem: &[u8]) -> Result<(), String> {
    let certificates: Result<Vec<CertificateDer<'_>>, _> =
        CertificateDer::pem_slice_iter(pem).collect();
    let certificates = certificates.map_err(|error| error.to_string())?;
    if certificates.is_empty() {
        return Err("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)".into());
    }
    let mut roots = rustls::RootCertStore::empty();
    for (position, certificate) in certificates.into_iter().enumerate() {
        roots
            .add(certificate)
            .map_err(|error| format!("certificate number {}: {error}", position + 1))?;
    }
    Ok(())
}

fn problem(file: &str, reason: &str) -> Diagnostic {
    let detail = format!(
        "{file}: {reason}.\n\nName a readable file of PEM certificates in `custom_ca_bundle` or \
         AWS_CA_BUNDLE, or leave both unset to trust what the system trusts."
    );
    Diagnostic::error("the CA bundle cannot be used", detail).at(Path::from("custom_ca_bundle"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_for(contents: &[u8]) -> Diagnostic {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), contents).unwrap();
        read_bundle(file.path().to_str().unwrap()).unwrap_err()
    }

    #[test]
    fn names_what_is_wrong_with_a_bundle() {
        let table: [(&[u8], &str); 3] = [
            (b"", "no certificate"),
            (b"<html>", "no certificate"),
            (
                b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "number 1",
            ),
        ];
        for (contents, reason) in table {
            let error = error_for(contents);
            assert!(error.detail.contains(reason), "{}", error.detail);
            assert_eq!(error.path, Some(Path::from("custom_ca_bundle")));
        }
        let error = read_bundle("/nonexistent/bundle.pem").unwrap_err();
        assert!(
            error.detail.contains("/nonexistent/bundle.pem"),
            "{}",
            error.detail
        );
    }
}
