//! A simulated treadmill: a belt with a ramp, a console, a control point and 0x2ADA, and the ways in which such machines lie.

use recovery_run::session::{
    BeltAbilities, BeltAnswer, BeltCommand, BeltCommandKind, BeltSpeed, BeltStatus, DeviceRole, Elapsed, Event, EventKind, EventSource,
    Link, Motion, SpeedRange,
};

/// What is wrong with a machine.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Quirks {
    /// Targets are taken as hundredths of a mile an hour.
    pub miles: bool,
    /// The bytes of a target are swapped.
    pub swapped: bool,
    /// Any target leads to the highest speed.
    pub jumps: bool,
    /// From this speed command on (1 is the first) ...
    pub from: u32,
    /// ... success is answered and nothing happens,
    pub ignores: bool,
    /// nothing is answered,
    pub mute: bool,
    /// the answer has this result, and nothing happens,
    pub result: Option<u8>,
    /// the answer names another operation,
    pub wrong_op: bool,
    /// the answer comes this many ms late,
    pub delay_ms: u64,
    /// or the write fails.
    pub write_fails: bool,
    /// Control is refused.
    pub denies: bool,
    /// No status is told of what the console does.
    pub silent_console: bool,
    /// While paused it tells its last speed.
    pub repeats_speed: bool,
    /// Every so many packets one is all zeros.
    pub zero_every: u64,
    /// It trembles by so many hundredths.
    pub trembles: u16,
    /// It goes so many km/h past a target and comes back.
    pub overshoots: f64,
}

/// The machine.
#[derive(Debug, Clone)]
pub struct Belt {
    /// The belt's true speed in km/h, and where it is going.
    pub kmh: f64,
    pub target: f64,
    past: Option<f64>,
    /// In km/h a second.
    pub ramp: f64,
    /// The speeds that it takes, and what it tells of them.
    pub range: SpeedRange,
    pub tells: SpeedRange,
    pub quirks: Quirks,
    /// The belt turns.
    pub runs: bool,
    pub connected: bool,
    control: bool,
    elapsed: f64,
    packets: u64,
    commands: u32,
    outgoing: Vec<(u64, BeltAnswer)>,
}

/// 0x2AD4 in hundredths of a km/h.
pub fn range(min: u16, max: u16, step: u16) -> SpeedRange {
    let [min, max, step] = [min, max, step].map(BeltSpeed::from_hundredths);
    SpeedRange { min, max, step }
}

impl Belt {
    /// One that runs at a speed in km/h.
    pub fn at(kmh: f64) -> Self {
        Self {
            kmh,
            target: kmh,
            past: None,
            ramp: 0.15,
            range: range(100, 1600, 10),
            tells: range(100, 1600, 10),
            quirks: Quirks::default(),
            runs: true,
            connected: true,
            control: false,
            elapsed: 0.0,
            packets: 0,
            commands: 0,
            outgoing: Vec::new(),
        }
    }

    /// What it tells on connecting.
    pub fn connects(&self, ms: u64) -> Vec<Event> {
        let abilities = BeltAbilities { control_point: true, sets_speed: Some(true), range: Some(self.tells), remembered: None };
        vec![event(ms, EventKind::Belt(BeltAnswer::Abilities(abilities))), event(ms, EventKind::Link(Link::Connected))]
    }

    /// A command is written to it.
    pub fn write(&mut self, ms: u64, command: &BeltCommand) {
        let kind = command.kind();
        let mut answer = |after: u64, answer| self.outgoing.push((ms + after, answer));
        answer(10, BeltAnswer::Written { op: kind.op(), speed: kind.speed() });
        let hundredths = match kind {
            BeltCommandKind::RequestControl => {
                self.control = !self.quirks.denies;
                answer(120, BeltAnswer::Indication { op: 0, result: if self.quirks.denies { 5 } else { 1 } });
                return;
            }
            BeltCommandKind::TargetSpeed { hundredths_kmh } => hundredths_kmh,
        };
        self.commands += 1;
        let quirks = if self.commands >= self.quirks.from { self.quirks } else { Quirks { from: 0, ..Quirks::default() } };
        if quirks.write_fails {
            answer(50, BeltAnswer::WriteFailed { att: Some(0x80) });
            return;
        }
        let result = if self.control { quirks.result.unwrap_or(1) } else { 5 };
        if !quirks.mute {
            answer(120 + quirks.delay_ms, BeltAnswer::Indication { op: if quirks.wrong_op { 3 } else { 2 }, result });
        }
        if result != 1 || quirks.ignores || !self.runs {
            return;
        }
        let hundredths = if quirks.swapped { hundredths.swap_bytes() } else { hundredths };
        let kmh = f64::from(hundredths) / 100.0 * if quirks.miles { 1.609_344 } else { 1.0 };
        let kmh = if quirks.jumps { self.range.max.kmh() } else { kmh };
        self.set(kmh);
        let told = BeltSpeed::from_kmh(self.target).unwrap_or_default();
        self.outgoing.push((ms + 200, BeltAnswer::Status(BeltStatus::TargetSpeed(told))));
    }

    fn set(&mut self, kmh: f64) {
        let (low, step) = (self.range.min.kmh(), self.range.step.kmh());
        let on_grid = low + ((kmh.clamp(low, self.range.max.kmh()) - low) / step).round() * step;
        self.past = (self.quirks.overshoots > 0.0).then(|| on_grid + self.quirks.overshoots * (on_grid - self.kmh).signum());
        self.target = on_grid;
    }

    /// The runner's hand sets a speed at the console.
    pub fn console_speed(&mut self, ms: u64, kmh: f64) {
        self.set(kmh);
        let told = BeltSpeed::from_kmh(self.target).unwrap_or_default();
        self.status(ms, BeltStatus::TargetSpeed(told));
    }

    /// The console stops or pauses the belt, by a status of this kind.
    pub fn console_stop(&mut self, ms: u64, status: BeltStatus) {
        self.runs = false;
        self.status(ms, status);
    }

    /// The console starts it, at a speed in km/h.
    pub fn console_start(&mut self, ms: u64, kmh: f64) {
        self.runs = true;
        self.set(kmh);
        self.status(ms, BeltStatus::Started);
    }

    /// The console takes control back.
    pub fn console_takes(&mut self, ms: u64) {
        self.control = false;
        self.status(ms, BeltStatus::ControlLost);
    }

    fn status(&mut self, ms: u64, status: BeltStatus) {
        if !self.quirks.silent_console {
            self.outgoing.push((ms + 60, BeltAnswer::Status(status)));
        }
    }

    /// Lives through a part of a second, in ms; what it tells meanwhile beside its data.
    pub fn live(&mut self, ms: u64, step: u64) -> Vec<Event> {
        let seconds = step as f64 / 1000.0;
        let goal = if self.runs { self.past.unwrap_or(self.target) } else { 0.0 };
        let ramp = if self.runs { self.ramp } else { 0.6 } * seconds;
        self.kmh += (goal - self.kmh).clamp(-ramp, ramp);
        if self.past.is_some_and(|past| (past - self.kmh).abs() < 1e-9) {
            self.past = None;
        }
        if self.runs {
            self.elapsed += seconds;
        }
        let mut due: Vec<(u64, BeltAnswer)> = self.outgoing.iter().copied().filter(|(at, _)| *at < ms + step).collect();
        self.outgoing.retain(|(at, _)| *at >= ms + step);
        due.sort_by_key(|(at, _)| *at);
        due.into_iter().filter(|_| self.connected).map(|(at, answer)| event(at.max(ms), EventKind::Belt(answer))).collect()
    }

    /// Its data, once a second; none while nobody is connected.
    pub fn data(&mut self, ms: u64) -> Option<Event> {
        self.packets += 1;
        let told = if !self.runs && self.quirks.repeats_speed { self.target } else { self.kmh };
        let tremble = [0, 1, -1, 1, 0, -1, 0, 1][self.packets as usize % 8] * i32::from(self.quirks.trembles);
        let hundredths = ((told * 100.0).round() as i32 + if told > 0.0 { tremble } else { 0 }).max(0);
        let zeros = self.quirks.zero_every > 0 && self.packets.is_multiple_of(self.quirks.zero_every);
        let motion = if zeros {
            Motion { speed_kmh: Some(0.0), ..Motion::default() }
        } else {
            Motion { speed_kmh: Some(f64::from(hundredths) / 100.0), elapsed_s: Some(self.elapsed.floor()), ..Motion::default() }
        };
        self.connected.then(|| event(ms, EventKind::Motion(motion)))
    }

    /// The link is lost, or is back.
    pub fn link(&mut self, ms: u64, connected: bool) -> Vec<Event> {
        self.connected = connected;
        self.outgoing.clear();
        if connected {
            self.connects(ms)
        } else {
            self.control = false;
            vec![event(ms, EventKind::Link(Link::Lost))]
        }
    }
}

fn event(ms: u64, kind: EventKind) -> Event {
    Event { at: Elapsed::from_ms(ms), from: EventSource::Device(DeviceRole::Treadmill), kind }
}
