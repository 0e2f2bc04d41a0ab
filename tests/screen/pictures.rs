//! The README's pictures: kept equal to what is drawn. `BLESS=1 cargo test --test screen` writes them anew.

use std::fs;
use std::path::Path;

use ratatui::buffer::Buffer;
use recovery_run::screen::{Layout, RecordingLine, Theme, ThemeName, Ui};
use recovery_run::session::{CueKind, Legs};

use crate::picture::{CONSOLE, DARK, LIGHT, Paper, dashboard, moving_svg, svg, theme};
use crate::script::{Run, easy};

fn keep(name: &str, run: &Run, width: u16, height: u16) {
    keep_in(name, run, (width, height), &ui(theme().named(ThemeName::Dark)), DARK);
}

fn ui(theme: Theme) -> Ui {
    Ui { recording: RecordingLine::On, ..Ui::new(theme) }
}

fn keep_in(name: &str, run: &Run, (width, height): (u16, u16), ui: &Ui, paper: Paper) {
    keep_drawn(name, &svg(&dashboard(&run.session, ui, width, height), paper));
}

/// Holds a picture in assets/ equal to a screen as it is drawn.
pub(crate) fn keep_screen(name: &str, drawn: &Buffer, paper: Paper) {
    keep_drawn(name, &svg(drawn, paper));
}

fn keep_drawn(name: &str, drawn: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, drawn).expect("assets/ can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "assets/{name} is not what is drawn now: look at it after BLESS=1 cargo test --test screen");
}

#[test]
fn the_readme_shows_an_easy_run_as_it_is_drawn() {
    keep("screen-easy.svg", &easy(), 100, 32);
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
fn the_readme_shows_four_minutes_of_a_run_in_twenty_seconds() {
    let mut ui = ui(theme().named(ThemeName::Dark));
    let mut run = Run::new(Legs::Fresh).towards(112.0, 240).towards(119.0, 200).towards(120.0, 150).haste(0.12);
    let mut frames = Vec::new();
    for frame in 0..20 {
        ui.observe(&run.session.view());
        frames.push(dashboard(&run.session, &ui, 80, 24));
        run = run.towards(if frame < 11 { 133.0 } else { 112.0 }, 12).haste(if frame < 11 { 0.12 } else { 0.2 });
    }
    let drawn = moving_svg(&frames, 1.0, DARK);
    // A page loads no more than this for a picture.
    assert!(drawn.len() < 300_000, "{} bytes", drawn.len());
    keep_drawn("screen-moving.svg", &drawn);
}
