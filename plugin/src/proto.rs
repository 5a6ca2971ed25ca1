//! What `build.rs` generates from `proto/`.

#[allow(
    clippy::all,
    clippy::pedantic,
    missing_debug_implementations,
    reason = "generated code"
)]
pub mod tfplugin6 {
    //! Terraform's plugin protocol 6.
    tonic::include_proto!("tfplugin6");
}

#[allow(
    clippy::all,
    clippy::pedantic,
    missing_debug_implementations,
    reason = "generated code"
)]
pub mod plugin {
    //! go-plugin's own services.
    tonic::include_proto!("plugin");
}
