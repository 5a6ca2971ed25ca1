//! What `build.rs` generates from `proto/`.

#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    missing_debug_implementations,
    unreachable_pub,
    reason = "generated code, of which we use what Terraform calls"
)]
pub(crate) mod tfplugin6 {
    //! Terraform's plugin protocol 6.
    tonic::include_proto!("tfplugin6");
}

#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    missing_debug_implementations,
    unreachable_pub,
    reason = "generated code, of which we use what Terraform calls"
)]
pub(crate) mod plugin {
    //! go-plugin's own services.
    tonic::include_proto!("plugin");
}
