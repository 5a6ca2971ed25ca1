//! Availability zones: their names differ by account, their ids do not.

/// A zone of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Zone {
    pub(crate) name: String,
    /// The physical place, the same in every account: `euw1-az2`.
    pub(crate) id: String,
}

/// Three zones; two in us-west-1, where an account has no more. The letters do not follow the
/// numbers, as in real accounts, so that nobody derives one from the other; use1-az3 stays out,
/// because MSK does not offer it.
pub(crate) fn zones(region: &str) -> Vec<Zone> {
    let letters: &[(char, u8)] = match region {
        "us-east-1" => &[('a', 4), ('b', 6), ('c', 1)],
        "us-west-1" => &[('a', 3), ('c', 1)],
        _ => &[('a', 2), ('b', 3), ('c', 1)],
    };
    let code = region_code(region);
    let zone = |(letter, number): &(char, u8)| Zone {
        name: format!("{region}{letter}"),
        id: format!("{code}-az{number}"),
    };
    letters.iter().map(zone).collect()
}

/// `eu-west-1` is `euw1`, `ap-southeast-2` is `apse2`, `us-gov-west-1` is `usgw1`.
fn region_code(region: &str) -> String {
    let mut parts = region.split('-');
    let continent = parts.next().unwrap_or_default();
    let rest = parts.map(|part| match part {
        "northeast" => "ne",
        "northwest" => "nw",
        "southeast" => "se",
        "southwest" => "sw",
        // A number stays whole, and any other word gives its first letter.
        word if word.starts_with(|c: char| c.is_ascii_digit()) => word,
        word => word.get(..1).unwrap_or_default(),
    });
    continent.to_owned() + &rest.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn region_codes() {
        let regions = [
            "eu-west-1",
            "ap-southeast-2",
            "us-gov-west-1",
            "eu-central-1",
        ];
        assert_eq!(regions.map(region_code), ["euw1", "apse2", "usgw1", "euc1"]);
    }

    #[test]
    fn no_zone_that_msk_refuses() {
        assert!(zones("us-east-1").iter().all(|zone| zone.id != "use1-az3"));
        assert_eq!(zones("us-west-1").len(), 2);
    }
}
