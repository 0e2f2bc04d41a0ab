//! A treadmill's own time, which stands while its belt does, whatever speed it tells.

use super::time::{Elapsed, Span};

/// It is whole seconds and told each second: the same one for so long, in so many packets, stands.
const STANDS_FOR: Span = Span::from_secs(2);
const PACKETS: u8 = 2;

/// The time as last told.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OwnTime {
    /// The time in seconds, since when it has been told, and in how many packets more.
    told: Option<(f64, Elapsed, u8)>,
    /// It was seen to run: some machines always tell the same one.
    runs: bool,
}

impl OwnTime {
    /// Takes in the machine's elapsed time in seconds.
    pub(super) fn tell(&mut self, at: Elapsed, secs: f64) {
        match &mut self.told {
            Some((told, _, packets)) if *told == secs => *packets = packets.saturating_add(1),
            told => {
                self.runs |= told.is_some_and(|(before, ..)| secs > before);
                *told = Some((secs, at, 0));
            }
        }
    }

    /// Since when it has stood still, once that is certain.
    pub(super) fn stands_since(&self, at: Elapsed) -> Option<Elapsed> {
        let (_, since, packets) = self.told?;
        (self.runs && packets >= PACKETS && at - since >= STANDS_FOR).then_some(since)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_ran_and_is_told_again_and_again_stands() {
        let mut time = OwnTime::default();
        let mut tell = |at, secs| {
            time.tell(Elapsed::from_secs(at), secs);
            time.stands_since(Elapsed::from_secs(at)).map(Elapsed::secs)
        };
        // Before it was seen to run it may be a machine that tells none.
        assert_eq!([tell(0, 0.0), tell(5, 0.0), tell(9, 0.0)], [None; 3]);
        assert_eq!([tell(10, 1.0), tell(11, 2.0), tell(12, 2.0), tell(13, 2.0), tell(14, 2.0)], [None, None, None, Some(11.0), Some(11.0)]);
        assert_eq!(tell(15, 3.0), None);
    }
}
