//! The words beside the number: zone, how it feels, how far from the ceiling, and whether to believe it.

use ratatui::style::Style;

use super::banner::prompt_ink;
use super::big_digits::{self, Face, Freshness};
use super::block_font;
use super::canvas::{Canvas, width};
use super::figures::signed;
use super::theme::{Role, Theme};
use crate::session::{RunState, RunView, Signal, Span};

/// How the number is to be drawn: a stale or doubted one must never look alive.
fn look(run: &RunView<'_>, theme: &Theme) -> (Option<u8>, Freshness, Style) {
    let Some(rate) = run.rate else { return (None, Freshness::Doubtful, theme.ink(Role::Quiet)) };
    if rate.signal != Signal::Good {
        return (Some(rate.bpm.whole()), Freshness::Doubtful, theme.ink(Role::Quiet));
    }
    let prompt = run.banner.as_ref().and_then(|banner| prompt_ink(banner.cue.kind));
    (Some(rate.bpm.whole()), Freshness::Alive, theme.ink(prompt.unwrap_or(Role::Zone(rate.zone))))
}

/// Draws the number in its place.
pub(super) fn draw_number(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let (number, standing, style) = look(run, theme);
    let hint = if run.rising { theme.glyphs().rising } else { ' ' };
    let (columns, rows) = (canvas.width(), canvas.height());
    // Four columns are kept for the unit and the hint.
    let Some(face) = Face::fitting(columns.saturating_sub(6), rows.saturating_sub(u16::from(rows > 7))) else {
        let after = big_digits::draw_small(canvas, number, standing, theme, style);
        let tall = rows >= block_font::HEIGHT;
        let low = match (tall, standing) {
            (true, Freshness::Alive) if theme.unicode() => rows - 1,
            _ => rows.saturating_sub(1) / 2,
        };
        canvas.text(after + 1, low, "bpm", theme.ink(Role::Quiet));
        canvas.cell(after + if tall { 2 } else { 5 }, 0, hint, theme.ink(Role::Strong));
        return;
    };
    let above = (rows - face.rows()) / 2;
    let mut place = canvas.part(1, above, columns, face.rows());
    face.draw(&mut place, number, standing, theme, style);
    place.text(face.columns() + 2, face.rows() - 1, "bpm", theme.ink(Role::Quiet));
    place.cell(face.columns() + 2, 0, hint, theme.ink(Role::Strong));
}

/// Draws the words.
pub(super) fn draw_words(canvas: &mut Canvas<'_>, run: &RunView<'_>, theme: &Theme) {
    let words = Words::of(run, theme, canvas.width());
    match canvas.height() {
        0 => {}
        1..=2 => {
            let short = if words.zone.is_empty() { words.below.clone() } else { format!("{} {}", words.zone, words.feel) };
            canvas.text(0, 0, &short, words.style);
        }
        3..=6 => {
            canvas.text(0, 0, &format!("{} {}", words.chip, words.zone), words.style);
            canvas.text(0, 1, &words.feel, words.style);
            canvas.text(0, 2, &words.below, theme.ink(Role::Plain));
        }
        rows => {
            let large_zone = rows >= 12 && block_font::columns(&words.zone).is_some_and(|columns| columns <= canvas.width());
            let zone_rows = if large_zone { block_font::HEIGHT + 1 } else { 2 };
            let block = zone_rows + block_font::HEIGHT + 1 + 1;
            let top = rows.saturating_sub(block) / 2;
            let (columns, height) = (canvas.width(), canvas.height());
            if large_zone {
                block_font::draw(&mut canvas.part(0, top, columns, block_font::HEIGHT), 0, &words.zone, theme.unicode(), words.style);
            } else {
                canvas.text(0, top, &format!("{} {}", words.chip, words.zone), words.style);
            }
            block_font::draw(
                &mut canvas.part(0, top + zone_rows, columns, block_font::HEIGHT),
                0,
                &words.feel,
                theme.unicode(),
                words.style,
            );
            let low = (top + zone_rows + block_font::HEIGHT + 1).min(height - 1);
            canvas.text(0, low, &words.below, theme.ink(if words.alive { Role::Plain } else { Role::Strong }));
        }
    }
}

struct Words {
    alive: bool,
    /// The zone's pattern.
    chip: String,
    zone: String,
    /// How it feels, or that it is not known: the one word for afar.
    feel: String,
    below: String,
    style: Style,
}

impl Words {
    fn of(run: &RunView<'_>, theme: &Theme, room: u16) -> Self {
        let Some(rate) = run.rate else {
            let below = if matches!(run.state, RunState::Stopped { .. }) { "no heart rate came" } else { "no heart rate yet" };
            let style = theme.ink(Role::Quiet);
            return Self { alive: false, chip: String::new(), zone: String::new(), feel: String::new(), below: below.to_owned(), style };
        };
        let glyphs = theme.glyphs();
        if let Some((fell, since)) = run.recovering {
            let style = theme.ink(Role::Plain).patch(theme.ink(Role::Strong));
            let secs = since.ms() / 1000;
            let below = if secs < 60 { format!("bpm in {secs:>2} s: stand still a minute") } else { "bpm in the first minute".to_owned() };
            let below = if width(&below) <= room { below } else { format!("bpm in {secs} s") };
            return Self { alive: true, chip: String::new(), zone: "recovery".to_uppercase(), feel: signed(-fell, 0), below, style };
        }
        let pattern = glyphs.zones[rate.zone.index()];
        let chip = format!("{pattern}{pattern}");
        let zone = format!("zone {}", rate.zone.number()).to_uppercase();
        let feel = rate.zone.word();
        let quiet = theme.ink(Role::Quiet);
        let (alive, feel, below, style) = match rate.signal {
            Signal::Good => {
                let style = theme.ink(Role::ZoneText(rate.zone)).patch(theme.ink(Role::Strong));
                (true, feel.to_owned(), distance(rate.bpm.beats(), run.ceiling, whose(run, room)), style)
            }
            Signal::Stale => (false, age(rate.age), format!("it was {feel} then"), quiet),
            Signal::Suspect(_) => {
                let below = doubt_line(run, theme, 0).filter(|line| width(line) <= room);
                (false, "in doubt".to_owned(), below.unwrap_or_else(|| "check the strap".to_owned()), quiet)
            }
        };
        Self { alive, chip, zone, feel, below, style }
    }
}

/// How long ago, in as few characters as will do.
fn age(age: Span) -> String {
    let secs = age.ms() / 1000;
    if secs < 100 { format!("{secs} s ago") } else { format!("{} min ago", secs / 60) }
}

/// Which ceiling is spoken of.
fn whose(run: &RunView<'_>, room: u16) -> &'static str {
    let warming = run.ceiling < run.plan_ceiling;
    match room {
        24.. if warming => "the warm-up's ceiling",
        21.. => "your ceiling",
        _ => "ceiling",
    }
}

/// Where a rate stands with the ceiling.
fn distance(rate: f64, ceiling: f64, whose: &str) -> String {
    let under = (ceiling - rate).floor();
    if under > 0.0 {
        format!("{under:.0} under {whose}")
    } else if rate <= ceiling {
        format!("at {whose}")
    } else {
        format!("{:.0} over {whose}", (rate - ceiling).ceil())
    }
}

/// The doubt in full, for a row that has the room the side has not; none while all is believed.
pub(super) fn doubt_line(run: &RunView<'_>, theme: &Theme, room: u16) -> Option<String> {
    let rate = run.rate?;
    let Signal::Suspect(doubt) = rate.signal else { return None };
    let line = format!("check the strap {} {}", theme.glyphs().dot, doubt.words());
    (width(&line) > room).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ceiling_itself_is_neither_under_nor_over() {
        assert_eq!(distance(118.0, 126.0, "your ceiling"), "8 under your ceiling");
        assert_eq!(distance(126.0, 126.0, "your ceiling"), "at your ceiling");
        assert_eq!(distance(142.0, 142.5, "your ceiling"), "at your ceiling");
        assert_eq!(distance(143.0, 142.5, "ceiling"), "1 over ceiling");
    }
}
