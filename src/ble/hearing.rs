//! Whether the adapter in use hears anything. One that is broken, badly placed or shut off by its own firmware starts a scan
//! like any other and reports no device; where there is another adapter, that one is used. No I/O.

use std::time::{Duration, Instant};

use super::error::BleError;

/// An adapter that reported no device in so much scanning is given up where there is another (design choice: straps
/// advertise at least once a second, most of them more often).
const DEAF_AFTER: Duration = Duration::from_secs(15);

/// What the adapters heard so far.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// Since when the adapter in use scans.
    since: Option<Instant>,
    /// Whether it reported a device since it came into use.
    hears: bool,
    /// The adapters that were given up, the one given up last at the end.
    deaf: Vec<String>,
}

impl Hearing {
    /// The adapter in use reported a device.
    pub(super) fn heard(&mut self, in_use: &str) {
        self.hears = true;
        self.deaf.retain(|deaf| deaf != in_use);
    }

    /// Devices that were known before the scan began are reported too: they do not count.
    pub(super) fn forget_heard(&mut self) {
        self.hears = false;
    }

    /// Whether the adapter in use reported a device since it came into use.
    pub(super) fn hears(&self) -> bool {
        self.hears
    }

    /// A scan begins, or is made sure of. Where the adapter in use was silent for too long and there are spare ones, it is
    /// given up: the error says so.
    pub(super) fn scan_begins(&mut self, now: Instant, in_use: &str, spare: &[String]) -> Option<BleError> {
        let since = *self.since.get_or_insert(now);
        let is_silent = !self.hears && now.saturating_duration_since(since) >= DEAF_AFTER;
        if is_silent { self.give_up(in_use, spare) } else { None }
    }

    /// The scan ends.
    pub(super) fn scan_ends(&mut self) {
        self.since = None;
    }

    /// Gives the adapter in use up for one of the spare ones; none where there is no other.
    pub(super) fn give_up(&mut self, in_use: &str, spare: &[String]) -> Option<BleError> {
        let next = spare.iter().min_by_key(|name| self.rank(name))?;
        let untried = (!self.deaf.contains(next)).then(|| next.clone());
        self.deaf.retain(|deaf| deaf != in_use);
        self.deaf.push(in_use.to_owned());
        (self.since, self.hears) = (None, false);
        let mut deaf = if untried.is_some() { vec![in_use.to_owned()] } else { self.deaf.clone() };
        deaf.sort();
        Some(BleError::DeafAdapter { deaf, used: untried })
    }

    /// The order in which adapters are taken: those that were not given up, then the one given up first.
    pub(super) fn rank(&self, name: &str) -> usize {
        self.deaf.iter().position(|deaf| deaf == name).map_or(0, |place| place + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deaf(deaf: &[&str], used: Option<&str>) -> Option<BleError> {
        Some(BleError::DeafAdapter { deaf: deaf.iter().map(|name| (*name).to_owned()).collect(), used: used.map(str::to_owned) })
    }

    #[test]
    fn an_adapter_that_hears_nothing_gives_way_to_another_and_to_none_that_is_not_there() {
        let spare = ["hci1".to_owned()];
        let start = tokio::time::Instant::now().into_std();
        let mut hearing = Hearing::default();
        assert_eq!(hearing.scan_begins(start, "hci0", &spare), None);
        assert_eq!(hearing.scan_begins(start + DEAF_AFTER - Duration::from_millis(1), "hci0", &spare), None);
        assert_eq!(hearing.scan_begins(start + DEAF_AFTER, "hci0", &[]), None);
        assert_eq!(hearing.scan_begins(start + DEAF_AFTER, "hci0", &spare), deaf(&["hci0"], Some("hci1")));
        assert!(hearing.rank("hci1") < hearing.rank("hci0"));
    }

    #[test]
    fn an_adapter_that_heard_a_device_is_kept() {
        let start = tokio::time::Instant::now().into_std();
        let mut hearing = Hearing::default();
        hearing.scan_begins(start, "hci0", &["hci1".to_owned()]);
        hearing.heard("hci0");
        assert_eq!(hearing.scan_begins(start + 9 * DEAF_AFTER, "hci0", &["hci1".to_owned()]), None);
    }

    #[test]
    fn the_time_between_two_scans_is_no_silence() {
        let start = tokio::time::Instant::now().into_std();
        let mut hearing = Hearing::default();
        hearing.scan_begins(start, "hci0", &["hci1".to_owned()]);
        hearing.scan_ends();
        assert_eq!(hearing.scan_begins(start + 2 * DEAF_AFTER, "hci0", &["hci1".to_owned()]), None);
    }

    #[test]
    fn two_silent_adapters_take_turns_and_are_told_together() {
        let mut hearing = Hearing::default();
        assert_eq!(hearing.give_up("hci0", &["hci1".to_owned()]), deaf(&["hci0"], Some("hci1")));
        for (silent, other) in [("hci1", "hci0"), ("hci0", "hci1")] {
            assert_eq!(hearing.give_up(silent, &[other.to_owned()]), deaf(&["hci0", "hci1"], None));
            assert!(hearing.rank(other) < hearing.rank(silent));
        }
    }
}
