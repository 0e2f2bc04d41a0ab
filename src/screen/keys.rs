//! The one table of keys: dispatch, footer, help, the manual page and the README are made from it or held to it. A configuration can give an
//! action other keys (`super::key_map`).

use crossterm::event::KeyCode;

use crate::session::Talk;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Stop the timer or let it run again; holds a replay.
    Pause,
    /// Begin a new lap.
    Lap,
    /// Show or hide the help.
    Help,
    /// End the run, once confirmed.
    Stop,
    /// End the run at once.
    StopAtOnce,
    /// Answer the talk test.
    Talk(Talk),
    /// Hand a held belt back.
    LetGo,
    /// Let the belt follow the heart again.
    Hold,
    /// Lower the ceiling of this run by 1 bpm.
    CeilingDown,
    /// Raise it again, at most to the plan's own.
    CeilingUp,
    /// Play a recording faster.
    Faster,
    /// Play a recording slower.
    Slower,
    /// Sound on or off.
    Bell,
    /// Other colours.
    Theme,
    /// Another layout.
    Layout,
    /// More or less of the run on the chart.
    Chart,
    /// Draw everything anew.
    Redraw,
    /// Give the terminal back until `fg`.
    Suspend,
    /// Shut the computer down, once pressed twice.
    ShutDown,
}

/// In which runs a key means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// In all.
    Always,
    /// While a run is recorded or simulated.
    Live,
    /// While a recording is played.
    Replay,
    /// Where the program is all that the computer does: before a run and after it.
    Kiosk,
}

/// A key of the table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// What it is for.
    pub purpose: Purpose,
    /// Its name in the table `keys` of the configuration.
    pub action: &'static str,
    /// The codes that mean it unless the configuration says otherwise.
    pub codes: &'static [KeyCode],
    /// Whether control has to be held.
    pub control: bool,
    /// The name of the first of them on the screen.
    pub name: &'static str,
    /// In a word or two.
    pub word: &'static str,
    /// Whether it stands in the footer, and not only in the help.
    pub in_footer: bool,
    /// A line for the help.
    pub line: &'static str,
    /// Where it counts.
    pub scope: Scope,
}

/// The table, in the order of the footer and the help.
pub const KEYS: [Key; 21] = [
    Key {
        purpose: Purpose::Pause,
        action: "pause",
        codes: &[KeyCode::Char(' ')],
        control: false,
        name: "space",
        word: "pause",
        in_footer: true,
        line: "pause or continue",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Lap,
        action: "lap",
        codes: &[KeyCode::Char('l'), KeyCode::Char('L')],
        control: false,
        name: "l",
        word: "lap",
        in_footer: true,
        line: "begin a new lap",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Talk(Talk::Yes),
        action: "talk-yes",
        codes: &[KeyCode::Char('y'), KeyCode::Char('Y')],
        control: false,
        name: "y",
        word: "yes",
        in_footer: false,
        line: "yes, talking is easy, if asked",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Talk(Talk::JustAbout),
        action: "talk-just-about",
        codes: &[KeyCode::Char('j'), KeyCode::Char('J')],
        control: false,
        name: "j",
        word: "just about",
        in_footer: false,
        line: "just about: ceiling down by 3",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Talk(Talk::No),
        action: "talk-no",
        codes: &[KeyCode::Char('n'), KeyCode::Char('N')],
        control: false,
        name: "n",
        word: "no",
        in_footer: false,
        line: "no: ceiling down by 6",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::LetGo,
        action: "let-go",
        codes: &[KeyCode::Char('x'), KeyCode::Char('X')],
        control: false,
        name: "x",
        word: "belt back",
        in_footer: false,
        line: "hand a held belt back",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Hold,
        action: "hold",
        codes: &[KeyCode::Char('u'), KeyCode::Char('U')],
        control: false,
        name: "u",
        word: "take up",
        in_footer: false,
        line: "take the belt up again",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::CeilingDown,
        action: "ceiling-down",
        codes: &[KeyCode::Char('-'), KeyCode::Char('_')],
        control: false,
        name: "-",
        word: "ceiling -1",
        in_footer: false,
        line: "ceiling down by 1 for this run",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::CeilingUp,
        action: "ceiling-up",
        codes: &[KeyCode::Char('+'), KeyCode::Char('=')],
        control: false,
        name: "+",
        word: "ceiling +1",
        in_footer: false,
        line: "ceiling up, to the plan's own",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Faster,
        action: "faster",
        codes: &[KeyCode::Char('+'), KeyCode::Char('=')],
        control: false,
        name: "+",
        word: "faster",
        in_footer: true,
        line: "play the recording faster",
        scope: Scope::Replay,
    },
    Key {
        purpose: Purpose::Slower,
        action: "slower",
        codes: &[KeyCode::Char('-'), KeyCode::Char('_')],
        control: false,
        name: "-",
        word: "slower",
        in_footer: true,
        line: "play the recording slower",
        scope: Scope::Replay,
    },
    Key {
        purpose: Purpose::Bell,
        action: "mute",
        codes: &[KeyCode::Char('m'), KeyCode::Char('M'), KeyCode::Char('b'), KeyCode::Char('B')],
        control: false,
        name: "m",
        word: "sound",
        in_footer: false,
        line: "mute, or sound on again",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Theme,
        action: "theme",
        codes: &[KeyCode::Char('t'), KeyCode::Char('T')],
        control: false,
        name: "t",
        word: "theme",
        in_footer: false,
        line: "other colours",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Layout,
        action: "layout",
        codes: &[KeyCode::Char('v'), KeyCode::Char('V')],
        control: false,
        name: "v",
        word: "view",
        in_footer: true,
        line: "view: far, balanced, detail",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Chart,
        action: "chart",
        codes: &[KeyCode::Char('c'), KeyCode::Char('C')],
        control: false,
        name: "c",
        word: "chart",
        in_footer: false,
        line: "chart: last minutes or all",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Help,
        action: "help",
        codes: &[KeyCode::Char('?'), KeyCode::Char('h'), KeyCode::F(1)],
        control: false,
        name: "?",
        word: "help",
        in_footer: true,
        line: "show or hide the help",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Stop,
        action: "stop",
        codes: &[KeyCode::Char('q'), KeyCode::Char('Q')],
        control: false,
        name: "q",
        word: "stop",
        in_footer: true,
        line: "stop, once you confirm",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::StopAtOnce,
        action: "stop-now",
        codes: &[KeyCode::Char('c')],
        control: true,
        name: "ctrl-c",
        word: "stop now",
        in_footer: false,
        line: "stop at once; it is kept",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Redraw,
        action: "redraw",
        codes: &[KeyCode::Char('l')],
        control: true,
        name: "ctrl-l",
        word: "redraw",
        in_footer: false,
        line: "draw the screen anew",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Suspend,
        action: "suspend",
        codes: &[KeyCode::Char('z')],
        control: true,
        name: "ctrl-z",
        word: "suspend",
        in_footer: false,
        line: "suspend; fg goes on",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::ShutDown,
        action: "shut-down",
        codes: &[KeyCode::Char('Q')],
        control: false,
        name: "Q",
        word: "shut down",
        in_footer: false,
        line: "kiosk: twice shuts down",
        scope: Scope::Kiosk,
    },
];

impl Key {
    /// Whether it counts in a replay or in a live run, and in a kiosk.
    pub(super) fn counts(&self, replay: bool, kiosk: bool) -> bool {
        // Windows has no job control, and in a kiosk nobody is there to go on with a program that is suspended.
        let exists = cfg!(unix) && !kiosk || self.purpose != Purpose::Suspend;
        exists
            && match self.scope {
                Scope::Always => true,
                Scope::Live => !replay,
                Scope::Replay => replay,
                Scope::Kiosk => kiosk,
            }
    }
}

/// The keys of the other screens that are no action: digits answer, enter and esc go on and back.
pub(super) fn answers(code: KeyCode) -> bool {
    matches!(code, KeyCode::Char('0'..='9') | KeyCode::Enter | KeyCode::Esc)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_key_is_what_one_presses() {
        for key in KEYS.iter().filter(|key| !key.control && key.name != "space") {
            assert!(key.codes.contains(&KeyCode::Char(key.name.chars().next().unwrap())), "{}", key.name);
        }
    }

    #[test]
    fn every_action_has_a_name_of_its_own() {
        for (place, key) in KEYS.iter().enumerate() {
            assert!(KEYS[..place].iter().all(|other| other.action != key.action && other.purpose != key.purpose), "{}", key.action);
        }
    }
}
