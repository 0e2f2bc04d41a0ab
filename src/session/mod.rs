//! The run as a machine: timed events in, notices out. It has no clock, opens nothing and cannot fail.
//!
//! [`Session::step`] first settles every deadline up to the event's time, in order, each at its own time. Whatever is
//! due is therefore said at the same time however often ticks come: a live run, a replay at sixty times the speed and a
//! fold without a single tick agree to the millisecond.

mod coach;
mod cue;
mod event;
mod forecast;
mod lesson;
mod mean;
mod measures;
mod plan;
mod signal;
mod summary;
mod tally;
mod usual;
mod view;
mod zone_display;

pub use coach::{AUDIBLE_PROMPTS, HALF_HOUR, Level, TOLD_ENOUGH};
pub use cue::{Cue, CueKind, Notice, NoticeKind};
pub use event::{Command, Elapsed, Event, EventKind, Link, Motion, StrapInfo};
pub use lesson::Lesson;
pub use measures::Measures;
pub use plan::{Legs, Phase, Plan, Setup};
pub use signal::{Doubt, STALE_AFTER, Signal};
pub use summary::{Beats, HeartRates, PromptOutcome, Summary};
pub use tally::{GAP_CAP, Tally};
pub use usual::{Usual, UsualAlpha1, UsualDrift, UsualGain, UsualThreshold};
pub use view::{Banner, Mark, MarkKind, Rate, RunState};

use crate::heart::variability::{Alpha1, Variability};
use crate::heart::{Bpm, HeartRateMeasurement, RrInterval};
use coach::{Coach, Limits};
use forecast::Forecast;
use mean::Mean;
use signal::{Judge, Surroundings};
use zone_display::ZoneDisplay;

/// Without a believable rate for this long, prompts and what they time end.
const FREEZES_AFTER: Elapsed = Elapsed::from_secs(10);
/// Without one for this long, the runner is told.
const SAYS_LOST_AFTER: Elapsed = Elapsed::from_secs(30);
/// A doubt of this length earns a "check the strap", which is not repeated for two minutes.
const DOUBTS_ALOUD_AFTER: Elapsed = Elapsed::from_secs(10);
const BETWEEN_STRAP_CHECKS: Elapsed = Elapsed::from_secs(120);
/// Within this time a rate far above the ceiling is the strap's doing.
const ARTEFACTS_CLUSTER: Elapsed = Elapsed::from_secs(300);
/// A belt faster than this explains a high rate, in km/h (D).
const EASY_SPEED_KMH: f64 = 11.0;
/// How long rates are listened to after the stop.
const HEARD_AFTERWARDS: Elapsed = Elapsed::from_secs(90);
const ENOUGH_IS_FINE: Elapsed = Elapsed::from_secs(20 * 60);
const THAT_IS_ENOUGH: Elapsed = Elapsed::from_secs(40 * 60);

/// A sample as kept for the chart, the summary and the files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// When it came.
    pub at: Elapsed,
    /// The rate.
    pub bpm: Bpm,
    /// Whether it is believed.
    pub signal: Signal,
}

/// Something that falls due by time alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deadline {
    Begin,
    Phase(Phase),
    Halfway,
    EnoughIsFine,
    ThatIsEnough,
    Freeze,
    SayLost,
}

/// A run from its start to its stop.
#[derive(Debug, Clone)]
pub struct Session {
    setup: Setup,
    now: Elapsed,
    state: RunState,
    paused_total: Elapsed,
    /// Since when the runner can be spoken to about the strap: the start or the last resume.
    attentive_since: Elapsed,
    phase: Option<Phase>,
    said: Vec<CueKind>,
    link: Option<Link>,
    strap: StrapInfo,
    motion: Motion,
    distance: Option<(f64, f64)>,
    /// The last valid rate, believed or not: the strap sends.
    last_rate: Option<Elapsed>,
    last_believed: Option<Elapsed>,
    frozen: bool,
    lost_said: bool,
    doubt: Option<(Elapsed, Doubt)>,
    strap_checked: Option<Elapsed>,
    judge: Judge,
    mean: Mean,
    forecast: Forecast,
    coach: Coach,
    zone_display: ZoneDisplay,
    tally: Tally,
    stored: Tally,
    samples: Vec<Sample>,
    beats: Vec<(Elapsed, RrInterval)>,
    variability: Variability,
    /// Every stretch of two minutes whose beats could be judged.
    stretches: Vec<Alpha1>,
    /// Speeds in km/h, as told or from the distance.
    speeds: Vec<(Elapsed, f64)>,
    /// Slopes in percent, as they changed.
    grades: Vec<(Elapsed, f64)>,
    /// Rates of the first minute and a half after the stop, which are no part of the run.
    afterwards: Vec<(Elapsed, Bpm)>,
    /// When the distance was last told, and what it was in metres.
    distance_told: Option<(Elapsed, f64)>,
    marks: Vec<Mark>,
}

impl Session {
    /// A run about to begin.
    pub fn new(setup: Setup) -> Self {
        let ceiling = setup.ceiling();
        let limits = Limits { ceiling, zone_4: setup.zone_4(), max: setup.max() };
        let tally = Tally::new(setup.zones.clone(), ceiling);
        Self {
            now: Elapsed::ZERO,
            state: RunState::Running,
            paused_total: Elapsed::ZERO,
            attentive_since: Elapsed::ZERO,
            phase: None,
            said: Vec::new(),
            link: None,
            strap: StrapInfo::default(),
            motion: Motion::default(),
            distance: None,
            last_rate: None,
            last_believed: None,
            frozen: true,
            lost_said: false,
            doubt: None,
            strap_checked: None,
            judge: Judge::default(),
            mean: Mean::default(),
            forecast: Forecast::default(),
            coach: Coach::new(limits),
            zone_display: ZoneDisplay::default(),
            stored: tally.clone(),
            tally,
            samples: Vec::new(),
            beats: Vec::new(),
            variability: Variability::default(),
            stretches: Vec::new(),
            speeds: Vec::new(),
            grades: Vec::new(),
            afterwards: Vec::new(),
            distance_told: None,
            marks: Vec::new(),
            setup,
        }
    }

    /// Takes in an event and returns all that changed, in order: first what fell due before it, each with its own
    /// time, then what it caused. An event that is older than what came before counts as of now.
    pub fn step(&mut self, event: &Event) -> Vec<Notice> {
        let at = event.at.max(self.now);
        let mut notices = Vec::new();
        while let Some((due, deadline)) = self.due().filter(|(due, _)| *due <= at) {
            self.now = self.now.max(due);
            self.settle(due, deadline, &mut notices);
        }
        self.now = at;
        if let RunState::Stopped { at: stop } = self.state {
            if let EventKind::Measurement(measurement) = &event.kind
                && let Some(bpm) = measurement.bpm()
                && at.since(stop) <= HEARD_AFTERWARDS
            {
                self.afterwards.push((at, bpm));
            }
            return notices;
        }
        match &event.kind {
            EventKind::Measurement(measurement) => self.measure(at, measurement, &mut notices),
            EventKind::Motion(motion) => self.moved(at, *motion),
            EventKind::Link(link) => {
                if self.link.replace(*link) != Some(*link) {
                    notices.push(Notice { at, kind: NoticeKind::Link(*link) });
                }
            }
            EventKind::Strap(info) => {
                self.strap = StrapInfo {
                    name: info.name.clone().or(self.strap.name.take()),
                    location: info.location.or(self.strap.location),
                    battery: info.battery.or(self.strap.battery),
                };
            }
            EventKind::Command(command) => self.obey(at, *command),
            EventKind::Tick => {}
        }
        notices
    }

    /// When the next thing falls due by time alone; whoever owns the timeline ticks then.
    pub fn next_deadline(&self) -> Option<Elapsed> {
        self.due().map(|(at, _)| at)
    }

    fn due(&self) -> Option<(Elapsed, Deadline)> {
        if let RunState::Stopped { .. } = self.state {
            return None;
        }
        let Some(phase) = self.phase else { return Some((Elapsed::ZERO, Deadline::Begin)) };
        let running = self.state == RunState::Running;
        let plan = self.setup.plan;
        let half = Elapsed::from_ms(plan.end().ms() / 2);
        let on_timer = |timer: Elapsed, deadline, wanted: bool| (running && wanted).then(|| (timer.plus(self.paused_total), deadline));
        let unsaid = |kind| !self.said.contains(&kind);
        let next_phase = match phase {
            Phase::WarmUp => Some((plan.steady_from(), Phase::Steady)),
            Phase::Steady => Some((plan.cool_down_from(), Phase::CoolDown)),
            Phase::CoolDown => Some((plan.end(), Phase::Done)),
            Phase::Done => None,
        };
        let unbelieved_since = self.last_believed.unwrap_or_default();
        let silent_since = self.last_rate.unwrap_or_default().max(self.attentive_since);
        [
            next_phase.and_then(|(timer, next)| on_timer(timer, Deadline::Phase(next), true)),
            on_timer(half, Deadline::Halfway, unsaid(CueKind::Halfway)),
            on_timer(ENOUGH_IS_FINE, Deadline::EnoughIsFine, plan.end() > ENOUGH_IS_FINE && unsaid(CueKind::EnoughIsFine)),
            on_timer(THAT_IS_ENOUGH, Deadline::ThatIsEnough, plan.end() < THAT_IS_ENOUGH && unsaid(CueKind::ThatIsEnough)),
            (!self.frozen).then(|| (unbelieved_since.plus(FREEZES_AFTER), Deadline::Freeze)),
            (running && !self.lost_said).then(|| (silent_since.plus(SAYS_LOST_AFTER), Deadline::SayLost)),
        ]
        .into_iter()
        .flatten()
        .min_by_key(|(at, _)| *at)
    }

    fn settle(&mut self, at: Elapsed, deadline: Deadline, notices: &mut Vec<Notice>) {
        match deadline {
            Deadline::Begin => {
                self.phase = Some(Phase::WarmUp);
                notices.push(Notice { at, kind: NoticeKind::Phase(Phase::WarmUp) });
            }
            Deadline::Phase(phase) => {
                self.phase = Some(phase);
                if phase != Phase::Steady {
                    self.coach.fall_silent();
                }
                notices.push(Notice { at, kind: NoticeKind::Phase(phase) });
                match phase {
                    Phase::CoolDown => self.say(at, Cue::quiet(CueKind::CoolDown), notices),
                    Phase::Done => self.say(at, Cue::aloud(CueKind::Done), notices),
                    Phase::WarmUp | Phase::Steady => {}
                }
            }
            Deadline::Halfway => self.say(at, Cue::quiet(CueKind::Halfway), notices),
            Deadline::EnoughIsFine => self.say(at, Cue::quiet(CueKind::EnoughIsFine), notices),
            Deadline::ThatIsEnough => self.say(at, Cue::aloud(CueKind::ThatIsEnough), notices),
            Deadline::Freeze => {
                self.frozen = true;
                self.coach.fall_silent();
                self.tally.interrupt(at);
            }
            Deadline::SayLost => {
                self.lost_said = true;
                let cue = if self.last_rate.is_some() {
                    Cue::quiet(CueKind::SignalLost)
                } else {
                    Cue { text: "no heart rate: moisten the strap", ..Cue::quiet(CueKind::CheckStrap) }
                };
                self.say(at, cue, notices);
            }
        }
    }

    fn say(&mut self, at: Elapsed, cue: Cue, notices: &mut Vec<Notice>) {
        self.said.push(cue.kind);
        self.marks.push(Mark { at, kind: MarkKind::Cue(cue.clone()) });
        notices.push(Notice { at, kind: NoticeKind::Cue(cue) });
    }

    fn measure(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, notices: &mut Vec<Notice>) {
        let timer = self.timer();
        let slow_enough = self.motion.speed_kmh.is_none_or(|speed| speed <= EASY_SPEED_KMH);
        let around = Surroundings {
            ceiling: self.setup.ceiling(),
            max: self.setup.max(),
            expected: self.forecast.at(at),
            early_and_easy: timer < ARTEFACTS_CLUSTER && slow_enough,
        };
        let signal = self.judge.judge(at, measurement, around);
        for rr in &measurement.rr {
            self.beats.push((at, *rr));
            self.stretches.extend(self.variability.beat(at.ms(), *rr));
        }
        let bpm = measurement.bpm();
        if let Some(bpm) = bpm {
            self.hear(at, notices);
            self.stored.add(at, bpm);
            self.samples.push(Sample { at, bpm, signal });
        }
        match (signal, bpm) {
            (Signal::Good, Some(bpm)) => self.believe(at, bpm, timer, notices),
            (Signal::Good, None) | (Signal::Stale, _) => self.coach.wait(at),
            (Signal::Suspect(doubt), _) => self.suspect(at, doubt, notices),
        }
        let zone = bpm.map(|bpm| self.setup.zones.of(bpm));
        notices.push(Notice { at, kind: NoticeKind::Sample { bpm, zone, rr: measurement.rr.clone(), signal } });
    }

    /// A valid rate came: whatever was said of a lost signal is over.
    fn hear(&mut self, at: Elapsed, notices: &mut Vec<Notice>) {
        if self.lost_said && self.last_rate.is_some() && self.state == RunState::Running {
            self.say(at, Cue::quiet(CueKind::SignalBack), notices);
        }
        self.lost_said = false;
        self.last_rate = Some(at);
    }

    fn believe(&mut self, at: Elapsed, bpm: Bpm, timer: Elapsed, notices: &mut Vec<Notice>) {
        let running = self.state == RunState::Running;
        self.last_believed = Some(at);
        self.frozen = false;
        self.doubt = None;
        self.forecast.observe(at, bpm.beats());
        if running {
            self.tally.add(at, bpm);
        }
        let coached = running && self.phase != Some(Phase::CoolDown);
        let mean = self.mean.observe(at, bpm.beats());
        let cues = if coached { self.coach.observe(at, timer, mean, &self.forecast) } else { Vec::new() };
        if let Some((from, to)) = self.zone_display.observe(at, mean, &self.setup.zones) {
            notices.push(Notice { at, kind: NoticeKind::Zone { from, to } });
        }
        for cue in cues {
            self.say(at, cue, notices);
        }
    }

    fn suspect(&mut self, at: Elapsed, doubt: Doubt, notices: &mut Vec<Notice>) {
        self.coach.wait(at);
        self.tally.interrupt(at);
        let since = self.doubt.map_or(at, |(since, _)| since);
        self.doubt = Some((since, doubt));
        let long = at.since(since) >= DOUBTS_ALOUD_AFTER;
        let due = self.strap_checked.is_none_or(|last| last < since && at.since(last) >= BETWEEN_STRAP_CHECKS);
        // No reading at all is a lost signal, which has its own words.
        let tells = self.state == RunState::Running && doubt != Doubt::NoReading;
        if long && due && tells {
            self.strap_checked = Some(at);
            self.say(at, Cue::quiet(CueKind::CheckStrap), notices);
        }
    }

    fn moved(&mut self, at: Elapsed, motion: Motion) {
        let by_distance = motion.distance_m.zip(self.distance_told).and_then(|(metres, (then, before))| {
            let span = at.since(then);
            (span > Elapsed::ZERO && span <= GAP_CAP && metres >= before).then(|| (metres - before) / span.secs() * 3.6)
        });
        if let Some(kmh) = motion.speed_kmh.or(by_distance) {
            self.speeds.push((at, kmh));
        }
        if let Some(percent) = motion.grade_percent.filter(|percent| self.grades.last().is_none_or(|last| last.1 != *percent)) {
            self.grades.push((at, percent));
        }
        self.distance_told = motion.distance_m.map(|metres| (at, metres)).or(self.distance_told);
        self.motion = Motion {
            speed_kmh: motion.speed_kmh.or(self.motion.speed_kmh),
            grade_percent: motion.grade_percent.or(self.motion.grade_percent),
            cadence_spm: motion.cadence_spm.or(self.motion.cadence_spm),
            distance_m: motion.distance_m.or(self.motion.distance_m),
        };
        if let Some(metres) = motion.distance_m {
            let from = self.distance.map_or(metres, |(from, _)| from);
            self.distance = Some((from, metres));
        }
    }

    fn obey(&mut self, at: Elapsed, command: Command) {
        match (command, self.state) {
            (Command::Pause, RunState::Running) => {
                self.tally.interrupt(at);
                self.state = RunState::Paused { since: at };
                self.coach.fall_silent();
                self.marks.push(Mark { at, kind: MarkKind::Pause });
            }
            (Command::Resume, RunState::Paused { since }) => {
                self.paused_total = self.paused_total.plus(at.since(since));
                self.state = RunState::Running;
                self.attentive_since = at;
                self.marks.push(Mark { at, kind: MarkKind::Resume });
            }
            (Command::Lap, RunState::Running) => self.marks.push(Mark { at, kind: MarkKind::Lap }),
            (Command::Stop, RunState::Running | RunState::Paused { .. }) => {
                if let RunState::Paused { since } = self.state {
                    self.paused_total = self.paused_total.plus(at.since(since));
                }
                self.tally.interrupt(at);
                self.coach.fall_silent();
                self.state = RunState::Stopped { at };
            }
            (Command::Pause | Command::Lap, RunState::Paused { .. })
            | (Command::Resume, RunState::Running)
            | (_, RunState::Stopped { .. }) => {}
        }
    }
}
