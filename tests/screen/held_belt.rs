//! The keys of a held belt, and how a belt moves in the runner's unit.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use recovery_run::screen::{Action, Layout, Overlay, Ui};
use recovery_run::session::{
    Command, DeviceRole, Elapsed, Event, EventKind, EventSource, HoldMode, HoldPlan, Legs, Motion, Session, Setup, Units,
};

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

#[test]
fn speed_pace_and_distance_are_shown_in_the_runners_unit() {
    let mut session = Session::new(setup(Legs::Fresh));
    for (at, metres) in [(1, 0.0), (2, 2.3)] {
        let motion = Motion { speed_kmh: Some(8.2), distance_m: Some(metres), ..Motion::default() };
        let from = EventSource::Device(DeviceRole::Treadmill);
        session.step(&Event { at: Elapsed::from_secs(at), from, kind: EventKind::Motion(motion) });
    }
    let shown = |units| text(&dashboard(&session, &Ui { layout: Layout::Detail, units, ..Ui::new(theme()) }, 120, 40));
    let (km, miles) = (shown(Units::Km), shown(Units::Miles));
    assert!(km.contains("8.2 km/h") && km.contains("7:19 /km") && km.contains("0.00 km"), "{km}");
    assert!(miles.contains("5.1 mph") && miles.contains("11:47 /mi") && miles.contains("0.00 mi"), "{miles}");
}
