//! Where the clock of a file leaps: a gap in which nothing was recorded is no running.

use crate::session::{Command, Span};

/// A gap must be longer than this to be more than a recording's own rhythm; in milliseconds. A design choice: watches that
/// record only what changes leave out at most two or three minutes, and a wait that was not told to the watch (a crossing, a
/// shoelace) is shorter still and counts as before.
const SHORTEST: i64 = 5 * 60_000;
/// ... and longer than this many of the file's own steps: a file with a rate every four minutes has no gap between them.
const STEPS: i64 = 10;
/// A gap longer than this is a clock being set, or another day, and no pause of a run; in milliseconds. A design choice: longer
/// than any meal, shorter than the way from one day's run to the next.
pub(super) const LONGEST_PAUSE: i64 = 12 * 3_600_000;
/// A rate is held for this long where none follows, as everywhere; a pause begins after it. In milliseconds.
const HOLDS: i64 = 10_000;

/// A gap that counts for less than its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Leap {
    /// The time of the point before it and of the one behind it.
    from: i64,
    to: i64,
    /// How much of it counts, in milliseconds.
    counts: i64,
}

/// The times of a file, and where they leap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Leaps {
    leaps: Vec<Leap>,
    /// Pauses that the leaps are, where they may be some.
    pub(super) pauses: Vec<(i64, Command)>,
    /// What there is to say, a sentence each.
    pub(super) warnings: Vec<String>,
}

impl Leaps {
    /// Finds the leaps between the times of a file's points, given as the file has them; `told` are the file's own commands.
    pub(super) fn find(mut times: Vec<i64>, told: &[(i64, Command)]) -> Self {
        let mut found = Self::default();
        let back = times.windows(2).map(|pair| pair[0].saturating_sub(pair[1])).max().unwrap_or(0);
        times.sort_unstable();
        let steps = || times.windows(2).map(|pair| (pair[0], pair[1], pair[1].saturating_sub(pair[0])));
        let mut lengths: Vec<i64> = steps().map(|(.., step)| step).filter(|step| *step > 0).collect();
        let middle = lengths.len() / 2;
        let usual = if lengths.is_empty() { 0 } else { *lengths.select_nth_unstable(middle).1 };
        let longest = SHORTEST.max(usual.saturating_mul(STEPS));
        if back > longest {
            found.warnings.push(format!("its clock goes back by {}; its readings are put in order of time", length(back)));
        }
        let (mut set, mut waited) = (Sum::default(), Sum::default());
        for (from, to, step) in steps().filter(|(.., step)| *step > longest) {
            if step > LONGEST_PAUSE {
                found.leaps.push(Leap { from, to, counts: usual.clamp(1, HOLDS) });
                set.add(step);
            } else if !is_paused(told, from, to) {
                found.pauses.extend([(from.saturating_add(HOLDS), Command::Pause), (to, Command::Resume)]);
                waited.add(step);
            }
        }
        found.warnings.extend(set.says("its clock leaps", "by", "a clock that was set, or another day; it is not counted as time"));
        found.warnings.extend(waited.says("nothing was recorded", "for", "a pause; it is not counted as running"));
        found
    }

    /// How long the pauses are that the leaps are, in milliseconds.
    fn waited(&self) -> i64 {
        let sum = |sum: i64, pause: &[(i64, Command)]| match pause {
            [(from, _), (to, _)] => sum.saturating_add(to.saturating_sub(*from)),
            _ => sum,
        };
        self.pauses.chunks_exact(2).fold(0, sum)
    }

    /// Leaves out a claimed time on the timer, in seconds, that has gaps in it which are no running, and tells of it. `span` is
    /// the time from the first point to the last, in milliseconds.
    pub(super) fn correct_timer(&mut self, timer_s: &mut Option<f64>, span: i64) {
        let waited = self.waited();
        let most = (span.saturating_sub(waited).saturating_add(SHORTEST)) as f64 / 1000.0;
        if waited > 0 && timer_s.take_if(|timer| *timer > most).is_some() {
            self.warnings.push("its time on the timer has the gap in it and is left out".to_owned());
        }
    }

    /// How much of the time from one moment to another counts, in milliseconds.
    pub(super) fn counted(&self, from: i64, to: i64) -> i64 {
        let span = to.saturating_sub(from).max(0);
        let first = self.leaps.partition_point(|leap| leap.to <= from);
        self.leaps[first..].iter().take_while(|leap| leap.from < to).fold(span, |counted, leap| {
            // Within a leap time counts as far as it may, and then stands until its end.
            let (begin, end) = (from.max(leap.from), to.min(leap.to));
            let before = begin.saturating_sub(leap.from).min(leap.counts);
            let all = end.saturating_sub(leap.from).min(leap.counts);
            counted.saturating_sub(end.saturating_sub(begin)).saturating_add(all - before)
        })
    }
}

/// Whether the file itself tells of a pause within a gap.
fn is_paused(told: &[(i64, Command)], from: i64, to: i64) -> bool {
    let mut paused_since = None;
    for (time, command) in told {
        match command {
            Command::Pause => paused_since = paused_since.or(Some(*time)),
            Command::Resume => {
                if paused_since.take().is_some_and(|since| since < to && *time > from) {
                    return true;
                }
            }
            Command::Lap | Command::Stop | Command::Hold | Command::LetGo | Command::CeilingDown | Command::CeilingUp => {}
        }
    }
    paused_since.is_some_and(|since| since < to)
}

/// How many gaps of a kind there were, and their length in all.
#[derive(Default)]
struct Sum {
    count: usize,
    ms: i64,
}

impl Sum {
    fn add(&mut self, ms: i64) {
        self.count += 1;
        self.ms = self.ms.saturating_add(ms);
    }

    fn says(&self, what: &str, by: &str, taken_as: &str) -> Option<String> {
        let length = length(self.ms);
        match self.count {
            0 => None,
            1 => Some(format!("{what} {by} {length}: this is taken as {taken_as}")),
            count => Some(format!("{what} {count} times, {by} {length} in all: this is taken as {taken_as}")),
        }
    }
}

/// A length of time for people: days apart from hours.
fn length(ms: i64) -> String {
    const DAY: i64 = 86_400_000;
    let rest = Span::from_ms(ms.rem_euclid(DAY).unsigned_abs());
    match ms.div_euclid(DAY) {
        0 => rest.to_string(),
        1 => format!("1 day, {rest}"),
        days => format!("{days} days, {rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const DAY: i64 = 86_400_000;

    /// A point a second for a minute, then a gap, then a minute more.
    fn with_gap(gap: i64) -> Vec<i64> {
        (0..60).map(|second| 1000 * second).chain((0..60).map(|second| 59_000 + gap + 1000 * second)).collect()
    }

    #[test]
    fn a_wait_and_the_steps_of_a_sparse_file_are_no_leaps() {
        assert_eq!(Leaps::find(with_gap(4 * MINUTE), &[]), Leaps::default());
        assert_eq!(Leaps::find((0..20).map(|step| step * 20 * MINUTE).collect(), &[]), Leaps::default());
        assert_eq!(Leaps::find(Vec::new(), &[]), Leaps::default());
    }

    #[test]
    fn a_gap_of_minutes_or_hours_is_a_pause_that_is_told() {
        for gap in [6 * MINUTE, 40 * MINUTE, 11 * 60 * MINUTE] {
            let leaps = Leaps::find(with_gap(gap), &[]);
            assert_eq!(leaps.pauses, [(69_000, Command::Pause), (59_000 + gap, Command::Resume)]);
            assert!(leaps.warnings[0].contains("nothing was recorded"), "{:?}", leaps.warnings);
            assert_eq!(leaps.counted(0, 59_000 + gap), 59_000 + gap);
        }
    }

    #[test]
    fn a_claimed_timer_that_ran_on_in_a_gap_is_left_out() {
        for (gap, claimed, left) in [(40 * MINUTE, 2518.0, None), (40 * MINUTE, 120.0, Some(120.0)), (1000, 2518.0, Some(2518.0))] {
            let mut timer = Some(claimed);
            Leaps::find(with_gap(gap), &[]).correct_timer(&mut timer, 118_000 + gap);
            assert_eq!(timer, left);
        }
    }

    #[test]
    fn a_gap_that_the_file_calls_a_pause_is_left_to_it() {
        let own = [(59_000, Command::Pause), (59_000 + 40 * MINUTE, Command::Resume)];
        assert_eq!(Leaps::find(with_gap(40 * MINUTE), &own), Leaps::default());
        assert_eq!(Leaps::find(with_gap(40 * MINUTE), &own[..1]), Leaps::default());
        let elsewhere = [(10_000, Command::Pause), (20_000, Command::Resume)];
        assert_eq!(Leaps::find(with_gap(40 * MINUTE), &elsewhere).pauses.len(), 2);
    }

    #[test]
    fn days_are_a_clock_that_was_set_and_count_for_one_step() {
        let leaps = Leaps::find(with_gap(20 * DAY), &[]);
        assert_eq!((leaps.pauses.len(), leaps.counted(0, 118_000 + 20 * DAY)), (0, 119_000));
        assert_eq!((leaps.counted(59_000, 59_500), leaps.counted(59_500, 59_000 + 20 * DAY)), (500, 500));
        assert_eq!((leaps.counted(0, 59_000), leaps.counted(60_000 + 20 * DAY, 61_000 + 20 * DAY)), (59_000, 1000));
        assert!(leaps.warnings[0].contains("leaps by 20 days"), "{:?}", leaps.warnings);
    }

    #[test]
    fn a_clock_that_was_set_back_is_told() {
        let mut times = with_gap(1000);
        times[60..].iter_mut().for_each(|time| *time -= 60 * MINUTE);
        assert!(Leaps::find(times, &[]).warnings[0].contains("goes back"));
    }

    #[test]
    fn the_longest_times_there_are_overflow_nothing() {
        let leaps = Leaps::find(vec![i64::MIN, i64::MAX, 0], &[]);
        assert!(leaps.counted(i64::MIN, i64::MAX) >= 0);
    }
}
