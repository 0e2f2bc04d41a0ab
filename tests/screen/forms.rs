//! The screens before a run: the form of a first run and the start, at every size, and read wherever they are drawn.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use recovery_run::screen::{CueSound, DrawnNote, Form, Found, FoundKind, SoundChoice, SoundStep, Start, StrapState, Theme, ThemeName};
use recovery_run::session::Legs;
use termprofile::TermProfile;

use crate::contrast::unreadable;
use crate::picture::{start, text, theme};
use crate::script::whole;

const SIZES: [(u16, u16); 4] = [(80, 24), (60, 18), (40, 10), (120, 40)];

fn cues() -> Vec<CueSound> {
    let cue = |name: &str, notes: &[(u8, u16)], described: &str, is_spoken| CueSound {
        name: name.to_owned(),
        notes: notes.iter().map(|(height, columns)| DrawnNote { height: *height, columns: *columns }).collect(),
        described: described.to_owned(),
        is_spoken,
    };
    vec![
        cue("ease off", &[(7, 3), (6, 4)], "two notes down", true),
        cue("slow down", &[(7, 3), (6, 3), (5, 4)], "three notes down", true),
        cue("walk", &[(2, 15)], "one long low note", true),
        cue("that's it", &[(6, 2), (7, 3)], "two notes up", false),
        cue("signal lost", &[(1, 3), (0, 2), (1, 3)], "a dull note, twice", false),
        cue("could you chat?", &[(8, 5)], "one bright note", true),
    ]
}

fn form() -> Start {
    let form = Form::whole(SoundStep::of(cues(), SoundChoice::default()));
    Start { form: Some(form), ..Start::new(theme(), whole(Legs::Fresh), None) }
}

fn pressed(mut start: Start, keys: &[KeyCode]) -> Start {
    for code in keys {
        start.press(KeyEvent::new(*code, KeyModifiers::NONE));
    }
    start
}

fn typed(keys: &str) -> Vec<KeyCode> {
    keys.chars().map(KeyCode::Char).collect()
}

fn states() -> Vec<(&'static str, Start)> {
    let age = pressed(form(), &typed("40"));
    let measured = pressed(age.clone(), &[&[KeyCode::Down][..], &typed("55"), &[KeyCode::Down], &typed("188")].concat());
    let wrong = pressed(age.clone(), &[&[KeyCode::Down][..], &typed("155"), &[KeyCode::Down], &typed("240"), &[KeyCode::Enter]].concat());
    let found = [("Polar H10 1A2B", -48), ("Wahoo 884C", -71), ("Armband 5F01", -88)];
    let found = found.map(|(name, dbm)| Found { name: name.to_owned(), dbm: Some(dbm), ..Found::default() }).to_vec();
    let strap = Start { strap: StrapState::Found(found), ..pressed(age.clone(), &[KeyCode::Enter]) };
    let bpm = recovery_run::heart::Bpm::new(82);
    let connected = StrapState::Connected { name: "Polar H10 1A2B".to_owned(), bpm, battery: Some(82) };
    let connected = Start { strap: connected, ..strap.clone() };
    let sound = pressed(strap.clone(), &[KeyCode::Enter, KeyCode::Down]);
    vec![
        ("empty", form()),
        ("age", age),
        ("measured", measured),
        ("wrong", wrong),
        ("strap", strap),
        ("connected", connected),
        ("sound", sound),
    ]
}

#[test]
fn the_form_leads_from_an_age_to_a_strap_and_a_sound() {
    for (name, state) in states() {
        for (width, height) in SIZES {
            insta::assert_snapshot!(format!("form_{name}_{width}x{height}"), text(&start(&state, width, height)));
        }
    }
    for (kind, theme) in [
        ("console", Theme::detect(|name| (name == "TERM").then(|| "linux".to_owned()), true)),
        ("ascii", Theme::new(TermProfile::NoColor, false)),
    ] {
        for (name, state) in states().into_iter().filter(|(name, _)| ["age", "strap", "sound"].contains(name)) {
            insta::assert_snapshot!(format!("form_{name}_{kind}"), text(&start(&Start { theme, ..state }, 80, 24)));
        }
    }
}

#[test]
fn what_is_needed_to_go_on_is_shown_in_every_window() {
    for (name, state) in states() {
        for (width, height) in SIZES {
            let shown = text(&start(&state, width, height));
            assert!(shown.contains("enter"), "{name} {width}x{height}\n{shown}");
            let says = match name {
                "age" => "126",
                "measured" => "148",
                "wrong" => {
                    if width < 60 {
                        "it must be"
                    } else {
                        "only 120 to 230"
                    }
                }
                "strap" => "Armband 5F01",
                "connected" => "82 bpm",
                "sound" => "slow down",
                _ => "age",
            };
            assert!(shown.contains(says) || (name == "age" || name == "measured") && width >= 80, "{name} {width}x{height}\n{shown}");
        }
    }
}

#[test]
fn no_window_is_too_small_for_the_form() {
    for (_, state) in states() {
        for height in 0..=26 {
            for width in (0..=90).step_by(3) {
                start(&state, width, height);
            }
        }
    }
}

/// A start with straps in reach, one of them on the runner, and a treadmill.
fn worn() -> Start {
    let found = |name: &str, dbm, kind| Found { name: name.to_owned(), dbm: Some(dbm), kind, ..Found::default() };
    let bpm = recovery_run::heart::Bpm::new(82);
    let others = vec![
        Found { is_chosen: true, bpm, ..found("chest strap 1A2B", -48, FoundKind::Strap) },
        found("chest strap 884C", -71, FoundKind::Strap),
        found("arm band 5F01", -88, FoundKind::Strap),
        Found { is_chosen: true, ..found("Horizon 7.8", -60, FoundKind::Treadmill) },
    ];
    let strap = StrapState::Connected { name: "chest strap 1A2B".to_owned(), bpm, battery: Some(82) };
    Start { strap, others, last: Some("Tue 24 Nov: 30:00, 92 % easy".to_owned()), ..Start::new(theme(), whole(Legs::Fresh), None) }
}

#[test]
fn the_start_shows_legs_as_cards_and_all_that_is_in_reach() {
    for (width, height) in SIZES {
        insta::assert_snapshot!(format!("start_worn_{width}x{height}"), text(&start(&worn(), width, height)));
    }
    for (kind, theme) in [
        ("console", Theme::detect(|name| (name == "TERM").then(|| "linux".to_owned()), true)),
        ("ascii", Theme::new(TermProfile::NoColor, false)),
    ] {
        insta::assert_snapshot!(format!("start_worn_{kind}"), text(&start(&Start { theme, ..worn() }, 80, 24)));
    }
}

#[test]
fn the_start_asks_for_the_limit_of_a_held_belt_before_it_begins() {
    let mut asked = worn();
    asked.hold.toggle();
    let mut answered = asked.clone();
    answered.hold.raise();
    for (width, height) in SIZES {
        let shown = text(&start(&asked, width, height));
        assert!(shown.contains("never") && shown.contains("... km/h?"), "{width}x{height}\n{shown}");
        assert!(shown.contains("+ -") && shown.contains("enter start"), "{width}x{height}\n{shown}");
        let shown = text(&start(&answered, width, height));
        assert!(shown.contains("never") && shown.contains("10"), "{width}x{height}\n{shown}");
    }
    insta::assert_snapshot!("start_hold_80x24", text(&start(&answered, 80, 24)));
}

#[test]
fn every_window_with_room_for_it_shows_the_ceiling_the_straps_and_the_key_that_starts() {
    for height in (9..=50).step_by(3) {
        for width in (40..=160).step_by(5) {
            let shown = text(&start(&worn(), width, height));
            for what in ["1A2B", "82 bpm", "Horizon", "enter start"] {
                assert!(shown.contains(what), "{width}x{height}: no {what}\n{shown}");
            }
            let large = width >= 72 && height >= 24;
            assert!(shown.contains("126") || large && shown.contains("bpm, top of zone 2"), "{width}x{height}\n{shown}");
        }
    }
}

#[test]
fn every_letter_and_figure_before_a_run_is_read_in_every_theme_and_size() {
    for name in [ThemeName::Dark, ThemeName::Light, ThemeName::HighContrast] {
        let painted = theme().named(name);
        for (what, state) in states().into_iter().chain([("start", worn())]) {
            for (width, height) in SIZES {
                let drawn = start(&Start { theme: painted, ..state.clone() }, width, height);
                let unread = unreadable(&drawn, &painted.palette());
                assert!(unread.is_empty(), "{name:?}, {what}, {width}x{height}: {unread:?}");
            }
        }
    }
}
