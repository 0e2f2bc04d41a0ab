//! The quality of the strap's signal over the run: whether it is believed, doubted or gone, and when the runner is told.

use super::cue::{Cue, CueKind};
use super::signal::{Signal, SignalIssue, SignalValidator, Surroundings};
use super::source_interval::SourceInterval;
use super::time::{Elapsed, Span};
use super::wording;
use crate::heart::HeartRateMeasurement;

/// What falls due does so after the present.
const AT_ONCE: Span = Span::from_ms(1);
/// Without any rate for this long, the runner is told; from a slow source, once it is silent for longer than it uses to be.
const SAYS_LOST_AFTER: Span = Span::from_secs(30);
/// A doubt of this length earns a "check the strap" ...
const DOUBTS_ALOUD_AFTER: Span = Span::from_secs(10);
/// ... which is not repeated for this long.
const BETWEEN_STRAP_CHECKS: Span = Span::from_secs(120);

/// That rates come too seldom is said again after this time at the soonest (design choice).
const BETWEEN_TOO_SLOW: Span = Span::from_secs(600);

/// What falls due by the strap's silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// Prompts and what they time end.
    Freeze,
    /// The runner is told.
    SayLost,
}

/// A doubt that stands.
#[derive(Debug, Clone, Copy)]
struct Doubt {
    since: Elapsed,
    issue: SignalIssue,
}

/// The quality of the signal.
#[derive(Debug, Clone)]
pub(super) struct SignalQuality {
    validator: SignalValidator,
    source: SourceInterval,
    /// The last valid rate, believed or not: the strap sends.
    last_rate: Option<Elapsed>,
    /// When prompts and what they time end, if nothing believable comes: by the source's patience as it was at the last believed rate, so that no
    /// deadline ever moves behind the present.
    freezes_at: Elapsed,
    /// For how long after the last rate the source is not lost yet, likewise.
    lost_after: Span,
    /// Since when silence counts: the start, the last resume or the last waking.
    patient_since: Elapsed,
    frozen: bool,
    lost_said: bool,
    doubt: Option<Doubt>,
    strap_checked: Option<Elapsed>,
    /// When the runner was told that rates come too seldom.
    too_slow_said: Option<Elapsed>,
}

impl Default for SignalQuality {
    fn default() -> Self {
        Self {
            validator: SignalValidator::default(),
            source: SourceInterval::default(),
            last_rate: None,
            freezes_at: Elapsed::ZERO,
            lost_after: SAYS_LOST_AFTER,
            patient_since: Elapsed::ZERO,
            frozen: true,
            lost_said: false,
            doubt: None,
            strap_checked: None,
            too_slow_said: None,
        }
    }
}

impl SignalQuality {
    /// Whether nothing believable came lately: nothing is asked of the runner then.
    pub(super) fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// Whether the runner was told of the silence, and it lasts.
    pub(super) fn is_lost(&self) -> bool {
        self.lost_said
    }

    /// Why the signal is doubted, while it is.
    pub(super) fn doubt(&self) -> Option<SignalIssue> {
        self.doubt.map(|doubt| doubt.issue)
    }

    /// What falls due next if nothing comes.
    pub(super) fn due(&self, running: bool) -> Option<(Elapsed, Silence)> {
        let silent_since = self.last_rate.unwrap_or_default().max(self.patient_since);
        let freeze = (!self.frozen).then_some((self.freezes_at, Silence::Freeze));
        let lost = (running && !self.lost_said).then(|| (silent_since + self.lost_after, Silence::SayLost));
        freeze.into_iter().chain(lost).min_by_key(|(at, _)| *at)
    }

    /// How long the source may be silent before prompts and what they time end: 10 s, or 3.5 of its own intervals.
    pub(super) fn patience(&self) -> Span {
        self.source.patience()
    }

    /// A rate that is older is shown as old.
    pub(super) fn stale_after(&self) -> Span {
        self.source.stale_after()
    }

    /// The source's patience without a believable rate is over.
    pub(super) fn freeze(&mut self) {
        self.frozen = true;
    }

    /// Half a minute without a rate is over: what is said of it.
    pub(super) fn say_lost(&mut self) -> Cue {
        self.lost_said = true;
        match self.last_rate {
            Some(_) => Cue::quiet(CueKind::SignalLost),
            None => Cue::quiet(CueKind::CheckStrap).saying(wording::NEVER_CAME),
        }
    }

    /// The run goes on after a pause: silence counts from here.
    pub(super) fn resume(&mut self, at: Elapsed) {
        self.patient_since = at;
    }

    /// The computer was suspended until this instant: nothing that was timed before holds, and silence counts from here.
    pub(super) fn wake(&mut self, at: Elapsed) {
        self.frozen = true;
        self.doubt = None;
        self.patient_since = at;
        self.source.interrupt();
    }

    /// Whether rates come too seldom to coach by.
    pub(super) fn is_too_slow(&self) -> bool {
        self.source.is_too_slow()
    }

    /// A rate is believed; what is said of rates that come too seldom, at times.
    pub(super) fn tell_too_slow(&mut self, at: Elapsed) -> Option<Cue> {
        let due = self.source.is_too_slow() && self.too_slow_said.is_none_or(|said| at - said >= BETWEEN_TOO_SLOW);
        due.then(|| {
            self.too_slow_said = Some(at);
            Cue::quiet(CueKind::CheckStrap).saying(wording::TOO_SELDOM)
        })
    }

    /// Judges a measurement.
    pub(super) fn judge(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, around: Surroundings) -> Signal {
        self.source.observe(at);
        // A slow source that became a fast one, or sends nothing but zeros, is waited for no longer than that: from its last rate on, and
        // not before the present.
        let silent_since = self.last_rate.unwrap_or_default().max(self.patient_since);
        self.freezes_at = self.freezes_at.min((silent_since + self.source.patience()).max(at + AT_ONCE));
        self.validator.judge(at, measurement, Surroundings { patience: self.source.patience(), ..around })
    }

    /// A valid rate came: whatever was said of a lost signal is over. What is said of that.
    pub(super) fn hear(&mut self, at: Elapsed, running: bool) -> Option<Cue> {
        let back = self.lost_said && self.last_rate.is_some() && running;
        self.lost_said = false;
        self.last_rate = Some(at);
        self.lost_after = self.source.lost_after().max(SAYS_LOST_AFTER);
        back.then(|| Cue::quiet(CueKind::SignalBack))
    }

    /// A rate is believed; whether that ends a silence or a doubt.
    pub(super) fn believe(&mut self, at: Elapsed) -> bool {
        self.freezes_at = at + self.source.patience();
        let doubted = self.doubt.take().is_some();
        std::mem::take(&mut self.frozen) || doubted
    }

    /// A measurement is doubted; what is said of it.
    pub(super) fn suspect(&mut self, at: Elapsed, issue: SignalIssue, running: bool) -> Option<Cue> {
        let since = self.doubt.map_or(at, |doubt| doubt.since);
        self.doubt = Some(Doubt { since, issue });
        let long = at - since >= DOUBTS_ALOUD_AFTER;
        let due = self.strap_checked.is_none_or(|last| last < since && at - last >= BETWEEN_STRAP_CHECKS);
        // No reading at all is a lost signal, which has its own words.
        let tells = running && issue != SignalIssue::NoReading;
        (long && due && tells).then(|| {
            self.strap_checked = Some(at);
            Cue::quiet(CueKind::CheckStrap)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubt_from_before_a_silence_is_no_doubt_after_it() {
        let at = Elapsed::from_secs;
        let mut quality = SignalQuality::default();
        quality.believe(at(0));
        assert_eq!(quality.suspect(at(5), SignalIssue::Jump, true), None);
        quality.freeze();
        assert!(quality.believe(at(20)));
        assert_eq!(quality.doubt(), None);
        // The next doubt is told when it has lasted ten seconds by itself.
        let told = |quality: &mut SignalQuality, secs| quality.suspect(at(secs), SignalIssue::Jump, true).map(|cue| cue.kind);
        let first = (21..40).find(|secs| told(&mut quality, *secs).is_some());
        assert_eq!(first, Some(31));
    }
}
