//! The screen of a run: what stands in which place, then the frame and the wash of a prompt over all of it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{Canvas, width};
use super::chart_data::Stretch;
use super::footer_keys::FooterKeys;
use super::layout::Places;
use super::layout_name::Layout;
use super::mood::{self, Mood};
use super::prompts::standing_prompt;
use super::speech::{Dress, Speech};
use super::theme::Role;
use super::ui::{Action, ChartStyle, Overlay, Ui};
use super::{details, dot_chart, footer, header, help, number, speaking_place, straps, strata, strip, summary, time_in_zone, zone_bar};
use crate::session::{CueKind, RunState, RunView};

/// Draws the dashboard into any window, from nothing to as large as it gets.
pub fn draw(frame: &mut Frame, run: &RunView<'_>, ui: &Ui) {
    if let (Some(after), RunState::Stopped { .. }) = (&ui.after, run.state) {
        return summary::draw(frame, run, ui, after);
    }
    let area = frame.area();
    let places = Places::of(area, ui.layout, ui.theme.charset());
    let buffer = frame.buffer_mut();
    let mood = Mood::of(run, ui);
    let speech = Speech::of(run, ui);
    draw_places(buffer, area, &places, run, ui, &speech);
    draw_overlays(buffer, area, &places, run, ui);
    mood::draw(buffer, area, mood, &places, &ui.theme);
}

/// What a click on a cell of the dashboard asks for: the keys of the lowest line do what they do when pressed. None elsewhere.
pub fn click(ui: &mut Ui, run: &RunView<'_>, area: Rect, cell: Position) -> Option<Action> {
    let places = Places::of(area, ui.layout, ui.theme.charset());
    let footer = places.footer;
    if !footer.contains(cell) || ui.asks_for_strap(run) || (ui.note(run).is_some() && places.small) {
        return None;
    }
    let (column, keys) = (cell.x - footer.x, FooterKeys::of(run, ui));
    let key = if places.small {
        let from = footer.width.checked_sub(width(&keys.names()))?;
        keys.name_at(column.checked_sub(from)?)
    } else {
        keys.at(column, footer.width)
    };
    ui.click(key?, run)
}

fn draw_places(buffer: &mut Buffer, area: Rect, places: &Places, run: &RunView<'_>, ui: &Ui, speech: &Speech) {
    let theme = &ui.theme;
    let mut at = |place: Rect, drawn: &mut dyn FnMut(&mut Canvas<'_>)| {
        if !place.is_empty() {
            drawn(&mut Canvas::new(buffer, place));
        }
    };
    let far = ui.layout == Layout::Far && !places.strip.is_empty();
    at(places.header, &mut |canvas| if far { header::draw_far(canvas, run, ui) } else { header::draw(canvas, run, ui) });
    at(places.thread, &mut |canvas| header::draw_thread(canvas, run, theme));
    // A panel covers the end of the row of notices, where the way out of a held belt must not stand.
    let panel_begins = if speech.dress == Dress::Bare || places.speech.is_empty() { u16::MAX } else { places.speech.x.saturating_sub(1) };
    let notice = Rect { width: places.notice.width.min(panel_begins.saturating_sub(places.notice.x)), ..places.notice };
    at(notice, &mut |canvas| footer::draw_notice(canvas, run, ui));
    at(places.digits, &mut |canvas| number::draw(canvas, run, theme, places.face));
    at(places.unit, &mut |canvas| {
        canvas.text(0, 0, "bpm", theme.ink(Role::Quiet));
    });
    let stops = standing_prompt(run) == Some(CueKind::Stop) && ui.overlay == Overlay::None;
    at(places.bar, &mut |canvas| zone_bar::draw(canvas, run, theme, places.bar_rows));
    if stops {
        at(places.chart.union(places.bars), &mut |canvas| details::draw_stop(canvas, theme));
    } else {
        at(places.chart, &mut |canvas| draw_chart(canvas, run, ui, places));
        at(places.bars, &mut |canvas| time_in_zone::draw_bars(canvas, run, theme));
        at(places.share, &mut |canvas| time_in_zone::draw_share(canvas, run, theme));
        at(places.facts, &mut |canvas| details::draw_facts(canvas, run, ui));
        at(places.beats, &mut |canvas| details::draw_beats(canvas, run, theme));
        at(places.laps, &mut |canvas| details::draw_laps(canvas, run, theme));
        at(places.tally, &mut |canvas| time_in_zone::draw_line(canvas, run, theme));
    }
    at(places.footer, &mut |canvas| if places.small { footer::draw_compact(canvas, run, ui) } else { footer::draw(canvas, run, ui) });
    at(places.strip, &mut |canvas| {
        let (columns, rows) = places.strip_padding;
        strip::draw(canvas, strip::Padding { rows, columns }, speech, &run.timer.to_string(), theme);
    });
    if !places.speech.is_empty() {
        let Rect { x, y, width, height } = places.speech;
        // Small windows have no row to spare: a panel starts a column earlier instead, so that its words keep their place.
        let overshoot = places.overshoot.min(y);
        let place = Rect::new(x, y - overshoot, width, (height + 2 * overshoot).min(area.bottom() - (y - overshoot)));
        at(place, &mut |canvas| speaking_place::draw(canvas, overshoot, speech, theme));
    }
}

fn draw_chart(canvas: &mut Canvas<'_>, run: &RunView<'_>, ui: &Ui, places: &Places) {
    let stretch = ui.stretch.map_or(places.usual_stretch(), |minutes| minutes.map_or(Stretch::Plan, Stretch::Last));
    match ui.chart {
        ChartStyle::Strata => strata::draw(canvas, run, &ui.theme, stretch, places.chart_below),
        ChartStyle::Line => dot_chart::draw(canvas, run, &ui.theme, stretch, places.chart_below),
    }
}

/// Questions and help stand below the number, which is never covered where there is any other place.
fn draw_overlays(buffer: &mut Buffer, area: Rect, places: &Places, run: &RunView<'_>, ui: &Ui) {
    let theme = &ui.theme;
    if ui.overlay == Overlay::Help {
        let below = places.below_number(area);
        help::draw(&mut Canvas::new(buffer, below), ui);
    } else if ui.asks_for_strap(run) {
        let place = straps::place(area, places, &ui.offered);
        let mut canvas = Canvas::new(buffer, place);
        canvas.fill(theme.paper());
        straps::draw(&mut canvas, 0, &ui.offered, theme);
    }
}
