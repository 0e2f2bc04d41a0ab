//! Scenario files: scripts of readings with the cues that a runner must and must not get, and when.
//!
//! `BLESS=1 cargo test --test scenarios` writes new times and advice into the files; read the difference before you commit it.
//! Which cues come, in which order and whether they are heard, is what a scenario claims: that is only ever changed by hand.
#![allow(clippy::unwrap_used)] // A test that cannot go on has failed.

use std::path::Path;

use recovery_run::heart::{Athlete, Contact, HeartRateMeasurement, RrInterval, ZoneModel};
use recovery_run::session::{
    Answer, Command, CueFamily, Elapsed, Event, EventKind, Features, Legs, Motion, NoticeKind, Plan, Session, Setup, Signal, Span, Talk,
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Scenario {
    /// What the runner would notice, in a sentence.
    #[allow(dead_code)]
    claim: String,
    #[serde(default)]
    legs: Legs,
    minutes: Option<u16>,
    #[serde(default)]
    max: Option<f64>,
    /// An age, which the zones then come from in place of 100, 120, 140, 160 and 180 bpm.
    age: Option<f64>,
    /// A ceiling of the runner's own.
    ceiling: Option<f64>,
    /// One reading a second unless `every` says otherwise.
    rates: Vec<Stretch>,
    #[serde(default)]
    orders: Vec<Order>,
    /// `MM:SS cue`, in order; `(quiet)` after those without a sound, the advice where there is one. Cues of the plan
    /// (halfway and the like) are left out unless `plan-cues` is set.
    said: Vec<String>,
    #[serde(default)]
    plan_cues: bool,
    /// Whether the whole method is followed, and not the coach alone.
    #[serde(default)]
    method: bool,
    #[serde(default)]
    answers: Vec<Told>,
    /// When the computer woke, and for how long it had slept.
    #[serde(default)]
    slept: Vec<Slept>,
    /// The signals other than "good" that occurred, in the order of their first time.
    signals: Vec<String>,
    /// The doubts that occurred, in the screen's words, in the order of their first time.
    doubts: Vec<String>,
}

/// A stretch of readings up to a time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Stretch {
    /// End in seconds, exclusive.
    until: u64,
    /// The rate, or where a ramp begins; none sends nothing.
    bpm: Option<f64>,
    /// Where a ramp ends.
    to: Option<f64>,
    /// Swing around it, in bpm; 1 keeps the strap from looking stuck.
    #[serde(default = "one")]
    swing: f64,
    /// A slow wave around it: its height in bpm and its period in seconds.
    wave: Option<(f64, f64)>,
    /// Seconds between readings.
    #[serde(default = "one_second")]
    every: u64,
    /// RR intervals that fit this rate instead of the rate's own, or none.
    rr_of: Option<f64>,
    /// Speed of the belt, and its incline.
    speed_kmh: Option<f64>,
    grade_percent: Option<f64>,
    /// Steps a minute, told with each reading, and where a ramp of them ends.
    steps_spm: Option<f64>,
    steps_to: Option<f64>,
    /// Whether the strap feels skin, where it tells.
    contact: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    at: u64,
    command: String,
}

/// Sleep of the computer, in seconds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Slept {
    at: u64,
    r#for: u64,
}

/// An answer to the talk test.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Told {
    at: u64,
    talk: String,
}

fn one() -> f64 {
    1.0
}

fn one_second() -> u64 {
    1
}

impl Scenario {
    fn events(&self) -> Vec<Event> {
        // Two sines of no common period: a swing that is no plateau and favours no side.
        let wobble = |at: f64| (at * 0.9).sin() * 0.6 + (at * 2.3).sin() * 0.4;
        let mut events = Vec::new();
        let mut from = 0;
        for stretch in &self.rates {
            if stretch.speed_kmh.is_some() || stretch.grade_percent.is_some() {
                let motion = Motion { speed_kmh: stretch.speed_kmh, grade_percent: stretch.grade_percent, ..Motion::default() };
                events.push(Event::new(Elapsed::from_secs(from), EventKind::Motion(motion)));
            }
            for at in (from..stretch.until).step_by(stretch.every as usize) {
                let Some(bpm) = stretch.bpm else { continue };
                let done = (at - from) as f64 / (stretch.until - from) as f64;
                let mean = bpm + (stretch.to.unwrap_or(bpm) - bpm) * done;
                let wave = stretch.wave.map_or(0.0, |(bpm, secs)| bpm * (std::f64::consts::TAU * at as f64 / secs).sin());
                let rate = (mean + wave + stretch.swing * wobble(at as f64)).round().max(0.0) as u16;
                let rr = stretch
                    .rr_of
                    .into_iter()
                    .flat_map(|of| (0..2).filter_map(move |beat| RrInterval::from_ms(60_000.0 / of + f64::from(beat) + (at % 3) as f64)));
                if let Some(steps) = stretch.steps_spm {
                    let cadence_spm = Some((steps + (stretch.steps_to.unwrap_or(steps) - steps) * done).round());
                    let kind = EventKind::Motion(Motion { cadence_spm, ..Motion::default() });
                    events.push(Event::new(Elapsed::from_secs(at), kind));
                }
                let contact = stretch.contact.map_or(Contact::Unsupported, |on| if on { Contact::On } else { Contact::Off });
                let measurement = HeartRateMeasurement { rr: rr.collect(), contact, ..HeartRateMeasurement::of(rate) };
                events.push(Event::new(Elapsed::from_secs(at), EventKind::Measurement(measurement)));
            }
            from = stretch.until;
        }
        let commands = self.orders.iter().map(|order| {
            Event::new(
                Elapsed::from_secs(order.at),
                EventKind::Command(Command::from_word(&order.command).expect("a scenario orders pause, resume, lap or stop")),
            )
        });
        events.extend(commands);
        events.extend(self.answers.iter().map(|told| {
            Event::new(
                Elapsed::from_secs(told.at),
                EventKind::Answer(Answer::Talk(Talk::from_word(&told.talk).expect("yes, just-about or no"))),
            )
        }));
        let slept = self.slept.iter().map(|slept| Event::new(Elapsed::from_secs(slept.at), EventKind::Slept(Span::from_secs(slept.r#for))));
        // Waking comes before what is measured at the same time.
        events.splice(0..0, slept);
        events.sort_by_key(|event| event.at);
        events.push(Event::new(Elapsed::from_secs(from), EventKind::Command(Command::Stop)));
        events
    }

    fn play(&self) -> (Vec<String>, Vec<Signal>) {
        let athlete = Athlete { max_hr: self.max, age: self.age, ..Athlete::default() };
        let model = if self.age.is_some() { ZoneModel::PercentMax } else { ZoneModel::Custom };
        let zones = model.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let method = if self.method { Features::WHOLE } else { Features::PLAIN };
        let plan = Plan::new(self.minutes, self.legs).by(method);
        let mut session =
            Session::new(Setup { own: recovery_run::session::Learned::default(), athlete, zones, ceiling: self.ceiling, plan });
        let (mut said, mut signals) = (Vec::new(), Vec::new());
        for notice in self.events().iter().flat_map(|event| session.step(event)) {
            match notice.kind {
                NoticeKind::Cue(cue) => {
                    let of_the_plan = cue.kind.family() == CueFamily::Plan;
                    if !of_the_plan || self.plan_cues {
                        let advice = cue.slower_kmh.map(|kmh| format!(" {kmh:.1} km/h slower")).unwrap_or_default();
                        let setting = cue.setting().map(|setting| format!(", {setting}")).unwrap_or_default();
                        let quiet = if cue.audible { "" } else { " (quiet)" };
                        let secs = notice.at.ms() / 1000;
                        said.push(format!("{:02}:{:02} {}{advice}{setting}{quiet}", secs / 60, secs % 60, cue.kind.word()));
                    }
                }
                NoticeKind::Sample { signal, .. } => signals.push(signal),
                NoticeKind::Zone { .. } | NoticeKind::Phase(_) | NoticeKind::Link { .. } | NoticeKind::Slept(_) | NoticeKind::Hold(_) => {}
            }
        }
        (said, signals)
    }
}

/// What a line of `said` claims: the cue and whether it is quiet, without its time and its advice.
fn claim(line: &str) -> (Option<&str>, bool) {
    (line.split(' ').nth(1), line.ends_with("(quiet)"))
}

/// Each word once, in the order of their first times.
fn first_times<'a>(words: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for word in words {
        if !seen.contains(&word) {
            seen.push(word);
        }
    }
    seen
}

#[test]
fn every_scenario_says_what_it_must_and_nothing_else() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut paths: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut wrong = Vec::new();
    for path in &paths {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let scenario: Scenario = toml_edit::de::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (said, signals) = scenario.play();
        if said != scenario.said {
            wrong.push(format!("{name}\n  must say {:#?}\n  said {said:#?}", scenario.said));
            if std::env::var_os("BLESS").is_some() && said.iter().map(|line| claim(line)).eq(scenario.said.iter().map(|line| claim(line))) {
                let (before, _) = text.split_once("\nsaid = ").expect("a scenario ends with `said`");
                let list: String = said.iter().map(|line| format!("    \"{line}\",\n")).collect();
                std::fs::write(path, format!("{before}\nsaid = [\n{list}]\n")).unwrap();
            }
        }
        let doubts = first_times(signals.iter().filter_map(|signal| match signal {
            Signal::Suspect(issue) => Some(issue.words()),
            Signal::Good | Signal::Stale => None,
        }));
        if doubts != scenario.doubts {
            wrong.push(format!("{name}\n  must doubt {:?}\n  doubted {doubts:?}", scenario.doubts));
        }
        let other = first_times(signals.iter().filter(|signal| **signal != Signal::Good).map(|signal| signal.word()));
        if other != scenario.signals {
            wrong.push(format!("{name}\n  must have signals {:?}\n  had {other:?}", scenario.signals));
        }
    }
    assert!(paths.len() >= 20, "only {} scenarios were found", paths.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
