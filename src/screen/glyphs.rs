//! The characters that pictures are made of, for each kind of terminal.

/// The characters pictures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Cells of the big digits: believed, and not.
    pub solid: char,
    /// See `solid`.
    pub hollow: char,
    /// Patterns of zones 0 to 5, denser as it gets harder.
    pub zones: [char; 6],
    /// The ceiling in the bar and its foot.
    pub ceiling: char,
    /// See `ceiling`.
    pub ceiling_foot: char,
    /// The bar's pointer.
    pub pointer: char,
    /// The pointer when the rate is off the bar, left and right.
    pub beyond: (char, char),
    /// The silent hint.
    pub rising: char,
    /// From the pointer to where the rate leads in half a minute.
    pub trend: char,
    /// Zones in the bar: lit, passed, ahead.
    pub bar: [char; 3],
    /// Zones in time in zone, from 0 to 5.
    pub weave: [char; 6],
    /// Under the curve of the chart: up to zone 1, zone 2, above the ceiling.
    pub strata: [char; 3],
    /// The ceiling on the chart.
    pub ceiling_line: char,
    /// Eighths of a cell, from the bottom; blank and full where there are none.
    pub eighths: [char; 9],
    /// Eighths of a cell, from the left, likewise.
    pub left_eighths: [char; 9],
    /// Five rising steps, and a step that is not lit; none where steps differ by their height.
    pub steps: [char; 5],
    /// See `steps`.
    pub unlit_step: Option<char>,
    /// The plan: done, and to come.
    pub thread: (char, char),
    /// What outlines a panel: corners from the upper left, row by row, then across and down.
    pub outline: [char; 6],
    /// Rails at the foot and at the top.
    pub half_rows: (char, char),
    /// Marks of the chart: settled, a question.
    pub answers: (char, char),
    /// The link: connected, connecting, searching, lost.
    pub link: [char; 4],
    /// A quarter of the battery, full and empty.
    pub battery: (char, char),
    /// Between words.
    pub dot: &'static str,
    /// Prompts from mild to last.
    pub ease_off: &'static str,
    /// See `ease_off`.
    pub slow_down: &'static str,
    /// See `ease_off`.
    pub walk: &'static str,
    /// See `ease_off`.
    pub stop: &'static str,
    /// A word on the strap or the recording.
    pub trouble: &'static str,
    /// A lap on the chart, and at its foot.
    pub lap: char,
    /// See `lap`.
    pub lap_foot: char,
    /// A pause on the chart.
    pub pause_mark: char,
    /// From one number to another.
    pub dash: char,
    /// The keys up and down.
    pub up_down: &'static str,
    /// Four steps of a signal.
    pub signal: [char; 4],
    /// What is chosen of a list.
    pub chosen: &'static str,
    /// The corners and sides of a light frame: upper left, upper right, lower left, lower right, across, down.
    pub frame: [char; 6],
    /// Those of a heavy one.
    pub heavy_frame: [char; 6],
    /// A bracket: its ends.
    pub bracket: (char, char),
}

const UNICODE: Glyphs = Glyphs {
    solid: '█',
    hollow: '▒',
    zones: [' ', '·', '░', '▒', '▓', '█'],
    ceiling: '┃',
    ceiling_foot: '▲',
    pointer: '█',
    beyond: ('◀', '▶'),
    rising: '↗',
    trend: '▸',
    bar: ['█', '▒', '░'],
    weave: ['·', '─', '░', '▒', '╬', '█'],
    strata: ['░', '▒', '█'],
    ceiling_line: '▁',
    eighths: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    left_eighths: [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'],
    steps: ['▁', '▃', '▄', '▆', '█'],
    unlit_step: None,
    thread: ('━', '─'),
    outline: ['┏', '┓', '┗', '┛', '━', '┃'],
    half_rows: ('▄', '▀'),
    answers: ('✓', '?'),
    link: ['●', '◐', '○', '×'],
    battery: ('▮', '▯'),
    dot: "·",
    ease_off: "▾",
    slow_down: "▼",
    walk: "■",
    stop: "●",
    trouble: "!",
    lap: '┊',
    lap_foot: '│',
    pause_mark: '‖',
    dash: '–',
    up_down: "↑↓",
    signal: ['▁', '▃', '▅', '▇'],
    chosen: "▸",
    frame: ['┌', '┐', '└', '┘', '─', '│'],
    heavy_frame: ['┏', '┓', '┗', '┛', '━', '┃'],
    bracket: ('├', '┤'),
};

/// What the fonts of the Linux console have, its own and those of Debian's console-setup: no braille, no half or eighth blocks.
const CONSOLE: Glyphs = Glyphs {
    solid: '█',
    hollow: '▒',
    zones: [' ', '·', '░', '▒', '╬', '█'],
    ceiling: '║',
    ceiling_foot: '▲',
    pointer: '█',
    beyond: ('←', '→'),
    rising: '↑',
    trend: '→',
    bar: ['█', '▒', '░'],
    weave: ['·', '─', '░', '▒', '╬', '█'],
    strata: ['░', '▒', '█'],
    ceiling_line: '─',
    eighths: [' ', ' ', ' ', ' ', '█', '█', '█', '█', '█'],
    left_eighths: [' ', ' ', ' ', ' ', '█', '█', '█', '█', '█'],
    steps: ['■', '■', '■', '■', '■'],
    unlit_step: Some('·'),
    thread: ('═', '─'),
    outline: ['╔', '╗', '╚', '╝', '═', '║'],
    half_rows: ('█', '█'),
    answers: ('+', '?'),
    link: ['■', '▒', 'o', 'x'],
    battery: ('■', '·'),
    dot: "·",
    ease_off: "▼",
    slow_down: "▼",
    walk: "■",
    stop: "■",
    trouble: "!",
    lap: '│',
    lap_foot: '│',
    pause_mark: '║',
    dash: '-',
    up_down: "↑↓",
    signal: ['■', '■', '■', '■'],
    chosen: "→",
    frame: ['┌', '┐', '└', '┘', '─', '│'],
    heavy_frame: ['╔', '╗', '╚', '╝', '═', '║'],
    bracket: ('├', '┤'),
};

const ASCII: Glyphs = Glyphs {
    solid: '#',
    hollow: ':',
    zones: [' ', '.', '-', '=', '%', '@'],
    ceiling: '|',
    ceiling_foot: '^',
    pointer: '#',
    beyond: ('<', '>'),
    rising: '^',
    trend: '>',
    bar: ['#', '=', '.'],
    weave: ['.', '-', ':', '=', '%', '@'],
    strata: ['.', '=', '#'],
    ceiling_line: '-',
    eighths: [' ', ' ', ' ', ' ', '#', '#', '#', '#', '#'],
    left_eighths: [' ', ' ', ' ', ' ', '#', '#', '#', '#', '#'],
    steps: ['#', '#', '#', '#', '#'],
    unlit_step: Some('.'),
    thread: ('=', '-'),
    outline: ['+', '+', '+', '+', '-', '|'],
    half_rows: ('#', '#'),
    answers: ('+', '?'),
    link: ['*', '~', 'o', 'x'],
    battery: ('=', '.'),
    dot: "-",
    ease_off: "v",
    slow_down: "vv",
    walk: "#",
    stop: "()",
    trouble: "!",
    lap: ':',
    lap_foot: 'L',
    pause_mark: '"',
    dash: '-',
    up_down: "up down",
    signal: ['|', '|', '|', '|'],
    chosen: ">",
    frame: ['+', '+', '+', '+', '-', '|'],
    heavy_frame: ['#', '#', '#', '#', '=', '#'],
    bracket: ('[', ']'),
};

/// The characters that a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charset {
    /// ASCII alone.
    Ascii,
    /// Those of the Linux console.
    Console,
    /// Whatever is drawn here: block elements and braille.
    Unicode,
}

impl Charset {
    /// The characters to draw with.
    pub fn glyphs(self) -> &'static Glyphs {
        match self {
            Self::Ascii => &ASCII,
            Self::Console => &CONSOLE,
            Self::Unicode => &UNICODE,
        }
    }
}
