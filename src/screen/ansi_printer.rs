//! Coloured text and the course of a finished run as lines, for standard output: a terminal that scrolls, or a pipe.

use std::fmt::Write as _;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};
use termprofile::TermProfile;

use super::canvas::Canvas;
use super::chart_data::Stretch;
use super::strata::{self, Below};
use super::theme::{Role, Theme};
use super::wrapping;
use crate::session::RunView;

/// What is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnsiPrinter {
    theme: Theme,
    coloured: bool,
    width: u16,
}

impl AnsiPrinter {
    /// Lines are no longer than this, however wide a terminal is.
    const WIDEST: u16 = 100;

    /// What standard output is like: in colour on a terminal that has them unless `NO_COLOR` is set, otherwise without a
    /// single escape code.
    pub fn detect(var: impl Fn(&str) -> Option<String>, is_terminal: bool, width: u16) -> Self {
        let theme = Theme::detect(var, true);
        Self { theme, coloured: is_terminal && theme.depth() > TermProfile::NoColor, width: width.min(Self::WIDEST) }
    }

    /// Text in an ink.
    pub fn ink(&self, text: &str, ink: Role) -> String {
        match codes(self.theme.ink(ink)).filter(|_| self.coloured) {
            Some(codes) => format!("\x1b[{codes}m{text}\x1b[0m"),
            None => text.to_owned(),
        }
    }

    /// The character of a bar.
    pub fn solid(&self) -> char {
        self.theme.glyphs().solid
    }

    /// Text broken between words so that no line is longer than the paper is wide; later lines begin this far in.
    pub fn wrapped(&self, text: &str, indent: usize) -> String {
        wrapping::wrapped(text, usize::from(self.width), indent).join("\n")
    }

    /// The whole course of a run in this many rows, its axis of time and its marks among them.
    pub fn course(&self, run: &RunView<'_>, rows: u16) -> String {
        let area = Rect::new(0, 0, self.width.saturating_sub(2), rows);
        let mut buffer = Buffer::empty(area);
        let below = Below { marks: rows >= 6, axis: rows >= 4 };
        strata::draw(&mut Canvas::new(&mut buffer, area), run, &self.theme, Stretch::Run, below);
        let mut text = String::new();
        for y in 0..area.height {
            text.push_str(&self.row(&buffer, area.width, y));
        }
        text
    }

    fn row(&self, buffer: &Buffer, width: u16, y: u16) -> String {
        let is_blank = |x: &u16| buffer[(*x, y)].symbol() == " " && matches!(buffer[(*x, y)].style().bg, None | Some(Color::Reset));
        let end = (0..width).rev().find(|x| !is_blank(x)).map_or(0, |last| last + 1);
        let mut text = String::from(if end > 0 { "  " } else { "" });
        let mut before = None;
        for x in 0..end {
            let cell = &buffer[(x, y)];
            let now = codes(cell.style()).filter(|_| self.coloured && !is_blank(&x));
            if now != before {
                // Writing to a String cannot fail.
                let _ = match &now {
                    Some(codes) => write!(text, "\x1b[0;{codes}m"),
                    None => write!(text, "\x1b[0m"),
                };
                before = now;
            }
            text.push_str(cell.symbol());
        }
        if before.is_some() {
            text.push_str("\x1b[0m");
        }
        text.push('\n');
        text
    }
}

/// The numbers of an SGR sequence; none for the terminal's own style.
fn codes(style: Style) -> Option<String> {
    let mut codes = Vec::new();
    if style.add_modifier.contains(Modifier::BOLD) {
        codes.push("1".to_owned());
    }
    if style.add_modifier.contains(Modifier::DIM) {
        codes.push("2".to_owned());
    }
    codes.extend(match style.fg {
        Some(Color::Rgb(r, g, b)) => Some(format!("38;2;{r};{g};{b}")),
        Some(Color::Indexed(index)) => Some(format!("38;5;{index}")),
        Some(Color::Red) => Some("31".to_owned()),
        Some(Color::Green) => Some("32".to_owned()),
        Some(Color::Yellow) => Some("33".to_owned()),
        Some(Color::Magenta) => Some("35".to_owned()),
        Some(Color::LightBlue) => Some("94".to_owned()),
        // The theme has no others.
        _ => None,
    });
    (!codes.is_empty()).then(|| codes.join(";"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heart::{Athlete, HeartRateMeasurement, ZoneModel};
    use crate::session::Session;
    use crate::session::{Command, Elapsed, Event, EventKind, Legs, Plan, Setup};

    fn run() -> Session {
        let zones = ZoneModel::Custom.zones(&Athlete::default(), Some([100.0, 120.0, 140.0, 160.0, 180.0])).unwrap();
        let setup = Setup {
            own: crate::session::Learned::default(),
            athlete: Athlete::default(),
            zones,
            ceiling: None,
            plan: Plan::new(None, Legs::Fresh),
        };
        let mut session = Session::new(setup);
        for at in (0..600).filter(|at| !(200..300).contains(at)) {
            let measurement = HeartRateMeasurement::of(130 + (at % 2) as u16);
            session.step(&Event::new(Elapsed::from_secs(at), EventKind::Measurement(measurement)));
        }
        session.step(&Event::new(Elapsed::from_secs(600), EventKind::Command(Command::Stop)));
        session
    }

    fn paper(vars: &[(&str, &str)], is_terminal: bool, width: u16) -> AnsiPrinter {
        let var = |key: &str| vars.iter().find(|(name, _)| *name == key).map(|(_, value)| (*value).to_owned());
        AnsiPrinter::detect(var, is_terminal, width)
    }

    const TERMINAL: (&str, &str) = ("TERM", "xterm-256color");

    #[test]
    fn a_pipe_and_no_color_get_no_escape_codes_and_a_terminal_gets_colour() {
        let printed = |paper: AnsiPrinter| paper.course(&run().view(), 10) + &paper.ink("easy", Role::Well);
        assert!(printed(paper(&[TERMINAL], true, 80)).contains("\x1b["));
        for paper in [paper(&[TERMINAL], false, 80), paper(&[TERMINAL, ("NO_COLOR", "1")], true, 80), paper(&[("TERM", "dumb")], true, 80)]
        {
            assert!(!printed(paper).contains('\x1b'));
        }
    }

    #[test]
    fn long_text_is_broken_between_words() {
        let wrapped = paper(&[TERMINAL], false, 24).wrapped("  prompts  2: ease off at 6:30, walk at 8:00", 11);
        assert_eq!(wrapped, "  prompts  2: ease off\n           at 6:30, walk\n           at 8:00");
        assert_eq!(paper(&[TERMINAL], false, 80).wrapped("  now: water", 7), "  now: water");
    }

    #[test]
    fn the_course_fits_its_lines_and_shows_the_gap_and_the_ends() {
        for width in [0, 1, 20, 80, 100, 300] {
            let text = paper(&[TERMINAL], false, width).course(&run().view(), 10);
            assert_eq!(text.lines().count(), 10);
            assert!(text.lines().all(|line| line.chars().count() <= usize::from(width.min(100))), "{width}:\n{text}");
        }
        let text = paper(&[TERMINAL], false, 100).course(&run().view(), 10);
        assert!(text.lines().last().unwrap().trim_end().ends_with("10:00"), "{text}");
        let ceiling = text.lines().position(|line| line.trim_start().starts_with("140 ")).unwrap();
        let line = text.lines().skip(ceiling + 1).find(|line| line.chars().filter(|c| "░▒█".contains(*c)).count() > 40).unwrap();
        // From a third to half of ten minutes nothing came.
        let middle: String = line.chars().skip(42).take(6).collect();
        assert_eq!(middle.trim(), "", "{text}");
    }
}
