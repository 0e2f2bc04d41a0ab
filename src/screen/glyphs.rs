//! The characters that pictures are made of, for each kind of terminal.

/// The characters pictures are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Cells of the big digits: believed, and not.
    pub solid: char,
    /// See `solid`.
    pub hollow: char,
    /// Rounded corners of the digits, upper and lower; the same as `solid` where there are none.
    pub corners: (char, char),
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
    /// Back under the ceiling.
    pub settled: &'static str,
    /// A word on the plan.
    pub plan: &'static str,
    /// A word on the strap or the recording.
    pub trouble: &'static str,
    /// The timer stands.
    pub paused: &'static str,
    /// A lap on the chart.
    pub lap: char,
    /// A pause on the chart.
    pub pause_mark: char,
    /// From one number to another.
    pub dash: char,
    /// Eighths of a row, from the lowest to the whole.
    pub steps: [char; 8],
    /// Four steps of a signal.
    pub signal: [char; 4],
    /// What is chosen of a list.
    pub chosen: &'static str,
    /// Rules: of what is done or chosen, and of what is not.
    pub rules: (char, char),
    /// The corners and sides of a light frame: upper left, upper right, lower left, lower right, across, down.
    pub frame: [char; 6],
    /// Those of a heavy one.
    pub heavy_frame: [char; 6],
    /// A cell of a zone that nobody is in.
    pub ahead: char,
    /// A bracket: its ends.
    pub bracket: (char, char),
}

const UNICODE: Glyphs = Glyphs {
    solid: '█',
    hollow: '▒',
    corners: ('▄', '▀'),
    zones: [' ', '·', '░', '▒', '▓', '█'],
    ceiling: '┃',
    ceiling_foot: '▲',
    pointer: '█',
    beyond: ('◀', '▶'),
    rising: '↗',
    link: ['●', '◐', '○', '×'],
    battery: ('▮', '▯'),
    dot: "·",
    ease_off: "▾",
    slow_down: "▼▼",
    walk: "■",
    stop: "●",
    settled: "✓",
    plan: "◆",
    trouble: "!",
    paused: "▐▐",
    lap: '┆',
    pause_mark: '‖',
    dash: '–',
    steps: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
    signal: ['▁', '▃', '▅', '▇'],
    chosen: "▸",
    rules: ('━', '─'),
    frame: ['┌', '┐', '└', '┘', '─', '│'],
    heavy_frame: ['┏', '┓', '┗', '┛', '━', '┃'],
    bracket: ('├', '┤'),
    ahead: '░',
};

/// What the fonts of the Linux console have, its own and those of Debian's console-setup: no braille, no half or eighth blocks.
const CONSOLE: Glyphs = Glyphs {
    solid: '█',
    hollow: '▒',
    corners: ('█', '█'),
    zones: [' ', '·', '░', '▒', '╬', '█'],
    ceiling: '║',
    ceiling_foot: '▲',
    pointer: '█',
    beyond: ('←', '→'),
    rising: '↑',
    link: ['■', '▒', 'o', 'x'],
    battery: ('■', '·'),
    dot: "·",
    ease_off: "▼",
    slow_down: "▼▼",
    walk: "■",
    stop: "■",
    settled: "ok",
    plan: "♦",
    trouble: "!",
    paused: "║║",
    lap: '│',
    pause_mark: '║',
    dash: '-',
    steps: ['░', '░', '░', '▒', '▒', '█', '█', '█'],
    signal: ['■', '■', '■', '■'],
    chosen: "→",
    rules: ('═', '─'),
    frame: ['┌', '┐', '└', '┘', '─', '│'],
    heavy_frame: ['╔', '╗', '╚', '╝', '═', '║'],
    bracket: ('├', '┤'),
    ahead: '░',
};

const ASCII: Glyphs = Glyphs {
    solid: '#',
    hollow: ':',
    corners: ('#', '#'),
    zones: [' ', '.', '-', '=', '%', '@'],
    ceiling: '|',
    ceiling_foot: '^',
    pointer: '#',
    beyond: ('<', '>'),
    rising: '^',
    link: ['*', '~', 'o', 'x'],
    battery: ('=', '.'),
    dot: "-",
    ease_off: "v",
    slow_down: "vv",
    walk: "#",
    stop: "()",
    settled: "ok",
    plan: "*",
    trouble: "!",
    paused: "||",
    lap: 'L',
    pause_mark: '"',
    dash: '-',
    steps: ['_', '_', '.', '-', '-', '=', '=', '#'],
    signal: ['|', '|', '|', '|'],
    chosen: ">",
    rules: ('=', '-'),
    frame: ['+', '+', '+', '+', '-', '|'],
    heavy_frame: ['#', '#', '#', '#', '=', '#'],
    bracket: ('[', ']'),
    ahead: '-',
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
