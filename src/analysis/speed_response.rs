//! The response of the heart rate to speed in one run: which samples, speeds and spans of time it is estimated from.

use crate::heart::Gain;
use crate::session::{Elapsed, Session, Signal, Span, TimerWalk, pause_spans};

/// A slope that changes by this much is felt: half a percent costs about 2 % more oxygen at 9 km/h (ACSM's running
/// equation); less may be a sensor's tremble (design choice).
const SAME_GRADE_PERCENT: f64 = 0.5;

/// The runner's gain as a run shows it.
pub(super) fn gain(session: &Session) -> Option<Gain> {
    let log = session.log();
    // Most runs know no speed, and then there is nothing to gather.
    if log.speeds.is_empty() {
        return None;
    }
    let mut walk = TimerWalk::new(&log.marks);
    let believed = log.samples.iter().filter(|sample| sample.signal == Signal::Good && walk.timer_at(sample.at).is_some());
    let rates: Vec<(f64, f64)> = believed.map(|sample| (sample.at.secs(), sample.bpm.beats())).collect();
    let speeds: Vec<(f64, f64)> = log.speeds.iter().map(|(at, kmh)| (at.secs(), *kmh)).collect();
    let mut unsettled = pause_spans(&log.marks, session.elapsed());
    unsettled.extend(off_grade(&log.grades, session.elapsed()));
    let unsettled: Vec<(f64, f64)> = unsettled.into_iter().map(|(from, to)| (from.secs(), to.secs())).collect();
    Gain::of_run(&rates, &speeds, &unsettled)
}

/// When the slope was another than it was for most of the run; a slope that stays costs the same all the way.
fn off_grade(grades: &[(Elapsed, f64)], end: Elapsed) -> Vec<(Elapsed, Elapsed)> {
    let until = |place: usize| grades.get(place + 1).map_or(end, |next| next.0);
    let mut spans: Vec<(f64, Span)> = grades.iter().enumerate().map(|(place, (at, percent))| (*percent, until(place) - *at)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = spans.iter().map(|(_, span)| span.ms() as f64).sum::<f64>() / 2.0;
    let mut so_far = 0.0;
    let middle = spans.iter().find(|(_, span)| {
        so_far += span.ms() as f64;
        so_far >= half
    });
    let Some((usual, _)) = middle else { return Vec::new() };
    grades
        .iter()
        .enumerate()
        .filter(|(_, (_, percent))| (percent - usual).abs() >= SAME_GRADE_PERCENT)
        .map(|(place, (at, _))| (*at, until(place)))
        .collect()
}
