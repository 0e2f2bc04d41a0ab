//! The form of a first run: you, your strap, the sound. Three steps, few keys, and nothing that cannot be left for later.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::form_numbers::{Numbers, You};
use super::form_sound::{SoundChoice, SoundStep};

/// The steps, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    You,
    Strap,
    Sound,
}

/// What a key of the form asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormAction {
    /// Something on the screen changed.
    Redraw,
    /// The runner's numbers are told.
    Numbers(Numbers),
    /// They are left for later.
    Skip,
    /// Take the strap at this place of the list.
    Pick(usize),
    /// Switch the adapter on.
    SwitchOn,
    /// Play the cue at this place of the list, as it would be heard with these wishes.
    Play(usize, SoundChoice),
    /// The sound is as wanted: the form is done.
    Finished(SoundChoice),
    /// Leave.
    Quit,
}

/// The form.
#[derive(Debug, Clone, PartialEq)]
pub struct Form {
    pub(super) step: Step,
    pub(super) you: You,
    /// The sound as it is; without it the numbers are all that is asked.
    pub(super) sound: Option<SoundStep>,
}

impl Form {
    /// The numbers, the strap and the sound.
    pub fn whole(sound: SoundStep) -> Self {
        Self { step: Step::You, you: You::default(), sound: Some(sound) }
    }

    /// The numbers alone.
    pub fn numbers_alone() -> Self {
        Self { step: Step::You, you: You::default(), sound: None }
    }

    /// The step of the sound, where there is one.
    pub fn sound_step(&mut self) -> Option<&mut SoundStep> {
        self.sound.as_mut()
    }

    /// Whether it is over after an action.
    pub(super) fn ends_with(&self, action: FormAction) -> bool {
        match action {
            FormAction::Numbers(_) => self.sound.is_none(),
            FormAction::Skip | FormAction::Finished(_) | FormAction::Quit => true,
            FormAction::Redraw | FormAction::Pick(_) | FormAction::SwitchOn | FormAction::Play(..) => false,
        }
    }

    /// Takes in a key; `offered` straps can be picked, and the adapter may be off.
    pub(super) fn press(&mut self, key: KeyEvent, offered: usize, adapter_off: bool) -> Option<FormAction> {
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return (key.code == KeyCode::Char('c')).then_some(FormAction::Quit);
        }
        match self.step {
            Step::You => self.press_you(key.code),
            Step::Strap => self.press_strap(key.code, offered, adapter_off),
            Step::Sound => self.press_sound(key.code),
        }
    }

    fn press_you(&mut self, code: KeyCode) -> Option<FormAction> {
        let changed = match code {
            KeyCode::Char(digit @ '0'..='9') => self.you.push(digit),
            KeyCode::Backspace => self.you.pop(),
            KeyCode::Down | KeyCode::Tab => {
                self.you.go(1);
                true
            }
            KeyCode::Up | KeyCode::BackTab => {
                self.you.go(-1);
                true
            }
            KeyCode::Enter if self.you.refuse() => true,
            KeyCode::Enter => {
                self.step = Step::Strap;
                return Some(FormAction::Numbers(self.you.numbers()));
            }
            KeyCode::Esc => return Some(FormAction::Skip),
            KeyCode::Char('q' | 'Q') => return Some(FormAction::Quit),
            _ => false,
        };
        changed.then_some(FormAction::Redraw)
    }

    fn press_strap(&mut self, code: KeyCode, offered: usize, adapter_off: bool) -> Option<FormAction> {
        match code {
            KeyCode::Char(digit @ '1'..='9') => {
                let place = usize::from(digit as u8 - b'1');
                (place < offered).then_some(FormAction::Pick(place))
            }
            KeyCode::Char('s' | 'S') if adapter_off => Some(FormAction::SwitchOn),
            KeyCode::Enter | KeyCode::Esc => {
                self.step = Step::Sound;
                Some(FormAction::Redraw)
            }
            KeyCode::Up | KeyCode::BackTab => {
                self.step = Step::You;
                Some(FormAction::Redraw)
            }
            KeyCode::Char('q' | 'Q') => Some(FormAction::Quit),
            _ => None,
        }
    }

    fn press_sound(&mut self, code: KeyCode) -> Option<FormAction> {
        let sound = self.sound.as_mut()?;
        match code {
            KeyCode::Enter | KeyCode::Esc => Some(FormAction::Finished(sound.choice)),
            KeyCode::BackTab => {
                self.step = Step::Strap;
                Some(FormAction::Redraw)
            }
            KeyCode::Char(' ') => Some(FormAction::Play(sound.chosen, sound.choice)),
            KeyCode::Char('q' | 'Q') => Some(FormAction::Quit),
            code => sound.press(code).then_some(FormAction::Redraw),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(form: &mut Form, keys: &[KeyCode]) -> Option<FormAction> {
        let mut last = None;
        for code in keys {
            last = form.press(KeyEvent::new(*code, KeyModifiers::NONE), 2, false);
        }
        last
    }

    fn digits(text: &str) -> Vec<KeyCode> {
        text.chars().map(KeyCode::Char).collect()
    }

    #[test]
    fn three_keys_after_the_age_the_form_is_done() {
        let mut form = Form::whole(SoundStep::of(Vec::new(), SoundChoice::default()));
        press(&mut form, &digits("42"));
        let told = press(&mut form, &[KeyCode::Enter]);
        assert_eq!(told, Some(FormAction::Numbers(Numbers { age: Some(42), ..Numbers::default() })));
        assert_eq!(press(&mut form, &digits("2")), Some(FormAction::Pick(1)));
        assert_eq!(press(&mut form, &digits("3")), None);
        assert_eq!(press(&mut form, &[KeyCode::Enter]), Some(FormAction::Redraw));
        let done = press(&mut form, &[KeyCode::Enter]);
        assert_eq!(done, Some(FormAction::Finished(SoundChoice::default())));
        assert!(form.ends_with(FormAction::Finished(SoundChoice::default())));
    }

    #[test]
    fn what_cannot_be_is_not_gone_on_from_and_can_be_corrected() {
        let mut form = Form::numbers_alone();
        assert_eq!(press(&mut form, &[KeyCode::Enter]), Some(FormAction::Redraw));
        press(&mut form, &[KeyCode::Down, KeyCode::Down]);
        press(&mut form, &digits("250"));
        assert_eq!(press(&mut form, &[KeyCode::Enter]), Some(FormAction::Redraw));
        assert_eq!((form.step, form.you.focus), (Step::You, 2));
        press(&mut form, &[KeyCode::Backspace; 3]);
        press(&mut form, &digits("188"));
        let told = press(&mut form, &[KeyCode::Enter]);
        assert_eq!(told, Some(FormAction::Numbers(Numbers { max_hr: Some(188), ..Numbers::default() })));
        assert!(told.is_some_and(|told| form.ends_with(told)), "nothing else is asked");
    }

    #[test]
    fn each_step_can_be_left_and_gone_back_to() {
        let mut form = Form::whole(SoundStep::of(Vec::new(), SoundChoice::default()));
        assert_eq!(press(&mut form.clone(), &[KeyCode::Esc]), Some(FormAction::Skip));
        press(&mut form, &digits("42"));
        press(&mut form, &[KeyCode::Enter, KeyCode::Enter]);
        assert_eq!(form.step, Step::Sound);
        press(&mut form, &[KeyCode::BackTab, KeyCode::BackTab]);
        assert_eq!(form.step, Step::You);
        let ctrl_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(form.press(ctrl_c, 0, false), Some(FormAction::Quit));
    }
}
