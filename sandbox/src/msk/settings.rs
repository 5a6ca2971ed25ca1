//! What the shapes of the wire mean: the questions that rules and answers ask of them.

use super::shape::{
    ClientAuthentication, ClientBroker, ConfigurationInfo, ConnectivityInfo, EbsStorageInfo,
    Enabled, EncryptionInTransit, OpenMonitoring, Provisioned, VpcClientAuthentication,
};

/// An optional switch that is off when nothing says otherwise.
pub(crate) trait Switch {
    fn is_on(&self) -> bool;
}

impl Switch for Option<Enabled> {
    fn is_on(&self) -> bool {
        self.as_ref()
            .and_then(|switch| switch.enabled)
            .unwrap_or(false)
    }
}

impl Enabled {
    pub(crate) fn some(on: bool) -> Option<Self> {
        Some(Self { enabled: Some(on) })
    }
}

impl ClientAuthentication {
    pub(crate) fn iam(&self) -> bool {
        self.sasl.as_ref().is_some_and(|sasl| sasl.iam.is_on())
    }

    pub(crate) fn scram(&self) -> bool {
        self.sasl.as_ref().is_some_and(|sasl| sasl.scram.is_on())
    }

    pub(crate) fn tls(&self) -> bool {
        self.tls
            .as_ref()
            .is_some_and(|tls| tls.enabled.unwrap_or(false))
    }

    /// A cluster of which nobody said anything is open.
    pub(crate) fn unauthenticated(&self) -> bool {
        match &self.unauthenticated {
            Some(_) => self.unauthenticated.is_on(),
            None => !self.iam() && !self.scram() && !self.tls(),
        }
    }

    /// Whether anybody ever said anything about authentication.
    pub(crate) fn is_mentioned(&self) -> bool {
        self.sasl.is_some() || self.tls() || self.unauthenticated.is_some()
    }

    /// Whether both let in the same clients, however they came to be written.
    pub(crate) fn admits_the_same_as(&self, other: &Self) -> bool {
        let authorities = |one: &Self| {
            one.tls
                .clone()
                .and_then(|tls| tls.certificate_authority_arn_list)
                .unwrap_or_default()
        };
        let kinds = |one: &Self| (one.iam(), one.scram(), one.tls(), one.unauthenticated());
        kinds(self) == kinds(other) && authorities(self) == authorities(other)
    }
}

impl OpenMonitoring {
    pub(crate) fn is_on(&self) -> bool {
        let exporters = [
            &self.prometheus.jmx_exporter,
            &self.prometheus.node_exporter,
        ];
        exporters
            .into_iter()
            .flatten()
            .any(|exporter| exporter.enabled_in_broker)
    }
}

impl Provisioned {
    pub(crate) fn kafka_version(&self) -> &str {
        &self.current_broker_software_info.kafka_version
    }

    pub(crate) fn instance_type(&self) -> &str {
        &self.broker_node_group_info.instance_type
    }

    pub(crate) fn client_broker(&self) -> ClientBroker {
        self.in_transit()
            .and_then(|transit| transit.client_broker)
            .unwrap_or_default()
    }

    pub(crate) fn in_cluster(&self) -> bool {
        self.in_transit()
            .and_then(|transit| transit.in_cluster)
            .unwrap_or(true)
    }

    fn in_transit(&self) -> Option<&EncryptionInTransit> {
        self.encryption_info.encryption_in_transit.as_ref()
    }

    pub(crate) fn connectivity(&self) -> ConnectivityInfo {
        self.broker_node_group_info
            .connectivity_info
            .clone()
            .unwrap_or_default()
    }

    pub(crate) fn is_public(&self) -> bool {
        let access = self.connectivity().public_access;
        access.and_then(|access| access.r#type).as_deref() == Some("SERVICE_PROVIDED_EIPS")
    }

    pub(crate) fn vpc_authentication(&self) -> VpcClientAuthentication {
        let connectivity = self.connectivity().vpc_connectivity;
        connectivity
            .and_then(|vpc| vpc.client_authentication)
            .unwrap_or_default()
    }

    pub(crate) fn ebs(&self) -> Option<&EbsStorageInfo> {
        self.broker_node_group_info
            .storage_info
            .as_ref()?
            .ebs_storage_info
            .as_ref()
    }

    pub(crate) fn configuration(&self) -> Option<ConfigurationInfo> {
        let software = &self.current_broker_software_info;
        let arn = software.configuration_arn.clone()?;
        Some(ConfigurationInfo {
            arn,
            revision: software.configuration_revision?,
        })
    }

    pub(crate) fn set_configuration(&mut self, info: &ConfigurationInfo) {
        self.current_broker_software_info.configuration_arn = Some(info.arn.clone());
        self.current_broker_software_info.configuration_revision = Some(info.revision);
    }
}

impl VpcClientAuthentication {
    pub(crate) fn iam(&self) -> bool {
        self.sasl.as_ref().is_some_and(|sasl| sasl.iam.is_on())
    }

    pub(crate) fn scram(&self) -> bool {
        self.sasl.as_ref().is_some_and(|sasl| sasl.scram.is_on())
    }

    pub(crate) fn tls(&self) -> bool {
        self.tls.is_on()
    }
}
