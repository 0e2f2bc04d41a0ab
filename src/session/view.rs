//! The view of a run: one plain value with everything that whoever shows the run draws from.

use super::answer::Effort;
use super::clock::RunState;
use super::coach::Escalation;
use super::cue::{Cue, CueFamily, CueKind};
use super::event::{DeviceInfo, DeviceRole, Link, Motion};
use super::gait::Gait;
use super::hold::HoldChange;
use super::log::{Mark, Sample};
use super::machine::Session;
use super::own_ceiling::CeilingRoom;
use super::plan::{Phase, Setup};
use super::recovery::Recovery;
use super::signal::{Signal, SignalIssue};
use super::talk_test::TalkTest;
use super::time::{Elapsed, Span, Timer};
use super::time_in_zone::TimeInZone;
use crate::heart::variability::{Alpha1, Quality};
use crate::heart::{Bpm, RrInterval, Zone};

/// The rate to show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// The last valid rate.
    pub bpm: Bpm,
    /// The zone to show with it.
    pub zone: Zone,
    /// How old it is.
    pub age: Span,
    /// What to make of it: good, suspect, or stale when over 5 s old.
    pub signal: Signal,
}

/// What is said to the runner right now.
#[derive(Debug, Clone, PartialEq)]
pub struct Banner {
    /// The cue, its advice left out where that holds no longer.
    pub cue: Cue,
    /// Since when it stands.
    pub since: Elapsed,
}

/// A device as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeviceView<'a> {
    /// What it is to the run.
    pub role: DeviceRole,
    /// Its link, where the source has one.
    pub link: Option<Link>,
    /// What is known of it.
    pub info: &'a DeviceInfo,
}

/// A run at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct RunView<'a> {
    /// What was fixed before the run.
    pub setup: &'a Setup,
    /// The time of the latest event.
    pub now: Elapsed,
    /// Running, paused or stopped.
    pub state: RunState,
    /// Time since the start with pauses, up to the stop.
    pub elapsed: Elapsed,
    /// Time on the timer: without pauses and sleep.
    pub timer: Timer,
    /// How long the run was paused, sleep left out.
    pub paused: Span,
    /// How long the computer was suspended during the run.
    pub slept: Span,
    /// Time on the timer left of the plan; zero when it is run.
    pub remaining: Span,
    /// The phase.
    pub phase: Phase,
    /// The devices, a place for each role, in the order of [`DeviceRole::ALL`].
    pub devices: [DeviceView<'a>; 3],
    /// How belt and runner move, where that is known.
    pub motion: Motion,
    /// What `hold` does; none where it was not asked for, or nothing is known of a belt yet.
    pub hold: Option<HoldChange>,
    /// Whether the runner walks, where a speed is known.
    pub gait: Option<Gait>,
    /// Metres covered, where a source tells.
    pub distance_m: Option<f64>,
    /// The rate to show; none before the first.
    pub rate: Option<Rate>,
    /// Why the signal is doubted, while it is.
    pub doubt: Option<SignalIssue>,
    /// Whether the silent hint stands: the rate is heading for the ceiling.
    pub rising: bool,
    /// The rate that is expected in half a minute, in bpm; none without enough of it.
    pub leads_to: Option<f64>,
    /// How far the coach has gone in asking.
    pub level: Escalation,
    /// What to say at this moment: the prompt that stands, else the last word while it is fresh.
    pub banner: Option<Banner>,
    /// The ceiling in force now, in bpm: while warming up lower than the plan's.
    pub ceiling: f64,
    /// The ceiling of the run as it stands, in bpm: the plan's, less what the answers to the talk test and the runner took from it.
    pub plan_ceiling: f64,
    /// How far the runner can move it.
    pub ceiling_room: CeilingRoom,
    /// What the beats of the last two minutes tell of the effort; none without a strap that sends them, or when the last
    /// judgement is over 40 s old.
    pub alpha1: Option<Alpha1>,
    /// Whether alpha1 in minutes 5 to 12 was lower than is usual for the runner, by five earlier runs or more.
    pub alpha1_is_lower: bool,
    /// The question that can still be answered.
    pub open_talk_test: Option<TalkTest>,
    /// How hard the runner found the run.
    pub effort: Option<Effort>,
    /// By how many bpm the rate has fallen since the stop, and in what time: at most the first minute's.
    pub recovering: Option<(f64, Span)>,
    /// Every valid sample so far, doubted ones marked.
    pub samples: &'a [Sample],
    /// Every beat so far.
    pub beats: &'a [(Elapsed, RrInterval)],
    /// Cues, laps, pauses and sleep so far.
    pub marks: &'a [Mark],
    /// Time in zones by believed samples, pauses left out.
    pub time_in_zone: &'a TimeInZone,
}

impl<'a> RunView<'a> {
    /// The strap.
    pub fn strap(&self) -> DeviceView<'a> {
        let [strap, ..] = self.devices;
        strap
    }

    /// What `hold` does and why, as in "holding: 7.9, coming down by 0.2"; none where nothing is held in this run.
    pub fn hold_line(&self) -> Option<String> {
        self.hold.map(|hold| hold.line())
    }

    /// The key out of it, or back into it, which has to be shown whenever there is one.
    pub fn hold_key(&self) -> Option<&'static str> {
        self.hold.and_then(|hold| hold.key_line())
    }
}

/// How far ahead the screen shows where the rate leads (design choice; the arrow stands when it leads over the ceiling).
const LEADS_TO: Span = Span::from_secs(30);

/// A prompt that the rate has answered already stands for this long after it was given (design choice).
const STANDS_ANSWERED: Span = Span::from_secs(20);

impl Session {
    /// The run as of the latest event.
    pub fn view(&self) -> RunView<'_> {
        let (elapsed, timer) = (self.elapsed(), self.timer());
        RunView {
            setup: &self.setup,
            now: self.now(),
            state: self.state(),
            elapsed,
            timer,
            paused: self.clock.paused(),
            slept: self.clock.slept(),
            remaining: self.setup.plan.end() - timer,
            phase: self.schedule.phase(),
            devices: DeviceRole::ALL.map(|role| DeviceView { role, link: self.devices.link(role), info: self.devices.info(role) }),
            motion: self.devices.motion(),
            hold: self.hold.state(),
            gait: self.devices.gait(),
            distance_m: self.devices.distance_m(),
            rate: self.rate(),
            doubt: self.signal.doubt(),
            rising: self.coaching.rising(),
            leads_to: self.coaching.expected(self.now() + LEADS_TO),
            level: self.coaching.level(),
            banner: self.banner(),
            ceiling: self.ceiling(),
            plan_ceiling: self.plan_ceiling(),
            ceiling_room: self.ceiling_room(),
            alpha1: self.alpha1.variability.latest(self.now().ms()).filter(|alpha1| alpha1.quality != Quality::Hide),
            alpha1_is_lower: self.alpha1.is_lower(),
            open_talk_test: self.prompts.talk_tests.open(&self.clock),
            effort: self.prompts.effort,
            recovering: Recovery::new(&self.log, elapsed).so_far(),
            samples: &self.log.samples,
            beats: &self.log.beats,
            marks: &self.log.marks,
            time_in_zone: &self.time_in_zone,
        }
    }

    /// The talk tests that were asked, and what was answered.
    pub fn talk_tests(&self) -> Vec<TalkTest> {
        self.prompts.talk_tests.asked().collect()
    }

    fn rate(&self) -> Option<Rate> {
        let shown = |at: Elapsed, bpm: Bpm, zone: Zone, signal: Signal| {
            let age = self.now() - at;
            Rate { bpm, zone, age, signal: if age > self.signal.stale_after() { Signal::Stale } else { signal } }
        };
        if let Some((at, bpm)) = self.log.afterwards.last().copied() {
            return Some(shown(at, bpm, self.setup.zones.of(bpm), Signal::Good));
        }
        let last = self.log.samples.last()?;
        let zone = self.zone_display.shown().unwrap_or_else(|| self.setup.zones.of(last.bpm));
        Some(shown(last.at, last.bpm, zone, last.signal))
    }

    fn banner(&self) -> Option<Banner> {
        if !self.clock.is_running() {
            return None;
        }
        let (at, cue) = self.log.cues().rev().find(|(_, cue)| cue.kind.family() != CueFamily::Hint)?;
        if let Some(standing) = self.coaching.level().cue()
            && let Some((asked_at, asked)) = self.log.cues().rev().find(|(_, cue)| cue.kind == standing)
        {
            let over = self.coaching.mean().is_some_and(|mean| mean >= self.ceiling() + 1.0);
            if over || self.now() - asked_at < STANDS_ANSWERED {
                // The amount that was asked for stands: the heart takes a minute to show what the legs did at once.
                return Some(Banner { cue: asked.clone(), since: asked_at });
            }
        }
        let stands = match cue.kind {
            CueKind::SignalLost | CueKind::CheckStrap => {
                self.signal.is_lost() || self.signal.doubt().is_some() || self.signal.is_too_slow()
            }
            // Answered is answered.
            CueKind::TalkTest if self.prompts.talk_tests.open(&self.clock).is_none_or(|test| test.answer.is_some()) => false,
            _ => self.now() - at < cue.stays(),
        };
        stands.then(|| Banner { cue: Cue { slower_kmh: None, target_kmh: None, ..cue.clone() }, since: at })
    }
}
