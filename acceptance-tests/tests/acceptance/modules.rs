//! The tests that each module brings.

use kafkaws_acceptance_tests::{Trouble, checkout, need};

use crate::scene::{Cast, ensure};

#[test]
fn every_module_passes_its_own_tests() -> Result<(), Trouble> {
    let cast = need!(Cast::ours());
    let scene = cast.scene()?;
    let folder = checkout().join("modules");
    let modules = std::fs::read_dir(&folder).map_err(|source| Trouble::File {
        path: folder,
        source,
    })?;
    for module in modules.filter_map(Result::ok) {
        let name = module.file_name().to_string_lossy().into_owned();
        let project = scene.stage.project_of(&format!("modules/{name}"))?;
        project.init()?;
        let text = project.test()?;
        // `terraform test` succeeds on a module that has no tests.
        ensure(
            text.contains("Success!") && !text.contains(" 0 passed"),
            format!("{name}: {text}"),
        )?;
    }
    scene.world.is_empty()
}
