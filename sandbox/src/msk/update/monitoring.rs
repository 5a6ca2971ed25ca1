//! UpdateMonitoring: metrics, exporters and logs.

use serde::Deserialize;

use super::{Change, run};
use crate::msk::defaults;
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::shape::{EnhancedMonitoring, LoggingInfo, OpenMonitoring};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateMonitoringRequest {
    enhanced_monitoring: Option<EnhancedMonitoring>,
    open_monitoring: Option<OpenMonitoring>,
    logging_info: Option<LoggingInfo>,
}

/// What is left out stays as it is.
pub(in crate::msk) fn monitoring(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateMonitoringRequest = ask.body()?;
    run(desk, ask, |_, cluster, _| {
        let what = "the monitoring settings";
        let mut change = Change::of(cluster, "UPDATE_MONITORING", what, 10 * 60);
        if let Some(level) = request.enhanced_monitoring {
            change.spec.enhanced_monitoring = level;
        }
        if let Some(open) = request.open_monitoring {
            change.spec.open_monitoring = defaults::open_monitoring(Some(open));
        }
        if let Some(logging) = request.logging_info {
            change.spec.logging_info = Some(defaults::logging(logging));
        }
        Ok(change)
    })
}
