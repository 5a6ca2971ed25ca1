//! Reattach mode: the plugin is started by hand, under a debugger perhaps, and Terraform is told
//! where it is.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::connection::incoming;
use crate::grpc::Service;
use crate::handshake::PROTOCOL_VERSION;
use crate::operations::Operations;
use crate::serve::ServeError;
use crate::socket::Socket;
use crate::{Provider, server, signals};

/// How long operations may go on after Ctrl-C.
const WIND_DOWN: Duration = Duration::from_secs(30);

/// Serves until SIGINT. There is no TLS: Terraform has no way to tell us its certificate, and only
/// this user can open the socket.
pub(crate) async fn serve<P: Provider>(provider: P) -> Result<(), ServeError> {
    let operations = Arc::new(Operations::default());
    let (socket, listener) = Socket::bind(None, None)?;
    let service = Service::new(provider, Arc::clone(&operations));
    let shutdown = CancellationToken::new();
    let connections = incoming(listener, None);
    let mut stdout = std::io::stdout();
    stdout.write_all(invitation::<P>(&socket).as_bytes())?;
    stdout.flush()?;
    tokio::select! {
        served = server::run(service, connections, shutdown) => Ok(served?),
        asked = signals::asked_to_end() => {
            operations.wind_down(WIND_DOWN).await;
            Ok(asked?)
        }
    }
}

fn invitation<P: Provider>(socket: &Socket) -> String {
    let reattach = variable(&P::address(), &socket.path().to_string_lossy());
    format!(
        "Provider started. Terraform uses it when this variable is set:\n\n\
         export TF_REATTACH_PROVIDERS='{reattach}'\n\n\
         It runs until Ctrl-C.\n"
    )
}

/// `Test` must be true: without it Terraform takes the protocol for 5, and 1.11 crashes.
fn variable(address: &str, socket: &str) -> String {
    let config = serde_json::json!({
        "Protocol": "grpc",
        "ProtocolVersion": PROTOCOL_VERSION,
        "Pid": std::process::id(),
        "Test": true,
        "Addr": { "Network": "unix", "String": socket },
    });
    serde_json::json!({ address: config }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variable_is_what_terraform_parses() {
        let json: serde_json::Value =
            serde_json::from_str(&variable("example.com/a/b", "/tmp/s")).unwrap();
        let config = &json["example.com/a/b"];
        assert_eq!(config["Test"], true);
        assert_eq!(config["ProtocolVersion"], 6);
        assert_eq!(config["Addr"]["Network"], "unix");
        assert_eq!(config["Addr"]["String"], "/tmp/s");
    }
}
