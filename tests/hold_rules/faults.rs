//! Each fault by itself: control ends in time, and is not taken back without a key.

use recovery_run::heart::{Athlete, HeartRateMeasurement, ZoneModel};
use recovery_run::session::{
    BeltStatus, Command, Elapsed, Event, EventKind, EventSource, Features, HoldMode, HoldPlan, HoldState, Learned, Legs, NoticeKind, Plan,
    Session, Setup, Span,
};

use crate::belt::{Belt, Quirks};

/// What happens at the hundredth second of a run in which the belt is held.
type Deed = fn(&mut Run, u64);

/// A held run: a rate far over the ceiling, a belt that goes down step by step.
struct Run {
    session: Session,
    belt: Belt,
    ms: u64,
    rate: Option<u16>,
    states: Vec<(u64, HoldState)>,
    commands: Vec<u64>,
}

impl Run {
    fn new(quirks: Quirks) -> Self {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let hold = HoldPlan::new(HoldMode::On, 12.0, None).unwrap();
        let plan = Plan::new(None, Legs::Fresh).by(Features::NONE).holding(hold);
        let session = Session::new(Setup { own: Learned::default(), athlete: Athlete::default(), zones, ceiling: Some(140.0), plan });
        let mut belt = Belt::at(11.0);
        belt.quirks = quirks;
        let mut run = Self { session, belt, ms: 0, rate: Some(149), states: Vec::new(), commands: Vec::new() };
        run.belt.connects(0).iter().for_each(|event| run.step(event));
        run
    }

    fn step(&mut self, event: &Event) {
        for notice in self.session.step(event) {
            if let NoticeKind::Hold(change) = notice.kind {
                self.states.push((notice.at.ms(), change.state));
            }
        }
        if let Some(command) = self.session.take_belt_command() {
            self.commands.push(event.at.ms());
            self.belt.write(event.at.ms(), &command);
        }
    }

    fn tell(&mut self, kind: EventKind) {
        self.step(&Event { at: Elapsed::from_ms(self.ms), from: EventSource::Runner, kind });
    }

    /// Lives until a second.
    fn live_until(&mut self, second: u64) {
        while self.ms < second * 1000 {
            if self.ms.is_multiple_of(1000)
                && let Some(rate) = self.rate
            {
                // A rate that stands still would be doubted.
                let shown = rate + [0, 1, 0, 2, 1][(self.ms / 1000) as usize % 5];
                self.tell(EventKind::Measurement(HeartRateMeasurement::of(shown)));
            }
            for event in self.belt.live(self.ms, 250) {
                self.step(&event);
            }
            if self.ms % 1000 == 500
                && let Some(event) = self.belt.data(self.ms + 240)
            {
                self.step(&event);
            }
            self.ms += 250;
        }
    }
}

const AT: u64 = 100;

/// The faults, with the seconds in which control has to be over, and what happens.
const FAULTS: [(&str, f64, Deed); 19] = [
    ("the runner's own key", 0.1, |run, _| run.tell(EventKind::Command(Command::LetGo))),
    ("the runner's pause", 0.1, |run, _| run.tell(EventKind::Command(Command::Pause))),
    ("the end of the run", 0.1, |run, _| run.tell(EventKind::Command(Command::Stop))),
    ("the computer slept", 2.0, |run, _| run.tell(EventKind::Slept(Span::from_ms(100)))),
    ("a speed at the console, slower", 2.0, |run, ms| run.belt.console_speed(ms, run.belt.target - 0.5)),
    ("a speed at the console, faster by one press", 2.0, |run, ms| run.belt.console_speed(ms, run.belt.target + 0.1)),
    ("a much faster speed at the console", 2.0, |run, ms| run.belt.console_speed(ms, 14.0)),
    ("stopped at the console", 2.0, |run, ms| run.belt.console_stop(ms, BeltStatus::Stopped)),
    ("the safety key", 2.0, |run, ms| run.belt.console_stop(ms, BeltStatus::SafetyKey)),
    ("reset at the console", 2.0, |run, ms| run.belt.console_stop(ms, BeltStatus::Reset)),
    ("started at the console", 2.0, |run, ms| run.belt.console_start(ms, 9.0)),
    ("control taken by the console", 2.0, |run, ms| run.belt.console_takes(ms)),
    ("the treadmill's link", 2.0, |run, ms| {
        for event in run.belt.link(ms, false) {
            run.step(&event);
        }
    }),
    ("the treadmill's link, back at once", 2.0, |run, ms| {
        let events = [run.belt.link(ms, false), run.belt.link(ms + 10, true)].concat();
        events.iter().for_each(|event| run.step(event));
    }),
    ("a speed that nobody tells of", 4.0, |run, ms| {
        run.belt.quirks.silent_console = true;
        run.belt.console_speed(ms, run.belt.target - 0.6);
    }),
    ("a stop that nobody tells of", 4.0, |run, ms| {
        run.belt.quirks.silent_console = true;
        run.belt.console_stop(ms, BeltStatus::Stopped);
    }),
    ("paused, its speed told on", 4.0, |run, ms| {
        (run.belt.quirks.silent_console, run.belt.quirks.repeats_speed) = (true, true);
        run.belt.console_stop(ms, BeltStatus::Stopped);
    }),
    ("data that end", 5.5, |run, _| run.belt.connected = false),
    ("a strap that is silent", 10.1, |run, _| run.rate = None),
];

#[test]
fn control_ends_in_time_with_each_fault_and_is_taken_back_by_a_key_alone() {
    let mut late = Vec::new();
    for (name, within, deed) in FAULTS {
        let mut run = Run::new(Quirks::default());
        run.live_until(AT);
        assert!(run.states.last().is_some_and(|(_, state)| *state == HoldState::Holding), "{name}: {:?}", run.states);
        deed(&mut run, AT * 1000);
        run.live_until(AT + 60);
        let end = run.states.iter().find(|(at, state)| *at + 200 >= AT * 1000 && !state.has_control());
        match end {
            Some((at, HoldState::Released)) if *at as f64 <= (AT as f64 + within) * 1000.0 => {}
            other => late.push(format!("{name}: {other:?}")),
        }
        let after = run.commands.iter().find(|at| end.is_some_and(|(ended, _)| *at > ended));
        late.extend(after.map(|at| format!("{name}: a command at {at} ms")));
    }
    assert!(late.is_empty(), "{}", late.join("\n"));
}

/// What is wrong with the machine, how many speed commands it is given at the most, and where it ends.
const MACHINES: [(&str, Quirks, usize, HoldState); 11] = [
    ("takes miles", Quirks { miles: true, ..FAITHFUL }, 1, HoldState::Refused),
    ("swaps bytes", Quirks { swapped: true, ..FAITHFUL }, 1, HoldState::Refused),
    ("jumps to its highest speed", Quirks { jumps: true, ..FAITHFUL }, 1, HoldState::Refused),
    ("does nothing", Quirks { ignores: true, ..FAITHFUL }, 1, HoldState::Refused),
    ("does nothing from its third command on", Quirks { ignores: true, from: 3, ..FAITHFUL }, 3, HoldState::Released),
    ("answers nothing", Quirks { mute: true, ..FAITHFUL }, 1, HoldState::Released),
    ("answers with a failure from its second on", Quirks { result: Some(4), from: 2, ..FAITHFUL }, 2, HoldState::Released),
    ("answers something else", Quirks { wrong_op: true, ..FAITHFUL }, 1, HoldState::Released),
    ("answers after six seconds", Quirks { delay_ms: 6000, ..FAITHFUL }, 1, HoldState::Released),
    ("refuses the write", Quirks { write_fails: true, ..FAITHFUL }, 1, HoldState::Released),
    ("refuses control", Quirks { denies: true, ..FAITHFUL }, 0, HoldState::Refused),
];
const FAITHFUL: Quirks = Quirks {
    miles: false,
    swapped: false,
    jumps: false,
    from: 0,
    ignores: false,
    mute: false,
    result: None,
    wrong_op: false,
    delay_ms: 0,
    write_fails: false,
    denies: false,
    silent_console: false,
    repeats_speed: false,
    zero_every: 0,
    trembles: 0,
    overshoots: 0.0,
};

#[test]
fn a_machine_that_lies_is_let_go_after_the_command_that_shows_it() {
    for (name, quirks, speeds, ends) in MACHINES {
        let mut run = Run::new(quirks);
        run.live_until(120);
        assert_eq!(run.commands.len(), speeds + 1, "{name}: {:?}", run.states);
        assert_eq!(run.states.last().map(|(_, state)| *state), Some(ends), "{name}");
        // In good time: two seconds for an answer, eight for the belt.
        let (last, end) = (run.commands[speeds], run.states.last().unwrap().0);
        assert!(end <= last + 8_100, "{name}: {end} after {last}");
    }
}

#[test]
fn a_key_takes_the_belt_up_again_and_what_was_refused_stays_so() {
    let commands_after = |quirks, second: u64| {
        let mut run = Run::new(quirks);
        run.live_until(second);
        run.tell(EventKind::Command(Command::LetGo));
        run.live_until(second + 20);
        let before = run.commands.len();
        run.tell(EventKind::Command(Command::Hold));
        run.live_until(second + 40);
        run.commands.len() - before
    };
    assert!(commands_after(FAITHFUL, AT) >= 2, "it was not taken up");
    assert_eq!(commands_after(Quirks { miles: true, ..FAITHFUL }, AT), 0);
}

#[test]
fn a_belt_of_which_no_packet_is_whole_or_quiet_is_held_all_the_same() {
    for (name, quirks) in [
        ("every seventh packet is zeros", Quirks { zero_every: 7, ..FAITHFUL }),
        ("goes past its targets", Quirks { overshoots: 0.15, ..FAITHFUL }),
        ("trembles", Quirks { trembles: 6, ..FAITHFUL }),
    ] {
        let mut run = Run::new(quirks);
        run.live_until(200);
        assert!(run.commands.len() >= 8, "{name}: {:?}", run.states);
        assert_eq!(run.states.last().map(|(_, state)| *state), Some(HoldState::Holding), "{name}: {:?}", run.states);
    }
}
