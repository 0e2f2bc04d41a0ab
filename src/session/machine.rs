//! The session itself: takes events in, settles what fell due before them, and hands out notices of all that changed.

use super::answer::{Answer, Effort, Talk};
use super::belt_pause::BeltPause;
use super::clock::{Clock, RunState};
use super::coach::Escalation;
use super::coaching::Coaching;
use super::copies::Copies;
use super::cue::{Cue, CueKind, Notice, NoticeKind};
use super::devices::Devices;
use super::early_alpha1::LiveAlpha1;
use super::event::{DeviceRole, Event, EventKind, EventSource, Motion};
use super::form_cues::FormCues;
use super::held_max::HeldMax;
use super::hold::Hold;
use super::log::{Log, Mark, MarkKind, Sample};
use super::plan::{Phase, Setup};
use super::schedule::{Milestone, Schedule};
use super::signal::Signal;
use super::signal_quality::{SignalQuality, Silence};
use super::talk_test::TalkTests;
use super::time::{Elapsed, Span, Timer};
use super::time_in_zone::TimeInZone;
use super::zone_display::ZoneDisplay;
use crate::heart::{Bpm, MaxSource};

/// How long rates are listened to after the stop: what there is to see of the recovery takes a minute.
const HEARD_AFTERWARDS: Span = Span::from_secs(90);
/// After a prompt has settled, so long until anything else is asked (design choice).
const AFTER_A_PROMPT: Span = Span::from_secs(10);

/// Something that falls due by time alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deadline {
    Milestone(Milestone),
    TalkTest(usize),
    Form,
    Silence(Silence),
    Hold,
    BeltStands,
}

/// What is asked of the runner beside the coach's prompts, and what was answered.
#[derive(Debug, Clone, Default)]
pub(super) struct Prompts {
    /// Nothing that can wait is said before this: something else is being read.
    free_from: Elapsed,
    pub(super) talk_tests: TalkTests,
    form_cues: FormCues,
    pub(super) effort: Option<Effort>,
}

impl Prompts {
    fn wait_until(&mut self, at: Elapsed) {
        self.free_from = self.free_from.max(at);
    }
}

/// A run from its start to its stop.
#[derive(Debug, Clone)]
pub struct Session {
    pub(super) setup: Setup,
    pub(super) clock: Clock,
    pub(super) schedule: Schedule,
    pub(super) devices: Devices,
    pub(super) copies: Copies<Signal>,
    pub(super) signal: SignalQuality,
    pub(super) coaching: Coaching,
    pub(super) prompts: Prompts,
    pub(super) zone_display: ZoneDisplay,
    pub(super) held_max: HeldMax,
    /// By how many bpm the runner's own presses have lowered the ceiling.
    pub(super) lowered_by: f64,
    /// By believed samples while the timer runs.
    pub(super) time_in_zone: TimeInZone,
    pub(super) alpha1: LiveAlpha1,
    pub(super) log: Log,
    pub(super) hold: Hold,
    pub(super) belt_pause: BeltPause,
}

impl Session {
    /// A run about to begin.
    pub fn new(setup: Setup) -> Self {
        Self {
            clock: Clock::default(),
            schedule: Schedule::default(),
            devices: Devices::default(),
            copies: Copies::default(),
            signal: SignalQuality::default(),
            coaching: Coaching::new(&setup),
            prompts: Prompts::default(),
            zone_display: ZoneDisplay::default(),
            held_max: HeldMax::default(),
            lowered_by: 0.0,
            time_in_zone: TimeInZone::new(setup.zones.clone(), setup.ceiling()),
            alpha1: LiveAlpha1::default(),
            log: Log::default(),
            hold: Hold::new(setup.plan.hold),
            belt_pause: BeltPause::default(),
            setup,
        }
    }

    /// Takes in an event and returns all that changed, in order: first what fell due before it, each with its own
    /// time, then what it caused. An event that is older than what came before counts as of now. While the computer was
    /// suspended nothing falls due.
    pub fn step(&mut self, event: &Event) -> Vec<Notice> {
        let at = event.at.max(self.clock.now());
        let awake_until = match event.kind {
            EventKind::Slept(span) => (at - span).max(self.clock.now()),
            _ => at,
        };
        let mut notices = Vec::new();
        while let Some((due, deadline)) = self.due().filter(|(due, _)| *due <= awake_until) {
            self.clock.advance(due);
            self.settle(due, deadline, &mut notices);
        }
        self.clock.advance(awake_until);
        match self.clock.stopped_at() {
            Some(stop) => self.after_the_stop(at, stop, event),
            None => self.take(at, event, &mut notices),
        }
        notices
    }

    /// When the next thing falls due by time alone; whoever owns the timeline ticks then.
    pub fn next_deadline(&self) -> Option<Elapsed> {
        self.due().map(|(at, _)| at)
    }

    fn take(&mut self, at: Elapsed, event: &Event, notices: &mut Vec<Notice>) {
        match &event.kind {
            EventKind::Measurement(measurement) => self.measure(at, measurement, notices),
            EventKind::Motion(motion) => self.moved(at, event.from, *motion, notices),
            EventKind::Link(link) => {
                let device = event.from.device().unwrap_or(DeviceRole::HeartRate);
                if self.devices.link_changed(device, *link) {
                    notices.push(Notice { at, kind: NoticeKind::Link { device, link: *link } });
                    self.hold_linked(at, device, *link, notices);
                }
            }
            EventKind::Device(info) => self.devices.introduce(event.from.device().unwrap_or(DeviceRole::HeartRate), info),
            EventKind::Command(command) => self.obey(at, *command, notices),
            EventKind::Answer(Answer::Talk(talk)) => self.answer_talk_test(at, *talk, notices),
            EventKind::Answer(Answer::Effort(effort)) => self.prompts.effort = Some(*effort),
            EventKind::Belt(answer) => self.hold_answered(at, *answer, notices),
            EventKind::Slept(_) => self.wake(at, notices),
            EventKind::Tick => {}
        }
    }

    /// What comes after the stop is no part of the run; how the rate comes down and how hard the run was is still heard.
    fn after_the_stop(&mut self, at: Elapsed, stop: Elapsed, event: &Event) {
        self.clock.advance(at);
        match &event.kind {
            EventKind::Measurement(measurement) => {
                let heard = measurement.bpm().filter(|_| at - stop <= HEARD_AFTERWARDS);
                self.log.afterwards.extend(heard.map(|bpm| (at, bpm)));
            }
            EventKind::Answer(Answer::Effort(effort)) => self.prompts.effort = Some(*effort),
            EventKind::Motion(_)
            | EventKind::Link(_)
            | EventKind::Device(_)
            | EventKind::Command(_)
            | EventKind::Answer(Answer::Talk(_))
            | EventKind::Belt(_)
            | EventKind::Slept(_)
            | EventKind::Tick => {}
        }
    }

    fn due(&self) -> Option<(Elapsed, Deadline)> {
        if self.clock.stopped_at().is_some() {
            return None;
        }
        let (plan, free_from) = (self.setup.plan, self.prompts.free_from);
        let asks = self.can_ask();
        let talk_test = || self.prompts.talk_tests.due(plan, &self.clock, free_from);
        let form = || self.prompts.form_cues.due(plan, &self.clock, free_from);
        [
            self.schedule.due(plan, &self.clock).map(|(at, milestone)| (at, Deadline::Milestone(milestone))),
            asks.then(talk_test).flatten().map(|(at, place)| (at, Deadline::TalkTest(place))),
            (asks && self.schedule.phase() == Phase::Steady).then(form).flatten().map(|at| (at, Deadline::Form)),
            self.hold.due().map(|at| (at, Deadline::Hold)),
            self.belt_pause.due().filter(|_| self.clock.is_running()).map(|at| (at, Deadline::BeltStands)),
            self.signal.due(self.clock.is_running()).map(|(at, silence)| (at, Deadline::Silence(silence))),
        ]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
    }

    /// Whether nothing is asked of the runner already, and the strap is heard and believed: who has to look after it is not
    /// asked to chat.
    fn can_ask(&self) -> bool {
        let idle = self.clock.is_running() && self.coaching.level() == Escalation::None;
        idle && !self.signal.is_frozen() && self.signal.doubt().is_none()
    }

    fn settle(&mut self, at: Elapsed, deadline: Deadline, notices: &mut Vec<Notice>) {
        match deadline {
            Deadline::Milestone(Milestone::Phase(phase)) => {
                notices.push(Notice { at, kind: NoticeKind::Phase(phase) });
                if let Some(cue) = self.schedule.enter(phase, self.setup.plan) {
                    self.say(at, cue, notices);
                }
            }
            Deadline::Milestone(Milestone::Said(kind)) => {
                let cue = self.schedule.say(kind);
                self.say(at, cue, notices);
            }
            Deadline::TalkTest(place) => {
                self.prompts.talk_tests.ask(at, place);
                self.say(at, Cue::quiet(CueKind::TalkTest), notices);
            }
            Deadline::Form => {
                let cue = self.prompts.form_cues.give(self.clock.timer());
                self.say(at, cue, notices);
            }
            Deadline::Hold => {
                self.hold.settle(at);
                self.tell_hold(at, notices);
            }
            Deadline::BeltStands => self.belt_stands(at, notices),
            Deadline::Silence(Silence::Freeze) => {
                self.signal.freeze();
                self.fall_silent(at);
                self.time_in_zone.interrupt(at);
            }
            Deadline::Silence(Silence::SayLost) => {
                let cue = self.signal.say_lost();
                self.say(at, cue, notices);
            }
        }
    }

    /// The coach forgets what it was timing; what waited for it waits a moment longer.
    pub(super) fn fall_silent(&mut self, at: Elapsed) {
        self.coaching.fall_silent();
        self.hold_questions(at);
    }

    /// Nothing else is asked for some seconds.
    pub(super) fn hold_questions(&mut self, at: Elapsed) {
        self.prompts.wait_until(at + AFTER_A_PROMPT);
    }

    pub(super) fn say(&mut self, at: Elapsed, cue: Cue, notices: &mut Vec<Notice>) {
        if cue.kind != CueKind::Rising {
            self.prompts.wait_until(at + cue.stays());
        }
        self.log.marks.push(Mark { at, kind: MarkKind::Cue(cue.clone()) });
        notices.push(Notice { at, kind: NoticeKind::Cue(cue) });
    }

    fn moved(&mut self, at: Elapsed, source: EventSource, motion: Motion, notices: &mut Vec<Notice>) {
        let by_treadmill = source.device() == Some(DeviceRole::Treadmill);
        self.coaching.moved(at, motion.speed_kmh, motion.grade_percent, by_treadmill);
        self.devices.observe(at, source, motion, &mut self.log);
        self.hold_moved(at, source, motion, notices);
    }

    /// How belt and runner move, with the distance that counts for the run.
    pub(super) fn moves(&self) -> Motion {
        Motion { distance_m: self.devices.distance_m(), ..self.devices.motion() }
    }

    /// The open question is answered, or its answer changed.
    fn answer_talk_test(&mut self, at: Elapsed, talk: Talk, notices: &mut Vec<Notice>) {
        if self.prompts.talk_tests.open(&self.clock).is_none() {
            return;
        }
        let tighter = self.prompts.talk_tests.answer(talk);
        self.prompts.free_from = at + AFTER_A_PROMPT;
        self.time_in_zone.set_ceiling(self.plan_ceiling());
        if tighter > 0.0 && !self.signal.is_frozen() {
            let level = if talk == Talk::No { Escalation::SlowDown } else { Escalation::EaseOff };
            let cue = self.coaching.ask(at, level, tighter);
            self.say(at, cue, notices);
        }
    }

    /// The rate that was held in this run over an estimated maximum: the estimate is too low. A told one stands.
    pub fn max_shown(&self) -> Option<Bpm> {
        let (max, source) = self.setup.athlete.max()?;
        self.held_max.highest().filter(|held| source == MaxSource::Estimated && held.beats() > max)
    }

    /// What was fixed before the run, with a maximum that is corrected by what was held in it.
    pub fn corrected_setup(&self) -> Setup {
        let mut setup = self.setup.clone();
        if let Some(held) = self.max_shown() {
            setup.athlete.max_hr = Some(held.beats());
        }
        setup
    }

    /// What was fixed before the run.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The time of the latest event.
    pub fn now(&self) -> Elapsed {
        self.clock.now()
    }

    /// Running, paused or stopped.
    pub fn state(&self) -> RunState {
        self.clock.state()
    }

    /// Time since the start with pauses, up to the stop.
    pub fn elapsed(&self) -> Elapsed {
        self.clock.elapsed()
    }

    /// Time on the timer: without pauses and sleep.
    pub fn timer(&self) -> Timer {
        self.clock.timer()
    }

    /// Everything that was measured and said so far.
    pub fn log(&self) -> &Log {
        &self.log
    }

    /// Every valid sample so far, doubted ones marked.
    pub fn samples(&self) -> &[Sample] {
        &self.log.samples
    }

    /// Cues, laps, pauses and sleep so far.
    pub fn marks(&self) -> &[Mark] {
        &self.log.marks
    }
}
