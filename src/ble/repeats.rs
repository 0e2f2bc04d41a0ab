//! Tells the copies of a packet that come from further readers on this machine from those that the device sends itself. No I/O.
//!
//! BlueZ announces each notification on the bus once for every program that has subscribed, and each announcement reaches all of
//! them. Nothing in it says for whom it is. What tells the two apart is how their number grows: programs subscribe one after the
//! other, so that with each of them every packet comes once more than before. A device that repeats itself does so several times
//! at once, or for a few packets only.

use std::time::Duration;

use crate::clock::Moment;
use crate::session::COPIES_WITHIN;

/// Copies of one notification are announced within microseconds of each other (measured in the lab), and read together.
const TOGETHER: Duration = Duration::from_millis(COPIES_WITHIN.ms());
/// After so many packets in a row of one and the same number of copies, these come from readers (design choice).
const LASTING: u32 = 10;

/// The copies of the latest packet, and how many readers there are.
#[derive(Debug)]
pub(super) struct Repeats {
    /// Programs that have subscribed, this one included.
    readers: u32,
    latest: Option<Latest>,
    /// How many packets in a row came in a number of copies that readers did not explain, and that number.
    unexplained: (u32, u32),
}

#[derive(Debug)]
struct Latest {
    value: Vec<u8>,
    at: Moment,
    copies: u32,
    /// How many were passed on.
    passed: u32,
}

impl Default for Repeats {
    fn default() -> Self {
        Self { readers: 1, latest: None, unexplained: (0, 0) }
    }
}

impl Repeats {
    /// How many times a packet that has just come is to be passed on: none where it is another reader's copy, and more than
    /// once where it shows that copies held back before were the device's own.
    pub(super) fn take(&mut self, at: Moment, value: &[u8]) -> u32 {
        match &mut self.latest {
            Some(latest) if latest.value == value && at.since(latest.at) <= TOGETHER => latest.copies += 1,
            Some(_) | None => {
                self.learn();
                self.latest = Some(Latest { value: value.to_owned(), at, copies: 1, passed: 0 });
            }
        }
        let Some(latest) = &mut self.latest else { return 0 };
        let due = if latest.copies <= self.readers + 1 { 1 } else { latest.copies.div_ceil(self.readers) };
        let news = due.saturating_sub(latest.passed);
        latest.passed = due;
        news
    }

    /// What the number of copies of a packet says when no more of them come.
    fn learn(&mut self) {
        let Some(latest) = &self.latest else { return };
        if latest.copies <= self.readers + 1 {
            self.readers = latest.copies;
            self.unexplained = (0, 0);
            return;
        }
        let (times, copies) = self.unexplained;
        self.unexplained = if copies == latest.copies { (times + 1, copies) } else { (1, latest.copies) };
        if self.unexplained.0 >= LASTING {
            self.readers = latest.copies;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of each packet are passed on that come in these numbers of copies, a second apart.
    fn passed(copies: &[u32]) -> Vec<u32> {
        let (mut repeats, mut at) = (Repeats::default(), Moment::now());
        let mut packet = |(number, copies): (usize, &u32)| {
            at = at.plus_awake(Duration::from_secs(1));
            (0..*copies).map(|copy| repeats.take(at.plus_awake(Duration::from_micros(u64::from(copy) * 4)), &[0, number as u8])).sum()
        };
        copies.iter().enumerate().map(&mut packet).collect()
    }

    #[test]
    fn each_packet_is_one_while_other_readers_come_and_go() {
        assert_eq!(passed(&[1, 1, 2, 2, 2, 3, 3, 2, 1, 1]), [1; 10]);
    }

    #[test]
    fn what_the_device_itself_repeats_is_kept_beside_another_reader_too() {
        assert_eq!(passed(&[1, 3, 3, 3, 3, 1]), [1, 3, 3, 3, 3, 1]);
        assert_eq!(passed(&[2, 2, 6, 6, 2]), [1, 1, 3, 3, 1]);
    }

    #[test]
    fn two_readers_that_came_together_are_known_by_their_staying() {
        assert_eq!(passed(&[3; 12]), [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 1, 1]);
    }

    #[test]
    fn equal_packets_of_two_seconds_are_two() {
        let (mut repeats, at) = (Repeats::default(), Moment::now());
        assert_eq!(repeats.take(at, &[0, 70]), 1);
        assert_eq!(repeats.take(at.plus_awake(Duration::from_millis(250)), &[0, 70]), 1);
    }
}
