//! A run in which anything may happen, and the record of all that was told and done.

use recovery_run::heart::{Athlete, HeartRateMeasurement, ZoneModel};
use recovery_run::session::{
    BeltAnswer, BeltCommandKind, BeltStatus, Command, Elapsed, Event, EventKind, EventSource, Features, HoldMode, HoldPlan, HoldState,
    Learned, Legs, Link, NoticeKind, Plan, Session, Setup, Span,
};

use crate::belt::{Belt, Quirks, range};
use crate::random::Random;

/// The ceiling of every run, in bpm.
pub const CEILING: f64 = 140.0;
const SECONDS: u64 = 300;

/// Something done to the run.
#[derive(Debug, Clone, Copy)]
enum Deed {
    ConsoleSpeed(f64),
    ConsoleStop(BeltStatus),
    ConsoleStart(f64),
    ConsoleTakes,
    Link(bool),
    Key(Command),
    Slept(u64),
    StrapFalls(u64),
    StrapSends(u16, u64),
    /// A status that nothing causes.
    Status(BeltStatus),
    /// An answer that nobody asked for.
    Indication(u8, u8),
}

/// A run to be.
pub struct World {
    belt: Belt,
    plan: HoldPlan,
    heart: Heart,
    deeds: Vec<(u64, Deed)>,
}

struct Heart {
    dice: Random,
    rate: f64,
    gain: f64,
    tau: f64,
    ceiling_kmh: f64,
}

/// What was told and done, in ms and hundredths of a km/h, as whoever stands beside could write it down.
pub struct Story {
    pub plan: HoldPlan,
    /// The lowest and highest speed and the step that the machine tells.
    pub grid: (u16, u16, u16),
    /// Commands, in order.
    pub commands: Vec<(u64, BeltCommandKind)>,
    /// Valid rates that were sent.
    pub beats: Vec<(u64, f64)>,
    /// Speeds that the machine told.
    pub told: Vec<(u64, u16)>,
    /// Speeds that the runner's hand set; the first is that of the start.
    pub hand: Vec<(u64, u16)>,
    /// Answers, links, keys, sleep and the like.
    pub inputs: Vec<(u64, EventKind)>,
    pub was_released: bool,
}

impl Story {
    pub fn raises(&self) -> u64 {
        let speeds: Vec<u16> = self.commands.iter().filter_map(|(_, kind)| kind.speed()).map(|speed| speed.hundredths()).collect();
        speeds.windows(2).filter(|pair| pair[1] > pair[0]).count() as u64
    }
}

impl World {
    pub fn draw(dice: &mut Random) -> Self {
        let start = (dice.between(55.0, 120.0)).round() / 10.0;
        let mut belt = Belt::at(start);
        belt.quirks = quirks(dice);
        belt.ramp = [0.15, 0.15, 0.3, 0.05, 0.02][(dice.unit() * 5.0) as usize];
        belt.tells = match (dice.unit() * 12.0) as u32 {
            0 => range(96, 1920, 16),
            1 => range(80, 2000, 1),
            2 => range(100, 1600, 20),
            3 => range(100, 1600, 30),
            4 => range(100, 1600, 50),
            5 => range(65535, 0, 0),
            6 => range(600, 900, 10),
            _ => range(100, 1600, 10),
        };
        if belt.tells.max > belt.tells.min {
            belt.range = belt.tells;
        }
        let mode = match (dice.unit() * 20.0) as u32 {
            0 => HoldMode::Off,
            1 => HoldMode::DryRun,
            _ => HoldMode::On,
        };
        let floor = [4.0, 4.0, 6.0, 7.5][(dice.unit() * 4.0) as usize];
        let plan = HoldPlan::new(mode, [20.0, 12.0, 9.0][(dice.unit() * 3.0) as usize], Some(floor)).unwrap();
        let heart = Heart {
            rate: dice.between(120.0, 170.0),
            gain: dice.between(4.0, 12.0),
            tau: dice.between(20.0, 100.0),
            ceiling_kmh: start + dice.between(-2.5, 0.8),
            dice: Random::new(dice.bits()),
        };
        let deeds = (0..(dice.unit() * 7.0) as usize).map(|_| ((dice.between(5.0, SECONDS as f64) * 1000.0) as u64, deed(dice))).collect();
        Self { belt, plan, heart, deeds }
    }

    /// Runs it.
    pub fn run(mut self) -> Story {
        let athlete = Athlete { max_hr: Some(190.0), ..Athlete::default() };
        let zones = ZoneModel::Custom.zones(&athlete, Some([100.0, 120.0, CEILING, 160.0, 180.0])).unwrap();
        let plan = Plan::new(Some(60), Legs::Fresh).by(Features::NONE).holding(self.plan);
        let session = Session::new(Setup { own: Learned::default(), athlete, zones, ceiling: Some(CEILING), plan });
        let [min, max, step] = [self.belt.tells.min, self.belt.tells.max, self.belt.tells.step].map(|speed| speed.hundredths());
        let start = (self.belt.kmh * 100.0).round() as u16;
        let story = Story {
            plan: self.plan,
            grid: (min, max, step),
            commands: Vec::new(),
            beats: Vec::new(),
            told: Vec::new(),
            hand: vec![(0, start)],
            inputs: Vec::new(),
            was_released: false,
        };
        self.deeds.sort_by_key(|(at, _)| *at);
        let mut lived = Lived { session, belt: self.belt, story };
        lived.belt.connects(0).iter().for_each(|event| lived.step(event));
        let (mut silent_until, mut fixed) = (0, None::<(u16, u64)>);
        for ms in (0..SECONDS * 1000).step_by(250) {
            while let Some(place) = self.deeds.iter().position(|(at, _)| *at < ms + 250) {
                let (_, deed) = self.deeds.remove(place);
                match deed {
                    Deed::StrapFalls(secs) => silent_until = ms + secs * 1000,
                    Deed::StrapSends(rate, secs) => fixed = Some((rate, ms + secs * 1000)),
                    _ => lived.does(ms, deed),
                }
            }
            if ms.is_multiple_of(1000) && ms >= silent_until {
                let shown = fixed.filter(|(_, until)| ms < *until).map_or(self.heart.live(lived.belt.kmh), |(rate, _)| rate);
                lived.hears(ms, shown);
            }
            lived.belt.live(ms, 250).iter().for_each(|event| lived.step(event));
            if ms % 1000 == 500
                && let Some(event) = lived.belt.data(ms + 240)
            {
                lived.step(&event);
            }
        }
        lived.story
    }
}

impl Heart {
    fn live(&mut self, kmh: f64) -> u16 {
        let settles = CEILING + self.gain * (kmh - self.ceiling_kmh);
        self.rate += (settles - self.rate) / self.tau;
        (self.rate + 1.5 * self.dice.normal()).round().clamp(45.0, 205.0) as u16
    }
}

/// Half of the machines are faithful.
fn quirks(dice: &mut Random) -> Quirks {
    let mut quirks = Quirks { silent_console: dice.unit() < 0.2, repeats_speed: dice.unit() < 0.2, ..Quirks::default() };
    quirks.zero_every = if dice.unit() < 0.1 { 7 } else { 0 };
    quirks.trembles = if dice.unit() < 0.15 { (dice.unit() * 8.0) as u16 } else { 0 };
    quirks.overshoots = if dice.unit() < 0.1 { 0.15 } else { 0.0 };
    quirks.from = (dice.unit() * 4.0) as u32;
    match (dice.unit() * 22.0) as u32 {
        0 => quirks.miles = true,
        1 => quirks.swapped = true,
        2 => quirks.jumps = true,
        3 => quirks.ignores = true,
        4 => quirks.mute = true,
        5 => quirks.result = Some(2 + (dice.unit() * 4.0) as u8),
        6 => quirks.wrong_op = true,
        7 => quirks.delay_ms = dice.between(500.0, 9000.0) as u64,
        8 => quirks.write_fails = true,
        9 => quirks.denies = true,
        _ => {}
    }
    quirks
}

fn deed(dice: &mut Random) -> Deed {
    let kmh = dice.between(50.0, 120.0).round() / 10.0;
    let status = |place: f64| [BeltStatus::Stopped, BeltStatus::SafetyKey, BeltStatus::Reset][(place * 3.0) as usize];
    match (dice.unit() * 22.0) as u32 {
        0..=2 => Deed::ConsoleSpeed(kmh),
        3 => Deed::ConsoleStop(status(dice.unit())),
        4 => Deed::ConsoleStart(kmh),
        5 => Deed::ConsoleTakes,
        6 => Deed::Link(false),
        7 => Deed::Link(true),
        8..=12 => Deed::Key(Command::Hold),
        13 => Deed::Key(Command::LetGo),
        14 => Deed::Key(if dice.unit() < 0.5 { Command::Pause } else { Command::Resume }),
        15 => Deed::Slept(dice.between(1.0, 60.0) as u64),
        16 => Deed::StrapFalls(dice.between(2.0, 40.0) as u64),
        17 => Deed::StrapSends([0, 255, 90, 165, 210][(dice.unit() * 5.0) as usize], dice.between(2.0, 60.0) as u64),
        18 => Deed::Status(status(dice.unit())),
        19 => Deed::Status([BeltStatus::Started, BeltStatus::ControlLost, BeltStatus::Other(6)][(dice.unit() * 3.0) as usize]),
        20 => Deed::Key(Command::Stop),
        _ => Deed::Indication((dice.unit() * 4.0) as u8, (dice.unit() * 6.0) as u8),
    }
}

/// A run on its way.
struct Lived {
    session: Session,
    belt: Belt,
    story: Story,
}

impl Lived {
    fn step(&mut self, event: &Event) {
        let ms = event.at.ms();
        match &event.kind {
            EventKind::Motion(motion) => self.story.told.extend(motion.speed_kmh.map(|kmh| (ms, (kmh * 100.0).round() as u16))),
            EventKind::Measurement(measurement) => self.story.beats.extend(measurement.bpm().map(|bpm| (ms, bpm.beats()))),
            kind => self.story.inputs.push((ms, kind.clone())),
        }
        for notice in self.session.step(event) {
            if let NoticeKind::Hold(change) = notice.kind {
                self.story.was_released |= change.state == HoldState::Released;
            }
        }
        // What falls due is looked for once more than needed: it must come once.
        if let Some(command) = self.session.take_belt_command() {
            assert!(self.session.take_belt_command().is_none() && self.session.clone().take_belt_command().is_none());
            assert_eq!(command.at(), event.at, "a command waited");
            assert_eq!(command.bytes()[0], command.kind().op());
            self.story.commands.push((ms, command.kind()));
            self.belt.write(ms, &command);
        }
    }

    fn hears(&mut self, ms: u64, shown: u16) {
        self.step(&Event::new(Elapsed::from_ms(ms), EventKind::Measurement(HeartRateMeasurement::of(shown))));
    }

    fn does(&mut self, ms: u64, deed: Deed) {
        let at = Elapsed::from_ms(ms);
        let treadmill = |kind| Event { at, from: EventSource::Device(recovery_run::session::DeviceRole::Treadmill), kind };
        match deed {
            Deed::ConsoleSpeed(kmh) => {
                self.belt.console_speed(ms, kmh);
                self.set_by_hand(ms);
            }
            Deed::ConsoleStop(status) => self.belt.console_stop(ms, status),
            Deed::ConsoleStart(kmh) => {
                self.belt.console_start(ms, kmh);
                self.set_by_hand(ms);
            }
            Deed::ConsoleTakes => self.belt.console_takes(ms),
            Deed::Link(back) => self.belt.link(ms, back).iter().for_each(|event| self.step(event)),
            Deed::Key(command) => {
                // Who takes a belt up stands on it.
                let told = self.story.told.iter().rev().map(|(_, speed)| *speed).find(|speed| *speed > 0);
                self.story.hand.extend(told.filter(|_| command == Command::Hold).map(|speed| (ms, speed)));
                self.step(&Event::new(at, EventKind::Command(command)));
            }
            Deed::Slept(secs) => self.step(&Event { at, from: EventSource::Other, kind: EventKind::Slept(Span::from_secs(secs)) }),
            Deed::Status(status) => self.step(&treadmill(EventKind::Belt(BeltAnswer::Status(status)))),
            Deed::Indication(op, result) => self.step(&treadmill(EventKind::Belt(BeltAnswer::Indication { op, result }))),
            Deed::StrapFalls(_) | Deed::StrapSends(..) => {}
        }
    }

    fn set_by_hand(&mut self, ms: u64) {
        let set = (self.belt.target * 100.0).round() as u16;
        self.story.hand.push((ms, set));
    }
}

/// Whether a link still stands.
pub fn is_lost(kind: &EventKind) -> bool {
    matches!(kind, EventKind::Link(link) if *link != Link::Connected)
}
