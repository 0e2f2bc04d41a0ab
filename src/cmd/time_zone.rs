//! The time zone of this computer.

use jiff::tz::TimeZone;

/// Where Unix systems keep the rules of their own zone.
const OWN_RULES: &str = "/etc/localtime";

/// The zone in force: that of `TZ`, else that of the system. Read from the rules themselves where they are at hand: finding out the name of
/// the zone first takes a walk through all that there are, which is longer than listing a thousand runs.
pub(super) fn local() -> TimeZone {
    let is_told = std::env::var_os("TZ").is_some();
    let rules = (!is_told).then(|| std::fs::read(OWN_RULES).ok()).flatten();
    rules.and_then(|rules| TimeZone::tzif("Local", &rules).ok()).unwrap_or_else(TimeZone::system)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_zone_of_the_system_at_any_time_of_the_year() {
        for month in 1..=12 {
            let at: jiff::Timestamp = format!("2026-{month:02}-15T11:59:00Z").parse().unwrap();
            assert_eq!(local().to_datetime(at), TimeZone::system().to_datetime(at), "month {month}");
        }
    }
}
