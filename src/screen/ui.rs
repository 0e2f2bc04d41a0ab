//! What the viewer chose, and what the app tells beside the run.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

use super::after_run::AfterRun;
use super::key_map::KeyMap;
use super::keys::Purpose;
use super::layout_name::Layout;
use super::note::{Note, Said};
use super::prompts::LastPrompt;
use super::shut_down::question;
use super::straps::Found;
use super::theme::Theme;
use crate::session::{Answer, Command, Effort, Elapsed, Feature, RunState, RunView, Span, Units};

/// What lies over the dashboard; never over the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Overlay {
    /// Nothing.
    #[default]
    None,
    /// The keys.
    Help,
    /// The question whether to stop.
    ConfirmStop,
}

/// How the course of the run is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ChartStyle {
    /// Filled under the curve.
    #[default]
    Strata,
    /// A line of dots.
    Line,
}

impl ChartStyle {
    /// Every style.
    pub const ALL: [Self; 2] = [Self::Strata, Self::Line];

    /// Its word in the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Strata => "strata",
            Self::Line => "line",
        }
    }

    /// The style of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|style| style.word() == word)
    }
}

/// Whether the run is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RecordingLine {
    /// It is not, by choice.
    #[default]
    Off,
    /// It is.
    On,
    /// It should be and cannot, for this reason; the run goes on.
    Suspended(String),
}

/// How a recording is being played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Playback {
    /// How many times as fast as it was run; infinite is as fast as can be.
    pub speed: f64,
    /// Whether it is held.
    pub held: bool,
    /// How far it has come.
    pub position: Elapsed,
    /// How long it is.
    pub total: Elapsed,
}

/// What the viewer wants done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// An order to the run.
    Command(Command),
    /// An answer to what was asked.
    Answer(Answer),
    /// Stop the run, where it still goes, and leave when there is nothing more to ask. Confirmed already where that is asked.
    Quit,
    /// Stop the run and leave.
    QuitAtOnce,
    /// Hold the replay, or let it go on.
    Hold,
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// Sound was switched; `Ui::bell` holds how.
    Bell,
    /// Another layout was chosen; `Ui::layout` holds which.
    Layout,
    /// Take the strap at this place of the list that is offered, from 0 on.
    Pick(usize),
    /// Something on the screen changed.
    Redraw,
    /// Draw every cell anew, whatever is thought to be there.
    Refresh,
    /// Give the terminal back until the process is continued.
    Suspend,
    /// Leave, and shut the computer down.
    ShutDown,
}

/// What the chart of the last minutes can show.
const FIVE_MINUTES: Span = Span::from_secs(300);
const TEN_MINUTES: Span = Span::from_secs(600);

/// What the viewer chose and the app tells. No state of the run.
#[derive(Debug, Clone, PartialEq)]
pub struct Ui {
    /// How to draw.
    pub theme: Theme,
    /// Where everything stands.
    pub layout: Layout,
    /// What speed, pace and distance are shown in.
    pub units: Units,
    /// How the course of the run is drawn.
    pub chart: ChartStyle,
    /// How much of it: none as the layout has it, else the last minutes, or the whole plan.
    pub stretch: Option<Option<Span>>,
    /// Whether a prompt's frame goes in steps; in one otherwise.
    pub motion: bool,
    /// The prompt that stands or stood last, for its frame to go in steps.
    pub last_prompt: LastPrompt,
    /// What lies over the dashboard.
    pub overlay: Overlay,
    /// Whether the run is kept.
    pub recording: RecordingLine,
    /// Where the readings come from, in a word ("demo"); none for a strap, which names itself.
    pub source_line: Option<String>,
    /// How the recording is played; none in a live run.
    pub playback: Option<Playback>,
    /// A line on what is wrong with the link and what helps.
    pub trouble: Option<String>,
    /// The straps to choose from, while one has to be chosen.
    pub offered: Vec<Found>,
    /// Whether audible cues may sound.
    pub bell: bool,
    /// What is told of the run once it is over; until then, and where nothing is told, none.
    pub after: Option<Box<AfterRun>>,
    /// Which key means what.
    pub keys: KeyMap,
    /// What the last key has to say for itself.
    pub note: Option<Note>,
}

impl Ui {
    /// A live run's screen with nothing over it.
    pub fn new(theme: Theme) -> Self {
        Self {
            theme,
            layout: Layout::default(),
            units: Units::default(),
            chart: ChartStyle::default(),
            stretch: None,
            motion: true,
            last_prompt: LastPrompt::default(),
            overlay: Overlay::None,
            recording: RecordingLine::Off,
            source_line: None,
            playback: None,
            trouble: None,
            offered: Vec::new(),
            bell: true,
            after: None,
            keys: KeyMap::default(),
            note: None,
        }
    }

    /// Takes in what stands at this moment, before it is drawn: what goes takes a while to go.
    pub fn observe(&mut self, run: &RunView<'_>) {
        self.last_prompt.observe(run);
    }

    /// When the screen changes next by itself beside the clock, while something goes in steps.
    pub fn next_step(&self, now: Elapsed) -> Option<Elapsed> {
        self.last_prompt.next_step(now).filter(|_| self.motion)
    }

    /// Takes in a key; what it asks for, if anything. Key releases and repeats mean nothing.
    pub fn press(&mut self, key: KeyEvent, run: &RunView<'_>) -> Option<Action> {
        if key.kind != KeyEventKind::Press {
            return None;
        }
        let replay = self.playback.is_some();
        let meant = self.keys.purpose(key, replay);
        let note = self.note.take();
        match meant {
            Some(Purpose::StopAtOnce) => return Some(Action::QuitAtOnce),
            Some(Purpose::Suspend) => return Some(Action::Suspend),
            // Whatever else is shown or asked: the belt is the runner's at once.
            Some(Purpose::LetGo) if !run.setup.plan.hold.is_off() && !matches!(run.state, RunState::Stopped { .. }) => {
                return Some(Action::Command(Command::LetGo));
            }
            Some(Purpose::ShutDown) => return self.shut_down(note, run),
            Some(_) | None => {}
        }
        let is_over = matches!(run.state, RunState::Stopped { .. });
        if (!replay && asks_effort(run)) || (is_over && self.after.is_some()) {
            return self.press_afterwards(key.code, meant, run);
        }
        if let (KeyCode::Char(digit @ '1'..='9'), true) = (key.code, self.asks_for_strap(run)) {
            let place = usize::from(digit as u8 - b'1');
            return (place < self.offered.len()).then_some(Action::Pick(place));
        }
        match std::mem::take(&mut self.overlay) {
            Overlay::ConfirmStop => {
                let confirmed = meant == Some(Purpose::Stop) || matches!(key.code, KeyCode::Char('y' | 'Y'));
                return Some(if confirmed { Action::Quit } else { Action::Redraw });
            }
            Overlay::Help if meant.is_none() || meant == Some(Purpose::Help) => return Some(Action::Redraw),
            Overlay::Help | Overlay::None => {}
        }
        match meant.or_else(|| self.keys.elsewhere(key, replay)) {
            Some(purpose) => self.do_or_say_why(purpose, run),
            None => note.map(|_| Action::Redraw),
        }
    }

    /// Takes in a click on a key of the screen: what pressing it would ask for.
    pub(super) fn click(&mut self, purpose: Purpose, run: &RunView<'_>) -> Option<Action> {
        self.note = None;
        if self.playback.is_none() && asks_effort(run) {
            return (purpose == Purpose::Stop).then_some(Action::Quit);
        }
        match (std::mem::take(&mut self.overlay), purpose) {
            (Overlay::ConfirmStop, Purpose::Stop) => Some(Action::Quit),
            (Overlay::ConfirmStop, _) | (Overlay::Help, Purpose::Help) => Some(Action::Redraw),
            (Overlay::Help | Overlay::None, purpose) => self.do_or_say_why(purpose, run),
        }
    }

    /// What the last key has to say, while it is fresh.
    pub(super) fn note(&self, run: &RunView<'_>) -> Option<String> {
        self.note.as_ref()?.text(run)
    }

    /// The first press asks, the second one right after it does it. A run that goes on is stopped first.
    fn shut_down(&mut self, before: Option<Note>, run: &RunView<'_>) -> Option<Action> {
        let is_asked = before.is_some_and(|note| matches!(note.said, Said::ShutDown(_)) && note.text(run).is_some());
        if is_asked || !matches!(run.state, RunState::Stopped { .. }) {
            return self.do_or_say_why(Purpose::ShutDown, run);
        }
        self.note = Some(Note { said: Said::ShutDown(question(&self.keys)), since: run.now });
        Some(Action::Redraw)
    }

    /// A key that can do nothing at this moment says why.
    fn do_or_say_why(&mut self, purpose: Purpose, run: &RunView<'_>) -> Option<Action> {
        let said = Said::why_not(purpose, run, self.playback.is_some(), &self.keys);
        if let Some(said) = said {
            self.note = Some(Note { said, since: run.now });
            return Some(Action::Redraw);
        }
        self.act(purpose, run)
    }

    /// What a key asks for that means something at this moment.
    fn act(&mut self, purpose: Purpose, run: &RunView<'_>) -> Option<Action> {
        let replay = self.playback.is_some();
        let over = matches!(run.state, RunState::Stopped { .. });
        Some(match purpose {
            Purpose::Pause if replay => Action::Hold,
            Purpose::Pause => match run.state {
                RunState::Running => Action::Command(Command::Pause),
                RunState::Paused { .. } => Action::Command(Command::Resume),
                RunState::Stopped { .. } => return None,
            },
            Purpose::Lap => match run.state {
                RunState::Running => Action::Command(Command::Lap),
                RunState::Paused { .. } | RunState::Stopped { .. } => return None,
            },
            Purpose::Help => {
                self.overlay = Overlay::Help;
                Action::Redraw
            }
            // Nothing is lost by leaving a recording or a run that is over.
            Purpose::Stop if replay || over => Action::Quit,
            Purpose::Stop => {
                self.overlay = Overlay::ConfirmStop;
                Action::Redraw
            }
            Purpose::StopAtOnce => Action::QuitAtOnce,
            Purpose::Suspend => Action::Suspend,
            Purpose::ShutDown => Action::ShutDown,
            Purpose::Talk(talk) => {
                run.open_talk_test?;
                Action::Answer(Answer::Talk(talk))
            }
            Purpose::LetGo => Action::Command(Command::LetGo),
            Purpose::Hold => Action::Command(Command::Hold),
            Purpose::CeilingDown | Purpose::CeilingUp => {
                self.note = Some(Note { said: Said::Ceiling, since: run.now });
                Action::Command(if purpose == Purpose::CeilingDown { Command::CeilingDown } else { Command::CeilingUp })
            }
            Purpose::Faster => Action::Faster,
            Purpose::Slower => Action::Slower,
            Purpose::Bell => {
                self.bell = !self.bell;
                Action::Bell
            }
            Purpose::Theme => {
                self.theme = self.theme.next();
                // Every cell may have another colour.
                Action::Refresh
            }
            Purpose::Layout => {
                self.layout = self.layout.next();
                Action::Layout
            }
            Purpose::Chart => {
                self.stretch = match self.stretch {
                    None => Some(Some(FIVE_MINUTES)),
                    Some(Some(FIVE_MINUTES)) => Some(Some(TEN_MINUTES)),
                    Some(Some(_)) => Some(None),
                    Some(None) => None,
                };
                Action::Redraw
            }
            Purpose::Redraw => Action::Refresh,
        })
    }

    /// Whether the straps to choose from are shown: not over another question, and not after the run.
    pub(super) fn asks_for_strap(&self, run: &RunView<'_>) -> bool {
        !self.offered.is_empty() && self.overlay == Overlay::None && !matches!(run.state, RunState::Stopped { .. })
    }

    /// After the run: a digit rates the effort, 0 stands for 10; leaving takes one key.
    fn press_afterwards(&mut self, code: KeyCode, meant: Option<Purpose>, run: &RunView<'_>) -> Option<Action> {
        self.overlay = Overlay::None;
        match (code, meant) {
            // What a recording was answered stands in it.
            (KeyCode::Char(digit @ '0'..='9'), _) if self.playback.is_none() && asks_effort(run) => {
                let rating = if digit == '0' { 10 } else { digit as u8 - b'0' };
                Effort::new(rating).map(|effort| Action::Answer(Answer::Effort(effort)))
            }
            (KeyCode::Enter | KeyCode::Esc, _) | (_, Some(Purpose::Stop)) => Some(Action::Quit),
            (_, Some(purpose @ (Purpose::Redraw | Purpose::Theme | Purpose::Bell))) => self.act(purpose, run),
            _ => None,
        }
    }
}

/// Whether the run is over and the runner is asked how it was.
pub(super) fn asks_effort(run: &RunView<'_>) -> bool {
    matches!(run.state, RunState::Stopped { .. }) && run.setup.plan.method.has(Feature::Afterwards)
}
