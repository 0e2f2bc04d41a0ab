//! The README's pictures: kept equal to what is drawn. `BLESS=1 cargo test --test screen` writes them anew.

use std::fs;
use std::path::Path;

use recovery_run::screen::{Layout, RecordingLine, Theme, ThemeName, Ui};
use recovery_run::session::{CueKind, Legs};

use crate::picture::{CONSOLE, DARK, LIGHT, Paper, dashboard, svg, theme};
use crate::script::{Run, easy};

fn keep(name: &str, run: &Run, width: u16, height: u16) {
    keep_in(name, run, (width, height), &ui(theme().named(ThemeName::Dark)), DARK);
}

fn ui(theme: Theme) -> Ui {
    Ui { recording: RecordingLine::On, ..Ui::new(theme) }
}

fn keep_in(name: &str, run: &Run, (width, height): (u16, u16), ui: &Ui, paper: Paper) {
    let drawn = svg(&dashboard(&run.session, ui, width, height), paper);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &drawn).expect("assets/ can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "assets/{name} is not what is drawn now: look at it after BLESS=1 cargo test --test screen");
}

#[test]
fn the_readme_shows_an_easy_run_as_it_is_drawn() {
    keep("screen-easy.svg", &easy(), 100, 32);
}

#[test]
fn the_readme_shows_a_prompt_as_it_is_drawn() {
    keep("screen-slow-down.svg", &slowed(), 100, 32);
}

fn slowed() -> Run {
    easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown)
}

#[test]
fn the_readme_shows_the_light_theme_as_it_is_drawn() {
    keep_in("screen-light.svg", &easy(), (100, 32), &ui(theme().named(ThemeName::Light)), LIGHT);
}

#[test]
fn the_readme_shows_a_prompt_as_it_is_read_from_afar() {
    let far = Ui { layout: Layout::Far, ..ui(theme().named(ThemeName::Dark)) };
    keep_in("screen-far.svg", &slowed(), (80, 24), &far, DARK);
}

#[test]
fn the_readme_shows_the_console_as_it_is_drawn() {
    let console = Theme::detect(|key| (key == "TERM").then(|| "linux".to_owned()), true);
    keep_in("screen-console.svg", &slowed(), (80, 24), &ui(console), CONSOLE);
}

#[test]
fn the_readme_shows_the_talk_test_as_it_is_drawn() {
    let run = Run::by_the_method(Legs::Fresh).towards(112.0, 240).towards(118.0, 200).until(117.0, CueKind::TalkTest).towards(117.0, 3);
    keep("screen-talk-test.svg", &run, 80, 24);
}
