//! From inputs to the plan, and from the plan to outputs.

use kafkaws_planning::{
    Choice, Limit, LocalDisks, Machine, Need, Plan, PlanError, Price, Prices, Rate, SizedBy,
    Unsuitable, VolumeKind, Workload, assumptions, plan, sources,
};
use kafkaws_schema::{Diagnostic, Number, Path};

use super::model::{StoragePlan, VolumePrices, VolumeTypePrices};
use super::outputs::{
    BrokerLoad, InstanceCapacity, InstanceStorePlan, PlanLimit, PlannedVolumes, SizeReason,
    StoragePlanned, UnsuitableType,
};

pub(super) fn read(inputs: StoragePlan) -> Result<StoragePlanned, Diagnostic> {
    planned(inputs).map_err(|error| refusal(&error))
}

fn refusal(error: &PlanError) -> Diagnostic {
    let detail = format!("{error}.\n\n{}", error.advice());
    let attribute = error.input().to_string();
    Diagnostic::error("The storage cannot be planned", detail).at(Path::from(attribute.as_str()))
}

fn planned(inputs: StoragePlan) -> Result<StoragePlanned, PlanError> {
    let StoragePlan {
        ingress_mib_per_second,
        consumer_fan_out,
        replication_factor,
        retention_hours,
        brokers,
        instance_type,
        ebs_bandwidth_mbps,
        network_bandwidth_mbps,
        growth_headroom_percent,
        disk_read_percent,
        disk_used_percent,
        average_io_kib,
        prices,
    } = inputs;
    let workload = Workload {
        ingress: ingress_mib_per_second.rate(),
        consumer_fan_out: count(consumer_fan_out.get()),
        replication_factor: count(replication_factor.get()),
        retention_hours: count(retention_hours.get()),
        brokers: count(brokers.get()),
        growth_headroom_percent: count(growth_headroom_percent.get()),
        disk_read_percent: count(disk_read_percent.get()),
        disk_used_percent: count(disk_used_percent.get()),
        average_io_kib: average_io_kib.map(|kib| count(kib.get())),
    };
    let machine = Machine::resolve(
        instance_type.as_deref(),
        ebs_bandwidth_mbps.map(|mbps| count(mbps.get())),
        network_bandwidth_mbps.map(|mbps| count(mbps.get())),
    )?;
    let plan = plan(&workload, &machine, &priced(prices))?;
    Ok(outputs(&workload, &machine, &plan))
}

/// The bounds of every attribute are within those of `u32`.
fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn priced(prices: Option<VolumePrices>) -> Prices {
    let Some(VolumePrices { gp3, st1, io2 }) = prices else {
        return Prices::new();
    };
    let of_types = [
        (VolumeKind::Gp3, gp3),
        (VolumeKind::St1, st1),
        (VolumeKind::Io2, io2),
    ];
    of_types
        .into_iter()
        .filter_map(|(kind, prices)| prices.map(|prices| (kind, price(&prices))))
        .collect()
}

fn price(prices: &VolumeTypePrices) -> Price {
    let VolumeTypePrices {
        gib_month,
        iops_month,
        mib_per_second_month,
    } = prices;
    let money = |price: &Option<super::MonthlyPrice>| {
        price
            .as_ref()
            .map_or_else(Default::default, super::MonthlyPrice::money)
    };
    Price {
        gib_month: gib_month.money(),
        iops_month: money(iops_month),
        mib_per_second_month: money(mib_per_second_month),
    }
}

fn outputs(workload: &Workload, machine: &Machine, plan: &Plan) -> StoragePlanned {
    StoragePlanned {
        recommended: volumes(&plan.recommended),
        options: plan.choices().map(volumes).collect(),
        unsuitable: plan.unsuitable.iter().map(unsuitable).collect(),
        per_broker: load(&plan.need, plan.page_cache_seconds),
        instance: InstanceCapacity {
            ebs_mib_per_second: mib(machine.ebs.rounded_down()),
            ebs_iops: machine.ebs_iops.map(i64::from),
            network_mib_per_second: mib(machine.network.rounded_down()),
            data_volumes: machine.data_volumes.into(),
        },
        instance_store: local_disks(&plan.local_disks),
        assumptions: assumptions(workload),
        sources: sources().iter().map(ToString::to_string).collect(),
    }
}

fn volumes(choice: &Choice) -> PlannedVolumes {
    let layout = &choice.layout;
    PlannedVolumes {
        r#type: layout.kind.name().to_owned(),
        volume_count: layout.volumes.into(),
        size: layout.size_gib.into(),
        iops: layout.iops.map(i64::from),
        throughput: layout.throughput_mib.map(i64::from),
        sustained_throughput: whole(layout.sustained_mib().into()),
        burst_throughput: whole(layout.burst_mib().into()),
        sized_by: match layout.sized_by {
            SizedBy::Data => SizeReason::Data,
            SizedBy::Throughput => SizeReason::Throughput,
            SizedBy::Iops => SizeReason::Iops,
            SizedBy::Minimum => SizeReason::Minimum,
        },
        limited_by: limit(choice.ceiling.limit),
        maximum_ingress_mib_per_second: mib(choice.ceiling.ingress.rounded_down()),
        monthly_price: choice
            .monthly_price
            .map(|price| decimal(&price.to_string())),
        reasons: choice.reasons.clone(),
    }
}

fn unsuitable(kind: &Unsuitable) -> UnsuitableType {
    UnsuitableType {
        r#type: kind.kind.name().to_owned(),
        limited_by: limit(kind.limit),
        reason: kind.to_string(),
    }
}

fn limit(limit: Limit) -> PlanLimit {
    match limit {
        Limit::Size => PlanLimit::Size,
        Limit::Iops => PlanLimit::Iops,
        Limit::VolumeThroughput => PlanLimit::VolumeThroughput,
        Limit::InstanceEbsBandwidth => PlanLimit::InstanceEbsBandwidth,
        Limit::InstanceEbsIops => PlanLimit::InstanceEbsIops,
        Limit::Network => PlanLimit::Network,
    }
}

fn load(need: &Need, page_cache_seconds: Option<u128>) -> BrokerLoad {
    BrokerLoad {
        data_gib: whole(need.data_gib()),
        write_mib_per_second: mib(need.write),
        disk_read_mib_per_second: mib(need.disk_read),
        network_in_mib_per_second: mib(need.network_in),
        network_out_mib_per_second: mib(need.network_out),
        page_cache_seconds: page_cache_seconds.map(whole),
    }
}

fn local_disks(disks: &LocalDisks) -> InstanceStorePlan {
    let LocalDisks {
        serves,
        reason,
        available_gib,
        types,
        trade_offs,
    } = disks;
    InstanceStorePlan {
        serves: *serves,
        reason: reason.clone(),
        available_gib: whole(*available_gib),
        instance_types: types.iter().map(ToString::to_string).collect(),
        trade_offs: trade_offs.iter().map(ToString::to_string).collect(),
    }
}

fn whole(number: u128) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// In MiB/s with two decimal places.
fn mib(rate: Rate) -> Number {
    let hundredths = rate.hundredths_of_mib();
    decimal(&format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

/// Digits and a point are decimal text.
fn decimal(text: &str) -> Number {
    Number::parse(text).unwrap_or_else(|_| Number::from(0i64))
}
