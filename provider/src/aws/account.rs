//! The account the credentials belong to.

use kafkaws_schema::{Diagnostic, Path};

use super::connection::Connection;
use super::error::{AwsError, AwsErrorKind};
use crate::config::Settings;

const GET_CALLER_IDENTITY: &str = "sts:GetCallerIdentity";

/// Asks STS for the id of the account, 12 digits.
pub(super) async fn id(connection: &Connection) -> Result<String, AwsError> {
    let call = connection.sts().await?.get_caller_identity().send();
    let identity = call.await.map_err(AwsError::during(GET_CALLER_IDENTITY))?;
    identity.account.ok_or_else(|| {
        let message = "STS answered without an account id.";
        AwsError::new(GET_CALLER_IDENTITY, AwsErrorKind::Other, message)
    })
}

/// Whether the provider block says anything about accounts.
pub(super) fn is_guarded(settings: &Settings) -> bool {
    !settings.allowed_account_ids.is_empty() || !settings.forbidden_account_ids.is_empty()
}

/// Refuses an account that the provider block does not want to work in.
pub(super) fn refuse(settings: &Settings, account: &str) -> Option<Diagnostic> {
    let named = |ids: &[crate::config::AccountId]| ids.iter().any(|id| id.as_str() == account);
    let (attribute, reason) = if named(&settings.forbidden_account_ids) {
        ("forbidden_account_ids", "is forbidden")
    } else if settings.allowed_account_ids.is_empty() || named(&settings.allowed_account_ids) {
        return None;
    } else {
        ("allowed_account_ids", "is not among the allowed ones")
    };
    let detail = format!(
        "The credentials belong to the account {account}, which {reason}. Use the profile, \
         credentials or role of the right account, or correct `{attribute}`."
    );
    Some(Diagnostic::error("wrong AWS account", detail).at(Path::from(attribute)))
}
