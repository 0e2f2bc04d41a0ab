//! Parts of a run by its timer: what was told in each, in the mean over time, and how much of the part that tells of.

use crate::heart::speed_holds_s;
use crate::session::{Elapsed, Log, Signal, Span, Timer, TimerWalk};

const MINUTE: Span = Span::from_secs(60);
/// A part is known by its rates where half of its minutes hold a believed one (design choice): with fewer, most of what is said of the
/// part would be said of minutes in which nothing was measured.
const LEAST_MINUTES_WITH_RATES: f64 = 0.5;
/// A part is known by its speeds where they were told in two of its minutes and hold for as long (design choice): a mean by less is that
/// of a start, a crossing or a sensor's last word.
const LEAST_WITH_SPEED: Span = Span::from_secs(120);

/// A part of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    from: Timer,
    to: Timer,
    /// The sum of each value times the milliseconds for which it held, and of these.
    sum: f64,
    held_ms: u64,
    /// In how many of its minutes a value was told, and the last of those.
    minutes: u64,
    minute: Option<u64>,
}

impl Part {
    fn new((from, to): (Timer, Timer)) -> Self {
        Self { from, to, sum: 0.0, held_ms: 0, minutes: 0, minute: None }
    }

    /// A value that was told on the timer and held for a time.
    fn add(&mut self, told: Timer, held: Span, value: f64) {
        if (self.from..=self.to).contains(&told) {
            let minute = (told - self.from).ms() / MINUTE.ms();
            self.minutes += u64::from(self.minute != Some(minute));
            self.minute = Some(minute);
        }
        let (from, to) = (told.max(self.from), (told + held).min(self.to));
        if from < to {
            let held_ms = (to - from).ms();
            self.held_ms += held_ms;
            self.sum += value * held_ms as f64;
        }
    }

    /// The mean over the time for which there are values: however often each was told.
    pub(super) fn mean(&self) -> f64 {
        self.sum / self.held_ms as f64
    }

    /// The mean over the time of both parts for which there are values.
    pub(super) fn mean_with(&self, other: &Self) -> f64 {
        (self.sum + other.sum) / (self.held_ms + other.held_ms) as f64
    }

    fn has_enough_rates(&self) -> bool {
        let told = (self.minutes * MINUTE.ms()) as f64;
        self.held_ms > 0 && told >= LEAST_MINUTES_WITH_RATES * (self.to - self.from).ms() as f64
    }

    fn has_enough_speeds(&self) -> bool {
        self.held_ms >= LEAST_WITH_SPEED.ms() && self.minutes * MINUTE.ms() >= LEAST_WITH_SPEED.ms()
    }
}

/// The believed rates of parts of a run, in bpm. None where fewer than half the minutes of one of them hold any.
pub(super) fn rates<const N: usize>(log: &Log, parts: [(Timer, Timer); N]) -> Option<[Part; N]> {
    // One that is doubted ends the time of the one before it.
    let values = log.samples.iter().map(|sample| (sample.at, (sample.signal == Signal::Good).then(|| sample.bpm.beats())));
    let parts = of(log, parts, MINUTE, values);
    parts.iter().all(Part::has_enough_rates).then_some(parts)
}

/// The speeds of parts of a run, in km/h. None where one of them was told none in two of its minutes, or for less than two minutes.
pub(super) fn speeds<const N: usize>(log: &Log, parts: [(Timer, Timer); N]) -> Option<[Part; N]> {
    let holds = Span::from_secs_f64(speed_holds_s(log.speeds.iter().map(|(at, _)| at.secs())))?;
    let parts = of(log, parts, holds, log.speeds.iter().map(|(at, kmh)| (*at, Some(*kmh))));
    parts.iter().all(Part::has_enough_speeds).then_some(parts)
}

/// Values that came while the timer ran, each holding until the next one or a pause, at most for a span.
fn of<const N: usize>(
    log: &Log,
    parts: [(Timer, Timer); N],
    longest: Span,
    values: impl Iterator<Item = (Elapsed, Option<f64>)>,
) -> [Part; N] {
    let mut parts = parts.map(Part::new);
    let mut walk = TimerWalk::new(&log.marks);
    // The timer is never ahead of the run: what cannot hold until the first part begins need not be looked at.
    let first = Elapsed::from_ms(parts.iter().map(|part| part.from.ms()).min().unwrap_or_default());
    let mut values = values.skip_while(|(at, _)| *at + longest < first).peekable();
    while let Some((at, value)) = values.next() {
        let (Some(timer), Some(value)) = (walk.timer_at(at), value) else { continue };
        let next = values.peek().map(|(next, _)| *next);
        let until = next.into_iter().chain(walk.stands_from()).fold(at + longest, Elapsed::min);
        parts.iter_mut().for_each(|part| part.add(timer, until - at, value));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::Bpm;
    use crate::session::{Mark, MarkKind, Sample, SignalIssue};

    const TEN_MINUTES: [(Timer, Timer); 1] = [(Timer::ZERO, Timer::from_secs(600))];

    fn mean(parts: Option<[Part; 1]>) -> Option<f64> {
        parts.map(|[part]| part.mean())
    }

    fn told(rates: impl Iterator<Item = (u64, u16, Signal)>) -> Log {
        let samples = rates.map(|(at, bpm, signal)| Sample { at: Elapsed::from_secs(at), bpm: Bpm::new(bpm).unwrap(), signal });
        Log { samples: samples.collect(), ..Log::default() }
    }

    #[test]
    fn half_the_minutes_with_believed_rates_are_enough_and_fewer_are_not() {
        let until = |last: u64| told((0..last).map(|at| (at, 130, Signal::Good)));
        assert_eq!(mean(rates(&until(300), TEN_MINUTES)), Some(130.0));
        assert_eq!(mean(rates(&until(240), TEN_MINUTES)), None);
        // One a minute is a rate of that minute.
        assert_eq!(mean(rates(&told((0..5).map(|minute| (60 * minute, 130, Signal::Good))), TEN_MINUTES)), Some(130.0));
        let doubted = told((0..600).map(|at| (at, 130, if at < 240 { Signal::Good } else { Signal::Suspect(SignalIssue::Jump) })));
        assert_eq!(mean(rates(&doubted, TEN_MINUTES)), None);
        assert_eq!(mean(rates(&Log::default(), TEN_MINUTES)), None);
    }

    #[test]
    fn two_minutes_with_speed_are_enough_and_a_few_seconds_are_not() {
        let with = |speeds: Vec<(u64, f64)>| {
            let speeds = speeds.into_iter().map(|(at, kmh)| (Elapsed::from_secs(at), kmh)).collect();
            mean(super::speeds(&Log { speeds, ..Log::default() }, TEN_MINUTES))
        };
        assert_eq!(with((100..230).map(|at| (at, 8.0)).collect()), Some(8.0));
        assert_eq!(with((100..110).map(|at| (at, 8.0)).collect()), None);
        assert_eq!(with(vec![(100, 8.0)]), None);
        assert_eq!(with(vec![]), None);
        // A source that tells changes alone: eight minutes at 8 km/h, two at 10.
        assert_eq!(with(vec![(0, 8.0), (480, 10.0)]), Some(8.4));
    }

    #[test]
    fn the_mean_is_by_time_and_not_by_how_often_a_value_was_told() {
        let often = told((0..300).map(|at| (at, 120, Signal::Good)).chain((0..6).map(|part| (300 + 50 * part, 140, Signal::Good))));
        assert_eq!(mean(rates(&often, TEN_MINUTES)), Some(130.0));
    }

    #[test]
    fn a_value_does_not_hold_through_a_pause() {
        let mark = |at, kind| Mark { at: Elapsed::from_secs(at), kind };
        let mut log = told([(0, 120, Signal::Good), (30, 140, Signal::Good), (210, 160, Signal::Good)].into_iter());
        log.marks = vec![mark(40, MarkKind::Pause), mark(200, MarkKind::Resume)];
        // 30 s of 120, 10 s of 140 before the pause, and a minute of 160 from 50 s on the timer.
        let [part] = rates(&log, [(Timer::ZERO, Timer::from_secs(120))]).unwrap();
        assert_eq!(part.mean(), (30.0 * 120.0 + 10.0 * 140.0 + 60.0 * 160.0) / 100.0);
    }
}
