//! What is asked before a run: an unfinished one, the age, the legs, which strap.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::form::{Form, FormAction};
use super::form_numbers::Numbers;
use super::form_sound::SoundChoice;
use super::shut_down::{Pressed, ShutDown};
use super::straps::{Found, FoundKind};
use super::theme::Theme;
use crate::heart::Bpm;
use crate::session::{Elapsed, Feature, HoldMode, HoldPlan, HoldQuestion, Legs, Plan, Setup};

/// How far the strap is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StrapState {
    /// Looked for: this one by name, or any.
    Searching(Option<String>),
    /// Several are in reach; one has to be picked.
    Found(Vec<Found>),
    /// On the way.
    Connecting(String),
    /// It sends.
    Connected {
        /// Its name.
        name: String,
        /// The latest rate.
        bpm: Option<Bpm>,
        /// Battery in percent.
        battery: Option<u8>,
    },
    /// The adapter is off; it can be switched on with a key.
    AdapterOff,
    /// There is no way to a strap; the trouble line says why.
    Unavailable,
    /// The readings come from elsewhere; its name.
    Other(String),
}

/// A run that was not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfinished {
    /// How long it is.
    pub length: Elapsed,
    /// The time of day at which it began, as a person writes it.
    pub began: String,
    /// Whether it is recent enough to go on with.
    pub resumable: bool,
}

/// What the runner answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartAction {
    /// The legs; the start screen has them already.
    Legs(Legs),
    /// Begin the run.
    Begin,
    /// Take the strap at this place of the list.
    Pick(usize),
    /// Take the treadmill or the foot pod at this place of those of its kind.
    PickMachine(FoundKind, usize),
    /// The demo instead.
    Demo,
    /// Switch the adapter on.
    SwitchOn,
    /// The runner's numbers.
    Numbers(Numbers),
    /// No numbers: an age of 40 is assumed.
    SkipNumbers,
    /// Play the cue at this place of the list.
    Play(usize, SoundChoice),
    /// The sound is as wanted.
    Sound(SoundChoice),
    /// Go on with the unfinished run.
    Resume,
    /// Finish it.
    Finish,
    /// Leave it for the next start.
    Later,
    /// Leave.
    Quit,
    /// Shut the computer down.
    ShutDown,
    /// Something on the screen changed.
    Redraw,
}

/// The screen before the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// How to draw.
    pub theme: Theme,
    /// The setup as it stands; the legs chosen are in its plan.
    pub setup: Setup,
    /// Minutes the runner asked for; none leaves them to the legs.
    pub minutes: Option<u16>,
    /// How far the strap is.
    pub strap: StrapState,
    /// The straps that were offered when one was chosen, and treadmills and foot pods in reach.
    pub others: Vec<Found>,
    /// Whether the belt may follow the heart, and up to which speed.
    pub hold: HoldQuestion,
    /// The last run in a line.
    pub last: Option<String>,
    /// What failed, why, and what to do.
    pub trouble: Option<String>,
    /// A run that was not finished: asked first.
    pub unfinished: Option<Unfinished>,
    /// The form of a first run, while it is filled in.
    pub form: Option<Form>,
    /// Where the program is all that the computer does: how that is shut down. Nothing leaves the screen then.
    pub shut_down: Option<ShutDown>,
}

impl Start {
    /// A start screen that searches for any strap.
    pub fn new(theme: Theme, setup: Setup, minutes: Option<u16>) -> Self {
        Self {
            theme,
            setup,
            minutes,
            strap: StrapState::Searching(None),
            others: Vec::new(),
            hold: HoldQuestion::new(HoldPlan::OFF),
            last: None,
            trouble: None,
            unfinished: None,
            form: None,
            shut_down: None,
        }
    }

    /// Whether the legs are asked for.
    pub(super) fn checks_in(&self) -> bool {
        self.setup.plan.method.has(Feature::CheckIn)
    }

    /// The plan on some legs.
    pub fn plan(&self, legs: Legs) -> Plan {
        Plan::new(self.minutes, legs).by(self.setup.plan.method)
    }

    /// The setup on some legs.
    pub fn setup_on(&self, legs: Legs) -> Setup {
        Setup { plan: self.plan(legs), ..self.setup.clone() }
    }

    /// Takes in a key; what it answers, if anything. Key releases and repeats mean nothing.
    pub fn press(&mut self, key: KeyEvent) -> Option<StartAction> {
        if key.kind != KeyEventKind::Press {
            return None;
        }
        match self.shut_down.as_mut().map(|shut_down| shut_down.press(key)) {
            Some(Pressed::Now) => return Some(StartAction::ShutDown),
            Some(Pressed::Told) => return Some(StartAction::Redraw),
            // A capital that the shutting down left alone is no way to leave either.
            Some(Pressed::Else) if key.code == KeyCode::Char('Q') => return Some(StartAction::Redraw),
            Some(Pressed::Else) | None => {}
        }
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(StartAction::Quit);
        }
        if let Some(unfinished) = &self.unfinished {
            let resumable = unfinished.resumable;
            let answer = answer_unfinished(key.code, resumable)?;
            if answer != StartAction::Quit {
                self.unfinished = None;
            }
            return Some(answer);
        }
        if self.form.is_some() {
            return self.fill_in(key);
        }
        match key.code {
            KeyCode::Char('f' | 'F') if self.checks_in() => Some(self.choose(Legs::Fresh)),
            KeyCode::Char('h' | 'H') if self.checks_in() => Some(self.choose(Legs::Heavy)),
            KeyCode::Char('w' | 'W') if self.checks_in() => Some(self.choose(Legs::Wrecked)),
            // A belt that is held needs a limit first: the line above the keys asks for it.
            KeyCode::Enter | KeyCode::Char(' ') if self.asks_hold() && self.hold.is_open() => Some(StartAction::Redraw),
            KeyCode::Enter | KeyCode::Char(' ') => Some(StartAction::Begin),
            KeyCode::Char('b' | 'B') if self.asks_hold() => {
                self.hold.toggle();
                Some(StartAction::Redraw)
            }
            KeyCode::Char('+' | '=') if self.sets_limit() => {
                self.hold.raise();
                Some(StartAction::Redraw)
            }
            KeyCode::Char('-' | '_') if self.sets_limit() => {
                self.hold.lower();
                Some(StartAction::Redraw)
            }
            KeyCode::Char('d' | 'D') => Some(StartAction::Demo),
            KeyCode::Char('s' | 'S') if self.strap == StrapState::AdapterOff => Some(StartAction::SwitchOn),
            KeyCode::Char('q' | 'Q') => Some(StartAction::Quit),
            KeyCode::Char(digit @ '1'..='9') => self.pick(usize::from(digit as u8 - b'1')),
            _ => None,
        }
    }

    /// Whether it is asked if the belt may follow the heart: with a treadmill that was chosen, or where a flag wishes for it.
    pub(super) fn asks_hold(&self) -> bool {
        let has_belt = self.others.iter().any(|other| other.kind == FoundKind::Treadmill && other.is_chosen);
        has_belt || self.hold.mode != HoldMode::Off
    }

    /// Whether the limit of a held belt can be set.
    pub(super) fn sets_limit(&self) -> bool {
        self.hold.mode != HoldMode::Off
    }

    /// The straps that can be picked.
    pub(super) fn straps(&self) -> usize {
        match &self.strap {
            StrapState::Found(found) => found.len(),
            _ => 0,
        }
    }

    /// The device with a number, counted from 0: straps first, then what else nobody took yet.
    fn pick(&self, place: usize) -> Option<StartAction> {
        let Some(machine) = place.checked_sub(self.straps()) else { return Some(StartAction::Pick(place)) };
        let machines: Vec<FoundKind> = self.others.iter().filter(|other| other.can_be_picked()).map(|other| other.kind).collect();
        let kind = *machines.get(machine)?;
        Some(StartAction::PickMachine(kind, machines[..machine].iter().filter(|other| **other == kind).count()))
    }

    fn choose(&mut self, legs: Legs) -> StartAction {
        self.setup.plan = self.plan(legs);
        StartAction::Legs(legs)
    }

    fn fill_in(&mut self, key: KeyEvent) -> Option<StartAction> {
        let offered = self.straps() + self.others.iter().filter(|other| other.can_be_picked()).count();
        let form = self.form.as_mut()?;
        let action = form.press(key, offered, self.strap == StrapState::AdapterOff)?;
        if form.ends_with(action) {
            self.form = None;
        }
        Some(match action {
            FormAction::Redraw => StartAction::Redraw,
            FormAction::Numbers(numbers) => StartAction::Numbers(numbers),
            FormAction::Skip => StartAction::SkipNumbers,
            FormAction::Pick(place) => return self.pick(place),
            FormAction::SwitchOn => StartAction::SwitchOn,
            FormAction::Play(place, choice) => StartAction::Play(place, choice),
            FormAction::Finished(choice) => StartAction::Sound(choice),
            FormAction::Quit => StartAction::Quit,
        })
    }
}

fn answer_unfinished(code: KeyCode, resumable: bool) -> Option<StartAction> {
    match code {
        KeyCode::Char('r' | 'R') if resumable => Some(StartAction::Resume),
        KeyCode::Char('f' | 'F') => Some(StartAction::Finish),
        KeyCode::Char('n' | 'N') | KeyCode::Esc => Some(StartAction::Later),
        KeyCode::Char('q' | 'Q') => Some(StartAction::Quit),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, ZoneModel};
    use termprofile::TermProfile;

    fn start() -> Start {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let setup = Setup {
            own: crate::session::Learned::default(),
            athlete: Athlete::default(),
            zones,
            ceiling: None,
            plan: Plan::new(None, Legs::Fresh).by(crate::session::Features::WHOLE),
        };
        Start::new(Theme::new(TermProfile::TrueColor, true), setup, None)
    }

    fn press(start: &mut Start, code: KeyCode) -> Option<StartAction> {
        start.press(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn one_key_lowers_the_ceiling_for_tired_legs() {
        let mut start = start();
        assert_eq!(press(&mut start, KeyCode::Char('h')), Some(StartAction::Legs(Legs::Heavy)));
        assert_eq!(start.setup.ceiling(), 130.0);
        assert_eq!(press(&mut start, KeyCode::Char('w')), Some(StartAction::Legs(Legs::Wrecked)));
        assert_eq!((start.setup.ceiling(), start.setup.plan.minutes), (120.0, 20));
        assert_eq!(press(&mut start, KeyCode::Enter), Some(StartAction::Begin));
    }

    #[test]
    fn the_form_goes_before_all_but_an_unfinished_run_and_ends_where_the_run_can_begin() {
        let mut start = start();
        start.form = Some(Form::numbers_alone());
        assert_eq!(press(&mut start, KeyCode::Char('h')), None);
        for digit in ['4', '2'] {
            assert_eq!(press(&mut start, KeyCode::Char(digit)), Some(StartAction::Redraw));
        }
        let numbers = Numbers { age: Some(42), ..Numbers::default() };
        assert_eq!(press(&mut start, KeyCode::Enter), Some(StartAction::Numbers(numbers)));
        assert_eq!(press(&mut start, KeyCode::Enter), Some(StartAction::Begin));
        start.form = Some(Form::numbers_alone());
        assert_eq!(press(&mut start, KeyCode::Esc), Some(StartAction::SkipNumbers));
        assert_eq!(start.form, None);
    }

    #[test]
    fn an_unfinished_run_is_asked_first_and_resumed_only_while_it_is_fresh() {
        let mut start = start();
        start.form = Some(Form::numbers_alone());
        let unfinished = Unfinished { length: Elapsed::from_secs(754), began: "10:02".to_owned(), resumable: false };
        start.unfinished = Some(unfinished.clone());
        assert_eq!(press(&mut start, KeyCode::Char('r')), None);
        assert_eq!(press(&mut start, KeyCode::Char('f')), Some(StartAction::Finish));
        start.unfinished = Some(Unfinished { resumable: true, ..unfinished });
        assert_eq!(press(&mut start, KeyCode::Char('r')), Some(StartAction::Resume));
        assert_eq!(start.unfinished, None);
    }

    #[test]
    fn only_a_strap_of_the_list_can_be_picked() {
        let mut start = start();
        assert_eq!(press(&mut start, KeyCode::Char('1')), None);
        start.strap = StrapState::Found(vec![Found { name: "H10".to_owned(), ..Found::default() }; 2]);
        assert_eq!(press(&mut start, KeyCode::Char('2')), Some(StartAction::Pick(1)));
        assert_eq!(press(&mut start, KeyCode::Char('3')), None);
        assert_eq!(press(&mut start, KeyCode::Char('s')), None);
        start.strap = StrapState::AdapterOff;
        assert_eq!(press(&mut start, KeyCode::Char('s')), Some(StartAction::SwitchOn));
    }

    #[test]
    fn treadmills_and_foot_pods_are_numbered_after_the_straps() {
        let mut start = start();
        let found = |kind, is_chosen| Found { kind, is_chosen, name: "x".to_owned(), ..Found::default() };
        start.others = vec![
            found(FoundKind::Strap, true),
            found(FoundKind::Treadmill, false),
            found(FoundKind::Treadmill, false),
            found(FoundKind::FootPod, false),
        ];
        assert_eq!(press(&mut start, KeyCode::Char('2')), Some(StartAction::PickMachine(FoundKind::Treadmill, 1)));
        start.strap = StrapState::Found(vec![Found::default(); 2]);
        assert_eq!(press(&mut start, KeyCode::Char('2')), Some(StartAction::Pick(1)));
        assert_eq!(press(&mut start, KeyCode::Char('5')), Some(StartAction::PickMachine(FoundKind::FootPod, 0)));
        assert_eq!(press(&mut start, KeyCode::Char('6')), None);
    }

    #[test]
    fn a_belt_is_held_only_with_a_treadmill_and_not_before_a_limit_was_set() {
        let mut start = start();
        assert_eq!(press(&mut start, KeyCode::Char('b')), None);
        start.others = vec![Found { kind: FoundKind::Treadmill, is_chosen: true, name: "Belt".to_owned(), ..Found::default() }];
        assert_eq!(press(&mut start, KeyCode::Char('+')), None);
        assert_eq!(press(&mut start, KeyCode::Char('b')), Some(StartAction::Redraw));
        assert_eq!(press(&mut start, KeyCode::Enter), Some(StartAction::Redraw), "the limit is asked first");
        assert_eq!(press(&mut start, KeyCode::Char('-')), Some(StartAction::Redraw));
        assert_eq!(press(&mut start, KeyCode::Enter), Some(StartAction::Begin));
        assert_eq!(start.hold.answer().and_then(|plan| plan.limit).map(|limit| limit.kmh()), Some(10.0));
        assert_eq!(press(&mut start, KeyCode::Char('b')), Some(StartAction::Redraw));
        assert_eq!(start.hold.answer(), Some(HoldPlan::OFF));
    }

    #[test]
    fn ctrl_c_leaves_from_every_question() {
        let mut start = start();
        start.form = Some(Form::numbers_alone());
        assert_eq!(start.press(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), Some(StartAction::Quit));
    }
}
