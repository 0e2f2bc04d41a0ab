//! The one table of keys, from which dispatch, footer and help are made.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::session::Talk;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Stop the timer or let it run again; holds a replay.
    Pause,
    /// Begin a new lap.
    Lap,
    /// Hand the belt back.
    LetGo,
    /// Let the belt follow the heart again.
    TakeUp,
    /// Show or hide the help.
    Help,
    /// End the run, once confirmed.
    Stop,
    /// End the run at once.
    StopAtOnce,
    /// Answer the talk test.
    Talk(Talk),
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
}

/// A key of the table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// What it is for.
    pub purpose: Purpose,
    /// The codes that mean it.
    pub codes: &'static [KeyCode],
    /// Whether control has to be held.
    pub control: bool,
    /// Its name on the screen.
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
pub const KEYS: [Key; 18] = [
    Key {
        purpose: Purpose::Pause,
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
        codes: &[KeyCode::Char('l'), KeyCode::Char('L')],
        control: false,
        name: "l",
        word: "lap",
        in_footer: true,
        line: "begin a new lap",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::LetGo,
        codes: &[KeyCode::Char('x'), KeyCode::Char('X')],
        control: false,
        name: "x",
        word: "belt back",
        in_footer: false,
        line: "hand a held belt back",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::TakeUp,
        codes: &[KeyCode::Char('u'), KeyCode::Char('U')],
        control: false,
        name: "u",
        word: "take up",
        in_footer: false,
        line: "take the belt up again",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Talk(Talk::Yes),
        codes: &[KeyCode::Char('y'), KeyCode::Char('Y')],
        control: false,
        name: "y",
        word: "yes",
        in_footer: false,
        line: "yes, talking is easy (when asked)",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Talk(Talk::JustAbout),
        codes: &[KeyCode::Char('j'), KeyCode::Char('J')],
        control: false,
        name: "j",
        word: "just about",
        in_footer: false,
        line: "just about: the ceiling comes down by 3",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Talk(Talk::No),
        codes: &[KeyCode::Char('n'), KeyCode::Char('N')],
        control: false,
        name: "n",
        word: "no",
        in_footer: false,
        line: "no: the ceiling comes down by 6",
        scope: Scope::Live,
    },
    Key {
        purpose: Purpose::Faster,
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
        codes: &[KeyCode::Char('t'), KeyCode::Char('T')],
        control: false,
        name: "t",
        word: "theme",
        in_footer: false,
        line: "other colours: auto, dark, light, high contrast, none",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Layout,
        codes: &[KeyCode::Char('v'), KeyCode::Char('V')],
        control: false,
        name: "v",
        word: "view",
        in_footer: true,
        line: "another layout: far, balanced, detail",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Chart,
        codes: &[KeyCode::Char('c'), KeyCode::Char('C')],
        control: false,
        name: "c",
        word: "chart",
        in_footer: false,
        line: "chart: last 5 or 10 minutes, or all",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Help,
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
        codes: &[KeyCode::Char('c')],
        control: true,
        name: "ctrl-c",
        word: "stop now",
        in_footer: false,
        line: "stop at once; the run is kept",
        scope: Scope::Always,
    },
    Key {
        purpose: Purpose::Redraw,
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
        codes: &[KeyCode::Char('z')],
        control: true,
        name: "ctrl-z",
        word: "suspend",
        in_footer: false,
        line: "suspend; fg continues (counts as a pause)",
        scope: Scope::Always,
    },
];

/// The keys that count in a replay or in a live run.
pub(super) fn counting(replay: bool) -> impl Iterator<Item = &'static Key> {
    // Windows has no job control.
    KEYS.iter().filter(|key| cfg!(unix) || key.purpose != Purpose::Suspend).filter(move |key| match key.scope {
        Scope::Always => true,
        Scope::Live => !replay,
        Scope::Replay => replay,
    })
}

/// Whether a key press is to suspend the program, on every screen.
pub fn is_suspend(event: KeyEvent) -> bool {
    purpose(event, false) == Some(Purpose::Suspend)
}

/// What a key press is for.
pub(super) fn purpose(event: KeyEvent, replay: bool) -> Option<Purpose> {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let other = event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META | KeyModifiers::HYPER);
    counting(replay).find(|key| !other && key.control == control && key.codes.contains(&event.code)).map(|key| key.purpose)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things_and_every_one_is_reached_by_its_codes() {
        for replay in [false, true] {
            for key in counting(replay) {
                let modifiers = if key.control { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
                for code in key.codes {
                    assert_eq!(purpose(KeyEvent::new(*code, modifiers), replay), Some(key.purpose), "{}", key.name);
                }
            }
        }
    }

    #[test]
    fn the_name_of_a_key_is_what_one_presses() {
        for key in KEYS.iter().filter(|key| !key.control && key.name != "space") {
            assert!(key.codes.contains(&KeyCode::Char(key.name.chars().next().unwrap())), "{}", key.name);
        }
    }
}
