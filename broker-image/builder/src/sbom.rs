//! The software bill of materials. Source: SPDX 2.3; package URLs as in the purl specification.

use kafkaws_image_manifest::Manifest;
use serde_json::{Value, json};

use crate::packages::Package;

/// A package of the bill, whoever made it.
struct Item {
    id: String,
    name: String,
    version: String,
    url: String,
}

/// The bill of an image. It says nothing about when it was made: the same image has the same bill.
pub(crate) fn of(name: &str, manifest: &Manifest, packages: &[Package]) -> Value {
    let image = Item::generic("Image", name, manifest.sha256.short());
    let mut parts = vec![
        Item::generic("Engine", &manifest.engine.name, &manifest.engine.version),
        Item::generic("BootAgent", "kafkaws-boot", &manifest.boot_agent),
    ];
    parts.extend(packages.iter().map(Item::debian));
    let contains = parts
        .iter()
        .map(|part| relation(&image.id, "CONTAINS", &part.id));
    let mut relations = vec![relation("SPDXRef-DOCUMENT", "DESCRIBES", &image.id)];
    relations.extend(contains);
    let all: Vec<_> = std::iter::once(&image)
        .chain(&parts)
        .map(Item::json)
        .collect();
    json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        // Unique to the image, as SPDX asks; nothing is to be found there.
        "documentNamespace": format!("https://spdx.org/spdxdocs/{name}-{}", manifest.sha256),
        "creationInfo": {
            "created": "2025-01-01T00:00:00Z",
            "creators": [format!("Tool: kafkaws-image-builder-{}", env!("CARGO_PKG_VERSION"))],
        },
        "packages": all,
        "relationships": relations,
    })
}

impl Item {
    fn generic(id: &str, name: &str, version: &str) -> Self {
        Self {
            id: format!("SPDXRef-{id}"),
            name: name.to_owned(),
            version: version.to_owned(),
            url: format!("pkg:generic/{name}@{}", encoded(version)),
        }
    }

    fn debian(package: &Package) -> Self {
        let Package {
            name,
            version,
            architecture,
        } = package;
        Self {
            id: format!(
                "SPDXRef-Debian-{}",
                name.replace('+', "-plus").replace('_', "-")
            ),
            name: name.clone(),
            version: version.clone(),
            url: format!(
                "pkg:deb/debian/{}@{}?arch={architecture}&distro=debian-12",
                encoded(name),
                encoded(version)
            ),
        }
    }

    fn json(&self) -> Value {
        json!({
            "SPDXID": self.id,
            "name": self.name,
            "versionInfo": self.version,
            "downloadLocation": "NOASSERTION",
            "filesAnalyzed": false,
            "externalRefs": [{
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": self.url,
            }],
        })
    }
}

fn relation(from: &str, kind: &str, to: &str) -> Value {
    json!({ "spdxElementId": from, "relationshipType": kind, "relatedSpdxElement": to })
}

/// What Debian's names and versions have that a URL's part must not.
fn encoded(text: &str) -> String {
    text.replace('%', "%25")
        .replace('+', "%2B")
        .replace(':', "%3A")
        .replace('~', "%7E")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn manifest() -> Manifest {
        let text = format!(
            r#"{{"version":1,"sha256":"{}","size_bytes":1024,"data_bytes":512,"architecture":"x86_64","boot_mode":"uefi",
                "engine":{{"name":"acme","version":"1.2.3"}},"boot_agent":"0.1.0","contract":1}}"#,
            "ab".repeat(32)
        );
        Manifest::from_bytes(text.as_bytes()).unwrap()
    }

    fn package(name: &str, version: &str) -> Package {
        Package {
            name: name.into(),
            version: version.into(),
            architecture: "amd64".into(),
        }
    }

    #[test]
    fn everything_in_the_image_is_in_the_bill_once() {
        let packages = [
            package("libstdc++6", "12.2.0-14+deb12u1"),
            package("zlib1g", "1:1.2"),
        ];
        let bill = of("image", &manifest(), &packages);
        let urls: Vec<_> = bill["packages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|each| {
                each["externalRefs"][0]["referenceLocator"]
                    .as_str()
                    .unwrap()
            })
            .collect();
        let expected = [
            "pkg:generic/image@abababababab",
            "pkg:generic/acme@1.2.3",
            "pkg:generic/kafkaws-boot@0.1.0",
            "pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12",
            "pkg:deb/debian/zlib1g@1%3A1.2?arch=amd64&distro=debian-12",
        ];
        assert_eq!(urls, expected);
    }

    #[test]
    fn every_relation_leads_from_something_to_something() {
        let bill = of("image", &manifest(), &[package("libstdc++6", "12")]);
        let packages = bill["packages"].as_array().unwrap();
        let ids: BTreeSet<_> = packages
            .iter()
            .map(|each| each["SPDXID"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), packages.len());
        // Letters, digits, dots and hyphens are all that SPDX allows.
        let fits = |id: &&str| {
            id.chars()
                .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c))
        };
        assert!(ids.iter().all(fits), "{ids:?}");
        let relations = bill["relationships"].as_array().unwrap();
        assert_eq!(relations.len(), packages.len());
        for relation in relations {
            assert!(ids.contains(relation["relatedSpdxElement"].as_str().unwrap()));
        }
    }
}
