//! What keeps a device that is in reach from delivering, told from where its attempts fail. No I/O.

use super::error::BleError;
use super::found_device::FoundDevice;

/// How far an attempt has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stage {
    /// The device is called.
    Calling,
    /// The link stands, and the services are being discovered.
    Discovering,
    /// The measurement is being subscribed to.
    Subscribing,
    /// The device has not told the measurement yet; what to say if it never does.
    Lacking(BleError),
}

/// Why attempts fail, as far as their stage and their error tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It takes no call, or ends the link at once.
    NoConnection,
    /// It ends the link, or answers nothing, when it is subscribed to: what devices do that want to be paired.
    NotPaired,
    /// It turns the subscription down.
    Refuses,
    /// It turns the subscription down, or it could not be paired with: both are told alike.
    RefusesOrNotPaired,
    /// It has no such measurement. BlueZ may learn of one that was added only when it is connected anew.
    Lacks,
}

/// ATT's "unlikely error". BlueZ 5.82 reports a pairing that failed in this way (5.66 hangs up), and a device may answer a
/// subscription so by itself: `tests/lab`, scenarios `wants-pairing` and `subscription-never`.
const UNLIKELY_ERROR: &str = "ATT error: 0x0e";
/// Failures of one kind after which it is said what they mean (design choice: a single one may be the radio's).
const TELLING: u32 = 3;
/// The same for attempts that took long: until their time limit, or for a measurement that is missing (design choice).
const TELLING_SLOW: u32 = 2;

/// The attempts that failed in a row.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    /// All of them.
    count: u32,
    /// The kind of the latest, and how many of it came in a row.
    trouble: Option<(Trouble, u32)>,
}

impl Refusals {
    /// How many failed in a row.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// An attempt failed for a reason that tells nothing of the device.
    pub(super) fn count_unexplained(&mut self) {
        self.count += 1;
    }

    /// An attempt failed at a stage; `timed_out`: at its time limit. What is to be said, where it is plain by now.
    pub(super) fn add(&mut self, device: &FoundDevice, stage: &Stage, error: &BleError, timed_out: bool) -> Option<BleError> {
        self.count += 1;
        let trouble = match (stage, error) {
            (Stage::Lacking(_), _) | (_, BleError::NoMeasurement { .. }) => Trouble::Lacks,
            (Stage::Calling | Stage::Discovering, _) => Trouble::NoConnection,
            (Stage::Subscribing, BleError::PermissionRefused | BleError::HungUp) => Trouble::NotPaired,
            (Stage::Subscribing, _) if timed_out => Trouble::NotPaired,
            (Stage::Subscribing, BleError::Other(why)) if why.ends_with(UNLIKELY_ERROR) => Trouble::RefusesOrNotPaired,
            (Stage::Subscribing, _) => Trouble::Refuses,
        };
        let (trouble, times) = match self.trouble {
            Some((before, times)) if before == trouble => (trouble, times + 1),
            // What was told plainly once explains what is told alike.
            Some((Trouble::NotPaired | Trouble::RefusesOrNotPaired, times))
                if matches!(trouble, Trouble::NotPaired | Trouble::RefusesOrNotPaired) =>
            {
                (Trouble::NotPaired, times + 1)
            }
            Some(_) | None => (trouble, 1),
        };
        self.trouble = Some((trouble, times));
        let telling = match (trouble, timed_out) {
            (Trouble::NotPaired, true) => 1,
            (Trouble::Lacks, _) | (_, true) => TELLING_SLOW,
            (_, false) => TELLING,
        };
        let name = device.name.clone();
        (times >= telling).then(|| match trouble {
            Trouble::NoConnection => BleError::Held { name },
            Trouble::NotPaired => BleError::NotPaired { name, address: device.address.clone() },
            Trouble::Refuses => BleError::Refuses { name },
            Trouble::RefusesOrNotPaired => BleError::RefusesOrNotPaired { name, address: device.address.clone() },
            Trouble::Lacks => match stage {
                Stage::Lacking(missing) => missing.clone(),
                Stage::Calling | Stage::Discovering | Stage::Subscribing => error.clone(),
            },
        })
    }

    /// Whether the device is to be left alone for longer: it takes calls and turns each down, until somebody does something.
    pub(super) fn is_hopeless(&self) -> bool {
        matches!(self.trouble, Some((Trouble::NotPaired | Trouble::Refuses | Trouble::RefusesOrNotPaired, TELLING..)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other() -> BleError {
        BleError::Other("le-connection-abort-by-local".to_owned())
    }

    /// What is said after each of some attempts that failed alike.
    fn said(times: usize, stage: &Stage, error: &BleError, timed_out: bool) -> Vec<Option<BleError>> {
        let device = FoundDevice { name: "H10".to_owned(), address: Some("AA:1".to_owned()), ..FoundDevice::default() };
        let mut refusals = Refusals::default();
        (0..times).map(|_| refusals.add(&device, stage, error, timed_out)).collect()
    }

    #[test]
    fn what_may_be_a_failed_pairing_is_told_as_both_until_the_pairing_is_plain() {
        let unlikely = BleError::Other("Operation failed with ATT error: 0x0e".to_owned());
        let told = said(3, &Stage::Subscribing, &unlikely, false);
        assert!(matches!(told[2], Some(BleError::RefusesOrNotPaired { .. })), "{told:?}");
        let device = FoundDevice { name: "H10".to_owned(), ..FoundDevice::default() };
        let mut refusals = Refusals::default();
        let errors = [BleError::HungUp, unlikely.clone(), unlikely];
        let told: Vec<_> = errors.iter().map(|error| refusals.add(&device, &Stage::Subscribing, error, false)).collect();
        assert!(matches!(told[..], [None, None, Some(BleError::NotPaired { .. })]), "{told:?}");
        assert!(refusals.is_hopeless());
    }

    #[test]
    fn a_strap_that_takes_no_call_is_said_to_be_held_after_the_third() {
        let held = Some(BleError::Held { name: "H10".to_owned() });
        assert_eq!(said(4, &Stage::Calling, &other(), false), [None, None, held.clone(), held.clone()]);
        assert_eq!(said(2, &Stage::Calling, &other(), true), [None, held]);
    }

    #[test]
    fn a_strap_that_hangs_up_or_is_dumb_when_it_is_subscribed_to_wants_to_be_paired() {
        let pairs = Some(BleError::NotPaired { name: "H10".to_owned(), address: Some("AA:1".to_owned()) });
        for error in [BleError::HungUp, BleError::PermissionRefused] {
            assert_eq!(said(3, &Stage::Subscribing, &error, false), [None, None, pairs.clone()]);
        }
        assert_eq!(said(1, &Stage::Subscribing, &other(), true), [pairs]);
    }

    #[test]
    fn a_subscription_that_is_always_turned_down_is_said_and_not_pressed() {
        let refuses = Some(BleError::Refuses { name: "H10".to_owned() });
        assert_eq!(said(3, &Stage::Subscribing, &other(), false), [None, None, refuses]);
        let mut refusals = Refusals::default();
        for _ in 0..3 {
            assert!(!refusals.is_hopeless());
            refusals.add(&FoundDevice::default(), &Stage::Subscribing, &other(), false);
        }
        assert!(refusals.is_hopeless());
    }

    #[test]
    fn failures_of_several_kinds_tell_nothing() {
        let mut refusals = Refusals::default();
        for _ in 0..4 {
            for stage in [Stage::Calling, Stage::Subscribing] {
                assert_eq!(refusals.add(&FoundDevice::default(), &stage, &other(), false), None);
            }
        }
    }
}
