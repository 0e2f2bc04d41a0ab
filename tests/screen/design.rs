//! The number against grids that were drawn independently, by the same rules of a digit's shape. They lie outside the project, in
//! `../shared/design`; without them this test says that it was skipped.

use std::path::PathBuf;

use recovery_run::screen::{Layout, Theme, ThemeName, Ui};
use recovery_run::session::{Legs, Link, Session};

use crate::picture::{dashboard, text, theme};
use crate::requirements;
use crate::script::{Run, easy};

/// Where the number stands in a layout and a size: its first row and column, its rows and columns.
fn place(layout: Layout, size: (u16, u16)) -> Option<(usize, usize, usize, usize)> {
    Some(match (layout, size) {
        (Layout::Far, (40, 10)) => (0, 2, 7, 35),
        (Layout::Far, (60, 18)) => (1, 4, 11, 51),
        (Layout::Far, (80, 24)) => (1, 5, 15, 70),
        (Layout::Far, (120, 40)) => (2, 4, 26, 111),
        (Layout::Far, (160, 50)) => (2, 4, 33, 151),
        (Layout::Balanced, (40, 10)) => (2, 2, 4, 20),
        (Layout::Balanced, (60, 18)) => (2, 3, 5, 21),
        (Layout::Balanced, (80, 24)) => (2, 4, 9, 38),
        (Layout::Balanced, (100, 32)) => (4, 4, 10, 43),
        (Layout::Balanced, (120, 40)) => (4, 4, 15, 64),
        (Layout::Balanced, (160, 50)) => (4, 4, 20, 86),
        (Layout::Detail, (60, 18)) => (2, 3, 3, 18),
        (Layout::Detail, (80, 24)) => (2, 4, 4, 20),
        (Layout::Detail, (120, 40)) => (4, 4, 7, 29),
        (Layout::Detail, (160, 50)) => (4, 4, 9, 38),
        _ => return None,
    })
}

fn cropped(screen: &str, (row, column, rows, columns): (usize, usize, usize, usize)) -> Vec<String> {
    let line = |line: &str| line.chars().skip(column).take(columns).collect::<String>().trim_end().to_owned();
    screen.lines().skip(row).take(rows).map(line).collect()
}

/// A run whose number is the one of a grid, believed or not.
fn run_at(state: &str) -> Option<Session> {
    let mut run = Run::new(Legs::Fresh);
    let rate = match state {
        "easy" => 118,
        "rising" => 123,
        "ease" => 128,
        "slow" => 131,
        "walk" => 138,
        "settled" => 124,
        "lost" => {
            run.beat(119);
            return Some(run.link(Link::Lost).silence(9).session);
        }
        "doubt" => {
            let mut run = easy();
            run.beat(164);
            return Some(run.session);
        }
        "paused" => 104,
        "talk" => 119,
        "cool" => 115,
        "done" => 112,
        _ => return None,
    };
    run.beat(rate);
    Some(run.session)
}

#[test]
fn the_number_has_the_shape_that_its_rules_give_independently() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/design/txt");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        requirements::missing(&format!("no grids at {}", folder.display()));
        return;
    };
    let mut compared = 0;
    for path in entries.map(|entry| entry.unwrap().path()) {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let parts: Vec<&str> = name.split('-').collect();
        let [layout, size, "dark", state] = parts[..] else { continue };
        let size = size.split_once('x').map(|(width, height)| (width.parse().unwrap(), height.parse().unwrap())).unwrap();
        let (Some(layout), Some(session)) = (Layout::from_word(layout), run_at(state)) else { continue };
        let Some(place) = place(layout, size) else { continue };
        let theme: Theme = theme().named(ThemeName::Dark);
        let ui = Ui { layout, ..Ui::new(theme) };
        let drawn = cropped(&text(&dashboard(&session, &ui, size.0, size.1)), place);
        let wanted = cropped(&std::fs::read_to_string(&path).unwrap(), place);
        assert_eq!(drawn, wanted, "{name}:\n{}\n{}", drawn.join("\n"), wanted.join("\n"));
        compared += 1;
    }
    assert!(compared >= 30, "{compared} grids");
}
