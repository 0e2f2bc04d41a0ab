//! The screen after a run: how easy it was, how the heart comes down, its course, and how hard it was.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::after_run::AfterRun;
use super::canvas::{Canvas, width};
use super::figures::percent;
use super::key_row::draw_keys;
use super::summary_places::Places;
use super::theme::{Role, Theme};
use super::ui::{RecordingLine, Ui};
use super::wrapping::wrapped;
use super::{effort, large, prompt_list, recovery, run_chart, zone_times};
use crate::session::RunView;

/// Draws it into any window.
pub(super) fn draw(frame: &mut Frame, run: &RunView<'_>, ui: &Ui, after: &AfterRun) {
    let area = frame.area();
    let theme = &ui.theme;
    let buffer = frame.buffer_mut();
    buffer.set_style(area, theme.paper());
    let asks = ui.playback.is_none();
    let places = Places::of(area);
    let mut at = |place: Rect, drawn: &mut dyn FnMut(&mut Canvas<'_>)| {
        if !place.is_empty() {
            drawn(&mut Canvas::new(buffer, place));
        }
    };
    let lit = theme.ink(if after.is_easy { Role::Well } else { Role::Strong });
    at(places.header, &mut |canvas| draw_header(canvas, run, after, theme));
    at(places.rule, &mut |canvas| (0..canvas.width()).for_each(|x| canvas.cell(x, 0, theme.glyphs().thread.0, lit)));
    at(places.share, &mut |canvas| draw_share(canvas, after, theme));
    at(places.recovery, &mut |canvas| recovery::draw(canvas, run, theme));
    at(places.facts, &mut |canvas| draw_facts(canvas, after, theme));
    at(places.chart, &mut |canvas| run_chart::draw(canvas, run, theme, ui.chart));
    at(places.zones, &mut |canvas| zone_times::draw(canvas, run, theme));
    at(places.prompts, &mut |canvas| prompt_list::draw(canvas, &after.prompts, theme));
    at(places.effort, &mut |canvas| effort::draw(canvas, run.effort.map(|effort| effort.rating()), asks, theme));
    at(places.kept, &mut |canvas| draw_kept(canvas, after, theme));
    at(places.drink, &mut |canvas| {
        for (line, y) in wrapped(&after.drink, usize::from(canvas.width()), 0).iter().zip(0..) {
            canvas.text(0, y, line, theme.ink(Role::Plain));
        }
    });
    at(places.keys, &mut |canvas| draw_last_row(canvas, ui, asks, run.effort.is_some()));
}

fn draw_header(canvas: &mut Canvas<'_>, run: &RunView<'_>, after: &AfterRun, theme: &Theme) {
    let x = canvas.text(0, 0, &run.timer.to_string(), theme.ink(Role::Strong)) + 3;
    let lit = theme.ink(if after.is_easy { Role::Well } else { Role::Plain });
    let end = canvas.text(x, 0, &after.verdict, lit.patch(theme.ink(Role::Strong)));
    if end + 3 + width(&after.when) <= canvas.width() {
        let columns = canvas.width();
        canvas.text_before(columns, 0, &after.when, theme.ink(Role::Quiet));
    }
}

/// The share large, and EASY beside its foot.
fn draw_share(canvas: &mut Canvas<'_>, after: &AfterRun, theme: &Theme) {
    let (columns, rows) = (canvas.width(), canvas.height());
    let lit = theme.ink(if after.is_easy { Role::Well } else { Role::Plain }).patch(theme.ink(Role::Strong));
    let Some(share) = after.easy_share else {
        canvas.text(0, rows / 2, "no heart rate that could be believed", theme.ink(Role::Plain));
        return;
    };
    let after_number = large::draw(&mut canvas.part(0, 0, columns, rows), &percent(share).to_string(), theme, lit) + 2;
    let word = "EASY";
    let room = columns.saturating_sub(after_number);
    let fits = |high: &u16| large::is_drawn(*high, theme) && large::columns(word, *high, theme) <= room;
    match (1..=rows / 2).rev().find(fits) {
        Some(high) => {
            canvas.text(after_number, 0, "%", lit);
            large::draw(&mut canvas.part(after_number, rows - high, room, high), word, theme, lit);
        }
        None => drop(canvas.text(after_number - 1, rows - 1, "% easy", lit)),
    }
}

fn draw_facts(canvas: &mut Canvas<'_>, after: &AfterRun, theme: &Theme) {
    let columns = canvas.width();
    for ((name, value), y) in after.facts.iter().zip(0..) {
        canvas.text(0, y, name, theme.ink(Role::Quiet));
        canvas.text_before(columns, y, value, theme.ink(Role::Strong));
    }
}

fn draw_kept(canvas: &mut Canvas<'_>, after: &AfterRun, theme: &Theme) {
    if after.kept.is_empty() {
        return;
    }
    let quiet = theme.ink(Role::Quiet);
    canvas.text(0, 0, "KEPT IN", quiet.patch(theme.ink(Role::Strong)));
    let columns = usize::from(canvas.width());
    let lines = after.kept.iter().flat_map(|line| pieces(line, columns));
    for (line, y) in lines.zip(2..) {
        canvas.text(0, y, &line, theme.ink(Role::Plain));
    }
}

/// A path has no spaces to break it at: it goes on below wherever the room ends.
fn pieces(line: &str, columns: usize) -> Vec<String> {
    let letters: Vec<char> = line.chars().collect();
    letters.chunks(columns.max(1)).map(|piece| piece.iter().collect()).collect()
}

fn draw_last_row(canvas: &mut Canvas<'_>, ui: &Ui, asks: bool, rated: bool) {
    let theme = &ui.theme;
    let keys: &[(&str, &str)] = match (asks, rated) {
        (true, false) => &[("1-9 0", "effort"), ("enter", "leaves")],
        (true, true) => &[("another digit", "corrects"), ("enter", "leaves")],
        (false, _) => &[("enter", "leaves")],
    };
    let end = draw_keys(canvas, keys, theme);
    let told = match &ui.recording {
        RecordingLine::Off => "not recorded".to_owned(),
        RecordingLine::On => "recorded".to_owned(),
        RecordingLine::Suspended(why) => format!("not kept: {why}"),
    };
    let columns = canvas.width();
    if end + 3 + width(&told) <= columns {
        canvas.text_before(columns, 0, &told, theme.ink(Role::Quiet));
    }
}
