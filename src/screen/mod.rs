//! The terminal screens: the dashboard of a run, the start screen, the history, and what is printed after a run. Drawing functions take
//! `&RunView` and the viewer's [`Ui`], and change nothing.

mod after_run;
mod ansi_printer;
mod banner;
mod big_digits;
mod block_font;
mod canvas;
mod chart;
mod chart_data;
pub mod color_vision;
mod effort;
mod eighths;
mod export_as;
mod figures;
mod footer;
mod glyphs;
mod header;
mod help;
mod history;
mod history_trend;
mod history_view;
mod key_row;
mod keys;
mod large;
mod layout;
mod margin;
mod palette;
mod prompt_line;
mod prompt_list;
mod readout;
mod recovery;
mod report_page;
mod report_view;
mod start;
mod start_view;
mod straps;
mod summary;
mod summary_places;
mod terminal;
mod terminal_input;
mod theme;
mod time_in_zone;
mod tints;
mod ui;
mod wrapping;
mod zone_bar;
mod zone_times;

pub use after_run::AfterRun;
pub use ansi_printer::AnsiPrinter;
pub use export_as::ExportAs;
pub use figures::{percent, signed};
pub use glyphs::{Charset, Glyphs};
pub use history::{History, HistoryAction, HistoryRow};
pub use history_trend::{HistoryTrend, HistoryWeek};
pub use history_view::draw_history;
pub use keys::{KEYS, Key, Purpose, Scope, is_suspend};
pub use palette::{DARK, LIGHT, Palette, PromptColors, Rgb};
pub use prompt_line::PromptLine;
pub use report_page::{draw_report, last_row_of};
pub use report_view::{ReportAction, ReportView, ReportWords};
pub use start::{Start, StartAction, StrapState, Unfinished};
pub use start_view::draw_start;
pub use straps::Found;
pub use terminal::{Guard, Screen, TerminalSink, restore};
pub use terminal_input::{Input, TerminalInput};
pub use theme::{Role, Theme, ThemeName};
pub use tints::{mixed, muted};
pub use ui::{Action, Overlay, Playback, RecordingLine, Ui};

use ratatui::Frame;
use ratatui::layout::Rect;

use crate::session::{RunState, RunView};
use canvas::Canvas;
use chart::Stretch;
use layout::{Format, Places};

/// Draws the dashboard into any window, from nothing to as large as it gets.
pub fn draw(frame: &mut Frame, run: &RunView<'_>, ui: &Ui) {
    if let (Some(after), RunState::Stopped { .. }) = (&ui.after, run.state) {
        return summary::draw(frame, run, ui, after);
    }
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
