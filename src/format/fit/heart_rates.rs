//! Heart rates that a strap stored for itself and a watch took over later, brought to the records by the rule of FIT's own SDK.

use super::message::Message;

/// A stored rate is carried on in steps of a quarter second, for at most five seconds.
const STEP: f64 = 0.25;
const MOST_STEPS: usize = 20;
/// The event clock rolls over after this many seconds (32 bits of 1/1024 s).
const ROLLOVER: f64 = 4_194_304.0;
/// A time this little before the anchor is disorder and no rollover.
const DISORDER: f64 = 86_400.0;

/// Rates of `hr` messages on the file's clock.
#[derive(Debug, Default)]
pub(super) struct HeartRates {
    /// Seconds and bpm, as they come.
    rates: Vec<(f64, f64)>,
    /// Seconds of the file's clock and of the event clock at the same moment.
    anchor: Option<(f64, f64)>,
    /// The event clock in 1/1024 s, which 12-bit times count on from.
    event_clock: u64,
    /// Messages and rates that could not be placed.
    astray: usize,
}

impl HeartRates {
    /// Whether there were none.
    pub(super) fn is_empty(&self) -> bool {
        self.rates.is_empty()
    }

    /// Says how many had no place in time.
    pub(super) fn astray(&self) -> Option<String> {
        (self.astray > 0).then(|| format!("{} heart rates stored by the strap have no place in time and are left out", self.astray))
    }

    /// Takes in an `hr` message.
    pub(super) fn add(&mut self, message: &Message<'_>) {
        let mut events: Vec<u64> = message.values(9).flatten().filter_map(|event| u64::try_from(event).ok()).collect();
        if let Some(last) = events.last() {
            self.event_clock = *last;
        } else if let Some(packed) = message.bytes(10) {
            for triple in packed.chunks_exact(3) {
                let [low, middle, high] = [triple[0], triple[1], triple[2]].map(u64::from);
                for twelve in [low | (middle & 0x0F) << 8, middle >> 4 | high << 4] {
                    self.event_clock += twelve.wrapping_sub(self.event_clock) & 0xFFF;
                    events.push(self.event_clock);
                }
            }
        }
        let rates: Vec<Option<i64>> = message.values(6).collect();
        let seconds = |event: u64| event as f64 / 1024.0;
        if let (Some(time), Some(event)) = (message.time, events.first()) {
            self.anchor = Some((f64::from(time) + message.scaled(0, 32768.0).unwrap_or(0.0), seconds(*event)));
        }
        let Some((time, anchor)) = self.anchor.filter(|_| events.len() == rates.len()) else {
            self.astray += 1;
            return;
        };
        for (event, rate) in events.into_iter().map(seconds).zip(rates) {
            let event = if anchor - event > DISORDER { event + ROLLOVER } else { event };
            match rate {
                Some(rate) if event >= anchor => self.push(time + event - anchor, rate as f64),
                Some(_) | None => self.astray += 1,
            }
        }
    }

    fn push(&mut self, time: f64, rate: f64) {
        if let Some(&(before, held)) = self.rates.last() {
            let steps = ((time - before).abs() / STEP).ceil() as usize;
            let carried = steps.saturating_sub(1).min(MOST_STEPS);
            self.rates.extend((1..=carried).map(|step| (before + step as f64 * STEP, held)));
        }
        self.rates.push((time, rate));
    }

    /// Gives each record, in file order, the mean of the rates since the one before it; a record keeps what it had where no
    /// rate comes after it. Whether any record was given one.
    pub(super) fn merge<'r>(&self, records: impl Iterator<Item = (u32, &'r mut Option<u16>)>) -> bool {
        let (mut next, mut given) = (0, false);
        let mut start = None;
        for (end, rate) in records {
            let end = f64::from(end);
            let mut from = *start.get_or_insert(end);
            if from == end {
                // The first record, or one more in the same second: it stands for the second before.
                from = end - 1.0;
                next = usize::saturating_sub(next, 1);
                start = Some(from);
            }
            let (mut sum, mut count) = (0.0, 0);
            while let Some(&(time, stored)) = self.rates.get(next) {
                if time > end {
                    if count > 0 {
                        *rate = Some((sum / f64::from(count) + 0.5) as u16);
                        given = true;
                    }
                    start = Some(end);
                    break;
                }
                if time > from {
                    sum += stored;
                    count += 1;
                }
                next += 1;
            }
        }
        given
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_gets_the_mean_of_the_rates_since_the_one_before() {
        let mut rates = HeartRates::default();
        for (time, rate) in [(9.5, 100.0), (10.0, 110.0), (10.5, 120.0), (11.0, 130.0), (11.5, 140.0)] {
            rates.push(time, rate);
        }
        let mut records = [(10, None), (11, None), (12, Some(99))];
        rates.merge(records.iter_mut().map(|(time, rate)| (*time, rate)));
        // (9, 10]: 100, carried 100 at 9.75, 110; (10, 11]: 110, 120, 120, 130; nothing comes after 12.
        assert_eq!(records, [(10, Some(103)), (11, Some(120)), (12, Some(99))]);
    }

    #[test]
    fn a_rate_is_carried_over_a_gap_for_five_seconds_at_most() {
        let mut rates = HeartRates::default();
        rates.push(0.0, 100.0);
        rates.push(60.0, 120.0);
        assert_eq!(rates.rates.len(), 22);
        assert_eq!(rates.rates[20], (5.0, 100.0));
    }
}
