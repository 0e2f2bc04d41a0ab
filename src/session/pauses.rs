//! When the timer of a run stood still, from the marks in its log.

use super::log::{Mark, MarkKind};
use super::time::{Elapsed, Span, Timer};

/// From when to when the timer stood: pauses, and sleep outside of them. A pause that nobody ended lasts until `end`.
pub fn pause_spans(marks: &[Mark], end: Elapsed) -> Vec<(Elapsed, Elapsed)> {
    let mut spans = Vec::new();
    let mut since = None;
    for mark in marks {
        match mark.kind {
            MarkKind::Pause => since = Some(mark.at),
            MarkKind::Resume => spans.extend(since.take().map(|from| (from, mark.at))),
            MarkKind::Slept(span) if since.is_none() => spans.push((mark.at, mark.at + span)),
            MarkKind::Slept(_) | MarkKind::Cue(_) | MarkKind::Lap => {}
        }
    }
    spans.extend(since.map(|from| (from, end)));
    spans
}

/// Tells the timer at instants that do not go backwards.
#[derive(Debug, Clone)]
pub struct TimerWalk {
    spans: std::vec::IntoIter<(Elapsed, Elapsed)>,
    standing: Option<(Elapsed, Elapsed)>,
    stood: Span,
}

impl TimerWalk {
    /// Along the marks of a run.
    pub fn new(marks: &[Mark]) -> Self {
        let mut spans = pause_spans(marks, Elapsed::from_ms(u64::MAX)).into_iter();
        Self { standing: spans.next(), spans, stood: Span::ZERO }
    }

    /// The timer at an instant; none while it stood.
    pub fn timer_at(&mut self, at: Elapsed) -> Option<Timer> {
        while let Some((from, to)) = self.standing.filter(|(_, to)| *to <= at) {
            self.stood += to - from;
            self.standing = self.spans.next();
        }
        let stands = self.standing.is_some_and(|(from, _)| from <= at);
        (!stands).then(|| at.timer(self.stood))
    }

    /// When the timer stands next, from the instant on that was asked for last.
    pub fn stands_from(&self) -> Option<Elapsed> {
        self.standing.map(|(from, _)| from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_within_a_pause_is_no_pause_of_its_own() {
        let secs = Elapsed::from_secs;
        let mark = |at, kind| Mark { at: secs(at), kind };
        let marks = [
            mark(10, MarkKind::Slept(Span::from_secs(5))),
            mark(20, MarkKind::Pause),
            mark(22, MarkKind::Slept(Span::from_secs(4))),
            mark(30, MarkKind::Resume),
            mark(40, MarkKind::Lap),
            mark(50, MarkKind::Pause),
        ];
        assert_eq!(pause_spans(&marks, secs(60)), [(secs(10), secs(15)), (secs(20), secs(30)), (secs(50), secs(60))]);
        let mut walk = TimerWalk::new(&marks);
        let timers = [9, 10, 14, 15, 20, 29, 30, 49, 50, 99].map(|at| walk.timer_at(secs(at)).map(|timer| timer.ms() / 1000));
        assert_eq!(timers, [Some(9), None, None, Some(10), None, None, Some(15), Some(34), None, None]);
    }
}
