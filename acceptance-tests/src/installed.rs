//! Where this machine keeps providers that terraform installs without a network.

use std::path::{Path, PathBuf};

use hcl::{Body, Expression};

use crate::PEER;

/// Roots of unpacked mirrors and caches: those named for us, those of terraform's CLI configuration,
/// those that terraform looks into by itself, and those that container images bring below `/opt`.
pub(crate) fn roots() -> Vec<PathBuf> {
    let named = ["KAFKAWS_PEER_MIRROR", "TF_PLUGIN_CACHE_DIR"];
    let mut roots: Vec<PathBuf> = named
        .iter()
        .filter_map(std::env::var_os)
        .map(PathBuf::from)
        .collect();
    roots.extend(configured());
    let home = std::env::home_dir().unwrap_or_default();
    roots.push(home.join(".terraform.d/plugins"));
    roots.push(home.join(".local/share/terraform/plugins"));
    let system = [
        "/usr/local/share/terraform/plugins",
        "/usr/share/terraform/plugins",
    ];
    roots.extend(system.map(PathBuf::from));
    roots.extend(below(Path::new("/opt")));
    roots
}

/// Container images keep a mirror in a folder of its own; its name is the image's.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|root| root.join(PEER).is_dir())
        .collect();
    found.sort();
    found
}

/// What the user's CLI configuration names. One that cannot be read is terraform's to complain about.
fn configured() -> Vec<PathBuf> {
    let named = std::env::var_os("TF_CLI_CONFIG_FILE").map(PathBuf::from);
    let usual = std::env::home_dir().map(|home| home.join(".terraformrc"));
    let text = named
        .or(usual)
        .and_then(|file| std::fs::read_to_string(file).ok());
    text.and_then(|text| hcl::parse(&text).ok())
        .map(|body| paths(&body))
        .unwrap_or_default()
}

fn paths(config: &Body) -> Vec<PathBuf> {
    let installation = config
        .blocks()
        .filter(|block| block.identifier() == "provider_installation");
    let methods = installation.flat_map(|block| block.body.blocks());
    let mirrors = methods.filter(|block| block.identifier() == "filesystem_mirror");
    let mirrors = mirrors.filter_map(|block| attribute(&block.body, "path"));
    mirrors
        .chain(attribute(config, "plugin_cache_dir"))
        .collect()
}

fn attribute(body: &Body, name: &str) -> Option<PathBuf> {
    let found = body.attributes().find(|attribute| attribute.key() == name);
    match found.map(|attribute| attribute.expr()) {
        Some(Expression::String(path)) => Some(Path::new(path).to_path_buf()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_of_any_name_that_holds_the_peer_is_found() {
        let opt = tempfile::tempdir().unwrap();
        for package in [format!("plugins/{PEER}"), "other/lib".to_owned()] {
            std::fs::create_dir_all(opt.path().join(package)).unwrap();
        }
        assert_eq!(below(opt.path()), [opt.path().join("plugins")]);
        assert!(below(&opt.path().join("absent")).is_empty());
    }

    #[test]
    fn mirrors_and_the_cache_of_a_cli_configuration_are_found() {
        let text = r#"
            plugin_cache_dir = "/cache"
            provider_installation {
              filesystem_mirror {
                path = "/mirror"
              }
              direct {}
            }
        "#;
        let found = paths(&hcl::parse(text).unwrap());
        assert_eq!(found, [PathBuf::from("/mirror"), PathBuf::from("/cache")]);
    }
}
