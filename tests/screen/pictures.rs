//! The README's pictures: kept equal to what is drawn. `BLESS=1 cargo test --test screen` writes them anew.

use std::fs;
use std::path::Path;

use recovery_run::screen::{RecordingLine, Ui};
use recovery_run::session::{CueKind, Legs};

use crate::picture::{dashboard, svg, theme};
use crate::script::{Run, easy};

fn keep(name: &str, run: &Run, width: u16, height: u16) {
    let ui = Ui { recording: RecordingLine::On, ..Ui::new(theme()) };
    let drawn = svg(&dashboard(&run.session, &ui, width, height));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &drawn).expect("assets/ can be written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == drawn, "assets/{name} is not what is drawn now: look at it after BLESS=1 cargo test --test screen");
}

#[test]
fn the_readme_shows_an_easy_run_as_it_is_drawn() {
    keep("screen-easy.svg", &easy(), 80, 24);
}

#[test]
fn the_readme_shows_a_prompt_as_it_is_drawn() {
    keep("screen-slow-down.svg", &easy().haste(0.1).until(130.0, CueKind::EaseOff).until(131.0, CueKind::SlowDown), 80, 24);
}

#[test]
fn the_readme_shows_the_talk_test_as_it_is_drawn() {
    let run = Run::by_the_method(Legs::Fresh).towards(112.0, 240).towards(118.0, 200).until(117.0, CueKind::TalkTest).towards(117.0, 3);
    keep("screen-talk-test.svg", &run, 80, 24);
}
