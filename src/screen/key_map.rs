//! Which key means what: the table of keys with the runner's own changes.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::keys::{KEYS, Key, Purpose, Scope, answers};

/// A key that can be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Press {
    code: KeyCode,
    control: bool,
}

/// Names of keys that are no character.
const NAMED: [(&str, KeyCode); 16] = [
    ("space", KeyCode::Char(' ')),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("insert", KeyCode::Insert),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("page-up", KeyCode::PageUp),
    ("page-down", KeyCode::PageDown),
    // They are told by name, so that the refusal can say what they are for.
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("escape", KeyCode::Esc),
];

/// What a key may be called in the configuration.
pub const KEY_NAMES: &str = "a character (\"x\", \"+\"), space, tab, backspace, delete, insert, up, down, left, right, home, end, page-up, page-down, \
     f1 to f12, or ctrl- and a letter (\"ctrl-x\")";

/// What is wrong with a key of the runner's own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no such action.
    #[error("there is no action {action}")]
    Action {
        /// As written.
        action: String,
        /// The one that may be meant, or all there are.
        remedy: String,
    },
    /// There is no such key.
    #[error("{action}: there is no key {key:?}")]
    Name {
        /// The action.
        action: &'static str,
        /// As written.
        key: String,
    },
    /// It answers questions on every screen.
    #[error("{action}: {key} answers questions and cannot mean anything else")]
    Answers {
        /// The action.
        action: &'static str,
        /// The key.
        key: String,
    },
    /// One key would mean two things.
    #[error("{action}: {key} means {other} already")]
    Conflict {
        /// The action.
        action: &'static str,
        /// The key.
        key: String,
        /// What it means already.
        other: &'static str,
    },
    /// A run could not be ended.
    #[error("{action}: no key is left that ends a run")]
    NoWayOut {
        /// The action.
        action: &'static str,
    },
}

impl KeyError {
    /// The action, as it is written in the configuration.
    pub fn action(&self) -> &str {
        match self {
            Self::Action { action, .. } => action,
            Self::Name { action, .. } | Self::Answers { action, .. } | Self::Conflict { action, .. } | Self::NoWayOut { action } => action,
        }
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        match self {
            Self::Action { remedy, .. } => remedy.clone(),
            Self::Name { .. } => format!("a key is {KEY_NAMES}"),
            Self::Answers { .. } => format!("take another key: {KEY_NAMES}"),
            Self::Conflict { other, .. } => format!("take another key, or give {other} another one as well"),
            Self::NoWayOut { .. } => "give stop or stop-now a key".to_owned(),
        }
    }
}

/// A key of the table with what is pressed for it.
#[derive(Debug, Clone)]
pub struct Bound {
    key: &'static Key,
    presses: Vec<Press>,
    name: String,
}

impl Bound {
    /// The key of the table.
    pub(super) fn key(&self) -> &'static Key {
        self.key
    }

    /// The name of what is pressed: the first of several.
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// What each key means.
#[derive(Debug, Clone)]
pub struct KeyMap {
    bounds: Vec<Bound>,
    /// The program is all that the computer does.
    kiosk: bool,
}

impl PartialEq for KeyMap {
    fn eq(&self, other: &Self) -> bool {
        let pairs = |map: &'_ Self| map.bounds.iter().map(|bound| (bound.key.purpose, bound.presses.clone())).collect::<Vec<_>>();
        self.kiosk == other.kiosk && pairs(self) == pairs(other)
    }
}

impl Default for KeyMap {
    fn default() -> Self {
        let usual = |key: &'static Key| Bound {
            key,
            presses: key.codes.iter().map(|code| Press { code: *code, control: key.control }).collect(),
            name: key.name.to_owned(),
        };
        Self { bounds: KEYS.iter().map(usual).collect(), kiosk: false }
    }
}

impl KeyMap {
    /// The table with these actions on other keys, each given as its action and the names of its keys; without any the action has no key.
    ///
    /// # Errors
    /// An action or a key that there is not, or one key for two things.
    pub fn with<'a>(own: impl IntoIterator<Item = (&'a str, Vec<&'a str>)>) -> Result<Self, KeyError> {
        let mut map = Self::default();
        let mut changed = Vec::new();
        for (action, names) in own {
            let Some(bound) = map.bounds.iter_mut().find(|bound| bound.key.action == action) else {
                return Err(KeyError::Action { action: action.to_owned(), remedy: nearest(action) });
            };
            bound.presses.clear();
            for name in &names {
                bound.presses.extend(presses(bound.key.action, name)?);
            }
            bound.name = names.first().map_or(String::new(), |name| (*name).to_owned());
            changed.push(bound.key.action);
        }
        for action in changed {
            map.check(action)?;
        }
        Ok(map)
    }

    /// The same keys where the program is all that the computer does: it can be shut down, and is never suspended.
    pub fn in_kiosk(self) -> Self {
        Self { kiosk: true, ..self }
    }

    /// Whether the program is all that the computer does.
    pub fn is_kiosk(&self) -> bool {
        self.kiosk
    }

    /// Whether a key press is to shut the computer down.
    pub(super) fn is_shut_down(&self, event: KeyEvent) -> bool {
        self.found(event, |key| key.purpose == Purpose::ShutDown && key.counts(false, self.kiosk)).is_some()
    }

    /// Whether the keys of an action are its own.
    fn check(&self, action: &'static str) -> Result<(), KeyError> {
        let Some(bound) = self.bounds.iter().find(|bound| bound.key.action == action) else { return Ok(()) };
        for other in self.bounds.iter().filter(|other| other.key.action != action) {
            // What is meant for a kiosk gives way to a runner's own keys where it was not chosen itself.
            let kiosk = bound.key.scope == Scope::Kiosk;
            let meet = [true, false].into_iter().any(|replay| bound.key.counts(replay, kiosk) && other.key.counts(replay, kiosk));
            // The upper-case letter that comes along with a lower-case one gives way to a key of its own.
            let shared =
                bound.presses.iter().find(|press| other.presses.contains(press) && !(is_upper(**press) && self.yields(bound, other)));
            if let (true, Some(press)) = (meet, shared) {
                return Err(KeyError::Conflict { action, key: name_of(*press), other: other.key.action });
            }
        }
        let ends = |purpose| self.bounds.iter().any(|bound| bound.key.purpose == purpose && !bound.presses.is_empty());
        if !ends(Purpose::Stop) && !ends(Purpose::StopAtOnce) {
            return Err(KeyError::NoWayOut { action });
        }
        Ok(())
    }

    /// Whether one of two holds an upper-case letter only beside its lower-case one.
    fn yields(&self, one: &Bound, other: &Bound) -> bool {
        let comes_along = |bound: &Bound| bound.presses.first().is_some_and(|first| !is_upper(*first));
        comes_along(one) != comes_along(other)
    }

    /// The keys that count in a replay or in a live run, in the order of the footer and the help.
    pub(super) fn counting(&self, replay: bool) -> impl Iterator<Item = &Bound> {
        self.bounds.iter().filter(move |bound| bound.key.counts(replay, self.kiosk) && !bound.presses.is_empty())
    }

    /// What a key press is for.
    pub(super) fn purpose(&self, event: KeyEvent, replay: bool) -> Option<Purpose> {
        self.found(event, |key| key.counts(replay, self.kiosk))
    }

    /// What a key press is for in the other kind of run, where it means nothing in this one.
    pub(super) fn elsewhere(&self, event: KeyEvent, replay: bool) -> Option<Purpose> {
        self.found(event, |key| !key.counts(replay, self.kiosk) && key.counts(!replay, self.kiosk))
    }

    /// Whether a key press is to suspend the program, on every screen.
    pub fn is_suspend(&self, event: KeyEvent) -> bool {
        self.purpose(event, false) == Some(Purpose::Suspend)
    }

    /// The name of the key for an action; empty where it has none.
    pub(super) fn name(&self, purpose: Purpose) -> &str {
        self.bounds.iter().find(|bound| bound.key.purpose == purpose).map_or("", |bound| &bound.name)
    }

    fn found(&self, event: KeyEvent, counts: impl Fn(&Key) -> bool) -> Option<Purpose> {
        let control = event.modifiers.contains(KeyModifiers::CONTROL);
        let other = event.modifiers.intersects(KeyModifiers::ALT | KeyModifiers::SUPER | KeyModifiers::META | KeyModifiers::HYPER);
        if other {
            return None;
        }
        let press = Press { code: event.code, control };
        let bound = self.bounds.iter().filter(|bound| counts(bound.key) && bound.presses.contains(&press));
        // A letter that was given in upper case goes before one that is only the other case of a key.
        bound.min_by_key(|bound| bound.presses.iter().position(|own| *own == press)).map(|bound| bound.key.purpose)
    }
}

/// Whether a key press is to suspend the program, by the table as it comes.
pub fn is_suspend(event: KeyEvent) -> bool {
    KeyMap::default().is_suspend(event)
}

fn is_upper(press: Press) -> bool {
    !press.control && matches!(press.code, KeyCode::Char(letter) if letter.is_uppercase())
}

/// What is pressed for a name; a lower-case letter stands for its upper-case one as well.
fn presses(action: &'static str, name: &str) -> Result<Vec<Press>, KeyError> {
    let unknown = || KeyError::Name { action, key: name.to_owned() };
    let (control, plain) = match name.strip_prefix("ctrl-") {
        Some(rest) if !rest.is_empty() => (true, rest),
        _ => (false, name),
    };
    let mut letters = plain.chars();
    let code = match (letters.next(), letters.next()) {
        (Some(letter), None) if !letter.is_control() => KeyCode::Char(letter),
        _ => named(plain).ok_or_else(unknown)?,
    };
    // Beside letters a terminal tells control and the key in many ways, or not at all.
    if control && !matches!(code, KeyCode::Char('a'..='z')) {
        return Err(unknown());
    }
    if !control && answers(code) {
        return Err(KeyError::Answers { action, key: name.to_owned() });
    }
    let mut presses = vec![Press { code, control }];
    if let (KeyCode::Char(letter), false) = (code, control) {
        let mut upper = letter.to_uppercase();
        if let (Some(upper), None) = (upper.next(), upper.next())
            && upper != letter
        {
            presses.push(Press { code: KeyCode::Char(upper), control });
        }
    }
    Ok(presses)
}

fn named(name: &str) -> Option<KeyCode> {
    let function = || name.strip_prefix('f')?.parse().ok().filter(|number| (1..=12).contains(number)).map(KeyCode::F);
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, code)| *code).or_else(function)
}

fn name_of(Press { code, control }: Press) -> String {
    let plain = match code {
        KeyCode::F(number) => format!("f{number}"),
        KeyCode::Char(letter) if letter != ' ' => letter.to_string(),
        code => NAMED.iter().find(|(_, known)| *known == code).map_or(String::new(), |(name, _)| (*name).to_owned()),
    };
    if control { format!("ctrl-{plain}") } else { plain }
}

/// The action that a mistyped one may stand for, else all there are.
fn nearest(action: &str) -> String {
    let action = action.to_lowercase().replace('_', "-");
    let near = KEYS.iter().map(|key| (strsim::levenshtein(&action, key.action), key.action)).min();
    match near.filter(|(distance, _)| *distance <= 2) {
        Some((_, near)) => format!("perhaps {near} is meant"),
        None => format!("the actions are {}", KEYS.each_ref().map(|key| key.action).join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(code: KeyCode, control: bool) -> KeyEvent {
        KeyEvent::new(code, if control { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
    }

    fn letter(letter: char) -> KeyEvent {
        event(KeyCode::Char(letter), false)
    }

    #[test]
    fn no_key_means_two_things_and_every_one_is_reached_by_its_codes() {
        let map = KeyMap::default();
        for replay in [false, true] {
            for key in KEYS.iter().filter(|key| key.counts(replay, false)) {
                for code in key.codes {
                    assert_eq!(map.purpose(event(*code, key.control), replay), Some(key.purpose), "{}", key.name);
                }
            }
        }
        for key in KEYS.iter() {
            assert_eq!(map.check(key.action), Ok(()));
        }
    }

    #[test]
    fn an_action_on_another_key_has_that_key_alone_and_its_name() {
        let map = KeyMap::with([("lap", vec!["o", "f5", "ctrl-r"]), ("pause", vec!["p"])]).unwrap();
        for key in [letter('o'), letter('O'), event(KeyCode::F(5), false), event(KeyCode::Char('r'), true)] {
            assert_eq!(map.purpose(key, false), Some(Purpose::Lap), "{key:?}");
        }
        assert_eq!(map.purpose(letter('l'), false), None);
        assert_eq!(map.purpose(letter(' '), false), None);
        let names: Vec<&str> = map.counting(false).map(Bound::name).take(2).collect();
        assert_eq!(names, ["p", "o"]);
    }

    #[test]
    fn a_letter_in_upper_case_can_mean_something_else() {
        let map = KeyMap::with([("theme", vec!["L"])]).unwrap();
        assert_eq!(map.purpose(letter('L'), false), Some(Purpose::Theme));
        assert_eq!(map.purpose(letter('l'), false), Some(Purpose::Lap));
    }

    #[test]
    fn keys_may_change_places_and_an_action_may_have_none() {
        let map = KeyMap::with([("lap", vec!["m"]), ("mute", vec!["l"]), ("theme", vec![])]).unwrap();
        assert_eq!(map.purpose(letter('m'), false), Some(Purpose::Lap));
        assert_eq!(map.purpose(letter('l'), false), Some(Purpose::Bell));
        assert_eq!(map.purpose(letter('t'), false), None);
        assert!(map.counting(false).all(|bound| bound.key().purpose != Purpose::Theme));
    }

    #[test]
    fn what_cannot_be_says_why_and_what_to_do() {
        for (own, why, remedy) in [
            (("laps", vec!["x"]), "no action laps", "lap is meant"),
            (("everything", vec!["x"]), "no action", "ceiling-down"),
            (("lap", vec!["hyper"]), "no key \"hyper\"", "ctrl-x"),
            (("lap", vec![""]), "no key", "page-up"),
            (("lap", vec!["ctrl-1"]), "no key", "a letter"),
            (("lap", vec!["f13"]), "no key", "f12"),
            (("lap", vec!["3"]), "answers questions", "another key"),
            (("lap", vec!["enter"]), "answers questions", "another key"),
            (("lap", vec!["m"]), "m means mute already", "give mute another"),
            (("ceiling-down", vec!["q"]), "means stop already", "give stop"),
        ] {
            let error = KeyMap::with([own.clone()]).unwrap_err();
            assert!(error.to_string().contains(why), "{own:?}: {error}");
            assert!(error.remedy().contains(remedy), "{own:?}: {}", error.remedy());
        }
        let error = KeyMap::with([("stop", vec![]), ("stop-now", vec![])]).unwrap_err();
        assert!(matches!(error, KeyError::NoWayOut { .. }), "{error}");
        // Keys of a replay and of a live run never meet.
        assert!(KeyMap::with([("faster", vec!["l"])]).is_ok());
    }
}
