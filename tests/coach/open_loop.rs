//! Feature (a): every coach over real recordings. Nobody hears it, so only its timing can be judged.

use recovery_run::heart::Zone;
use recovery_run::session::{Cue, CueKind, Signal};

use crate::crossings::{self, Above, Excursion, JUDGED_FROM};
use crate::figures::mean;
use crate::policy::{Heard, Limits, Name, Told, sounds};
use crate::series::Series;
use crate::worst::{Case, Worst, clock};
use crate::zone_lines::ZoneScore;

/// A prompt given no longer before a crossing than this still stands.
const STANDS_FOR: usize = 120;
/// A coach that has said so much in a run may have used up what it allows itself.
const OFTEN: usize = 5;
/// Less than this after the warm-up is no run to judge.
const LEAST_JUDGED_S: usize = 300;

/// What one coach did, on one run or on all.
#[derive(Debug, Clone, Default)]
pub struct Score {
    pub runs: usize,
    pub hours: f64,
    pub lasting: usize,
    pub unsaid: usize,
    pub unsaid_strictly: usize,
    pub unsaid_though_told_often: usize,
    pub from_warm_up: usize,
    pub from_warm_up_unsaid: usize,
    pub sustained: usize,
    pub delays: Vec<f64>,
    pub hinted: usize,
    pub hinted_or_told: usize,
    pub leads: Vec<f64>,
    pub hints: usize,
    pub false_hints: usize,
    pub audible: usize,
    pub false_audible: usize,
    pub first_words: usize,
    pub first_walks: usize,
    pub stops: usize,
    pub zones: ZoneScore,
    pub worst: Worst,
}

impl Score {
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.hours += other.hours;
        self.lasting += other.lasting;
        self.unsaid += other.unsaid;
        self.unsaid_strictly += other.unsaid_strictly;
        self.unsaid_though_told_often += other.unsaid_though_told_often;
        self.from_warm_up += other.from_warm_up;
        self.from_warm_up_unsaid += other.from_warm_up_unsaid;
        self.sustained += other.sustained;
        self.delays.extend(other.delays);
        self.hinted += other.hinted;
        self.hinted_or_told += other.hinted_or_told;
        self.leads.extend(other.leads);
        self.hints += other.hints;
        self.false_hints += other.false_hints;
        self.audible += other.audible;
        self.false_audible += other.false_audible;
        self.first_words += other.first_words;
        self.first_walks += other.first_walks;
        self.stops += other.stops;
        self.zones.add(other.zones);
        self.worst.add(other.worst);
    }
}

/// The ceilings worth asking for: every five bpm of which 2 to 60 % of the run lies above.
pub fn ceilings(series: &Series) -> Vec<f64> {
    let rates: Vec<f64> = series.rates().into_iter().flatten().collect();
    let judged = series.rates().iter().skip(JUDGED_FROM).flatten().count();
    if judged < LEAST_JUDGED_S {
        return Vec::new();
    }
    let share = |ceiling: f64| rates.iter().filter(|rate| **rate >= ceiling).count() as f64 / rates.len() as f64;
    (16..=40).map(|fives| f64::from(fives) * 5.0).filter(|ceiling| (0.02..=0.60).contains(&share(*ceiling))).collect()
}

pub fn score(name: Name, series: &Series, limits: Limits) -> Score {
    let played = Played::of(name, series, limits);
    let mut score = Score {
        runs: 1,
        hours: played.rates.iter().skip(JUDGED_FROM).flatten().count() as f64 / 3600.0,
        zones: ZoneScore::of(&played.rates, limits.bounds(), &played.zone_lines),
        ..Score::default()
    };
    if let Some(first) = score.zones.flips.first() {
        let times: Vec<String> = score.zones.flips.iter().map(|at| clock(*at)).collect();
        let weight = times.len() as f64;
        score.worst.flips.push(Case { weight, ..played.case(*first, format!("{} of them: {}", times.len(), times.join(" "))) });
    }
    played.judge_lasting(&mut score);
    played.judge_sustained(&mut score);
    played.judge_words(&mut score);
    score
}

/// What the runner's maximum was is not known, so no test and no cue may lean on one.
pub fn limits(ceiling: f64) -> Limits {
    told(ceiling, Told::Zones { max: None })
}

pub fn told(ceiling: f64, told: Told) -> Limits {
    Limits { ceiling, told, bpm_per_kmh: None, minutes: Limits::LONG }
}

/// A recording as a coach with a ceiling heard it, and what the coach said.
struct Played<'a> {
    name: &'a str,
    ceiling: f64,
    rates: Vec<Option<f64>>,
    above: Above,
    doubted: Vec<bool>,
    /// Seconds with an audible cue, and with a hint.
    audible: Vec<usize>,
    /// Of them those that ask to walk, and to stop.
    walks: Vec<usize>,
    stops: Vec<usize>,
    hints: Vec<usize>,
    zone_lines: Vec<(usize, (Zone, Zone))>,
}

impl<'a> Played<'a> {
    fn of(name: Name, series: &'a Series, limits: Limits) -> Self {
        let ceiling = limits.ceiling;
        let mut policy = name.start(limits);
        let mut cues: Vec<(usize, Cue)> = Vec::new();
        let mut zone_lines = Vec::new();
        let mut doubted = vec![false; series.seconds.len()];
        for (second, measurement) in series.seconds.iter().enumerate() {
            let answer = policy.live(&Heard {
                second: second as u64,
                measurement: measurement.as_ref(),
                kmh: series.speed[second],
                grade: None,
                steps: series.cadence[second],
            });
            cues.extend(answer.cues.into_iter().map(|cue| (second, cue)));
            zone_lines.extend(answer.zone.map(|change| (second, change)));
            doubted[second] = answer.signal.is_some_and(|signal| signal != Signal::Good);
        }
        let rates = series.rates();
        let above = crossings::above(&rates, ceiling);
        let audible: Vec<usize> = cues.iter().filter(|(_, cue)| sounds(cue)).map(|(at, _)| *at).collect();
        let of = |kind: CueKind| cues.iter().filter(|(_, cue)| cue.audible && cue.kind == kind).map(|(at, _)| *at).collect::<Vec<usize>>();
        let (walks, stops) = (of(CueKind::Walk), of(CueKind::Stop));
        let hints = cues.iter().filter(|(_, cue)| cue.kind == CueKind::Rising).map(|(at, _)| *at).collect();
        Self { name: &series.name, ceiling, rates, above, doubted, audible, walks, stops, hints, zone_lines }
    }

    fn said_in(&self, from: usize, to: usize) -> Option<usize> {
        self.audible.iter().find(|at| (from..to).contains(*at)).copied()
    }

    fn case(&self, second: usize, text: String) -> Case {
        Case { weight: 0.0, text: format!("{} C {} at {}: {text}", self.name, self.ceiling, clock(second)) }
    }

    fn describe(&self, Excursion { from, to }: Excursion) -> String {
        let over: Vec<f64> = self.rates[from..to].iter().flatten().map(|rate| rate - self.ceiling).collect();
        let unbelieved = self.doubted[from..to].iter().filter(|doubted| **doubted).count();
        format!("{} s, {:+.1} bpm in the mean, {unbelieved} s doubted", to - from, mean(&over).unwrap_or_default())
    }

    fn judge_lasting(&self, score: &mut Score) {
        for excursion in crossings::lasting(&self.above) {
            score.lasting += 1;
            // Its own definition takes a minute to be met: a word within that minute is in time, though the rate has just dipped.
            if let Some(at) = self.said_in(excursion.from, excursion.to.max(excursion.from + 60)) {
                if self.said_in(excursion.from.saturating_sub(STANDS_FOR), excursion.from).is_none() {
                    score.first_words += 1;
                    score.first_walks += usize::from(self.walks.contains(&at) || self.stops.contains(&at));
                }
                continue;
            }
            score.unsaid_strictly += 1;
            if self.said_in(excursion.from.saturating_sub(STANDS_FOR), excursion.from).is_none() {
                score.unsaid += 1;
                let told = self.audible.iter().filter(|at| **at < excursion.from).count();
                score.unsaid_though_told_often += usize::from(told >= OFTEN);
                let weight = (excursion.to - excursion.from) as f64;
                let text = format!("{}, after {told} audible cues", self.describe(excursion));
                score.worst.unsaid.push(Case { weight, ..self.case(excursion.from, text) });
            }
        }
        if let Some(excursion) = crossings::from_the_warm_up(&self.above) {
            score.from_warm_up += 1;
            score.from_warm_up_unsaid += usize::from(self.said_in(excursion.from.saturating_sub(STANDS_FOR), excursion.to).is_none());
        }
    }

    fn judge_sustained(&self, score: &mut Score) {
        for excursion in crossings::sustained(&self.above) {
            score.sustained += 1;
            let at = excursion.from;
            if let Some(said) = self.said_in(at - 60, excursion.to) {
                let delay = said as f64 - at as f64;
                score.delays.push(delay);
                let text = format!("said after {delay} s; {}", self.describe(excursion));
                score.worst.late.push(Case { weight: delay, ..self.case(at, text) });
            }
            let hint = self.hints.iter().rev().find(|hint| (at - STANDS_FOR..at).contains(*hint));
            score.leads.extend(hint.map(|hint| (at - hint) as f64));
            score.hinted += usize::from(hint.is_some());
            let told = hint.is_some() || self.said_in(at - STANDS_FOR, at).is_some();
            score.hinted_or_told += usize::from(told);
            if !told {
                score.worst.unhinted.push(Case { weight: (excursion.to - at) as f64, ..self.case(at, self.describe(excursion)) });
            }
        }
    }

    fn judge_words(&self, score: &mut Score) {
        for &at in self.hints.iter().filter(|at| **at >= JUDGED_FROM) {
            score.hints += 1;
            score.false_hints += usize::from(!crossings::touches(&self.above, at, false));
        }
        score.stops = self.stops.len();
        for &at in self.audible.iter().filter(|at| **at >= JUDGED_FROM) {
            score.audible += 1;
            if !crossings::touches(&self.above, at, true) {
                score.false_audible += 1;
                score.worst.false_audible.push(self.case(at, format!("{} bpm", self.rates[at].unwrap_or_default())));
            }
        }
    }
}
