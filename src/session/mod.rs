//! The run as a machine: timed events in, notices out. It has no clock, opens nothing and cannot fail.
//!
//! [`Session::step`] first settles every deadline up to the event's time, in order, each at its own time. Whatever is
//! due is therefore said at the same time however often ticks come: a live run, a replay at sixty times the speed and a
//! fold without a single tick agree to the millisecond.

mod baseline;
mod coach;
mod cue;
mod event;
mod features;
mod forecast;
mod on_measurement;
mod on_motion;
mod plan;
mod run_metrics;
mod signal;
mod smoothing;
mod speed_steps;
mod summary;
mod talk_test;
mod time_in_zone;
mod training_load;
mod view;
mod zone_display;

pub use baseline::{Baseline, BaselineAlpha1, BaselineDrift, BaselineGain, BaselineThreshold};
pub use coach::{AUDIBLE_PROMPTS, Escalation, HALF_HOUR, TOLD_ENOUGH};
pub use cue::{Cue, CueKind, Notice, NoticeKind};
pub use event::{Command, DeviceInfo, DeviceRole, Elapsed, Event, EventKind, EventSource, Link, Motion};
pub use features::{Answer, Effort, Feature, Features, Talk, TalkTest};
pub use plan::{Learned, Legs, Phase, Plan, Setup};
pub use run_metrics::RunMetrics;
pub use signal::{STALE_AFTER, Signal, SignalIssue};
pub use summary::{Beats, HeartRates, PromptOutcome, Summary};
pub use time_in_zone::{GAP_CAP, TimeInZone};
pub use training_load::TrainingLoad;
pub use view::{Banner, Mark, MarkKind, Rate, RunState};

use crate::heart::variability::{Alpha1, Variability};
use crate::heart::{Bpm, HeartRateMeasurement, RrInterval};
use coach::{Coach, Limits};
use features::FORM;
use forecast::Forecast;
use signal::SignalValidator;
use smoothing::MovingAverage;
use speed_steps::SpeedSteps;
use zone_display::ZoneDisplay;

/// Without a believable rate for this long, prompts and what they time end.
const FREEZES_AFTER: Elapsed = Elapsed::from_secs(10);
/// Without one for this long, the runner is told.
const SAYS_LOST_AFTER: Elapsed = Elapsed::from_secs(30);
/// Within this time a rate far above the ceiling is the strap's doing.
const ARTEFACTS_CLUSTER: Elapsed = Elapsed::from_secs(300);
/// A belt faster than this explains a high rate, in km/h (D).
const EASY_SPEED_KMH: f64 = 11.0;
/// How long rates are listened to after the stop.
const HEARD_AFTERWARDS: Elapsed = Elapsed::from_secs(90);
const ENOUGH_IS_FINE: Elapsed = Elapsed::from_secs(20 * 60);
const THAT_IS_ENOUGH: Elapsed = Elapsed::from_secs(40 * 60);

/// The last minutes of a plan that is long enough to be told of them.
const LAST_FIVE: Elapsed = Elapsed::from_secs(300);
const LONG_ENOUGH_FOR_IT: Elapsed = Elapsed::from_secs(720);
/// After a prompt has settled, so long until anything else is asked.
const AFTER_A_PROMPT: Elapsed = Elapsed::from_secs(10);

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
    LastFive,
    EnoughIsFine,
    ThatIsEnough,
    TalkTest(usize),
    Form,
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
    strap: DeviceInfo,
    motion: Motion,
    distance: Option<(f64, f64)>,
    /// The last valid rate, believed or not: the strap sends.
    last_rate: Option<Elapsed>,
    last_believed: Option<Elapsed>,
    frozen: bool,
    lost_said: bool,
    doubt: Option<(Elapsed, SignalIssue)>,
    strap_checked: Option<Elapsed>,
    judge: SignalValidator,
    mean: MovingAverage,
    belt: SpeedSteps,
    forecast: Forecast,
    coach: Coach,
    zone_display: ZoneDisplay,
    tally: TimeInZone,
    stored: TimeInZone,
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
    /// When the steps a minute were last told, and how many they were.
    steps_told: Option<(Elapsed, f64)>,
    marks: Vec<Mark>,
    /// Nothing that can wait is said before this: something else is being read.
    free_from: Elapsed,
    /// The places in [`TALK_TESTS`] of those that were asked, and what came of them.
    talks: Vec<(usize, TalkTest)>,
    /// When form cues were given, on the timer.
    last_form: Option<Elapsed>,
    forms: usize,
    effort: Option<Effort>,
    /// Whether alpha1 of the early minutes was lower than usual, once they are over.
    alpha1_lower: Option<bool>,
}

impl Session {
    /// A run about to begin.
    pub fn new(setup: Setup) -> Self {
        let ceiling = setup.ceiling();
        let limits = Limits { zone_4: setup.zone_4(), max: setup.max(), bpm_per_kmh: setup.bpm_per_kmh() };
        let tally = TimeInZone::new(setup.zones.clone(), ceiling);
        Self {
            now: Elapsed::ZERO,
            state: RunState::Running,
            paused_total: Elapsed::ZERO,
            attentive_since: Elapsed::ZERO,
            phase: None,
            said: Vec::new(),
            link: None,
            strap: DeviceInfo::default(),
            motion: Motion::default(),
            distance: None,
            last_rate: None,
            last_believed: None,
            frozen: true,
            lost_said: false,
            doubt: None,
            strap_checked: None,
            judge: SignalValidator::default(),
            mean: MovingAverage::default(),
            belt: SpeedSteps::default(),
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
            steps_told: None,
            marks: Vec::new(),
            free_from: Elapsed::ZERO,
            talks: Vec::new(),
            last_form: None,
            forms: 0,
            effort: None,
            alpha1_lower: None,
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
            if let EventKind::Answer(Answer::Effort(effort)) = event.kind {
                self.effort = Some(effort);
            }
            return notices;
        }
        match &event.kind {
            EventKind::Measurement(measurement) => self.measure(at, measurement, &mut notices),
            EventKind::Motion(motion) => self.moved(at, *motion),
            EventKind::Link(link) => {
                let device = event.from.device().unwrap_or(DeviceRole::HeartRate);
                if device != DeviceRole::HeartRate || self.link.replace(*link) != Some(*link) {
                    notices.push(Notice { at, kind: NoticeKind::Link { device, link: *link } });
                }
            }
            EventKind::Slept(span) => notices.push(Notice { at, kind: NoticeKind::Slept(*span) }),
            EventKind::Device(_) if event.from.device().is_some_and(|role| role != DeviceRole::HeartRate) => {}
            EventKind::Device(info) => {
                self.strap = DeviceInfo {
                    name: info.name.clone().or(self.strap.name.take()),
                    location: info.location.or(self.strap.location),
                    battery: info.battery.or(self.strap.battery),
                };
            }
            EventKind::Command(command) => self.obey(at, *command),
            EventKind::Answer(Answer::Talk(talk)) => self.hear_talk(at, *talk, &mut notices),
            EventKind::Answer(Answer::Effort(effort)) => self.effort = Some(*effort),
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
        let milestones = plan.method.has(Feature::Milestones);
        let unsaid = |kind| milestones && !self.said.contains(&kind);
        let five_left = plan.end().since(LAST_FIVE);
        let tells_five = plan.end() > LONG_ENOUGH_FOR_IT && five_left < plan.cool_down_from();
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
            on_timer(five_left, Deadline::LastFive, tells_five && unsaid(CueKind::LastFive)),
            on_timer(ENOUGH_IS_FINE, Deadline::EnoughIsFine, plan.end() > ENOUGH_IS_FINE && unsaid(CueKind::EnoughIsFine)),
            on_timer(THAT_IS_ENOUGH, Deadline::ThatIsEnough, plan.end() < THAT_IS_ENOUGH && unsaid(CueKind::ThatIsEnough)),
            self.talk_test_due(),
            self.form_due(),
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
                    self.fall_silent(at);
                }
                notices.push(Notice { at, kind: NoticeKind::Phase(phase) });
                match phase {
                    _ if !self.setup.plan.method.has(Feature::Milestones) => {}
                    Phase::CoolDown => self.say(at, Cue::quiet(CueKind::CoolDown), notices),
                    Phase::Done => self.say(at, Cue::aloud(CueKind::Done), notices),
                    Phase::WarmUp | Phase::Steady => {}
                }
            }
            Deadline::Halfway => self.say(at, Cue::quiet(CueKind::Halfway), notices),
            Deadline::LastFive => self.say(at, Cue::quiet(CueKind::LastFive), notices),
            Deadline::TalkTest(place) => {
                self.talks.push((place, TalkTest { at, answer: None }));
                self.say(at, Cue::quiet(CueKind::TalkTest), notices);
            }
            Deadline::Form => {
                self.last_form = Some(self.timer());
                let text = FORM[self.forms % FORM.len()];
                self.forms += 1;
                self.say(at, Cue { text, ..Cue::quiet(CueKind::Form) }, notices);
            }
            Deadline::EnoughIsFine => self.say(at, Cue::quiet(CueKind::EnoughIsFine), notices),
            Deadline::ThatIsEnough => self.say(at, Cue::aloud(CueKind::ThatIsEnough), notices),
            Deadline::Freeze => {
                self.frozen = true;
                self.fall_silent(at);
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

    /// The coach forgets what it was timing; what waited for it waits a time_parsing longer.
    fn fall_silent(&mut self, at: Elapsed) {
        self.coach.fall_silent();
        self.free_from = self.free_from.max(at.plus(AFTER_A_PROMPT));
    }

    fn say(&mut self, at: Elapsed, cue: Cue, notices: &mut Vec<Notice>) {
        if cue.kind != CueKind::Rising {
            self.free_from = self.free_from.max(at.plus(cue.stays()));
        }
        self.said.push(cue.kind);
        self.marks.push(Mark { at, kind: MarkKind::Cue(cue.clone()) });
        notices.push(Notice { at, kind: NoticeKind::Cue(cue) });
    }

    fn obey(&mut self, at: Elapsed, command: Command) {
        match (command, self.state) {
            (Command::Pause, RunState::Running) => {
                self.tally.interrupt(at);
                self.state = RunState::Paused { since: at };
                self.fall_silent(at);
                self.marks.push(Mark { at, kind: MarkKind::Pause });
            }
            (Command::Resume, RunState::Paused { since }) => {
                self.paused_total = self.paused_total.plus(at.since(since));
                self.state = RunState::Running;
                self.attentive_since = at;
                self.free_from = self.free_from.max(at.plus(AFTER_A_PROMPT));
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
