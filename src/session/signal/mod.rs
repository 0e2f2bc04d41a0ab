//! Whether a measurement can be believed. Strap artefacts cluster in the first minutes and must never cause a prompt;
//! what is doubted here is shown as doubted and counts nowhere.

mod beats;
mod cadence_lock;
mod double_half_rate;
mod flatline;
mod jump;
mod step_leap;

use super::time::{Elapsed, Span};
use crate::heart::{Bpm, Contact, HeartRateMeasurement};
use beats::RecentBeats;
use cadence_lock::{Steps, both_feet};
use double_half_rate::DoubleHalfRate;
use flatline::{Beats, Flatline};
use jump::Jump;
use step_leap::StepLeap;

/// Why a measurement is doubted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignalIssue {
    /// No rate, or none a heart can have (30 to 230 bpm).
    NoReading,
    /// More than 12 bpm in a second or 25 in five, and the beats do not share it.
    Jump,
    /// The last five beats tell another rate, by more than 10 bpm, and no beat is missing.
    BeatsDisagree,
    /// The same rate for half a minute, with beats that never vary, that have ceased or that tell another one; for
    /// three quarters where none ever came, but for the first minutes.
    Flatline,
    /// Twice or half of what was expected: the strap counts steps or every second beat.
    DoubleHalfRate,
    /// The rate of the steps, got to in a way that no effort explains, or going along with them.
    CadenceLock,
    /// More than 30 bpm above the ceiling within the first five minutes at an easy speed.
    TooHighTooEarly,
    /// At least 5 bpm above the maximal rate: an artefact, or a wrong maximum.
    AboveMax,
}

impl SignalIssue {
    /// For the screen.
    pub fn words(self) -> &'static str {
        match self {
            Self::NoReading => "no reading",
            Self::Jump => "it jumped",
            Self::BeatsDisagree => "beats and rate disagree",
            Self::Flatline => "it stands still",
            Self::DoubleHalfRate => "twice or half the real rate",
            Self::CadenceLock => "it follows your steps",
            Self::TooHighTooEarly => "too high for the first minutes",
            Self::AboveMax => "above your max: strap or max is wrong",
        }
    }
}

/// What to make of a measurement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Signal {
    /// Believed.
    Good,
    /// An artefact test fires.
    Suspect(SignalIssue),
    /// It holds no rate, and the last believable one is more than 5 s old.
    Stale,
}

impl Signal {
    /// The word in lines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Suspect(_) => "suspect",
            Self::Stale => "stale",
        }
    }
}

/// How the runner moves, where that is known.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pace {
    /// Steps a minute, told just now; some sensors count those of one foot.
    pub steps: Option<f64>,
    /// Speed in km/h.
    pub speed_kmh: Option<f64>,
    /// Incline in percent.
    pub grade_percent: Option<f64>,
}

/// What the tests need to know of the run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// The ceiling in bpm.
    pub ceiling: f64,
    /// The maximal rate in bpm, where the runner told it.
    pub max: Option<f64>,
    /// What the rate should be about now, where known.
    pub expected: Option<f64>,
    /// Within the first five minutes, and no speed is known that would explain a high rate.
    pub early_and_easy: bool,
    /// How the runner moves.
    pub pace: Pace,
    /// How long the source may be silent: what is older says nothing of the present rate.
    pub patience: Span,
}

/// After this long without a believable rate the last one is stale.
const STALE_AFTER: Span = Span::from_secs(5);

/// Beats older than this say nothing of the present rate.
const FRESH: Span = Span::from_secs(10);
/// Beats that tell another rate by more than this in bpm deny it ...
const BEATS_DENY: f64 = 10.0;
/// ... and only those nearer than this confirm that it is the heart's and not the feet's (design choice).
const BEATS_CONFIRM: f64 = 5.0;
/// What they confirmed so long ago still holds: the median of five lags behind a rate that moves (design choice).
const CONFIRMED_FOR: Span = Span::from_secs(5);
/// In the first minutes a rate is too high by this much over the ceiling, in bpm; from a sensor that says itself that it feels
/// no skin, by half of it (design choice).
const TOO_HIGH: f64 = 30.0;
const TOO_HIGH_OFF_SKIN: f64 = 15.0;

/// A rate and how long it has been there.
#[derive(Debug, Clone, Copy)]
struct Level {
    since: Elapsed,
    at: Elapsed,
    rate: f64,
}

/// The judge and the little it remembers.
#[derive(Debug, Clone, Default)]
pub(super) struct SignalValidator {
    trusted: Option<Level>,
    jump: Jump,
    octave: DoubleHalfRate,
    plateau: Flatline,
    steps: Steps,
    step_leap: StepLeap,
    beats: RecentBeats,
    /// When beats last confirmed a rate.
    confirmed: Option<Elapsed>,
}

impl SignalValidator {
    /// Judges a measurement. Times do not go backwards.
    pub(super) fn judge(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, around: Surroundings) -> Signal {
        measurement.rr.iter().for_each(|rr| self.beats.hear(at, *rr));
        let Some(bpm) = measurement.bpm() else {
            let stale = self.trusted.is_none_or(|trusted| at - trusted.at > STALE_AFTER);
            return if stale { Signal::Stale } else { Signal::Suspect(SignalIssue::NoReading) };
        };
        let doubt = self.doubt(at, bpm, measurement.contact, around);
        if doubt.is_none() {
            self.trusted = Some(Level { since: at, at, rate: bpm.beats() });
            self.step_leap.believe(at, bpm.beats());
        }
        doubt.map_or(Signal::Good, Signal::Suspect)
    }

    fn doubt(&mut self, at: Elapsed, bpm: Bpm, contact: Contact, around: Surroundings) -> Option<SignalIssue> {
        let rate = bpm.beats();
        let told = self.beats.rate(at);
        let beside = |within: f64| told.is_some_and(|told| (told - rate).abs() <= within);
        // Supporting evidence only: some sensors never feel skin, and some invent a heart off it. Beats outrank it.
        let off_skin = contact == Contact::Off && !beside(BEATS_DENY);
        let beats = || match self.beats.vary(at) {
            true if self.beats.are_complete(at) => Beats::Vary,
            false if off_skin || around.early_and_easy || self.beats.were_complete() => Beats::Constant,
            true | false => Beats::Never,
        };
        if beside(BEATS_CONFIRM) {
            self.confirmed = Some(at);
        }
        let confirmed = self.confirmed.is_some_and(|then| at - then <= CONFIRMED_FOR);
        // These two look on all the time; what they saw counts once nothing else does.
        let stands_still = self.plateau.stands(at, rate, told, beats, around.patience);
        let follows_steps = self.steps.followed(at, rate, around.pace, confirmed, around.patience);
        if confirmed {
            self.step_leap.clear();
        }
        let leapt_to_steps = !confirmed && self.step_leap.seen(at, rate, around.pace.steps.map(both_feet), around.patience);
        if around.max.is_some_and(|max| rate >= max + 5.0) {
            return Some(SignalIssue::AboveMax);
        }
        if around.early_and_easy && rate > around.ceiling + if off_skin { TOO_HIGH_OFF_SKIN } else { TOO_HIGH } {
            return Some(SignalIssue::TooHighTooEarly);
        }
        if beside(BEATS_DENY) {
            self.jump.clear();
            self.octave.clear();
        } else if told.is_some() && self.beats.are_complete(at) {
            return Some(SignalIssue::BeatsDisagree);
        } else {
            if self.octave.seen(at, rate, self.trusted, around) {
                return Some(SignalIssue::DoubleHalfRate);
            }
            if self.jump.seen(at, rate, self.trusted, off_skin, around.patience) {
                return Some(SignalIssue::Jump);
            }
        }
        if leapt_to_steps || follows_steps {
            return Some(SignalIssue::CadenceLock);
        }
        stands_still.then_some(SignalIssue::Flatline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::RrInterval;

    const STILL: Pace = Pace { steps: None, speed_kmh: None, grade_percent: None };
    const CALM: Surroundings =
        Surroundings { ceiling: 140.0, max: Some(185.0), expected: None, early_and_easy: false, pace: STILL, patience: FRESH };

    fn judged(rates: &[(u64, u16)], around: Surroundings) -> Vec<Signal> {
        let mut judge = SignalValidator::default();
        rates.iter().map(|&(at, rate)| judge.judge(Elapsed::from_secs(at), &HeartRateMeasurement::of(rate), around)).collect()
    }

    #[test]
    fn zeros_are_doubted_and_then_stale() {
        let signals = judged(&[(0, 130), (1, 0), (5, 0), (6, 0), (7, 131)], CALM);
        assert_eq!(signals[1..3], [Signal::Suspect(SignalIssue::NoReading); 2]);
        assert_eq!(signals[3..], [Signal::Stale, Signal::Good]);
    }

    #[test]
    fn a_jump_is_doubted_until_it_has_held() {
        let rates: Vec<(u64, u16)> = (0..60).map(|at| (at, if at < 5 { 130 } else { 170 + (at % 2) as u16 })).collect();
        let signals = judged(&rates, CALM);
        assert!(signals[5..26].iter().all(|signal| *signal == Signal::Suspect(SignalIssue::Jump)), "{signals:?}");
        assert!(signals[26..].iter().all(|signal| *signal == Signal::Good), "{signals:?}");
    }

    #[test]
    fn a_spike_leaves_no_trace() {
        let signals = judged(&[(0, 130), (1, 175), (2, 176), (3, 131)], CALM);
        assert_eq!(signals, [Signal::Good, Signal::Suspect(SignalIssue::Jump), Signal::Suspect(SignalIssue::Jump), Signal::Good]);
    }

    #[test]
    fn beats_that_share_a_jump_confirm_it_and_beats_that_do_not_deny_a_rate() {
        let mut judge = SignalValidator::default();
        let with_beats = |rate: u16, beats_rate: f64| HeartRateMeasurement {
            rr: (0..5).map(|i| RrInterval::from_ms(60_000.0 / beats_rate + f64::from(i)).unwrap()).collect(),
            ..HeartRateMeasurement::of(rate)
        };
        assert_eq!(judge.judge(Elapsed::from_secs(0), &with_beats(130, 130.0), CALM), Signal::Good);
        assert_eq!(judge.judge(Elapsed::from_secs(1), &with_beats(150, 150.0), CALM), Signal::Good);
        assert_eq!(judge.judge(Elapsed::from_secs(2), &with_beats(180, 150.0), CALM), Signal::Suspect(SignalIssue::BeatsDisagree));
    }

    #[test]
    fn beats_of_which_some_are_missing_deny_no_smooth_rate() {
        // A watch that misses every second beat for seconds on end, and tells none for others.
        let beats = |at: u64| match at % 10 {
            0..4 => vec![920.0],
            4..8 => vec![462.0, 460.0],
            _ => vec![],
        };
        let told = |at: u64, rr: Vec<f64>| HeartRateMeasurement {
            rr: rr.into_iter().filter_map(RrInterval::from_ms).collect(),
            ..HeartRateMeasurement::of(130 + (at / 20 % 3) as u16)
        };
        let mut judge = SignalValidator::default();
        let mut doubted = |rr: &dyn Fn(u64) -> Vec<f64>, seconds: std::ops::Range<u64>| {
            seconds.filter(|at| judge.judge(Elapsed::from_secs(*at), &told(*at, rr(*at)), CALM) != Signal::Good).count()
        };
        assert_eq!(doubted(&beats, 0..600), 0);
        // Beats that are all there deny it, as soon as half a minute is full of them.
        assert!(doubted(&|_| vec![550.0, 545.0], 600..660) >= 30);
    }

    /// What is made of a rate that stands for a minute after it was another.
    fn standing(measured: impl Fn(u64) -> HeartRateMeasurement) -> Vec<Signal> {
        let mut judge = SignalValidator::default();
        (0..70).map(|at| judge.judge(Elapsed::from_secs(at), &measured(at), CALM)).collect()
    }

    fn first_doubted(signals: &[Signal]) -> Option<usize> {
        signals.iter().position(|signal| *signal == Signal::Suspect(SignalIssue::Flatline))
    }

    #[test]
    fn a_rate_that_stands_still_is_doubted_sooner_where_more_speaks_against_it() {
        let rate = |at: u64| HeartRateMeasurement::of(if at < 65 { 130 } else { 131 });
        let signals = standing(rate);
        assert_eq!((first_doubted(&signals), signals[65]), (Some(45), Signal::Good));
        // Beats that came once and ceased, and a sensor that says that it feels no skin.
        let ceased =
            |at: u64| HeartRateMeasurement { rr: RrInterval::from_ms(460.0).into_iter().filter(|_| at == 0).collect(), ..rate(at) };
        assert_eq!(first_doubted(&standing(ceased)), Some(30));
        assert_eq!(first_doubted(&standing(|at| HeartRateMeasurement { contact: Contact::Off, ..rate(at) })), Some(30));
        assert_eq!(first_doubted(&standing(|at| HeartRateMeasurement { contact: Contact::On, ..rate(at) })), Some(45));
    }

    #[test]
    fn beats_that_vary_deny_a_rate_that_stands_still_only_where_they_tell_another() {
        let beating = |of: f64| {
            move |at: u64| HeartRateMeasurement {
                rr: (0..2).filter_map(|beat| RrInterval::from_ms(60_000.0 / of + f64::from(beat) + (at % 3) as f64)).collect(),
                contact: Contact::Off,
                ..HeartRateMeasurement::of(130)
            }
        };
        assert_eq!(first_doubted(&standing(beating(131.0))), None);
        assert_eq!(first_doubted(&standing(beating(136.0))), Some(30));
    }

    #[test]
    fn half_the_rate_is_doubted_for_as_long_as_it_lasts_and_three_minutes_at_most() {
        let halved = |for_secs: u64| {
            let rates: Vec<(u64, u16)> =
                (0..400).map(|at| (at, if (10..10 + for_secs).contains(&at) { 70 } else { 138 } + (at % 2) as u16)).collect();
            judged(&rates, CALM)
        };
        let minute = halved(60);
        assert!(minute[10..70].iter().all(|signal| *signal == Signal::Suspect(SignalIssue::DoubleHalfRate)), "{minute:?}");
        assert!(minute[70..].iter().all(|signal| *signal == Signal::Good), "{minute:?}");
        let for_good = halved(390);
        assert!(for_good[10..191].iter().all(|signal| *signal == Signal::Suspect(SignalIssue::DoubleHalfRate)), "{for_good:?}");
        assert_eq!(for_good[399], Signal::Good);
    }

    #[test]
    fn twice_the_expected_rate_and_rates_above_max_are_doubted() {
        let expecting = Surroundings { expected: Some(82.0), ..CALM };
        assert_eq!(judged(&[(0, 164)], expecting), [Signal::Suspect(SignalIssue::DoubleHalfRate)]);
        assert_eq!(judged(&[(0, 190)], CALM), [Signal::Suspect(SignalIssue::AboveMax)]);
        assert_eq!(judged(&[(0, 175)], Surroundings { early_and_easy: true, ..CALM }), [Signal::Suspect(SignalIssue::TooHighTooEarly)]);
    }
}
