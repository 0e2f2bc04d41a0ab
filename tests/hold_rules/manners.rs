//! How a held run behaves beside its rules: what it says, what it does not, and what it leaves to the runner.

use recovery_run::heart::{Athlete, HeartRateMeasurement, ZoneModel};
use recovery_run::session::{
    BeltAbilities, BeltAnswer, Command, CueKind, DeviceRole, Elapsed, Event, EventKind, EventSource, Features, HoldMode, HoldPlan,
    HoldState, Learned, Legs, Link, Motion, NoticeKind, Plan, RunState, Session, Setup, UnitCheck,
};

use crate::belt::{Belt, range};

/// A run at a rate that stays, whatever the belt does.
struct Run {
    session: Session,
    belt: Belt,
    lines: Vec<(u64, HoldState, String, Option<f64>)>,
    cues: Vec<(u64, CueKind, bool)>,
    speeds: Vec<f64>,
}

fn run(mode: HoldMode, floor: f64, told_max: Option<f64>, start: f64) -> Run {
    let athlete = Athlete { max_hr: told_max, ..Athlete::default() };
    let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
    let hold = HoldPlan::new(mode, 12.0, Some(floor)).unwrap();
    let plan = Plan::new(None, Legs::Fresh).by(Features::NONE).holding(hold);
    let session = Session::new(Setup { own: Learned::default(), athlete, zones, ceiling: Some(140.0), plan });
    Run { session, belt: Belt::at(start), lines: Vec::new(), cues: Vec::new(), speeds: Vec::new() }
}

impl Run {
    fn connected(mut self) -> Self {
        self.belt.connects(0).iter().for_each(|event| self.step(event));
        self
    }

    fn step(&mut self, event: &Event) {
        for notice in self.session.step(event) {
            match notice.kind {
                NoticeKind::Hold(change) => {
                    self.lines.push((notice.at.ms(), change.state, change.why.text(), change.asked.map(|speed| speed.kmh())));
                }
                NoticeKind::Cue(cue) => self.cues.push((notice.at.ms() / 1000, cue.kind, cue.audible)),
                _ => {}
            }
        }
        if let Some(command) = self.session.take_belt_command() {
            self.speeds.extend(command.kind().speed().map(|speed| speed.kmh()));
            self.belt.write(event.at.ms(), &command);
        }
    }

    fn live(&mut self, seconds: std::ops::Range<u64>, rate: impl Fn(u64, f64) -> f64) {
        for second in seconds {
            let ms = second * 1000;
            // A rate that stands still would be doubted.
            let shown = rate(second, self.belt.kmh) + [0.0, 1.0, -1.0, 1.0, 0.0, -1.0, 0.0][second as usize % 7];
            let measurement = HeartRateMeasurement::of(shown.round() as u16);
            self.step(&Event::new(Elapsed::from_ms(ms), EventKind::Measurement(measurement)));
            for quarter in 0..4 {
                for event in self.belt.live(ms + quarter * 250, 250) {
                    self.step(&event);
                }
            }
            if let Some(event) = self.belt.data(ms + 900) {
                self.step(&event);
            }
        }
    }
}

#[test]
fn a_rate_far_over_the_ceiling_for_three_minutes_leads_to_a_walk_said_aloud_once() {
    let mut far = run(HoldMode::On, 4.0, None, 8.0).connected();
    far.live(0..400, |_, _| 152.0);
    assert!(far.belt.kmh <= 5.0, "{}", far.belt.kmh);
    let mut over_max = run(HoldMode::On, 4.0, Some(150.0), 9.0).connected();
    over_max.live(0..120, |_, _| 151.0);
    let walks = |run: &Run| run.cues.iter().filter(|(_, kind, audible)| *kind == CueKind::BeltWalks && *audible).count();
    assert_eq!(walks(&over_max), 1, "{:?}", over_max.cues);
    // From the floor there is nowhere to go.
    let mut floored = run(HoldMode::On, 7.5, None, 9.0).connected();
    floored.live(0..400, |_, _| 155.0);
    assert_eq!(floored.belt.kmh, 7.5);
    assert!(floored.lines.iter().all(|(_, state, ..)| *state != HoldState::Released), "{:?}", floored.lines);
}

#[test]
fn prompts_for_less_speed_are_silent_while_the_belt_sees_to_it_and_heard_again_after() {
    let mut held = run(HoldMode::On, 4.0, None, 9.0).connected();
    held.live(0..600, |_, kmh| (140.0 + 7.0 * (kmh - 8.0)).min(146.0));
    let asked = |run: &Run, from: u64| {
        run.cues.iter().any(|(at, kind, audible)| *at >= from && *audible && matches!(kind, CueKind::EaseOff | CueKind::SlowDown))
    };
    assert!(!asked(&held, 0), "{:?}", held.cues);
    held.step(&Event::new(Elapsed::from_secs(600), EventKind::Command(Command::LetGo)));
    held.live(601..900, |_, _| 148.0);
    assert!(asked(&held, 600), "{:?}", held.cues);
    // The runner's own key is answered by no sound.
    assert!(held.cues.iter().all(|(_, kind, _)| *kind != CueKind::BeltYours));
}

#[test]
fn a_dry_run_shows_what_it_would_ask_and_asks_nothing() {
    let mut dry = run(HoldMode::DryRun, 4.0, None, 9.0).connected();
    dry.live(0..200, |_, _| 150.0);
    assert!(dry.speeds.is_empty());
    assert!(dry.lines.iter().any(|(_, state, _, asked)| *state == HoldState::Off && *asked == Some(8.7)), "{:?}", dry.lines);
}

#[test]
fn an_easy_run_is_never_touched() {
    let mut easy = run(HoldMode::On, 4.0, None, 9.0).connected();
    easy.live(0..900, |second, _| 130.0 + 3.0 * (second as f64 / 40.0).sin());
    assert!(easy.speeds.is_empty(), "{:?}", easy.lines);
    assert_eq!(easy.lines.last().map(|(_, state, ..)| *state), Some(HoldState::Off));
}

#[test]
fn a_machine_that_cannot_be_held_is_refused_with_the_reason() {
    let whole = BeltAbilities { control_point: true, sets_speed: Some(true), range: Some(range(100, 1600, 10)), remembered: None };
    for (abilities, why) in [
        (BeltAbilities { control_point: false, ..whole }, "cannot be controlled"),
        (BeltAbilities { sets_speed: Some(false), ..whole }, "cannot be set"),
        (BeltAbilities { range: None, ..whole }, "which speeds"),
        (BeltAbilities { range: Some(range(65535, 0, 0)), ..whole }, "which speeds"),
        (BeltAbilities { range: Some(range(100, 1600, 50)), ..whole }, "too coarse"),
        (BeltAbilities { remembered: Some(UnitCheck::Failed), ..whole }, "unit check"),
    ] {
        let mut refused = run(HoldMode::On, 4.0, None, 9.0);
        let from = EventSource::Device(DeviceRole::Treadmill);
        for kind in [EventKind::Belt(BeltAnswer::Abilities(abilities)), EventKind::Link(Link::Connected)] {
            refused.step(&Event { at: Elapsed::ZERO, from, kind });
        }
        refused.live(0..60, |_, _| 150.0);
        let (_, state, text, _) = refused.lines.last().unwrap();
        assert_eq!(*state, HoldState::Refused, "{why}");
        assert!(text.contains(why) && refused.speeds.is_empty(), "{text}");
    }
    // What passed once needs no first step of 0.3.
    let mut known = run(HoldMode::On, 4.0, None, 9.0);
    let abilities = BeltAbilities { remembered: Some(UnitCheck::Passed), ..whole };
    let from = EventSource::Device(DeviceRole::Treadmill);
    known.step(&Event { at: Elapsed::ZERO, from, kind: EventKind::Belt(BeltAnswer::Abilities(abilities)) });
    known.live(0..60, |_, _| 150.0);
    assert!(known.lines.iter().all(|(_, state, ..)| *state != HoldState::Checking) && !known.speeds.is_empty());
}

#[test]
fn a_belt_that_stands_pauses_the_run_and_the_runners_own_pause_stays_the_runners() {
    let mut paused = run(HoldMode::Off, 4.0, None, 9.0).connected();
    let stands = |run: &Run| matches!(run.session.state(), RunState::Paused { .. });
    let treadmill = |at: u64, kmh: f64| {
        let motion = Motion { speed_kmh: Some(kmh), ..Motion::default() };
        Event { at: Elapsed::from_secs(at), from: EventSource::Device(DeviceRole::Treadmill), kind: EventKind::Motion(motion) }
    };
    (0..10).for_each(|at| paused.step(&treadmill(at, 9.0)));
    (10..20).for_each(|at| paused.step(&treadmill(at, 0.0)));
    assert!(stands(&paused));
    assert_eq!(paused.cues, [(13, CueKind::BeltStands, false)]);
    paused.step(&treadmill(20, 4.0));
    assert!(!stands(&paused));
    paused.step(&Event::new(Elapsed::from_secs(21), EventKind::Command(Command::Pause)));
    (22..30).for_each(|at| paused.step(&treadmill(at, 0.0)));
    (30..40).for_each(|at| paused.step(&treadmill(at, 9.0)));
    assert!(stands(&paused), "the belt ended the runner's pause");
    // A runner who goes on beside a belt that stands is left alone.
    paused.step(&Event::new(Elapsed::from_secs(40), EventKind::Command(Command::Resume)));
    (41..45).for_each(|at| paused.step(&treadmill(at, 9.0)));
    (45..50).for_each(|at| paused.step(&treadmill(at, 0.0)));
    assert!(stands(&paused));
    paused.step(&Event::new(Elapsed::from_secs(51), EventKind::Command(Command::Resume)));
    (52..70).for_each(|at| paused.step(&treadmill(at, 0.0)));
    assert!(!stands(&paused));
}
