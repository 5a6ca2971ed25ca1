//! UpdateSecurity: authentication, and encryption between clients and brokers.

use serde::Deserialize;

use super::{Change, rolling, run};
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::rules;
use crate::msk::settings::Switch;
use crate::msk::shape::{
    ClientAuthentication, Enabled, EncryptionInTransit, EncryptionInfo, Provisioned, Sasl, Tls,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateSecurityRequest {
    client_authentication: Option<ClientAuthentication>,
    encryption_info: Option<EncryptionInfo>,
}

pub(in crate::msk) fn security(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateSecurityRequest = ask.body()?;
    run(desk, ask, |_, cluster, _| {
        rules::security::only_what_can_change(&cluster.spec, request.encryption_info.as_ref())?;
        rules::security::named(request.client_authentication.as_ref())?;
        let what = "the security setting";
        let seconds = rolling(cluster, 10 * 60);
        let mut change = Change::of(cluster, "UPDATE_SECURITY", what, seconds);
        if let Some(wanted) = request.client_authentication {
            change.spec.client_authentication = merged(&cluster.spec.client_authentication, wanted);
        }
        if let Some(wanted) = request.encryption_info {
            encrypt(&mut change.spec, wanted);
        }
        Ok(change)
    })
}

/// What is left out stays as it is: the guide turns one kind on by naming only that one.
fn merged(before: &ClientAuthentication, wanted: ClientAuthentication) -> ClientAuthentication {
    let open = before.unauthenticated();
    let after = ClientAuthentication {
        sasl: merged_sasl(before.sasl.as_ref(), wanted.sasl),
        tls: merged_tls(before.tls.as_ref(), wanted.tls),
        unauthenticated: wanted.unauthenticated.or_else(|| Enabled::some(open)),
    };
    // Saying what is so already is no change.
    if after.admits_the_same_as(before) {
        before.clone()
    } else {
        after
    }
}

/// SASL that was never on and is not turned on now stays unmentioned: that is no change.
fn merged_sasl(before: Option<&Sasl>, wanted: Option<Sasl>) -> Option<Sasl> {
    let there = before.cloned().unwrap_or_default();
    let wanted = wanted.unwrap_or_default();
    let on = |wanted: Option<Enabled>, there: Option<Enabled>| wanted.or(there).is_on();
    let (scram, iam) = (on(wanted.scram, there.scram), on(wanted.iam, there.iam));
    (before.is_some() || scram || iam).then(|| Sasl {
        scram: Enabled::some(scram),
        iam: Enabled::some(iam),
    })
}

fn merged_tls(before: Option<&Tls>, wanted: Option<Tls>) -> Option<Tls> {
    let there = before.cloned().unwrap_or_default();
    let Some(wanted) = wanted else {
        return Some(there);
    };
    let given = wanted.certificate_authority_arn_list;
    let named = given
        .as_ref()
        .is_some_and(|authorities| !authorities.is_empty());
    let enabled = wanted.enabled.unwrap_or(named);
    let authorities = given
        .or(there.certificate_authority_arn_list)
        .unwrap_or_default();
    // Switched off, it forgets its authorities.
    let authorities = if enabled { authorities } else { Vec::new() };
    Some(Tls {
        certificate_authority_arn_list: Some(authorities),
        enabled: Some(enabled),
    })
}

fn encrypt(spec: &mut Provisioned, wanted: EncryptionInfo) {
    let Some(transit) = wanted.encryption_in_transit else {
        return;
    };
    let (client_broker, in_cluster) = (spec.client_broker(), spec.in_cluster());
    spec.encryption_info.encryption_in_transit = Some(EncryptionInTransit {
        client_broker: Some(transit.client_broker.unwrap_or(client_broker)),
        in_cluster: Some(in_cluster),
    });
}
