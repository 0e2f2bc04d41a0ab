//! How the screen as a whole says what is asked: its panel, its frame, and how they go.

use ratatui::style::Color;
use recovery_run::screen::{RecordingLine, Ui};
use recovery_run::session::{CueKind, Event, EventKind, Session};

use crate::picture::{dashboard, theme};
use crate::script::{easy, easy_with_a_told_maximum};

fn ui() -> Ui {
    Ui { recording: RecordingLine::On, ..Ui::new(theme()) }
}

#[test]
fn a_filled_panel_and_its_digits_share_a_colour_that_calm_has_not() {
    let slow_down = Color::Rgb(0xE5, 0x70, 0x2E);
    let calm = dashboard(&easy().session, &ui(), 80, 24);
    assert!(calm.content.iter().all(|cell| cell.bg == Color::Reset));
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown);
    let prompt = dashboard(&slowed.session, &ui(), 80, 24);
    for y in 1..=11 {
        assert!((45..76).all(|x| prompt[(x, y)].bg == slow_down), "row {y}");
    }
    assert!((2..11).flat_map(|y| (4..42).map(move |x| (x, y))).any(|at| prompt[at].symbol() == "█" && prompt[at].fg == slow_down));
    // Two rails close in from the sides.
    for x in [0, 1, 78, 79] {
        assert!((0..24).all(|y| prompt[(x, y)].symbol() == "█" && prompt[(x, y)].fg == slow_down), "column {x}");
    }
}

#[test]
fn the_frame_closes_in_by_one_side_a_level_and_no_place_moves() {
    let frame = |session: &Session| -> [bool; 3] {
        let drawn = dashboard(session, &ui(), 120, 40);
        let painted = |x, y| drawn[(x, y)].symbol() != " " || drawn[(x, y)].bg != Color::Reset;
        [(0..40).all(|y| painted(0, y)), (0..120).all(|x| painted(x, 0)), (0..120).all(|x| painted(x, 3))]
    };
    assert_eq!(frame(&easy().session), [false; 3]);
    let eased = easy().haste(0.1).until(130.0, CueKind::EaseOff);
    assert_eq!(frame(&eased.session), [false; 3]);
    let slowed = eased.until(131.0, CueKind::SlowDown);
    assert_eq!(frame(&slowed.session), [true, false, false]);
    let walked = slowed.until(148.0, CueKind::Walk);
    assert_eq!(frame(&walked.session), [true, true, false]);
    assert_eq!(frame(&easy_with_a_told_maximum().until(176.0, CueKind::Stop).session), [true; 3]);
}

#[test]
fn a_frame_goes_in_steps_and_at_once_without_motion() {
    let slowed = easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown);
    let mut seen = ui();
    seen.observe(&slowed.session.view());
    let settled = slowed.haste(0.5).until(112.0, CueKind::Settled);
    seen.observe(&settled.session.view());
    let columns = |session: &Session, ui: &Ui| {
        let drawn = dashboard(session, ui, 120, 40);
        (0..4).filter(|x| drawn[(*x, 20)].symbol() == "█").count()
    };
    assert_eq!(columns(&settled.session, &seen), 2);
    assert_eq!(columns(&settled.session, &Ui { motion: false, ..seen.clone() }), 0);
    let went = settled.session.now();
    let mut steps = Vec::new();
    let mut session = settled.session;
    while let Some(next) = seen.next_step(session.now()) {
        session.step(&Event::new(next, EventKind::Tick));
        steps.push(((next - went).ms(), columns(&session, &seen)));
    }
    assert_eq!(steps, [(750, 1), (1500, 0)]);
}
