//! The heart rate over time reduced to the columns of a chart: bounded work however long the run is.

use crate::session::{Elapsed, GAP_CAP, RunView, Sample, Signal, Span};

/// At most this many samples are looked at for a column.
const LOOKS: usize = 16;

/// What of a run is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stretch {
    /// The last minutes.
    Last(Span),
    /// From the start to the planned end.
    Plan,
    /// The run that is over, from edge to edge.
    Run,
}

/// A stretch of the run and the columns it is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// Its start; negative when it reaches back before the run, in ms.
    pub from_ms: i64,
    /// Its length in ms; more than zero.
    pub span_ms: i64,
    /// How many columns.
    pub columns: u16,
}

impl Window {
    /// The part of the run that a chart of so many columns shows.
    pub(super) fn of(run: &RunView<'_>, stretch: Stretch, columns: u16) -> Self {
        match stretch {
            Stretch::Last(span) => Self::last(run.elapsed, span, columns),
            Stretch::Plan => Self::whole(run.elapsed, run.setup.plan.end().since_start(), columns),
            Stretch::Run => Self::over(run.elapsed, columns),
        }
    }

    /// The last minutes up to now; it moves by a column at a time.
    pub(super) fn last(now: Elapsed, span: Span, columns: u16) -> Self {
        let step = (i64::try_from(span.ms()).unwrap_or(i64::MAX / 1_000_000) / i64::from(columns.max(1))).max(1);
        let end = (ms(now) / step + 1) * step;
        let span_ms = (i64::from(columns) * step).max(1);
        Self { from_ms: end - span_ms, span_ms, columns }
    }

    /// The whole run: the plan, and once that is past, the next round span, so that the scale seldom changes.
    pub(super) fn whole(now: Elapsed, plan: Span, columns: u16) -> Self {
        const ROUND_MINUTES: [i64; 12] = [15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 600, 720];
        let (now, plan) = (ms(now), ms(Elapsed::ZERO + plan).max(1));
        let round = ROUND_MINUTES.into_iter().map(|minutes| minutes * 60_000).find(|span| *span > now && *span > plan);
        let span_ms = if now <= plan { plan } else { round.unwrap_or(now / 3_600_000 * 3_600_000 + 3_600_000) };
        Self { from_ms: 0, span_ms, columns }
    }

    /// A run that is over, from edge to edge.
    pub(super) fn over(end: Elapsed, columns: u16) -> Self {
        Self { from_ms: 0, span_ms: ms(end).max(1), columns }
    }

    /// The column of a time; none outside.
    pub(super) fn column(self, at: Elapsed) -> Option<u16> {
        let into = ms(at) - self.from_ms;
        let column = (into * i64::from(self.columns)).div_euclid(self.span_ms);
        (0..i64::from(self.columns)).contains(&column).then(|| u16::try_from(column).ok()).flatten()
    }

    /// The start of a column, or the end of the one before it.
    fn start_ms(self, column: u16) -> i64 {
        self.from_ms + self.span_ms * i64::from(column) / i64::from(self.columns.max(1))
    }
}

/// The mean believed rate of every column, none where there is no data or it is doubted. A column between two samples
/// that follow each other within what one sample stands for lies on the line between them.
pub(super) fn course(samples: &[Sample], window: Window) -> Vec<Option<f64>> {
    let index = |ms: i64| samples.partition_point(|sample| i64::try_from(sample.at.ms()).unwrap_or(i64::MAX) < ms);
    (0..window.columns)
        .map(|column| {
            let (start, end) = (window.start_ms(column), window.start_ms(column + 1));
            let (first, last) = (index(start), index(end));
            if first < last { mean(&samples[first..last]) } else { between(samples, first, (start + end) / 2) }
        })
        .collect()
}

fn mean(samples: &[Sample]) -> Option<f64> {
    let stride = samples.len().div_ceil(LOOKS);
    let (sum, count) = samples
        .iter()
        .step_by(stride)
        .filter(|sample| sample.signal == Signal::Good)
        .fold((0.0, 0u32), |(sum, count), sample| (sum + sample.bpm.beats(), count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

fn between(samples: &[Sample], next: usize, at_ms: i64) -> Option<f64> {
    let (before, after) = (samples.get(next.checked_sub(1)?)?, samples.get(next)?);
    let believed = before.signal == Signal::Good && after.signal == Signal::Good;
    let gap = after.at - before.at;
    if !believed || gap > GAP_CAP || gap == Span::ZERO {
        return None;
    }
    let share = (at_ms - ms(before.at)) as f64 / gap.ms() as f64;
    Some(before.bpm.beats() + share.clamp(0.0, 1.0) * (after.bpm.beats() - before.bpm.beats()))
}

fn ms(at: Elapsed) -> i64 {
    i64::try_from(at.ms()).unwrap_or(i64::MAX / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::Bpm;
    use crate::session::SignalIssue;

    fn sample(at: u64, rate: u16, signal: Signal) -> Sample {
        Sample { at: Elapsed::from_secs(at), bpm: Bpm::new(rate).unwrap(), signal }
    }

    #[test]
    fn doubted_samples_and_silence_are_gaps() {
        let doubted = Signal::Suspect(SignalIssue::Jump);
        let samples: Vec<Sample> = (0..60)
            .filter(|at| !(30..45).contains(at))
            .map(|at| sample(at, 120, if (10..20).contains(&at) { doubted } else { Signal::Good }))
            .collect();
        let shown = course(&samples, Window { from_ms: 0, span_ms: 60_000, columns: 12 });
        let there: Vec<bool> = shown.iter().map(Option::is_some).collect();
        assert_eq!(there, [true, true, false, false, true, true, false, false, false, true, true, true]);
    }

    #[test]
    fn sparse_samples_are_joined_within_ten_seconds() {
        let samples = [sample(0, 120, Signal::Good), sample(8, 128, Signal::Good), sample(30, 128, Signal::Good)];
        let shown = course(&samples, Window { from_ms: 0, span_ms: 16_000, columns: 8 });
        assert_eq!(shown, [Some(120.0), Some(123.0), Some(125.0), Some(127.0), Some(128.0), None, None, None]);
    }

    #[test]
    fn the_window_of_the_last_minutes_holds_now_and_moves_by_whole_columns() {
        let last = |at| Window::last(Elapsed::from_secs(at), Span::from_secs(300), 60);
        assert!((600..605).all(|at| last(at).from_ms == last(600).from_ms));
        assert_eq!(last(605).from_ms, last(600).from_ms + 5000);
        assert_eq!(last(604).column(Elapsed::from_secs(604)), Some(59));
        assert_eq!(last(604).column(Elapsed::from_secs(304)), None);
    }

    #[test]
    fn the_whole_run_fits_at_any_length_and_its_scale_stays_for_the_plan() {
        let plan = Span::from_secs(1800);
        for minutes in 0..1500 {
            let now = Elapsed::from_secs(minutes * 60);
            let window = Window::whole(now, plan, 140);
            assert!(window.column(now).is_some() || now == Elapsed::ZERO + plan, "{minutes}");
            if minutes <= 30 {
                assert_eq!(window.span_ms, 1_800_000);
            }
        }
    }
}
