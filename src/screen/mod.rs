//! The terminal screens: the dashboard of a run, the start screen, the history, and what is printed after a run. Drawing functions take
//! `&RunView` and the viewer's [`Ui`], and change nothing.

mod ansi_printer;
mod banner;
mod big_digits;
mod block_font;
mod canvas;
mod chart;
mod chart_data;
pub mod color_vision;
mod console_palette;
mod figures;
mod footer;
mod footer_keys;
mod form;
mod form_bar;
mod form_numbers;
mod form_sound;
mod form_view;
mod glyphs;
mod header;
mod help;
mod history;
mod key_map;
mod keys;
mod layout;
mod modes;
mod note;
mod palette;
mod rate_digits;
mod readout;
mod role;
mod start;
mod start_cards;
mod start_view;
mod straps;
mod terminal;
mod terminal_input;
mod theme;
mod theme_choice;
mod theme_file;
mod time_in_zone;
mod ui;
mod window;
mod wrapping;
mod zone_bar;

pub use ansi_printer::AnsiPrinter;
pub use figures::{percent, signed};
pub use form::{Form, FormAction};
pub use form_numbers::Numbers;
pub use form_sound::{CueSound, DrawnNote, SoundChoice, SoundStep};
pub use glyphs::{Charset, Glyphs};
pub use history::{History, HistoryAction, HistoryRow, HistoryWeek, draw_history};
pub use key_map::{KEY_NAMES, KeyError, KeyMap, is_suspend};
pub use keys::{KEYS, Key, Purpose, Scope};
pub use modes::Modes;
pub use note::{Note, Said};
pub use palette::{Palette, PromptColors, Rgb};
pub use start::{Start, StartAction, StrapState, Unfinished};
pub use start_view::draw_start;
pub use straps::{Found, FoundKind};
pub use terminal::{Screen, TerminalSink, restore};
pub use terminal_input::{Input, TerminalInput};
pub use theme::{Role, Theme, ThemeChoice, ThemeName};
pub use theme_file::{BUILT_IN_THEMES, ThemeError, faint_colors, read_theme};
pub use ui::{Action, Overlay, Playback, RecordingLine, Ui};
pub use window::window_size;

use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use crate::session::RunView;
use canvas::Canvas;
use chart::Stretch;
use footer_keys::FooterKeys;
use layout::{Format, Places};

/// What a click on a cell of the dashboard asks for: the keys of the lowest line do what they do when pressed. None elsewhere.
pub fn click(ui: &mut Ui, run: &RunView<'_>, area: Rect, cell: Position) -> Option<Action> {
    let footer = Places::of(area).footer;
    if !footer.contains(cell) || ui.asks_for_strap(run) || (ui.note(run).is_some() && Format::of(area) == Format::Compact) {
        return None;
    }
    let column = cell.x - footer.x;
    let key = match Format::of(area) {
        Format::Regular | Format::Wide => FooterKeys::of(run, ui, true).at(column)?,
        Format::Compact => {
            let keys = FooterKeys::of(run, ui, false);
            keys.at(column.checked_sub(footer.width.checked_sub(canvas::width(&keys.line()))?)?)?
        }
    };
    ui.click(key, run)
}

/// Draws the dashboard into any window, from nothing to as large as it gets.
pub fn draw(frame: &mut Frame, run: &RunView<'_>, ui: &Ui) {
    let area = frame.area();
    let places = Places::of(area);
    let buffer = frame.buffer_mut();
    buffer.set_style(area, ui.theme.paper());
    let mut at = |place: Rect, drawn: &mut dyn FnMut(&mut Canvas<'_>)| {
        if !place.is_empty() {
            drawn(&mut Canvas::new(buffer, place));
        }
    };
    let theme = &ui.theme;
    at(places.header, &mut |canvas| header::draw(canvas, run, ui));
    at(places.banner, &mut |canvas| banner::draw(canvas, run, ui));
    at(places.digits, &mut |canvas| readout::draw_number(canvas, run, theme));
    at(places.side, &mut |canvas| readout::draw_words(canvas, run, theme));
    if ui.overlay == Overlay::Help {
        let top = places.digits.bottom();
        let below = Rect { y: top, height: area.bottom().saturating_sub(top), ..area };
        at(below, &mut |canvas| help::draw(canvas, ui));
        return;
    }
    at(places.notice, &mut |canvas| footer::draw_notice(canvas, run, ui, places.side.width));
    at(places.bar, &mut |canvas| zone_bar::draw(canvas, run, theme));
    at(places.chart, &mut |canvas| {
        chart::draw(canvas, run, theme, if Format::of(area) == Format::Wide { Stretch::Plan } else { Stretch::Recent })
    });
    at(places.bars, &mut |canvas| time_in_zone::draw_bars(canvas, run, theme));
    at(places.tally, &mut |canvas| time_in_zone::draw_line(canvas, run, theme));
    at(places.footer, &mut |canvas| match Format::of(area) {
        Format::Compact => footer::draw_compact(canvas, run, ui, places.side.width),
        Format::Regular | Format::Wide => footer::draw(canvas, run, ui),
    });
    if ui.asks_for_strap(run) {
        at(straps::place(area, &places, &ui.offered), &mut |canvas| {
            canvas.fill(theme.paper());
            straps::draw(canvas, 0, &ui.offered, theme);
        });
    }
}
