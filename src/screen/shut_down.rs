//! Shutting the computer down from the start screen, where the program is all that the computer does: a key that is pressed twice.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::key_map::KeyMap;
use super::keys::Purpose;

/// What became of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    /// It was the second press: now.
    Now,
    /// Something is asked or told; the line has changed.
    Told,
    /// It means something else, and nothing is asked any more.
    Else,
}

/// The question whether to shut down.
#[derive(Debug, Clone, PartialEq)]
pub struct ShutDown {
    keys: KeyMap,
    asked: bool,
}

impl ShutDown {
    /// Nothing is asked yet. The keys are those of a kiosk.
    pub fn new(keys: KeyMap) -> Self {
        Self { keys, asked: false }
    }

    /// Takes in a key. What would leave the program elsewhere has nowhere to leave to: it asks as well, and shuts nothing down.
    pub(super) fn press(&mut self, key: KeyEvent) -> Pressed {
        let is_own = self.keys.is_shut_down(key);
        let leaves = key.code == KeyCode::Char('q') || key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL);
        match (is_own, std::mem::take(&mut self.asked)) {
            (true, true) => Pressed::Now,
            (true, false) => {
                self.asked = true;
                Pressed::Told
            }
            (false, _) if leaves => Pressed::Told,
            (false, _) => Pressed::Else,
        }
    }

    /// The key's name, twice; empty where it has none.
    pub(super) fn keys(&self) -> String {
        let name = self.keys.name(Purpose::ShutDown);
        if name.is_empty() { String::new() } else { format!("{name} {name}") }
    }

    /// What stands in place of the keys after the first press.
    pub(super) fn question(&self) -> Option<String> {
        self.asked.then(|| question(&self.keys))
    }
}

/// What is said after the first press, before a run and after it.
pub(super) fn question(keys: &KeyMap) -> String {
    format!("press {} again to shut down; any other key goes on", keys.name(Purpose::ShutDown))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(letter: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
    }

    #[test]
    fn only_a_second_press_right_after_the_first_shuts_down() {
        let mut asked = ShutDown::new(KeyMap::default().in_kiosk());
        assert_eq!(asked.press(key('Q')), Pressed::Told);
        assert_eq!(asked.question().unwrap(), "press Q again to shut down; any other key goes on");
        assert_eq!(asked.press(key('h')), Pressed::Else);
        assert_eq!((asked.question(), asked.press(key('Q'))), (None, Pressed::Told));
        assert_eq!(asked.press(key('q')), Pressed::Told, "there is nowhere to leave to");
        assert_eq!((asked.press(key('Q')), asked.press(key('Q'))), (Pressed::Told, Pressed::Now));
    }

    #[test]
    fn the_runners_own_key_shuts_down_in_its_place() {
        let mut asked = ShutDown::new(KeyMap::with([("shut-down", vec!["o"])]).unwrap().in_kiosk());
        assert_eq!((asked.press(key('Q')), asked.press(key('o')), asked.press(key('o'))), (Pressed::Else, Pressed::Told, Pressed::Now));
        assert_eq!(asked.keys(), "o o");
        let without = ShutDown::new(KeyMap::with([("shut-down", vec![])]).unwrap().in_kiosk());
        assert_eq!(without.keys(), "");
    }

    #[test]
    fn a_key_that_the_runner_gave_to_something_else_stays_what_it_is() {
        let own = KeyMap::with([("lap", vec!["Q"])]).unwrap();
        assert_eq!(own.purpose(key('Q'), false), Some(Purpose::Lap));
        assert_eq!(KeyMap::default().purpose(key('Q'), false), Some(Purpose::Stop), "elsewhere it is the other q");
        assert_eq!(KeyMap::default().in_kiosk().purpose(key('Q'), false), Some(Purpose::ShutDown));
        let control_z = KeyEvent::new(KeyCode::Char('z'), KeyModifiers::CONTROL);
        assert!(!KeyMap::default().in_kiosk().is_suspend(control_z), "nobody is there to go on with it");
    }
}
