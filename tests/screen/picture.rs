//! A drawn screen as text for snapshots and as SVG for the README. Knows cells and nothing of what they say.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};
use ratatui::{Terminal, backend::TestBackend};
use recovery_run::screen::{Start, Theme, Ui, draw, draw_start};
use recovery_run::session::Session;
use termprofile::TermProfile;

/// Full colour and all characters.
pub(crate) fn theme() -> Theme {
    Theme::new(TermProfile::TrueColor, true)
}

/// The dashboard as drawn.
pub(crate) fn dashboard(session: &Session, ui: &Ui, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw(frame, &session.view(), ui)).unwrap();
    terminal.backend().buffer().clone()
}

/// The start screen as drawn.
pub(crate) fn start(start: &Start, width: u16, height: u16) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    terminal.draw(|frame| draw_start(frame, start)).unwrap();
    terminal.backend().buffer().clone()
}

/// The characters of a screen, each line ended by a bar so that trailing space is seen to be space.
pub(crate) fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let lines = buffer.content.chunks(width.max(1)).map(|line| line.iter().map(Cell::symbol).collect::<String>() + "|");
    lines.collect::<Vec<_>>().join("\n")
}

const CELL_WIDTH: f64 = 8.4;
const CELL_HEIGHT: f64 = 18.0;
const MARGIN: f64 = 12.0;
const BACKGROUND: &str = "#0c1014";
const FOREGROUND: &str = "#e3e9ee";

/// A screen as SVG, every cell at its own place. Blocks and dots are drawn as shapes, so that no font can misplace them.
pub(crate) fn svg(buffer: &Buffer) -> String {
    let area = buffer.area;
    let (width, height) = (f64::from(area.width) * CELL_WIDTH + 2.0 * MARGIN, f64::from(area.height) * CELL_HEIGHT + 2.0 * MARGIN);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{BACKGROUND}\"/>\n\
         <g font-family=\"DejaVu Sans Mono, Menlo, Consolas, monospace\" font-size=\"13.9\" xml:space=\"preserve\">\n"
    );
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let cell = &buffer[(x, y)];
            // Neighbours that are drawn alike become one shape.
            let shape = shaped(cell);
            let mut end = x + 1;
            while end < area.width && joins(cell, &buffer[(end, y)], shape) {
                end += 1;
            }
            let run: String = (x..end).map(|x| buffer[(x, y)].symbol()).collect();
            draw_run(&mut out, cell, &run, f64::from(x), f64::from(y), f64::from(end - x));
            x = end;
        }
    }
    out.push_str("</g>\n</svg>\n");
    out
}

fn joins(cell: &Cell, next: &Cell, shape: bool) -> bool {
    let alike = (cell.fg, cell.bg, cell.modifier) == (next.fg, next.bg, next.modifier);
    let one_of_a_kind = if shape { cell.symbol() == next.symbol() && !is_braille(cell) } else { !shaped(next) };
    // Words are placed one by one, since fonts differ in width.
    alike && one_of_a_kind && (cell.symbol() == " ") == (next.symbol() == " ")
}

fn is_braille(cell: &Cell) -> bool {
    cell.symbol().chars().next().is_some_and(|glyph| ('\u{2800}'..='\u{28ff}').contains(&glyph))
}

fn shaped(cell: &Cell) -> bool {
    is_braille(cell) || "█▀▄░▒▓┃▐·".contains(cell.symbol())
}

fn draw_run(out: &mut String, cell: &Cell, run: &str, x: f64, y: f64, cells: f64) {
    let reversed = cell.modifier.contains(Modifier::REVERSED);
    let (mut fg, mut bg) = (hex(cell.fg, FOREGROUND), hex(cell.bg, BACKGROUND));
    if reversed {
        std::mem::swap(&mut fg, &mut bg);
    }
    let (left, top, width) = (MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT, cells * CELL_WIDTH);
    let dim = if cell.modifier.contains(Modifier::DIM) { 0.55 } else { 1.0 };
    let rect = |out: &mut String, x: f64, y: f64, w: f64, h: f64, fill: &str, opacity: f64| {
        let opacity = if opacity < 1.0 { format!(" opacity=\"{opacity:.2}\"") } else { String::new() };
        writeln!(out, "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{w:.1}\" height=\"{h:.1}\" fill=\"{fill}\"{opacity}/>")
            .expect("a string takes it");
    };
    if bg != BACKGROUND {
        rect(out, left, top, width + 0.3, CELL_HEIGHT + 0.3, &bg, 1.0);
    }
    let glyph = run.chars().next().unwrap_or(' ');
    match glyph {
        ' ' => {}
        '█' => rect(out, left, top, width + 0.2, CELL_HEIGHT + 0.2, &fg, dim),
        '▀' => rect(out, left, top, width + 0.2, CELL_HEIGHT / 2.0, &fg, dim),
        '▄' => rect(out, left, top + CELL_HEIGHT / 2.0, width + 0.2, CELL_HEIGHT / 2.0 + 0.2, &fg, dim),
        '▐' => (0..cells as u32)
            .for_each(|i| rect(out, left + (f64::from(i) + 0.5) * CELL_WIDTH, top, CELL_WIDTH / 2.0, CELL_HEIGHT, &fg, dim)),
        '░' => rect(out, left, top, width + 0.2, CELL_HEIGHT + 0.2, &fg, 0.28 * dim),
        '▒' => rect(out, left, top, width + 0.2, CELL_HEIGHT + 0.2, &fg, 0.5 * dim),
        '▓' => rect(out, left, top, width + 0.2, CELL_HEIGHT + 0.2, &fg, 0.75 * dim),
        '┃' => rect(out, left + CELL_WIDTH / 2.0 - 1.2, top, 2.4, CELL_HEIGHT, &fg, dim),
        '·' => {
            for i in 0..cells as u32 {
                rect(out, left + (f64::from(i) + 0.5) * CELL_WIDTH - 0.9, top + CELL_HEIGHT / 2.0 - 0.9, 1.8, 1.8, &fg, dim);
            }
        }
        '\u{2800}'..='\u{28ff}' => draw_dots(out, glyph, left, top, &fg, dim),
        _ => {
            let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
            let opacity = if dim < 1.0 { format!(" opacity=\"{dim}\"") } else { String::new() };
            let escaped = run.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let base = top + CELL_HEIGHT * 0.76;
            writeln!(
                out,
                "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{width:.1}\" fill=\"{fg}\"{weight}{opacity}>{escaped}</text>"
            )
            .expect("a string takes it");
        }
    }
}

fn draw_dots(out: &mut String, glyph: char, left: f64, top: f64, fg: &str, opacity: f64) {
    const PLACES: [(u32, f64, f64); 8] = [
        (0x01, 0.0, 0.0),
        (0x02, 0.0, 1.0),
        (0x04, 0.0, 2.0),
        (0x08, 1.0, 0.0),
        (0x10, 1.0, 1.0),
        (0x20, 1.0, 2.0),
        (0x40, 0.0, 3.0),
        (0x80, 1.0, 3.0),
    ];
    let bits = u32::from(glyph) - 0x2800;
    for (_, column, row) in PLACES.into_iter().filter(|(bit, ..)| bits & bit != 0) {
        let (x, y) = (left + CELL_WIDTH * (0.25 + 0.5 * column), top + CELL_HEIGHT * (0.125 + 0.25 * row));
        writeln!(out, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"1.5\" fill=\"{fg}\" opacity=\"{opacity}\"/>").expect("a string takes it");
    }
}

fn hex(color: Color, unset: &str) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Black => "#000000".to_owned(),
        Color::Reset => unset.to_owned(),
        other => panic!("{other:?} is no colour of the full theme"),
    }
}
