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

/// The characters of a screen and below them what each row is drawn in: from which column to which, its ink, its ground, and how.
pub(crate) fn text_and_colors(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width.max(1));
    let named = |color: Color| match color {
        Color::Reset => "-".to_owned(),
        Color::Rgb(r, g, b) => format!("{r:02x}{g:02x}{b:02x}"),
        other => format!("{other:?}").to_lowercase(),
    };
    let style = |cell: &Cell| {
        let ink = if cell.symbol() == " " { Color::Reset } else { cell.fg };
        let how = [(Modifier::BOLD, " bold"), (Modifier::DIM, " dim"), (Modifier::REVERSED, " reversed")];
        let how: String = how.into_iter().filter(|(kind, _)| cell.modifier.contains(*kind)).map(|(_, word)| word).collect();
        format!("{} on {}{how}", named(ink), named(cell.bg))
    };
    let mut lines = vec![text(buffer)];
    for (y, row) in buffer.content.chunks(width).enumerate() {
        let mut x = 0;
        let mut runs = Vec::new();
        for run in row.chunk_by(|one, next| style(one) == style(next)) {
            let style = style(&run[0]);
            if style != "- on -" {
                runs.push(format!("{x}-{} {style}", x + run.len()));
            }
            x += run.len();
        }
        if !runs.is_empty() {
            lines.push(format!("{y}: {}", runs.join(", ")));
        }
    }
    lines.join("\n")
}

const CELL_WIDTH: f64 = 8.4;
const CELL_HEIGHT: f64 = 18.0;
const MARGIN: f64 = 12.0;

/// What a picture stands on, and the ink of what has no colour of its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper {
    pub(crate) ground: &'static str,
    pub(crate) ink: &'static str,
}

pub(crate) const DARK: Paper = Paper { ground: "#0c1014", ink: "#e3e9ee" };
pub(crate) const LIGHT: Paper = Paper { ground: "#fbfaf6", ink: "#14191d" };
pub(crate) const CONSOLE: Paper = Paper { ground: "#000000", ink: "#aaaaaa" };

/// A screen as SVG, every cell at its own place. Blocks and dots are drawn as shapes, so that no font can misplace them.
pub(crate) fn svg(buffer: &Buffer, paper: Paper) -> String {
    let rows: String = (0..buffer.area.height).map(|y| row(buffer, y, paper)).collect();
    framed((buffer.area.width, buffer.area.height), &rows, paper)
}

/// Screens after each other, each for so many seconds, over and over. A row that stays as it is is drawn once for all the while.
pub(crate) fn moving_svg(frames: &[Buffer], seconds: f64, paper: Paper) -> String {
    let size = (frames[0].area.width, frames[0].area.height);
    let count = frames.len();
    let mut out = String::new();
    for y in 0..size.1 {
        let drawn: Vec<String> = frames.iter().map(|frame| row(frame, y, paper)).collect();
        let mut from = 0;
        for same in drawn.chunk_by(|one, next| one == next) {
            let to = from + same.len();
            if same.len() == count {
                out.push_str(&same[0]);
            } else if !same[0].is_empty() {
                let at = |frame: usize| format!("{:.4}", frame as f64 / count as f64);
                let (values, times) = match from {
                    0 => ("inline;none".to_owned(), format!("0;{}", at(to))),
                    _ if to == count => ("none;inline".to_owned(), format!("0;{}", at(from))),
                    _ => ("none;inline;none".to_owned(), format!("0;{};{}", at(from), at(to))),
                };
                let length = seconds * count as f64;
                writeln!(
                    out,
                    "<g>{}<animate attributeName=\"display\" values=\"{values}\" keyTimes=\"{times}\" dur=\"{length}s\" \
                     calcMode=\"discrete\" repeatCount=\"indefinite\"/></g>",
                    same[0]
                )
                .expect("a string takes it");
            }
            from = to;
        }
    }
    framed(size, &out, paper)
}

fn framed((columns, rows): (u16, u16), drawn: &str, paper: Paper) -> String {
    let (width, height) = (f64::from(columns) * CELL_WIDTH + 2.0 * MARGIN, f64::from(rows) * CELL_HEIGHT + 2.0 * MARGIN);
    let font = "DejaVu Sans Mono, Menlo, Consolas, monospace";
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
         <g font-family=\"{font}\" font-size=\"13.9\" xml:space=\"preserve\" shape-rendering=\"crispEdges\">\n{drawn}</g>\n</svg>\n",
        paper.ground
    )
}

/// A row of a screen.
fn row(buffer: &Buffer, y: u16, paper: Paper) -> String {
    let mut out = String::new();
    for pass in [Pass::Grounds, Pass::Figures] {
        let mut shapes = Shapes::default();
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            let mut end = x + 1;
            while end < buffer.area.width && pass.joins(cell, &buffer[(end, y)]) {
                end += 1;
            }
            let run: String = (x..end).map(|x| buffer[(x, y)].symbol()).collect();
            let place = (f64::from(x), f64::from(y), f64::from(end - x));
            match pass {
                Pass::Grounds => draw_ground(&mut shapes, cell, place, paper),
                Pass::Figures => draw_run(&mut out, &mut shapes, cell, &run, place, paper),
            }
            x = end;
        }
        shapes.draw(&mut out);
    }
    out
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pass {
    Grounds,
    Figures,
}

impl Pass {
    /// Neighbours that are drawn alike become one shape.
    fn joins(self, cell: &Cell, next: &Cell) -> bool {
        match self {
            Self::Grounds => {
                (cell.bg, cell.fg, cell.modifier) == (next.bg, next.fg, next.modifier)
                    || (cell.bg == next.bg && !turned(cell) && !turned(next))
            }
            Self::Figures => {
                let alike = (cell.fg, cell.bg, cell.modifier) == (next.fg, next.bg, next.modifier);
                let one_of_a_kind = if is_shape(cell) { cell.symbol() == next.symbol() } else { !is_shape(next) };
                // Words are placed one by one, since fonts differ in width.
                alike && one_of_a_kind && (cell.symbol() == " ") == (next.symbol() == " ")
            }
        }
    }
}

fn turned(cell: &Cell) -> bool {
    cell.modifier.contains(Modifier::REVERSED)
}

/// The parts of a cell that a glyph fills, as (left, top, right, bottom) in shares of it; none for what is written with a font.
fn parts(glyph: char) -> Option<Vec<(f64, f64, f64, f64)>> {
    const QUADRANTS: &str = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";
    if let Some(bits) = QUADRANTS.chars().position(|quadrant| quadrant == glyph).filter(|bits| *bits > 0) {
        let whole = match glyph {
            '█' => Some((0.0, 0.0, 1.0, 1.0)),
            '▀' => Some((0.0, 0.0, 1.0, 0.5)),
            '▄' => Some((0.0, 0.5, 1.0, 1.0)),
            '▌' => Some((0.0, 0.0, 0.5, 1.0)),
            '▐' => Some((0.5, 0.0, 1.0, 1.0)),
            _ => None,
        };
        return Some(whole.map_or_else(
            || {
                let quarter = |bit: usize| (bits & 1 << bit != 0).then(|| ((bit % 2) as f64 / 2.0, (bit / 2) as f64 / 2.0));
                (0..4).filter_map(quarter).map(|(x, y)| (x, y, x + 0.5, y + 0.5)).collect()
            },
            |whole| vec![whole],
        ));
    }
    let code = u32::from(glyph);
    Some(match glyph {
        '\u{2581}'..='\u{2587}' => vec![(0.0, 1.0 - f64::from(code - 0x2580) / 8.0, 1.0, 1.0)],
        '\u{2589}'..='\u{258f}' => vec![(0.0, 0.0, f64::from(0x2590 - code) / 8.0, 1.0)],
        '░' | '▒' | '▓' => vec![(0.0, 0.0, 1.0, 1.0)],
        '┃' => vec![(0.36, 0.0, 0.64, 1.0)],
        '│' => vec![(0.44, 0.0, 0.56, 1.0)],
        '┊' => (0..4).map(|dash| (0.44, 0.05 + 0.25 * f64::from(dash), 0.56, 0.18 + 0.25 * f64::from(dash))).collect(),
        '║' => vec![(0.28, 0.0, 0.42, 1.0), (0.58, 0.0, 0.72, 1.0)],
        '━' => vec![(0.0, 0.43, 1.0, 0.57)],
        '─' => vec![(0.0, 0.47, 1.0, 0.53)],
        '═' => vec![(0.0, 0.38, 1.0, 0.45), (0.0, 0.55, 1.0, 0.62)],
        '┏' => vec![(0.36, 0.43, 1.0, 0.57), (0.36, 0.43, 0.64, 1.0)],
        '┓' => vec![(0.0, 0.43, 0.64, 0.57), (0.36, 0.43, 0.64, 1.0)],
        '┛' => vec![(0.0, 0.43, 0.64, 0.57), (0.36, 0.0, 0.64, 0.57)],
        '┗' => vec![(0.36, 0.43, 1.0, 0.57), (0.36, 0.0, 0.64, 0.57)],
        '\u{2800}'..='\u{28ff}' => {
            const DOTS: [(u32, f64, f64); 8] = [
                (0x01, 0.0, 0.0),
                (0x02, 0.0, 1.0),
                (0x04, 0.0, 2.0),
                (0x08, 1.0, 0.0),
                (0x10, 1.0, 1.0),
                (0x20, 1.0, 2.0),
                (0x40, 0.0, 3.0),
                (0x80, 1.0, 3.0),
            ];
            let dots = DOTS.into_iter().filter(|(bit, ..)| (code - 0x2800) & bit != 0);
            dots.map(|(_, x, y)| (0.1 + 0.5 * x, 0.05 + 0.25 * y, 0.4 + 0.5 * x, 0.2 + 0.25 * y)).collect()
        }
        _ => return None,
    })
}

fn is_shape(cell: &Cell) -> bool {
    cell.symbol().chars().next().is_some_and(|glyph| parts(glyph).is_some())
}

fn colors(cell: &Cell, paper: Paper) -> (String, String) {
    let (fg, bg) = (hex(cell.fg, paper.ink), hex(cell.bg, paper.ground));
    if turned(cell) { (bg, fg) } else { (fg, bg) }
}

fn draw_ground(shapes: &mut Shapes, cell: &Cell, (x, y, cells): (f64, f64, f64), paper: Paper) {
    let (_, ground) = colors(cell, paper);
    if ground != paper.ground {
        let (left, top) = (MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT);
        shapes.add((left, top, left + cells * CELL_WIDTH, top + CELL_HEIGHT), &ground, 1.0);
    }
}

/// Rectangles that do not cover each other, by what they are filled with.
#[derive(Default)]
struct Shapes(Vec<((String, String), String)>);

impl Shapes {
    fn add(&mut self, (left, top, right, bottom): (f64, f64, f64, f64), fill: &str, opacity: f64) {
        let opacity = if opacity < 1.0 { format!(" opacity=\"{opacity:.2}\"") } else { String::new() };
        let number = |value: f64| format!("{value:.1}").trim_end_matches(".0").to_owned();
        let (left, top, width, height) = (number(left), number(top), number(right - left), number(bottom - top));
        let outline = format!("M{left} {top}h{width}v{height}H{left}z");
        let kind = (fill.to_owned(), opacity);
        match self.0.iter_mut().find(|(of, _)| *of == kind) {
            Some((_, outlines)) => outlines.push_str(&outline),
            None => self.0.push((kind, outline)),
        }
    }

    fn draw(self, out: &mut String) {
        for ((fill, opacity), outlines) in self.0 {
            writeln!(out, "<path fill=\"{fill}\"{opacity} d=\"{outlines}\"/>").expect("a string takes it");
        }
    }
}

fn draw_run(out: &mut String, shapes: &mut Shapes, cell: &Cell, run: &str, (x, y, cells): (f64, f64, f64), paper: Paper) {
    let (ink, _) = colors(cell, paper);
    let (left, top, width) = (MARGIN + x * CELL_WIDTH, MARGIN + y * CELL_HEIGHT, cells * CELL_WIDTH);
    let dim = if cell.modifier.contains(Modifier::DIM) { 0.55 } else { 1.0 };
    let glyph = run.chars().next().unwrap_or(' ');
    if glyph == ' ' {
        return;
    }
    let Some(parts) = parts(glyph) else {
        let weight = if cell.modifier.contains(Modifier::BOLD) { " font-weight=\"bold\"" } else { "" };
        let opacity = if dim < 1.0 { format!(" opacity=\"{dim}\"") } else { String::new() };
        let escaped = run.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let base = top + CELL_HEIGHT * 0.76;
        writeln!(out, "<text x=\"{left:.1}\" y=\"{base:.1}\" textLength=\"{width:.1}\" fill=\"{ink}\"{weight}{opacity}>{escaped}</text>")
            .expect("a string takes it");
        return;
    };
    let shade = match glyph {
        '░' => 0.28,
        '▒' => 0.5,
        '▓' => 0.75,
        _ => 1.0,
    };
    for (from_x, from_y, to_x, to_y) in parts {
        let spans_the_cell = from_x <= 0.0 && to_x >= 1.0;
        let places = if spans_the_cell { vec![(left, left + width)] } else { Vec::new() };
        let each = (0..cells as u32).map(|i| left + f64::from(i) * CELL_WIDTH);
        let each = each.map(|left| (left + from_x * CELL_WIDTH, left + to_x * CELL_WIDTH));
        for (left, right) in if spans_the_cell { places } else { each.collect() } {
            shapes.add((left, top + from_y * CELL_HEIGHT, right, top + to_y * CELL_HEIGHT), &ink, shade * dim);
        }
    }
}

/// VGA's colours for the sixteen that have no others.
fn hex(color: Color, unset: &str) -> String {
    match color {
        Color::Rgb(r, g, b) => format!("#{r:02x}{g:02x}{b:02x}"),
        Color::Reset => unset.to_owned(),
        Color::Black => "#000000".to_owned(),
        Color::Red => "#aa0000".to_owned(),
        Color::Green => "#00aa00".to_owned(),
        Color::Yellow => "#aa5500".to_owned(),
        Color::Blue => "#0000aa".to_owned(),
        Color::Magenta => "#aa00aa".to_owned(),
        Color::Cyan => "#00aaaa".to_owned(),
        Color::Gray => "#aaaaaa".to_owned(),
        Color::DarkGray => "#555555".to_owned(),
        Color::LightRed => "#ff5555".to_owned(),
        Color::LightGreen => "#55ff55".to_owned(),
        Color::LightYellow => "#ffff55".to_owned(),
        Color::LightBlue => "#5555ff".to_owned(),
        Color::LightMagenta => "#ff55ff".to_owned(),
        Color::LightCyan => "#55ffff".to_owned(),
        Color::White => "#ffffff".to_owned(),
        Color::Indexed(_) => panic!("pictures are of full colours or of the console's"),
    }
}
