//! The heart rate over time, reduced to the columns of a picture: each has the mean of its rates, and gaps stay gaps.

use crate::session::{Elapsed, GAP_CAP, Sample, Session, Signal, pause_spans};

/// A column of the curve of believed rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    /// Its place from the left.
    pub x: u16,
    /// The mean of its rates, in bpm.
    pub bpm: f64,
    /// Whether the curve comes from the column before without a gap.
    pub joined: bool,
}

/// Why the curve has a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// The timer stood.
    Paused,
    /// No rate came for more than ten seconds.
    Lost,
}

/// The heart rate of a run over time.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Trace {
    /// The curve of believed rates on the timer.
    pub curve: Vec<Column>,
    /// The lowest and the highest of these rates, in bpm; none where there are none.
    pub range: Option<(u8, u8)>,
    /// Doubted rates on the timer: lowest and highest of each column that has any.
    pub doubted: Vec<(u16, u8)>,
    /// Spans without a curve.
    pub gaps: Vec<(Gap, Elapsed, Elapsed)>,
}

impl Trace {
    /// The rate from the run's start to its end, in this many columns.
    pub(super) fn of(session: &Session, columns: u16) -> Self {
        let pauses = pause_spans(session.marks(), session.elapsed());
        let paused = |at: Elapsed| pauses.get(pauses.partition_point(|(_, to)| *to <= at)).is_some_and(|(from, _)| *from <= at);
        let column = |at: Elapsed| column(at, session.elapsed(), columns);
        let on_timer = || session.samples().iter().filter(|sample| !paused(sample.at));
        let believed = || on_timer().filter(|sample| sample.signal == Signal::Good).map(|sample| sample.bpm.whole());
        let range = believed().min().zip(believed().max());
        Self { curve: curve(on_timer(), column), range, doubted: doubted(on_timer(), column), gaps: gaps(session, &pauses) }
    }
}

/// The column of a time; the end lies in the last one.
pub(super) fn column(at: Elapsed, end: Elapsed, columns: u16) -> u16 {
    let place = u128::from(at.ms()) * u128::from(columns) / u128::from(end.ms().max(1));
    u16::try_from(place).unwrap_or(u16::MAX).min(columns.saturating_sub(1))
}

fn curve<'a>(samples: impl Iterator<Item = &'a Sample>, column: impl Fn(Elapsed) -> u16) -> Vec<Column> {
    let mut curve: Vec<Column> = Vec::new();
    let mut before: Option<Elapsed> = None;
    let mut count = 0u32;
    for sample in samples {
        if sample.signal != Signal::Good {
            before = None;
            continue;
        }
        let joined = before.is_some_and(|before| sample.at - before <= GAP_CAP);
        let (x, bpm) = (column(sample.at), sample.bpm.beats());
        match curve.last_mut().filter(|last| last.x == x) {
            // Gaps narrower than a column cannot be seen.
            Some(last) => {
                count += 1;
                last.bpm += (bpm - last.bpm) / f64::from(count);
            }
            None => {
                count = 1;
                curve.push(Column { x, bpm, joined: joined && !curve.is_empty() });
            }
        }
        before = Some(sample.at);
    }
    curve
}

fn doubted<'a>(samples: impl Iterator<Item = &'a Sample>, column: impl Fn(Elapsed) -> u16) -> Vec<(u16, u8)> {
    let mut columns: Vec<(u16, u8, u8)> = Vec::new();
    for sample in samples.filter(|sample| sample.signal != Signal::Good) {
        let (x, bpm) = (column(sample.at), sample.bpm.whole());
        match columns.last_mut().filter(|last| last.0 == x) {
            Some(last) => *last = (x, last.1.min(bpm), last.2.max(bpm)),
            None => columns.push((x, bpm, bpm)),
        }
    }
    let ends = columns.into_iter().flat_map(|(x, low, high)| [Some((x, low)), (high > low).then_some((x, high))]);
    ends.flatten().collect()
}

/// Pauses, and between them what no sample covers, doubted ones included: a strap that is doubted does send.
fn gaps(session: &Session, pauses: &[(Elapsed, Elapsed)]) -> Vec<(Gap, Elapsed, Elapsed)> {
    let paused = pauses.iter().map(|(from, to)| (Gap::Paused, *from, *to));
    let starts = std::iter::once(Elapsed::ZERO).chain(session.samples().iter().map(|sample| sample.at));
    let ends = session.samples().iter().map(|sample| sample.at).chain([session.elapsed()]);
    let lost = starts.zip(ends).filter(|(from, to)| *to - *from > GAP_CAP).flat_map(|silent| without(silent, pauses));
    let mut gaps: Vec<_> = paused.chain(lost.map(|(from, to)| (Gap::Lost, from, to))).collect();
    gaps.sort_by_key(|(gap, from, _)| (*from, *gap));
    gaps
}

/// The parts of a silent span outside the pauses that are longer than one sample stands for.
fn without(silent: (Elapsed, Elapsed), pauses: &[(Elapsed, Elapsed)]) -> Vec<(Elapsed, Elapsed)> {
    let mut rest = Vec::new();
    let mut from = silent.0;
    for &(start, end) in pauses.iter().filter(|(start, end)| *end > silent.0 && *start < silent.1) {
        rest.push((from, start));
        from = end;
    }
    rest.push((from, silent.1));
    rest.retain(|(from, to)| *to - *from > GAP_CAP);
    rest
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
    use crate::session::{Command, Event, EventKind, Legs, Plan, Setup};

    /// A run of custom zones from 100 in steps of 20, with a ceiling of 140.
    pub(in crate::report) fn run() -> Session {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        Session::new(Setup {
            own: crate::session::Learned::default(),
            athlete: Athlete::default(),
            zones,
            ceiling: None,
            plan: Plan::new(None, Legs::Fresh),
        })
    }

    pub(in crate::report) fn step(session: &mut Session, at: u64, kind: EventKind) {
        session.step(&Event::new(Elapsed::from_secs(at), kind));
    }

    pub(in crate::report) fn beat(session: &mut Session, seconds: std::ops::Range<u64>, bpm: u16) {
        for at in seconds {
            step(session, at, EventKind::Measurement(HeartRateMeasurement::of(bpm + (at % 2) as u16)));
        }
    }

    fn secs(gaps: &[(Gap, Elapsed, Elapsed)]) -> Vec<(Gap, u64, u64)> {
        gaps.iter().map(|(gap, from, to)| (*gap, from.ms() / 1000, to.ms() / 1000)).collect()
    }

    #[test]
    fn a_column_has_the_mean_of_its_rates_and_the_range_has_them_all() {
        let mut session = run();
        beat(&mut session, 0..100, 120);
        step(&mut session, 100, EventKind::Measurement(HeartRateMeasurement::of(129)));
        beat(&mut session, 101..200, 120);
        step(&mut session, 200, EventKind::Command(Command::Stop));
        let trace = Trace::of(&session, 10);
        assert_eq!(trace.curve.len(), 10);
        assert!((trace.curve[5].bpm - 120.95).abs() < 0.01 && (trace.curve[4].bpm - 120.5).abs() < 0.01, "{:?}", trace.curve);
        assert_eq!(trace.range, Some((120, 129)));
        assert!(trace.curve[1..].iter().all(|column| column.joined) && !trace.curve[0].joined);
    }

    #[test]
    fn silence_and_pauses_part_the_curve_and_are_told_apart() {
        let mut session = run();
        beat(&mut session, 0..300, 120);
        step(&mut session, 300, EventKind::Command(Command::Pause));
        beat(&mut session, 301..310, 115);
        step(&mut session, 400, EventKind::Command(Command::Resume));
        beat(&mut session, 400..500, 120);
        // Nine seconds are bridged, a hundred are not.
        beat(&mut session, 508..600, 120);
        beat(&mut session, 700..900, 120);
        step(&mut session, 1000, EventKind::Command(Command::Stop));
        let trace = Trace::of(&session, 500);
        assert_eq!(secs(&trace.gaps), [(Gap::Paused, 300, 400), (Gap::Lost, 599, 700), (Gap::Lost, 899, 1000)]);
        let starts: Vec<u16> = trace.curve.iter().filter(|column| !column.joined).map(|column| column.x * 2).collect();
        assert_eq!(starts, [0, 400, 700]);
        assert!(trace.curve.iter().all(|column| !(150..200).contains(&column.x)), "a pause has no curve");
    }

    #[test]
    fn silence_around_a_pause_is_told_on_both_sides() {
        let mut session = run();
        beat(&mut session, 0..100, 120);
        step(&mut session, 200, EventKind::Command(Command::Pause));
        step(&mut session, 300, EventKind::Command(Command::Resume));
        beat(&mut session, 305..400, 120);
        step(&mut session, 400, EventKind::Command(Command::Pause));
        step(&mut session, 500, EventKind::Command(Command::Stop));
        let gaps = Trace::of(&session, 100).gaps;
        assert_eq!(secs(&gaps), [(Gap::Lost, 99, 200), (Gap::Paused, 200, 300), (Gap::Paused, 400, 500)]);
    }

    #[test]
    fn doubted_samples_are_kept_apart() {
        let mut session = run();
        beat(&mut session, 0..400, 120);
        for (at, bpm) in [(400, 190), (401, 191)] {
            step(&mut session, at, EventKind::Measurement(HeartRateMeasurement::of(bpm)));
        }
        beat(&mut session, 402..800, 120);
        step(&mut session, 800, EventKind::Command(Command::Stop));
        let trace = Trace::of(&session, 100);
        assert_eq!(trace.doubted, [(50, 190), (50, 191)]);
        assert_eq!(trace.range, Some((120, 121)));
    }

    #[test]
    fn the_columns_bound_what_is_kept_of_ten_hours_of_doubt() {
        let mut session = run();
        for at in 0..36_000 {
            step(&mut session, at, EventKind::Measurement(HeartRateMeasurement::of(if at % 3 == 0 { 120 } else { 200 })));
        }
        step(&mut session, 36_000, EventKind::Command(Command::Stop));
        let trace = Trace::of(&session, 800);
        assert!(trace.curve.len() <= 800 && trace.doubted.len() <= 1600);
    }
}
