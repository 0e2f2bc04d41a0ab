//! The run as a machine: timed events in, notices out. It has no clock, opens nothing and cannot fail.
//!
//! [`Session::step`] first settles every deadline up to the event's time, in order, each at its own time. Whatever is
//! due is therefore said at the same time however often ticks come: a live run, a replay at sixty times the speed and a
//! fold without a single tick agree to the millisecond.

mod belt;
mod coach;
mod cue;
mod event;
mod forecast;
mod mean;
mod measures;
mod method;
mod motion;
mod plan;
mod signal;
mod summary;
mod tally;
mod view;
mod zone_display;

pub use coach::{AUDIBLE_PROMPTS, HALF_HOUR, Level, TOLD_ENOUGH};
pub use cue::{Cue, CueKind, Notice, NoticeKind};
pub use event::{Command, Elapsed, Event, EventKind, Link, Motion, StrapInfo};
pub use measures::Measures;
pub use method::{Answer, Effort, Method, Part, Talk, TalkTest};
pub use plan::{Legs, Phase, Plan, Setup};
pub use signal::{Doubt, STALE_AFTER, Signal};
pub use summary::{Beats, HeartRates, PromptOutcome, Summary};
pub use tally::{GAP_CAP, Tally};
pub use view::{Banner, Mark, MarkKind, Rate, RunState};

use crate::heart::variability::{Alpha1, Variability};
use crate::heart::{Bpm, HeartRateMeasurement, RrInterval};
use belt::Belt;
use coach::{BPM_PER_KMH, Ceiling, Coach, Heard, Limits};
use forecast::Forecast;
use mean::Mean;
use method::{FORM, FORM_APART, FORM_FIRST, TALK_OPEN, TALK_TESTS, TALK_WAITS, TIGHTENS_AT_MOST};
use signal::Judge;
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
    belt: Belt,
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
}

impl Session {
    /// A run about to begin.
    pub fn new(setup: Setup) -> Self {
        let ceiling = setup.ceiling();
        let limits = Limits { zone_4: setup.zone_4(), max: setup.max() };
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
            belt: Belt::default(),
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
            afterwards: Vec::new(),
            distance_told: None,
            steps_told: None,
            marks: Vec::new(),
            free_from: Elapsed::ZERO,
            talks: Vec::new(),
            last_form: None,
            forms: 0,
            effort: None,
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
        let milestones = plan.method.has(Part::Milestones);
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
                    _ if !self.setup.plan.method.has(Part::Milestones) => {}
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

    /// The next talk test that nothing stands in the way of; one that would come too late is dropped.
    fn talk_test_due(&self) -> Option<(Elapsed, Deadline)> {
        let plan = self.setup.plan;
        let idle = self.state == RunState::Running && self.coach.level() == Level::Easy;
        if !idle || !plan.method.has(Part::TalkTest) {
            return None;
        }
        let asked = self.talks.last().map_or(0, |(place, _)| place + 1);
        TALK_TESTS.iter().enumerate().skip(asked).find_map(|(place, timer)| {
            let due = timer.plus(self.paused_total).max(self.free_from);
            let late = due.since(timer.plus(self.paused_total)) > TALK_WAITS;
            (*timer < plan.end() && !late).then_some((due, Deadline::TalkTest(place)))
        })
    }

    /// The next form cue: in the body of the run, while nothing is asked and the rate is known.
    fn form_due(&self) -> Option<(Elapsed, Deadline)> {
        let plan = self.setup.plan;
        let idle = self.state == RunState::Running && self.coach.level() == Level::Easy && !self.frozen && self.doubt.is_none();
        if !idle || self.phase != Some(Phase::Steady) || !plan.method.has(Part::Form) {
            return None;
        }
        let timer = self.last_form.map_or(plan.steady_from().plus(FORM_FIRST), |last| last.plus(FORM_APART));
        Some((timer.plus(self.paused_total).max(self.free_from), Deadline::Form))
    }

    /// The question that can still be answered.
    pub fn open_talk_test(&self) -> Option<TalkTest> {
        let (_, test) = self.talks.last()?;
        (self.now.since(test.at) < TALK_OPEN && self.state == RunState::Running).then_some(*test)
    }

    /// By how much the answers have lowered the ceiling, in bpm.
    pub fn tightened(&self) -> f64 {
        self.talks.iter().filter_map(|(_, test)| test.answer).map(Talk::tightens).sum::<f64>().min(TIGHTENS_AT_MOST)
    }

    /// The ceiling of the run as it stands, in bpm: the plan's, less what the answers to the talk test took from it.
    pub fn plan_ceiling(&self) -> f64 {
        self.setup.ceiling() - self.tightened()
    }

    /// The ceiling in force now, in bpm: while warming up lower than the plan's.
    pub fn ceiling(&self) -> f64 {
        self.setup.ceiling_at(self.timer()) - self.tightened()
    }

    /// The open question is answered, or its answer changed. "Just about" counts as too hard even when the heart is fine.
    fn hear_talk(&mut self, at: Elapsed, talk: Talk, notices: &mut Vec<Notice>) {
        if self.open_talk_test().is_none() {
            return;
        }
        let before = self.tightened();
        if let Some((_, test)) = self.talks.last_mut() {
            test.answer = Some(talk);
        }
        self.free_from = at.plus(AFTER_A_PROMPT);
        let tighter = self.tightened() - before;
        self.tally.set_ceiling(self.plan_ceiling());
        let prompts = self.phase != Some(Phase::CoolDown) && !self.frozen;
        if tighter > 0.0 && prompts {
            let level = if talk == Talk::No { Level::SlowDown } else { Level::EaseOff };
            let cue = self.coach.ask(at, level, tighter);
            self.say(at, cue, notices);
        }
    }

    /// The coach forgets what it was timing; what waited for it waits a moment longer.
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

    fn measure(&mut self, at: Elapsed, measurement: &HeartRateMeasurement, notices: &mut Vec<Notice>) {
        let timer = self.timer();
        let signal = self.judge.judge(at, measurement, self.surroundings(at));
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
        if std::mem::take(&mut self.frozen) || self.doubt.take().is_some() {
            self.free_from = self.free_from.max(at.plus(AFTER_A_PROMPT));
        }
        if let Some(step) = self.belt.step(at) {
            self.forecast.expect(step * BPM_PER_KMH);
            self.coach.belt_stepped(at, step);
        }
        self.forecast.observe(at, bpm.beats());
        if running {
            self.tally.add(at, bpm);
        }
        let coached = running && self.phase != Some(Phase::CoolDown);
        let mean = self.mean.observe(at, bpm.beats());
        let asked = self.coach.level();
        let ceiling = Ceiling { now: self.ceiling(), plan: self.plan_ceiling() };
        let heard = Heard { timer, rate: bpm.beats(), mean, ceiling };
        let cues = if coached { self.coach.observe(at, heard, &self.forecast) } else { Vec::new() };
        if asked != Level::Easy && self.coach.level() == Level::Easy {
            self.free_from = self.free_from.max(at.plus(AFTER_A_PROMPT));
        }
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
