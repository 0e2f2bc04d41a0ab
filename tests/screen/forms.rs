//! The form of a first run: what each step shows at every size, and that it can be read wherever it is drawn.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use recovery_run::screen::{CueSound, DrawnNote, Form, Found, SoundChoice, SoundStep, Start, StrapState, Theme};
use recovery_run::session::Legs;
use termprofile::TermProfile;

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
