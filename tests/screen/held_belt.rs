//! The keys of a held belt.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use recovery_run::screen::{Action, Overlay, Ui};
use recovery_run::session::{Command, HoldMode, HoldPlan, Legs, Session, Setup};

use crate::picture::{dashboard, text, theme};
use crate::script::setup;

fn press(ui: &mut Ui, key: char, session: &Session) -> Option<Action> {
    ui.press(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE), &session.view())
}

#[test]
fn a_held_belt_is_handed_back_whatever_is_asked_at_the_moment() {
    let plain = setup(Legs::Fresh);
    let held = HoldPlan::new(HoldMode::On, 10.0, None).unwrap();
    let session = Session::new(Setup { plan: plain.plan.holding(held), ..plain });
    let mut ui = Ui::new(theme());
    for overlay in [Overlay::None, Overlay::Help, Overlay::ConfirmStop] {
        ui.overlay = overlay;
        assert_eq!(press(&mut ui, 'x', &session), Some(Action::Command(Command::LetGo)));
    }
    ui.overlay = Overlay::None;
    assert_eq!(press(&mut ui, 'u', &session), Some(Action::Command(Command::Hold)));
}

#[test]
fn where_no_belt_is_held_its_keys_say_so() {
    let session = Session::new(setup(Legs::Fresh));
    for key in ['x', 'u'] {
        let mut ui = Ui::new(theme());
        assert_eq!(press(&mut ui, key, &session), Some(Action::Redraw));
        assert!(text(&dashboard(&session, &ui, 80, 24)).contains("no belt is held"), "{key}");
    }
}
