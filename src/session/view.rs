//! What the run looks like at this time_parsing: everything a screen may ask, and nothing that changes it.

use super::coach::Escalation;
use super::{
    Cue, CueKind, DeviceInfo, Effort, Elapsed, Link, Motion, Phase, STALE_AFTER, Sample, Session, Setup, Signal, SignalIssue, TimeInZone,
};
use crate::heart::variability::{Alpha1, Quality};
use crate::heart::{Bpm, Zone};

/// Whether the timer runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunState {
    /// It runs.
    Running,
    /// It stands.
    Paused {
        /// Since when.
        since: Elapsed,
    },
    /// The run is over.
    Stopped {
        /// When it ended.
        at: Elapsed,
    },
}

/// The rate to show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The last valid rate.
    pub bpm: Bpm,
    /// The zone to show with it.
    pub zone: Zone,
    /// How old it is.
    pub age: Elapsed,
    /// What to make of it: good, suspect, or stale when over 5 s old.
    pub signal: Signal,
}

/// What is said to the runner right now.
#[derive(Debug, Clone, PartialEq)]
pub struct Banner {
    /// Which cue.
    pub kind: CueKind,
    /// In words.
    pub text: &'static str,
    /// How much slower would do now, in km/h.
    pub slower_kmh: Option<f64>,
    /// Since when it stands.
    pub since: Elapsed,
}

/// What a mark on the chart stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum MarkKind {
    /// Something was said.
    Cue(Cue),
    /// A lap began.
    Lap,
    /// The timer was stopped.
    Pause,
    /// The timer went on.
    Resume,
}

/// A mark in the run's course.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// When.
    pub at: Elapsed,
    /// What.
    pub kind: MarkKind,
}

/// A prompt that the rate has answered already stands for this long after it was given.
const STANDS_ANSWERED: Elapsed = Elapsed::from_secs(20);

impl Session {
    /// What was fixed before the run.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The time of the latest event.
    pub fn now(&self) -> Elapsed {
        self.now
    }

    /// Running, paused or stopped.
    pub fn state(&self) -> RunState {
        self.state
    }

    /// Time on the timer: without pauses.
    pub fn timer(&self) -> Elapsed {
        let paused = match self.state {
            RunState::Paused { since } => self.now.since(since),
            RunState::Running | RunState::Stopped { .. } => Elapsed::ZERO,
        };
        self.elapsed().since(self.paused_total).since(paused)
    }

    /// Time since the start with pauses, up to the stop.
    pub fn elapsed(&self) -> Elapsed {
        match self.state {
            RunState::Stopped { at } => at,
            RunState::Running | RunState::Paused { .. } => self.now,
        }
    }

    /// Time on the timer left of the plan; zero when it is run.
    pub fn remaining(&self) -> Elapsed {
        self.setup.plan.end().since(self.timer())
    }

    /// The phase.
    pub fn phase(&self) -> Phase {
        self.phase.unwrap_or(Phase::WarmUp)
    }

    /// The link, where the source has one.
    pub fn link(&self) -> Option<Link> {
        self.link
    }

    /// What is known of the strap.
    pub fn strap(&self) -> &DeviceInfo {
        &self.strap
    }

    /// How belt and runner move, where that is known.
    pub fn motion(&self) -> Motion {
        self.motion
    }

    /// Metres covered, where a source tells.
    pub fn distance_m(&self) -> Option<f64> {
        self.distance.map(|(from, to)| to - from).filter(|metres| *metres >= 0.0)
    }

    /// The rate to show; none before the first.
    pub fn rate(&self) -> Option<Rate> {
        if let Some((at, bpm)) = self.afterwards.last().copied() {
            let age = self.now.since(at);
            let signal = if age > STALE_AFTER { Signal::Stale } else { Signal::Good };
            return Some(Rate { bpm, zone: self.setup.zones.of(bpm), age, signal });
        }
        let last = self.samples.last()?;
        let zone = self.zone_display.shown().unwrap_or_else(|| self.setup.zones.of(last.bpm));
        let age = self.now.since(last.at);
        let signal = if age > STALE_AFTER { Signal::Stale } else { last.signal };
        Some(Rate { bpm: last.bpm, zone, age, signal })
    }

    /// Why the signal is doubted, while it is.
    pub fn doubt(&self) -> Option<SignalIssue> {
        self.doubt.map(|(_, doubt)| doubt)
    }

    /// Whether the silent hint stands: the rate is heading for the ceiling.
    pub fn rising(&self) -> bool {
        self.coach.rising()
    }

    /// How far the coach has gone in asking.
    pub fn level(&self) -> Escalation {
        self.coach.level()
    }

    /// What to say at this time_parsing: the prompt that stands, else the last word while it is fresh.
    pub fn banner(&self) -> Option<Banner> {
        if self.state != RunState::Running {
            return None;
        }
        let (at, cue) = self.marks.iter().rev().find_map(|mark| match &mark.kind {
            MarkKind::Cue(cue) if cue.kind != CueKind::Rising => Some((mark.at, cue)),
            MarkKind::Cue(_) | MarkKind::Lap | MarkKind::Pause | MarkKind::Resume => None,
        })?;
        let shown = |at: Elapsed, cue: &Cue, slower_kmh| Banner { kind: cue.kind, text: cue.text, slower_kmh, since: at };
        if let Some(standing) = self.level().cue()
            && let Some((asked_at, asked)) = self.asked(standing)
        {
            let over = self.mean.latest().is_some_and(|mean| mean >= self.ceiling() + 1.0);
            if over || self.now.since(asked_at) < STANDS_ANSWERED {
                // The amount that was asked for stands: the heart takes a minute to show what the legs did at once.
                return Some(shown(asked_at, asked, asked.slower_kmh));
            }
        }
        match cue.kind {
            CueKind::SignalLost | CueKind::CheckStrap if self.lost_said || self.doubt.is_some() => return Some(shown(at, cue, None)),
            CueKind::SignalLost | CueKind::CheckStrap => return None,
            // Answered is answered.
            CueKind::TalkTest if self.open_talk_test().is_none_or(|test| test.answer.is_some()) => return None,
            _ => {}
        }
        (self.now.since(at) < cue.stays()).then(|| shown(at, cue, None))
    }

    fn asked(&self, kind: CueKind) -> Option<(Elapsed, &Cue)> {
        self.marks.iter().rev().find_map(|mark| match &mark.kind {
            MarkKind::Cue(cue) if cue.kind == kind => Some((mark.at, cue)),
            MarkKind::Cue(_) | MarkKind::Lap | MarkKind::Pause | MarkKind::Resume => None,
        })
    }

    /// What the beats of the last two minutes tell of the effort; none without a strap that sends them, or when the last
    /// judgement is over 40 s old.
    pub fn alpha1(&self) -> Option<Alpha1> {
        self.variability.latest(self.now.ms()).filter(|alpha1| alpha1.quality != Quality::Hide)
    }

    /// Whether alpha1 in minutes 5 to 12 was lower than is usual for the runner, by five earlier runs or more.
    pub fn alpha1_is_lower(&self) -> bool {
        self.alpha1_lower == Some(true)
    }

    /// Every stretch of two minutes whose beats could be judged.
    pub fn stretches(&self) -> &[Alpha1] {
        &self.stretches
    }

    /// How hard the runner found the run.
    pub fn effort(&self) -> Option<Effort> {
        self.effort
    }

    /// Rates of the first minute and a half after the stop.
    pub fn afterwards(&self) -> &[(Elapsed, Bpm)] {
        &self.afterwards
    }

    /// Every valid sample so far, doubted ones marked.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// Cues, laps and pauses so far.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Time in zones by believed samples, pauses left out.
    pub fn tally(&self) -> &TimeInZone {
        &self.tally
    }
}
