//! The words beside the number: zone, how it feels, how far from the ceiling, and whether to believe it.

use ratatui::style::Style;

use super::banner::prompt_ink;
use super::digits::{self, Face, Standing};
use super::lettering;
use super::pen::{Pen, width};
use super::theme::{Ink, Theme};
use crate::session::{RunState, Session, Signal};

/// How the number is to be drawn: a stale or doubted one must never look alive.
fn look(session: &Session, theme: &Theme) -> (Option<u8>, Standing, Style) {
    let Some(rate) = session.rate() else { return (None, Standing::Doubtful, theme.ink(Ink::Quiet)) };
    if rate.signal != Signal::Good {
        return (Some(rate.bpm.whole()), Standing::Doubtful, theme.ink(Ink::Quiet));
    }
    let prompt = session.banner().and_then(|banner| prompt_ink(banner.kind));
    (Some(rate.bpm.whole()), Standing::Alive, theme.ink(prompt.unwrap_or(Ink::Zone(rate.zone))))
}

/// Draws the number in its place.
pub(super) fn draw_number(pen: &mut Pen<'_>, session: &Session, theme: &Theme) {
    let (number, standing, style) = look(session, theme);
    let hint = if session.rising() { theme.glyphs().rising } else { ' ' };
    let (columns, rows) = (pen.width(), pen.height());
    // Four columns are kept for the unit and the hint.
    let Some(face) = Face::fitting(columns.saturating_sub(6), rows.saturating_sub(u16::from(rows > 7))) else {
        let after = digits::draw_small(pen, number, standing, theme, style);
        let low = rows.saturating_sub(1) / 2;
        let low = if rows >= lettering::HEIGHT { low + 1 } else { low };
        pen.text(after + 1, low, "bpm", theme.ink(Ink::Quiet));
        pen.cell(after + if rows >= lettering::HEIGHT { 2 } else { 5 }, 0, hint, theme.ink(Ink::Strong));
        return;
    };
    let above = (rows - face.rows()) / 2;
    let mut place = pen.part(1, above, columns, face.rows());
    face.draw(&mut place, number, standing, theme, style);
    place.text(face.columns() + 2, face.rows() - 1, "bpm", theme.ink(Ink::Quiet));
    place.cell(face.columns() + 2, 0, hint, theme.ink(Ink::Strong));
}

/// Draws the words.
pub(super) fn draw_words(pen: &mut Pen<'_>, session: &Session, theme: &Theme) {
    let words = Words::of(session, theme);
    match pen.height() {
        0 => {}
        1..=2 => {
            let short = if words.zone.is_empty() { words.below.clone() } else { format!("{} {}", words.zone, words.feel) };
            let told = if words.alive || words.zone.is_empty() { short } else { format!("{} {}", words.zone, words.below) };
            pen.text(0, 0, &told, words.style);
        }
        3..=6 => {
            pen.text(0, 0, &format!("{} {}", words.chip, words.zone), words.style);
            pen.text(0, 1, words.feel, words.style);
            pen.text(0, 2, &words.below, theme.ink(Ink::Plain));
        }
        rows => {
            let large_zone = rows >= 12 && lettering::columns(&words.zone).is_some_and(|columns| columns <= pen.width());
            let zone_rows = if large_zone { lettering::HEIGHT + 1 } else { 2 };
            let block = zone_rows + lettering::HEIGHT + 1 + 1;
            let top = rows.saturating_sub(block) / 2;
            let (columns, height) = (pen.width(), pen.height());
            if large_zone {
                lettering::draw(&mut pen.part(0, top, columns, lettering::HEIGHT), 0, &words.zone, theme.unicode(), words.style);
            } else {
                pen.text(0, top, &format!("{} {}", words.chip, words.zone), words.style);
            }
            lettering::draw(&mut pen.part(0, top + zone_rows, columns, lettering::HEIGHT), 0, words.feel, theme.unicode(), words.style);
            let low = (top + zone_rows + lettering::HEIGHT + 1).min(height - 1);
            pen.text(0, low, &words.below, theme.ink(if words.alive { Ink::Plain } else { Ink::Strong }));
        }
    }
}

struct Words {
    alive: bool,
    /// The zone's pattern.
    chip: String,
    zone: String,
    feel: &'static str,
    below: String,
    style: Style,
}

impl Words {
    fn of(session: &Session, theme: &Theme) -> Self {
        let Some(rate) = session.rate() else {
            let below = if matches!(session.state(), RunState::Stopped { .. }) { "no heart rate came" } else { "no heart rate yet" };
            let style = theme.ink(Ink::Quiet);
            return Self { alive: false, chip: String::new(), zone: String::new(), feel: "", below: below.to_owned(), style };
        };
        let glyphs = theme.glyphs();
        let pattern = glyphs.zones[rate.zone.index()];
        let chip = format!("{pattern}{pattern}");
        let zone = format!("zone {}", rate.zone.number()).to_uppercase();
        let feel = rate.zone.word();
        let bold = theme.ink(Ink::Strong);
        let (alive, below, style) = match rate.signal {
            Signal::Good => (true, distance(rate.bpm.beats(), session.setup().ceiling()), theme.ink(Ink::Zone(rate.zone)).patch(bold)),
            Signal::Stale => (false, format!("{} s ago", rate.age.ms() / 1000), theme.ink(Ink::Quiet)),
            Signal::Suspect(doubt) => {
                let long = format!("check the strap {} {}", glyphs.dot, doubt.words());
                (false, long, theme.ink(Ink::Quiet))
            }
        };
        Self { alive, chip, zone, feel, below, style }
    }
}

/// Where a rate stands with the ceiling.
fn distance(rate: f64, ceiling: f64) -> String {
    let under = (ceiling - rate).floor();
    if under > 0.0 {
        format!("{under:.0} under your ceiling")
    } else if rate <= ceiling {
        "at your ceiling".to_owned()
    } else {
        format!("{:.0} over your ceiling", (rate - ceiling).ceil())
    }
}

/// The doubt in full, for a row that has the room the side has not; none while all is believed.
pub(super) fn doubt_line(session: &Session, theme: &Theme, room: u16) -> Option<String> {
    let rate = session.rate()?;
    let Signal::Suspect(doubt) = rate.signal else { return None };
    let line = format!("check the strap {} {}", theme.glyphs().dot, doubt.words());
    (width(&line) > room).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_itself_is_neither_under_nor_over() {
        assert_eq!(distance(118.0, 126.0), "8 under your ceiling");
        assert_eq!(distance(126.0, 126.0), "at your ceiling");
        assert_eq!(distance(142.0, 142.5), "at your ceiling");
        assert_eq!(distance(143.0, 142.5), "1 over your ceiling");
    }
}
